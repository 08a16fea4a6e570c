"""A drawing of a network: units, and edges in the colours and widths of numbers of weights."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gdsim.app.look.theme import LIGHT, Theme, rgb, tabular
from gdsim.app.look.type_size import px, thick
from gdsim.app.network.seeing import Unit, image_side
from gdsim.app.network.signs import NEGATIVE, POSITIVE, painted
from gdsim.app.network.sketch import BESIDE, LARGEST, PLAIN, Edge, Node, Sketch
from gdsim.app.translation import tr
from gdsim.objectives import Network

WIDTHS = 8  # of edges
THIN, THICK = 0.6, 5.0  # px; and half as thick where there are
MANY = 250  # edges
FAINT = 0.24  # share of its colour that the thinnest edge has; and all of theirs
FADED = 0.45  # where others are lit
LINE = 15  # px of words
NEAR = 5.0  # px to the edge that is pointed at
STILL = 3  # px that the mouse may move in a click


@dataclass(frozen=True)
class Look:
    """What is drawn of a network.

    values: (parameters,) the numbers that edges show, with the one that has the full width.
    pictures, curves: what units see, over the plane or along a line, from 0 to 1.
    texts, above: words at units, and above them. edge_texts: at weights, by their places among the
    parameters. lit_units, lit_edges: those that stand out. between: words above each layer's edges.
    """

    values: np.ndarray
    largest: float = 1.0
    pictures: Mapping[Unit, QImage] = field(default_factory=dict)
    curves: Mapping[Unit, np.ndarray] = field(default_factory=dict)
    texts: Mapping[Unit, str] = field(default_factory=dict)
    above: Mapping[Unit, str] = field(default_factory=dict)
    edge_texts: Mapping[int, str] = field(default_factory=dict)
    lit_units: frozenset[Unit] = frozenset()
    lit_edges: frozenset[int] = frozenset()
    between: tuple[str, ...] = ()


class Canvas(QWidget):
    """Draws a network, and says what of it is under the mouse."""

    pointed = Signal(object)  # a Node, an Edge or None
    clicked = Signal(object)  # an Edge that is one weight, which a click was on
    dragged = Signal(object, float)  # such an edge, and px upwards since it was pressed
    released = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.theme, self.cost = LIGHT, 0.0
        self._words = QFont()  # the type of words in the picture that is painted
        self._network: Network | None = None
        self._names: Mapping[Unit, str] = {}
        self._largest = LARGEST
        self.whole: frozenset[int] = frozenset()  # layers that are drawn as one node
        self._opened: dict[int, int] = {}
        self.sketch: Sketch | None = None
        self.look: Look | None = None
        self.under: Node | Edge | None = None
        self.chosen: Node | Edge | None = None  # stands out
        self._pressed: tuple[Edge, QPointF] | None = None
        self._is_drag = False
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(120)

    def show_network(self, network: Network, names: Mapping[Unit, str], has_pictures: bool) -> None:
        """Draw another network; names: words beside its inputs and outputs.

        has_pictures: whether there are pictures of what its units see.
        """
        self._network, self._names, self._opened, self.look = network, names, {}, None
        self.whole = frozenset() if image_side(network.data) is None else frozenset({0})
        self._largest = LARGEST if has_pictures else PLAIN
        self.chosen = None
        self._place()

    def show_look(self, look: Look | None) -> None:
        """Draw other numbers."""
        self.look = look
        self.update()

    def open_layer(self, layer: int) -> None:
        """Show more units of a layer, or the next ones, or a dozen again."""
        if self.sketch is None or layer in self.whole:
            return
        shown = [node.unit for node in self.sketch.layers[layer] if node.unit is not None]
        if layer not in self._opened:
            self._opened[layer] = 0
        elif shown[-1] + 1 < self.sketch.sizes[layer]:
            self._opened[layer] = shown[-1] + 1
        else:
            del self._opened[layer]
        self._place()

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.theme = theme
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what is under the mouse, or how far an edge is dragged."""
        if self._pressed is not None:
            edge, start = self._pressed
            up = start.y() - event.position().y()
            self._is_drag = self._is_drag or abs(up) > STILL
            if self._is_drag:
                self.dragged.emit(edge, up)
            return
        self._point(event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._point(event.position())
        if isinstance(self.under, Edge) and self.under.index is not None:
            self._pressed, self._is_drag = (self.under, event.position()), False
        elif isinstance(self.under, Node) and self._opens(self.under):
            self.open_layer(self.under.layer)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        if pressed is not None and not self._is_drag:
            self.clicked.emit(pressed[0])
        elif pressed is not None:
            self.released.emit()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at any longer."""
        self._say(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        begun = time.thread_time()
        if self.sketch is not None and self.look is not None:
            painter = QPainter(self)
            painter.setRenderHints(
                QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
            )
            self._words = self._small
            painter.setFont(tabular(self.font()))
            self._draw_edges(painter, self.sketch, self.look)
            for node in self.sketch.nodes:
                self._draw_node(painter, node, self.look)
            self._draw_captions(painter, self.sketch, self.look)
            painter.end()
        self.cost = time.thread_time() - begun

    def _place(self) -> None:
        if self._network is None:
            return
        room = QSizeF(max(self.width(), 1), max(self.height(), 1))
        words = self._room_for(0), self._room_for(len(self._network.layers) - 1)
        self.sketch = Sketch(
            self._network, room, self._opened, self.whole, words, px(self._largest)
        )
        self.under = None
        self.update()

    def _room_for(self, layer: int) -> float:
        """The px of the longest of the words beside a layer."""
        metrics = QFontMetricsF(self._small)
        names = [] if layer in self.whole else self._names.items()
        widths = [metrics.horizontalAdvance(text) for place, text in names if place[0] == layer]
        return max(widths, default=0.0) + (BESIDE if widths else 0.0)

    @property
    def _small(self) -> QFont:
        """The type of words in the drawing."""
        font = tabular(self.font())
        font.setPixelSize(px(11))
        return font

    def _point(self, place: QPointF) -> None:
        if self.sketch is not None:
            self._say(self.sketch.node_at(place) or self.sketch.edge_at(place, NEAR))

    def _say(self, under: Node | Edge | None) -> None:
        if under is not self.under:
            self.under = under
            if isinstance(under, Node):
                hand = self._opens(under)
            else:
                hand = under is not None and under.index is not None
            self.setCursor(
                Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor
            )
            self.pointed.emit(under)
            self.update()

    def _opens(self, node: Node) -> bool:
        """Whether a click on a node shows other units of its layer."""
        return node.is_rest or node.layer in self._opened

    def _draw_edges(self, painter: QPainter, sketch: Sketch, look: Look) -> None:
        """Those of one width and sign together: there may be hundreds."""
        values = look.values[sketch.indices] if len(sketch.indices) else np.empty(0)
        shares = np.clip(np.abs(np.nan_to_num(values)) / (look.largest or 1.0), 0, 1)
        levels = np.ceil(shares * WIDTHS).astype(int) * np.where(values < 0, -1, 1)
        lines: dict[int, list[QLineF]] = {}
        for number, level in zip(sketch.singles, levels.tolist(), strict=True):
            lines.setdefault(level, []).append(sketch.edges[number].line)
        fades = bool(look.lit_edges or look.lit_units)
        for level in sorted(lines, key=abs):
            painter.setPen(self._pen(abs(level) / WIDTHS, level < 0, fades))
            painter.drawLines(lines[level])
        for edge in sketch.edges:
            if edge.index is None:
                pen = self._pen(min(self.rest_of(edge) / (look.largest or 1.0), 1), None, fades)
                painter.setPen(pen)
                painter.drawLine(edge.line)
        ink = QPen(QColor(self.theme.text), thick(2.4))
        for index in look.lit_edges:
            painter.setPen(ink)
            painter.drawLine(sketch.edge_of(index).line)
        for thing, width in ((self.under, 1.6), (self.chosen, 2.4)):
            if isinstance(thing, Edge):
                painter.setPen(QPen(QColor(self.theme.text), thick(width)))
                painter.drawLine(thing.line)
        for index, text in look.edge_texts.items():
            self._draw_words(painter, sketch.edge_of(index).line.pointAt(0.5), text)

    def rest_of(self, edge: Edge) -> float:
        """The root mean square of the numbers that an edge stands for."""
        assert self._network is not None and self.look is not None
        weights = self._network.weights(self.look.values)[edge.end.layer - 1][0]
        part = weights[np.ix_(edge.end.units, edge.start.units)]
        return float(np.sqrt(np.mean(part**2)))

    def _pen(self, share: float, is_negative: bool | None, fades: bool) -> QPen:
        name = self.theme.name
        hue = self.theme.muted if is_negative is None else (
            NEGATIVE[name] if is_negative else POSITIVE[name]
        )  # fmt: skip
        opacity = (FAINT + (1 - FAINT) * share) * (FADED if fades else 1.0)
        colour = _mixed(hue, self.theme.background, opacity)
        are_many = self.sketch is not None and len(self.sketch.edges) > MANY
        most = THICK / 2 if are_many else THICK
        pen = QPen(colour, thick(THIN + (most - THIN) * share))
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if is_negative is None:
            pen.setStyle(Qt.PenStyle.DotLine)
        return pen

    def _draw_node(self, painter: QPainter, node: Node, look: Look) -> None:
        theme, box = self.theme, node.box
        ground = QColor(theme.surface)
        lit = any((node.layer, unit) in look.lit_units for unit in node.units)
        is_under = node is self.under
        stands_out = lit or node is self.chosen
        pen = QPen(QColor(theme.text if stands_out or is_under else theme.muted),
                   thick(2.6 if stands_out else 1.2))  # fmt: skip
        painter.setPen(pen)
        painter.setBrush(ground)
        place = node.layer, node.units[0]
        has_picture = not node.is_rest or node.layer in self.whole
        picture = look.pictures.get(place) if has_picture else None
        if node.is_rest and picture is None:
            painter.drawRoundedRect(box, 3, 3)
            self._write(painter, node, tr("+{count}", count=len(node.units)))
        elif picture is not None:
            painter.drawImage(box, picture)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box)
        elif place in look.curves:
            painter.drawRect(box)
            points = look.curves[place]
            inside = box.adjusted(2, 2, -2, -2)
            xs = inside.left() + points[:, 0] * inside.width()
            ys = inside.bottom() - points[:, 1] * inside.height()
            painter.setPen(QPen(QColor(theme.text), thick(1.4)))
            painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in zip(xs, ys, strict=True)]))
        else:
            self._draw_plain(painter, node, look)
        text = look.texts.get(place) or self._names.get(place, "")
        if text and not node.is_rest:
            self._draw_text(painter, node, text)
        if place in look.above and not node.is_rest:
            middle = QPointF(box.center().x(), box.top() - px(9))
            self._draw_words(painter, middle, look.above[place])

    def _draw_plain(self, painter: QPainter, node: Node, look: Look) -> None:
        """A unit without a picture, in the colour of the number of its bias."""
        assert self._network is not None
        biases = self._network.weights(look.values)[node.layer - 1][1] if node.layer else None
        if biases is not None and node.unit is not None:
            number = biases[node.unit : node.unit + 1]
            painter.setBrush(QColor(*painted(number, self.theme, look.largest)[0].tolist()))
        painter.drawEllipse(node.box)

    def _write(self, painter: QPainter, node: Node, text: str) -> None:
        """A few letters in a node, in a size that fits."""
        font = tabular(self.font())
        font.setPixelSize(max(min(px(11), round(node.box.height() * 0.42)), 6))
        painter.setFont(font)
        painter.setPen(QColor(self.theme.text))
        painter.drawText(node.box, int(Qt.AlignmentFlag.AlignCenter), text)
        painter.setFont(tabular(self.font()))

    def _draw_text(self, painter: QPainter, node: Node, text: str) -> None:
        """Words left of inputs, right of outputs, else below a unit; on it where it is tight."""
        painter.setFont(self._words)
        box, width = node.box, painter.fontMetrics().horizontalAdvance(text) + 6
        middle = QPointF(box.center().x(), box.bottom() + px(8))
        if node.layer == 0:
            middle = QPointF(box.left() - 2 - width / 2, box.center().y())
        elif self.sketch is not None and node.layer == len(self.sketch.sizes) - 1:
            middle = QPointF(box.right() + 2 + width / 2, box.center().y())
        elif node.gap < box.height() + px(LINE):
            middle = box.center()
        self._draw_words(painter, middle, text)

    def _draw_words(self, painter: QPainter, middle: QPointF, text: str) -> None:
        """Words on a ground of their own, so that edges do not cross them."""
        painter.setFont(self._words)
        size = painter.fontMetrics().size(0, text)
        box = QRectF(0, 0, size.width() + 6, size.height())
        box.moveCenter(middle)
        box.moveLeft(min(max(box.left(), 0.0), max(self.width() - box.width(), 0.0)))
        painter.setPen(Qt.PenStyle.NoPen)
        ground = QColor(self.theme.background)
        ground.setAlpha(225)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(QColor(self.theme.text))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)

    def _draw_captions(self, painter: QPainter, sketch: Sketch, look: Look) -> None:
        painter.setFont(self._words)
        painter.setPen(QColor(self.theme.muted))
        height = painter.fontMetrics().height()
        for layer, text in enumerate(look.between):
            x = (sketch.column(layer) + sketch.column(layer + 1)) / 2
            box = QRectF(x - 50, 2, 100, height)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)


@lru_cache(256)
def _mixed(hue: str, ground: str, opacity: float) -> QColor:
    """A hue as it is seen through to the ground: to mix takes a third of the time of drawing so."""
    mixed = opacity * rgb(hue) + (1 - opacity) * rgb(ground)
    return QColor(*mixed.round().astype(int).tolist())
