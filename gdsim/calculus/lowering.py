"""Lowering of a graph to machine operations, and its value in plain numbers.

Constants are folded (in float64 by gdsim's own functions, so the same on every machine), x**n
becomes a chain of products, x**0.5 a square root, and e**x an exp. A division by a constant stays a
division, whose result is correctly rounded.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from gdsim.calculus.graph import Graph, Node, build, reachable
from gdsim.calculus.operations import evaluate, product_exponent, raised
from gdsim.lanes.math import power

if TYPE_CHECKING:
    pass


def arranged(results: Sequence[Any], size: int) -> tuple[Any, Any, Any]:
    """Value, gradient and Hessian from one row of results: the Hessian's lower half, row by row."""
    value, gradient, half = results[0], results[1 : size + 1], results[size + 1 :]
    rows = [
        [max(i, j) * (max(i, j) + 1) // 2 + min(i, j) for j in range(size)] for i in range(size)
    ]
    hessian = tuple(tuple(half[k] for k in row) for row in rows) if half else ()
    return value, tuple(gradient), hessian


# On which conditions a max or min takes its first or second argument; a NaN meets neither.
_ORDERS = {"maximum": ("greater_equal", "less"), "minimum": ("less_equal", "greater")}


def lower(roots: Sequence[Node]) -> list[Node]:
    """The same values as nodes of a new graph that has machine operations only.

    The derivative of max(a, b) is `where(a >= b, …, …)` in the graph; where a or b is NaN, and
    therefore the value, the lowered derivative is NaN too.
    """
    target = Graph(limit=16 * roots[0].graph.limit)
    lowered: dict[int, Node] = {}
    nodes = reachable(roots)
    orders = [(_ORDERS[node.operation], node.inputs) for node in nodes if node.operation in _ORDERS]
    opposite = {(first, inputs): second for (first, second), inputs in orders}
    for node in nodes:
        if node.constant is not None:
            new = target.number(node.constant)
        elif node.operation == "name":
            new = target.name(str(node.payload))
        else:
            inputs = [lowered[operand.index] for operand in node.inputs]
            mask = node.inputs[0]
            if node.operation == "power":
                new = _lower_power(*inputs)
            elif node.operation == "select" and (mask.operation, mask.inputs) in opposite:
                a, b = (lowered[operand.index] for operand in mask.inputs)
                second = a.call(opposite[mask.operation, mask.inputs], b)
                inputs[2] = second.call("select", inputs[2], math.nan)
                new = build(target, "select", *inputs)
            else:
                new = build(target, node.operation, *inputs)
        lowered[node.index] = new
    return [lowered[root.index] for root in roots]


def _lower_power(base: Node, exponent: Node) -> Node:
    n = product_exponent(exponent.constant)
    if n is not None:
        result: Node = raised(base, n)
        return result
    if exponent.constant == 0.5:
        return base.call("sqrt")
    if exponent.constant == -0.5:
        return 1.0 / base.call("sqrt")
    if base.constant == math.e:
        return exponent.call("exp")
    return base**exponent


def compute(roots: Sequence[Node], numbers: Mapping[str, Any], kind: type) -> list[Any]:
    """The value of lowered nodes, in the arithmetic of `kind` (np.float64 or np.float32)."""
    values: dict[int, Any] = {}
    with np.errstate(all="ignore"):  # a number may be too large for float32
        for node in reachable(roots):
            if node.is_number:
                value = kind(node.payload)
            elif node.operation == "name":
                value = kind(numbers[str(node.payload)])
            else:
                operands = [values[operand.index] for operand in node.inputs]
                # A power that was not lowered stays one in code, whatever its exponent's value.
                is_power = node.operation == "power"
                value = power(*operands) if is_power else evaluate(node.operation, *operands)
            values[node.index] = value
    return [values[root.index] for root in roots]


def precision(point: Sequence[Any]) -> type:
    """The arithmetic for a point: float32 if any coordinate is, else float64."""
    is_single = any(isinstance(coordinate, np.float32) for coordinate in point)
    return np.float32 if is_single else np.float64
