"""Verification of a stored sweep: whether it is what was written and what its experiment gives.

Every file of every committed shard, every coordinate and every description of an array is read and
its checksum verified; and some runs, spread over the shards and optimizers, are computed again and
compared bit by bit. The coarse grid counts as a shard of its own.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from gdsim.base.errors import SettingError
from gdsim.base.files import reason
from gdsim.engine.verdict import Verdict
from gdsim.results.store.store import Store
from gdsim.sweeps.verification.damage import Damage, Stored
from gdsim.sweeps.verification.labels import labels
from gdsim.sweeps.verification.samples import GROUPS, drawn, recompute

Progress = Callable[[int, int], None]


@dataclass
class Report:
    """What was checked, and what is damaged."""

    runs: int
    shards: int
    committed: int
    coarse: bool
    chunks: int = 0
    groups: int = 0
    recomputed: int = 0
    damages: list[Damage] = field(default_factory=list)

    @property
    def damaged_shards(self) -> list[int]:
        """The numbers of the damaged shards, ascending."""
        return sorted(
            {d.number for d in self.damages if d.part == "shard" and d.number is not None}
        )

    def to_dict(self) -> dict[str, Any]:
        """All fields as JSON-like data."""
        return {**asdict(self), "damaged_shards": self.damaged_shards}


def verify(
    store: Store, sample: int = GROUPS, seed: int = 0, progress: Progress | None = None
) -> Report:
    """Look for damage in a store, without changing it.

    sample: how many groups of up to 32 consecutive runs are computed again; with at least as many
    groups as shards, every shard has one. seed: selects the groups. progress: called with the work
    done and the total work. Errors: SettingError if runs would be computed by another version of
    gdsim than the store's.
    """
    if sample:
        store.check_same(store.experiment)
    committed = np.flatnonzero(store.committed())
    report = Report(store.experiment.runs, len(store.shards), len(committed), store.coarse_is_there)
    pairs = range(len(store.experiment.pairs) if report.coarse else 0)
    done, total = 0, len(committed) + len(pairs) + sample
    report.damages += labels(store)
    shards = (Stored.of_shard(store, store.shards[int(number)]) for number in committed)
    for each in itertools.chain(shards, (Stored.of_coarse(store, pair) for pair in pairs)):
        report.damages += files(store, each)
        report.chunks += len(store.variables)
        done += 1
        if progress is not None:
            progress(done, total)
    damaged = {(damage.part, damage.number) for damage in report.damages}
    chosen = drawn(store, committed, sample, seed, report.coarse) if sample else []
    groups = [each for each in chosen if (each.stored.part, each.stored.number) not in damaged]
    for runs, damages in recompute(store, groups):
        report.groups += 1
        report.recomputed += runs
        report.damages += damages
        if progress is not None:
            progress(done + sample * report.groups // len(groups), total)
    return report


def repair(store: Store, damages: Sequence[Damage]) -> None:
    """Un-commit damaged shards, so that the sweep computes them again.

    If descriptions or coordinates are damaged, all of them are rewritten. The store must be locked.
    Errors: SettingError if it cannot be written.
    """
    try:
        for damage in damages:
            if damage.part == "shard" and damage.number is not None:
                store.forget(store.shards[damage.number])
            elif damage.part == "coarse" and damage.number is not None:
                store.forget_coarse(damage.number)
        if any(damage.is_description for damage in damages):
            store.describe_anew()
    except OSError as error:
        raise SettingError(f"cannot write {store.path}: {reason(error)}") from error


def files(store: Store, stored: Stored) -> Iterator[Damage]:
    """The damages that show in the files of some runs, without computing the runs again."""
    for name in store.variables:
        try:
            values = stored.read(name)
        except ValueError as error:
            yield stored.damage(store, name, str(error))
            continue
        if name == "done" and not values.all():
            yield stored.damage(store, name, "it says that runs are missing")
        if name == "verdict" and values.max() >= len(Verdict):
            yield stored.damage(store, name, f"{values.max()} is not the number of a verdict")
