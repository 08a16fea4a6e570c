"""What holds a run back besides its rate: a decay, a bound on its gradient, older gradients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from gdsim.base.figures import number
from gdsim.catalogue.discovery import look_up
from gdsim.learn.diagnosis.arrival import short_of_minimum
from gdsim.learn.diagnosis.symptom import Symptom, divides, few_digits, stands, surroundings
from gdsim.learn.diagnosis.trial import is_better, is_clearly_better
from gdsim.learn.diagnosis.watched import Watched

_LESS = 100.0  # by what a decay is divided, to see whether the run ends lower
_CUT = 0.1  # share of its length that a bound leaves of a gradient, where it holds a run back
_MEMORIES = {"velocity": "momentum", "m": "beta"}  # state with old gradients -> how long they last
_CANCELLED = 0.5  # share of a plain step that is taken, where older gradients oppose it


def decays(seen: Watched) -> dict[str, float]:
    """The weight decays of a run, as `trial` calls them, with their strengths."""
    program = seen.run.program
    given: dict[str, Any] = {"weight_decay": program.settings.get("weight_decay", 0.0)} | {
        f"{name}.weight_decay": settings["weight_decay"]
        for name, settings in program.applied.items()
        if "weight_decay" in settings
    }
    return {name: float(strength) for name, strength in given.items()}


def worded(name: str, value: float) -> str:
    """A setting with its value: "l2 = 1", "weight_decay = 1 of DecoupledDecay"."""
    modifier, _, setting = name.rpartition(".")
    of_whom = f" of {look_up('modifier', modifier).name}" if modifier else ""
    return f"{setting} = {number(value)}{of_whom}"


def decay(seen: Watched) -> Symptom | None:
    """A weight decay that keeps the parameters of a function from its minimum."""
    strengths = decays(seen)
    name = max(strengths, key=lambda each: strengths[each])
    if not strengths[name] > 0 or not stands(seen):
        return None
    if not is_clearly_better(seen, {name: strengths[name] / _LESS}):
        return None
    pulled = float(np.linalg.norm(np.asarray(seen.params[-1], np.float64)))
    less = few_digits(strengths[name] / _LESS)
    return Symptom(
        "penalty",
        f"rests because {worded(name, strengths[name])} pulls the parameters, {number(pulled)} "
        f"long, towards 0 as far as the gradient, "
        f"{number(float(np.linalg.norm(seen.gradient())))} long, pulls them away",
        f"try {name.rpartition('.')[2]} {number(less)}",
        surroundings(seen),
        {} if "." in name else {name: less},
    )


def clipping(seen: Watched) -> Symptom | None:
    """A bound that cuts off most of the gradient, and with it most of each step; or two do."""
    bounds = _bounds(seen)
    wider = {n: few_digits(_LENGTHS[n](seen)) for n in bounds}
    cutting = [n for n in bounds if bounds[n] < _CUT * _LENGTHS[n](seen)]
    both = [cutting] if len(cutting) > 1 else []  # each may cut off what the other lets through
    for names in (*([name] for name in cutting), *both):
        if is_clearly_better(seen, {f"{name}.bound": wider[name] for name in names}):
            return _held_back(seen, {name: wider[name] for name in names})
    return None


def _bounds(seen: Watched) -> dict[str, float]:
    applied: Mapping[str, Mapping[str, Any]] = seen.run.program.applied
    return {name: float(applied[name]["bound"]) for name in _LENGTHS if name in applied}


def _held_back(seen: Watched, wider: Mapping[str, float]) -> Symptom:
    """The symptom of bounds without which, or with wider ones, a run ends lower."""
    bounds, modifiers = _bounds(seen), seen.run.program.modifiers
    said = {name: worded(f"{name}.bound", bounds[name]) if name in modifiers
            else f"{name} = {number(bounds[name])}" for name in wider}  # fmt: skip
    tried = [f"{said[name].partition(' ')[0]} {number(wider[name])}" for name in wider]
    they_are = "they are" if len(wider) > 1 else "it is"
    lengths = [f"{_WORDS[name]} {number(_LENGTHS[name](seen))}" for name in wider]
    return Symptom(
        "clipping",
        f"is held back by {' and '.join(said.values())}: {they_are} what "
        f"each step sees of a gradient {' and '.join(lengths)} at the end",
        f"try {' and '.join(tried)}",
        surroundings(seen),
        {name: wider[name] for name in wider if name not in modifiers},
    )


def older_gradients(seen: Watched) -> Symptom | None:
    """Old gradients in the momentum, which cancel the new ones beside a minimum."""
    settings: Mapping[str, Any] = seen.run.program.settings
    slots = seen.run.optimizer.method.definition.state
    name = next((each for slot, each in _MEMORIES.items() if slot in slots), "")
    beside = short_of_minimum(seen)
    if beside is None or not 0 < settings.get(name, 0) < 1 or divides(seen):
        return None
    momentum = float(settings[name])
    norm = float(np.linalg.norm(seen.gradient()))
    moved = float(np.linalg.norm(np.subtract(seen.params[-1], seen.params[-2], dtype=np.float64)))
    if not stands(seen) or moved > _CANCELLED * seen.lr * norm:
        return None
    fades = number(float(f"{1 / (1 - momentum):.3g}"))
    less = min(0.9, few_digits(momentum / 2)) if momentum <= 0.9 else 0.9
    edits: Mapping[str, Any] = {"steps": 4 * seen.run.program.steps}
    advice = "try more steps"
    if is_better(seen, name, less):
        advice, edits = f"try {name} {number(less)}, or more steps", {name: less, **edits}
    return Symptom(
        "older gradients",
        f"stands beside a minimum, at most {number(beside.distance)} away and "
        f"{number(beside.left)} above it: the gradient is {number(norm)} long, but a step at lr "
        f"{number(seen.lr)} only {number(moved)}, as {name} {number(momentum)} keeps older "
        f"gradients, which cancel it and fade over {fades} steps",
        advice,
        surroundings(seen),
        edits,
    )


# What is compared with a bound, and its name.
_LENGTHS = {
    "clip_norm": lambda seen: float(np.linalg.norm(seen.gradient())),
    "clip_value": lambda seen: float(np.abs(seen.gradient()).max()),
}
_WORDS = {
    "clip_norm": "whose length is",
    "clip_value": "whose largest component is",
}
