"""The window looks for frames when the worker has one, and rests in between."""

from __future__ import annotations

from PySide6.QtCore import QObject

from gdsim.app.frame_timer import FrameTimer


class Waker:
    """A worker that publishes nothing by itself."""

    def call_at_frames(self, wake_window):
        self.wake_window = wake_window


def test_a_frame_is_looked_for_at_once_but_not_during_a_rest(qtbot):
    worker, parent = Waker(), QObject()
    timer, times = FrameTimer(worker, parent), []
    timer.due.connect(lambda: times.append("look"))
    timer.start()
    assert times == ["look"]  # what was there before
    worker.wake_window()
    qtbot.waitUntil(lambda: len(times) == 2)
    timer.rest(60.0)
    worker.wake_window()
    qtbot.wait(20)
    assert len(times) == 2
    timer.hurry()  # the frame that came during the rest
    assert len(times) == 3
    timer.rest(0.02)
    worker.wake_window()
    qtbot.waitUntil(lambda: len(times) == 4)  # after the rest
    timer.stop()
    worker.wake_window()
    qtbot.wait(20)
    assert len(times) == 4
