"""Why a run makes no progress: underflow, noise, oscillation, a plateau, or too small a rate."""

from __future__ import annotations

from typing import Any

import numpy as np

from gdsim.base.figures import number
from gdsim.base.words import counted
from gdsim.catalogue.stability import stable_rate
from gdsim.engine.verdict import Verdict
from gdsim.learn.diagnosis.arrival import short_of_minimum
from gdsim.learn.diagnosis.symptom import (
    Bound,
    Symptom,
    all_curvatures,
    divides,
    few_digits,
    gain,
    rounded_down,
    stands,
    surroundings,
)
from gdsim.learn.diagnosis.trial import better_rate, is_better
from gdsim.learn.diagnosis.watched import FADED, Watched

_TURNED = 0.6  # share of steps that turn back from which a run oscillates
_EDGE = 0.1  # relative distance from the stable rate within which a network is at the edge
_SMALL = 0.25  # share of the largest stable rate below which a rate is small
_ROUND = 0.1  # share of their length that steps lead away at most where a run goes in circles
_FADES = 0.95  # ratio of the lengths of later to earlier steps below which circles shrink
_WIDE = 10.0  # how many times its size a point would have to move for a plateau's slope to end it
_RISING = 0.1  # share of observations at which the loss has risen, where a run rings
_GAINS = 0.05  # share of the loss that a third of a run gains at least while it still falls
_MONOTONE = 0.9  # share of observations that are lower than the last while it falls without noise
_SAME = 1e-6  # relative difference within which gradients count as equally long


def underflow(seen: Watched) -> Symptom | None:
    """Underflow: steps, or gradients, too small for the precision."""
    gradient = seen.gradient()
    norm = float(np.linalg.norm(gradient))
    dtype = seen.run.program.dtype
    if not norm > 0 or len(seen.params) < 2 or not (seen.params == seen.params[-1]).all():
        return None
    widest = int(np.argmax(np.abs(gradient)))
    spacing = float(np.spacing(np.abs(seen.params[-1][widest])))
    if seen.grad_norms[-1] == 0:
        reason = f"the gradient is {number(norm)} long, and its square is 0 in {dtype}"
    else:
        reason = (
            f"lr {number(seen.lr)} x gradient {number(abs(float(gradient[widest])))} is lost in "
            f"{dtype}, whose numbers are {number(spacing)} apart there"
        )
    stands = f"stands still because of underflow: {reason}"
    if dtype == "float64":
        return Symptom("underflow", stands, "try a larger lr, or a loss of larger scale")
    advice = "try dtype float64, a larger lr, or a loss of larger scale"
    return Symptom("underflow", stands, advice, edits={"dtype": "float64"})


def faded(seen: Watched) -> Symptom | None:
    """A schedule that has let the rate fade, so that the run stands still wherever it is."""
    if not seen.has_faded:
        return None
    start, loss = number(seen.first_loss), number(seen.last_loss)
    stable = stable_rate(seen.run.optimizer, seen.largest_curvature)
    advice = "try more steps"
    edits: dict[str, Any] = {"steps": 4 * seen.run.program.steps}
    # Up to half of the bound a peak is safe; a rate near it is not the one to raise.
    if stable is None or stable / 2 > 1.5 * seen.peak_lr:
        if stable is not None and is_better(seen, "lr", few_digits(stable / 4)):
            advice = f"try a peak lr up to {rounded_down(stable / 2)}"
            edits = {"lr": few_digits(stable / 4)}
        elif (rate := better_rate(seen)) is not None:
            advice, edits = f"try a peak lr {number(rate)}, or more steps", {"lr": rate}
    return Symptom(
        "faded rate",
        f"rests because its schedule lowered lr from {number(seen.peak_lr)} to {number(seen.lr)}: "
        f"the loss went from {start} to {loss}",
        advice,
        surroundings(seen),
        edits,
    )


def noise_floor(seen: Watched) -> Symptom | None:
    """A noise floor: random gradients keep the loss from falling further."""
    program = seen.run.program
    sigma, batch = seen.run.noise, seen.run.objective.samples_per_step
    if (sigma == 0 and batch is None) or _still_falls(seen):
        return None
    places = range(0, len(seen.params), 8)
    clean = float(np.sqrt(np.mean([np.sum(seen.gradient(k) ** 2) for k in places])))
    if batch is None:
        random = sigma * np.sqrt(program.dimensions)
        cause = f"noise of {number(sigma)} in each component of the gradient"
        less = "less noise"
    else:
        random = float(np.sqrt(max(float(np.mean(seen.grad_norms**2)) - clean**2, 0.0)))
        cause = f"the gradients of batches of {counted(batch, 'sample')}"
        less = "larger batches"
    if random < clean:
        return None
    losses = seen.losses
    if batch is not None:  # those of batches scatter for their samples' sake alone
        whole = (seen.run.objective.value(seen.params[k], int(seen.steps[k])) for k in places)
        losses = np.fromiter(whole, np.float64)
    mean, spread = float(np.mean(losses)), float(np.std(losses))
    return Symptom(
        "noise floor",
        f"has reached its noise floor: {cause}, {number(random)} long where the true gradient is "
        f"{number(clean)}, keep the loss at {number(mean)} ± {number(spread)} at lr "
        f"{number(seen.lr)}",
        f"try a schedule that lowers lr, a smaller lr, or {less}",
        edits={"schedule": "cosine"},
    )


def oscillation(seen: Watched) -> Symptom | None:
    """Oscillation: steps back and forth across a ravine, or past a minimum."""
    moves = np.diff(np.asarray(seen.params, np.float64), axis=0)
    lengths = np.linalg.norm(moves, axis=1)
    pairs = lengths[1:] * lengths[:-1]
    cosines = (moves[1:] * moves[:-1]).sum(axis=1)[pairs > 0] / pairs[pairs > 0]
    if len(cosines) < 4:
        return None
    share = f"{np.mean(cosines < -0.5):.0%} of the last steps turn back on the one before"
    if np.mean(cosines < -0.5) < _TURNED:
        led = float(np.linalg.norm(np.sum(moves, axis=0)))
        half = len(lengths) // 2
        fades = np.mean(lengths[half:]) < _FADES * np.mean(lengths[:half])
        if fades or led > _ROUND * float(np.sum(lengths)):
            return None
        share = f"the last {len(lengths)} steps led only {number(led)} away in all"
    bound = Bound.of(seen)
    if bound is None:
        if _still_falls(seen):
            return None
        return Symptom(
            "oscillation",
            f"hops back and forth: {share}, and the last is {number(float(lengths[-1]))} long "
            f"however near the minimum is, at lr {number(seen.lr)}",
            "try a schedule that lowers lr, such as cosine",
            edits={"schedule": "cosine"},
        )
    if seen.run.is_costly and abs(bound.lr / bound.largest - 1) < _EDGE:
        return Symptom(
            "edge of stability",
            f"trains at the edge of stability: {share}; {bound.product}, and {bound.allowed} is "
            "the limit, which the sharpness has reached from below or above",
            "this is usual with full batches, and the loss falls on; a schedule that lowers lr "
            "ends it",
            bound.steps,
        )
    rate = few_digits(1 / bound.curvature)
    if not is_better(seen, "lr", rate):
        return None
    return Symptom(
        "oscillation",
        f"oscillates across a ravine: {share}; {bound.product}, where a step beyond 1 jumps over "
        f"the floor and {bound.allowed} is the largest that does not diverge",
        f"try {_peak(seen)}lr {rounded_down(1 / bound.curvature)}, or momentum with it",
        bound.steps,
        {"lr": rate},
    )


def plateau(seen: Watched) -> Symptom | None:
    """A plateau: the slope is so small that steps hardly lower the loss."""
    if not stands(seen) or short_of_minimum(seen) is not None:
        return None
    norm = float(np.linalg.norm(seen.gradient()))
    size = max(1.0, float(np.linalg.norm(np.asarray(seen.params[-1], np.float64))))
    if norm * _WIDE * size > abs(seen.last_loss):
        return None  # it is steep enough: what is small is the rate
    moved = float(np.linalg.norm(np.subtract(seen.params[-1], seen.params[-2], dtype=np.float64)))
    rate = better_rate(seen)
    other = "a method that divides by the gradient's size, such as Adam"
    if divides(seen):
        other = "another start"
    advice = f"try {other}" if rate is None else f"try lr {number(rate)}, or {other}"
    if "sigmoid(" in seen.run.objective.text:
        advice += "; the squared error of a sigmoid is flat where it is most wrong, and "
        advice += "cross-entropy, such as softplus(-w) for (sigmoid(w) - 1)**2, is steep there"
    return Symptom(
        "plateau",
        f"stalls on a plateau: the gradient is {number(norm)} long, so that a step at lr "
        f"{number(seen.lr)} is {number(moved)} long and lowers the loss "
        f"{number(seen.last_loss)} by a share of {number(gain(seen) or 0.0)}",
        advice,
        surroundings(seen),
        {} if rate is None else {"lr": rate},
    )


def ringing(seen: Watched) -> Symptom | None:
    """Momentum so near 1 that swings past the minimum outlast the run."""
    momentum = seen.run.program.settings.get("momentum")
    if not isinstance(momentum, float) or not 0 < momentum < 1:
        return None
    losses = seen.whole_losses
    if len(losses) < 8 or np.mean(np.diff(losses) > 0) < _RISING:
        return None
    fades = 2 / (1 - momentum)  # each step leaves the root of momentum of a swing
    if 3 * fades < seen.stopped:
        return None
    curvatures = all_curvatures(seen)
    less = 0.9
    if curvatures is not None and curvatures[0] > 0:
        root = float(np.sqrt(curvatures[-1] / curvatures[0]))
        less = few_digits(((root - 1) / (root + 1)) ** 2)
    less = min(less, 0.9 if momentum > 0.9 else few_digits(momentum / 2))
    if not is_better(seen, "momentum", less):
        return None
    return Symptom(
        "ringing",
        f"swings past the minimum and back: with momentum {number(momentum)} it takes "
        f"{number(float(f'{fades:.3g}'))} steps until a swing is down to 37%, of {seen.stopped} in "
        "all",
        f"try momentum {number(less)}, or more steps",
        surroundings(seen),
        {"momentum": less},
    )


# What a run that no other symptom explains does at its end.
_ENDS = {
    Verdict.RUNNING: "is still on its way",
    Verdict.OSCILLATING: "goes up and down at the end",
    Verdict.STALLED: "hardly moves at the end",
}


def slowness(seen: Watched) -> Symptom:
    """Slow progress: the loss still falls, with too small a rate or along too flat a direction."""
    start, loss = number(seen.first_loss), number(seen.last_loss)
    still = f"{_ENDS[seen.verdict]}: the loss went from {start} to {loss}"
    still += ", and has not settled" if seen.verdict != Verdict.STALLED else ""
    bound = Bound.of(seen)
    longer = {"steps": 4 * seen.run.program.steps}
    lengths = seen.traces["grad_norm"]
    if seen.largest_curvature == 0 and np.ptp(lengths) < _SAME * float(lengths[0]):
        return Symptom(
            "slope",
            f"{still}; the gradient is {number(float(lengths[0]))} long all along, and nothing "
            "curves upwards: nothing tells how far away a minimum is, or whether there is one",
            "make sure that there is a minimum, or try a larger lr",
            surroundings(seen),
        )
    # What is stable for all samples need not be for a few.
    if bound is None or seen.run.objective.samples_per_step is not None:
        rate = better_rate(seen)
        if rate is None:
            return Symptom("slow", still, "try more steps", edits=longer)
        advice = f"try {_peak(seen)}lr {number(rate)}, or more steps"
        return Symptom("slow", still, advice, edits={"lr": rate, **longer})
    # The steepest point of the path has the lowest stable rate.
    stable = stable_rate(seen.run.optimizer, max(seen.largest_curvature, bound.curvature))
    is_small = stable is not None and seen.peak_lr < _SMALL * stable
    if stable and is_small and is_better(seen, "lr", few_digits(stable / 4)):
        return Symptom(
            "slow",
            f"{still}; {bound.product}, where {bound.allowed} is the largest that does not diverge",
            f"try {_peak(seen)}lr up to {rounded_down(stable / 2)}",
            bound.steps,
            {"lr": few_digits(stable / 4)},
        )
    curvatures = all_curvatures(seen)
    if curvatures is not None and 0 < curvatures[0] < 0.05 * curvatures[-1]:
        condition = number(float(f"{curvatures[-1] / curvatures[0]:.3g}"))
        return Symptom(
            "slow",
            f"{still}; lr is near its bound for the steepest direction, and the flattest one has "
            f"{condition} times less curvature",
            "try momentum, or a method that scales each parameter, such as Adam",
            bound.steps,
        )
    return Symptom("slow", still, "try more steps", bound.steps, longer)


def _peak(seen: Watched) -> str:
    """The word for the rate that a setting sets, where a schedule changes it."""
    return "" if seen.lr > (1 - FADED) * seen.peak_lr else "a peak "


def _still_falls(seen: Watched) -> bool:
    """Whether the last third's mean loss is below the third before, by more than it varies."""
    losses = seen.whole_losses
    third = len(losses) // 3
    if third < 3:
        return False
    before, last = losses[-2 * third : -third], losses[-third:]
    if np.mean(np.diff(losses[-2 * third :]) < 0) > _MONOTONE:
        return True
    gain = np.mean(before) - np.mean(last)
    return bool(gain > max(3 * np.std(last) / np.sqrt(third), _GAINS * abs(np.mean(last))))
