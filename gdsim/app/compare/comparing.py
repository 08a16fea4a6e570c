"""Runs comparisons, and reads results, in a thread of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from gdsim.app.compare.answers import Answers, Report, compared, on_problem, opened
from gdsim.app.compare.plan import Wanted
from gdsim.app.translation import tr
from gdsim.app.worker.background import Background, IsWanted
from gdsim.experiment import Experiment

Work = Callable[[IsWanted], Iterator[Answers]]


class Comparing(QObject):
    """Runs one comparison at a time; its answers come better and better."""

    answered = Signal(object)  # answers, as far as they are known
    reported = Signal(str, float)  # what is done, and the share that is done
    ended = Signal(str)  # why it failed; "" if it did not
    _reported = Signal(int, str, float)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._background, self._count = Background(self), 0
        self.is_running = self.is_reading = False
        self._reported.connect(self._report, Qt.ConnectionType.QueuedConnection)

    def begin(self, given: Experiment | str, wanted: Wanted) -> None:
        """Compare on an experiment, or on the suite of a name."""
        report = self._reporting()
        self._follow(lambda is_wanted: compared(given, wanted, report, is_wanted))

    def add_problem(self, answers: Answers, given: Experiment, wanted: Wanted) -> None:
        """Add to the answers on a suite those that are of one of its problems."""
        report = self._reporting()
        self._follow(lambda is_wanted: on_problem(answers, given, wanted, report, is_wanted))

    def read(self, path: Path) -> None:
        """Read the answers that a stored sweep, or a result's file, has."""
        self._count += 1
        self._follow(lambda is_wanted: iter((opened(path),)), is_reading=True)

    def stop(self) -> None:
        """Give up what runs; what is known of it stays."""
        self._background.drop("compare")
        self._end("")

    def close_down(self) -> None:
        """Give up what runs, and wait until nothing of it is left."""
        self._background.close()

    def _reporting(self) -> Report:
        """What reports how far the work is that is begun now."""
        self._count += 1
        number = self._count
        return lambda words, share: self._reported.emit(number, words, share)

    def _follow(self, work: Work, is_reading: bool = False) -> None:
        self.is_running, self.is_reading = True, is_reading

        def attempt(is_wanted: IsWanted) -> Iterator[Answers | str]:
            try:
                yield from work(is_wanted)
            except (ValueError, TypeError, OSError, MemoryError) as error:
                yield str(error) or tr("There is not enough memory for this comparison.")

        self._background.follow("compare", attempt, self._take, lambda error: self._end(str(error)))

    def _take(self, got: Answers | str) -> None:
        if isinstance(got, str):
            self._end(got)
            return
        self.answered.emit(got)
        if got.is_complete:
            self._end("")

    def _report(self, number: int, words: str, share: float) -> None:
        if self.is_running and number == self._count:
            self.reported.emit(words, share)

    def _end(self, trouble: str) -> None:
        if self.is_running:
            self.is_running = self.is_reading = False
            self.ended.emit(trouble)
