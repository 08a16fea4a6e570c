"""Inner products of strided parts of columns."""

from __future__ import annotations

from typing import Any

from gdsim.lanes.arithmetic import Number, fma
from gdsim.lanes.columns import load


def inner_product(x: Any, i: int, y: Any, j: int, count: int, stride: int) -> Number:
    """The sum of x[i + k stride] y[j + k stride] for k = 0 … count - 1, in order; count >= 1."""
    total = load(x, i) * load(y, j)
    for k in range(1, count):
        total = fma(load(x, i + k * stride), load(y, j + k * stride), total)
    return total
