"""`gdsim status SWEEP`: how far a stored sweep is."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gdsim.base.errors import printable
from gdsim.cli.screen import print_json

if TYPE_CHECKING:
    from gdsim.sweeps.status import Status


def status(
    sweep: Annotated[Path, typer.Argument(help="Stored sweep (.zarr).")],
    exact: Annotated[
        bool, typer.Option("--exact", help="Read every shard, even if there are very many.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Everything, for a program.")] = False,
) -> int:
    """Say how far a stored sweep is, what came of its runs so far, and how to go on."""
    from gdsim.sweeps.status import status_of

    found = status_of(sweep, exact)
    if as_json:
        print_json(found.to_dict())
    else:
        _print(found)
    return 0


def _print(found: Status) -> None:
    from gdsim.engine.memory import in_words

    print(printable(found.title))
    print(printable(f"objective: {found.objective}"))
    share = found.done / found.runs
    print(
        f"{found.done:,} of {found.runs:,} runs done ({share:.1%}), {found.runs - found.done:,} "
        f"left; {found.committed:,} of {found.shards:,} shards; "
        f"{'' if found.is_exact else 'about '}{in_words(found.bytes_on_disk)}"
    )
    if found.done:
        _print_verdicts(found)
    if found.since_last is not None:
        print(f"the last shard came in {_ago(found.since_last)} ago")
    if found.is_running:
        print("a process is at it now")
    elif found.done < found.runs:
        print(f"to go on: gdsim run {shlex.quote(str(found.path))}")
    else:
        path = shlex.quote(str(found.path))
        print(f"finished; gdsim plot {path} draws it, gdsim export {path} writes it")


def _print_verdicts(found: Status) -> None:
    from gdsim.cli.screen import show, table
    from gdsim.engine.verdict import Verdict

    # What a person looks for first stands first.
    order = sorted(Verdict, key=lambda each: (each == Verdict.RUNNING, each != Verdict.CONVERGED))
    seen = [each for each in order if any(pair.tally.verdicts[each] for pair in found.pairs)]
    names = ["optimizer", *(["schedule"] if found.pairs[0].schedule is not None else [])]
    numbers = ["done", *map(str, seen), "mean steps"]
    made = table(*names, *numbers, numbers=tuple(numbers))
    for pair in found.pairs:
        cells = [pair.optimizer, *([] if pair.schedule is None else [pair.schedule])]
        counts = [
            f"{pair.tally.verdicts[each]:,}" if found.is_exact else f"{pair.tally.share(each):.1%}"
            for each in seen
        ]
        mean = f"{pair.tally.steps / pair.tally.runs:,.1f}" if pair.tally.runs else ""
        made.add_row(*cells, f"{pair.done:,}", *counts, mean)
    show(made)
    if not found.is_exact:
        print(f"shares are of {found.read:,} shards, evenly spread; --exact reads all")


def _ago(seconds: float) -> str:
    """A time span as a person says it: "12 s", "3 min", "5 h", "2 days"."""
    for unit, length in (("days", 86400), ("h", 3600), ("min", 60)):
        if seconds >= (2 if unit == "days" else 1) * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} s"
