"""Pictures of a plane of two settings, a run per pixel: coarse all over first, then finer.

All runs are of pixels of one lattice: first of every `stride`-th pixel, then of those halfway
between, first where the picture is not flat. A pixel that has not run looks like the nearest one
that has.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.app.model.plane import Area, Cells, Lattice, Plane
from gdsim.app.worker import computing
from gdsim.app.worker.basins import reached, scout
from gdsim.base import machine
from gdsim.engine.outcome import Outcome
from gdsim.engine.verdict import Verdict

FINE = 192  # pixels along each side of a picture, or up to twice as many
COARSE = 16  # of them that run first, however long it takes
# s that the runs of a batch may take: where a picture begins, which is waited for, and after that.
# What a batch takes beside its runs is then a small part; what is not wanted any more is given up.
STRIP, LATER = 0.03, 0.2
# A batch's runs take at least so many steps in all, each as long as one of a function of two
# variables: some milliseconds, whatever a busy machine makes of them.
WORK = 2**23
FEWEST = 32  # runs of a batch: fewer would leave lanes and processors without work
LARGEST_STRIP = 2**18  # runs
REMEMBERED = 8  # batches
FLAT = 0.02  # decades of loss: tiles that differ by less run last
FAR = np.iinfo(np.int64).max  # of a pixel that looks like nothing yet

Array = NDArray[Any]
_ARRAYS = ("steps", "verdict", "basin", "reach")  # of every picture, besides its `numbers`


@dataclass(frozen=True)
class Picture:
    """The runs of a lattice's pixels; arrays are (rows, columns), row 0 at the bottom.

    `numbers`: results by name, NaN where there are none: those of every run ("loss", "best_loss",
    "grad_norm"), measures, and a network's finals. `steps`: how many each took. `verdict`: codes of
    `gdsim.Verdict`. `basin`: the number of the minimum that a run reached, among
    `minima_of` the objective; -1 for none. `reach`: how many pixels share the run that a
    pixel shows, along each side; 0 if it is its own, `FAR` if it shows none. Pixels that no method
    allows never run. `complete`: no more comes.
    """

    plane: Plane
    lattice: Lattice
    numbers: dict[str, Array]
    steps: Array
    verdict: Array
    basin: Array
    reach: Array
    complete: bool = False

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which pixels show their own run."""
        return np.asarray(self.reach == 0)

    @property
    def drawn(self) -> NDArray[np.bool_]:
        """Which pixels show a run, their own or one nearby."""
        return np.asarray(self.reach != FAR)

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

    @property
    def layers(self) -> dict[str, Array]:
        """All arrays of results by name."""
        return self.numbers | {name: getattr(self, name) for name in _ARRAYS if name != "reach"}


def picture_of(plane: Plane, outcome: Outcome, shape: tuple[int, int]) -> Picture:
    """The complete picture of runs of (rows, columns) pixels, wherever on the plane they are."""
    numbers = results(plane, outcome, shape)
    steps, verdict, basin = (numbers.pop(name) for name in ("steps", "verdict", "basin"))
    anywhere = Lattice(Cells(0, shape[1], 1.0), Cells(0, shape[0], 1.0))
    reach = np.zeros(shape, np.int64)
    return Picture(plane, anywhere, numbers, steps, verdict, basin, reach, complete=True)


class Strips:
    """How many runs of a plane fit into a batch, as found out by running some.

    The fastest of the last batches counts: whatever else uses the machine makes some of them slow,
    and a picture is not to fall into many for that.
    """

    def __init__(self) -> None:
        self._costs: dict[object, deque[float]] = {}  # s of a run, of a kernel's last batches
        self._largest: dict[object, int] = {}  # runs of a batch

    def runs(self, plane: Plane, seconds: float = STRIP) -> int:
        """About how many runs take as long as a batch may."""
        kernel, least = _kernel(plane), _smallest(plane)
        costs = self._costs.get(kernel)
        if costs is None:
            return min(4 * least, LARGEST_STRIP)
        fitting = min(int(seconds / min(costs)), 2 * self._largest[kernel])
        return min(max(fitting, least), LARGEST_STRIP)

    def measured(self, plane: Plane, runs: int, seconds: float) -> None:
        """Note how long a batch took."""
        kernel = _kernel(plane)
        costs = self._costs.setdefault(kernel, deque(maxlen=REMEMBERED))
        costs.append(max(seconds, 1e-6) / runs)
        self._largest[kernel] = max(runs, self._largest.get(kernel, 0))


def survey(
    plane: Plane,
    area: Area,
    old: Picture | None,
    strips: Strips,
    is_wanted: Callable[[], bool],
    pixels: int | None = None,
) -> Iterator[Picture]:
    """Pictures of an area, each better than the one before; the last is `complete`.

    What an old picture of the same plane has on the same lattice is taken over, and on another one
    shown until better is known. It ends early once `is_wanted` says False. pixels: along each side,
    or up to twice as many; None: as many as are seen well.
    """
    picture = _begun(plane, plane.lattice(area, pixels or FINE), old)
    columns, rows = plane.values(picture.lattice)
    allowed = np.logical_and.outer(*reversed(plane.allowed(picture.lattice)))
    strides = _strides(picture, strips)
    scout(plane, picture.lattice, is_wanted)
    for evenly in (False, True):  # flat parts come last
        for stride in strides:
            is_first = stride == strides[0]
            runs = strips.runs(plane) if is_first else strips.runs(plane, LATER)
            for tile in _tiles(picture, stride, runs):
                is_flat = not is_first and _contrast(picture, tile, stride) < FLAT
                if is_flat and not evenly:
                    continue
                batches = list(_batches(~picture.known & allowed, tile))
                for batch in batches:
                    began = time.process_time()
                    values = columns[batch[1]], rows[batch[0]]
                    if not is_wanted() or not _run(picture, batch, values, is_wanted):
                        return
                    _spread(picture, batch, stride, is_first)
                    # Waiting for others does not count.
                    spent = (time.process_time() - began) / machine.processors()
                    strips.measured(plane, len(batch[0]) * len(batch[1]), spent)
                if batches and (~picture.known & allowed).any():
                    yield picture.copy()
    yield replace(picture, complete=True)


def _begun(plane: Plane, where: Lattice, old: Picture | None) -> Picture:
    """A picture before anything has run, with what an old one of the same plane knows there."""
    shape = where.shape
    picture = Picture(
        plane,
        where,
        {name: np.full(shape, np.nan) for name in _numbers(plane)},
        np.zeros(shape, np.int64),
        np.full(shape, int(Verdict.RUNNING), np.int64),
        np.full(shape, -1, np.int64),
        np.full(shape, FAR, np.int64),
    )
    if old is None or old.plane != plane:
        return picture
    rows, columns = _places(where.y, old.lattice.y), _places(where.x, old.lattice.x)
    here = np.ix_(*(np.flatnonzero(places >= 0) for places in (rows, columns)))
    there = np.ix_(rows[rows >= 0], columns[columns >= 0])
    for name, values in picture.layers.items():
        values[here] = old.layers[name][there]
    reach, was = picture.reach, old.reach[there]
    reach[here] = was
    ratio = max(old.lattice.x.step / where.x.step, old.lattice.y.step / where.y.step)
    if (old.lattice.x.step, old.lattice.y.step) != (where.x.step, where.y.step):
        shared = np.maximum(np.where(was == FAR, 1, was), 1) * max(ratio, 1)
        reach[here] = np.where(was == FAR, FAR, shared.clip(1, 2**40).astype(np.int64))
    return picture


def _places(cells: Cells, others: Cells) -> NDArray[np.intp]:
    """The number of the other cell in which each cell's middle lies; -1 for none."""
    places = np.floor(cells.middles / others.step).astype(np.int64) - others.first
    return np.where((places >= 0) & (places < others.count), places, -1)


def _strides(picture: Picture, strips: Strips) -> list[int]:
    """The distances of the pixels that run, pass by pass: the first pass takes a moment only."""
    most = max(2 * strips.runs(picture.plane), COARSE**2)
    stride = 1
    while picture.reach.size > most * stride**2:
        stride *= 2
    return [2**power for power in range(stride.bit_length() - 1, -1, -1)]


Tile = tuple[NDArray[np.intp], NDArray[np.intp]]  # the rows and the columns whose pixels run


def _tiles(picture: Picture, stride: int, runs: int) -> list[Tile]:
    """The pixels at a distance from each other, in even parts, those in the middle first.

    A part has as many pixels as a batch may have runs; a small picture is a single one.
    """
    where = picture.lattice
    # An area that is moved keeps its pixels.
    rows, columns = (
        np.arange(-cells.first % stride, cells.count, stride) for cells in (where.y, where.x)
    )
    if not (len(rows) and len(columns)):  # so few values lie between two of a coarse pass
        return []
    count = 1 if picture.reach.size <= 2 * runs else -(-len(rows) * len(columns) // runs)
    across = max(round((count * len(columns) / len(rows)) ** 0.5), 1)
    sides = np.array_split(rows, -(-count // across)), np.array_split(columns, across)
    height, width = where.shape

    def from_middle(tile: Tile) -> float:
        return float(max(abs(tile[0].mean() / height - 0.5), abs(tile[1].mean() / width - 0.5)))

    tiles = ((y, x) for y in sides[0] for x in sides[1] if y.size and x.size)
    return sorted(tiles, key=from_middle)


def _contrast(picture: Picture, tile: Tile, stride: int) -> float:
    """How much a tile's pixels differ, with those next to it: decades of loss, or verdicts."""
    rows, columns = tile
    part = np.s_[
        max(rows[0] - stride, 0) : rows[-1] + 2 * stride,
        max(columns[0] - stride, 0) : columns[-1] + 2 * stride,
    ]
    verdict, loss = picture.verdict[part], picture.numbers["loss"][part]
    if np.ptp(verdict):
        return float("inf")
    lost = verdict.flat[0] == Verdict.DIVERGED
    with np.errstate(all="ignore"):
        heights = np.log10(np.where(lost, 1 + picture.steps[part], np.abs(loss)))
    heights = heights[np.isfinite(heights)]
    return float(np.ptp(heights)) if heights.size else 0.0


def _batches(missing: NDArray[np.bool_], tile: Tile) -> Iterator[Tile]:
    """The rows and columns of a tile's missing pixels: each batch is all pixels of a grid."""
    wanted = missing[_grid(tile)]
    if wanted.all():
        yield tile
        return
    for pattern in np.unique(wanted[wanted.any(axis=1)], axis=0):
        yield tile[0][(wanted == pattern).all(axis=1)], tile[1][pattern]


def _grid(tile: Tile) -> Any:
    """The index of a tile's pixels: slices, which are fast, where they are evenly spaced."""
    sides = []
    for places in tile:
        steps = np.diff(places)
        if steps.size and (steps != steps[0]).any():
            return np.ix_(*tile)
        step = int(steps[0]) if steps.size else 1
        sides.append(slice(int(places[0]), int(places[-1]) + 1, step))
    return tuple(sides)


def _run(
    picture: Picture, batch: Tile, values: tuple[Array, Array], is_wanted: Callable[[], bool]
) -> bool:
    """Run a grid of pixels and fill them in; False if they were given up."""
    plane, here = picture.plane, _grid(batch)
    # Basins are known by the last parameters, whatever results keep.
    programs = plane.runs(*values).replace(keep_params=True).programs()
    outcome = computing.run_all(programs, is_wanted)
    if not outcome.done.all():
        return False
    shape = len(batch[0]), len(batch[1])
    for name, values_there in results(plane, outcome, shape).items():
        picture.layers[name][here] = values_there
    picture.reach[here] = 0
    return True


def results(plane: Plane, outcome: Outcome, shape: tuple[int, int]) -> dict[str, Array]:
    """What became of the runs of (rows, columns) pixels of a plane: the layers of a picture."""
    turned = not plane.x_is_last

    def in_picture(values: Array) -> Array:
        grid = values.reshape(*(shape[::-1] if turned else shape), *values.shape[1:])
        return np.swapaxes(grid, 0, 1) if turned else grid

    named = {**outcome.finals, **outcome.measures}
    layers = {
        name: in_picture(named[name] if name in named else getattr(outcome, name))
        for name in (*_numbers(plane), "steps", "verdict")
    }
    layers["basin"] = np.full(shape, -1, np.int64)
    if plane.experiment.objective.has_domain:
        objective, ends = plane.experiment.objective, in_picture(outcome.params)
        layers["basin"] = reached(objective, ends, layers["verdict"])
    return layers


def _spread(picture: Picture, batch: Tile, stride: int, is_first: bool) -> None:
    """Have pixels that know no nearer run look like the ones that have just run.

    In the first pass pixels after the last one that runs do so too; of two runs the later counts.
    """
    if stride == 1:
        return
    around = np.arange(-(stride // 2), stride if is_first else stride - stride // 2)
    whole, own = [], []
    for places, count in zip(batch, picture.lattice.shape, strict=True):
        near = (places[:, None] + around).ravel()
        inside = (near >= 0) & (near < count)
        whole.append(near[inside])
        own.append(np.repeat(places, len(around))[inside])
    columns = picture.lattice.shape[1]
    here, there = (np.add.outer(rows * columns, across) for rows, across in (whole, own))
    nearer = picture.reach.take(here) > stride
    here, there = here[nearer], there[nearer]
    for values in picture.layers.values():
        values.put(here, values.take(there))
    picture.reach.put(here, stride)


def _numbers(plane: Plane) -> tuple[str, ...]:
    experiment = plane.experiment
    return ("loss", "best_loss", "grad_norm", *experiment.measures, *experiment.objective.finals)


def _smallest(plane: Plane) -> int:
    """The fewest runs of a batch."""
    experiment = plane.experiment
    return max(int(WORK / (experiment.steps * experiment.objective.cost)), FEWEST)


def _kernel(plane: Plane) -> object:
    experiment = plane.experiment
    task, choice = experiment.objective, experiment.optimizers[0]
    return task.text, task.cost, choice.name, experiment.dtype, experiment.steps
