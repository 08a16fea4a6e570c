"""A scene: a thin copy of a session, small enough to draw thirty times a second."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from gdsim.app.worker.focus import Focus
from gdsim.app.worker.ways import Ways
from gdsim.base.evenly import evenly
from gdsim.engine.verdict import Verdict
from gdsim.experiment import Experiment
from gdsim.objectives import Objective

if TYPE_CHECKING:
    from gdsim.experiment.session import Session, Snapshot

SHOWN_RUNS = 200  # of each optimizer; more are computed, but not drawn one by one
SHOWN_POINTS = 2000  # of one curve
SHOWN_IN_ALL = 120_000  # points of all trajectories together
CLOUD = 1_000_000  # runs of all optimizers together whose places are in a scene, and
PLAYED = 250_000  # while they play
SAMPLE = 2000  # runs of each optimizer whose numbers are in a scene while many play
NO_CLOUD = np.empty((0, 0, 0), np.float32)
QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Scene:
    """One moment of a session, thinned for drawing.

    Shapes: `o` optimizers, `r` runs of each (all axes flattened; while many play a sample of them,
    whose numbers are in `numbers`), `d` drawn runs, `s` drawn slots, `n` variables (0 for networks,
    which have too many). Runs that have stopped hold NaN in `path` after their last step. `bands`:
    of the loss, for networks over all training samples. `more`: for networks, bands of the other
    quantities by name. `finals`: for networks, the losses and accuracies over all samples at this
    step, by name. `focus`: the inspected run of a network.
    """

    experiment: Experiment
    colours: tuple[int, ...]
    step: int
    slots: np.ndarray  # (s,) the step of each slot
    path: np.ndarray  # (o, d, s, n)
    path_loss: np.ndarray  # (o, d, s)
    path_grad: np.ndarray  # (o, d, s)
    bands: np.ndarray  # (o, 3, s) quantiles of the loss
    loss: np.ndarray  # (o, r)
    best_loss: np.ndarray  # (o, r)
    grad_norm: np.ndarray  # (o, r)
    verdict: np.ndarray  # (o, r)
    steps_taken: np.ndarray  # (o, r) until the run stopped
    heads: np.ndarray  # (o, d, n)
    cloud: np.ndarray = field(
        default_factory=lambda: NO_CLOUD
    )  # (o, m, n) where the runs are, if more than are drawn one by one
    more: Mapping[str, np.ndarray] = field(default_factory=dict)  # (o, 3, s)
    finals: Mapping[str, np.ndarray] = field(default_factory=dict)  # (o, r)
    focus: Focus | None = None
    first_step: int = 0  # where a fork started; it goes back no further
    ahead: Scene | None = None  # the same session at its end, if it could be had at once
    numbers: np.ndarray | None = None  # (r,) of the sample, ascending; None: all runs are there
    ways: Ways | None = None  # the weights of a network's runs, where a view wants them
    is_past: bool = False  # whether the session is further

    @property
    def steps(self) -> int:
        """The steps of the whole experiment."""
        return self.experiment.steps

    @cached_property
    def runs(self) -> int:
        """The number of runs of each optimizer."""
        if self.numbers is None:
            return int(self.loss.shape[1])
        return runs_of_each(self.experiment)

    @cached_property
    def drawn(self) -> np.ndarray:
        """(d,): the numbers of the runs that are drawn one by one."""
        return shown_runs(self.runs)

    @property
    def of_drawn(self) -> np.ndarray:
        """(d,): the places of the drawn runs among the `r`."""
        return self.drawn if self.numbers is None else np.searchsorted(self.numbers, self.drawn)

    def has_moved_from(self, other: Scene) -> bool:
        """Whether it has the curves and numbers of another scene, whose runs have moved since."""
        return self.numbers is not None and self.path_loss is other.path_loss

    def place_of(self, run: int) -> int | None:
        """The place of a run among the `r`, by its number; None if it is not in the sample."""
        if self.numbers is None:
            return run
        place = int(np.searchsorted(self.numbers, run))
        return place if place < len(self.numbers) and self.numbers[place] == run else None

    @property
    def main_loss(self) -> np.ndarray:
        """(o, r): the loss that a table shows, for networks over all training samples."""
        return self.finals.get("train_loss", self.loss)

    def until(self, step: int) -> Scene:
        """The same session at an earlier step, as far as slots were recorded."""
        if step >= self.step or not len(self.slots):
            return self
        last = max(int(np.searchsorted(self.slots, step, side="right")) - 1, 0)
        kept = slice(0, last + 1)
        heads = last_points(self.path[:, :, kept])
        stopped = self.steps_taken <= step
        shown = self.of_drawn
        ways = self.ways and self.ways.until(step)
        loss, grad_norm = self.loss.copy(), self.grad_norm.copy()
        loss[:, shown] = np.where(stopped[:, shown], loss[:, shown], self.path_loss[:, :, last])
        grad_norm[:, shown] = np.where(
            stopped[:, shown], grad_norm[:, shown], self.path_grad[:, :, last]
        )
        return replace(
            self,
            step=int(self.slots[last]),
            slots=self.slots[kept],
            path=self.path[:, :, kept],
            path_loss=self.path_loss[:, :, kept],
            path_grad=self.path_grad[:, :, kept],
            bands=self.bands[:, :, kept],
            more={name: bands[:, :, kept] for name, bands in self.more.items()},
            heads=heads,
            cloud=NO_CLOUD,  # where the others were is not recorded
            loss=loss,
            grad_norm=grad_norm,
            verdict=np.where(stopped, self.verdict, int(Verdict.RUNNING)),
            steps_taken=np.minimum(self.steps_taken, step),
            focus=self._focus_until(ways, last),
            ways=ways,
            is_past=True,
        )

    def _focus_until(self, ways: Ways | None, slot: int) -> Focus | None:
        """The inspected run where ways end; as it is if its weights there are not known."""
        focus = self.focus
        if focus is None or ways is None:
            return focus
        way = ways.of(*focus.place)
        if way is None:
            return focus
        own = own_params(self.experiment, focus.objective, way)
        return focus.until(int(ways.steps[-1]), slot, own.astype(float))


def own_params(experiment: Experiment, own: Objective, params: np.ndarray) -> np.ndarray:
    """The parameters (..., p) of a run's own objective among (..., P) of the widest."""
    placed = experiment.objective.placed(own)
    return params if placed is None else params[..., placed[1]]


def shown_runs(runs: int) -> np.ndarray:
    """The numbers of the runs that are drawn one by one, evenly picked."""
    return evenly(runs, SHOWN_RUNS)


def runs_of_each(experiment: Experiment) -> int:
    """The number of runs of each optimizer, along all axes."""
    return math.prod(experiment.shape[1:])


def sample_of(experiment: Experiment) -> np.ndarray | None:
    """The numbers of the runs that are in a scene while they play; None: all."""
    runs = runs_of_each(experiment)
    if runs <= SAMPLE or not experiment.objective.has_domain:
        return None
    return _sample(runs)


@lru_cache(8)
def _sample(runs: int) -> np.ndarray:
    return np.union1d(shown_runs(runs), evenly(runs, SAMPLE))


def thinned(
    session: Session,
    snapshot: Snapshot,
    colours: tuple[int, ...],
    numbers: np.ndarray | None = None,
) -> Scene:
    """The scene of a session at a snapshot of it. numbers: its runs, if it is not of all."""
    experiment = session.experiment
    flat = {name: flattened(getattr(snapshot, name)) for name in _STATE}
    finals = {name: flattened(values) for name, values in snapshot.finals.items()}
    step = int(snapshot.step)
    optimizers, runs = len(flat["loss"]), runs_of_each(experiment)
    drawn = shown_runs(runs)
    places = drawn if numbers is None else np.searchsorted(numbers, drawn)
    heads = _heads(snapshot, experiment, optimizers)[:, places].astype(float)
    picked, slots = slots_of(step, experiment.recorded_steps, optimizers * len(drawn))
    names = [each for each in experiment.record if heads.shape[2] or each != "params"]
    traces = {
        name: trace.astype(float) for name, trace in session.traces(drawn, picked, names).items()
    }
    path = traces.pop("params", np.empty((optimizers, len(drawn), len(picked), 0)))
    steps_taken = flat["steps"]
    if len(slots) > len(picked):
        alive = steps_taken[:, places] >= step
        path = np.concatenate([path, np.where(alive[..., None], heads, np.nan)[:, :, None]], axis=2)
        for name, trace in traces.items():
            now = (finals[name] if name in finals else flat[name])[:, places]
            traces[name] = np.concatenate([trace, np.where(alive, now, np.nan)[..., None]], 2)
    held = {**flat, **finals}
    bands = {
        name: quantile_bands(trace, flat["verdict"][:, places], held[name][:, places], worst(name))
        for name, trace in traces.items()
        if name != "grad_norm"
    }
    return Scene(
        experiment=experiment,
        colours=colours,
        step=step,
        slots=slots,
        path=path,
        path_loss=traces["loss"],
        path_grad=traces["grad_norm"],
        bands=bands.get("train_loss", bands["loss"]),
        heads=heads,
        cloud=cloud(session, numbers is None) if runs > len(drawn) else NO_CLOUD,
        steps_taken=steps_taken,
        more=bands if finals else {},
        finals=finals,
        first_step=session.first_step,
        loss=flat["loss"],
        best_loss=flat["best_loss"],
        grad_norm=flat["grad_norm"],
        verdict=flat["verdict"],
        numbers=numbers,
    )


_STATE = ("loss", "best_loss", "grad_norm", "verdict", "steps")


def worst(name: str) -> float:
    """The value of a quantity that counts for a run that has diverged."""
    return 0.0 if name.endswith("_accuracy") else np.inf


def slots_of(step: int, recorded: np.ndarray, curves: int) -> tuple[np.ndarray, np.ndarray]:
    """The slots that are drawn when there are so many curves, and the steps of the drawn points.

    The newest step comes last, though it is seldom among the slots. Slots at multiples of a stride
    keep their place from scene to scene: nothing shimmers.
    """
    slots = int(np.searchsorted(recorded, step, side="right"))
    budget = int(np.clip(SHOWN_IN_ALL // curves, 120, SHOWN_POINTS))
    picked = np.arange(0, slots, max(1, -(-slots // budget)))
    steps = recorded[picked]
    return picked, np.append(steps, step) if step > steps[-1] else steps


def flattened(values: np.ndarray) -> np.ndarray:
    """(o, r): a quantity of all runs."""
    return values.reshape(values.shape[0], -1)


def _heads(snapshot: Snapshot, experiment: Experiment, optimizers: int) -> np.ndarray:
    """(o, r, n): where the runs of a snapshot are in their domain."""
    if not experiment.objective.has_domain:
        return np.empty((optimizers, snapshot.loss.size // optimizers, 0))
    return snapshot.params.reshape(optimizers, -1, snapshot.params.shape[-1])


def cloud(session: Session, is_whole: bool) -> np.ndarray:
    """(o, m, n): the places of all runs in their domain, or of evenly picked ones; a copy."""
    if not session.experiment.objective.has_domain:
        return NO_CLOUD
    every = -(-session.experiment.runs // (CLOUD if is_whole else PLAYED))
    return session.params_of_every(every).astype(np.float32, copy=False)


def last_points(path: np.ndarray) -> np.ndarray:
    """(o, d, n): the last point of each run that is not NaN."""
    finite = np.isfinite(path).all(axis=-1)
    last = path.shape[2] - 1 - np.argmax(finite[:, :, ::-1], axis=2)
    points: np.ndarray = np.take_along_axis(path, last[:, :, None, None], axis=2)[:, :, 0]
    return points


def quantile_bands(
    loss: np.ndarray, verdict: np.ndarray, last: np.ndarray, lost: float = np.inf
) -> np.ndarray:
    """(o, 3, s): quantiles of the loss over runs; one that has stopped counts with its last loss.

    A diverged run counts as `lost`. With one run all three are its loss, up to where it stops.
    """
    if loss.shape[1] == 1:
        return np.repeat(loss, 3, axis=1)
    held = np.where(verdict == Verdict.DIVERGED, lost, last)[..., None]
    ordered = np.sort(np.where(np.isnan(loss), held, loss), axis=1)
    ranks = [round(q * (loss.shape[1] - 1)) for q in QUANTILES]
    bands: np.ndarray = ordered[:, ranks]
    return bands
