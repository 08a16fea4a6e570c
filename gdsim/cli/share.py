"""A progress bar on standard error that shows the completed share of a task."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

from gdsim.cli.screen import PATIENCE

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class ShareBar:
    """A progress bar, shown on a terminal after a second; `show` updates it."""

    def __init__(self, words: str) -> None:
        self.words = words
        self._bar: tuple[Progress, TaskID] | None = None
        self._shown = 0.0

    def __enter__(self) -> ShareBar:
        self._began = time.perf_counter()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar[0].stop()

    def show(self, done: int, total: int) -> None:
        """Report that `done` of `total` is complete."""
        now = time.perf_counter()
        if not sys.stderr.isatty() or now - max(self._began + PATIENCE, self._shown + 0.1) < 0:
            return
        self._shown = now
        if self._bar is None:
            self._bar = self._appear()
        progress, task = self._bar
        progress.update(task, completed=done, total=total)

    def _appear(self) -> tuple[Progress, TaskID]:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
        from rich.progress import TimeRemainingColumn as Remaining

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeElapsedColumn(),
            TextColumn("left"),
            Remaining(),
        )
        progress = Progress(*columns, console=Console(stderr=True), transient=True)
        task = progress.add_task(self.words)
        progress.start()
        return progress, task
