"""Where names have room beside the heads of lines: clear of marks and of the lines of others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QApplication

from gdsim.app.look.type_size import px

AWAY = 9.0  # px from the middle of a head to its name
HEAD, MARK = 6, 7  # px from the middle of a head, and of a mark, to its edge
# Where a name may be, the best first: (1, 0.5) is to the right, (0.5, 0) above.
SIDES = (
    *((1.0, 0.5), (1.0, 0.0), (1.0, 1.0), (0.0, 0.5)),
    *((0.5, 0.0), (0.5, 1.0), (0.0, 0.0), (0.0, 1.0)),
)
NOWHERE, NO_LINE = np.empty((0, 2)), -1
CLEAR = 0, 0  # marks and lines that a name covers

Box = tuple[float, float, float, float]  # left, top, right and bottom


class Pieces(NamedTuple):
    """Straight pieces of lines: (n, 2) ends, (n, 2) corners round them, (n,) numbers of lines."""

    starts: np.ndarray
    ends: np.ndarray
    low: np.ndarray
    high: np.ndarray
    lines: np.ndarray

    @classmethod
    def of(cls, lines: Sequence[np.ndarray]) -> Pieces:
        """The pieces of lines (n, 2) with gaps; none are at a gap."""
        joined = [np.concatenate([line, [(np.nan, np.nan)]]) for line in lines]
        points = np.concatenate([*joined, np.empty((1, 2))])
        numbers = np.repeat(np.arange(len(lines)), list(map(len, joined)))
        known = np.isfinite(points).all(axis=1)
        drawn = known[:-1] & known[1:]
        starts, ends = points[:-1][drawn], points[1:][drawn]
        corners = np.minimum(starts, ends), np.maximum(starts, ends)
        return cls(starts, ends, *corners, numbers[drawn])

    def near(self, box: Box, but: int = NO_LINE) -> Pieces:
        """Those whose corners meet a box, of all lines but one."""
        if not self.lines.size:
            return self
        left, top, right, bottom = box
        (x0, y0), (x1, y1) = self.low.T, self.high.T
        meet = (x0 < right) & (x1 > left) & (y0 < bottom) & (y1 > top) & (self.lines != but)
        at = np.flatnonzero(meet)
        return Pieces(*(values[at] for values in self))

    def crossing(self, box: Box) -> int:
        """How many lines go through a box."""
        near = self.near(box)
        if not near.lines.size:
            return 0
        low, high, step = np.array(box[:2]), np.array(box[2:]), near.ends - near.starts
        with np.errstate(invalid="ignore", divide="ignore"):
            # The shares of each piece at which it enters and leaves the box along each axis.
            ways = np.sort(np.stack([(low - near.starts) / step, (high - near.starts) / step]), 0)
        enters = np.where(step == 0, 0.0, ways[0]).max(axis=1, initial=0.0)
        leaves = np.where(step == 0, 1.0, ways[1]).min(axis=1, initial=1.0)
        return len(set(near.lines[enters < leaves].tolist()))


def boxes_beside(
    heads: Mapping[str, QPointF],
    view: QRectF,
    marks: np.ndarray = NOWHERE,
    lines: Sequence[tuple[str, np.ndarray]] = (),
) -> dict[str, QRectF]:
    """Where names have room beside their heads, in pixels of a view; not all may have.

    No name covers a head or another name. As few as can be cover one of the marks, (n, 2), and then
    one of the lines of others: (n, 2) with gaps, each with the name whose it is, or "".
    """
    metrics, boxes = QFontMetricsF(font_of_names()), {}
    height = metrics.height()
    taken = [_round(p.x(), p.y(), HEAD) for p in heads.values()]
    spots = [_round(x, y, px(MARK)) for x, y in marks.tolist()]
    owners, pieces = [name for name, _ in lines], Pieces.of([line for _, line in lines])
    for text, head in heads.items():
        x, y = head.x(), head.y()
        if not (view.left() <= x <= view.right() and view.top() <= y <= view.bottom()):
            continue
        width = metrics.horizontalAdvance(text)
        places = [_beside(x, y, width, height, *side) for side in SIDES]
        around = _around(places)
        near = pieces.near(around, owners.index(text) if text in owners else NO_LINE)
        held, marked = _meeting(around, taken), _meeting(around, spots)
        free = (box for box in places if _is_in(box, view) and not _meeting(box, held))
        best = _clearest(free, marked, near)
        if best is not None:
            boxes[text] = QRectF(best[0], best[1], width, height)
            taken.append(best)
    return boxes


def font_of_names() -> QFont:
    """The font of names beside lines."""
    font = QFont(QApplication.font())
    font.setPixelSize(px(12))
    font.setWeight(QFont.Weight.DemiBold)
    return font


def _beside(x: float, y: float, width: float, height: float, across: float, down: float) -> Box:
    """The box of a name on one side of its head."""
    left = x + (across - 0.5) * 2 * AWAY - (1 - across) * width
    top = y + (down - 0.5) * 2 * AWAY - (1 - down) * height
    return left, top, left + width, top + height


def _round(x: float, y: float, reach: float) -> Box:
    return x - reach, y - reach, x + reach, y + reach


def _is_in(box: Box, view: QRectF) -> bool:
    left, top, right, bottom = box
    across = view.left() <= left and right <= view.right()
    return across and view.top() <= top and bottom <= view.bottom()


def _meeting(box: Box, others: Sequence[Box]) -> list[Box]:
    """Those of the others that a box meets."""
    left, top, right, bottom = box
    return [
        other
        for other in others
        if left < other[2] and other[0] < right and top < other[3] and other[1] < bottom
    ]


def _clearest(boxes: Iterable[Box], marks: Sequence[Box], lines: Pieces) -> Box | None:
    """The first box that covers the fewest marks, and then lines; after one of none none counts."""
    best, least = None, None
    for box in boxes:
        covered = len(_meeting(box, marks)), lines.crossing(box)
        if least is None or covered < least:
            best, least = box, covered
        if least == CLEAR:
            break
    return best


def _around(boxes: Sequence[Box]) -> Box:
    """The smallest box round others."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
