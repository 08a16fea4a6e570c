"""Why a run diverged."""

from __future__ import annotations

import numpy as np

from gdsim.base.words import counted
from gdsim.engine.verdict import Verdict
from gdsim.learn.diagnosis.symptom import Bound, Symptom, rounded_down
from gdsim.learn.diagnosis.watched import Watched
from gdsim.learn.explanations.show import number


def divergence(seen: Watched) -> Symptom | None:
    """A run that diverged: its steps were too long, or the loss has no minimum or no value."""
    if seen.verdict != Verdict.DIVERGED:
        return None
    at = f"diverged at step {seen.stopped}"
    for place in _places(seen):
        bound = Bound.of(seen, place)
        if bound is not None and bound.lr > bound.largest:
            return Symptom(
                "divergence",
                f"{at}: {bound.product} > {bound.allowed}",
                f"try lr below {rounded_down(bound.largest)}",
                bound.steps,
            )
    return _undefined(seen, at) or _unbounded(seen, at) or _thrown(seen, at)


def _undefined(seen: Watched, at: str) -> Symptom | None:
    """A step to a point where the function has no value."""
    before = seen.losses[-2] if len(seen.losses) > 1 else np.nan
    if not np.isnan(seen.losses[-1]) or not abs(before) < 1e6:
        return None
    last = _point(seen, -1)
    return Symptom(
        "undefined",
        f"{at}: its last step went to {last}, where the loss has no value",
        "try a smaller lr, or a bound on the gradient (clip_norm)",
    )


def _unbounded(seen: Watched, at: str) -> Symptom | None:
    """A loss that has no least value."""
    if not seen.losses[-1] < 0:
        return None
    return Symptom(
        "unbounded",
        f"{at}: the loss falls without end, to {number(seen.losses[-1])}, because it has no "
        "minimum in that direction",
        "try another function, or a start in the valley of a minimum",
    )


def _thrown(seen: Watched, at: str) -> Symptom:
    """One gradient far larger than those before it, or steps that are too long in general."""
    norms = seen.grad_norms
    usual = float(np.nanmedian(norms[: max(len(norms) // 2, 1)]))
    beyond = np.flatnonzero(norms > 100 * usual) if usual > 0 else np.array([], int)
    if len(beyond) and beyond[0] > 0:
        step = int(seen.steps[beyond[0]])
        return Symptom(
            "divergence",
            f"{at}: at step {step} the gradient was {number(norms[beyond[0]])} long, where "
            f"{number(usual)} had been usual, and one step of lr {number(seen.run.lr(step))} "
            "carried the run far away",
            f"try clip_norm = {number(float(f'{10 * usual:.1g}'))}, or a smaller lr",
        )
    rose = f"from {number(seen.losses[0])} to {number(seen.losses[-1])}"
    lr = number(seen.lr)
    return Symptom(
        "divergence",
        f"{at}: steps of lr {lr} are too long, the loss rose {rose} in the last "
        f"{counted(len(seen.losses) - 1, 'step')}",
        f"try lr below {number(float(f'{seen.lr / 10:.1g}'))}",
    )


def _places(seen: Watched) -> list[int]:
    """Which of the last steps have their curvature examined; only a few for a network."""
    count = len(seen.steps) - 1
    few = min(count, 8 if seen.run.is_costly else count)
    return sorted({round(k * count / max(few, 1)) for k in range(few)})


def _point(seen: Watched, place: int) -> str:
    names = seen.run.objective.variables
    pairs = zip(names[:4], seen.params[place][:4], strict=True)
    return ", ".join(f"{name} = {number(float(value))}" for name, value in pairs)
