"""Where the quantities of a function are drawn: in columns, each after what it is computed from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Node:
    """A quantity or a variable: its column, and its row, which may lie between two."""

    name: str
    column: int
    row: float


@dataclass(frozen=True)
class Layout:
    """The nodes by name, in the order of computation, and the edges from input to quantity."""

    nodes: dict[str, Node]
    edges: tuple[tuple[str, str], ...]
    columns: int
    rows: int


def layout(variables: Sequence[str], quantities: Sequence[Mapping[str, Any]]) -> Layout:
    """The layout of a graph as `chain_rule` gives it in its `data`.

    A variable stands in the column before the first quantity that uses it; rows follow those of the
    inputs, so that edges cross seldom.
    """
    inputs = {each["name"]: tuple(each["inputs"]) for each in quantities}
    column: dict[str, int] = dict.fromkeys(variables, 0)
    for name, sources in inputs.items():
        column[name] = 1 + max((column[source] for source in sources), default=0)
    for name in variables:
        users = [column[user] for user, sources in inputs.items() if name in sources]
        column[name] = max(min(users, default=1) - 1, 0)
    count = max(column.values()) + 1
    members: list[list[str]] = [[] for _ in range(count)]
    for name in (*variables, *inputs):
        members[column[name]].append(name)
    height = max(map(len, members))
    row: dict[str, float] = {}
    for names in members:
        names.sort(key=lambda name: _wanted(name, inputs, row, height))
        first = (height - len(names)) / 2
        row |= {name: first + i for i, name in enumerate(names)}
    nodes = {name: Node(name, column[name], row[name]) for name in (*variables, *inputs)}
    edges = tuple((source, name) for name, sources in inputs.items() for source in sources)
    return Layout(nodes, edges, count, height)


def _wanted(
    name: str, inputs: Mapping[str, Sequence[str]], row: Mapping[str, float], height: int
) -> float:
    """The mean row of a quantity's inputs, as far as they have one; the middle without inputs."""
    rows = [row[source] for source in inputs.get(name, ()) if source in row]
    return sum(rows) / len(rows) if rows else height / 2
