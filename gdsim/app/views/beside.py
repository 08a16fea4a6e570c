"""Where names have room beside the heads of lines: clear of marks and of the lines of others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
NOWHERE = np.empty((0, 2))

Box = tuple[float, float, float, float]  # left, top, right and bottom


def boxes_beside(
    heads: Mapping[str, QPointF],
    view: QRectF,
    marks: np.ndarray = NOWHERE,
    of_others: Mapping[str, Sequence[np.ndarray]] | None = None,
) -> dict[str, QRectF]:
    """Where names have room beside their heads, in pixels of a view; not all may have.

    No name covers a head or another name. As few as can be cover one of the marks, (n, 2), and then
    one of the lines of others, (n, 2) with gaps, by the name.
    """
    metrics, boxes = QFontMetricsF(font_of_names()), {}
    height = metrics.height()
    taken = [_round(p.x(), p.y(), HEAD) for p in heads.values()]
    spots = [_round(x, y, px(MARK)) for x, y in marks.tolist()]
    for text, head in heads.items():
        x, y = head.x(), head.y()
        if not (view.left() <= x <= view.right() and view.top() <= y <= view.bottom()):
            continue
        lines = of_others.get(text, ()) if of_others else ()
        width = metrics.horizontalAdvance(text)
        places = (_beside(x, y, width, height, *side) for side in SIDES)
        free = [box for box in places if _is_in(box, view) and not _meets(box, taken)]
        best: Box | None = min(
            free,
            key=lambda box: (_meets(box, spots), sum(_crosses(line, box) for line in lines)),
            default=None,
        )
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


def _meets(box: Box, others: Sequence[Box]) -> int:
    """How many of the others a box meets."""
    left, top, right, bottom = box
    return sum(left < c and a < right and top < d and b < bottom for a, b, c, d in others)


def _crosses(line: np.ndarray, box: Box) -> bool:
    """Whether a line, (n, 2) with gaps, goes through a box."""
    low, high = np.array(box[:2]), np.array(box[2:])
    start, end = line[:-1], line[1:]
    with np.errstate(invalid="ignore", divide="ignore"):
        near = ((np.minimum(start, end) < high) & (np.maximum(start, end) > low)).all(axis=1)
        start, step = start[near], (end - start)[near]
        # The shares of each piece at which it enters and leaves the box along each axis.
        ways = np.sort(np.stack([(low - start) / step, (high - start) / step]), axis=0)
        enters = np.where(step == 0, 0.0, ways[0]).max(axis=1, initial=0.0)
        leaves = np.where(step == 0, 1.0, ways[1]).min(axis=1, initial=1.0)
    return bool((enters < leaves).any())
