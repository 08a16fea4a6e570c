"""Where the quantities of a function are drawn: in columns, each after what it is computed from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Key = str | tuple[str, int]  # a quantity; or the place in a column where the edges from one pass


@dataclass(frozen=True)
class Node:
    """A place of the graph: its column, and its row, which may lie between two."""

    column: int
    row: float


@dataclass(frozen=True)
class Edge:
    """From an input to a quantity, past the columns between them at places of its own."""

    source: str
    user: str
    via: tuple[Node, ...]


@dataclass(frozen=True)
class Layout:
    """The nodes by name, in the order of computation, and the edges."""

    nodes: dict[str, Node]
    edges: tuple[Edge, ...]
    columns: int
    rows: int


def layout(variables: Sequence[str], quantities: Sequence[Mapping[str, Any]]) -> Layout:
    """The layout of a graph as `chain_rule` gives it in its `data`.

    A variable stands in the column before the first quantity that uses it. Rows follow those of the
    inputs, so that edges cross seldom, and no edge goes through a box.
    """
    inputs = {str(each["name"]): tuple(each["inputs"]) for each in quantities}
    column = _columns(variables, inputs)
    members: list[list[Key]] = [[] for _ in range(max(column.values()) + 1)]
    before: dict[Key, list[Key]] = {name: [] for name in column}
    for name in (*variables, *inputs):
        members[column[name]].append(name)
    passes: dict[tuple[str, str], list[Key]] = {}
    for user, sources in inputs.items():
        for source in sources:
            way: list[Key] = [(source, c) for c in range(column[source] + 1, column[user])]
            passes[source, user] = way
            for previous, key in zip([source, *way], way, strict=False):
                if key not in before:
                    before[key] = [previous]
                    members[key[1] if isinstance(key, tuple) else 0].append(key)
            before[user].append(way[-1] if way else source)
    height = max(map(len, members))
    place: dict[Key, Node] = {}
    for number, keys in enumerate(members):
        keys.sort(key=lambda key: _wanted(before[key], place, height))
        first = (height - len(keys)) / 2
        place |= {key: Node(number, first + i) for i, key in enumerate(keys)}
    nodes = {name: place[name] for name in (*variables, *inputs)}
    edges = tuple(
        Edge(source, user, tuple(place[key] for key in way))
        for (source, user), way in passes.items()
    )
    return Layout(nodes, edges, len(members), height)


def _columns(variables: Sequence[str], inputs: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """The column of each quantity: after all its inputs, and variables as late as they can be."""
    column: dict[str, int] = dict.fromkeys(variables, 0)
    for name, sources in inputs.items():
        column[name] = 1 + max((column[source] for source in sources), default=0)
    for name in variables:
        users = [column[user] for user, sources in inputs.items() if name in sources]
        column[name] = max(min(users, default=1) - 1, 0)
    return column


def _wanted(before: Sequence[Key], place: Mapping[Key, Node], height: int) -> float:
    """The mean row of what leads to a place; the middle where nothing does."""
    rows = [place[key].row for key in before if key in place]
    return sum(rows) / len(rows) if rows else height / 2
