"""Names stand beside heads, clear of marks and of the lines of others as far as a side is free."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF

from gdsim.app.look.type_size import px
from gdsim.app.views.beside import AWAY, MARK, SIDES, Pieces, _beside, boxes_beside
from gdsim.app.views.beside import HEAD as HEAD_PX
from gdsim.app.views.labels import SETTLED, Label, Labels

VIEW = QRectF(0, 0, 400, 300)
HEAD = QPointF(200, 150)


def box(marks=(), lines=(), view=VIEW, others=()):
    heads = {"Adam": HEAD, **{str(n): QPointF(*place) for n, place in enumerate(others)}}
    of_others = [("SGD", np.array(line, float)) for line in lines]
    found = boxes_beside(heads, view, np.array(marks, float).reshape(-1, 2), of_others)
    return found.get("Adam")


def side(found):
    """Where a name is: across and down, -1, 0 or 1."""
    middle = found.center() - HEAD
    half = found.width() / 2, found.height() / 2
    return tuple(
        int(np.sign(d) * (abs(d) > h / 2))
        for d, h in zip((middle.x(), middle.y()), half, strict=True)
    )


def test_a_name_is_at_the_right_of_its_head_where_that_side_is_free(qtbot):
    found = box()
    assert side(found) == (1, 0) and found.left() == pytest.approx(200 + AWAY)


@pytest.mark.parametrize("place", [(215, 150), (230, 146)])
def test_it_does_not_cover_a_mark_where_another_side_is_free(qtbot, place):
    across, down = side(box(marks=[place]))
    assert across == 1 and down != 0
    right = box(marks=[(215, 150), (235, 130), (235, 170), (190, 150)])  # above is free
    assert side(right)[0] == 0


def test_a_line_of_another_is_avoided_also_where_none_of_its_points_is_in_the_box(qtbot):
    assert side(box(lines=[[(0, 150), (400, 150)]])) == (1, -1)
    apart = [[(0, 150), (100, 150), (np.nan, np.nan), (300, 150), (400, 150)]]
    beside = [[(260, 0), (260, 300)], [(201, 20), (260, 80)]]
    assert side(box(lines=[*apart, *beside])) == (1, 0)
    fan = [[(205, 150), (300, y)] for y in (100, 150, 200)]
    assert side(box(lines=fan))[0] == -1


def test_a_mark_counts_for_more_than_lines_and_a_head_is_never_covered(qtbot):
    around = [(x, y) for x in (185, 200, 215) for y in (130, 150, 170) if (x, y) != (200, 150)]
    around.remove((215, 150))  # where the lines are
    assert side(box(marks=around, lines=[[(0, 150), (400, 150)]] * 2)) == (1, 0)
    beside = [(185, 150), (235, 130), (235, 170)]
    assert side(box(marks=beside, others=[(220, 150)]))[0] == 0
    assert box(view=QRectF(195, 145, 10, 10)) is None


def test_at_an_edge_the_other_half_has_three_sides(qtbot):
    edge = QRectF(0, 0, 205, 300)
    assert side(box(view=edge)) == (-1, 0)
    assert side(box(view=edge, marks=[(185, 150)])) == (-1, -1)
    assert side(box(view=edge, marks=[(185, 150), (185, 130)])) == (-1, 1)


@pytest.mark.parametrize("seed", range(4))
def test_each_name_has_the_best_of_its_free_sides(qtbot, seed):
    draws = np.random.default_rng(seed)
    heads = {str(n): QPointF(*place) for n, place in enumerate(draws.uniform(0, 300, (12, 2)))}
    marks = draws.uniform(0, 300, (40, 2))
    lines = [(str(n), draws.uniform(0, 300, (5, 2))) for n in range(12)]
    found, names = boxes_beside(heads, VIEW, marks, lines), list(heads)
    taken = [QRectF(p.x() - HEAD_PX, p.y() - HEAD_PX, *[2 * HEAD_PX] * 2) for p in heads.values()]
    assert len(found) > 4
    for name in names:
        size = next(iter(boxes_beside({name: HEAD}, VIEW).values())).size()
        x, y = heads[name].toTuple()
        sides = [QRectF(*_beside(x, y, *size.toTuple(), *side)[:2], *size.toTuple())
                 for side in SIDES]  # fmt: skip
        free = [each for each in sides if VIEW.contains(each) and not meets(each, taken)]
        others = Pieces.of([line for owner, line in lines if owner != name])
        best = min(free, key=lambda each: covered(each, marks, others), default=None)
        assert found.get(name) == best
        taken += [best] if best is not None else []


def meets(box, others):
    return sum(box.intersects(other) for other in others)


def covered(box, marks, lines):
    """How many marks, and then lines, a box covers."""
    near = [QRectF(x - px(MARK), y - px(MARK), *[2 * px(MARK)] * 2) for x, y in marks]
    return meets(box, near), lines.crossing((box.left(), box.top(), box.right(), box.bottom()))


def test_names_keep_off_lines_once_their_heads_rest(qtbot, plot):
    labels = Labels(plot)
    line = np.array([[0.0, 0.5], [1.0, 0.5]])
    labels.lines = lambda: {0: line, 1: line}
    plot.box.setRange(xRange=(0, 1), yRange=(0, 1), padding=0)
    here = Label("SGD", 0, 0.5, 0.5)

    def middle():
        return labels.boxes["SGD"].center().y()

    labels.show_labels([here], None, plot.theme)
    on_the_line = middle()
    assert on_the_line == pytest.approx(labels.pixel(0.5, 0.5).y(), abs=1)
    qtbot.waitUntil(lambda: abs(middle() - on_the_line) > 5, timeout=20 * SETTLED)
    labels.lines = lambda: {0: line}  # its own
    labels.change()
    assert middle() == on_the_line
    labels.lines = lambda: {1: line}
    labels.change()
    assert middle() != on_the_line
    plot.filmed.emit(True)  # however long a frame takes
    assert middle() == on_the_line
    plot.filmed.emit(False)
    assert middle() != on_the_line
    labels.show_labels([Label("SGD", 0, 0.4, 0.5)], None, plot.theme)
    assert middle() == on_the_line  # it moves
