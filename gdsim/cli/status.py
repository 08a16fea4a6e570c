"""`gdsim status SWEEP`: the progress of a stored sweep."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gdsim.base.errors import printable
from gdsim.base.words import counted
from gdsim.cli.screen import print_json, show, table
from gdsim.engine.memory import in_words
from gdsim.engine.verdict import Verdict

if TYPE_CHECKING:
    from gdsim.sweeps.status import Status


def status(
    sweep: Annotated[Path, typer.Argument(help="Stored sweep (.zarr).")],
    exact: Annotated[
        bool, typer.Option("--exact", help="Read every shard, even if there are very many.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> int:
    """Show the progress of a stored sweep, the verdicts so far, and how to resume it."""
    from gdsim.sweeps.status import status_of

    progress = status_of(sweep, exact)
    if as_json:
        print_json(progress.to_dict())
    else:
        _print(progress)
    return 0


def _print(progress: Status) -> None:
    print(printable(progress.title))
    print(printable(f"objective: {progress.objective}"))
    share, left = progress.done / progress.runs, progress.runs - progress.done
    print(
        f"{progress.done:,} of {counted(progress.runs, 'run')} done ({share:.1%}), {left:,} "
        f"left; {progress.committed:,} of {counted(progress.shards, 'shard')}; "
        f"{'' if progress.is_exact else 'about '}{in_words(progress.bytes_on_disk)}"
    )
    if progress.done:
        _print_verdicts(progress)
    if progress.since_last is not None:
        print(f"the last shard was committed {_ago(progress.since_last)} ago")
    if progress.is_running:
        print("a process is computing it now")
    elif progress.done < progress.runs:
        print(f"to resume: gdsim run {shlex.quote(str(progress.path))}")
    else:
        path = shlex.quote(str(progress.path))
        print(f"finished; gdsim plot {path} draws it, gdsim export {path} writes it")


def _print_verdicts(progress: Status) -> None:
    # The verdicts of most interest come first.
    order = sorted(Verdict, key=lambda each: (each == Verdict.RUNNING, each != Verdict.CONVERGED))
    seen = [each for each in order if any(pair.tally.verdicts[each] for pair in progress.pairs)]
    names = ["optimizer", *(["schedule"] if progress.pairs[0].schedule is not None else [])]
    numbers = ["done", *map(str, seen), "mean steps"]
    printed = table(*names, *numbers, numbers=tuple(numbers))
    for pair in progress.pairs:
        cells = [pair.optimizer, *([] if pair.schedule is None else [pair.schedule])]
        counts = [
            f"{pair.tally.verdicts[each]:,}"
            if progress.is_exact
            else f"{pair.tally.share(each):.1%}"
            for each in seen
        ]
        mean = f"{pair.tally.steps / pair.tally.runs:,.1f}" if pair.tally.runs else ""
        printed.add_row(*cells, f"{pair.done:,}", *counts, mean)
    show(printed)
    if not progress.is_exact:
        print(f"shares are of {counted(progress.read, 'shard')}, evenly spread; --exact reads all")


def _ago(seconds: float) -> str:
    """A time span in words: "12 s", "3 min", "5 h", "2 days"."""
    for unit, length in (("days", 86400), ("h", 3600), ("min", 60)):
        if seconds >= (2 if unit == "days" else 1) * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} s"
