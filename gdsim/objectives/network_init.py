"""The initial weights of a network: what is given of them, and the distributions that draw them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from gdsim import catalogue
from gdsim.base.axes import Axis
from gdsim.base.errors import SettingError, SettingTypeError, shown
from gdsim.base.given_numbers import is_list
from gdsim.base.ranges import SEEDS
from gdsim.base.settings import setting
from gdsim.catalogue.choices import Choice, Method, chosen
from gdsim.engine.program import Cycle, Draw, Draws, Value
from gdsim.objectives import weights
from gdsim.objectives.network_fields import KEY
from gdsim.objectives.weights import Vectors

Init = Choice | tuple[Choice, ...] | Vectors


def init(given: Any, layers: Sequence[int], bias: bool) -> Init:
    """The checked initial weights: an initializer, one per layer, or exact weights."""
    key = f"{KEY}.init"
    if isinstance(given, str | Mapping | Choice | Method):
        return chosen(given, "initializer", key)
    if isinstance(given, Vectors):
        given = given.values[0]
    if not is_list(given):
        raise SettingTypeError(
            "init must be a name, a choice such as inits.normal(std=0.1), or a pair (W, b) for "
            f"each layer, got {shown(given)}",
            key,
        )
    if len(given) and all(isinstance(each, str | Mapping | Choice | Method) for each in given):
        if len(given) != len(layers) - 1:
            raise SettingError(
                f"init must have one initializer for each of the {len(layers) - 1} layers, got "
                f"{len(given)}",
                key,
            )
        several = tuple(
            chosen(each, "initializer", f"{key}[{index}]") for index, each in enumerate(given)
        )
        return several[0] if len(set(several)) == 1 else several
    if len(given) and all(np.isscalar(each) for each in given):
        return Vectors.of(given, weights.size(layers, bias), "init", key)
    return Vectors.of(
        weights.flat(layers, bias, given, "init", key), weights.size(layers, bias), "init", key
    )


def seed(given: Any, init: Init) -> int | Axis:
    """The seed of the weights, or its axis."""
    key = f"{KEY}.init_seed"
    checked = setting(given, "init_seed", SEEDS, whole=True, key=key)
    if isinstance(init, Vectors) and not isinstance(checked, int):
        raise SettingError(
            f"init_seed has several values, {shown(checked)}, but init gives the weights "
            "themselves",
            key,
        )
    return checked  # type: ignore[return-value]  # a whole number is an int


def check_widths(widths: Axis | None, init: Init) -> None:
    """SettingError if exact weights are given to networks of several widths."""
    if widths is not None and isinstance(init, Vectors):
        raise SettingError(
            f"init gives the weights of one network, but width has several values, {shown(widths)}",
            f"{KEY}.init",
        )


def init_parameter(init: Init, setting: str, layer: int) -> str:
    """The parameter that a setting of an initializer is: "std", of several "std_1"."""
    name = "init_bias" if setting == "bias" else setting
    return f"{name}_{layer + 1}" if isinstance(init, tuple) else name


def multipliers(inits: Sequence[Choice], layers: Sequence[int]) -> tuple[float, ...]:
    """Each layer's factor on its sums of weighted inputs."""
    count = len(layers) - 1
    rules = [each.method.definition.multiplier for each in inits] or [None] * count
    return tuple(
        1.0 if rule is None else float(rule(layers[index], index == count - 1))
        for index, rule in enumerate(rules)
    )


def draws(
    init: Init, inits: Sequence[Choice], layers: Sequence[int], value: Callable[[str], Value]
) -> Draws:
    """The distributions of each layer's initial weights; `value` gives a parameter's value."""
    drawn = []
    for layer, (choice, fans) in enumerate(zip(inits, pairwise(layers), strict=True)):
        definition = choice.method.definition
        given = {name: value(init_parameter(init, name, layer)) for name in definition.hyper}
        bias = value(init_parameter(init, "bias", layer))
        drawn.append(Draw(definition.distribution, _scale(definition, *fans, given), bias))
    return Draws(tuple(drawn))


def _scale(
    definition: catalogue.Initializer, fan_in: int, fan_out: int, given: Mapping[str, Value]
) -> Value:
    """The scale of a layer's weights; several values if a setting has several."""
    fans = {"fan_in": fan_in, "fan_out": fan_out}
    names = catalogue.arguments(definition.scale)
    fixed = {name: fans.get(name, given.get(name)) for name in names}
    axes = {name: each for name, each in fixed.items() if isinstance(each, Cycle)}
    if not axes:
        return float(definition.scale(**fixed))
    ((name, axis),) = axes.items()
    scales = [definition.scale(**{**fixed, name: each}) for each in axis.values.tolist()]
    return Cycle(np.array(scales, dtype=np.float64), axis.stride)
