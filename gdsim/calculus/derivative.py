"""Gradient and Hessian of an expression graph, by reverse-mode differentiation.

The reverse pass visits the nodes from the result to the variables. Each node gets the sum of the
terms that the nodes above pass to it: its adjoint, the derivative of the result with respect to
it. The adjoints are nodes of the same graph, so they reuse what the value computes.

Below a branch (where, min, max, relu) an adjoint is valid only where the branch is taken. It cannot
be set to 0 elsewhere at once: further down it may be multiplied by infinity, and 0 * inf is NaN. So
an adjoint carries its conditions down, and `select` inserts the 0 at the variables (or at a node
below which everything is linear, where a 0 is safe).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gdsim.calculus.graph import Node, reachable
from gdsim.calculus.operations import OPERATIONS

# The masks, and the value of each mask, for which an adjoint is valid.
Conditions = tuple[tuple[Node, bool], ...]
Adjoint = dict[Conditions, Node]


class Passed(NamedTuple):
    """The term that a node passed to one of its inputs, `source`, in the backward pass.

    `bar` is this part of the derivative of the root by the source; it is valid where `conditions`
    hold.
    """

    node: Node
    source: Node
    conditions: Conditions
    bar: Node


def gradient(
    root: Node, variables: Sequence[Node], tape: list[Passed] | None = None
) -> tuple[Node, ...]:
    """The derivative of a node with respect to each variable, as nodes of the same graph.

    `tape`, if given, gets all terms of the backward pass, in order.
    """
    nodes = reachable([root])
    active = _active(nodes, variables)
    linear = _linear(nodes, variables)
    adjoints: dict[int, Adjoint] = {root.index: {(): root.graph.number(1)}}
    for node in reversed(nodes):
        if node.index not in active or node.index not in adjoints:
            continue
        adjoint = adjoints[node.index]
        if node.index in linear:
            adjoint = adjoints[node.index] = {(): _joined(adjoint)}
        for source, conditions, bar in _passed_down(node, adjoint, active):
            if tape is not None:
                tape.append(Passed(node, source, conditions, bar))
            if not (bar.is_number and bar.payload == 0):
                sums = adjoints.setdefault(source.index, {})
                sums[conditions] = sums[conditions] + bar if conditions in sums else bar
    zero = root.graph.number(0)
    return tuple(adjoints.get(variable.index, {}).get((), zero) for variable in variables)


def hessian(gradients: Sequence[Node], variables: Sequence[Node]) -> tuple[tuple[Node, ...], ...]:
    """The second derivatives, from the gradient's nodes; entries (i, j) and (j, i) are one node."""
    rows = [gradient(entry, variables[: i + 1]) for i, entry in enumerate(gradients)]
    size = range(len(variables))
    return tuple(tuple(rows[max(i, j)][min(i, j)] for j in size) for i in size)


def _passed_down(
    node: Node, adjoint: Adjoint, active: set[int]
) -> Iterator[tuple[Node, Conditions, Node]]:
    """The terms that an active node passes to its active inputs, with their conditions."""
    if not node.inputs:
        return
    operation = OPERATIONS[node.operation]
    if operation.branch is not None:
        mask, values = operation.branch(*node.inputs)
        for source, value in zip(node.inputs, values, strict=True):
            if value is not None and source.index in active:
                for conditions, bar in adjoint.items():
                    if (mask, value) in conditions:
                        yield source, conditions, bar
                    elif (mask, not value) not in conditions:
                        yield source, (*conditions, (mask, value)), bar
        return
    for source, pullback in zip(node.inputs, operation.pullbacks, strict=True):
        if pullback is not None and source.index in active:
            for conditions, bar in adjoint.items():
                yield source, conditions, pullback(bar, node, *node.inputs)


def _joined(adjoint: Adjoint) -> Node:
    """The sum of an adjoint's parts, each 0 where its conditions do not hold."""
    parts = dict(adjoint)
    while True:
        conditions = max(parts, key=len)
        bar = parts.pop(conditions)
        if not conditions:
            return bar
        *outer, (mask, value) = conditions
        opposite = parts.pop((*outer, (mask, not value)), bar.graph.number(0))
        chosen = (bar, opposite) if value else (opposite, bar)
        bar = mask.call("select", *chosen)
        rest = tuple(outer)
        parts[rest] = parts[rest] + bar if rest in parts else bar


def _active(nodes: Sequence[Node], variables: Sequence[Node]) -> set[int]:
    """The nodes that depend on a variable (a comparison has no derivative)."""
    active = {variable.index for variable in variables}
    for node in nodes:
        if any(operand.index in active for operand in node.inputs):
            active.add(node.index)
    return active


def _linear(nodes: Sequence[Node], variables: Sequence[Node]) -> set[int]:
    """The nodes below which an adjoint is multiplied by finite constants only."""
    linear = {variable.index for variable in variables}
    for node in nodes:
        fixed = [operand for operand in node.inputs if operand.index not in linear]
        is_finite = all(x.constant is not None or x.operation == "name" for x in fixed)
        if len(fixed) == len(node.inputs) or not is_finite:
            continue
        if (
            node.operation in ("add", "subtract", "negative")
            or (node.operation == "multiply" and len(fixed) == 1)
            or (node.operation == "divide" and fixed == [node.inputs[1]] and fixed[0].constant)
        ):
            linear.add(node.index)
    return linear
