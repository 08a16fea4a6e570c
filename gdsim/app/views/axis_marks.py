"""Where the line, the ticks and the numbers of an axis are: as pyqtgraph has them, found faster.

pyqtgraph asks for the bounds of the axis at each number, makes two points of each tick in several
steps and lays out each number anew: most of what a plot costs whose range, size or colours change.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPicture

Line = tuple[QPen, QPointF, QPointF]
Number = tuple[QRectF, Qt.AlignmentFlag, str]

LOW = 0.8  # of the height of a line of text is taken by numbers
FLAGS = {
    "left": Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
    "bottom": Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop,
}


class Marks(NamedTuple):
    """The line of an axis, its ticks, and its numbers with the rectangles that they are in."""

    line: Line
    ticks: list[Line]
    numbers: list[Number]
    room: float  # px that the numbers take across the axis


def marks_of(axis: pg.AxisItem) -> Marks | None:
    """The marks of an axis at the left or below with ticks of its own; None if it has no length."""
    bounds = axis.mapRectFromParent(axis.geometry())
    is_upright = axis.orientation == "left"
    length = bounds.height() if is_upright else bounds.width()
    if length <= 0:
        return None
    low, high = axis.range
    scale = length / (high - low) if high != low else 1.0
    places: list[list[float | None]] = []  # px along the axis from its first corner
    levels = axis.tickValues(low, high, length + 2)
    for _, values in levels:
        offsets = [(high - value if is_upright else value - low) * scale for value in values]
        seen = [min(low, high) <= value <= max(low, high) for value in values]
        places.append([at if known else None for at, known in zip(offsets, seen, strict=True)])
    ticks = _ticks(axis, bounds, places)
    numbers, room = _numbers(axis, bounds, levels, places) if axis.style["showValues"] else ([], 0)
    if is_upright:
        ends = bounds.topRight() + QPointF(-1, -1), bounds.bottomRight() + QPointF(-1, 1)
    else:
        ends = bounds.topLeft() + QPointF(-1, 1), bounds.topRight() + QPointF(1, 1)
    return Marks((axis.pen(), *ends), ticks, numbers, room)


def _ticks(axis: pg.AxisItem, bounds: QRectF, places: list[list[float | None]]) -> list[Line]:
    """The ticks, paler and shorter on each level; across the view if the axis has a grid."""
    is_upright, has_grid = axis.orientation == "left", axis.grid is not False
    length = bounds.height() if is_upright else bounds.width()
    view = axis.linkedView()
    is_wide = has_grid and view is not None
    across = view.mapRectToItem(axis, view.boundingRect()) if is_wide else bounds
    ticks: list[Line] = []
    for level, offsets in enumerate(places):
        opacity = 255 / (level + 1)
        if has_grid:
            share = 0.05 * (length + 2) / (len(offsets) + 1)
            opacity *= axis.grid / 255 * min(max(share, 0.0), 1.0)
        pen = QPen(axis.tickPen())
        colour = QColor(pen.color())
        colour.setAlpha(int(opacity))
        pen.setColor(colour)
        out = axis.style["tickLength"] / (0.5 * level + 1)
        for offset in offsets:
            if offset is None:
                continue
            if is_upright:
                y = bounds.top() + offset
                end = bounds.right() if has_grid else across.right() - out
                ticks.append((pen, QPointF(across.right(), y), QPointF(end, y)))
            else:
                x = bounds.left() + offset
                end = bounds.top() if has_grid else across.top() + out
                ticks.append((pen, QPointF(x, across.top()), QPointF(x, end)))
    return ticks


def _numbers(
    axis: pg.AxisItem, bounds: QRectF, levels: list[Any], places: list[list[float | None]]
) -> tuple[list[Number], float]:
    """The numbers of as many levels as there is room for, and the px that they take across."""
    is_upright, style = axis.orientation == "left", axis.style
    length = bounds.height() if is_upright else bounds.width()
    font = style["tickFont"].toString() if style["tickFont"] is not None else ""
    away = max(0, style["tickLength"]) + style["tickTextOffset"][0 if is_upright else 1]
    inside, numbers = axis.boundingRect(), list[Number]()
    along, across, room = 0.0, 0.0, 0.0
    for level, (spacing, values) in enumerate(levels[: style["maxTextLevel"] + 1]):
        texts = axis.tickStrings(values, axis.autoSIPrefixScale * axis.scale, spacing)
        shown = [
            (text, offset, *_size(text, font))
            for text, offset in zip(texts, places[level], strict=True)
            if offset is not None
        ]
        if not texts:
            continue
        for *_, width, height in shown:
            along += height if is_upright else width
            across = max(across, width if is_upright else height)
        full = along / (length + 2)
        limits = style["textFillLimits"]
        if level and any(len(numbers) >= count and full >= limit for count, limit in limits):
            break
        room = across
        for text, offset, width, height in shown:
            if is_upright:
                left, top = bounds.right() - away - width, bounds.top() + offset - height / 2
            else:
                left, top = bounds.left() + offset - width / 2, bounds.top() + away
            place = QRectF(left, top, width, height)
            if inside & place == place:
                flags = FLAGS[axis.orientation] | Qt.TextFlag.TextDontClip
                numbers.append((place, flags, text))
    return numbers, room


@lru_cache(4096)
def _size(text: str, in_font: str) -> tuple[float, float]:
    """The width and height of a number, in px."""
    picture = QPicture()
    painter = QPainter(picture)
    if in_font:
        font = QFont()
        font.fromString(in_font)
        painter.setFont(font)
    box = painter.boundingRect(QRectF(0, 0, 100, 100), Qt.AlignmentFlag.AlignCenter, text)
    painter.end()
    return box.width(), LOW * box.height()
