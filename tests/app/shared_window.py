"""A window that the tests of a file share: after each it is put back to what it was when new.

A window takes a second to build. It is shared only while all that it shows is as it was: after a
test that closes or breaks it, or leaves a choice behind, the next one gets a new window.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator
from inspect import isfunction

from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QSplitter,
    QStackedWidget,
    QWidget,
)
from pytestqt.exceptions import TimeoutError
from pytestqt.qtbot import QtBot

from gdsim.app.look import style_sheet
from gdsim.app.look.style_sheet import restyling
from gdsim.app.model.workbench import Workbench
from gdsim.app.window import Window
from gdsim.app.worker.frame import State
from gdsim.app.worker.worker import Worker
from gdsim.experiment import Experiment

# So often events are heeded until a list has the height that its rows need: each layout that
# asks for another does so by an event.
LAYOUTS = 4


class SharedWindow:
    """The window of a file's tests."""

    def __init__(self, settings: QSettings, make: Callable, open_session: Callable) -> None:
        self.settings, self._make, self._open = settings, make, open_session
        self._window: Window | None = None
        self._new: Counter = Counter()  # its state when it was new

    def take(self, qtbot: QtBot) -> Window:
        """The window, as it is when new."""
        if self._window is None:
            self._window = self._made(qtbot)
            self._new = state_of(self._window)
        return self._window

    def put_back(self, qtbot: QtBot) -> None:
        """Make the window as it was when new; if it is not, it is closed."""
        window = self._window
        assert window is not None
        if window.isVisible():
            before = window.frame.experiment if window.frame else None
            base = self._make()  # another one than it has, even if it is equal
            put_back(window, base)
            self.settings.clear()
            with contextlib.suppress(TimeoutError):
                qtbot.waitUntil(lambda: is_new(window, base, before), timeout=10_000)
            for _ in range(LAYOUTS):
                if state_of(window) == self._new:
                    return
                QCoreApplication.processEvents()
        self.close()

    def close(self) -> None:
        """Close the window, if there is one."""
        window, self._window = self._window, None
        if window is not None:
            agree(window)
            window.close()
            window.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.settings.clear()

    def _made(self, qtbot: QtBot) -> Window:
        base = self._make()
        undress()
        window = Window(Workbench(base), Worker(self._open), self.settings)
        agree(window)
        window.show()
        qtbot.waitExposed(window)
        qtbot.waitUntil(lambda: is_new(window, base, None), timeout=120_000)
        return window


def is_new(window: Window, base: Experiment, before: Experiment | None) -> bool:
    """Whether the runs rest at their start, and the map below them is drawn."""
    return (
        is_drawn(window, base, before)
        and window.frame.step == 0
        and window.stage.map.landscape is not None
        and not window.drawing.is_behind
    )


def undress() -> None:
    """Take off the style sheet of the window before: the next one is made faster without."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    style_sheet.strip(app)


def agree(window: Window) -> None:
    """Have every question answered: unsaved edits and unfinished files are given up."""
    window.files.ask = lambda: QMessageBox.StandardButton.Discard
    window.exports.line.ask = lambda: True


def shows_runs(window: Window) -> bool:
    """Whether runs are drawn, on the map and beside it."""
    frame = window.frame
    return frame is not None and frame.scene is not None and not window.drawing.is_behind


def is_drawn(window: Window, experiment: Experiment, before: Experiment | None = None) -> bool:
    """Whether the runs of an experiment are drawn, and no longer those of the one before."""
    frame = window.frame
    if frame is None or frame.scene is None or frame.experiment is before:
        return False
    drawn = frame.scene.experiment
    same = (drawn.objective, drawn.optimizers) == (experiment.objective, experiment.optimizers)
    return same and frame.state is State.PAUSED and restyling(QApplication.instance()).is_done


def put_back(window: Window, base: Experiment) -> None:
    """Give a window its first experiment, and its choices their first values."""
    for shown in (QApplication.activePopupWidget(), QApplication.activeModalWidget()):
        if shown is not None:
            shown.close()
    agree(window)
    window.playing.pause()
    window.transport.set_rate(100.0)
    window.drawing.timer.start()
    window.menus.go_on.setChecked(False)
    window.workbench.start_over(base)
    window.stage.note("")  # what was said is read
    window.panel.optimizers.single_out(None)
    window.drawing.light(None)
    if window.appearance.name:
        window.appearance.choose("")
    window.appearance.enlarge(0)
    window.resize(1280, 800)
    if (focus := window.focusWidget()) is not None:
        focus.clearFocus()


def state_of(window: Window) -> Counter:
    """How often each widget that can be seen, or stands on a page beside, is as it is."""
    pages = window.map_page, window.sweep_page
    beside = [widget for page in pages for widget in page.findChildren(QWidget)]
    seen = [widget for widget in window.findChildren(QWidget) if widget.isVisible()]
    state = Counter(map(widget_state, [*seen, *beside]))
    state.update([window.size().toTuple(), ("patched", *sorted(patched(window)))])
    return state


def patched(window: Window) -> Iterator[str]:
    """The names of functions that were put into a part of the window."""
    for name, part in [("window", window), *vars(window).items()]:
        held = getattr(part, "__dict__", {})
        yield from (f"{name}.{key}" for key, each in held.items() if isfunction(each))


def widget_state(widget: QWidget) -> tuple:
    """What a widget shows."""
    seen: object = None
    match widget:
        case QAbstractButton():
            seen = widget.isChecked(), widget.text()
        case QAbstractSlider():
            seen = widget.value()
        case QComboBox():
            seen = widget.currentText(), widget.count()
        case QLineEdit() | QLabel():
            seen = widget.text()
        case QPlainTextEdit():
            seen = widget.toPlainText()
        case QStackedWidget():
            seen = widget.currentIndex()
        case QSplitter():
            seen = tuple(widget.sizes())
    name = type(widget).__name__, widget.accessibleName()
    return (*name, widget.isHidden(), widget.isEnabled(), seen)
