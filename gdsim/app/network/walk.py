"""A drawn network through which the arrow keys walk, from unit to edge to unit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent

from gdsim.app.network.canvas import Canvas
from gdsim.app.network.sketch import Edge, Node, Sketch

ARROWS: dict[int, tuple[int, int]] = {  # to the right, and down
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip


class WalkedCanvas(Canvas):
    """A drawing in which the arrow keys choose a unit or an edge, and Enter takes it.

    From a unit, Left and Right lead to its edges on that side, and on to the unit at their other
    end; Up and Down to the next unit of its layer, or to the next edge of the unit they came from.
    What is chosen counts as what is under the mouse, while that is elsewhere.
    """

    entered = Signal(object)  # a Node or an Edge

    def __init__(self) -> None:
        super().__init__()
        self._is_from_left = True  # whether the unit that an edge was reached from is its left one
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows choose, Enter takes, Escape leaves what is chosen."""
        if event.key() in ARROWS and self.sketch is not None:
            self._choose(self._after(self.sketch, *ARROWS[event.key()]))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.chosen is not None:
            self.entered.emit(self.chosen)
        elif event.key() == Qt.Key.Key_Escape and self.chosen is not None:
            self._choose(None)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Whoever comes with the Tab key sees where the arrows begin."""
        super().focusInEvent(event)
        by_keys = Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason
        if event.reason() in by_keys and self.sketch is not None and self.chosen is None:
            self._choose(self._after(self.sketch, 0, 0))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The mouse chooses by itself."""
        self.chosen = None
        super().mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """What is chosen is read again."""
        self._say(self.chosen)

    def _choose(self, thing: Node | Edge | None) -> None:
        self.chosen = thing
        self._say(thing)

    def _place(self) -> None:
        """Units and edges are placed anew: what was chosen is another object."""
        old = self.chosen
        super()._place()
        if self.sketch is None or old is None:
            return
        if isinstance(old, Node):
            self.chosen = self.sketch.node_of(old.layer, old.units[0])
        else:
            self.chosen = None if old.index is None else self.sketch.edge_of(old.index)
        self.under = self.chosen

    def _after(self, sketch: Sketch, right: int, down: int) -> Node | Edge:
        """Where a key leads from what is chosen, or the first unit."""
        at = self.chosen
        if at is None:
            return sketch.layers[0][0]
        if isinstance(at, Edge):
            if right:
                return at.end if right > 0 else at.start
            return _next(self._edges_of(sketch, self._anchor(at)), at, down)
        if down:
            return _next(sketch.layers[at.layer], at, down)
        self._is_from_left = right > 0
        edges = self._edges_of(sketch, at) if right else []
        return min(edges, key=lambda edge: abs(edge.line.dy()), default=at)

    def _edges_of(self, sketch: Sketch, node: Node) -> list[Edge]:
        """The edges of a unit on the side that the arrows left it on, from the top."""
        return [edge for edge in sketch.edges if self._anchor(edge) is node]

    def _anchor(self, edge: Edge) -> Node:
        return edge.start if self._is_from_left else edge.end


def _next(things: Sequence[Node | Edge], thing: Node | Edge, by: int) -> Node | Edge:
    place = next(i for i, each in enumerate(things) if each is thing)
    return things[min(max(place + by, 0), len(things) - 1)]
