"""What a slice of the loss is drawn from, computed in the background; without Qt."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gdsim.app.model.offered import network_of
from gdsim.app.views.landscape import Box, contours_of
from gdsim.app.worker.focus import Place
from gdsim.app.worker.ways import Ways
from gdsim.base.axes import Axis
from gdsim.experiment import Experiment
from gdsim.experiment.one_run import one_run
from gdsim.objectives import Network
from gdsim.results.analysis.loss_line import along, barrier, shares_of
from gdsim.results.analysis.loss_plane import around, laid, losses_on, without_far
from gdsim.results.geometry.plane import Plane, of_weights

SIDES = 24, 64, 128  # values along each side, one after the other
POINTS = 65  # of the line between two runs
MOST_ROWS = 160  # points of ways that principal directions are found from
PCA, CURVATURE, RANDOM, WEIGHTS, LINE = "pca", "curvature", "random", "weights", "line"


@dataclass(frozen=True)
class Kind:
    """Which plane: its name, the two weights of "weights", and the seed of "random"."""

    name: str = PCA
    pair: tuple[int, int] = (0, 1)
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Job:
    """A slice to compute: of the run at a place, with the weights `point`, (P,).

    plane: the one to go on with, moved to the point; None: to be laid anew. box: of it, or None.
    """

    kind: Kind
    experiment: Experiment
    own: Network
    place: Place
    step: int
    point: np.ndarray
    ways: Ways | None
    plane: Plane | None
    box: Box | None
    is_log: bool

    @cached_property
    def network(self) -> Network:
        """The run's own network, with the settings that it has in it."""
        return settled(self.experiment, self.own, self.place)

    @property
    def row(self) -> int:
        """The run's place among the rows of `paths`."""
        assert self.ways is not None  # there are paths
        picked = np.flatnonzero(self.ways.numbers == self.place[1])
        return self.place[0] * len(self.ways.numbers) + (int(picked[0]) if picked.size else 0)

    @cached_property
    def paths(self) -> np.ndarray:
        """(runs, s, P): the ways without those that go so far that they leave no room."""
        assert self.ways is not None  # it is asked where there are some
        rows = self.ways.params.reshape(-1, *self.ways.params.shape[2:])
        return without_far(rows, self.row)


@dataclass(frozen=True, eq=False)
class Slice:
    """A slice: its plane, the losses (rows, columns) over a box, and what is drawn of them.

    heights: the losses from 0 to 1 on the scale, NaN where not finite; ends: the losses at 0 and 1,
    their base-10 logarithms on a logarithmic scale. spot: (2,) the run. paths: (o, d, s, 2).
    outside: the share of movement across the plane, NaN if there is none, and of the first slice.
    """

    job: Job
    plane: Plane
    box: Box
    losses: np.ndarray
    heights: np.ndarray
    ends: tuple[float, float]
    lines: np.ndarray
    spot: np.ndarray
    paths: np.ndarray
    outside: float
    curvatures: np.ndarray | None

    @property
    def is_fine(self) -> bool:
        """Whether it has all of its values."""
        return len(self.losses) == SIDES[-1]


@dataclass(frozen=True, eq=False)
class Line:
    """The losses along the line from one run to another: (n,) shares, and losses of each part."""

    shares: np.ndarray
    losses: np.ndarray
    tested: np.ndarray | None
    chord: np.ndarray
    barrier: float


def slices(job: Job, is_wanted: Callable[[], bool]) -> Iterator[Slice]:
    """The slice of a job, coarse first, as long as it is wanted."""
    plane, curvatures = (job.plane, None) if job.plane is not None else _laid(job)
    plane = plane.through(job.point)
    spot = plane.project(job.point)
    paths, outside = np.empty((0, 0, 0, 2)), float("nan")
    near = np.empty((0, 1, 2))
    if job.ways is not None:
        paths, near = plane.project(job.ways.params), plane.project(job.paths)
    box = _box(job, spot, near)
    left, right, bottom, top = box
    for side in SIDES:
        if not is_wanted():
            return
        if job.ways is not None and side > SIDES[0]:
            outside = plane.share_outside(job.paths)
        xs, ys = np.linspace(left, right, side), np.linspace(bottom, top, side)
        with np.errstate(all="ignore"):
            losses = losses_on(job.network, plane, xs, ys, job.experiment.dtype)
        heights, ends = scaled(losses, job.is_log)
        lines = contours_of(xs, ys, heights)
        yield Slice(
            job, plane, box, losses, heights, ends, lines, spot, paths, outside, curvatures
        )  # fmt: skip


def settled(experiment: Experiment, own: Network, place: Place) -> Network:
    """A run's own network, of which no setting has several values."""
    if not any(isinstance(value, Axis) for value in own.parameters.values()):
        return own
    run = experiment.place_of(place[0] * math.prod(experiment.shape[1:]) + place[1])
    return network_of(one_run(experiment, run.optimizer, run.run, run.schedule).objective)


def line_between(network: Network, ends: np.ndarray, dtype: str) -> Line:
    """The losses between two vectors of weights, (2, P), and beyond them."""
    shares = shares_of(POINTS, 0.25)
    with np.errstate(all="ignore"):
        losses = along(network, ends, shares, dtype)
        first, last = along(network, ends, np.array([0.0, 1.0]), dtype)
        has_test = len(network.data.test_inputs) > 0
        tested = along(network, ends, shares, dtype, test=True) if has_test else None
    chord = first + shares * (last - first)
    between = (shares >= 0) & (shares <= 1)
    return Line(shares, losses, tested, chord, barrier(losses[between], chord[between]))


def scaled(losses: np.ndarray, is_log: bool) -> tuple[np.ndarray, tuple[float, float]]:
    """Losses as heights from 0 to 1, NaN where they are not finite, and the ends of the scale."""
    finite = np.isfinite(losses)
    known = losses[finite]
    if not known.size:
        return np.full(losses.shape, np.nan), (0.0, 1.0)
    if is_log:
        least = max(float(known.min()), 1e-12 * float(known.max()), 1e-300)
        values = np.log10(np.maximum(np.where(finite, losses, least), least))
    else:
        values = np.where(finite, losses, known[0])
    low, high = float(values[finite].min()), float(values[finite].max())
    reach = high - low if high > low else 1.0
    heights = np.where(finite, (values - low) / reach, np.nan)
    return heights, (low, low + reach)


def _laid(job: Job) -> tuple[Plane, np.ndarray | None]:
    if job.kind.name == WEIGHTS:
        return of_weights(job.network.size, *job.kind.pair), None
    paths, own = None, 0
    if job.kind.name == PCA and job.ways is not None:
        runs, steps = job.paths.shape[:2]
        every = max(1, -(-runs * steps // MOST_ROWS))
        paths, own = job.paths[:, ::every].astype(np.float64), job.row
    return laid(job.kind.name, job.network, job.point, paths, job.kind.seed, own)


def _box(job: Job, spot: np.ndarray, paths: np.ndarray) -> Box:
    """What is shown: the box so far while all heads are in it, else what the ways take up.

    paths: (runs, s, 2).
    """
    heads = np.concatenate([spot[None], paths[:, -1]])
    heads = heads[np.isfinite(heads).all(axis=1)]
    if job.box is not None:
        left, right, bottom, top = job.box
        if ((heads >= (left, bottom)) & (heads <= (right, top))).all():
            return job.box
    places = np.concatenate([spot[None], paths.reshape(-1, 2)])
    (left, right), (bottom, top) = around(places, 1.0 if job.kind.name == RANDOM else 0.0)
    return left, right, bottom, top
