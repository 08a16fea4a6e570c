"""What the worker shows of a session: a thin copy, small enough to draw thirty times a second."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

import numpy as np

from gdsim.app.worker.focus import Focus
from gdsim.engine.verdict import Verdict

SHOWN_RUNS = 200  # of each optimizer; more are computed, but not drawn one by one
SHOWN_POINTS = 2000  # of one curve
SHOWN_IN_ALL = 120_000  # points of all trajectories together
QUANTILES = (0.1, 0.5, 0.9)
TRACE_BYTES = 100_000_000  # that are recorded at most
SLOTS = 400  # that are recorded of networks: each costs a pass over all samples


class State(Enum):
    """What the worker is doing."""

    EMPTY = "empty"
    COMPILING = "compiling"
    PAUSED = "paused"
    PLAYING = "playing"
    FINISHED = "finished"
    FAILED = "failed"


@dataclass(frozen=True)
class Frame:
    """One moment of a session, thinned for drawing.

    Shapes: `o` optimizers, `r` runs of each (all axes flattened), `d` runs drawn, `s` slots drawn,
    `n` variables (none of a network: it has too many). Runs that have stopped hold NaN in `path`
    after their last step. `bands`: of the loss, of networks over all training samples. `more`: of
    networks, bands of the other quantities by name. `finals`: of networks, losses and accuracies
    over all samples now, by name. `focus`: the run of a network that is looked at.
    """

    experiment: Any
    colours: tuple[int, ...]
    state: State
    message: str = ""
    step: int = 0
    steps: int = 0
    slots: np.ndarray = None  # type: ignore[assignment]  # (s,) the step of each slot
    path: np.ndarray = None  # type: ignore[assignment]  # (o, d, s, n)
    path_loss: np.ndarray = None  # type: ignore[assignment]  # (o, d, s)
    path_grad: np.ndarray = None  # type: ignore[assignment]  # (o, d, s)
    bands: np.ndarray = None  # type: ignore[assignment]  # (o, 3, s) quantiles of the loss
    loss: np.ndarray = None  # type: ignore[assignment]  # (o, r)
    best_loss: np.ndarray = None  # type: ignore[assignment]  # (o, r)
    grad_norm: np.ndarray = None  # type: ignore[assignment]  # (o, r)
    verdict: np.ndarray = None  # type: ignore[assignment]  # (o, r)
    taken: np.ndarray = None  # type: ignore[assignment]  # (o, r) steps until the run stopped
    heads: np.ndarray = None  # type: ignore[assignment]  # (o, d, n)
    more: Mapping[str, np.ndarray] = field(default_factory=dict)  # (o, 3, s)
    finals: Mapping[str, np.ndarray] = field(default_factory=dict)  # (o, r)
    focus: Focus | None = None
    first_step: int = 0  # where a fork began; it goes back no further

    @property
    def drawable(self) -> bool:
        """True when there is something to draw."""
        return self.heads is not None

    @property
    def runs(self) -> int:
        """Runs of each optimizer."""
        return self.loss.shape[1] if self.drawable else 0

    @property
    def main_loss(self) -> np.ndarray:
        """(o, r): the loss that a table shows, of networks that over all training samples."""
        return self.finals.get("train_loss", self.loss)

    def until(self, step: int) -> Frame:
        """The same session as it was at an earlier step, as far as slots were recorded."""
        if not self.drawable or step >= self.step or not len(self.slots):
            return self
        last = max(int(np.searchsorted(self.slots, step, side="right")) - 1, 0)
        kept = slice(0, last + 1)
        heads = _last_known(self.path[:, :, kept])
        stopped = self.taken <= step
        shown = shown_runs(self.runs)
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
            loss=loss,
            grad_norm=grad_norm,
            verdict=np.where(stopped, self.verdict, int(Verdict.RUNNING)),
            taken=np.minimum(self.taken, step),
        )


def shown_runs(runs: int) -> np.ndarray:
    """The numbers of the runs that are drawn one by one, evenly picked."""
    return np.unique(np.linspace(0, runs - 1, min(runs, SHOWN_RUNS)).round().astype(int))


def recorded(experiment: Any, budget: int | None = None) -> Any:
    """The experiment, recording what the window draws in at most `budget` bytes."""
    names, slot, most = _slot(experiment)
    fits = -(-experiment.steps * slot // (budget or trace_budget()))
    every = max(1, fits, -(-experiment.steps // most))
    return experiment.replace(record=names, every=int(every), measures=())


def thinned_in_words(experiment: Any, budget: int | None = None) -> str:
    """A sentence about steps that are not recorded, as all would take too much memory, if any."""
    from gdsim.engine.memory import in_words

    _, slot, most = _slot(experiment)
    steps, allowed = experiment.steps, budget or trace_budget()
    needed = min(steps, most) * slot
    if needed <= allowed:
        return ""
    every = -(-steps * slot // allowed)
    return (
        f"One step in {every:,} is recorded: all of them would take {in_words(needed)} of memory, "
        f"and at most {in_words(allowed)} are taken for curves. Fewer runs or steps are recorded "
        "more closely."
    )


def trace_budget() -> int:
    """Bytes that may be recorded for drawing: they are few beside what a screen can show."""
    from gdsim.engine.memory import budget

    there = budget()
    return TRACE_BYTES if there is None else max(min(TRACE_BYTES, there // 4), 1)


def _slot(experiment: Any) -> tuple[tuple[str, ...], int, int]:
    """What is recorded, the bytes of one step of all runs, and the most steps."""
    names, numbers, most = _records(experiment.objective)
    size = 8 if experiment.dtype == "float64" else 4
    return names, math.prod(experiment.shape) * numbers * size, most


def _records(objective: Any) -> tuple[tuple[str, ...], int, int]:
    """What is recorded of runs, how many numbers that is a slot, and the most slots."""
    if objective.has_domain:
        return ("loss", "params", "grad_norm"), objective.size + 2, 2**24
    # without batches the loss of a step is that of all training samples
    same = objective.final_loss if objective.whole_loss == "loss" else ""
    known = [name for name in objective.finals if name != same]
    return ("loss", "grad_norm", *known), len(known) + 2, SLOTS


def thin(session: Any, experiment: Any, colours: tuple[int, ...], state: State) -> Frame:
    """A frame of the session as it stands."""
    return thinned(session, session.snapshot(), experiment, colours, state)


def thinned(
    session: Any, snapshot: Any, experiment: Any, colours: tuple[int, ...], state: State
) -> Frame:
    """A frame of the session, of which this is a snapshot."""
    flat = {name: flattened(getattr(snapshot, name)) for name in _NOW}
    finals = {name: flattened(found) for name, found in getattr(snapshot, "finals", {}).items()}
    step = int(snapshot.step)
    optimizers, runs = flat["loss"].shape
    drawn = shown_runs(runs)
    heads = _heads(snapshot, experiment, optimizers, runs)[:, drawn].astype(float)
    at, steps_at = slots_of(step, experiment.recorded_steps, optimizers * len(drawn))
    traces = {n: t.astype(float) for n, t in session.traces(runs=drawn, slots=at).items()}
    path = traces.pop("params", np.empty((optimizers, len(drawn), len(at), 0)))
    taken = flat["steps"]
    if len(steps_at) > len(at):
        alive = taken[:, drawn] >= step
        path = np.concatenate([path, np.where(alive[..., None], heads, np.nan)[:, :, None]], axis=2)
        for name, trace in traces.items():
            now = (finals[name] if name in finals else flat[name])[:, drawn]
            traces[name] = np.concatenate([trace, np.where(alive, now, np.nan)[..., None]], 2)
    held = {**flat, **finals}
    bands = {
        name: _bands(trace, flat["verdict"][:, drawn], held[name][:, drawn], worst(name))
        for name, trace in traces.items()
        if name != "grad_norm"
    }
    return Frame(
        experiment=experiment,
        colours=colours,
        state=state,
        step=step,
        steps=int(experiment.steps),
        slots=steps_at,
        path=path,
        path_loss=traces["loss"],
        path_grad=traces["grad_norm"],
        bands=bands.get("train_loss", bands["loss"]),
        heads=heads,
        taken=taken,
        more=bands if finals else {},
        finals=finals,
        first_step=int(getattr(session, "first_step", 0)),
        **{name: flat[name] for name in ("loss", "best_loss", "grad_norm", "verdict")},
    )


_NOW = ("loss", "best_loss", "grad_norm", "verdict", "steps")


def worst(name: str) -> float:
    """What counts for a quantity of a run that has diverged."""
    return 0.0 if name.endswith("_accuracy") else np.inf


def slots_of(step: int, recorded: np.ndarray, curves: int) -> tuple[np.ndarray, np.ndarray]:
    """The slots that are drawn of so many curves, and the steps of what is drawn.

    The newest step comes last, though it is seldom among the slots. Slots at multiples of a stride
    keep their place from frame to frame: nothing shimmers.
    """
    slots = int(np.searchsorted(recorded, step, side="right"))
    budget = int(np.clip(SHOWN_IN_ALL // curves, 120, SHOWN_POINTS))
    at = np.arange(0, slots, max(1, -(-slots // budget)))
    return at, np.append(recorded[at], step) if step > recorded[at[-1]] else recorded[at]


def flattened(values: Any) -> np.ndarray:
    """(o, r): a quantity of all runs, a copy."""
    values = np.asarray(values)
    return values.reshape(values.shape[0], -1).copy()


def _heads(snapshot: Any, experiment: Any, optimizers: int, runs: int) -> np.ndarray:
    """(o, r, n): where runs are in their domain."""
    if not experiment.objective.has_domain:
        return np.empty((optimizers, runs, 0))
    params = np.asarray(snapshot.params)
    return params.reshape(optimizers, runs, params.shape[-1])


def _last_known(path: np.ndarray) -> np.ndarray:
    """(o, d, n): the last point of each run that is not NaN."""
    known = np.isfinite(path).all(axis=-1)
    last = path.shape[2] - 1 - np.argmax(known[:, :, ::-1], axis=2)
    return np.take_along_axis(path, last[:, :, None, None], axis=2)[:, :, 0]


def _bands(
    loss: np.ndarray, verdict: np.ndarray, last: np.ndarray, lost: float = np.inf
) -> np.ndarray:
    """(o, 3, s): quantiles of the loss over runs; one that has stopped counts with its last loss.

    A diverged run counts as `lost`. With one run all three are its loss, ended where it stops.
    """
    if loss.shape[1] == 1:
        return np.repeat(loss, 3, axis=1)
    held = np.where(verdict == Verdict.DIVERGED, lost, last)[..., None]
    ordered = np.sort(np.where(np.isnan(loss), held, loss), axis=1)
    ranks = [round(q * (loss.shape[1] - 1)) for q in QUANTILES]
    return ordered[:, ranks]
