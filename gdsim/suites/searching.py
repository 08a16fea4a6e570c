"""The settings that are tried when an optimizer is tuned, and the choice of the best."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gdsim.base.axes import Axis, Spaced, several
from gdsim.catalogue.choices import Choice
from gdsim.engine.verdict import Verdict
from gdsim.objectives.starts import Uniform
from gdsim.results.analysis.quantiles import median
from gdsim.suites.observing import Seen

Array = NDArray[np.float64]
_FINE = 4096  # values of an axis that draws choose from
_STREAM = 2**40  # added to a seed where settings are drawn, so that starts have other draws


def settings_tried(choice: Choice, lr: float | Axis, budget: int, seed: int) -> dict[str, Array]:
    """The settings that an optimizer tries: name -> (budget,) values; trial i has the i-th of each.

    Its own lr, or else `lr`, is spread evenly on its scale. Every other setting with several values
    is drawn between them (on a log scale for a logspace; one of listed values), from its own random
    counters, so that the draws do not depend on what else is compared.
    """
    axes: dict[str, Axis] = {}
    if "lr" in choice.method.hyper:
        rate = choice.settings.get("lr", lr)
        axes["lr"] = rate if isinstance(rate, Axis) else several([float(rate)])
    axes |= {name: axis for name, axis in choice.axes.items() if name != "lr"}
    unit = ((0.0, 1.0),) * len(axes)
    draws = Uniform(budget, seed + _STREAM, unit)
    settings = {}
    for index, (name, axis) in enumerate(axes.items()):
        shares = draws.coordinate(index, (), unit).values if index else None
        values = _spread(axis, budget, shares)
        whole = getattr(choice.method.hyper[name], "whole", False)
        settings[name] = np.round(values) if whole else values
    return settings


def plain(choice: Choice) -> Choice:
    """An optimizer without the settings that have several values, which are searched."""
    return choice.replace(**dict.fromkeys(choice.axes))


def judged(seen: Seen, target: float) -> tuple[Array, int]:
    """The median loss of each setting, infinite if most runs diverged, and the best setting.

    The best has the lowest loss; among those that reach the target, the fewest steps to it; and
    among those that are equal in both, as on a plateau, it is the middle one.
    """
    diverged = seen["verdict"] == Verdict.DIVERGED
    losses = median(np.where(diverged, np.inf, seen["loss"].astype(np.float64)))
    hits = median(seen["hit"][..., -1].astype(np.float64))
    reached = np.maximum(losses, target)
    best = np.lexsort((hits, reached))[0]  # by loss, then by steps
    equal = np.flatnonzero((reached == reached[best]) & (hits == hits[best]))
    return losses, int(equal[len(equal) // 2])


def is_end(place: int, settings: dict[str, Array]) -> bool:
    """Whether a setting has the least or the largest learning rate that was tried."""
    rates = settings.get("lr", np.zeros(1))
    return bool(np.ptp(rates) > 0 and rates[place] in (rates.min(), rates.max()))


def _spread(axis: Axis, budget: int, shares: Array | None) -> Array:
    """`budget` values of an axis, evenly spaced or at shares of its length, on its own scale.

    On a logarithmic scale a share selects one of many values that have the same bits everywhere.
    """
    if not isinstance(axis, Spaced):
        places = np.linspace(0, 1, budget) if shares is None else shares
        return axis.values[np.minimum((places * len(axis)).astype(np.intp), len(axis) - 1)]
    if shares is not None:
        fine = replace(axis, count=_FINE).values
        return fine[(shares * _FINE).astype(np.intp)]
    if budget == 1:
        return replace(axis, count=3).values[1:2]
    return replace(axis, count=budget).values
