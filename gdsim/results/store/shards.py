"""The shards of a sweep: the pieces of its grid of runs, each of which is computed by itself.

A shard is consecutive runs of one optimizer and schedule, and one chunk of each array of a store.
The size of shards depends only on the experiment, not on the machine, so that a sweep may be
started on one machine and finished on another.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gdsim.base.axes import Part
from gdsim.base.errors import SettingError
from gdsim.base.words import counted
from gdsim.experiment import labelled
from gdsim.experiment.experiment import Experiment
from gdsim.results.blocks import chunk_shape

# Run-steps of a function of two variables that take a thread about a second; and further limits of
# a shard.
SECOND = 5e8
MOST_RUNS, MOST_BYTES = 2**20, 2**26
# The least number of shards of a sweep, so that progress is visible, if each of them has enough
# runs to fill groups of lanes.
FEWEST_SHARDS, FEWEST_RUNS = 16, 64
# Runs of the coarse grid, which is computed first, per optimizer and schedule; and the largest
# share of all runs that it may have.
COARSE_RUNS, COARSE_SHARE = 2**14, 1 / 64
# What a sweep may be divided into: some files of each shard, and what compresses a chunk at a time.
MOST_SHARDS, LARGEST_CHUNK = 2**22, 2**31 - 2**10


@dataclass(frozen=True)
class Shard:
    """Some runs of one optimizer and schedule (a `pair`): one slice per further dimension.

    `chunk` has the shard's index along each dimension of a store's arrays.
    """

    number: int
    pair: int
    slices: Part
    chunk: tuple[int, ...]

    @property
    def place(self) -> tuple[slice, ...]:
        """The shard's slices of an array of all runs."""
        first = self.chunk[: len(self.chunk) - len(self.slices)]
        return (*(slice(i, i + 1) for i in first), *self.slices.values())


@dataclass(frozen=True)
class Shards:
    """All shards of an experiment, in the order of its runs; `chunk` is a shard's shape.

    Errors: SettingError if shards cannot have that shape.
    """

    experiment: Experiment
    chunk: tuple[int, ...]

    def __post_init__(self) -> None:
        shape = self.experiment.layout.shape
        if len(self.chunk) != len(shape) or not all(
            1 <= k <= n for k, n in zip(self.chunk, shape, strict=True)
        ):
            raise SettingError(
                f"shards of {self.chunk} runs, but the experiment's runs are {shape}"
            )
        runs = math.prod(self.chunk)
        if (count := math.prod(self.counts)) > MOST_SHARDS:
            least = -(-self.experiment.runs // MOST_SHARDS)
            raise SettingError(
                f"{counted(self.experiment.runs, 'run')} in shards of {runs:,} are {count:,} "
                f"shards, and {MOST_SHARDS:,} at most; a shard needs about {least:,} runs or more"
            )
        of_a_run = max(_bytes_of_a_run(self.experiment))
        if runs * of_a_run > LARGEST_CHUNK:
            raise SettingError(
                f"shards of {counted(runs, 'run')} of up to {of_a_run:,} bytes per variable are "
                f"larger than 2 GiB; a shard may have {counted(LARGEST_CHUNK // of_a_run, 'run')}"
            )

    @classmethod
    def of(cls, experiment: Experiment, runs: int | None = None) -> Shards:
        """Divide an experiment into shards of about `runs` runs, or as many as take a second."""
        shape = experiment.layout.shape
        return cls(experiment, chunk_shape(shape, runs or shard_runs(experiment)))

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """The number of shards along each dimension: optimizer, schedule (if any), axes."""
        shape, inner = self.experiment.shape, self.experiment.layout.shape
        outer = shape[: len(shape) - len(inner)]
        return (*outer, *(-(-n // k) for n, k in zip(inner, self.chunk, strict=True)))

    def __len__(self) -> int:
        return math.prod(self.counts)

    def __getitem__(self, number: int) -> Shard:
        if not 0 <= number < len(self):
            raise IndexError(f"there are {len(self)} shards, got number {number}")
        chunk = []
        for count in reversed(self.counts):
            number, i = divmod(number, count)
            chunk.append(i)
        return self.at(tuple(reversed(chunk)))

    def number(self, chunk: tuple[int, ...]) -> int:
        """The number of the shard with these indices along the dimensions."""
        number = 0  # plain Python, because NumPy's functions for this are slow for single numbers
        for i, count in zip(chunk, self.counts, strict=True):
            number = number * count + i
        return number

    def at(self, chunk: tuple[int, ...]) -> Shard:
        """The shard with these indices along the dimensions."""
        outer = len(self.counts) - len(self.chunk)
        dimensions = self.experiment.layout.dimensions
        slices = {
            each.name: slice(i * k, min((i + 1) * k, each.size))
            for each, i, k in zip(dimensions, chunk[outer:], self.chunk, strict=True)
        }
        number = self.number(chunk)
        inner = math.prod(self.counts[outer:])
        return Shard(number, number // inner, slices, chunk)

    @property
    def sizes(self) -> np.ndarray:
        """The number of runs of each shard: int64, (shards,)."""
        sizes = np.ones(self.counts[: len(self.counts) - len(self.chunk)], np.int64)
        for size, step in zip(self.experiment.layout.shape, self.chunk, strict=True):
            begins = np.arange(0, size, step)
            sizes = np.multiply.outer(sizes, np.minimum(size - begins, step))
        return sizes.ravel()

    @cached_property
    def order(self) -> np.ndarray:
        """The numbers of all shards in the order in which they are computed.

        The order covers the whole grid several times, ever more densely, and alternates between
        optimizers, so that the results of an unfinished sweep are spread evenly.
        """
        pairs = math.prod(self.counts[: len(self.counts) - len(self.chunk)])
        each = len(self) // pairs
        spread = np.argsort(_reversed_bits(np.arange(each)), kind="stable")
        return (spread[:, None] + each * np.arange(pairs)).ravel()

    @property
    def coarse(self) -> Part | None:
        """The coarse grid: a slice with a step per dimension; None if it would not be worth it.

        The dimension with most values left is halved until there are few enough runs.
        """
        shape, dimensions = self.experiment.layout.shape, self.experiment.layout.dimensions
        fit = LARGEST_CHUNK // max(_bytes_of_a_run(self.experiment))
        wanted = min(COARSE_RUNS, math.prod(shape) * COARSE_SHARE, fit)
        if len(self) < 2 * FEWEST_SHARDS or wanted < 1:
            return None
        every = [1] * len(shape)
        while math.prod(left := [-(-n // k) for n, k in zip(shape, every, strict=True)]) > wanted:
            every[left.index(max(left))] *= 2
        # From the middle of the first gap, so that the picture is not shifted to one side.
        firsts = [min(k // 2, (n - 1) // 2) for n, k in zip(shape, every, strict=True)]
        parts = map(slice, firsts, shape, every)
        return {each.name: part for each, part in zip(dimensions, parts, strict=True)}


def shard_runs(experiment: Experiment) -> int:
    """The default number of runs of a shard of an experiment."""
    work = experiment.steps * experiment.objective.cost
    even = max(-(-experiment.runs // FEWEST_SHARDS), FEWEST_RUNS)
    timely = max(SECOND / work, FEWEST_RUNS)
    return max(int(min(even, timely, MOST_RUNS, MOST_BYTES / run_bytes(experiment))), 1)


def run_bytes(experiment: Experiment) -> int:
    """The uncompressed bytes of one run's results."""
    return sum(_bytes_of_a_run(experiment))


def _bytes_of_a_run(experiment: Experiment) -> list[int]:
    """The bytes of each variable of one run."""
    lengths = {dim: len(values) for dim, values in own_dimensions(experiment).items()}
    return [
        each.dtype.itemsize * math.prod(lengths[dim] for dim in each.dims)
        for each in (*labelled.variables(experiment).values(), labelled.DONE)
    ]


def own_dimensions(experiment: Experiment) -> dict[str, Sequence[object]]:
    """The variables' own dimensions, after those of the experiment, with their coordinates."""
    one = experiment.layout.first
    coordinates = labelled.coordinates(experiment, one)
    return {
        dim: values for dim, (at, values, _) in coordinates.items() if dim == at and dim not in one
    }


def _reversed_bits(numbers: np.ndarray) -> np.ndarray:
    """The numbers with their 32 bits reversed."""
    mirrored = np.zeros(len(numbers), np.int64)
    for _ in range(32):
        mirrored = (mirrored << 1) | (numbers & 1)
        numbers = numbers >> 1
    return mirrored
