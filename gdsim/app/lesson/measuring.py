"""Measures claims, tries tasks and draws pictures beside the window."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from itertools import chain
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from gdsim.app.worker.background import Background, IsWanted
from gdsim.app.worker.compiling import compiled
from gdsim.base import machine
from gdsim.experiment import Experiment
from gdsim.experiment.programs import outlines
from gdsim.learn.lessons.claims import Finding
from gdsim.learn.lessons.lesson import Lesson, Measured

Result = TypeVar("Result")


class Measuring(QObject):
    """One thread for the lesson that is shown. Of each kind of work the newest is delivered."""

    measured = Signal(object)  # the lesson's `Measured`
    drawn = Signal(object)  # a QImage
    checked = Signal(object)  # the `Finding` of an attempt
    failed = Signal(str, str)  # "claims", "picture" or "task", and a sentence

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._background = Background(self)

    def measure(self, lesson: Lesson) -> None:
        """Measure a lesson's claims."""

        def work(is_wanted: IsWanted) -> Iterator[Measured]:
            programs = chain(*map(outlines, lesson.experiments.values()))
            if compiled(programs, is_wanted):
                yield lesson.run(_threads(), lambda: not is_wanted())

        self._follow("claims", work, self.measured.emit)

    def draw(self, measured: Measured, dark: bool) -> None:
        """Draw the picture of what was measured."""

        def work(is_wanted: IsWanted) -> Iterator[QImage]:
            file = io.BytesIO()
            measured.figure(dark).savefig(file, format="png")
            yield QImage.fromData(file.getvalue())

        self._follow("picture", work, self.drawn.emit)

    def check(self, lesson: Lesson, experiment: Experiment) -> None:
        """Measure whether an experiment reaches the lesson's task."""

        def work(is_wanted: IsWanted) -> Iterator[Finding]:
            if compiled(outlines(experiment), is_wanted):
                yield lesson.check(experiment, _threads(), lambda: not is_wanted())

        self._follow("task", work, self.checked.emit)

    @property
    def is_measuring(self) -> bool:
        """Whether claims are being measured."""
        return self._background.is_asked("claims")

    def drop(self) -> None:
        """Give up all that is at work."""
        for topic in ("claims", "picture", "task"):
            self._background.drop(topic)

    def close(self) -> None:
        """End the thread."""
        self.drop()
        self._background.close()

    def _follow(
        self,
        topic: str,
        work: Callable[[IsWanted], Iterator[Result]],
        deliver: Callable[[Result], None],
    ) -> None:
        def told(is_wanted: IsWanted) -> Iterator[Result | ValueError]:
            try:
                yield from work(is_wanted)
            except (ValueError, TypeError, MemoryError) as error:
                yield ValueError(str(error))

        def give(result: Result | ValueError) -> None:
            if isinstance(result, ValueError):
                self.failed.emit(topic, str(result))
            else:
                deliver(result)

        def fail(error: Exception) -> None:
            self.failed.emit(topic, str(error))

        self._background.follow(topic, told, give, fail)


def _threads() -> int:
    """All processors but one, which draws."""
    return max(1, machine.processors() - 1)
