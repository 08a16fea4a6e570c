"""Starting the window."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

import gdsim as gd
from gdsim.app import main
from gdsim.app.errors import Errors
from gdsim.app.made import made
from gdsim.base import presets


def test_the_broken_qt_is_refused_in_a_sentence(monkeypatch):
    import PySide6

    monkeypatch.setattr(PySide6, "__version__", "6.12.0")
    monkeypatch.setattr(sys, "version_info", (3, 11, 9))
    assert "6.12.0 corrupts Python 3.11" in main.unfit()
    monkeypatch.setattr(sys, "version_info", (3, 12, 1))
    assert main.unfit() is None


def test_modules_imported_after_qt_are_not_read_by_it():
    script = (
        "import linecache; from gdsim.app import main; print(main.unfit())\n"
        "import PySide6.QtCore, wave\nprint([n for n in linecache.cache if 'wave' in n])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.split("\n")[:2] == ["None", "[]"]


def test_a_bad_file_ends_in_a_sentence_and_status_1(tmp_path, capsys):
    (tmp_path / "bad.toml").write_text("steps = -")
    assert main.start(tmp_path / "bad.toml") == 1
    assert "bad.toml" in capsys.readouterr().err


def test_without_a_file_it_opens_the_welcome():
    assert len(main.load(None).experiment.optimizers) >= 3


def test_a_lesson_is_shown_and_keeps_its_file_if_gdsim_ships_it(qapp, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(main, "_show", lambda window, app: opened.append(window) or 0)
    own, plain = tmp_path / "own.toml", tmp_path / "plain.toml"
    lesson = presets.experiment_file("lion")
    own.write_bytes(lesson.read_bytes())
    gd.Experiment("sphere", ["sgd"], steps=20).save(plain)
    for path in (lesson, own, plain):
        assert main.start(path) == 0
    of_lesson, of_own, of_plain = opened
    for window in opened:
        window.turns.finish()
    assert of_lesson.workbench.path is None and of_lesson.lessons.progress.lesson.path == lesson
    assert of_own.workbench.path == own and of_own.lessons.progress.lesson.path == own
    assert of_plain.workbench.path == plain and not made(of_plain, "lessons")
    for window in opened:
        window.close()


def test_errors_go_to_a_log_file(tmp_path):
    script = (
        "import threading; from gdsim.app.errors import Errors; errors = Errors()\n"
        "errors.happened.connect(print)\n"
        "thread = threading.Thread(target=lambda: 1 // 0); thread.start(); thread.join()\n"
        "raise RuntimeError('lost the plot')"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={name: os.environ[name] for name in ("PYTHONPATH", "QT_QPA_PLATFORM")}
        | {"XDG_STATE_HOME": str(tmp_path), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    logged = "".join(file.read_text() for file in tmp_path.rglob("gdsim.log"))
    assert done.returncode == 1 and "lost the plot" in logged and "ZeroDivisionError" in logged
    assert "lost the plot. Your experiment is kept. Details are in" in done.stdout


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
    assert QImage(str(tmp_path / "a.png")).width() >= 1024


SHOWN = """
import signal, sys
from pathlib import Path
from PySide6.QtCore import QTimer
import gdsim as gd
from gdsim.app import main
from gdsim.app.errors import Errors
from gdsim.app.window import Window

signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
show = Window.show

def shown(window):
    show(window)
    if sys.argv[2] == "edited":
        window.workbench.replace(steps=12345)
    QTimer.singleShot(200, lambda: print("plays", flush=True))

Window.show = shown
sys.exit(main.start(Path(sys.argv[1])))
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "edited"),
    [(signal.SIGINT, True), (signal.SIGTERM, True), (signal.SIGTERM, False)],
)
def test_a_signal_ends_the_window_and_unsaved_edits_are_kept(tmp_path, number, edited):
    gd.Experiment("sphere", ["sgd"], steps=2000).save(tmp_path / "mine.toml")
    script = tmp_path / "shown.py"
    script.write_text(SHOWN)
    window = subprocess.Popen(
        [sys.executable, script, tmp_path / "mine.toml", "edited" if edited else "read"],
        env={**os.environ, "XDG_DATA_HOME": str(tmp_path / "data")},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with window:
        assert window.stdout.readline() == "plays\n"
        began = time.monotonic()
        window.send_signal(number)
        _, said = window.communicate(timeout=60)
    assert window.returncode == 128 + number and time.monotonic() - began < 30, said
    kept = list((tmp_path / "data").rglob("mine-*.toml"))
    assert len(kept) == edited and "Traceback" not in said
    for file in kept:
        assert str(file) in said and gd.Experiment.load(file).steps == 12345


def test_the_window_fits_the_screen(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1280, 800)
    main.fit(window, QSize(1280, 720))  # 1920x1080 at 150 %
    assert (window.width(), window.height()) == (1280, 720 - main.FRAME)
    main.fit(window, QSize(3840, 2160))
    assert (window.width(), window.height()) == (1280, 720 - main.FRAME)


def test_an_error_is_a_sentence_in_the_window_which_goes_on_and_loses_nothing(
    qtbot, window, workbench, tmp_path, monkeypatch
):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(sys, "__excepthook__", lambda *_: None)
    window.files.unsaved.folder = tmp_path / "unsaved"
    errors = Errors(window)
    errors.happened.connect(window.show_error)
    try:
        workbench.replace(steps=77)
        sys.excepthook(ValueError, ValueError("a slip\nof two lines"), None)
        said = window.panel.trouble.text()
        assert "Something went wrong: a slip." in said and str(errors.file) in said
        (kept,) = (tmp_path / "unsaved").glob("*.toml")
        assert gd.Experiment.load(kept).steps == 77
        slips = threading.Thread(target=lambda: 1 // 0)
        slips.start()
        qtbot.waitUntil(lambda: "division" in window.panel.trouble.text())
        qtbot.keyClick(window, Qt.Key.Key_Period)
        qtbot.waitUntil(lambda: window.frame.step == 1)
        assert "slip" in errors.file.read_text() and "ZeroDivisionError" in errors.file.read_text()
    finally:
        errors.stop()


def helpers_of(number):
    """The processes that a process has started, by their numbers."""
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(number)], capture_output=True, text=True, check=False
    )
    return [int(each) for each in found.stdout.split()]


def is_alive(number):
    """Whether a process runs, other than as a zombie that waits for its parent."""
    found = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(number)], capture_output=True, text=True, check=False
    )
    return bool(found.stdout.strip()) and not found.stdout.startswith("Z")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals and ps")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_helpers_end_with_a_window_that_is_killed_while_they_compile(tmp_path, number):
    optimizers = ["sgd", "momentum", "adam", "rmsprop", "lion"]
    gd.Experiment("x**2 + 3*y**2", optimizers, start=(1.0, 2.0)).save(tmp_path / "mine.toml")
    window = subprocess.Popen(
        [sys.executable, "-m", "gdsim", tmp_path / "mine.toml"],  # as `gdsim app mine.toml`
        env={**os.environ, "XDG_DATA_HOME": str(tmp_path / "data"),
             "GDSIM_CACHE": str(tmp_path / "cache"), "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with window:
        helpers, until = [], time.monotonic() + 60
        while not helpers and time.monotonic() < until and window.poll() is None:
            helpers = helpers_of(window.pid)
            time.sleep(0.1)
        assert helpers, window.stderr.read() if window.poll() is not None else "no helper"
        window.send_signal(number)
        _, said = window.communicate(timeout=60)
    assert window.returncode in (-number, 128 + number), said  # 128 more: it closed by itself
    until = time.monotonic() + 20
    while any(map(is_alive, helpers)) and time.monotonic() < until:
        time.sleep(0.1)
    assert not any(map(is_alive, helpers)) and "Traceback" not in said
