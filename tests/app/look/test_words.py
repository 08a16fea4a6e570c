"""Lines that are cut where they do not fit."""

import pytest

from gdsim.app.look.words import Elided

WORDS = "noise 2.3 times the gradient, noise scale 192 samples, next batch 82 degrees off"


@pytest.mark.parametrize("margin", [0, 20])
def test_a_line_is_cut_with_an_ellipsis_inside_its_margins(qtbot, margin):
    line = Elided.saying(WORDS)
    qtbot.addWidget(line)
    line.setContentsMargins(margin, 0, margin, 0)
    whole = line.fontMetrics().horizontalAdvance(WORDS)
    line.resize(whole - 1 + 2 * margin, 20)
    line.show()
    assert line.text().endswith("…") and line.whole == WORDS
    assert line.fontMetrics().horizontalAdvance(line.text()) <= line.contentsRect().width()
    line.resize(line.sizeHint())
    assert line.text() == WORDS
    line.resize(2 * margin + whole // 20, 20)  # of which a word or two say nothing
    assert line.text() == ""


def test_the_longest_way_to_say_it_that_fits_is_shown(qtbot):
    ways = "dashed: test, band: 10–90 %", "dashed: test", "– – test"
    line = Elided.saying(ways[0], shorter=ways[1:])
    qtbot.addWidget(line)
    line.show()
    for way in ways:
        width = line.fontMetrics().horizontalAdvance(way) + 1  # which is rounded, also down
        line.resize(width, 20)
        assert line.text() == way and line.toolTip() == line.whole == ways[0]
    line.resize(width - 1, 20)
    assert line.text().endswith("…")
    line.say("all")
    line.resize(100, 20)
    assert line.text() == line.whole == "all"
