"""Where a run came to rest: at a global or local minimum, at a saddle, or at its target."""

from __future__ import annotations

import numpy as np

from gdsim.engine.verdict import Verdict
from gdsim.learn.diagnosis.symptom import Symptom, all_curvatures, surroundings
from gdsim.learn.diagnosis.watched import Watched
from gdsim.learn.explanations.show import number

_ARRIVED = 1e-7  # at a minimum, how far the loss may still fall, as a share of the first loss
_FLAT = 1e-6  # curvatures below this share of the largest count as 0


def minimum(seen: Watched) -> Symptom | None:
    """A minimum, global or local: the loss can hardly fall any further nearby."""
    curvatures = all_curvatures(seen)
    if curvatures is None or curvatures[0] < -_FLAT * abs(curvatures[-1]) or curvatures[-1] <= 0:
        return None
    sizes = np.maximum(curvatures, _FLAT * curvatures[-1])
    gradient = seen.gradient()
    left = float(gradient @ gradient) / (2 * float(sizes[0]))
    at_start, loss = float(seen.traces["loss"][0]), float(seen.losses[-1])
    if left > _ARRIVED * max(abs(at_start), abs(loss)):
        return None
    reached = f"is at a minimum: every curvature is positive, the least {number(curvatures[0])}, "
    reached += f"and the gradient is {number(float(np.linalg.norm(gradient)))} long"
    least = seen.run.objective.minimum
    if least is not None and loss > least + 1e-3 * max(abs(at_start - least), 1e-9):
        return Symptom(
            "local minimum",
            f"{reached}; but its loss {number(loss)} is above the least, {number(least)}",
            "try noise in the gradient, a larger lr, or other starts",
            surroundings(seen),
        )
    advice = "" if seen.verdict == Verdict.CONVERGED else "try fewer steps, or state a target"
    return Symptom("minimum", reached, advice, surroundings(seen))


def saddle(seen: Watched) -> Symptom | None:
    """A saddle: hardly any slope, and a direction in which the loss curves downwards."""
    curvatures = all_curvatures(seen)
    if curvatures is None or curvatures[0] >= -_FLAT * max(abs(curvatures[-1]), 1e-12):
        return None
    norm, largest = float(np.linalg.norm(seen.gradient())), float(seen.traces["grad_norm"].max())
    if norm > 0.01 * max(largest, abs(curvatures[0])):
        return None
    verb = "stopped" if seen.verdict == Verdict.CONVERGED else "is held up"
    return Symptom(
        "saddle",
        f"{verb} at a saddle: the gradient is {number(norm)} long, but the loss curves "
        f"downwards in one direction, with curvature {number(curvatures[0])}",
        "try noise in the gradient, momentum, or a start away from the ridge",
        surroundings(seen),
    )


def target(seen: Watched) -> Symptom | None:
    """A run that converged: it stopped at its target or tolerance."""
    if seen.verdict != Verdict.CONVERGED:
        return None
    program, loss = seen.run.program, number(float(seen.losses[-1]))
    if float(seen.losses[-1]) <= program.target:
        reason = f"its loss {loss} is at the target {number(program.target)}"
    else:
        length = number(float(seen.grad_norms[-1]))
        reason = f"the gradient is {length} long, within the tolerance {number(program.tolerance)}"
    reason = f"has converged in {seen.stopped} steps: {reason}"
    return Symptom("converged", reason, "", surroundings(seen))
