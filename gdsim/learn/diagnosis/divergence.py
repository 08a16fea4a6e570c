"""Why a run diverged."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gdsim.base.figures import number
from gdsim.base.words import counted
from gdsim.catalogue.stability import stable_rate
from gdsim.engine.verdict import Verdict
from gdsim.learn.diagnosis.scale import rescaled
from gdsim.learn.diagnosis.symptom import Bound, Symptom, few_digits, rounded_down
from gdsim.learn.diagnosis.watched import Watched, watch

TRIES = 5  # rates that are tried, each a quarter of the one before
_CLIFF = 10.0  # how much faster the gradient grows in one step at a cliff than in any before
_BEFORE = 3  # steps that are needed to know what is usual
_UNUSUAL = 1e5  # what is beyond the usual growth without them


def divergence(seen: Watched) -> Symptom | None:
    """A run that diverged: its steps were too long, or the loss has no minimum or no value."""
    if seen.verdict != Verdict.DIVERGED:
        return None
    at = f"diverged at step {seen.stopped}"
    if seen.stopped == 0:
        return _start(seen, at)
    overflow = _overflow(seen, at)
    if overflow is not None:
        return overflow
    for place in _places(seen):
        bound = Bound.of(seen, place)
        if bound is not None and bound.lr > bound.largest:
            return Symptom(
                "divergence",
                f"{at}: {bound.product} > {bound.allowed}",
                f"try {rescaled(seen)}lr below {rounded_down(bound.largest)}",
                bound.steps,
                {"lr": _steady(seen, bound.largest / 2)},
            )
    return _undefined(seen, at) or _unbounded(seen, at) or _thrown(seen, at)


def _start(seen: Watched, at: str) -> Symptom:
    """A start at which the loss is already out of bounds."""
    loss, program = float(seen.losses[0]), seen.run.program
    here = _point(seen, 0)
    if np.isnan(loss):
        return Symptom("start", f"{at}: the loss has no value at the start, {here}",
                       "try another start")  # fmt: skip
    if np.isinf(loss):
        exact = seen.run.objective.value(np.asarray(seen.params[0], np.float64), 0)
        wider = program.dtype != "float64" and np.isfinite(exact)
        return Symptom(
            "start",
            f"{at}: the loss is infinite in {program.dtype} at the start, {here}",
            "try dtype float64 with a larger limit, or another start" if wider
            else "try another start",
        )  # fmt: skip
    limit = few_digits(1e3 * abs(loss))
    if seen.run.objective.kind == "network":
        return Symptom(
            "start",
            f"{at}: the weights at the start are so large that the loss is {number(loss)} there, "
            f"beyond the limit of {number(program.limit)} from which a run counts as diverged",
            f"try {rescaled(seen)}smaller weights at the start, such as init = he_normal",
        )
    return Symptom(
        "start",
        f"{at}: the loss at the start, {number(loss)} at {here}, is beyond the limit of "
        f"{number(program.limit)} from which a run counts as diverged",
        f"try a start with a smaller loss, or limit = {number(limit)}",
        edits={"limit": limit},
    )


def _overflow(seen: Watched, at: str) -> Symptom | None:
    """A gradient without a value where the loss has one: it overflowed on its way."""
    dtype = seen.run.program.dtype
    finite = np.isfinite(seen.losses) & np.isfinite(seen.params).all(axis=1)
    lost = ~np.isfinite(seen.params[1:]).all(axis=1) & finite[:-1]
    if not lost.any() or np.isfinite(seen.grad_norms[:-1][lost]).any():
        return None
    place = int(np.argmax(lost))
    gradient = seen.gradient(place)
    exact = np.isfinite(gradient).all()
    here = f"at step {int(seen.steps[place])} the gradient"
    though = f"at {_point(seen, place)}, although the loss is {number(float(seen.losses[place]))}"
    if np.isinf(gradient).any():
        advice = "try another start, or a small number added below a root"
        return Symptom("overflow", f"{at}: {here} is infinite {though}", advice)
    if exact and float(np.abs(gradient).max()) > float(np.finfo(dtype).max):
        return None  # the gradient is truly too large, not only lost on its way
    cause = "a number on the way to it overflows" if exact else "it divides or subtracts infinities"
    other = "float64, or " if dtype != "float64" and exact else ""
    return Symptom(
        "overflow",
        f"{at}: {here} has no value in {dtype} {though}: {cause}",
        f"try {'dtype ' if other else ''}{other}sigmoid, softplus or tanh in place of "
        "quotients and logarithms of exp, or a start nearer to 0",
    )


def _undefined(seen: Watched, at: str) -> Symptom | None:
    """A step to a point where the function has no value."""
    before = seen.losses[-2] if len(seen.losses) > 1 else np.nan
    if not np.isnan(seen.losses[-1]) or not abs(before) < 1e6:
        return None
    if not np.isfinite(seen.params[-1]).all():
        return None
    last = _point(seen, -1)
    return Symptom(
        "undefined",
        f"{at}: its last step went to {last}, where the loss has no value",
        "try a smaller lr, or a bound on the gradient (clip_norm)",
        edits={"lr": _steady(seen, seen.peak_lr / 3)},
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
    cliff = _cliff(seen)
    if cliff is not None:
        step, usual = int(seen.steps[cliff]), float(np.median(seen.grad_norms[:cliff]))
        return Symptom(
            "divergence",
            f"{at}: at step {step} the gradient was {number(seen.grad_norms[cliff])} long, where "
            f"{number(usual)} had been usual, and one step of lr {number(seen.run.lr(step))} "
            "carried the run far away",
            f"try clip_norm = {number(few_digits(10 * usual))}, or a smaller lr",
            edits={"clip_norm": few_digits(10 * usual)},
        )
    rose = f"from {number(seen.losses[0])} to {number(seen.losses[-1])}"
    lr = number(seen.lr)
    return Symptom(
        "divergence",
        f"{at}: steps of lr {lr} are too long, the loss rose {rose} in the last "
        f"{counted(len(seen.losses) - 1, 'step')}",
        f"try lr below {number(few_digits(seen.peak_lr / 10))}",
        edits={"lr": _steady(seen, seen.peak_lr / 10)},
    )


def _cliff(seen: Watched) -> int | None:
    """The first of the last steps that met a gradient far larger than all before it; None if none.

    A gradient that grows by the same factor at each step is no cliff: the steps are too long.
    """
    if stable_rate(seen.run.optimizer, 1.0) is None:
        return None  # the length of its steps is not that of the gradient
    norms = seen.grad_norms
    with np.errstate(all="ignore"):
        growth = norms[1:] / norms[:-1]
    for k, factor in enumerate(growth):
        usual = max(1.0, float(growth[:k].max())) if k >= _BEFORE else _UNUSUAL
        if not np.isfinite(usual):
            return None
        if factor > _CLIFF * usual:
            return k + 1
    return None


def _steady(seen: Watched, lr: float) -> float:
    """A rate of one digit, at most about `lr`, with which the run does not diverge.

    The bound holds where the run was; a run with a smaller rate may come where it is sharper. A
    costly run is not tried.
    """
    lr, program = few_digits(lr), seen.run.program
    for _ in range(0 if seen.run.is_costly else TRIES):
        tried = replace(program, settings={**program.settings, "lr": lr})
        if watch(replace(seen.run, program=tried)).verdict != Verdict.DIVERGED:
            break
        lr = few_digits(lr / 4)
    return lr


def _places(seen: Watched) -> list[int]:
    """Which of the last steps have their curvature examined; only a few for a network."""
    count = len(seen.steps) - 1
    few = min(count, 8 if seen.run.is_costly else count)
    return sorted({round(k * count / max(few, 1)) for k in range(few)})


def _point(seen: Watched, place: int) -> str:
    names = seen.run.objective.variables
    pairs = zip(names[:4], seen.params[place][:4], strict=True)
    return ", ".join(f"{name} = {number(float(value))}" for name, value in pairs)
