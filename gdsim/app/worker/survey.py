"""Pictures of a plane of two settings, a run per pixel: coarse first, then fine in strips."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.app.model.plane import Area, Cells, Lattice, Plane, lattice
from gdsim.engine.verdict import Verdict
from gdsim.results.analysis.basins import minimum_reached

FINE = 192  # pixels along each side of a picture, or up to twice as many
COARSE = 48
STRIP = 0.03  # s that the runs of a strip may take: a new picture is waited for no longer
# A strip's runs take at least so many steps in all, each as long as one of a function of two
# variables: some milliseconds, whatever a busy machine makes of them.
WORK = 2**23
LARGEST_STRIP = 2**18  # runs

Array = NDArray[Any]
_ARRAYS = ("steps", "verdict", "basin", "known")  # of every picture, besides its `numbers`


@dataclass(frozen=True)
class Picture:
    """The runs of a lattice's pixels; arrays are (rows, columns), row 0 at the bottom.

    `numbers`: results by name, NaN where there are none: those of every run ("loss", "best_loss",
    "grad_norm"), and a network's finals. `steps`: how many each took. `verdict`: codes of
    `gdsim.Verdict`. `basin`: the number of the known minimum that a run reached, as
    `gdsim.analysis.basins` has it; -1 for none. `known`: which pixels have been computed; those
    that no method allows never are. `complete`: no more comes.
    """

    plane: Plane
    lattice: Lattice
    numbers: dict[str, Array]
    steps: Array
    verdict: Array
    basin: Array
    known: Array
    complete: bool = False

    def copy(self) -> Picture:
        """The picture as it is now: another thread may look at it while this one is filled.

        NumPy counts a mask before it copies what the mask picks, without a lock in between: one
        that is filled meanwhile makes it write past the end of its memory.
        """
        return replace(
            self,
            numbers={name: values.copy() for name, values in self.numbers.items()},
            **{name: getattr(self, name).copy() for name in _ARRAYS},
        )

    def shared_with(self, other: Lattice) -> tuple[tuple[slice, slice], tuple[slice, slice]] | None:
        """Where another lattice of the same steps overlaps: there, and here."""
        if (other.x.step, other.y.step) != (self.lattice.x.step, self.lattice.y.step):
            return None
        rows, columns = _overlap(other.y, self.lattice.y), _overlap(other.x, self.lattice.x)
        if rows is None or columns is None:
            return None
        return (rows[0], columns[0]), (rows[1], columns[1])


@dataclass
class Strips:
    """How many runs of a plane fit into a strip, as found out by running some."""

    sizes: dict[object, int] = field(default_factory=dict)

    def runs(self, plane: Plane) -> int:
        """About how many runs take as long as a strip may."""
        return self.sizes.get(_kernel(plane), min(4 * _smallest(plane), LARGEST_STRIP))

    def measured(self, plane: Plane, runs: int, seconds: float) -> None:
        """Note how long a strip took."""
        now = self.runs(plane)
        if seconds > 2 * STRIP:
            now = min(now, runs) // 2
        elif seconds < STRIP / 2 and runs >= now // 2:
            now *= 2
        self.sizes[_kernel(plane)] = min(max(now, _smallest(plane)), LARGEST_STRIP)


def survey(
    plane: Plane, area: Area, old: Picture | None, strips: Strips, is_wanted: Callable[[], bool]
) -> Iterator[Picture]:
    """Pictures of an area, each better than the one before; the last is `complete`.

    What an old picture of the same plane has on the same lattice is taken over. It ends early once
    `is_wanted` says False.
    """
    fine = _begun(plane, lattice(area, FINE), old)
    if fine.known.size > 2 * strips.runs(plane) and not fine.known.any():
        coarse = _begun(plane, lattice(area, COARSE), old)
        for picture in _filled(coarse, strips, is_wanted):
            yield replace(picture, complete=False)
    yield from _filled(fine, strips, is_wanted)


def _begun(plane: Plane, where: Lattice, old: Picture | None) -> Picture:
    shape = where.shape
    picture = Picture(
        plane,
        where,
        {name: np.full(shape, np.nan) for name in _numbers(plane)},
        np.zeros(shape, np.int64),
        np.full(shape, int(Verdict.RUNNING), np.int64),
        np.full(shape, -1, np.int64),
        np.zeros(shape, bool),
    )
    shared = old.shared_with(where) if old is not None and old.plane == plane else None
    if old is not None and shared is not None:
        here, there = shared
        for name, values in picture.numbers.items():
            values[here] = old.numbers[name][there]
        for name in _ARRAYS:
            getattr(picture, name)[here] = getattr(old, name)[there]
    return picture


def _filled(picture: Picture, strips: Strips, is_wanted: Callable[[], bool]) -> Iterator[Picture]:
    """The picture with what is missing, strip by strip from the middle outwards."""
    plane = picture.plane
    columns_allowed, rows_allowed = plane.allowed(picture.lattice)
    allowed = rows_allowed[:, None] & columns_allowed[None, :]
    missing = ~picture.known & allowed
    while missing.any():
        strip = _next_strip(missing, strips.runs(plane))
        began = time.perf_counter(), time.process_time()
        if not is_wanted() or not _run(picture, strip, is_wanted):
            return
        spent = time.perf_counter() - began[0], time.process_time() - began[1]
        strips.measured(plane, missing[strip].size, min(spent))  # waiting for others does not count
        picture.known[strip] = allowed[strip]
        missing[strip] = False
        if missing.any():
            yield picture.copy()
    yield replace(picture, complete=True)


def _next_strip(missing: Array, runs: int) -> tuple[slice, slice]:
    """The next rows, nearest the middle first, of about so many runs; and their missing columns."""
    rows = np.flatnonzero(missing.any(axis=1))
    middle = int(rows[np.argmin(np.abs(rows - missing.shape[0] // 2))])
    columns = np.flatnonzero(missing[middle])
    across = slice(int(columns[0]), int(columns[-1]) + 1)
    count = max(runs // (across.stop - across.start), 1)
    low = high = middle
    while high - low + 1 < count:
        grown = False
        for row in (low - 1, high + 1):
            if 0 <= row < missing.shape[0] and missing[row].any():
                low, high, grown = min(low, row), max(high, row), True
        if not grown:
            break
    return slice(low, high + 1), across


def _run(picture: Picture, strip: tuple[slice, slice], is_wanted: Callable[[], bool]) -> bool:
    """Run a strip's pixels and fill them in; False if they were given up."""
    from gdsim.engine.backends import cpu

    plane, where = picture.plane, picture.lattice
    part = Lattice(where.x.part(strip[1]), where.y.part(strip[0]))
    columns, rows = plane.values(part)
    columns_allowed, rows_allowed = plane.allowed(part)
    # What is not allowed runs as its neighbour does and is not looked at.
    runs = plane.runs(_held(columns, columns_allowed), _held(rows, rows_allowed))
    (program,) = runs.programs()
    outcome = cpu.run(program, cancelled=lambda: not is_wanted())
    if not outcome.done.all():
        return False
    shape, turned = runs.shape[-2:], not plane.x_is_last

    def in_picture(values: Array) -> Array:
        grid = values.reshape(*shape, *values.shape[1:])
        return np.swapaxes(grid, 0, 1) if turned else grid

    for name, values in picture.numbers.items():
        results = outcome.finals[name] if name in outcome.finals else getattr(outcome, name)
        values[strip] = in_picture(results)
    picture.steps[strip] = in_picture(outcome.steps)
    picture.verdict[strip] = in_picture(outcome.verdict)
    if plane.experiment.objective.has_domain:
        ends = in_picture(outcome.params)
        picture.basin[strip] = _basins(plane, ends, picture.verdict[strip])
    return True


def _held(values: Array, allowed: Array) -> Array:
    return np.where(allowed, values, values[allowed][0])


def _basins(plane: Plane, ends: Array, verdict: Array) -> Array:
    """The number of the known minimum that each run reached; -1 if none."""
    objective = plane.experiment.objective
    minima, sides = np.array(objective.minima), np.ptp(np.array(objective.domain), axis=1)
    reached = minimum_reached(ends, minima, sides)
    return np.where((verdict == Verdict.DIVERGED) | (reached == len(minima)), -1, reached)


def _numbers(plane: Plane) -> tuple[str, ...]:
    return ("loss", "best_loss", "grad_norm", *plane.experiment.objective.finals)


def _smallest(plane: Plane) -> int:
    """The fewest runs of a strip."""
    experiment = plane.experiment
    return max(int(WORK / (experiment.steps * experiment.objective.cost)), 1)


def _kernel(plane: Plane) -> object:
    experiment = plane.experiment
    task, choice = experiment.objective, experiment.optimizers[0]
    return task.text, task.cost, choice.name, experiment.dtype, experiment.steps


def _overlap(one: Cells, other: Cells) -> tuple[slice, slice] | None:
    low = max(one.first, other.first)
    high = min(one.first + one.count, other.first + other.count)
    if low >= high:
        return None
    return slice(low - one.first, high - one.first), slice(low - other.first, high - other.first)
