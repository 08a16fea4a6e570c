"""A window that is clicked, dragged, typed into and edited at random, with a seed."""

from __future__ import annotations

import gc
import logging
import os
import random
import resource
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import (
    QEvent,
    QPoint,
    QPointF,
    QSettings,
    Qt,
    QTimer,
    qInstallMessageHandler,
)
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu, QWidget

import gdsim as gd
from gdsim.app.compare import answers
from gdsim.app.lesson import measuring
from gdsim.app.model.workbench import Workbench
from gdsim.app.start import thumbnails
from gdsim.app.window import Window
from gdsim.app.worker.worker import Worker
from gdsim.engine.program import Program
from gdsim.engine.warming import missing, warm
from gdsim.experiment import Experiment
from gdsim.experiment.programs import outlines
from gdsim.experiment.session import Session
from tests.app.shared_window import agree
from tests.app.soak_places import Places

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
PAINTED, THEMED = 60, 5000  # events from one painting, and from one theme, to the next
WAITED = 0.3  # s after which an event waits for a menu or dialog that it has opened
LARGE = 200_000  # run-steps that a session has at most here
REFUSED = "not in this test: it would have to be compiled, or is large"
KEYS = [
    *(Qt.Key.Key_Space, Qt.Key.Key_Period, Qt.Key.Key_Comma, Qt.Key.Key_R, Qt.Key.Key_F),
    *(Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Backspace, Qt.Key.Key_Up),
    *(Qt.Key.Key_Down, Qt.Key.Key_Delete, Qt.Key.Key_Question, Qt.Key.Key_Left, Qt.Key.Key_X),
    *(Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_5, Qt.Key.Key_0, Qt.Key.Key_Minus, Qt.Key.Key_Home),
]
CONTROLS = [Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_K, Qt.Key.Key_Z, Qt.Key.Key_V]
LEFT_OUT = ("Quit", "Open", "Search")  # entries of menus that end the test, or wait for a dialog


def experiments() -> list[Experiment]:
    """Small ones, whose kernels are compiled first: a function, one with axes, a network."""
    network = gd.Network(
        [2, 3, 1],
        loss="binary_cross_entropy",
        data=gd.datasets.circle(samples=40, noise=0.05, seed=3, test=0.4),
        batch_size=8,
    )
    return [
        gd.Experiment("rosenbrock", ["sgd", "adam"], lr=2e-3, steps=200),
        gd.Experiment("rosenbrock", ["sgd"], lr=gd.logspace(1e-4, 1e-2, 6), steps=100,
                      start=gd.uniform(4)),
        gd.Experiment(network, ["sgd", "adam"], lr=[0.02, 0.3], steps=60),
    ]  # fmt: skip


class Soak:
    """Makes a window, sends it events, and counts what went wrong: `faults`, in words."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.random = random.Random(seed)
        self.faults: Counter[str] = Counter()
        self.kept = experiments()
        self._before = {thread.ident for thread in threading.enumerate()}
        self._children = set(_children())  # of tests before, in the same process
        self._hook, sys.excepthook = sys.excepthook, self._raised
        self._handler = qInstallMessageHandler(self._said)
        self._log = _Log(self.faults)
        logging.getLogger("gdsim").addHandler(self._log)
        self._replace()
        settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        self.window = Window(Workbench(self.kept[0]), Worker(_open), settings)
        agree(self.window)
        self.window.files.unsaved.folder = folder / "unsaved"
        self.places = Places(self.window, folder, self.random)
        for each in (*self.kept, *self.places.experiments()):
            warm(outlines(each), lambda done, total: None)
        self.window.show()
        # The menu of a button waits in an event loop of its own until it is closed.
        self._began = time.monotonic()
        self._closer = QTimer(interval=50)
        self._closer.timeout.connect(self._leave_menu)
        self._closer.start()
        self._shown: Experiment | None = None
        self.events: list[tuple[int, Callable[[], None]]] = [
            (50, self._click), (40, self._drag), (400, self._wheel), (476, self._key),
            (20, self._control), (8, self._edit), (6, self._undo), (4, self._choose),
            (4, self.places.visit), (1, self._start_over),
        ]  # fmt: skip

    def run(self, count: int) -> None:
        """Send so many events."""
        weights, kinds = zip(*self.events, strict=True)
        for number in range(count):
            (event,) = self.random.choices(kinds, weights)
            self._began = time.monotonic()
            event()
            self._tidy()
            if number % PAINTED == 0:
                QApplication.processEvents()
                _delete_later()
            if number % THEMED == THEMED // 2:  # rare, since each restyles every widget
                self.window.appearance.switch()
        QApplication.processEvents()

    def close(self) -> None:
        """Close the window, and look for what is left of it."""
        self._closer.stop()
        if not self.window.close():
            self.faults["the window did not close"] += 1
        QApplication.processEvents()
        others = [t.name for t in threading.enumerate() if t.ident not in self._before]
        left = [name for name in others if not name.startswith("gdsim_")]  # those of the engine
        if left:
            self.faults[f"threads are left: {left}"] += 1
        if helpers := set(_children()) - self._children:
            self.faults[f"processes are left: {helpers}"] += 1
        self.window.deleteLater()
        _delete_later()
        sys.excepthook = self._hook
        qInstallMessageHandler(self._handler)
        logging.getLogger("gdsim").removeHandler(self._log)
        for owner, name, old in self._patched:
            setattr(owner, name, old)

    @staticmethod
    def memory() -> float:
        """MB of this process, after what is garbage has gone."""
        gc.collect()
        pages = Path("/proc/self/statm")
        if pages.exists():
            return int(pages.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6

    def _widget(self) -> tuple[QWidget, QPoint]:
        """A random place of the window, and the widget there."""
        window = self.window
        at = QPoint(
            self.random.randrange(window.width()), self.random.randrange(30, window.height())
        )
        widget = window.childAt(at) or window
        return widget, widget.mapFrom(window, at)

    def _click(self) -> None:
        widget, at = self._widget()
        QTest.mouseClick(widget, LEFT, NONE, at)

    def _drag(self) -> None:
        widget, at = self._widget()
        QTest.mousePress(widget, LEFT, NONE, at)
        for _ in range(3):
            at += QPoint(self.random.randint(-40, 40), self.random.randint(-40, 40))
            QTest.mouseMove(widget, at)
        QTest.mouseRelease(widget, LEFT, NONE, at)

    def _wheel(self) -> None:
        widget, at = self._widget()
        turn = QPoint(0, self.random.choice((-120, 120, 240)))
        event = QWheelEvent(
            QPointF(at), QPointF(widget.mapToGlobal(at)), QPoint(), turn,
            Qt.MouseButton.NoButton, NONE, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(widget, event)

    def _key(self) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, self.random.choice(KEYS))

    def _control(self) -> None:
        key = self.random.choice(CONTROLS)
        QTest.keyClick(self.window, key, Qt.KeyboardModifier.ControlModifier)

    def _edit(self) -> None:
        pick, workbench = self.random, self.window.workbench
        edits: list[Callable[[], object]] = [
            lambda: workbench.replace(steps=pick.choice((20, 100, 150))),
            lambda: workbench.replace(lr=10 ** pick.uniform(-5, 1)),
            lambda: workbench.replace(start=(pick.uniform(-2, 2), pick.uniform(-1, 3))),
            lambda: workbench.replace(clip_norm=pick.choice((None, 1.0))),
            lambda: workbench.replace(seed=pick.randrange(9)),
            lambda: workbench.set_hidden(frozenset(pick.sample((0, 1), pick.randrange(2)))),
        ]
        pick.choice(edits)()

    def _undo(self) -> None:
        for _ in range(self.random.randrange(1, 5)):
            self.random.choice((self.window.workbench.undo, self.window.workbench.redo))()

    def _choose(self) -> None:
        """An entry of a menu."""
        actions = [a for _, a in self.window.menus.actions if not a.text().startswith("&Quit")]
        action = self.random.choice(actions)
        if action.isEnabled() and not any(word in action.text() for word in LEFT_OUT):
            action.trigger()

    def _start_over(self) -> None:
        self.window.workbench.start_over(self.random.choice(self.kept))

    def _leave_menu(self) -> None:
        """Close a menu or dialog that an event has opened and waits for."""
        popup = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if popup is not None and time.monotonic() - self._began > WAITED:
            popup.close()

    def _tidy(self) -> None:
        """Close what popped up; take back what would have to be compiled."""
        popup = QApplication.activePopupWidget()
        if popup is not None and self.random.random() < 0.5:
            popup.close()
        own = self.window.windowHandle()
        if any(each.isVisible() and each != own for each in QApplication.topLevelWindows()):
            for dialog in QApplication.topLevelWidgets():  # hundreds, most of them hidden menus
                if isinstance(dialog, QDialog) and dialog.isVisible():
                    dialog.close()
        workbench = self.window.workbench
        if workbench.experiment is not self._shown and _is_refused(workbench.experiment):
            workbench.undo()
            if _is_refused(workbench.experiment):
                workbench.start_over(self.kept[0])
        self._shown = workbench.experiment

    def _replace(self) -> None:
        """Nobody chooses a file, a context menu is left at once, and nothing is compiled."""
        nothing = staticmethod(lambda *_, **__: ("", ""))
        others = [
            (QFileDialog, "getOpenFileName", nothing),
            (QFileDialog, "getSaveFileName", nothing),
            (QFileDialog, "getExistingDirectory", staticmethod(lambda *_, **__: "")),
            (QMenu, "exec", lambda *_, **__: None),
            *(
                (user, "compiled", _unless_missing(user.compiled))
                for user in (answers, measuring, thumbnails)
            ),
        ]
        self._patched = [(owner, name, getattr(owner, name)) for owner, name, _ in others]
        for owner, name, other in others:
            setattr(owner, name, other)

    def _raised(self, kind: type[BaseException], error: BaseException, trace: object) -> None:
        self.faults[f"{kind.__name__}: {error}"] += 1
        sys.__excepthook__(kind, error, trace)  # type: ignore[arg-type]
        # Python keeps the frames of the last error, and so parts of the window: freed after it was
        # deleted, they crash the process, and nobody reads what was found.
        sys.last_value = sys.last_traceback = None

    def _said(self, kind: object, context: object, message: str) -> None:
        if "This plugin does not support" not in message:  # it is the offscreen one
            self.faults[f"Qt: {message}"] += 1


def _delete_later() -> None:
    """Delete what asked for it: only an event loop that runs does so by itself."""
    QApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete.value))


class _Log(logging.Handler):
    """Counts the errors that the app has logged."""

    def __init__(self, faults: Counter[str]) -> None:
        super().__init__(logging.ERROR)
        self._faults = faults

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if REFUSED not in str(error):
            self._faults[f"{record.getMessage()}: {error!r}"] += 1


def _is_refused(experiment: Experiment) -> bool:
    large = experiment.runs * experiment.steps > LARGE
    return large or bool(missing(outlines(experiment)))


def _unless_missing(compiled: Callable[..., object]) -> Callable[..., object]:
    """What compiles programs, but only where they have been."""

    def refuse(programs: Iterable[Program], *others: object) -> object:
        programs = list(programs)
        if missing(programs):
            raise ValueError(REFUSED)
        return compiled(programs, *others)

    return refuse


def _open(experiment: Experiment, progress: object) -> Session:
    if _is_refused(experiment):
        raise ValueError(REFUSED)
    return Session(experiment)


def _children() -> list[str]:
    """The commands of the processes that this one has started."""
    own = str(os.getpid())
    found = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", own], capture_output=True, text=True, check=False
    )
    return [line.strip() for line in found.stdout.splitlines() if " ps " not in f" {line} "]
