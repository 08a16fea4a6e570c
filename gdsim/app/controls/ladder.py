"""The ladder of a setting: the values that arrow keys and the wheel walk along."""

from __future__ import annotations

import math

from gdsim.base.ranges import Hyper


def nudged(value: float, up: bool, hyper: Hyper) -> float:
    """The next rung: 1-2-5 for log settings, towards 1 in 1-2-5 for decay rates, else plain."""
    allowed = hyper.range
    if hyper.whole and not hyper.log:
        return value + (1 if up else -1)
    if hyper.log and value > 0:
        rung = _rung(value, up)
        return max(round(rung), value + 1 if up else 1) if hyper.whole else rung
    if (allowed.low, allowed.high) == (0, 1):
        if value > 0.5 or (value == 0.5 and up):
            return round(1 - _rung(1 - value, not up), 12)
        return round(value + (0.1 if up else -0.1), 12)
    if allowed.low == 0 and value >= 0 and math.isinf(allowed.high):
        if up:
            return _rung(value, True) if value else 1e-4
        return _rung(value, False) if value > 1e-4 else 0.0
    size = 10.0 ** (math.floor(math.log10(max(abs(value), 1e-2) * (1 + 1e-12))) - 1)
    return round((round(value / size) + (1 if up else -1)) * size, 12)


def _rung(value: float, up: bool) -> float:
    exponent = math.floor(math.log10(value) + 1e-9)
    rungs = [m * 10.0**e for e in (exponent - 1, exponent, exponent + 1) for m in (1, 2, 5)]
    rungs = [float(f"{rung:.1g}") for rung in rungs]
    if up:
        return next(rung for rung in rungs if rung > value * (1 + 1e-9))
    return next(rung for rung in reversed(rungs) if rung < value * (1 - 1e-9))
