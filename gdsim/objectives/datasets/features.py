"""The features of a sample, which are a network's inputs: numbers, squares, products and sines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.errors import SettingError, SettingTypeError, shown, suggestion
from gdsim.lanes.math import sin
from gdsim.objectives.datasets.draws import each

Array = NDArray[np.float64]


def checked(features: Any, names: Sequence[str]) -> tuple[str, ...]:
    """Checked names of features of the numbers `names`; None stands for the numbers themselves.

    The features of numbers x1 and x2 are x1, x2, x1^2, x2^2, x1*x2, sin(x1) and sin(x2).
    """
    if features is None:
        return tuple(names)
    if isinstance(features, str) or not isinstance(features, Sequence):
        problem = f"features must be a list of names such as {names[0]!r}, got {shown(features)}"
        raise SettingTypeError(problem, "features")
    if not features:
        raise SettingError("features must name at least one feature", "features")
    for feature in features:
        _check(feature, names)
        if list(features).count(feature) > 1:
            raise SettingError(f"the feature {shown(feature)} is listed twice", "features")
    return tuple(features)


def compute(features: Sequence[str], names: Sequence[str], raw: Array) -> Array:
    """The features of raw numbers (n, len(names)) as columns, float64 (n, len(features))."""
    columns = {name: raw[:, i] for i, name in enumerate(names)}
    return np.stack([_column(feature, columns) for feature in features], axis=-1)


def _column(feature: str, columns: dict[str, Array]) -> Array:
    if feature in columns:
        return columns[feature]
    if feature.endswith("^2"):
        return columns[feature[:-2]] * columns[feature[:-2]]
    if feature.startswith("sin("):
        return each(sin, columns[feature[4:-1]])
    first, second = _factors(feature, list(columns))
    return columns[first] * columns[second]


def uses(feature: str, name: str) -> bool:
    """Whether a feature is of this column: the column itself, its square or sine, or a product."""
    product = feature.startswith(f"{name}*") or feature.endswith(f"*{name}")
    return product or feature in (name, f"{name}^2", f"sin({name})")


def _factors(feature: str, names: Sequence[str]) -> tuple[str, str]:
    """The two different names whose product a feature is; two empty strings for other features."""
    for name in names:
        rest = feature.removeprefix(f"{name}*")
        if rest != feature and rest in names and rest != name:
            return name, rest
    return "", ""


def _check(feature: Any, names: Sequence[str]) -> None:
    if not isinstance(feature, str):
        raise SettingTypeError(
            f"a feature must be a name such as {names[0]!r}, got {shown(feature)}"
        )
    derived = [f"{name}^2" for name in names] + [f"sin({name})" for name in names]
    if feature in names or feature in derived or _factors(feature, names)[0]:
        return
    products = [f"{a}*{b}" for i, a in enumerate(names) for b in names[i + 1 :]]
    hint = suggestion(feature, [*names, *derived, *products[:100]])
    if hint.startswith("known"):
        first = names[0]
        hint = f"features are names such as {first}, {first}^2, {first}*{names[-1]}, sin({first})"
    raise SettingError(f"unknown feature {shown(feature)}; {hint}", "features")
