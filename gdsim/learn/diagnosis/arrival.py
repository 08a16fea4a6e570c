"""Where a run came to rest: at a global or local minimum, at a saddle, or at its target."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gdsim.base.figures import number
from gdsim.base.words import counted
from gdsim.engine.verdict import Verdict
from gdsim.learn.diagnosis.symptom import Symptom, all_curvatures, surroundings
from gdsim.learn.diagnosis.watched import Watched

_ARRIVED = 1e-7  # at a minimum, how far the loss may still fall, as a share of the first loss
_BESIDE = 1e-3  # beside one, how far it may still fall, as a share of its fall so far
_FLAT = 1e-6  # negative curvatures below this share of the largest count as 0
_ROUNDED = 1e-10  # positive ones: as much may be left of 0 by rounding
_NEAR = 0.01  # how near a saddle is that a run is held up at, as a share of the way that it came


def minimum(seen: Watched) -> Symptom | None:
    """A minimum, global or local: the loss can hardly fall any further nearby."""
    curvatures = all_curvatures(seen)
    if curvatures is None or curvatures[0] < -_FLAT * abs(curvatures[-1]) or curvatures[-1] <= 0:
        return None
    sizes = np.maximum(curvatures, _FLAT * curvatures[-1])
    gradient = seen.gradient()
    left = float(gradient @ gradient) / (2 * float(sizes[0]))
    at_start, loss = seen.first_loss, seen.last_loss
    if left > _ARRIVED * max(abs(at_start), abs(loss)):
        return None
    flat = int(np.sum(curvatures <= _ROUNDED * curvatures[-1]))
    length = f"the gradient is {number(float(np.linalg.norm(gradient)))} long"
    if flat:
        reached = (
            f"is at rest: {length}, and no curvature is negative beyond rounding, but in {flat} of "
            f"{counted(len(curvatures), 'direction')} the loss is flat: curvature cannot tell "
            "whether this is a minimum"
        )
    else:
        reached = "is at a minimum: every curvature is positive, the least "
        reached += f"{number(curvatures[0])}, and {length}"
    least = seen.run.objective.minimum
    if least is not None and loss > least + 1e-3 * max(abs(at_start - least), 1e-9):
        return Symptom(
            "local minimum",
            f"{reached}; but its loss {number(loss)} is above the least, {number(least)}",
            "try noise in the gradient, a larger lr, or other starts",
            surroundings(seen),
        )
    if flat:
        return Symptom(
            "flat minimum",
            f"{reached}; the loss is {number(loss)}",
            "compare it with the loss from other starts",
            surroundings(seen),
        )
    advice = "" if seen.verdict == Verdict.CONVERGED else "try fewer steps, or state a target"
    return Symptom("minimum", reached, advice, surroundings(seen))


class Short(NamedTuple):
    """How far a run is from a minimum, at most: in its parameters, and in its loss."""

    distance: float
    left: float


def short_of_minimum(seen: Watched) -> Short | None:
    """How far a run has stayed from a minimum nearby; None where no minimum is near."""
    curvatures = all_curvatures(seen)
    if curvatures is None or not curvatures[0] > _FLAT * curvatures[-1]:
        return None
    norm = float(np.linalg.norm(seen.gradient()))
    short = Short(norm / float(curvatures[0]), norm**2 / (2 * float(curvatures[0])))
    fallen = seen.first_loss - seen.last_loss
    return short if short.left <= _BESIDE * fallen else None


def flat(seen: Watched) -> Symptom | None:
    """A run that its tolerance stopped where the loss is flat, but no minimum is."""
    curvatures = all_curvatures(seen)
    if curvatures is None or is_at_target(seen):
        return None
    norm = float(np.linalg.norm(seen.gradient()))
    if norm == 0 or curvatures[-1] > 0:
        return None
    return Symptom(
        "plateau",
        f"stopped on a plateau at step {seen.stopped}: the gradient, {number(norm)} long, is "
        f"within the tolerance {number(seen.run.program.tolerance)}, but the loss curves upwards "
        "in no direction, as it would at a minimum",
        "try another start, or tolerance = 0 with a larger lr",
        surroundings(seen),
    )


def saddle(seen: Watched) -> Symptom | None:
    """A saddle: hardly any slope, and a direction in which the loss curves downwards."""
    curvatures = all_curvatures(seen)
    if curvatures is None or curvatures[0] >= -_FLAT * max(abs(curvatures[-1]), 1e-12):
        return None
    # Gradient over curvature is how far away the saddle is: far beyond in a valley's long gradient.
    norm = float(np.linalg.norm(seen.gradient()))
    came = float(np.linalg.norm(np.subtract(seen.params[-1], seen.way[0], dtype=np.float64)))
    if norm > _NEAR * max(came, 1.0) * abs(curvatures[0]):
        return None
    verb = "stopped" if seen.verdict == Verdict.CONVERGED else "is held up"
    return Symptom(
        "saddle",
        f"{verb} at a saddle: the gradient is {number(norm)} long, but the loss curves "
        f"downwards in one direction, with curvature {number(curvatures[0])}",
        "try larger weights at the start, such as init = xavier_uniform, or momentum"
        if seen.run.objective.kind == "network"
        else "try noise in the gradient, momentum, or a start away from the ridge",
        surroundings(seen),
    )


def rounding(seen: Watched) -> Symptom | None:
    """A loss as near its least value as numbers of the precision can tell."""
    least, first = seen.run.objective.lower_bound, seen.first_loss
    if least is None or not np.isfinite(seen.last_loss):
        return None
    precision = float(np.finfo(seen.run.program.dtype).eps)
    loss = float(np.max(seen.losses))
    # The loss is about the square of the distance; where the least is not 0, it rounds itself.
    if loss - least > 100 * (precision**2 * max(first - least, 0.0) + precision * abs(least)):
        return None
    return Symptom(
        "rounding",
        f"has arrived: its loss {number(seen.last_loss)} is the least one, "
        f"{number(least)}, up to the rounding of {seen.run.program.dtype}",
        "" if seen.verdict == Verdict.CONVERGED else "try fewer steps, or state a target",
        surroundings(seen),
    )


def is_at_target(seen: Watched) -> bool:
    """Whether the loss is at or below the run's target, or the run's stop condition holds."""
    return seen.last_loss <= seen.run.program.target or _has_stopped(seen)


def _has_stopped(seen: Watched) -> bool:
    """Whether it was the stop condition that ended the run."""
    program = seen.run.program
    if program.stop is None or seen.verdict != Verdict.CONVERGED:
        return False
    return seen.last_norm > program.tolerance and seen.last_loss > program.target


def target(seen: Watched) -> Symptom | None:
    """A run that converged: it stopped at its target or tolerance."""
    if seen.verdict != Verdict.CONVERGED:
        return None
    program, loss = seen.run.program, number(seen.last_loss)
    if _has_stopped(seen):
        reason = f"its condition {seen.run.experiment.stop} holds, with the loss {loss}"
    elif is_at_target(seen):
        reason = f"its loss {loss} is at the target {number(program.target)}"
    else:
        length = number(seen.last_norm)
        reason = f"the gradient is {length} long, within the tolerance {number(program.tolerance)}"
    reason = f"has converged in {seen.stopped} steps: {reason}"
    return Symptom("converged", reason, "", surroundings(seen))
