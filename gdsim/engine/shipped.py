"""Kernels that are compiled where gdsim is built, for processors of a level of x86-64.

Which ones packaging/kernels.py says. They have the same bits as those that are compiled here, on
any processor: no operation of theirs may be replaced by another. So a new machine need not wait for
a compiler before what most people run first.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from gdsim.base import assets
from gdsim.engine.fingerprint import of_sources
from gdsim.lanes.host import level


def inner(level: str) -> str:
    """The folder of kernels for a level, in that of all: made of the sources that are here."""
    import llvmlite.binding as llvm

    return f"{of_sources()}/{llvm.get_process_triple()}/{level}"


@cache
def folder() -> Path | None:
    """The folder of kernels that suit this processor and these sources; None if there is none.

    It may be read-only.
    """
    suitable = level()
    try:
        kernels = assets.path("kernels")
    except FileNotFoundError:
        return None
    found = None if suitable is None else kernels / inner(suitable)
    return found if found is not None and found.is_dir() else None
