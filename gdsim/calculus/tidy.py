"""Building nodes without what changes nothing: x*1, x+0, 2*3.

Each rule keeps the value of every finite input: only numbers are folded (and only to a finite
number), and 0*x stays, because x may be infinite or no number. The one liberty is the sign of a
zero (x + 0 is -0.0 where x is). a + a is 2*a, which is the same to the bit.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gdsim.calculus.graph import Graph, Node


def build(graph: Graph, operation: str, *inputs: Node) -> Node:
    """The node of an operation, or a simpler node of the same value."""
    if all(each.is_number for each in inputs):
        folded = graph.apply(operation, *inputs).constant
        if folded is not None and math.isfinite(folded):
            return graph.number(folded)
    rule = _RULES.get(operation)
    simpler = rule(*inputs) if rule else None
    return graph.apply(operation, *inputs) if simpler is None else simpler


def _is(node: Node, number: float) -> bool:
    return node.is_number and node.payload == number


def _add(a: Node, b: Node) -> Node | None:
    if _is(a, 0):
        return b
    if _is(b, 0):
        return a
    if b.operation == "negative":
        return a - b.inputs[0]
    if a.operation == "negative":
        return b - a.inputs[0]
    return 2 * a if a is b else None


def _subtract(a: Node, b: Node) -> Node | None:
    if _is(b, 0):
        return a
    if _is(a, 0):
        return -b
    return a + b.inputs[0] if b.operation == "negative" else None


def _multiply(a: Node, b: Node) -> Node | None:
    for one, other in ((a, b), (b, a)):
        if _is(one, 1):
            return other
        if _is(one, -1):
            return -other
    # Numbers come first, as people write them.
    return b.graph.apply("multiply", b, a) if b.is_number and not a.is_number else None


def _divide(a: Node, b: Node) -> Node | None:
    if _is(b, 1):
        return a
    return -a if _is(b, -1) else None


def _power(a: Node, b: Node) -> Node | None:
    if _is(b, 1):
        return a
    return a.graph.number(1) if _is(b, 0) else None


def _negative(a: Node) -> Node | None:
    if a.operation == "negative":
        return a.inputs[0]
    if a.operation == "multiply" and a.inputs[0].is_number:
        return a.graph.number(-float(a.inputs[0].payload or 0)) * a.inputs[1]
    return None


def _select(mask: Node, a: Node, b: Node) -> Node | None:
    if a is b:
        return a
    if mask.constant is not None:
        return a if mask.constant else b
    return None


_RULES: dict[str, Callable[..., Node | None]] = {
    "add": _add,
    "subtract": _subtract,
    "multiply": _multiply,
    "divide": _divide,
    "power": _power,
    "negative": _negative,
    "select": _select,
}
