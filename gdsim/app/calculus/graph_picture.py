"""The chain rule as a graph: values go forward along its edges, derivatives back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from gdsim.app.calculus.graph_layout import Edge, Layout, Node, layout
from gdsim.app.look.figures import figures, shortened
from gdsim.app.look.formula import Formulas, draw
from gdsim.app.look.theme import LIGHT, Theme, strong
from gdsim.app.look.type_size import now, px, thick
from gdsim.app.translation import tr
from gdsim.learn.explanations.names import latex_name

BOX = 132, 74  # px of a node
GAP = 72, 26  # px between nodes
SMALLEST, LARGEST = 0.7, 1.4  # scales
MARGIN = 24  # px around the graph
STEPS = {
    Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -(10**6), Qt.Key.Key_End: 10**6,
}  # fmt: skip


class GraphPicture(QWidget):
    """Draws the quantities of a function as far as they have been worked.

    `data` is that of `chain_rule`. A quantity has its value from its stage of the forward pass on,
    and the derivative of the function by it from its stage of the backward pass on.
    """

    picked = Signal(str)  # a quantity that was clicked
    stepped = Signal(int)  # so many stages further

    def __init__(self, formulas: Formulas) -> None:
        super().__init__()
        self._formulas, self._theme = formulas, LIGHT
        self._data: Mapping[str, Any] = {}
        self.layout_: Layout | None = None
        self._latex: dict[str, str] = {}
        self._stage = 0
        self._room, self._scale = QSize(), 1.0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Graph of the function"))

    def show_graph(self, data: Mapping[str, Any], typed: str) -> None:
        """Draw another graph, or the same with other numbers; `typed`: the text that it is of."""
        self._data = data
        names = [each["name"] for each in data["variables"]]
        self.layout_ = layout(names, data["quantities"])
        self._latex = {name: latex_name(name) for name in names}
        for each in data["quantities"]:
            right = shortened(each["latex"], typed)
            self._latex[each["name"]] = f"{latex_name(each['name'])} = {right}"
        self.fit_to(self._room)

    def fit_to(self, room: QSize) -> None:
        """Draw it larger or smaller, so that it fits into a room, as far as it can be read then."""
        self._room, whole = room, self._extent()
        fitting = min(room.width() / whole.width(), room.height() / whole.height())
        # Larger type may be drawn as small as usual type: to see all of it is worth more.
        self._scale = min(max(fitting, SMALLEST / now()), LARGEST)
        self.setMinimumSize(self.sizeHint())
        self.updateGeometry()
        self.update()

    def show_stage(self, stage: int) -> None:
        """Draw the graph as it is after a stage, by its index; -1: before the first."""
        self._stage = stage
        self.update()

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        self.update()

    def values(self) -> dict[str, float]:
        """The values that are shown, by quantity."""
        done = {s["quantity"] for s in self._done if s["pass"] == "forward"}
        shown = {each["name"]: each["value"] for each in self._data["variables"]}
        inner = self._data["quantities"]
        return shown | {each["name"]: each["value"] for each in inner if each["name"] in done}

    def adjoints(self) -> dict[str, float]:
        """The derivatives of the function by its quantities that are shown."""
        done = {s["quantity"] for s in self._done if s["pass"] == "backward"}
        if not self._inner_stages or self._is_forward_done:
            done.add(self._whole)
            if len(self._data["quantities"]) == 1:  # its derivatives are complete already
                done |= {each["name"] for each in self._data["variables"]}
        every = (*self._data["variables"], *self._data["quantities"])
        return {each["name"]: each["adjoint"] for each in every if each["name"] in done}

    def box_of(self, name: str) -> QRectF:
        """Where a quantity is drawn, at a scale of 1."""
        assert self.layout_ is not None
        return self._box(self.layout_.nodes[name])

    def _box(self, node: Node) -> QRectF:
        width, height = px(BOX[0]), px(BOX[1])
        whole = self._extent()
        left = max((self.width() / self._scale - whole.width()) / 2, 0) + px(MARGIN)
        top = max((self.height() / self._scale - whole.height()) / 2, 0) + px(MARGIN)
        return QRectF(
            left + node.column * (width + px(GAP[0])), top + node.row * (height + px(GAP[1])),
            width, height,
        )  # fmt: skip

    def place_of(self, name: str) -> QPointF:
        """Where the middle of a quantity is in the widget."""
        return self.box_of(name).center() * self._scale

    def sizeHint(self) -> QSize:
        whole = self._extent()
        return QSize(int(whole.width() * self._scale), int(whole.height() * self._scale))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a quantity goes to its stage."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        for name in self.layout_.nodes if self.layout_ is not None else ():
            if self.box_of(name).contains(event.position() / self._scale):
                self.picked.emit(name)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right step in the graph."""
        steps = STEPS.get(Qt.Key(event.key()))
        if steps is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(steps)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.layout_ is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self._scale, self._scale)
        values, adjoints = self.values(), self.adjoints()
        drawn = [
            self._paint_edge(painter, edge, edge.user in values) for edge in self.layout_.edges
        ]
        for edge, (place, colour) in zip(self.layout_.edges, drawn, strict=True):
            local = self._local(edge.source, edge.user)
            if edge.user in values and local is not None:
                self._paint_local(painter, place, figures(local), colour)
        for name in self.layout_.nodes:
            self._paint_node(painter, name, values.get(name), adjoints.get(name))

    @property
    def _whole(self) -> str:
        return str(self._data["quantities"][-1]["name"])

    @property
    def _inner_stages(self) -> list[Mapping[str, Any]]:
        return [s for s in self._data["stages"] if s["pass"] == "forward"]

    @property
    def _is_forward_done(self) -> bool:
        return self._stage >= len(self._inner_stages) - 1

    @property
    def _done(self) -> list[Mapping[str, Any]]:
        """The stages up to the present one."""
        stages: list[Mapping[str, Any]] = self._data["stages"][: self._stage + 1]
        return stages

    @property
    def _now(self) -> Mapping[str, Any]:
        """The present stage."""
        done = self._done
        return done[-1] if done else {"pass": "", "quantity": ""}

    def _extent(self) -> QSize:
        if self.layout_ is None:
            return QSize(px(200), px(200))
        columns, rows = self.layout_.columns, self.layout_.rows
        width = columns * px(BOX[0]) + (columns - 1) * px(GAP[0]) + 2 * px(MARGIN)
        return QSize(width, rows * px(BOX[1]) + (rows - 1) * px(GAP[1]) + 2 * px(MARGIN))

    def _paint_edge(self, painter: QPainter, edge: Edge, is_known: bool) -> tuple[QPointF, QColor]:
        """An edge; where its local derivative is written, and in which colour."""
        now, theme = self._now, self._theme
        is_forward = now["pass"] == "forward" and now["quantity"] == edge.user
        is_backward = now["pass"] == "backward" and now["quantity"] == edge.source
        colour = QColor(theme.text if is_forward else theme.accent if is_backward else theme.muted)
        if not (is_forward or is_backward):
            colour.setAlphaF(0.7 if is_known else 0.35)
        start, end = self.box_of(edge.source), self.box_of(edge.user)
        tail = QPointF(start.right(), start.center().y())
        head = QPointF(end.left(), end.center().y())
        path, here = QPainterPath(tail), tail
        for place in edge.via:
            box = self._box(place)
            here = QPointF(box.left(), box.center().y())
            _bend(path, here)
            here = QPointF(box.right(), box.center().y())
            path.lineTo(here)
        _bend(path, head)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, thick(2.6 if is_forward or is_backward else 1.3)))
        painter.drawPath(path)
        self._paint_tip(painter, tail if is_backward else head, colour, -1 if is_backward else 1)
        return (here + head) / 2, colour

    def _paint_tip(self, painter: QPainter, point: QPointF, colour: QColor, way: int) -> None:
        size = thick(6)
        tip = QPainterPath(point)
        tip.lineTo(point + QPointF(-way * size * 1.3, -size * 0.6))
        tip.lineTo(point + QPointF(-way * size * 1.3, size * 0.6))
        tip.closeSubpath()
        painter.fillPath(tip, colour)

    def _paint_local(self, painter: QPainter, middle: QPointF, text: str, colour: QColor) -> None:
        metrics = painter.fontMetrics()
        box = QRectF(metrics.boundingRect(text)).adjusted(-px(4), -px(1), px(4), px(1))
        box.moveCenter(middle)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.background))
        painter.drawRoundedRect(box, 3, 3)
        text_colour = QColor(colour)
        text_colour.setAlphaF(1.0)
        painter.setPen(text_colour)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)

    def _paint_node(
        self, painter: QPainter, name: str, value: float | None, adjoint: float | None
    ) -> None:
        """A box with the formula, the value, and the derivative."""
        theme, box = self._theme, self.box_of(name)
        is_now = self._now["quantity"] == name
        painter.setPen(
            QPen(QColor(theme.accent if is_now else theme.line), thick(2 if is_now else 1))
        )
        painter.setBrush(QColor(theme.surface))
        painter.drawRoundedRect(box, 8, 8)
        third = box.height() / 3
        inner = box.adjusted(px(8), px(3), -px(8), -px(3))
        formula = QRectF(inner.left(), inner.top(), inner.width(), third + px(2))
        painter.setPen(QColor(theme.text))
        self._paint_formula(painter, name, formula)
        line = formula.translated(0, third + px(1))
        painter.setFont(strong(self.font()))
        centred = int(Qt.AlignmentFlag.AlignCenter)
        if value is not None:
            painter.setPen(QColor(theme.text))
            painter.drawText(line, centred, figures(value))
        painter.setFont(self.font())
        if adjoint is not None:
            painter.setPen(QColor(theme.accent))
            words = f"d{self._whole}/d{name} = {figures(adjoint)}"
            painter.drawText(line.translated(0, third - px(4)), centred, words)

    def _paint_formula(self, painter: QPainter, name: str, box: QRectF) -> None:
        latex = self._latex[name]

        def ready() -> None:
            if isValid(self):
                self.update()

        path = self._formulas.get(("node", latex), lambda: latex, ready)
        if path is None:
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), name)
        else:
            draw(painter, path, box, px(14), centre=True)

    def _local(self, source: str, user: str) -> float | None:
        for each in self._data["quantities"]:
            if each["name"] == user:
                local = each["locals"].get(source)
                return None if local is None else float(local["value"])
        return None


def _bend(path: QPainterPath, end: QPointF) -> None:
    """Lead a path on to a point, level at both ends."""
    start = path.currentPosition()
    half = QPointF((end.x() - start.x()) / 2, 0)
    path.cubicTo(start + half, end - half, end)
