"""Damage of a store: to the runs of a shard, to the coarse grid, or to their description."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from gdsim.base.axes import WHOLE, Part
from gdsim.results.store.layout import COARSE
from gdsim.results.store.shards import Shard
from gdsim.results.store.store import Store


@dataclass(frozen=True)
class Damage:
    """One damage.

    part: "shard", "coarse" (whose number is that of the pair of optimizer and schedule),
    "coordinate", "array" (the description of one, or of the whole) or "manifest". runs: the first
    and last run affected, numbered over the whole experiment. file: in the store's folder.
    """

    part: str
    file: str
    what: str
    number: int | None = None
    runs: tuple[int, int] | None = None

    @property
    def is_description(self) -> bool:
        """Whether the description of results is damaged, not the results themselves."""
        return self.part not in ("shard", "coarse")

    def __str__(self) -> str:
        where = {"shard": f"shard {self.number}: ", "coarse": "coarse grid: "}.get(self.part, "")
        which = f" (runs {self.runs[0]:,} to {self.runs[1]:,})" if self.runs else ""
        return f"{where}{self.file}: {self.what}{which}"


@dataclass(frozen=True)
class Stored:
    """Runs that are stored together: a part of those of one optimizer and schedule.

    `read` and `file` return the values and the file of a variable, by its name.
    """

    part: str
    number: int
    pair: int
    slices: Part
    shape: tuple[int, ...]
    read: Callable[[str], NDArray[Any]]
    file: Callable[[str], str]

    @classmethod
    def of_shard(cls, store: Store, shard: Shard) -> Stored:
        """The stored runs of a shard."""
        shape = tuple(part.stop - part.start for part in shard.slices.values())
        return cls(
            "shard", shard.number, shard.pair, shard.slices, shape,
            lambda name: store.read(shard, name),
            lambda name: store.file("", shard.chunk, name),
        )  # fmt: skip

    @classmethod
    def of_coarse(cls, store: Store, pair: int) -> Stored:
        """The stored runs of the coarse grid of one optimizer and schedule."""
        slices = store.shards.coarse or WHOLE
        shape = store.experiment.layout.part(slices).shape
        return cls(
            "coarse", pair, pair, slices, shape,
            lambda name: store.read_coarse(pair, name),
            lambda name: store.coarse_file(pair, name),
        )  # fmt: skip

    def damage(
        self, store: Store, name: str, what: str, numbers: range | NDArray[Any] | None = None
    ) -> Damage:
        """Damage to a variable, for all runs or for those with these numbers in their pair."""
        if numbers is None:
            numbers = store.experiment.layout.numbers(self.slices)
        first = self.pair * store.experiment.layout.runs
        ends = int(first + numbers[0]), int(first + numbers[-1])
        return Damage(self.part, self.file(name), what, self.number, ends)


def grids(store: Store) -> list[tuple[str, Part]]:
    """The groups of a store, each with the part of the experiment that it holds."""
    coarse = store.shards.coarse
    return [("", WHOLE)] if coarse is None else [("", WHOLE), (COARSE, coarse)]
