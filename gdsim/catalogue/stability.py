"""The largest stable learning rate of an optimizer on a quadratic of given curvature."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.axes import Axis
from gdsim.catalogue.choices import Choice
from gdsim.catalogue.definitions import Optimizer
from gdsim.catalogue.discovery import arguments

Array = NDArray[np.float64]
# Steps after which coefficients that change from step to step, such as corrections, have settled.
SETTLED = 10_000
_LOW, _HIGH, _HALVINGS = 1e-6, 1e4, 40  # which leaves eleven digits
_SAME = 1e-6  # relative difference of two rates that are one: they have nine digits


def stable_rate(choice: Choice, curvature: float) -> float | None:
    """The largest stable learning rate on the quadratic c x^2/2, c = `curvature`; None if none.

    A method whose update is linear in its gradients (plain descent, momentum, Nesterov's) acts on
    (p, memory) as a matrix. The matrix is measured by calling the method's definition, and its
    eigenvalues decide from which rate on errors grow: 2/c for plain descent, 2(1 + mu)/c with
    momentum mu. Methods that scale their steps have no such rate, nor has a quadratic that does not
    curve upwards.
    """
    return _stable_rate(_Same(choice.method.definition), choice, float(curvature))


class _Same:
    """A definition that is equal to itself alone: another of its name may take its place."""

    def __init__(self, definition: Optimizer) -> None:
        self.definition = definition

    def __hash__(self) -> int:
        return id(self.definition)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.definition is other.definition


@lru_cache(1024)
def _stable_rate(same: _Same, choice: Choice, curvature: float) -> float | None:
    definition = same.definition
    hyper = {name: choice.settings.get(name, h.default) for name, h in definition.hyper.items()}
    if definition.hessian or definition.tensor or "lr" not in hyper or not curvature > 0:
        return None
    if any(isinstance(value, Axis) for value in hyper.values()):
        return None  # settings with several values have no single rate
    low, high = _LOW / curvature, _HIGH / curvature
    known = _at_rates(definition, hyper, low, high)
    if not _shrinks(definition, known(low), curvature):
        return None
    if _shrinks(definition, known(high), curvature):
        return None
    for _ in range(_HALVINGS):
        middle = float(np.sqrt(low * high))
        if _shrinks(definition, known(middle), curvature):
            low = middle
        else:
            high = middle
    return float(f"{low:.9g}")


def stable_rates(choice: Choice, curvatures: Array) -> Array:
    """The largest stable rates (n,) at curvatures (n,); NaN where there is none.

    Most are inversely proportional to the curvature, and then two of them tell all.
    """
    curves = np.isfinite(curvatures) & (curvatures > 0)
    rates = np.full(curvatures.shape, np.nan)
    known, places = np.unique(curvatures[curves], return_inverse=True)
    if not known.size:
        return rates
    ends = [_rate(choice, value) * value for value in np.unique(known[[0, -1]])]
    if abs(ends[0] - ends[-1]) <= _SAME * ends[-1]:
        rates[curves] = ends[-1] / curvatures[curves]
    else:
        rates[curves] = np.array([_rate(choice, value) for value in known])[places]
    return rates


def _rate(choice: Choice, curvature: float) -> float:
    rate = stable_rate(choice, float(curvature))
    return np.nan if rate is None else rate


def _at_rates(
    definition: Optimizer, hyper: Mapping[str, Any], low: float, high: float
) -> Callable[[float], dict[str, Any]]:
    """What the method knows after many steps at a rate between two: settings and coefficients.

    Where these are the same at both ends but for the rate, they are not computed anew: those that
    change from step to step take long.
    """

    def at_rate(rate: float) -> dict[str, Any]:
        known = {
            name: value if isinstance(value, bool) else np.float64(value)
            for name, value in {**hyper, "lr": rate}.items()
        }
        with np.errstate(all="ignore"):
            return settled(definition, known)

    ends = [{**at_rate(rate), "lr": None} for rate in (low, high)]
    if ends[0] != ends[1]:
        return at_rate
    return lambda rate: {**ends[0], "lr": np.float64(rate)}


def _shrinks(definition: Optimizer, known: Mapping[str, Any], curvature: float) -> bool:
    matrix = _matrix(definition, known, curvature)
    return matrix is not None and np.abs(np.linalg.eigvals(matrix)).max() <= 1 + 1e-12


def _matrix(definition: Optimizer, known: Mapping[str, Any], curvature: float) -> Array | None:
    """The matrix of an update of (p, memory) after many steps; None if it is not linear."""
    with np.errstate(all="ignore"):

        def moved(state: Array) -> Array:
            slots = dict(zip(("p", *definition.state), state, strict=True))
            return stepped(definition, {**known, **slots}, curvature)

        count = 1 + len(definition.state)
        matrix = np.stack([moved(each) for each in np.eye(count)], axis=1)
        # The update is linear if it maps other states as the matrix does.
        for state in (np.linspace(0.3, 1.7, count), np.linspace(-40.0, 9.0, count)):
            if not np.allclose(moved(state), matrix @ state, rtol=1e-9, atol=1e-9):
                return None
    return matrix


def stepped(definition: Optimizer, known: Mapping[str, Any], curvature: float) -> Array:
    """The parameter and the slots, (1 + slots,), after one step on a parabola around 0.

    `known`: the parameter p, the slots, settings and coefficients by name.
    """
    every = {**known, "y": known["p"]}
    if definition.gradient_point is not None:
        wanted = arguments(definition.gradient_point)
        every["y"] = definition.gradient_point(**{n: every[n] for n in wanted})
    every["g"] = curvature * every["y"]
    new = definition.step(**{n: every[n] for n in arguments(definition.step)})
    return np.array(new if definition.state else [new], np.float64)


def settled(definition: Optimizer, hyper: dict[str, Any]) -> dict[str, Any]:
    """The settings together with the coefficients that `prepare` returns after many steps."""
    if definition.prepare is None:
        return hyper
    shared = {name: np.float64(value) for name, value in definition.shared.items()}
    names = (*definition.coefficients, *definition.shared)
    wanted = arguments(definition.prepare)
    known = dict(hyper)
    for t in range(1, SETTLED + 1) if shared else (SETTLED,):
        known = {**hyper, **shared, "t": np.float64(t)}
        coefficients = definition.prepare(**{n: known[n] for n in wanted})
        known |= dict(zip(names, coefficients, strict=True))
        shared = {name: known[name] for name in shared}
    return known
