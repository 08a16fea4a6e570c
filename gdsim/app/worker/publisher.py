"""Frames are made of sessions and handed out: the newest one, as often as there is time for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from gdsim.app.worker.focus import Place, Wanted
from gdsim.app.worker.frame import Frame, State
from gdsim.app.worker.last_update import LastUpdate
from gdsim.app.worker.observing import moved, observed
from gdsim.app.worker.pace import Pace, interval
from gdsim.app.worker.scene import Scene, sample_of
from gdsim.experiment import Experiment

if TYPE_CHECKING:
    from gdsim.experiment.session import Session

NUMBERS = 0.5  # s from one set of curves and numbers of many runs that play to the next


def _do_nothing() -> None:
    """Wake nobody: frames are fetched."""


class Publisher:
    """Leaves the newest frame; older frames are dropped.

    wake: notified when a frame is taken. All frames of an experiment have its `colours`, a `note`
    about what is recorded, and the complete paths, `ahead`, which the worker sets; `wants_all`:
    whether scenes have the numbers of all runs also while they play. `wake_window` is called at
    each frame.
    """

    def __init__(self, wake: threading.Condition) -> None:
        self._wake = wake
        self.newest: Frame | None = None  # that nobody has taken
        self.last: Frame | None = None
        self.colours: tuple[int, ...] = ()
        self.note = ""
        self.ahead: Scene | None = None
        self.wants_all = False
        self.wanted, self.update = Wanted(), LastUpdate()
        self.pace = Pace()
        self.wake_window: Callable[[], None] = _do_nothing
        self._best: Place | None = None
        self._rest_until = 0.0
        self._numbers_until = 0.0  # the curves and numbers of the last scene of many will do

    def start_over(self, colours: tuple[int, ...], note: str) -> None:
        """Frames are of another experiment from now on."""
        self.colours, self.note = colours, note
        self.ahead = self._best = None
        self.update.forget()
        self.pace = Pace()

    def take(self) -> Frame | None:
        """The newest frame, unless it was taken before."""
        with self._wake:
            frame, self.newest = self.newest, None
            self._wake.notify()
        return frame

    def publish(self, session: Session, state: State) -> None:
        """Hand out a frame of a session."""
        start = time.thread_time()  # not what the interface makes it wait for
        scene = self._scene_of(session, state)
        cost = time.thread_time() - start
        self._rest_until = time.perf_counter() + interval(cost, scene.numbers is not None) - cost
        scene = replace(scene, ahead=self.ahead)
        pace = self.pace.rate if state is State.PLAYING else 0.0
        self._hand_out(Frame(scene.experiment, state, self.note, scene, pace))

    def _scene_of(self, session: Session, state: State) -> Scene:
        """The scene of a session; while many runs play, often with the numbers of the last one."""
        is_whole = state is not State.PLAYING or self.wants_all
        numbers = None if is_whole else sample_of(session.experiment)
        last = None if self.last is None else self.last.scene
        if (
            numbers is not None
            and last is not None
            and last.experiment is session.experiment
            and last.numbers is not None
            and last.step <= session.step
            and time.perf_counter() < self._numbers_until
        ):
            return moved(session, last)
        self._numbers_until = time.perf_counter() + NUMBERS
        before = self.update.before(session, state is not State.PLAYING)
        scene, self._best = observed(
            session, self.colours, self.wanted, self._best, numbers, before
        )
        return scene

    def publish_if_due(self, session: Session) -> None:
        """The same of runs that play, if the last frame was taken and is not too new."""
        if self.newest is None and time.perf_counter() >= self._rest_until:
            self.publish(session, State.PLAYING)

    def play(self, session: Session) -> None:
        """Say that runs play; the last scene stays if it is of now: that of many takes long."""
        scene = None if self.last is None else self.last.scene
        if (
            scene is None
            or scene.experiment is not session.experiment
            or scene.step != session.step
        ):
            self.publish(session, State.PLAYING)
        else:
            self._hand_out(Frame(scene.experiment, State.PLAYING, self.note, scene))

    def say(self, experiment: Experiment, state: State, message: str) -> None:
        """Hand out a state with the last scene: the old picture stays."""
        scene = None if self.last is None else self.last.scene
        self._hand_out(Frame(experiment, state, message, scene))

    def _hand_out(self, frame: Frame) -> None:
        with self._wake:
            self.newest = self.last = frame
        self.wake_window()
