"""What the commands print: tables, and a progress bar for what takes longer than a second."""

from __future__ import annotations

import sys
import time
from threading import Lock, Timer
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import xarray
    from rich.progress import Progress, TaskID
    from rich.table import Table

PATIENCE = 1.0  # seconds before a progress bar appears
_WIDTH = 160  # columns of a table that goes to a file or a pipe


class Meter:
    """A progress bar on the error stream: for a terminal, and for work of over a second."""

    def __init__(self, runs: int, steps: int) -> None:
        self.runs, self.steps = runs, steps
        self.done = 0
        self._lock = Lock()
        self._bar: tuple[Progress, TaskID] | None = None
        self._timer = Timer(PATIENCE, self._appear)
        self._timer.daemon = True

    def __enter__(self) -> Meter:
        self._began = time.perf_counter()
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
            if self._bar is not None:
                self._bar[0].stop()

    def show(self, done: int) -> None:
        """Note that `done` runs are done."""
        with self._lock:
            self.done = done
            if self._bar is not None:
                progress, task = self._bar
                progress.update(task, completed=done, speed=self._speed())

    def _speed(self) -> str:
        seconds = time.perf_counter() - self._began
        return f"{self.done * self.steps / seconds:.2g} run-steps/s" if self.done else ""

    def _appear(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
        from rich.progress import TimeRemainingColumn as Remaining

        columns = (
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            MofNCompleteColumn(),
            TextColumn("runs  {task.fields[speed]}"),
            Remaining(),
        )
        progress = Progress(*columns, console=Console(stderr=True), transient=True)
        with self._lock:
            task = progress.add_task("", total=self.runs, completed=self.done, speed=self._speed())
            self._bar = progress, task
            progress.start()


def table(*columns: str, numbers: tuple[str, ...] = ()) -> Table:
    """An empty table; the columns named in `numbers` are aligned to the right."""
    from rich import box
    from rich.table import Table

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        right = column in numbers
        made.add_column(column, justify="right" if right else "left", overflow="fold")
    return made


def show(renderable: Any) -> None:
    """Print a table or text, in colour and to the width of the terminal if it is one."""
    from rich.console import Console

    Console(width=None if sys.stdout.isatty() else _WIDTH).print(renderable)


def print_verdicts(result: xarray.Dataset) -> None:
    """Print what became of the runs, a line an optimizer."""
    from gdsim.results import verdict_table
    from gdsim.verdict import Verdict

    rows = verdict_table(result)
    counts = ["runs", *(str(verdict) for verdict in sorted(Verdict, key=_interest)), "not_done"]
    names = [name for name in rows[0] if name in ("optimizer", "schedule")]
    shown = [name for name in counts if any(row.get(name) for row in rows)]
    titles = [name.replace("_", " ") for name in shown]
    ends = ["median steps", "least loss"] if "converged" in shown else ["least loss"]
    made = table(*names, *titles, *ends, numbers=(*titles, *ends))
    for row in rows:
        cells = [f"{row[name]:,}" for name in shown]
        if "converged" in shown:
            cells.append(f"{row['steps']:,.0f}" if row["converged"] else "")
        made.add_row(*(row[name] for name in names), *cells, f"{row['best_loss']:.4g}")
    show(made)


def _interest(verdict: int) -> int:
    """Converged first, still running last, the rest between in the order of their codes."""
    return verdict or 9
