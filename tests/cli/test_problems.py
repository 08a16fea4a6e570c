"""Every problem of a machine is said by the doctor, with its remedy."""

import sys
import tempfile
from importlib import metadata

import pytest

import gdsim
from gdsim.base import version
from gdsim.cli import main, problems, run_command, window
from gdsim.engine import keeping
from gdsim.engine.backends.cuda import device, presence


@pytest.fixture(autouse=True)
def healthy(monkeypatch):
    """A machine without the problems that the one of the tests may have."""
    monkeypatch.setattr(window, "why_no_qt", lambda: None)
    monkeypatch.setattr(window, "why_no_window", lambda: None)
    monkeypatch.setattr(problems, "missing_packages", list)
    monkeypatch.setattr(presence, "missing_packages", lambda: "they are not installed")
    monkeypatch.setattr(problems, "needed_by", lambda name: [])


def test_a_machine_without_problems_has_none(tmp_path):
    assert problems.problems(tmp_path) == []


def test_a_python_that_is_newer_than_those_of_the_tests(monkeypatch, tmp_path):
    major, minor = version.NEWEST_PYTHON
    monkeypatch.setattr(sys, "version_info", (major, minor + 1, 0))
    (said,) = problems.problems(tmp_path)
    assert f"gdsim is made for Python 3.11 to {major}.{minor}" in said and "use one of" in said


def test_a_python_that_is_too_old_is_refused_in_one_sentence(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 10, 13, "final", 0))
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 1
    assert capsys.readouterr().err == "gdsim: Python 3.10 is too old; gdsim needs 3.11 or later\n"


def test_a_package_of_another_version_than_gdsim_needs(monkeypatch, tmp_path):
    lines = ["numpy<1", "typer>=0.1", 'rich<1; python_version<"3"', 'pyarrow<1; extra == "parquet"']
    monkeypatch.setattr(problems, "needed_by", lambda name: lines)
    (said,) = problems.problems(tmp_path)
    numpy = metadata.version("numpy")
    assert said == f'numpy {numpy} is installed, and gdsim needs <1; type: pip install "numpy<1"'


def test_a_package_that_is_missing_is_named_with_what_to_type(monkeypatch, capsys):
    def load(arguments):
        raise ModuleNotFoundError("No module named 'typer'", name="typer")

    monkeypatch.setattr("gdsim.cli._typed", load)
    assert run_command(["list"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("gdsim: typer is not installed for this Python; type: ")
    assert "-m pip install " in said and said.count("\n") == 1
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert run_command(["list"]) == 1
    assert "pip install" not in capsys.readouterr().err


def test_a_display_that_is_missing(monkeypatch, tmp_path):
    monkeypatch.setattr(window, "why_no_window", lambda: "there is no display")
    (said,) = problems.problems(tmp_path)
    assert said.startswith("no window can open: there is no display; start gdsim in a session")


def test_a_cache_that_cannot_be_written(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    cache = keeping.spare_folder() / "kernels" / "x"
    cache.mkdir(parents=True)
    (said,) = problems.problems(cache)
    assert f"are kept in {tmp_path}/gdsim-" in said and "set GDSIM_CACHE" in said


@pytest.mark.parametrize("place", ["cache", "temporary"])
def test_a_disk_without_room(tmp_path, monkeypatch, place):
    resource = pytest.importorskip("resource")  # not on Windows
    folders = {"cache": tmp_path / "cache", "temporary": tmp_path / "temporary"}
    for folder in folders.values():
        folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folders["temporary"]))
    real = tempfile.TemporaryFile

    def small(dir):  # a limit on the size of files stands for a disk that is full
        least, most = (10, resource.RLIM_INFINITY) if dir == folders[place] else (-1, -1)
        resource.setrlimit(resource.RLIMIT_FSIZE, (least, most))
        return real(dir=dir)

    monkeypatch.setattr(problems.tempfile, "TemporaryFile", small)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        (said,) = problems.problems(folders["cache"])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert f"{folders[place]} (File too large)" in said and "make room there, or set" in said


@pytest.mark.parametrize(
    ("why", "is_said"),
    [(None, False), (presence.NO_DRIVER, False), ("the NVIDIA driver is for CUDA 12.8", True)],
    ids=["usable", "no driver", "old driver"],
)
def test_a_driver_that_cannot_be_used(monkeypatch, tmp_path, why, is_said):
    monkeypatch.setattr(presence, "missing_packages", lambda: None)
    monkeypatch.setattr(device, "unusable", lambda: why)
    monkeypatch.setattr(sys, "platform", "linux")
    assert problems.problems(tmp_path) == [f"no GPU is used: {why}"] * is_said


def test_an_old_processor_is_said_to_work(monkeypatch, capsys):
    monkeypatch.setenv("NUMBA_CPU_NAME", "nehalem")
    monkeypatch.setenv("NUMBA_CPU_FEATURES", "")
    assert run_command(["doctor"]) == 0
    assert "plain (no AVX2: runs take some times longer" in capsys.readouterr().out
    assert gdsim.__version__
