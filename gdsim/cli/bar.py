"""A progress bar on standard error: the completed share of a task, or of runs with their speed."""

from __future__ import annotations

import sys
import time
from threading import Lock, Timer
from types import TracebackType
from typing import TYPE_CHECKING, Self

from gdsim.cli.screen import duration

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 1.0  # seconds before a progress bar appears


class Bar:
    """A progress bar, shown on a terminal after a second; `show` updates it, from any thread.

    `title` comes before the bar; `unit` is what `total` counts; `before` follows the bar until
    something is complete. `seconds`: the time between reports that brought more. Time between other
    reports is left out: kernels are compiled then.
    """

    before = ""

    def __init__(self, title: str = "", total: int = 0, unit: str = "") -> None:
        self.title, self.total, self.unit = title, total, unit
        self.done, self.seconds = 0, 0.0
        self._words: str | None = None
        self._lock, self._is_over = Lock(), False
        self._shown: tuple[Progress, TaskID] | None = None
        self._timer = Timer(PATIENCE, self._appear)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._reported = time.perf_counter()
        if sys.stderr.isatty():
            self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock:
            self._is_over = True
            if self._shown is not None:
                self._shown[0].stop()

    def show(self, done: int, total: int | None = None, words: str | None = None) -> None:
        """Report that `done` is complete; `words` follow the bar, by default its `pace`.

        total: a new total, if it is not the one so far.
        """
        now = time.perf_counter()
        with self._lock:
            self.seconds += (now - self._reported) * (done > self.done)
            self._reported = now
            self.done, self.total, self._words = done, total or self.total, words
            if self._shown is not None:
                progress, task = self._shown
                progress.update(task, completed=done, total=self.total, words=self._beside())

    def pace(self) -> str:
        """The remaining time; to be asked once something is done."""
        left = (self.total - self.done) / self.done * self.seconds
        return f"{duration(left)} left"

    def _beside(self) -> str:
        if not self.done:
            return self._words or self.before
        return self.pace() if self._words is None else self._words

    def _appear(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        counted = f" of {{task.total:,}} {self.unit}" if self.unit else ""
        columns = (  # no markup: names of files have brackets
            *([TextColumn("{task.description}", markup=False)] if self.title else []),
            BarColumn(bar_width=24),
            TextColumn(
                f"{{task.percentage:>3.0f}} %{counted}  {{task.fields[words]}}", markup=False
            ),
        )
        progress = Progress(*columns, console=Console(stderr=True), transient=True)
        with self._lock:
            if self._is_over:
                return
            task = progress.add_task(
                self.title, total=self.total or None, completed=self.done, words=self._beside()
            )
            self._shown = progress, task
            progress.start()


class Meter(Bar):
    """The progress of runs of `steps` steps each, with their speed."""

    before = "new kernels are compiled first"

    def __init__(self, runs: int, steps: int) -> None:
        super().__init__(total=runs, unit="runs")
        self.steps = steps

    def pace(self) -> str:
        """The speed and the remaining time."""
        return f"{self.done * self.steps / self.seconds:.2g} run-steps/s, {super().pace()}"
