"""Exact weights of a network: as matrices and biases, and as the flat vectors of runs.

A vector has the layers one after the other: the weights of layer l row by row, one row per unit (as
in torch), then its biases.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdsim.base.errors import SettingError, SettingTypeError, shown
from gdsim.base.given_numbers import is_list
from gdsim.base.words import counted

Array = NDArray[np.float64]
Pair = tuple[Array, Array | None]


@dataclass(frozen=True, eq=False, repr=False)
class Vectors:
    """One or several vectors of parameters; equal if all their numbers are equal.

    values: float64 (n, parameters), read-only. single: whether one vector was given, not a list.
    """

    values: Array
    single: bool = True

    def __len__(self) -> int:
        return len(self.values)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Vectors):
            return NotImplemented
        return self.single == other.single and np.array_equal(self.values, other.values)

    def __hash__(self) -> int:
        return hash((self.single, self.values.tobytes()))

    def __repr__(self) -> str:
        return repr(self.lists)

    @property
    def lists(self) -> list[Any]:
        """The numbers as a plain list, or as one list per vector."""
        lists: list[Any] = (self.values[0] if self.single else self.values).tolist()
        return lists

    @classmethod
    def of(cls, value: Any, parameters: int, name: str, key: str) -> Vectors:
        """One vector or several from a user's value; SettingError unless they fit."""
        array = numbers(value, name, key)
        if array.ndim not in (1, 2) or array.shape[-1] != parameters or not array.size:
            raise SettingError(
                f"{name} must be a vector of the network's {counted(parameters, 'parameter')}, or "
                f"several of shape (n, {parameters}), got shape {array.shape}",
                key,
            )
        rows = np.atleast_2d(array)
        rows.flags.writeable = False
        return cls(rows, array.ndim == 1)


def size(layers: Sequence[int], bias: bool) -> int:
    """The number of parameters."""
    pairs = pairwise(layers)
    return sum(inputs * units + units * bias for inputs, units in pairs)


def flat(layers: Sequence[int], bias: bool, given: Any, name: str, key: str) -> Array:
    """The vector, (parameters,), from a user's list: one pair (weights, biases) per layer.

    Without biases a layer may be only its weights. Errors: SettingError for other shapes.
    """
    if not is_list(given) or len(given) != len(layers) - 1:
        count = f"{len(given)}" if is_list(given) else shown(given)
        raise SettingError(
            f"{name} must give the weights of each of the network's {len(layers) - 1} layers, "
            f"got {count}",
            key,
        )
    parts = []
    for index, layer in enumerate(given):
        inputs, units = layers[index], layers[index + 1]
        weights, biases = _pair(layer, bias, f"{name}[{index}]", key)
        matrix = numbers(weights, f"the weights in {name}[{index}]", key)
        if matrix.shape != (units, inputs):
            raise SettingError(
                f"the weights in {name}[{index}] must have shape ({units}, {inputs}), one row per "
                f"unit, got {matrix.shape}",
                key,
            )
        parts.append(matrix.ravel())
        if bias:
            vector = numbers(biases, f"the biases in {name}[{index}]", key)
            if vector.shape != (units,):
                raise SettingError(
                    f"the biases in {name}[{index}] must have shape ({units},), got {vector.shape}",
                    key,
                )
            parts.append(vector)
    return np.concatenate(parts)


def split(layers: Sequence[int], bias: bool, params: ArrayLike) -> list[Pair]:
    """The layers of vectors, (..., parameters): weights (..., units, inputs), biases (..., units).

    Biases are None if the network has none. Errors: SettingError for another number of parameters.
    """
    vector = params if isinstance(params, np.ndarray) else numbers(params, "params", "")
    if vector.shape[-1:] != (size(layers, bias),):
        raise SettingError(
            f"params must have {counted(size(layers, bias), 'number')} along its last dimension, "
            f"the network's parameters, got shape {vector.shape}"
        )
    pairs: list[Pair] = []
    first = 0
    for inputs, units in pairwise(layers):
        last = first + inputs * units
        weights = vector[..., first:last].reshape(*vector.shape[:-1], units, inputs)
        first = last + units * bias
        pairs.append((weights, vector[..., last:first] if bias else None))
    return pairs


def numbers(value: Any, name: str, key: str) -> Array:
    """A new float64 array of finite numbers; SettingError for ragged lists and other values."""
    try:
        array = np.array(value)
    except ValueError:
        raise SettingError(f"{name} must have rows of equal length, got ragged rows", key) from None
    if array.dtype.kind not in "iuf":
        raise SettingTypeError(f"{name} must be numbers, got {shown(value)}", key)
    with np.errstate(over="ignore"):  # a longer type may become infinite, which is refused below
        array = array.astype(np.float64)
    if not np.isfinite(array).all():
        raise SettingError(f"{name} must be finite numbers, got {_odd(array)!r} among them", key)
    return array


def _pair(layer: Any, bias: bool, name: str, key: str) -> tuple[Any, Any]:
    two = isinstance(layer, list | tuple) and len(layer) == 2
    if bias:
        if not two:
            raise SettingError(f"{name} must be a pair: weights, and biases", key)
        return layer[0], layer[1]
    if two and layer[1] is None:
        return layer[0], None
    if two and _depth(layer[0]) == 2:
        raise SettingError(f"{name} gives biases, but the network has bias=False", key)
    return layer, None


def _depth(value: Any) -> int:
    """The nesting depth of lists, along their first elements."""
    if isinstance(value, np.ndarray):
        return value.ndim
    return 1 + _depth(value[0]) if isinstance(value, list | tuple) and value else 0


def _odd(array: Array) -> float:
    return float(array[~np.isfinite(array)][0])
