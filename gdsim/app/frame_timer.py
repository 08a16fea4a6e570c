"""When the window looks for a frame: as soon as there is one, with time for the user in between."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from gdsim.app.worker.worker import Worker


class FrameTimer(QObject):
    """Emits `due` when the worker has a frame, but not while it rests."""

    due = Signal()
    _woken = Signal()  # emitted in the worker's thread

    def __init__(self, worker: Worker, parent: QObject) -> None:
        super().__init__(parent)
        self._is_running, self._is_late = False, False
        self._resting = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._resting.timeout.connect(self._end_rest)
        self._woken.connect(self._look, Qt.ConnectionType.QueuedConnection)
        worker.call_at_frames(self._woken.emit)

    def start(self) -> None:
        """Emit `due` from now on."""
        self._is_running = True
        self.due.emit()

    def stop(self) -> None:
        """Emit nothing until it is started again."""
        self._is_running = False
        self._resting.stop()

    def rest(self, seconds: float) -> None:
        """Emit nothing for a while."""
        self._resting.start(max(round(1000 * seconds), 0))

    def hurry(self) -> None:
        """The next frame is wanted at once."""
        if self._resting.isActive():
            self._resting.stop()
            self._end_rest()

    def _look(self) -> None:
        if self._resting.isActive():
            self._is_late = True
        elif self._is_running:
            self.due.emit()

    def _end_rest(self) -> None:
        if self._is_late:
            self._is_late = False
            self._look()
