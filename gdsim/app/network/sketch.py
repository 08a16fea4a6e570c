"""Where the units and the edges of a network are drawn: wide layers show some units and a rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF

from gdsim.objectives import Network

MOST = 12  # nodes of a layer, of which the last is the rest of the units; and
OPENED = 40  # of a layer that is opened
LEAST, LARGEST, PLAIN = 8.0, 40.0, 24.0  # px of the side of a node; the last without a picture
TOP, BOTTOM, BESIDE = 30.0, 10.0, 8.0  # px round all nodes, besides the words
SHARE = 0.8  # of the distance between nodes that they take


@dataclass(frozen=True)
class Node:
    """A unit, or the rest of the units of a layer; layer 0 has the inputs.

    gap: px from its middle to that of the next.
    """

    layer: int
    units: tuple[int, ...]
    is_rest: bool
    box: QRectF
    gap: float

    @property
    def unit(self) -> int | None:
        """The unit; None for a rest."""
        return None if self.is_rest else self.units[0]


@dataclass(frozen=True)
class Edge:
    """A weight between two units, or the weights between units of which some are a rest.

    index: of the weight among the parameters; None for several.
    """

    start: Node
    end: Node
    index: int | None
    line: QLineF

    @property
    def place(self) -> tuple[int, int, int] | None:
        """The layer, the unit and the input of the weight."""
        if self.start.unit is None or self.end.unit is None:
            return None
        return self.end.layer, self.end.unit, self.start.unit


class Sketch:
    """The nodes and edges of a network in a room.

    opened: for layers that show more than a dozen nodes, the first unit that they show. whole:
    layers that are one node, such as the pixels of a picture. words: px that are left free beside
    the inputs and the outputs. largest: px of the largest node.
    """

    def __init__(
        self,
        network: Network,
        room: QSizeF,
        opened: Mapping[int, int],
        whole: frozenset[int],
        words: tuple[float, float],
        largest: float,
    ) -> None:
        self.sizes, self.room = network.layers, room  # inputs first
        self._firsts = [t.first for t in network.tensors if not t.is_bias]
        self.opened, self.whole = dict(opened), whole
        self._words, self._largest = words, largest
        self.layers = [self._nodes(layer) for layer in range(len(self.sizes))]
        self.edges = [edge for gap in self._gaps() for edge in gap]

    @cached_property
    def nodes(self) -> list[Node]:
        """Those of all layers."""
        return [node for nodes in self.layers for node in nodes]

    @cached_property
    def singles(self) -> list[int]:
        """The numbers of the edges that are one weight."""
        return [number for number, edge in enumerate(self.edges) if edge.index is not None]

    @cached_property
    def indices(self) -> np.ndarray:
        """Among the parameters, the weights of `singles`."""
        return np.array([self.edges[number].index for number in self.singles], int)

    @cached_property
    def by_index(self) -> dict[int, Edge]:
        """The edges that are one weight, by its place among the parameters."""
        return {edge.index: edge for edge in self.edges if edge.index is not None}

    def edge_of(self, index: int) -> Edge:
        """The edge of a weight, by its place among the parameters, or that which stands for it."""
        if index in self.by_index:
            return self.by_index[index]
        layer = max(each for each, first in enumerate(self._firsts) if first <= index)
        unit, source = divmod(index - self._firsts[layer], self.sizes[layer])
        return next(
            edge
            for edge in self.edges
            if edge.end.layer == layer + 1 and unit in edge.end.units and source in edge.start.units
        )

    def node_of(self, layer: int, unit: int) -> Node | None:
        """The node of a unit, or the rest that it belongs to."""
        return next((node for node in self.layers[layer] if unit in node.units), None)

    def node_at(self, place: QPointF) -> Node | None:
        """The node at a place."""
        return next((node for node in self.nodes if node.box.contains(place)), None)

    def edge_at(self, place: QPointF, near: float) -> Edge | None:
        """The nearest edge that is no more px away from a place."""
        if not self.edges:
            return None
        starts, ways = self._lines
        at = np.array([place.x(), place.y()])
        share = ((at - starts) * ways).sum(axis=1) / np.maximum((ways**2).sum(axis=1), 1e-9)
        away = np.linalg.norm(starts + np.clip(share, 0, 1)[:, None] * ways - at, axis=1)
        number = int(away.argmin())
        return self.edges[number] if away[number] <= near else None

    def column(self, layer: int) -> float:
        """The middle of a layer, in px from the left."""
        left, right = (words + BESIDE + self._largest / 2 for words in self._words)
        across = self.room.width() - left - right
        return left + across * layer / max(len(self.sizes) - 1, 1)

    @cached_property
    def _lines(self) -> tuple[np.ndarray, np.ndarray]:
        ends = [(e.line.x1(), e.line.y1(), e.line.dx(), e.line.dy()) for e in self.edges]
        table = np.array(ends)
        return table[:, :2], table[:, 2:]

    def _nodes(self, layer: int) -> list[Node]:
        shown, rest = self._parts(layer)
        groups = [((unit,), False) for unit in shown] + ([(rest, True)] if rest else [])
        down = self.room.height() - TOP - BOTTOM
        gap = down / len(groups)
        side = float(np.clip(SHARE * gap, LEAST, self._largest))
        x = self.column(layer)
        nodes = []
        for row, (units, is_rest) in enumerate(groups):
            y = TOP + gap * (row + 0.5)
            box = QRectF(x - side / 2, y - side / 2, side, side)
            nodes.append(Node(layer, units, is_rest, box, gap))
        return nodes

    def _parts(self, layer: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The units that are shown, and the others."""
        size = self.sizes[layer]
        if layer in self.whole:
            return (), tuple(range(size))
        most = OPENED if layer in self.opened else MOST
        if size <= most:
            return tuple(range(size)), ()
        first = min(self.opened.get(layer, 0), size - most + 1)
        shown = tuple(range(first, first + most - 1))
        return shown, tuple(unit for unit in range(size) if unit not in shown)

    def _gaps(self) -> list[list[Edge]]:
        gaps = []
        for layer, (first, inputs) in enumerate(zip(self._firsts, self.sizes, strict=False)):
            edges = []
            for end, start in product(self.layers[layer + 1], self.layers[layer]):
                index = None
                if end.unit is not None and start.unit is not None:
                    index = first + end.unit * inputs + start.unit
                ends = QPointF(end.box.left(), end.box.center().y())
                line = QLineF(QPointF(start.box.right(), start.box.center().y()), ends)
                edges.append(Edge(start, end, index, line))
            gaps.append(edges)
        return gaps
