"""What the view of the layers is drawn from, computed in the background; without Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from gdsim.app.worker.focus import Place
from gdsim.catalogue.stability import stable_rates
from gdsim.experiment import Experiment
from gdsim.objectives import Network

if TYPE_CHECKING:
    from gdsim.learn.diagnosis.single_run import SingleRun

COLUMNS = 48  # steps of a run at which its layers are measured, at most
CURVATURES = 12  # of these at which the curvature is
BINS = 40  # of a histogram
AT_ONCE = 8  # of vectors of parameters: as many as a kernel has lanes
TAILS = 0.002  # share of activations on each side that a histogram leaves out


@dataclass
class Kept:
    """What was measured of one run, by step: it does not change any more."""

    experiment: Experiment
    place: Place
    rows: dict[int, tuple[np.ndarray, np.ndarray, np.ndarray]] = field(default_factory=dict)
    sharpness: dict[int, float] = field(default_factory=dict)

    def is_of(self, experiment: Experiment, place: Place) -> bool:
        """Whether it is of a run."""
        return self.experiment is experiment and self.place == place


@dataclass(frozen=True, eq=False)
class Job:
    """Layers to measure: of the run `number` over all dimensions, along its way.

    steps: (s,) and params: (s, P) of the run; the last are the present ones.
    """

    kept: Kept
    number: int
    steps: np.ndarray
    params: np.ndarray


@dataclass(frozen=True, eq=False)
class Layers:
    """Quantities along a run: (s,) steps, and (layers, s) values of each strip, NaN if unknown.

    curved: (c,) steps at which the `sharpness` is known, with the `bound` of the method at its
    learning rate there, NaN where it has none. histograms: one per hidden layer, from the first:
    the edges, (bins + 1,), and the shares of the activations in the bins.
    """

    steps: np.ndarray
    gradients: np.ndarray
    weights: np.ndarray
    dead: np.ndarray
    curved: np.ndarray
    sharpness: np.ndarray
    bound: np.ndarray
    histograms: tuple[tuple[np.ndarray, np.ndarray], ...]
    is_whole: bool = False


def measured(job: Job, is_wanted: Callable[[], bool]) -> Iterator[Layers]:
    """The layers along a run: first the strips, then curvatures as they become known."""
    from gdsim.learn.diagnosis.single_run import SingleRun
    from gdsim.learn.networks.health import activations

    run = SingleRun.of(job.kept.experiment, job.number)
    network = run.objective
    assert isinstance(network, Network)
    kept = job.kept
    missing = [at for at, step in enumerate(job.steps.tolist()) if step not in kept.rows]
    for first in range(0, len(missing), AT_ONCE):
        if not is_wanted():
            return
        _measure(network, job, missing[first : first + AT_ONCE])
    rows = [kept.rows[step] for step in job.steps.tolist()]
    strips = [np.stack(each, axis=-1) for each in zip(*rows, strict=True)]
    histograms = tuple(histogram(each.ravel()) for each in activations(network, job.params[-1]))
    nothing = np.empty(0)
    layers = Layers(
        job.steps, strips[0], strips[1], strips[2], nothing, nothing, nothing, histograms
    )
    every = max(1, -(-len(job.steps) // CURVATURES))
    curved = np.unique([*range(0, len(job.steps), every), len(job.steps) - 1])
    yield _with_curvatures(layers, kept, run, curved)
    unknown = [at for at in curved.tolist() if int(job.steps[at]) not in kept.sharpness]
    for first in range(0, len(unknown), AT_ONCE):
        if not is_wanted():
            return
        part = unknown[first : first + AT_ONCE]
        with np.errstate(all="ignore"):
            found = network.sharpness(job.params[part])
        kept.sharpness |= dict(zip(job.steps[part].tolist(), found.tolist(), strict=True))
        yield _with_curvatures(layers, kept, run, curved)


def picked(steps: np.ndarray) -> np.ndarray:
    """The places of the steps that are measured: what is picked now was picked before."""
    stride = 1
    while -(-len(steps) // stride) > COLUMNS:
        stride *= 2
    return np.unique([*range(0, len(steps), stride), len(steps) - 1])


def histogram(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The edges of even bins, and the shares of values in them; few far ones are left out."""
    known = values[np.isfinite(values)]
    if not known.size:
        return np.array([0.0, 1.0]), np.zeros(1)
    low, high = np.quantile(known, (TAILS, 1 - TAILS)).tolist()
    if high <= low:
        low, high = low - 0.5, high + 0.5
    counts, edges = np.histogram(known, BINS, (low, high))
    return edges, counts / known.size


def _measure(network: Network, job: Job, places: list[int]) -> None:
    from gdsim.learn.networks.health import layer_health

    with np.errstate(all="ignore"):
        health = layer_health(network, job.params[places])
    for at, *row in zip(
        places, health.gradient_norms, health.weight_norms, health.dead, strict=True
    ):
        job.kept.rows[int(job.steps[at])] = tuple(row)


def _with_curvatures(layers: Layers, kept: Kept, run: SingleRun, curved: np.ndarray) -> Layers:
    steps = layers.steps[curved]
    known = np.array([int(step) in kept.sharpness for step in steps], bool)
    steps = steps[known]
    sharpness = np.array([kept.sharpness[int(step)] for step in steps])
    rates = np.array([run.lr(int(step)) for step in steps])
    # A stable rate is inversely proportional to the curvature: at curvature 1 it is the bound.
    is_plain = run.objective.moves_alike and not run.experiment.modifiers
    product = stable_rates(run.optimizer, np.ones(1))[0] if is_plain else np.nan
    with np.errstate(divide="ignore", invalid="ignore"):
        bound = product / rates
    return replace(
        layers, curved=steps, sharpness=sharpness, bound=bound, is_whole=bool(known.all())
    )
