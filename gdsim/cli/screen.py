"""The output of the commands: tables, JSON and durations."""

from __future__ import annotations

import json
import math
import os
import sys
from typing import TYPE_CHECKING, Any

from gdsim.engine.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    import xarray
    from rich.console import Console
    from rich.table import Table

Row = dict[str, Any]
Rows = list[Row]
_WIDTH = 160  # columns of a table that is written to a file or a pipe


def duration(seconds: float) -> str:
    """A duration in words: "40 s", "3 min 20 s", "2 h 5 min"."""
    if not seconds < 1e9:
        return "unknown time"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    if whole < 48 * 3600:
        return f"{whole // 3600} h {whole % 3600 // 60} min"
    return f"{whole / 86400:.1f} days"


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
    """Print a table or text; on a terminal in colour and with the terminal's width."""
    _console().print(renderable)


def width() -> int:
    """The number of columns available for output."""
    return int(_console().width)


def print_json(value: Any) -> None:
    """Print plain data as JSON; numbers that are not finite become null.

    Characters that the output's encoding lacks are escaped.
    """
    is_unicode = str(sys.stdout.encoding).lower().startswith("utf")
    print(json.dumps(_finite(value), indent=2, ensure_ascii=not is_unicode))


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _console() -> Console:
    from rich.console import Console

    class Output(Console):
        def on_broken_pipe(self) -> None:  # Rich would end the process with status 1
            raise BrokenPipeError

    asked = sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdecimal()
    # Texts have brackets and colons of their own, which are no markup and no emoji.
    return Output(width=None if asked else _WIDTH, markup=False, emoji=False)


def print_verdicts(result: xarray.Dataset) -> None:
    """Print the verdicts of the runs, one line per optimizer, and what they do not say."""
    from gdsim.results.verdicts import verdict_notes, verdict_table

    rows = verdict_table(result)
    console, made = _console(), _verdicts(rows)
    unbounded = console.options.update_width(10_000)
    if console.measure(made, options=unbounded).maximum > console.width:
        made = _verdicts_in_words(rows)
    console.print(made)
    for note in verdict_notes(result):
        console.print(note, style="dim", highlight=False)


def _verdicts(rows: Rows) -> Table:
    """The verdicts, one column each."""
    names, shown, ends = _columns(rows)
    titles = [name.replace("_", " ") for name in shown]
    made = table(*names, "runs", *titles, *ends, numbers=("runs", *titles, *ends))
    made.padding = (0, 1, 0, 0)
    for row in rows:
        counts = [f"{row[name]:,}" for name in ("runs", *shown)]
        made.add_row(*(row[name] for name in names), *counts, *(ends[name](row) for name in ends))
    return made


def _verdicts_in_words(rows: Rows) -> Table:
    """All verdicts in one column, for a narrow terminal."""
    names, shown, ends = _columns(rows)
    titles = [name.replace(" ", "\n") for name in ends]
    made = table(*names, "runs", "verdicts", *titles, numbers=("runs", *titles))
    made.padding = (0, 1, 0, 0)
    for column in made.columns:
        column.no_wrap = column.header != "verdicts"
    for row in rows:
        words = ", ".join(f"{row[each]:,} {each.replace('_', ' ')}" for each in shown if row[each])
        cells = [f"{row['runs']:,}", words, *(ends[name](row) for name in ends)]
        made.add_row(*(row[name] for name in names), *cells)
    return made


def _columns(rows: Rows) -> tuple[list[str], list[str], dict[str, Callable[[Row], str]]]:
    """The keys that name a row, the verdicts that occur, and the columns that follow them."""
    order = sorted(Verdict, key=lambda each: (each == Verdict.RUNNING, each != Verdict.CONVERGED))
    names = [name for name in rows[0] if name in ("optimizer", "schedule")]
    counts = [*map(str, order), "not_done"]
    shown = [name for name in counts if any(row.get(name) for row in rows)]
    ends: dict[str, Callable[[Row], str]] = {}
    if "converged" in shown:
        ends["median steps"] = lambda row: f"{row['steps']:,.0f}" if row["converged"] else ""
    ends["least loss"] = lambda row: f"{row['best_loss']:.4g}"
    if "test_loss" in rows[0]:
        ends["test loss"] = lambda row: f"{row['test_loss']:.4g}"
    if "test_accuracy" in rows[0]:
        ends["test accuracy"] = lambda row: f"{row['test_accuracy']:.1%}"
    return names, shown, ends
