"""Starts the window."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from gdsim.app.model.document import Document
from gdsim.app.model.kinds import EXPERIMENT, kind_of
from gdsim.app.model.network_edits import first_experiment
from gdsim.app.quick_start import (
    import_in_background,
    import_pyqtgraph,
    import_qt,
    wake_collector,
)
from gdsim.app.translation import QT_TR_NOOP, language, speak, tr
from gdsim.app.worker.frame import State
from gdsim.app.worker.opening import Opener, compiled
from gdsim.app.worker.worker import Worker
from gdsim.base import assets
from gdsim.experiment.experiment import Experiment

if TYPE_CHECKING:
    from PySide6.QtCore import QSize
    from PySide6.QtWidgets import QApplication, QWidget

    from gdsim.app.window import Window

log = logging.getLogger("gdsim.app")

WELCOME = QT_TR_NOOP("New here? Start, at the left, has lessons and a tour of two minutes")
PLAYED = 2000  # ms played before a picture is taken
UNDISTURBED = 10_000  # ms after which a process begins to compile the examples
SETTLED = 3000  # ms after which a start is over
PATIENCE = 300_000  # ms that compiling may take before
FRAME = 40  # px, about, of a screen's height that the system's frame and title take


def start(path: Path | None = None, screenshot: Path | None = None) -> int:
    """Open the window on a file, or on the welcome experiment; returns the exit status.

    The file is an experiment, a stored sweep or result, or data for a network.

    With `screenshot` it plays for two seconds, saves a picture of the window there and ends. An
    error that prevents the start is one sentence on stderr and status 1.
    """
    trouble = unfit()
    if trouble:
        print(trouble, file=sys.stderr)
        return 1
    opener = Opener()
    opener.begin()  # beside all that follows
    try:
        return _open(path, screenshot, opener)
    finally:
        opener.close()


def _open(path: Path | None, screenshot: Path | None, opener: Opener) -> int:
    """Make the window, and play until it ends."""
    import_pyqtgraph()
    from PySide6.QtCore import QCoreApplication, QSettings, Qt
    from PySide6.QtGui import QIcon

    from gdsim.app.qt_application import application

    is_experiment = path is None or kind_of(path) in (EXPERIMENT, "")
    try:
        document = load(path if is_experiment else None)
    except (ValueError, TypeError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    app = application()
    app.setApplicationName("gdsim")
    app.setOrganizationName("gdsim")
    app.setDesktopFileName("gdsim")
    try:
        app.setWindowIcon(QIcon(str(assets.path("icon/gdsim-256.png"))))
    except FileNotFoundError:
        log.warning("no icon is shipped")

    settings = QSettings()
    speak(app, language(str(settings.value("language", ""))))

    from gdsim.app.errors import Errors
    from gdsim.app.model.workbench import Workbench
    from gdsim.app.window import Window

    workbench = Workbench(document)
    if is_experiment:
        workbench.path = path
    errors = Errors(app)  # before there is a window that may have some
    window = Window(workbench, Worker(opener, waits=True, compiled=compiled), settings)
    errors.happened.connect(window.show_error)
    if path is not None:
        show = window.files.show_lesson if is_experiment else window.files.open
        show(path)
    return _take(window, app, screenshot) if screenshot else _show(window, app)


def unfit() -> str | None:
    """Why the window cannot open here, in a sentence; None if it can."""
    try:
        import_qt()
        import PySide6
    except ImportError:
        return "The window needs Qt for Python: pip install 'PySide6-Essentials>=6.9,<6.12'."
    if sys.version_info < (3, 12) and PySide6.__version__.startswith("6.12.0"):
        return (
            "PySide6 6.12.0 corrupts Python 3.11; install another: "
            "pip install 'PySide6-Essentials>=6.9,<6.12', or use Python 3.12."
        )
    return None


def load(path: Path | None) -> Document:
    """The document in a file; without one, the welcome experiment."""
    if path is not None:
        return Document.load(path)
    try:
        return Document.load(assets.path("experiments/welcome.toml"))
    except FileNotFoundError:
        names = ["sgd", "momentum", "nesterov", "rmsprop", "adam", "lion"]
        return Document.of(Experiment("rosenbrock", names, steps=2000))


def _show(window: Window, app: QApplication) -> int:
    """Play until the window is closed."""
    from PySide6.QtCore import QSettings, QTimer

    fit(window, app.primaryScreen().availableSize())
    geometry = QSettings().value("geometry")
    if geometry is not None:
        window.restoreGeometry(geometry)
    status = end_on_signals(window, app)
    window.files.unsaved.start()
    if window.workbench.path is None:
        window.recovery.offer()
    window.show()
    window.playing.play()
    QTimer.singleShot(SETTLED, window, settle)
    QTimer.singleShot(UNDISTURBED, window, lambda: window.example_line.start())
    if not QSettings().value("welcomed", False, bool):
        QSettings().setValue("welcomed", True)
        QTimer.singleShot(SETTLED, window, lambda: window.note(tr(WELCOME)))
    return int(app.exec()) or status()


def settle() -> None:
    """The start is over: get ready what is likely to be wanted, and look for garbage from now on.

    The first network is: its data are drawn, and what it is made of is looked up in the catalogue.
    """
    from gdsim.app.parts import LATER

    import_in_background(LATER, first_experiment)
    wake_collector()


def fit(window: QWidget, room: QSize) -> None:
    """Make the window, with its frame, no larger than the free part of the screen, `room`."""
    from PySide6.QtCore import QSize

    window.resize(window.size().boundedTo(room - QSize(0, FRAME)))


def end_on_signals(window: Window, app: QApplication) -> Callable[[], int]:
    """Close the window on Ctrl-C in the terminal, and on other signals that end a process.

    The user is not asked: an experiment with unsaved edits is kept in a file, whose path is
    printed. The returned function gives the exit status that shells expect, 0 without a signal.

    Python calls handlers between two lines of Python, some of which the window's timer runs. The
    window closes once those are done.
    """
    from PySide6.QtCore import QTimer

    seen: list[int] = []

    def leave() -> None:
        window.files.keep_unsaved(sys.stderr)
        window.close()
        app.quit()

    def end(number: int, _: object) -> None:
        if not seen:
            seen.append(number)
            QTimer.singleShot(0, leave)

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # A process that ignores a signal from its start, as under nohup, goes on ignoring it.
        if number is not None and signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, end)
    return lambda: 128 + seen[0] if seen else 0


def _take(window: Window, app: QApplication, screenshot: Path) -> int:
    """Play, save a picture of the window, and end."""
    from PySide6.QtCore import QElapsedTimer, QTimer

    from gdsim.app.look.picture import grab

    status = [1]
    clock = QElapsedTimer()
    clock.start()
    playing: list[int] = []

    def look() -> None:
        frame = window.frame
        if frame is not None and frame.state is State.FAILED:
            print(frame.message, file=sys.stderr)
            window.close()
            app.quit()
        elif not playing and frame is not None and frame.state is not State.COMPILING:
            playing.append(clock.elapsed())
        done = bool(playing) and clock.elapsed() - playing[0] > PLAYED
        if done or clock.elapsed() > PATIENCE:
            status[0] = 0 if done and grab(window).save(str(screenshot)) else 1
            window.close()
            app.quit()

    timer = QTimer(window, interval=50)
    timer.timeout.connect(look)
    timer.start()
    window.show()
    window.playing.play()
    app.exec()
    return status[0]
