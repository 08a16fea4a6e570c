"""What `gdsim doctor` says of a machine, and when `gdsim app` opens the window."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import gdsim as gd
from gdsim.base import assets
from gdsim.cli import display, facts, problems, run_command, system_libraries, welcome, window
from gdsim.engine.backends.cuda import presence
from tests.cli.conftest import SMALL, rows
from tests.conftest import needs_qt

ROOT = Path(__file__).resolve().parents[2]


def test_doctor_finds_what_matters(capsys):
    assert run_command(["doctor", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["vector_unit"] in ("AVX-512", "AVX2", "NEON", "plain")
    assert found["float32_lanes"] == 2 * found["float64_lanes"]
    assert found["threads"] >= 1
    assert Path(found["cache_folder"]).is_dir()
    assert found["versions"]["numba"] and found["versions"]["numpy"]
    assert run_command(["doctor"]) == 0
    said = capsys.readouterr().out
    assert found["vector_unit"] in said and found["cache_folder"] in said


def test_doctor_says_what_to_type_for_a_gpu(monkeypatch, capsys):
    monkeypatch.setattr(presence, "version_of", lambda name: None)
    monkeypatch.setattr(window, "why_no_qt", lambda: None)
    assert run_command(["doctor"]) == 0
    (said,) = (line for line in capsys.readouterr().out.splitlines() if line.startswith(" gpu"))
    missing = "numba-cuda, cuda-bindings and nvidia-nvvm are not installed"
    assert f'not used: {missing}; for an NVIDIA GPU type: pip install "gdsim[cuda]"' in said


def test_the_frozen_program_says_what_it_cannot_take_in_and_names_no_pip_that_it_has_not(
    monkeypatch,
):
    assert facts.examine()["installed_as"] == "a Python package"
    monkeypatch.setattr(presence, "version_of", lambda name: None)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    said = facts.examine()
    assert "Parquet files, clusters, MP4 videos and GPUs" in said["installed_as"]
    how = "for an NVIDIA GPU install gdsim for Python, with its extra 'cuda'"
    assert said["gpu"].endswith(f"not part of this program; {how}")


@pytest.mark.parametrize(
    ("qt", "python", "warns"),
    [
        ("6.12.0", (3, 11), True),
        ("6.12.1", (3, 11), True),
        ("6.11.3", (3, 11), False),
        ("6.12.0", (3, 12), False),
    ],
)
def test_doctor_warns_of_the_qt_that_breaks_python_311(monkeypatch, qt, python, warns, tmp_path):
    monkeypatch.setattr(problems, "version_of", {"PySide6-Essentials": qt}.get)
    monkeypatch.setattr(sys, "version_info", python)
    monkeypatch.setattr(window, "why_no_qt", lambda: None)
    assert any("loses references" in each for each in problems.problems(tmp_path)) == warns


@pytest.fixture
def broken_qt(tmp_path, monkeypatch):
    """Has processes find a PySide6 that raises this when it is imported."""

    def broken(raised):
        package = tmp_path / "broken" / "PySide6"
        package.mkdir(parents=True)
        (package / "__init__.py").write_text(f"raise {raised}\n")
        monkeypatch.setenv("PYTHONPATH", str(package.parent), prepend=os.pathsep)
        monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")

    return broken


LIBRARY = "ImportError('libEGL.so.1: cannot open shared object file: No such file or directory')"
MODULE = "ModuleNotFoundError('no PySide6', name='PySide6')"


@pytest.mark.parametrize(
    ("raised", "advice"),
    [(LIBRARY, "(libEGL.so.1: cannot open shared"), (MODULE, "pip install PySide6-Essentials")],
    ids=["library", "package"],
)
def test_where_qt_cannot_be_loaded_doctor_and_app_say_what_to_install(
    broken_qt, raised, advice, file, tmp_path
):
    broken_qt(raised)
    command = [sys.executable, "-m", "gdsim"]
    done = subprocess.run([*command, "doctor"], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0 and "no warnings" not in done.stdout
    assert "warning: no window can open: Qt cannot be loaded" in done.stdout
    assert advice in done.stdout
    picture = tmp_path / "window.png"
    done = subprocess.run(
        [*command, "app", str(file), "--screenshot", str(picture)],
        capture_output=True, text=True, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 1 and not picture.exists()
    assert done.stderr.startswith("gdsim: no window: Qt cannot be loaded")
    assert advice in done.stderr and done.stderr.count("\n") == 1
    command += ["app", "--screenshot", "shot.gif"]  # what is wrong with that comes first
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 2 and "must end in .png" in done.stderr


def test_missing_libraries_are_named_by_their_packages(monkeypatch, tmp_path):
    monkeypatch.setattr(system_libraries, "_is_there", lambda name: "xcb" not in name)
    monkeypatch.setattr(sys, "platform", "linux")
    assert system_libraries.missing_packages()[0] == "libxcb-cursor0"
    assert "libegl1" not in system_libraries.missing_packages()
    monkeypatch.setattr(window, "why_no_qt", lambda: None)
    monkeypatch.setattr(window, "why_no_window", lambda: None)
    (said,) = problems.problems(tmp_path)
    assert "sudo apt-get install libxcb-cursor0 libxcb-icccm4" in said


def test_tests_of_the_window_are_skipped_with_a_reason_where_qt_cannot_be_loaded(broken_qt):
    broken_qt(LIBRARY)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/app/test_main.py",
         "tests/app/look/test_theme.py", "tests/project/test_qt.py",
         "tests/project/test_licences.py::test_qt_comes_with_the_texts_of_its_two_licences"],
        capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "Qt cannot be loaded here: libEGL.so.1: cannot open shared" in done.stdout
    assert " passed" in done.stdout and "error" not in done.stdout


def test_the_version_is_told_without_loading_anything_heavy():
    code = (
        "import sys; from gdsim.cli import run_command; run_command(['--version']);"
        "print([m for m in ('numpy', 'numba', 'typer', 'rich', 'PySide6') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.split("\n")[:2] == [f"gdsim {gd.__version__}", "[]"]


def test_without_a_display_the_welcome_experiment_runs_headless(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(window, "why_no_window", lambda: "there is no display")
    monkeypatch.setattr("gdsim.base.assets.path", lambda name: tmp_path / "shipped.toml")
    SMALL.save(tmp_path / "shipped.toml")
    assert run_command([]) == 0
    said = capsys.readouterr().out
    assert said.startswith("No window: there is no display; running the welcome experiment")
    assert {"Momentum", "Adam"} <= set(rows(said))
    written = sorted(path.name for path in (tmp_path / welcome.FOLDER).iterdir())
    assert written == ["welcome.nc", "welcome.png", "welcome.toml"]
    assert gd.Experiment.load(tmp_path / welcome.FOLDER / "welcome.toml") == SMALL


def test_with_a_display_the_window_opens(monkeypatch):
    opened = []
    monkeypatch.setattr(window, "why_no_window", lambda: None)
    monkeypatch.setattr("gdsim.app.main.start", lambda *given: opened.append(given) or 0)
    assert run_command([]) == 0
    assert opened == [(None, None)]


@needs_qt
def test_the_app_gets_its_file_once_that_can_be_read(monkeypatch, file, tmp_path, capsys):
    opened = []
    monkeypatch.setattr(window, "why_no_window", lambda: None)
    monkeypatch.setattr("gdsim.app.main.start", lambda *given: opened.append(given) or 0)
    shot = tmp_path / "shot.png"
    assert run_command(["app", str(file), "--screenshot", str(shot)]) == 0
    assert opened == [(file, shot)]
    assert run_command(["app", str(tmp_path / "none.toml"), "--screenshot", str(shot)]) == 2
    assert "cannot be read" in capsys.readouterr().err
    assert run_command(["app", "spiral"]) == run_command(["app", "lion"]) == 0
    shipped = [assets.path("experiments/spiral.toml"), assets.path("lessons/lion.toml")]
    assert opened[1:] == [(each, None) for each in shipped]


@needs_qt
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="displays are named so on Linux")
@pytest.mark.parametrize(
    ("variables", "reason"),
    [
        ({}, "there is no display"),
        ({"QT_QPA_PLATFORM": "offscreen"}, "there is no display"),
        ({"DISPLAY": ":941"}, "the display :941 does not answer"),
        ({"DISPLAY": "localhost:941"}, "the display localhost:941 does not answer"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "the display wayland-0 does not answer"),
        ({"QT_QPA_PLATFORM": "vnc"}, None),
    ],
)
def test_a_display_is_asked_for_where_one_is_named(monkeypatch, variables, reason):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert window.why_no_window() == reason


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="displays are named so on Linux")
def test_a_display_that_answers_is_one(monkeypatch, tmp_path):
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "wayland-0"))
        server.listen()
        assert display.why_no_display() is None
        monkeypatch.setenv("DISPLAY", ":941")  # the one that does not answer is not needed
        assert display.why_no_display() is None
    assert display.why_no_display() == "the display :941 does not answer"


def test_the_app_says_why_there_is_no_window(monkeypatch, capsys):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert run_command(["app"]) == 1
    said = capsys.readouterr().err
    assert said == "gdsim: no window: there is no display; `gdsim run FILE` works without\n"


def test_the_window_opens_on_a_file_without_loading_typer(tmp_path):
    SMALL.save(tmp_path / "small.toml")
    code = (
        "import sys; from pathlib import Path; from gdsim.cli import run_command, window\n"
        "window.why_no_qt = window.why_no_window = lambda: print(window.__name__) or 'no reason'\n"
        f"print(run_command(['app', {str(tmp_path / 'small.toml')!r}]), 'typer' in sys.modules)\n"
        f"print(run_command([{str(tmp_path / 'small.toml')!r}]), 'typer' in sys.modules)\n"
        "print(run_command(['app', 'nothing.toml']), 'typer' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    said = [line for line in done.stdout.split("\n") if line and line != "gdsim.cli.window"]
    assert said == ["1 False", "1 False", "2 False"]
    assert done.stderr.startswith("gdsim: no window: no reason") and "nothing.toml" in done.stderr
