"""What a suite of the catalogue is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gdsim.catalogue import Function


@dataclass(frozen=True)
class Definition:
    """A suite of the catalogue: `choose` names its functions, of those of the catalogue by name."""

    choose: Callable[[Mapping[str, Function]], list[str]]
    summary: str
