"""Some runs are computed again and compared, bit by bit, with the stored ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdsim.base import machine
from gdsim.base.axes import Part
from gdsim.base.words import counted
from gdsim.engine.outcome import Outcome
from gdsim.experiment import programs
from gdsim.results.blocks import chunk_shape
from gdsim.results.store.store import Store
from gdsim.sweeps.verification.damage import Damage, Stored

GROUPS, GROUP_RUNS = 64, 32  # groups of runs that are computed again, and runs per group


@dataclass(frozen=True)
class Group:
    """Some consecutive runs of those that are stored together, at a place in their grid."""

    stored: Stored
    place: tuple[slice, ...]


def recompute(store: Store, groups: Sequence[Group]) -> Iterator[tuple[int, list[Damage]]]:
    """Compute groups of runs again; yield each group's number of runs and its differences."""
    from gdsim.engine.backends import cpu

    stopped = False

    def compute(group: Group) -> tuple[int, list[Damage]]:
        inside = _inside(store, group.stored.slices, group.place)
        todo = programs.parts(store.experiment, group.stored.pair, inside)
        outcome = cpu.run_all(todo, threads=1, cancelled=lambda: stopped)
        return sum(each.runs for each in todo), list(_differences(store, group, inside, outcome))

    with ThreadPoolExecutor(machine.processors(), thread_name_prefix="gdsim-verify") as pool:
        try:
            yield from pool.map(compute, groups)
        finally:  # also if the caller is interrupted: groups in progress are abandoned
            stopped = True
            pool.shutdown(wait=False, cancel_futures=True)


def drawn(
    store: Store, committed: NDArray[np.int64], count: int, seed: int, coarse: bool
) -> Iterator[Group]:
    """About `count` groups of the committed shards, and a sixteenth as many of the coarse grid.

    They alternate between pairs of optimizer and schedule, and a shard has a second group only
    after every shard has one.
    """
    draw = np.random.default_rng(seed)
    pairs = len(store.experiment.pairs)
    order = draw.permutation(committed)
    of_pair = order // max(len(store.shards) // pairs, 1)
    turn = np.zeros(len(order), np.int64)
    for pair in np.unique(of_pair):
        turn[of_pair == pair] = np.arange(np.count_nonzero(of_pair == pair))
    order = order[np.lexsort((of_pair, turn))]
    numbers = [int(order[k % len(order)]) for k in range(count if len(order) else 0)]
    seen = set()
    for number in numbers:
        stored = Stored.of_shard(store, store.shards[number])
        group = Group(stored, _place(stored.shape, draw))
        key = number, *((part.start, part.stop) for part in group.place)
        if key not in seen:
            yield group
        seen.add(key)
    for k in range(max(-(-count // 16), pairs) if coarse else 0):
        stored = Stored.of_coarse(store, k % pairs)
        yield Group(stored, _place(stored.shape, draw))


def _place(shape: tuple[int, ...], draw: np.random.Generator) -> tuple[slice, ...]:
    """A group of consecutive runs of a grid."""
    chunk = chunk_shape(shape, GROUP_RUNS)
    counts = [-(-n // k) for n, k in zip(shape, chunk, strict=True)]
    at = [int(draw.integers(n)) for n in counts]
    ends = zip(at, chunk, shape, strict=True)
    return tuple(slice(i * k, min((i + 1) * k, n)) for i, k, n in ends)


def _inside(store: Store, slices: Part, place: tuple[slice, ...]) -> Part:
    """A part of a part, as a part of the whole experiment."""
    inside = {}
    for each, part in zip(store.experiment.layout.dimensions, place, strict=True):
        indexes = range(each.size)[slices.get(each.name, slice(None))][part]
        inside[each.name] = slice(indexes.start, indexes.stop, indexes.step)
    return inside


def _differences(store: Store, group: Group, inside: Part, outcome: Outcome) -> Iterator[Damage]:
    """The variables whose stored bits differ from the computed ones."""
    numbers = np.asarray(store.experiment.layout.numbers(inside))
    for name, array in store.arrays.items():
        if name == "done":
            continue
        computed = np.ascontiguousarray(array.variable.of(outcome)).reshape((len(numbers), -1))
        stored = group.stored.read(name)
        stored = stored.reshape((*group.stored.shape, *stored.shape[1:]))[group.place]
        stored = np.ascontiguousarray(stored).reshape((len(numbers), -1))
        differ = (computed.view(np.uint8) != stored.view(np.uint8)).any(axis=1)
        if differ.any():
            wrong = f"{np.count_nonzero(differ)} of {counted(len(numbers), 'run')}"
            what = f"{wrong} that were computed again differ"
            yield group.stored.damage(store, name, what, numbers[differ])
