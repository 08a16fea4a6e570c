"""How much memory runs take, and how much there is for them.

What runs take is counted from the shapes of the arrays that they are given; see
`gdsim.engine.footprint`. They may take `SHARE` of the memory that is available, and what would
take more is refused before it begins. All that runs anything asks here: an experiment, a session,
the window, the shards of a sweep, a suite, an explanation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gdsim.base import machine
from gdsim.base.errors import SettingError

if TYPE_CHECKING:
    from gdsim.engine.program import Program

# The share of the memory available that runs may take: the rest is for what is done with results.
SHARE = 0.8
LESS = 'record less (every="log:64", or no traces)'  # what helps most, where traces are recorded


def available() -> int | None:
    """Bytes that can be had without swapping; None where the system does not say.

    A container's own limit counts where it is the lower one.
    """
    return machine.available()


def budget() -> int | None:
    """Bytes that runs may take; None where the system does not say what there is."""
    there = available()
    return None if there is None else int(SHARE * there)


def check(needed: int, what: str, advice: Sequence[str]) -> None:
    """SettingError if `what`, a sentence's subject, needs more bytes than the budget has."""
    there = available()
    if there is not None and needed > int(SHARE * there):
        raise SettingError(
            f"{what} about {in_words(needed)} of memory, but of the {in_words(there)} available "
            f"at most {in_words(SHARE * there)} are taken; {' or '.join(advice)}"
        )


def in_words(size: float) -> str:
    """A size as a person reads it: "1.4 GB"."""
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.3g} {unit}"
        size /= 1000
    return f"{size:,.4g} TB"


def of_runs(programs: Sequence[Program], threads: int) -> int:
    """Bytes that running programs alike takes at most, one after another, their outcomes kept.

    Outlines of programs will do.
    """
    from gdsim.engine.footprint import Footprint

    each = [Footprint(program, threads) for program in programs]
    kept = each[0].outcome(len(programs), params=programs[0].keep_params)
    return kept + max(one.shared + one.at_work for one in each)


def of_batch(programs: Sequence[Program], threads: int) -> int:
    """Bytes that a batch of programs alike takes, all their runs at once, and a look at them."""
    from gdsim.engine.footprint import Footprint

    each = [Footprint(program, threads) for program in programs]
    held = sum(one.shared + one.lanes for one in each) + each[0].traces(len(programs))
    seen = each[0].outcome(len(programs), traces=False, measures=False)
    at_once = min(threads, sum(one.segments for one in each))
    return held + seen + max(at_once * max(one.call for one in each), *(one.making for one in each))


def of_state(programs: Sequence[Program], threads: int) -> int:
    """Bytes of a state of a batch of programs, to go back to."""
    from gdsim.engine.footprint import Footprint

    return sum(Footprint(program, threads).state for program in programs)


def of_outcome(programs: Sequence[Program]) -> int:
    """Bytes of the outcome of programs alike, with traces."""
    from gdsim.engine.footprint import Footprint

    return Footprint(programs[0], 1).outcome(len(programs))
