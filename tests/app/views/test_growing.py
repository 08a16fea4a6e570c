"""Lines that grow are drawn as if they had been drawn at once."""

import numpy as np
import pytest
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QApplication

from gdsim.app.look.strokes import paler, stroke
from gdsim.app.look.theme import LIGHT
from gdsim.app.views.growing import REST, Growing
from gdsim.app.views.polyline import Polyline
from tests.app.by_hand import colours_of

DASHED = 13  # the number of a colour that has dashes


def walk(seed, count=60):
    steps = np.random.default_rng(seed).normal(scale=0.03, size=(2, count))
    points = 0.5 + np.cumsum(steps, axis=1)
    points[:, 20:22] = np.nan  # out of view for a while
    return points


def lines(plot, pens):
    growing = Growing(plot, 20)
    drawn = []
    for pen in pens:
        line = Polyline()
        line.setPen(pen)
        growing.add_item(line, 0)
        drawn.append(line)
    return growing, drawn


@pytest.mark.parametrize("colour", [0, DASHED])
def test_a_line_that_grew_looks_like_one_drawn_at_once(plot, colour):
    pen = stroke(colour, LIGHT, 1.8)
    assert bool(pen.dashPattern()) == (colour == DASHED)
    empty = colours_of(plot)
    growing, (line,) = lines(plot, [pen])
    x, y = walk(1)
    for count in (1, 2, 5, 6, 18, 23, 40, 41, 59):
        end = 0.01 if count < 59 else 0.0  # the last point may be another one each time
        line.set_points(np.append(x[: count - 1], x[count - 1] + end), y[:count])
        assert line.changes == 0
        grown = colours_of(plot)
    assert growing._kept[line].points == 58
    growing.removeItem(line)
    np.testing.assert_array_equal(colours_of(plot), empty)
    _, (whole,) = lines(plot, [pen])
    whole.set_points(x[:59], y[:59])
    at_once = colours_of(plot)
    assert np.abs(at_once - empty).sum() > 10_000
    # Where two pieces meet, and at the edges of dashes, single pixels differ by a little.
    assert np.abs(grown - at_once).sum() < 0.03 * np.abs(at_once - empty).sum()


def test_what_changes_otherwise_is_seen_at_once(plot):
    solid, pale = stroke(0, LIGHT, 1.8), paler(stroke(1, LIGHT, 1.8), 0.4)
    growing, (line, through) = lines(plot, [solid, pale])
    for each, seed in ((line, 1), (through, 2)):
        each.set_points(*walk(seed))
    before = colours_of(plot)
    assert list(growing._kept) == [line]  # one that is seen through is never kept
    other = walk(3)
    line.set_points(*other)
    changed = colours_of(plot)
    assert line.changes == 1 and not growing._kept and (changed != before).any()
    for _ in range(REST + 1):  # it is kept again when it has been the same for a while
        again = colours_of(plot)
    assert growing._kept[line].points == 59 and np.abs(again - changed).mean() < 0.05
    _, (whole, second) = lines(plot, [solid, pale])
    growing.setVisible(False)
    whole.set_points(*other)
    second.set_points(*walk(2))
    assert np.abs(colours_of(plot) - changed).mean() < 0.05
    # Another pen, and a line that is hidden.
    growing, (line, last) = lines(plot, [solid, solid])
    for each, seed in ((line, 4), (last, 5)):
        each.set_points(*walk(seed))
    both = colours_of(plot)
    last.setVisible(False)
    one = colours_of(plot)
    line.setPen(QPen(stroke(2, LIGHT, 4.0)))
    assert list(growing._kept) == [line] and (both != one).any() and (colours_of(plot) != one).any()
    plot.box.setRange(xRange=(0.2, 0.7))
    assert (colours_of(plot) != one).any() and growing._kept[line].points == 59


def test_lines_that_rest_lie_over_each_other_as_if_they_were_drawn_at_once(plot, qtbot):
    pens = [stroke(0, LIGHT, 6.0), stroke(1, LIGHT, 6.0)]
    along = np.linspace(0.1, 0.9, 9)
    paths = [(along, along), (along[::-1], along)]  # which cross in the middle

    def draw(drawn, counts):
        for line, (x, y), count in zip(drawn, paths, counts, strict=True):
            line.set_points(x[:count], y[:count])
        return colours_of(plot)

    QApplication.processEvents()  # the axes are laid out
    growing, drawn = lines(plot, pens)
    draw(drawn, (1, 9))
    grown = draw(drawn, (9, 9))  # the first one comes to the middle after the second one
    growing.setVisible(False)
    second, others = lines(plot, pens)
    at_once = draw(others, (9, 9))
    assert (grown != at_once).any()
    second.setVisible(False)
    growing.setVisible(True)
    qtbot.waitUntil(lambda: np.array_equal(colours_of(plot), at_once), timeout=5000)
