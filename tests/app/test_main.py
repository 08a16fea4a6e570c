"""Starting the window."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

import gdsim as gd
from gdsim.app import main

ROOT = Path(__file__).resolve().parents[2]


def test_the_broken_qt_is_refused_in_a_sentence(monkeypatch):
    import PySide6

    monkeypatch.setattr(PySide6, "__version__", "6.12.0")
    monkeypatch.setattr(sys, "version_info", (3, 11, 9))
    assert "6.12.0 corrupts Python 3.11" in main.unfit()
    monkeypatch.setattr(sys, "version_info", (3, 12, 1))
    assert main.unfit() is None


def test_a_bad_file_ends_in_a_sentence_and_status_1(tmp_path, capsys):
    (tmp_path / "bad.toml").write_text("steps = -")
    assert main.start(tmp_path / "bad.toml") == 1
    assert "bad.toml" in capsys.readouterr().err


def test_without_a_file_it_opens_the_welcome():
    assert len(main.load(None).optimizers) >= 3


def test_errors_go_to_a_log_file(tmp_path):
    script = (
        "import sys; from gdsim.app.main import catch_errors; catch_errors()\n"
        "raise RuntimeError('lost the plot')"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"XDG_STATE_HOME": str(tmp_path), "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
        | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    logged = "".join(file.read_text() for file in tmp_path.rglob("gdsim.log"))
    assert done.returncode == 1 and "lost the plot" in logged


@pytest.mark.slow
def test_a_screenshot_is_taken_and_the_program_ends(tmp_path):
    experiment = gd.Experiment("sphere", ["sgd", "adam"], steps=2000)
    experiment.save(tmp_path / "small.toml")
    script = (
        "import sys; from pathlib import Path; from gdsim.app.main import start\n"
        f"folder = Path({str(tmp_path)!r})\n"
        "sys.exit(start(folder / 'small.toml', folder / 'a.png'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert QImage(str(tmp_path / "a.png")).width() >= 1040
