"""What the worker shows of a session: a thin copy, small enough to draw thirty times a second."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

import numpy as np

from gdsim.verdict import Verdict

SHOWN_RUNS = 200  # of each optimizer; more are computed, but not drawn one by one
SHOWN_POINTS = 2000  # of one curve
SHOWN_IN_ALL = 120_000  # points of all trajectories together
QUANTILES = (0.1, 0.5, 0.9)


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
    `n` variables. Runs that have stopped hold NaN in `path` after their last step.
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

    @property
    def drawable(self) -> bool:
        """True when there is something to draw."""
        return self.heads is not None

    @property
    def runs(self) -> int:
        """Runs of each optimizer."""
        return self.loss.shape[1] if self.drawable else 0

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
            heads=heads,
            loss=loss,
            grad_norm=grad_norm,
            verdict=np.where(stopped, self.verdict, int(Verdict.RUNNING)),
            taken=np.minimum(self.taken, step),
        )


def shown_runs(runs: int) -> np.ndarray:
    """The numbers of the runs that are drawn one by one, evenly picked."""
    return np.unique(np.linspace(0, runs - 1, min(runs, SHOWN_RUNS)).round().astype(int))


def recorded(experiment: Any, budget: int = 100_000_000) -> Any:
    """The experiment, recording what the window draws in at most `budget` bytes."""
    runs = int(np.prod(experiment.shape))
    size = 8 if experiment.dtype == "float64" else 4
    variables = len(experiment.objective.expression.variables)
    slot = runs * (variables + 2) * size
    every = max(1, -(-experiment.steps * slot // budget))
    return experiment.replace(record=("loss", "params", "grad_norm"), every=int(every))


def thin(session: Any, experiment: Any, colours: tuple[int, ...], state: State) -> Frame:
    """A frame of the session as it stands."""
    snapshot = session.snapshot()
    flat = {name: _flat(getattr(snapshot, name)) for name in _NOW}
    step = int(snapshot.step)
    optimizers, runs = flat["loss"].shape
    params = np.asarray(snapshot.params)
    variables = params.shape[-1]
    drawn = shown_runs(runs)
    heads = params.reshape(optimizers, runs, variables)[:, drawn].astype(float)

    every = int(experiment.every)
    slots = step // every + 1
    budget = int(np.clip(SHOWN_IN_ALL // (optimizers * len(drawn)), 120, SHOWN_POINTS))
    stride = max(1, -(-slots // budget))
    # slots at multiples of the stride keep their place from frame to frame: nothing shimmers
    at = np.arange(0, slots, stride)
    traces = {n: t.astype(float) for n, t in session.traces(runs=drawn, slots=at).items()}
    path, path_loss, path_grad = traces["params"], traces["loss"], traces["grad_norm"]
    taken = flat["steps"]
    if step > at[-1] * every:  # the slot of the newest step is seldom on the stride
        now = flat["loss"][:, drawn], flat["grad_norm"][:, drawn]
        alive = (taken[:, drawn] >= step)[..., None]
        path = np.concatenate([path, np.where(alive, heads, np.nan)[:, :, None]], axis=2)
        path_loss = np.concatenate([path_loss, np.where(alive, now[0][..., None], np.nan)], 2)
        path_grad = np.concatenate([path_grad, np.where(alive, now[1][..., None], np.nan)], 2)
    steps_at = np.append(at * every, step) if step > at[-1] * every else at * every
    return Frame(
        experiment=experiment,
        colours=colours,
        state=state,
        step=step,
        steps=int(experiment.steps),
        slots=steps_at,
        path=path,
        path_loss=path_loss,
        path_grad=path_grad,
        bands=_bands(path_loss, flat["verdict"][:, drawn], flat["loss"][:, drawn]),
        heads=heads,
        taken=taken,
        **{name: flat[name] for name in ("loss", "best_loss", "grad_norm", "verdict")},
    )


_NOW = ("loss", "best_loss", "grad_norm", "verdict", "steps")


def _flat(values: Any) -> np.ndarray:
    values = np.asarray(values)
    return values.reshape(values.shape[0], -1).copy()


def _last_known(path: np.ndarray) -> np.ndarray:
    """(o, d, n): the last point of each run that is not NaN."""
    known = np.isfinite(path).all(axis=-1)
    last = path.shape[2] - 1 - np.argmax(known[:, :, ::-1], axis=2)
    return np.take_along_axis(path, last[:, :, None, None], axis=2)[:, :, 0]


def _bands(loss: np.ndarray, verdict: np.ndarray, last: np.ndarray) -> np.ndarray:
    """(o, 3, s): quantiles of the loss over runs; one that has stopped counts with its last loss.

    A diverged run counts as infinite. With one run all three are its loss, ended where it stops.
    """
    if loss.shape[1] == 1:
        return np.repeat(loss, 3, axis=1)
    held = np.where(verdict == Verdict.DIVERGED, np.inf, last)[..., None]
    ordered = np.sort(np.where(np.isnan(loss), held, loss), axis=1)
    ranks = [round(q * (loss.shape[1] - 1)) for q in QUANTILES]
    return ordered[:, ranks]
