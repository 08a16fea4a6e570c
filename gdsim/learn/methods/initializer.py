"""An initializer: its distribution, and what becomes of a signal that goes through its layers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.figures import number as written
from gdsim.base.ranges import SEEDS
from gdsim.base.settings import whole
from gdsim.catalogue.choices import chosen
from gdsim.catalogue.definitions import Initializer
from gdsim.catalogue.discovery import arguments
from gdsim.learn.explanations.explanation import Explanation
from gdsim.learn.explanations.step import Step
from gdsim.learn.methods import settings

MOST = 4096  # units of a layer
_WORDS = {
    "constant": "Every weight is this number",
    "normal": "Weights are normal numbers with this standard deviation",
    "uniform": "Weights are uniform numbers up to this bound, in both directions",
    "orthogonal": "Rows or columns are at right angles, each of this length",
}


def initializer(subject: Any, inputs: int = 64, units: int = 64, seed: int = 0) -> Explanation:
    """The distribution of a layer's weights at the start, and what it does to a signal's size.

    subject: a choice, `inits.he_normal()`, or a name. inputs, units: of the layer, a hidden one.
    seed: of the weights and the signal that are drawn to check the rule, not those of a run. `data`
    has "scale", "spread" (the standard deviation of the weights) and "growth" (of a signal's mean
    square, without an activation). Errors: SettingError.
    """
    choice = chosen(subject, "initializer", "init")
    inputs, units = whole(inputs, "inputs", 1, MOST), whole(units, "units", 1, MOST)
    definition: Initializer = choice.method.definition
    given = settings.numbers(choice)
    known = {**given, "fan_in": inputs, "fan_out": units}
    scale = float(definition.scale(*(known[name] for name in arguments(definition.scale))))
    factor = 1.0 if definition.multiplier is None else definition.multiplier(inputs, False)
    spread = _spread(definition.distribution, scale, inputs, units)
    growth = factor**2 * inputs * spread**2
    drawn = _drawn(definition.distribution, scale, (units, inputs), whole(
        seed, "seed", int(SEEDS.low), int(SEEDS.high)))  # fmt: skip
    check = {"by": f"{units} x {inputs} drawn weights",
             "value": float(np.sqrt(np.mean(drawn**2)))}  # fmt: skip
    steps = [
        settings.rule(choice),
        *settings.of_settings(choice, given),
        Step("scale", "", "", f"{_WORDS[definition.distribution]}, for a layer of {units} units "
             f"with {inputs} inputs.", scale, {"inputs": inputs, "units": units}),
        Step("spread", "", "", "The root of the weights' mean square.", spread, {}, check),
    ]  # fmt: skip
    if definition.multiplier is not None:
        steps.append(Step("multiplier", "", "", "Sums of weighted inputs are multiplied by it.",
                          factor))  # fmt: skip
    if definition.distribution != "constant":
        formula = "multiplier**2 * inputs * spread**2"
        steps.append(Step("growth", formula, r"m^2\, n_{in}\, \sigma^2",
                          "How many times larger a signal's mean square is after the layer, before "
                          "its activation.", growth,
                          {"multiplier": factor, "inputs": inputs, "spread": spread}))  # fmt: skip
    return Explanation(
        "initializer",
        f"The initializer {definition.name}",
        repr(choice),
        tuple(steps),
        _conclusion(definition, growth),
        {"scale": scale, "spread": spread, "growth": growth},
    )


def _conclusion(definition: Initializer, growth: float) -> str:
    if definition.distribution == "constant":
        return "All units of a layer are equal, get equal gradients, and so stay equal."
    return (
        f"Through ten such layers without an activation a signal becomes "
        f"{written(growth**5)} times as large; relu halves its mean square in each."
    )


def _spread(distribution: str, scale: float, inputs: int, units: int) -> float:
    if distribution == "uniform":
        return float(scale / np.sqrt(3))
    if distribution == "orthogonal":  # min(n, m) vectors of this length in n m weights
        return float(scale / np.sqrt(max(inputs, units)))
    return abs(scale)


def _drawn(
    distribution: str, scale: float, shape: tuple[int, int], seed: int
) -> NDArray[np.float64]:
    rng = np.random.default_rng(seed)
    if distribution == "constant":
        return np.full(shape, scale)
    if distribution == "uniform":
        return rng.uniform(-scale, scale, shape)
    normal = rng.standard_normal(shape)
    if distribution == "normal":
        return scale * normal
    left, _, right = np.linalg.svd(normal, full_matrices=False)
    orthogonal: NDArray[np.float64] = scale * (left @ right)
    return orthogonal
