"""Checks of the arguments of a network, and their form for kernels."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

from gdsim import catalogue
from gdsim.base.axes import Axis
from gdsim.base.errors import SettingError, SettingTypeError, placed, shown
from gdsim.base.given_numbers import is_list
from gdsim.base.ranges import Range, nonnegative
from gdsim.base.settings import flag, setting, whole
from gdsim.base.words import counted
from gdsim.calculus import Expression, parse
from gdsim.catalogue.choices import Choice, Method, chosen
from gdsim.objectives import weights
from gdsim.objectives.datasets import Data, Maker, from_recipe

Activation = Choice | str  # from the catalogue, or text of one variable
KEY = "objective.network"
MOST_NETWORKS = 1024  # of different widths and batch sizes, each a program of its own
MOST_PARAMETERS = 2**24  # more are a typing error
WIDEST = 2**20  # units of a hidden layer


def layers(given: Any) -> tuple[int, ...]:
    """Checked layer sizes: two or more whole numbers, each at least 1."""
    key = f"{KEY}.layers"
    if not is_list(given):
        raise SettingTypeError(
            f"layers must be a list of sizes, inputs first, such as [2, 8, 1], got {shown(given)}",
            key,
        )
    if len(given) < 2:
        raise SettingError(
            f"layers needs at least 2 sizes, inputs and outputs, got {shown(list(given))}", key
        )
    sizes = tuple(
        whole(size, f"layers[{index}]", 1, WIDEST, key) for index, size in enumerate(given)
    )
    _check_size(sizes, key)
    return sizes


def _check_size(sizes: tuple[int, ...], key: str) -> None:
    if weights.size(sizes, True) > MOST_PARAMETERS:
        raise SettingError(
            f"a network may have at most {MOST_PARAMETERS:,} parameters, but layers "
            f"{shown(list(sizes))} have {weights.size(sizes, True):,}",
            key,
        )


def width(given: Any, layers: tuple[int, ...]) -> tuple[tuple[int, ...], Axis | None]:
    """The layers with another width, or with the largest of several, and these."""
    if given is None:
        return layers, None
    key = f"{KEY}.width"
    if len(layers) == 2:
        raise SettingError("width is of hidden layers, and layers has none", key)
    checked = setting(given, "width", Range(1, WIDEST), whole=True, key=key)
    units = checked.bounds[1] if isinstance(checked, Axis) else checked
    sizes = _of_width(layers, int(units))
    _check_size(sizes, key)
    return sizes, checked if isinstance(checked, Axis) else None


def _of_width(layers: tuple[int, ...], units: int) -> tuple[int, ...]:
    """The layers with so many units in each hidden one."""
    return (layers[0], *(units,) * (len(layers) - 2), layers[-1])


def widest(layers: tuple[int, ...]) -> int:
    """The most units that all hidden layers may have."""
    allowed = range(1, WIDEST + 1)
    return bisect_right(
        allowed, MOST_PARAMETERS, key=lambda units: weights.size(_of_width(layers, units), True)
    )


def check_networks(*axes: Axis | int | None) -> None:
    """SettingError if there are more networks of different widths and batch sizes than can be."""
    count = math.prod(len(axis) for axis in axes if isinstance(axis, Axis))
    if count > MOST_NETWORKS:
        raise SettingError(
            f"width and batch_size give {count:,} different networks, and at most "
            f"{MOST_NETWORKS:,} can be in one experiment",
            f"{KEY}.batch_size",
        )


def activation(given: Any, hidden: int) -> Activation | tuple[Activation, ...]:
    """The checked activation: one for all hidden layers, or one per hidden layer."""
    if isinstance(given, str | Mapping | Choice | Method):
        return _activation(given, f"{KEY}.activation")
    if not is_list(given):
        raise SettingTypeError(
            "activation must be a name, text, or a list with one per hidden layer, got "
            f"{shown(given)}",
            f"{KEY}.activation",
        )
    if len(given) != hidden:
        raise SettingError(
            f"activation must be one for all hidden layers or one for each of the {hidden}, got "
            f"{len(given)}",
            f"{KEY}.activation",
        )
    several = tuple(
        _activation(each, f"{KEY}.activation[{index}]") for index, each in enumerate(given)
    )
    if not several:
        return _activation("tanh", f"{KEY}.activation")
    return several[0] if len(set(several)) == 1 else several


def _activation(given: Any, key: str) -> Activation:
    if isinstance(given, str) and not re.fullmatch(r"[A-Za-z]\w+", given):
        return _checked_text(given, key)
    choice = chosen(given, "activation", key)
    if choice.method.definition.whole is not None:
        raise SettingError(
            f"{choice.name} takes all units of a layer together, so it is for output only", key
        )
    _refuse_axes(choice, key)
    return choice


def _checked_text(text: str, key: str) -> str:
    try:
        variables = parse(text).variables
    except SettingError as error:  # of the text, with its column
        raise SettingError(f"activation {shown(text)}: {error}", key) from error
    if variables != ("z",):
        raise SettingError(
            f"an activation is a formula of z alone, but {shown(text)} has {', '.join(variables)}",
            key,
        )
    return text


def expression(given: Activation) -> Expression:
    """An activation as an expression of z."""
    if isinstance(given, str):
        return parse(given)
    return parse(given.method.definition.text, parameters=settings(given))


def settings(choice: Choice) -> dict[str, float]:
    """Every setting of an activation or loss."""
    given = choice.settings
    return {name: given.get(name, hyper.default) for name, hyper in choice.method.hyper.items()}  # type: ignore[misc]


def loss(given: Any) -> Choice:
    """The loss as a choice."""
    choice = chosen(given, "loss", f"{KEY}.loss")
    _refuse_axes(choice, f"{KEY}.loss")
    return choice


def _refuse_axes(choice: Choice, key: str) -> None:
    for name, axis in choice.axes.items():
        raise SettingError(
            f"{name} of {choice.name} must be one number for all runs, got {shown(axis)}",
            f"{key}.{name}",
        )


def data(given: Any) -> Data:
    """The data that a user gave: as data, a data set of the catalogue, its name, or a recipe."""
    key = f"{KEY}.data"
    if isinstance(given, Data):
        return given
    with placed(key):
        if isinstance(given, str):
            return from_recipe({"name": given})
        if isinstance(given, Mapping):
            return from_recipe(given)
        if isinstance(given, Maker):
            return given()
    if given is None:
        raise SettingError("a network needs data, such as data=datasets.spiral()", key)
    raise SettingTypeError(
        "data must be of gdsim.datasets, such as datasets.spiral() or "
        f"datasets.from_arrays(inputs, targets), got {shown(given)}",
        key,
    )


def data_name(data: Data) -> str:
    """A name for data: its name in the catalogue, its file, or its number of samples."""
    recipe = data.recipe or {}
    return str(recipe.get("name") or recipe.get("file") or f"{len(data.inputs)} samples")


def check_inputs(layers: Sequence[int], data: Data) -> None:
    """SettingError unless the first layer has the data's inputs."""
    count = len(data.names)
    if layers[0] != count:
        some = ", ".join(data.names[:6]) + (", ..." if count > 6 else "")
        raise SettingError(
            f"layers starts with {layers[0]} inputs, but the data has {count} ({some}); it must "
            f"start with {count}",
            f"{KEY}.layers",
        )


def batch_size(given: Any, samples: int) -> int | Axis | None:
    """The checked number of samples per step, at most `samples`, or its axis; None for all."""
    if given is None:
        return None
    key = f"{KEY}.batch_size"
    size = setting(given, "batch_size", Range(1, 2**31), whole=True, key=key)
    largest = int(size.bounds[1] if isinstance(size, Axis) else size)
    if largest > samples:
        raise SettingError(
            f"batch_size must be at most the {counted(samples, 'training sample')}, "
            f"got {largest:,}",
            key,
        )
    return size if isinstance(size, Axis) else largest


def replacement(given: Any, batch_size: int | Axis | None) -> bool:
    """Check whether each step draws its samples anew."""
    drawn = flag(given, "replacement", f"{KEY}.replacement")
    if drawn and batch_size is None:
        raise SettingError(
            "replacement=True needs a batch_size: without one, each step takes all samples",
            f"{KEY}.replacement",
        )
    return drawn


def penalty(given: Any, name: str) -> float | Axis:
    """The factor of a penalty, or its axis."""
    return setting(given, name, nonnegative, key=f"{KEY}.{name}")


def per_layer(given: Any, name: str, count: int) -> tuple[float | Axis, ...] | None:
    """One number, or axis, per layer of weights."""
    if given is None:
        return None
    key = f"{KEY}.{name}"
    if not is_list(given):
        raise SettingTypeError(
            f"{name} must be a list with one number for each of the {count} layers, "
            f"got {shown(given)}",
            key,
        )
    if len(given) != count:
        raise SettingError(
            f"{name} must have one number for each of the {count} layers, got {len(given)}",
            key,
        )
    allowed = catalogue.finite if name == "drift" else nonnegative
    return tuple(
        setting(each, f"{name}[{index}]", allowed, key=f"{key}[{index}]")
        for index, each in enumerate(given)
    )


def bias_rates(given: Any, count: int, bias: bool) -> tuple[float | Axis, ...] | None:
    """One factor on the rate of biases, or axis, per layer."""
    if given is not None and not bias:
        raise SettingError(
            "bias_lr_scale is of biases, and the network has none (bias=False)",
            f"{KEY}.bias_lr_scale",
        )
    return per_layer(given, "bias_lr_scale", count)
