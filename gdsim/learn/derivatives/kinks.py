"""Where a function is not differentiable, and which derivative gdsim uses there.

A few operations switch: abs and relu at 0, min and max where their arguments are equal, a branch
where its comparison changes, floor at whole numbers, a root at 0. Whether the whole function has a
corner or a jump there is decided by its slopes on both sides.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gdsim.base.figures import number
from gdsim.calculus import printing
from gdsim.calculus.graph import Node, reachable
from gdsim.calculus.lowering import compute, lower
from gdsim.calculus.operations import COMPARISONS, product_exponent
from gdsim.learn.derivatives.points import Place

MOST = 16  # kinks that are searched for
_SAMPLES = 400
_NEAR = 1e-7  # how far to the sides slopes are taken, relative to the width of the search
_SAME = 1e-4  # slopes that differ by less, relative to 1 plus the steepest, are equal
_GOLDEN = (math.sqrt(5) - 1) / 2
_TINY = 1e-14  # a distance that counts as 0


def _from_whole(a: float) -> float:
    """0 at whole numbers, of alternating sign between them."""
    return 0.0 if a == math.floor(a) else math.sin(math.pi * a)


# How far an operation is from where it switches, from its inputs.
_SWITCHES: dict[str, Callable[..., float]] = {
    "abs": lambda a: a,
    "relu": lambda a: a,
    "sign": lambda a: a,
    "sqrt": lambda a: a,
    "cbrt": lambda a: a,
    "hypot": math.hypot,
    "atan2": lambda a, b: a if b <= 0 else 1.0,
    "heaviside": lambda a: a,
    "modulo": lambda a, b: _from_whole(a / b) if b else math.nan,
    "minimum": lambda a, b: a - b,
    "maximum": lambda a, b: a - b,
    "floor": _from_whole,
    "ceil": _from_whole,
    "power": lambda a, b: a if b < 1 or b % 1 else 1.0,
    **dict.fromkeys(COMPARISONS.values(), lambda a, b: a - b),
}
_WORDS = {
    "minimum": "min({}) at a tie", "maximum": "max({}) at a tie", "floor": "floor({}) at a jump",
    "ceil": "ceil({}) at a jump", "modulo": "mod({}) at a jump", "atan2": "atan2({}) at a jump",
}  # fmt: skip


@dataclass(frozen=True)
class Kink:
    """A point along one variable where a function has no derivative.

    kind: "corner", "jump" or "vertical tangent". left, right: the slopes on both sides. used: the
    derivative that the calculus gives there; None if x is only near it, because the exact point is
    not a float. cause: the operation that switches, as text.
    """

    variable: str
    x: float
    kind: str
    left: float
    right: float
    used: float | None
    cause: str

    @property
    def sentence(self) -> str:
        """A sentence about the kink and the derivative that is used there."""
        where = f"at {self.variable} = {number(self.x)}"
        used = ""
        if self.used is not None:
            used = f"; the derivative used there is {number(self.used)}"
        if self.kind == "corner":
            return (
                f"There is a corner {where} ({self.cause}): the slope is {number(self.left)} on "
                f"the left and {number(self.right)} on the right{used}."
            )
        what = "The value jumps" if self.kind == "jump" else "The tangent is vertical"
        return f"{what} {where} ({self.cause}){used}."


def at(place: Place) -> list[Kink]:
    """The kinks at a point, at most one per variable; none where no operation switches."""
    switches = _Switches(place)
    kinks = []
    distances = switches.distances(place.numbers)
    causes = [node for node, distance in zip(switches.nodes, distances, strict=True)
              if abs(distance) < _TINY]  # fmt: skip
    for name in place.variables:
        cause = next((node for node in causes if _depends(node, name)), None)
        kink = None if cause is None else _kink(place, name, 1.0, cause, exact=True)
        if kink is not None:
            kinks.append(kink)
    return kinks


def between(place: Place, variable: str, low: float, high: float) -> list[Kink]:
    """The kinks along one variable from low to high, the others constant; at most MOST of them."""
    switches = _Switches(place, variable)
    if not switches.nodes:
        return []
    width = high - low
    xs = [low + width * i / _SAMPLES for i in range(_SAMPLES + 1)]
    rows = [switches.distances({**place.numbers, variable: x}) for x in xs]
    kinks: dict[float, Kink] = {}
    for column, node in enumerate(switches.nodes):

        def distance(x: float, column: int = column) -> float:
            return switches.distances({**place.numbers, variable: x})[column]

        for x in _zeros(xs, [row[column] for row in rows], distance):
            if len(kinks) == MOST or any(abs(x - seen) < 1e-6 * width for seen in kinks):
                continue
            moved = place.moved(**{variable: x})
            kink = _kink(moved, variable, width, node, exact=distance(x) == 0)
            if kink is not None:
                kinks[x] = kink
    return [kinks[x] for x in sorted(kinks)]


class _Switches:
    """The operations of a function that switch, and their distances from switching."""

    def __init__(self, place: Place, variable: str | None = None) -> None:
        nodes = reachable([place.expression.root])
        self.nodes = [n for n in nodes if n.operation in _SWITCHES and not _is_smooth(n)]
        if variable is not None:
            self.nodes = [n for n in self.nodes if _depends(n, variable)]
        inputs = [each for node in self.nodes for each in node.inputs]
        self.lowered = lower(inputs) if inputs else []

    def distances(self, numbers: Mapping[str, float]) -> list[float]:
        """The distance of each from switching, at a point; NaN where an input is not finite."""
        values = iter(compute(self.lowered, numbers, np.float64))
        distances = []
        for node in self.nodes:
            inputs = [float(next(values)) for _ in node.inputs]
            finite = all(map(math.isfinite, inputs))
            distances.append(_SWITCHES[node.operation](*inputs) if finite else math.nan)
        return distances


def _is_smooth(node: Node) -> bool:
    """Whether an operation never switches: on constants, or a power with a whole exponent."""
    whole = node.operation == "power" and product_exponent(node.inputs[1].constant) is not None
    return node.constant is not None or whole


def _depends(node: Node, variable: str) -> bool:
    return any(each.payload == variable for each in reachable([node]))


def _zeros(
    xs: Sequence[float], ys: Sequence[float], function: Callable[[float], float]
) -> Iterator[float]:
    """Where a sampled function is zero, changes its sign, or touches zero."""
    for i, (x, y) in enumerate(zip(xs, ys, strict=True)):
        if abs(y) < _TINY:
            yield _short(x, function)
        elif i and y * ys[i - 1] < 0 and abs(ys[i - 1]) >= _TINY:
            yield _short(_bisected(function, xs[i - 1], x), function)
        elif 0 < i < len(xs) - 1 and _may_touch(*ys[i - 1 : i + 2]):
            lowest = _short(_lowest(function, xs[i - 1], xs[i + 1]), function)
            if abs(function(lowest)) < _TINY:
                yield lowest


def _may_touch(before: float, here: float, after: float) -> bool:
    """Whether the least |value| near the middle sample may be 0, as its neighbours fall so fast."""
    fall = abs(before - here) + abs(after - here)
    return abs(here) <= min(abs(before), abs(after)) and abs(here) < fall


def _bisected(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a function changes its sign, between two points with different signs."""
    sign = function(low)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) * sign > 0 else (low, middle)
    return high


def _lowest(function: Callable[[float], float], low: float, high: float) -> float:
    """Where the absolute value of a function is least, by golden section."""
    for _ in range(60):
        left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        if abs(function(left)) < abs(function(right)):
            high = right
        else:
            low = left
    return (low + high) / 2


def _short(x: float, function: Callable[[float], float]) -> float:
    """A rounded x, if the function is zero there as well; else x."""
    short = round(x, 7) + 0.0
    return short if abs(function(short)) <= max(abs(function(x)), _TINY) else x


def _kink(place: Place, variable: str, width: float, cause: Node, exact: bool) -> Kink | None:
    """The kink at a point, or (not `exact`) next to it; None where the function is smooth."""
    x, index = place.coordinates[variable], place.variables.index(variable)
    step = _NEAR * width
    sides = [place.moved(**{variable: x + turn * step}) for turn in (-1, 1)]
    heights = [each.value(each.point) for each in sides]
    left, right = (each.expression.gradient_at(each.point)[index] for each in sides)
    height = place.value(place.point)
    if not math.isfinite(height):
        return None  # it has no value there, and so no tangent that could be missing
    used = place.expression.gradient_at(place.point)[index]
    steepest = max((abs(each) for each in (left, right, used) if math.isfinite(each)), default=0.0)
    finite = [each for each in heights if math.isfinite(each)]
    jump = max((abs(each - height) for each in finite), default=0.0)
    kind = ""
    if jump > 1e-3 * (abs(height) + 1e-3) and jump > 100 * steepest * step:
        kind = "jump"
    elif steepest * math.sqrt(step) > 0.1 or math.isinf(used):
        kind = "vertical tangent"
    elif all(map(math.isfinite, (left, right))) and abs(left - right) > _SAME * (1 + steepest):
        kind = "corner"
    if not kind:
        return None
    if kind == "vertical tangent":
        left, right = (math.copysign(math.inf, s) if s == s else s for s in (left, right))
    else:  # next to a stationary point the slope is nearly 0
        left, right = (0.0 if abs(s) < 1e-5 * (1 + steepest) else s for s in (left, right))
    return Kink(variable, x, kind, left, right, used if exact else None, _words(cause))


def _words(node: Node) -> str:
    if node.operation in _WORDS:
        inside = ", ".join(printing.text(each) for each in node.inputs)
        return _WORDS[node.operation].format(inside)
    if node.operation in COMPARISONS.values():
        return f"where {printing.text(node)} changes"
    return f"{printing.text(node)} at 0" if node.operation != "power" else printing.text(node)
