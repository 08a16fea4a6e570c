"""The expression graph: immutable nodes; equal nodes are one object by construction.

A node's inputs always come before it, so the order of `index` is a topological order; no code here
or above recurses, so a chain of 5000 terms is as safe as one of two.

`Graph.apply` adds a node as it was typed. The operators on nodes (`a + b`, `a.call("sin")`) build
simplified nodes: numbers are folded, and x*1, x+0 and similar become x. Each rule keeps the value
for every finite input: only numbers are folded (and only to a finite number), and 0*x stays,
because x may be infinite or NaN. The one exception is the sign of a zero (x + 0 is -0.0 where x
is). a + a becomes 2*a, which has the same bits.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from gdsim.calculus import operations, signs
from gdsim.calculus.signs import Sign

MAX_NODES = 5_000

COMMUTATIVE = frozenset({"add", "multiply"})


class GraphTooLargeError(Exception):
    """A graph grew beyond its limit."""


class Node:
    """One number, name or operation of a graph.

    `operation` is "number", "name" or a name of `operations.OPERATIONS`; `payload` is the number,
    or the name of a variable, parameter or constant. `constant` is the value of a node that depends
    on no variable or parameter, else None (a comparison is 1.0 or 0.0). `sign` is what its form
    tells about its sign.
    """

    __slots__ = ("constant", "graph", "index", "inputs", "operation", "payload", "sign")

    def __init__(
        self,
        graph: Graph,
        index: int,
        operation: str,
        inputs: tuple[Node, ...] = (),
        payload: float | str | None = None,
        constant: float | None = None,
        sign: Sign = Sign.ANY,
    ) -> None:
        self.graph = graph
        self.index = index
        self.operation = operation
        self.inputs = inputs
        self.payload = payload
        self.constant = constant
        self.sign = sign if constant is None else signs.of_number(constant)

    @property
    def is_number(self) -> bool:
        """Whether this node is a number, not an operation on numbers."""
        return self.operation == "number"

    def call(self, operation: str, *others: Node | float) -> Node:
        """The simplified node of an operation of `OPERATIONS` on this node and others."""
        return build(self.graph, operation, self, *map(self._node, others))

    def scaled(self, factor: Node | float) -> Node:
        """This node times a constant, which is multiplied into the node's own constant factor."""
        constant = self._node(factor)
        # For a change of sign only, it is not worth building the products again.
        joined = self._rescaled(constant, 0 if constant.constant == -1 else 3)
        return constant * self if joined is None else joined

    def _rescaled(self, factor: Node, depth: int) -> Node | None:
        if self.constant is not None:
            return factor * self
        if self.operation == "negative":
            return self.inputs[0].scaled(-factor)
        if self.operation not in ("multiply", "divide"):
            return None
        a, b = self.inputs
        for coefficient, rest in ((a, b), (b, a))[: 2 if self.operation == "multiply" else 0]:
            if coefficient.constant is not None:
                product = factor * coefficient
                return product * rest if is_finite(product) else None
        inner = a._rescaled(factor, depth - 1) if depth else None
        return None if inner is None else inner.call(self.operation, b)

    def _node(self, other: Node | float) -> Node:
        return other if isinstance(other, Node) else self.graph.number(other)

    def __add__(self, other: Node | float) -> Node:
        return self.call("add", other)

    def __radd__(self, other: float) -> Node:
        return self._node(other) + self

    def __sub__(self, other: Node | float) -> Node:
        return self.call("subtract", other)

    def __rsub__(self, other: float) -> Node:
        return self._node(other) - self

    def __mul__(self, other: Node | float) -> Node:
        return self.call("multiply", other)

    def __rmul__(self, other: float) -> Node:
        return self._node(other) * self

    def __truediv__(self, other: Node | float) -> Node:
        return self.call("divide", other)

    def __rtruediv__(self, other: float) -> Node:
        return self._node(other) / self

    def __pow__(self, other: Node | float) -> Node:
        return self.call("power", other)

    def __neg__(self) -> Node:
        return self.call("negative")

    def __repr__(self) -> str:
        what = self.operation if self.payload is None else self.payload
        return f"Node({self.index}: {what}{[operand.index for operand in self.inputs] or ''})"


class Graph:
    """Nodes in topological order; a node that exists is returned, not added again."""

    def __init__(self, limit: int = MAX_NODES) -> None:
        self.limit = limit
        self.size = 0
        self._known: dict[Any, Node] = {}

    def _intern(self, key: Any, *fields: Any) -> Node:
        node = self._known.get(key)
        if node is None:
            if self.size >= self.limit:
                raise GraphTooLargeError
            node = self._known[key] = Node(self, self.size, *fields)
            self.size += 1
        return node

    def number(self, value: float) -> Node:
        """The node of a number; 0.0 and -0.0 have different nodes."""
        value = float(value)
        return self._intern(("number", value.hex()), "number", (), value, value)

    def name(self, name: str, constant: float | None = None) -> Node:
        """The node of a variable, a parameter or (with its value) a constant."""
        return self._intern(("name", name), "name", (), name, constant)

    def apply(self, operation: str, *inputs: Node) -> Node:
        """The node of an operation on nodes, not simplified."""
        numbers = [operand.index for operand in inputs]
        if operation in COMMUTATIVE:
            numbers.sort()
        key = (operation, *numbers)
        if key in self._known:
            return self._known[key]
        constant = None
        if all(operand.constant is not None for operand in inputs):
            constant = operations.evaluate(operation, *(np.float64(i.constant) for i in inputs))
            constant = float(constant)
        return self._intern(key, operation, inputs, None, constant, _sign(operation, inputs))


def _sign(operation: str, inputs: tuple[Node, ...]) -> Sign:
    if operation == "power":
        return signs.of_power(inputs[0].sign, inputs[1].constant)
    if operation == "multiply" and inputs[0] is inputs[1]:
        return max(inputs[0].sign, Sign.NONNEGATIVE)
    return signs.of_operation(operation, [operand.sign for operand in inputs])


def reachable(roots: Iterable[Node]) -> list[Node]:
    """The roots and all nodes that they depend on, in topological order."""
    nodes: dict[int, Node] = {}
    waiting = list(roots)
    while waiting:
        node = waiting.pop()
        if node.index not in nodes:
            nodes[node.index] = node
            waiting.extend(node.inputs)
    return [nodes[index] for index in sorted(nodes)]


def is_finite(node: Node) -> bool:
    """Whether a node is not a constant, or is a finite constant."""
    return node.constant is None or math.isfinite(node.constant)


def build(graph: Graph, operation: str, *inputs: Node) -> Node:
    """The node of an operation, or a simpler node with the same value."""
    if all(operand.is_number for operand in inputs):
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
    for factor, cofactor in ((a, b), (b, a)):
        if _is(factor, 1):
            return cofactor
        if _is(factor, -1):
            return -cofactor
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
