"""Gradient and Hessian of an expression graph, by the chain rule backwards through it.

The reverse pass visits the nodes from the result to the variables. Each node gets the sum of what
the nodes above pass down to it: its adjoint, the derivative of the result with respect to it. The
adjoints are nodes of the same graph, so what the value has computed is reused.

Below a branch (where, min, max, relu) an adjoint only counts where the branch is taken. Writing a 0
there at once would not do: further down it may meet an infinite factor, and 0 * inf is not a
number. So an adjoint carries its conditions down, and `select` puts in the 0 at the end of its way
(or where all that follows is linear, and a 0 is safe).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gdsim.calculus.graph import Node, reachable
from gdsim.calculus.operations import OPERATIONS

# Under which masks, and for which value of each, an adjoint counts.
Conditions = tuple[tuple[Node, bool], ...]
Adjoint = dict[Conditions, Node]


class Passed(NamedTuple):
    """What a node passed down to one of its inputs, `source`, in the backward pass.

    `bar` is this part of the derivative of the root by the source; it counts where `conditions`
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

    `tape`, if given, gets all that was passed down on the way, in order.
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
    return tuple(adjoints.get(each.index, {}).get((), zero) for each in variables)


def hessian(gradients: Sequence[Node], variables: Sequence[Node]) -> tuple[tuple[Node, ...], ...]:
    """The second derivatives, from the gradient's nodes; entries (i, j) and (j, i) are one node."""
    rows = [gradient(each, variables[: i + 1]) for i, each in enumerate(gradients)]
    size = range(len(variables))
    return tuple(tuple(rows[max(i, j)][min(i, j)] for j in size) for i in size)


def _passed_down(
    node: Node, adjoint: Adjoint, active: set[int]
) -> Iterator[tuple[Node, Conditions, Node]]:
    """What an active node passes to each of its active inputs, and under which conditions."""
    if not node.inputs:
        return
    operation = OPERATIONS[node.operation]
    if operation.branch is not None:
        mask, taken = operation.branch(*node.inputs)
        for source, value in zip(node.inputs, taken, strict=True):
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
        other = parts.pop((*outer, (mask, not value)), bar.graph.number(0))
        chosen = (bar, other) if value else (other, bar)
        bar = mask.call("select", *chosen)
        rest = tuple(outer)
        parts[rest] = parts[rest] + bar if rest in parts else bar


def _active(nodes: Sequence[Node], variables: Sequence[Node]) -> set[int]:
    """The nodes that depend on a variable (a comparison has no derivative)."""
    active = {each.index for each in variables}
    for node in nodes:
        if any(each.index in active for each in node.inputs):
            active.add(node.index)
    return active


def _linear(nodes: Sequence[Node], variables: Sequence[Node]) -> set[int]:
    """The nodes below which an adjoint only meets finite constants, never an infinite factor."""
    linear = {each.index for each in variables}
    for node in nodes:
        kept = [each for each in node.inputs if each.index not in linear]
        coefficients = all(each.constant is not None or each.operation == "name" for each in kept)
        if len(kept) == len(node.inputs) or not coefficients:
            continue
        if (
            node.operation in ("add", "subtract", "negative")
            or (node.operation == "multiply" and len(kept) == 1)
            or (node.operation == "divide" and kept == [node.inputs[1]] and bool(kept[0].constant))
        ):
            linear.add(node.index)
    return linear
