"""Whether the minima that the catalogue states of a function are those of given parameters."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence

from gdsim import catalogue
from gdsim.base.axes import Axis
from gdsim.calculus import parse
from gdsim.objectives.starts import Domain


def stated_minima_hold(
    definition: catalogue.Function, given: Mapping[str, float | Axis], domain: Domain
) -> bool:
    """Whether the catalogue's minima, which are for the defaults, hold for these parameters.

    They do if their value is the same and no point near them is lower, as with the steepness of
    Rosenbrock's walls; of an axis both ends are tried.
    """
    stated = definition.minimum
    if stated is None:
        return False
    defaults = definition.parameters
    changed = {k: v for k, v in given.items() if v != defaults[k].default}
    ends = [v.bounds if isinstance(v, Axis) else (v,) for v in changed.values()]
    for corner in itertools.product(*ends) if changed else ():
        numbers = {k: hyper.default for k, hyper in defaults.items()}
        numbers |= dict(zip(changed, corner, strict=True))
        value = parse(definition.text, parameters=numbers).value
        if not all(_is_lowest(value, point, stated, domain) for point in definition.minima):
            return False
    return True


def _is_lowest(
    value: Callable[[Sequence[float]], float],
    point: Sequence[float],
    stated: float,
    domain: Domain,
) -> bool:
    if abs(value(point) - stated) > 1e-6 * max(1.0, abs(stated)):
        return False
    sides = [(high - low) / 256 for low, high in domain]
    return all(
        value([x + turn * side for x, turn, side in zip(point, turns, sides, strict=True)])
        >= stated - 1e-6 * max(1.0, abs(stated))
        for turns in itertools.product((-1, 0, 1), repeat=len(point))
    )
