"""Compiles kernels in helper processes: in this one it would hold up the interface thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from gdsim.app.worker.background import IsWanted

if TYPE_CHECKING:
    from gdsim.engine.program import Program

POLL = 0.05  # s between two reports
HELPED = 1  # missing modules from which on helpers compile them


def compiled(
    programs: Iterable[Program],
    is_wanted: IsWanted,
    report: Callable[[float], None] = lambda share: None,
) -> bool:
    """Compile the modules of programs that are missing; False once they are no longer wanted.

    No helper is left then. `report` is called with the share that is done.
    """
    from gdsim.engine.warming import Helpers, missing

    needed = missing(programs)
    if len(needed) >= HELPED:
        with Helpers(needed, busy=1) as helpers:
            while is_wanted() and helpers.wait(POLL):
                report(helpers.done / len(needed))
    return is_wanted()
