"""What shells offer for an argument that is a name: `gdsim explain ro<TAB>`.

Each function returns all names with a line on each; Typer keeps those that begin as typed. Where
none does, shells offer files.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from gdsim.base import assets
from gdsim.cli.listing import Kind, rows

Offered = list[tuple[str, str]]


def listed(kind: Kind) -> Callable[[], Offered]:
    """What offers the names of a kind, as `gdsim list` has them."""
    return lambda: [(row["name"], row["summary"]) for row in rows(kind)]


def plots() -> Offered:
    """The kinds of pictures."""
    from gdsim.results.plots.kinds import known_kinds

    return [(name, kind.summary) for name, kind in known_kinds().items()]


def lessons() -> Offered:
    """The lessons."""
    return _shipped("lessons")


def experiments(*suffixes: str) -> Callable[[], Offered]:
    """What offers this folder's files of these suffixes, and the lessons and the examples."""

    def offered() -> Offered:
        own = [(name, "") for name in sorted(os.listdir()) if name.endswith(suffixes)]
        return list(dict.fromkeys([*own, *_shipped("lessons"), *_shipped("experiments")]))

    return offered


def packages() -> Offered:
    """The packages that a training script can be for."""
    from gdsim.learn.code.code import TARGETS

    return [(name, "") for name in TARGETS]


def _shipped(folder: str) -> Offered:
    return [(file.stem, "") for file in assets.experiments(folder)]
