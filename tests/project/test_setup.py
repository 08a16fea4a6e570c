"""The scripts behind `make`: what they do on machines that lack something."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"
TOOLS = ("cat", "dirname", "env", "mktemp", "rm", "sh", "tr", "uname")


class Machine:
    """A machine of which only the commands named here exist."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.log = folder / "log"
        self.bin.mkdir()
        self.log.touch()
        for tool in TOOLS:
            (self.bin / tool).symlink_to(shutil.which(tool) or tool)

    def add(self, command: str, script: str = "exit 0") -> None:
        """A command that notes how it was called, then does what `script` says."""
        file = self.bin / command
        file.write_text(f'#!/bin/sh\necho "{command} $*" >> {self.log}\n{script}\n')
        file.chmod(0o755)

    def run(self, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", str(PACKAGING / script), *arguments],
            env={"PATH": str(self.bin)},
            capture_output=True,
            text=True,
            check=False,
        )

    def calls(self) -> str:
        return self.log.read_text()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path)
    machine.add("python", "echo libegl1 libxcb-cursor0")
    return machine


def test_missing_libraries_are_installed_by_root(machine: Machine) -> None:
    machine.add("apt-get")
    machine.add("id", "echo 0")
    done = machine.run("system_libraries.sh", "python")
    assert done.returncode == 0
    assert "apt-get update" in machine.calls()
    assert "libegl1 libxcb-cursor0" in machine.calls().splitlines()[-1]


def test_missing_libraries_are_installed_through_sudo_where_it_asks_nothing(
    machine: Machine,
) -> None:
    machine.add("apt-get")
    machine.add("id", "echo 1000")
    machine.add("sudo")
    machine.run("system_libraries.sh", "python")
    assert "sudo -n apt-get install" in machine.calls()


def test_the_line_to_type_is_printed_where_nothing_may_be_installed(machine: Machine) -> None:
    machine.add("apt-get", "exit 100")
    machine.add("id", "echo 1000")
    machine.add("sudo", "exit 1")
    done = machine.run("system_libraries.sh", "python")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1].strip() == "sudo apt-get install libegl1 libxcb-cursor0"
    assert "apt-get" not in machine.calls()


def test_the_line_to_type_is_printed_where_installing_fails(machine: Machine) -> None:
    machine.add("apt-get", "exit 100")
    machine.add("id", "echo 0")
    done = machine.run("system_libraries.sh", "python")
    assert done.returncode == 0
    assert "sudo apt-get install libegl1 libxcb-cursor0" in done.stdout


def test_freezing_installs_the_programs_that_it_needs_or_says_what_to_type(
    machine: Machine,
) -> None:
    missing = 'case "$*" in *build_needs*) echo binutils libpython3.11;; *) echo 0.1.0;; esac'
    machine.add("python", missing)
    machine.add("apt-get", "exit 100")
    machine.add("id", "echo 1000")
    done = machine.run("build.sh", str(machine.bin / "python"))
    assert done.returncode == 1 and "PyInstaller" not in machine.calls()
    assert done.stdout.splitlines()[-1].strip() == "sudo apt-get install binutils libpython3.11"
    machine.add("id", "echo 0")
    machine.run("build.sh", str(machine.bin / "python"))
    assert "apt-get update" in machine.calls()


def test_nothing_is_said_where_no_library_is_missing(machine: Machine) -> None:
    machine.add("python")
    machine.add("apt-get")
    done = machine.run("system_libraries.sh", "python")
    assert (done.returncode, done.stdout) == (0, "")
    assert "apt-get" not in machine.calls()


def test_too_old_a_python_is_refused_in_one_sentence(machine: Machine, tmp_path: Path) -> None:
    machine.add("python3", "exit 1")
    done = machine.run("environment.sh", str(tmp_path / "venv"))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "Python 3.11 or later" in done.stderr


def test_virtualenv_is_used_where_python_has_no_venv(machine: Machine, tmp_path: Path) -> None:
    machine.add("python3.12", 'case "$*" in "-m venv"*) exit 1;; *print*) echo 3.12;; esac')
    done = machine.run("environment.sh", str(tmp_path / "venv"))
    assert done.returncode == 0
    assert "-m pip install --quiet --target" in machine.calls()
    assert f"-m virtualenv --quiet {tmp_path / 'venv'}" in machine.calls()


def test_the_line_to_type_is_printed_where_no_environment_can_be_made(
    machine: Machine, tmp_path: Path
) -> None:
    machine.add("python3.12", 'case "$*" in *-m*) exit 1;; *print*) echo 3.12;; esac')
    machine.add("apt-get")
    machine.add("id", "echo 1000")
    done = machine.run("environment.sh", str(tmp_path / "venv"))
    assert done.returncode == 1
    assert "sudo apt-get install -y --no-install-recommends python3.12-venv" in done.stderr
    assert not (tmp_path / "venv").exists()
