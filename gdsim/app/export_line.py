"""The line that says how far an export is, with a button that stops it; exports run beside it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMessageBox

from gdsim.app.progress_line import ProgressLine
from gdsim.app.translation import tr
from gdsim.app.worker.background import Background, IsWanted
from gdsim.app.worker.map_export import Report, Stopped

log = logging.getLogger(__name__)

KNOWN = 0.02  # share that must be done, and s that it must have taken, until the rest is foreseen
SOON = 2.0
PARTS = 1000  # of the bar

Work = Callable[[Report, IsWanted], None]


class ExportLine(ProgressLine):
    """Runs one export at a time in a thread of its own; hidden while none runs."""

    ended = Signal(str, str)  # the name of an export, and why it failed; "" if it is there
    stopped = Signal(str)  # the name of an export that was given up
    _reported = Signal(float)

    def __init__(self) -> None:
        super().__init__(
            tr("Stop"),
            tr("Stop the export"),
            tr("Stop the export; nothing of it is left"),
            tr("Share of the export that is done"),
        )
        self._background = Background(self)
        self._name, self._began = "", 0.0
        self.bar.setRange(0, PARTS)
        self.button.clicked.connect(self.stop)
        self.ask: Callable[[], bool] = self._ask
        self._reported.connect(self._show, Qt.ConnectionType.QueuedConnection)

    @property
    def is_running(self) -> bool:
        """Whether an export runs."""
        return bool(self._name)

    def start(self, name: str, work: Work) -> None:
        """Run an export of this name; `work` is called in a thread, and ends soon if not wanted."""
        self._name, self._began = name, time.monotonic()
        self._show(0.0)
        self.appear(True)

        def attempt(is_wanted: IsWanted) -> tuple[str | None]:
            try:
                work(self._reported.emit, is_wanted)
            except Stopped:
                return (None,)
            except (ValueError, TypeError, OSError, MemoryError) as error:
                return (str(error) or tr("There is not enough memory for the export."),)
            except Exception as error:
                log.exception("an export failed")
                return (tr("The export failed: {error}", error=error or type(error).__name__),)
            return ("",)

        self._background.follow("export", attempt, self._end)

    def make_room(self) -> None:
        """Appear before an export is begun, so that the views have the size that they keep."""
        self.words.clear()
        self.bar.setValue(0)
        self.appear(True)

    def stop(self) -> None:
        """Give the export up."""
        name = self._name
        self._background.drop("export")
        self._end(None)
        if name:
            self.stopped.emit(name)

    def may_close(self) -> bool:
        """Whether the window may close, asking if an export would be lost."""
        return not self.is_running or self.ask()

    def close_down(self) -> None:
        """Give the export up, and wait until nothing of it is left."""
        self._background.close()

    def _end(self, trouble: str | None) -> None:
        name, self._name = self._name, ""
        self.appear(False)
        if trouble is not None and name:
            self.ended.emit(name, trouble)

    def _show(self, share: float) -> None:
        self.bar.setValue(round(PARTS * share))
        spent = time.monotonic() - self._began
        words = tr("Exporting {name}: {share}", name=self._name, share=f"{share:.0%}")
        if share > KNOWN and spent > SOON:
            left = lasting(spent * (1 - share) / share)
            words = tr("{exporting}, about {time} left", exporting=words, time=left)
        self.words.setText(words)

    def _ask(self) -> bool:
        answer = QMessageBox.StandardButton
        box = QMessageBox(self.window())
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle("gdsim")
        box.setText(tr("Stop the export of {name}?", name=self._name))
        box.setInformativeText(tr("Nothing of it is left if the window closes now."))
        stop = box.addButton(tr("Stop and Close"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(answer.Cancel)
        box.setDefaultButton(answer.Cancel)
        box.exec()
        return box.clickedButton() is stop


def lasting(seconds: float) -> str:
    """A duration in words: "40 s", "3 min", "2 h 10 min"."""
    if seconds < 60:
        return f"{max(round(seconds), 1)} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
