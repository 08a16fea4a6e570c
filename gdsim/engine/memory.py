"""How much memory runs need, and how much of it is available.

The need is counted from the shapes of arrays; see `gdsim.engine.footprint`. Runs may use `SHARE` of
the available memory; what needs more is refused before it starts. Everything that runs programs
asks here: experiments, sessions, the window, the shards of a sweep, suites, explanations.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gdsim.base import machine
from gdsim.base.errors import SettingError

if TYPE_CHECKING:
    from gdsim.engine.program import Program

# The share of the available memory that runs may use; the rest is for work with results.
SHARE = 0.8
LESS = 'record less (every="log:64", or no traces)'  # what helps most if traces are recorded


def available() -> int | None:
    """The bytes available without swapping; None where the system does not say.

    A container's own limit counts if it is lower.
    """
    return machine.available()


def budget() -> int | None:
    """The bytes that runs may use; None where the system does not say."""
    free = available()
    return None if free is None else int(SHARE * free)


def check(needed: int, what: str, advice: Sequence[str]) -> None:
    """SettingError if `what`, a sentence's subject, needs more bytes than the budget has."""
    free = available()
    if free is not None and needed > int(SHARE * free):
        raise SettingError(
            f"{what} about {in_words(needed)} of memory, but of the {in_words(free)} available "
            f"at most {in_words(SHARE * free)} are taken; {' or '.join(advice)}"
        )


def in_words(size: float) -> str:
    """A number of bytes in words: "1.4 GB"."""
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.3g} {unit}"
        size /= 1000
    return f"{size:,.4g} TB"


def of_runs(programs: Sequence[Program], threads: int) -> int:
    """The most bytes in use while programs run one after another and outcomes are kept.

    Outlines of programs suffice.
    """
    from gdsim.engine.footprint import Footprint

    footprints = [Footprint(program, threads) for program in programs]
    kept = footprints[0].outcome(len(programs), params=programs[0].keep_params)
    return kept + max(each.shared + each.at_work for each in footprints)


def of_batch(programs: Sequence[Program], threads: int) -> int:
    """The bytes of a batch of programs, with all runs at once, and of a snapshot of it."""
    from gdsim.engine.footprint import Footprint

    footprints = [Footprint(program, threads, len(programs)) for program in programs]
    held = sum(each.shared + each.lanes for each in footprints) + footprints[0].traces(
        len(programs)
    )
    seen = footprints[0].outcome(len(programs), traces=False, measures=False)
    at_once = min(threads, sum(each.segments for each in footprints))
    calls = at_once * max(each.call for each in footprints)
    return held + seen + max(calls, *(each.making for each in footprints))


def of_state(programs: Sequence[Program], threads: int) -> int:
    """The bytes of a saved state of a batch of programs."""
    from gdsim.engine.footprint import Footprint

    return sum(Footprint(program, threads, len(programs)).state for program in programs)


def of_outcome(programs: Sequence[Program]) -> int:
    """The bytes of the outcome of programs, with traces."""
    from gdsim.engine.footprint import Footprint

    return Footprint(programs[0], 1).outcome(len(programs))
