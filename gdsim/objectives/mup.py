"""The maximal update parametrization: how weights, outputs and rates follow a network's width.

With it the best learning rate at one width is near the best at any other, because every layer's
features change by as much in a step at any width. Against a network whose hidden layers have a base
width, where everything is as in the standard parametrization, of a layer with r times as many
inputs and s times as many units (the data's inputs and the outputs do not grow: there they are 1):

                    first layer   hidden layers   output layer   biases
    initial spread       1          1/sqrt(r)          1            1
    output times         1              1             1/r           -
    rate, SGD            s             s/r             r            s
    rate, Adam           1             1/r             1            1

Rates are SGD's for optimizers whose step is proportional to the gradient (momentum and others), and
Adam's for those that divide it by a running size of its own. Weight decay is not changed.

Source: Yang, Hu and others 2022, Tensor Programs V, arXiv:2203.03466, table 8 (for hidden layers of
one width, s = r); Yang and Hu 2021, arXiv:2011.14522, table 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from gdsim.base.errors import SettingError, SettingTypeError, shown, suggestion
from gdsim.catalogue.choices import Choice
from gdsim.catalogue.definitions import Optimizer
from gdsim.engine.program import Cycle, Draws, Value
from gdsim.objectives import network_init
from gdsim.objectives.network_fields import KEY

BASE = 8
KINDS = ("standard", "mup")
WHY_NOT = (
    "has no rates in mup, which knows those of SGD, Adam and methods like them; give "
    'parametrization="standard", and lr_scale'
)


def checked(given: str, layers: Sequence[int], inits: Sequence[Choice]) -> str:
    """The checked name of a parametrization."""
    key = f"{KEY}.parametrization"
    if not isinstance(given, str):
        raise SettingTypeError(
            f"parametrization must be {' or '.join(KINDS)}, got {shown(given)}", key
        )
    if given not in KINDS:
        raise SettingError(f"no parametrization {shown(given)}; {suggestion(given, KINDS)}", key)
    if given == "mup":
        for each in inits:
            definition = each.method.definition
            if definition.multiplier is not None or definition.distribution == "orthogonal":
                raise SettingError(
                    f"mup scales the weights of an initializer, but {each.name} has a scaling with "
                    "the width of its own; choose another, such as lecun_normal",
                    key,
                )
        if len(layers) == 2:
            raise SettingError("mup scales hidden layers, and layers has none", key)
    return given


def multipliers(layers: Sequence[int], base: int) -> tuple[float, ...]:
    """Each layer's factor on its sums of weighted inputs."""
    return (*(1.0,) * (len(layers) - 2), base / layers[-2])


def draws(
    init: network_init.Init,
    inits: Sequence[Choice],
    layers: Sequence[int],
    base: int,
    value: Callable[[str], Value],
) -> Draws:
    """The distributions of each layer's initial weights."""
    at_base = (layers[0], *(base,) * (len(layers) - 2), layers[-1])
    drawn = network_init.draws(init, inits, at_base, value).layers
    factors = [1.0, *(math.sqrt(base / units) for units in layers[1:-2]), 1.0]
    return Draws(
        tuple(
            replace(each, scale=_times(each.scale, factor))
            for each, factor in zip(drawn, factors, strict=True)
        )
    )


def rates(
    layers: Sequence[int], base: int, optimizer: Optimizer
) -> tuple[tuple[float, float], ...]:
    """The factors on an optimizer's rate, of each layer's weights and of its biases."""
    is_adaptive = optimizer.preconditioner != 1
    last, factors = len(layers) - 2, []
    for layer, (inputs, units) in enumerate(pairwise(layers)):
        r = 1.0 if layer == 0 else inputs / base
        s = 1.0 if layer == last else units / base
        if is_adaptive:
            factors.append((1 / r if 0 < layer < last else 1.0, 1.0))
        else:
            factors.append((r if layer == last else s / r, s))
    return tuple(factors)


def _times(value: Value, factor: float) -> Value:
    if isinstance(value, Cycle):
        return Cycle(np.asarray(value.values) * factor, value.stride)
    return value * factor
