"""A run's vectors (parameters, gradient, Hessian rows), element by element.

A definition that works on a whole vector reads and writes it with `load` and `store`. On a list or
a NumPy array they index it; in a kernel a column holds lanes of runs, and Numba has its own
versions. `whole` converts a count, such as the length of a column, to a number.
"""

from __future__ import annotations

from typing import Any

from gdsim.lanes.arithmetic import Number


def load(column: Any, i: int) -> Number:
    """Element i of a column."""
    return column[i]


def store(column: Any, i: int, value: Number) -> None:
    """Set element i of a column."""
    column[i] = value


def whole(n: int, like: Number) -> Number:
    """The whole number n, such as a column's length, in `like`'s precision."""
    return type(like)(n)
