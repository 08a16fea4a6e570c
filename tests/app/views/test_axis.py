"""The numbers of axes."""

import pyqtgraph as pg
import pytest
from PySide6.QtGui import QPainter, QPicture

from gdsim.app.views.axis import Axis, LogAxis
from gdsim.app.views.pixels import IndexAxis
from gdsim.app.views.plot import Plot


def test_a_log_axis_names_decades_or_1_2_5(qapp):
    axis = LogAxis("left")
    ((spacing, places),) = axis.tickValues(-9.2, 2.1, 300)
    assert axis.tickStrings(places, 1, spacing) == ["1e−8", "1e−6", "1e−4", "0.01", "1", "100"]
    ((spacing, places),) = axis.tickValues(0.1, 1.4, 300)
    assert axis.tickStrings(places, 1, spacing) == ["2", "5", "10", "20"]


@pytest.mark.parametrize(
    ("end", "named"),
    [
        (20, ["0", "5", "10", "15", "20"]),  # of runs that have not begun
        (3, ["0", "1", "2", "3"]),
        (20_000, ["0", "5,000", "10,000", "15,000", "20,000"]),
    ],
)
def test_the_axis_of_steps_names_a_few_whole_steps(qtbot, end, named):
    axis = Axis("bottom")
    axis.counts = True
    ((spacing, places),) = axis.tickValues(0.0, end, 340)
    assert axis.tickStrings(places, 1.0, spacing) == named


def test_the_ticks_of_a_logarithmic_axis_are_few_whatever_is_in_view(qtbot):
    axis = LogAxis("left")
    for low, high in ((-1e9, 1e9), (-3, 2), (-2.0, -1.7), (-2.0, -2.0 + 1e-9)):
        spacing, places = axis.tickValues(low, high, 400)[0]
        assert 2 <= len(places) <= 12
        assert len(set(axis.tickStrings(places, 1.0, spacing))) == len(places)


@pytest.mark.parametrize(
    ("width", "decades"), [(400, [-4, -3, -2, -1, 0, 1]), (200, [-4, -2, 0]), (60, [-3, 0])]
)
def test_decades_across_are_as_many_as_their_numbers_have_room(qapp, width, decades):
    assert LogAxis("bottom").tickValues(-4.8, 1.5, width) == [(1.0, decades)]
    assert LogAxis("left").tickValues(-4.8, 1.5, width) == [(1.0, [-4, -3, -2, -1, 0, 1])]


def test_the_readout_stays_in_a_plot_that_becomes_narrower(qtbot):
    plot = Plot()
    qtbot.addWidget(plot)
    plot.resize(500, 300)
    plot.show()
    plot.say("x 0.5084   y 2.076")
    assert plot.readout.geometry().left() > 250
    plot.resize(250, 300)
    qtbot.waitUntil(lambda: plot.readout.geometry().right() < 250)


def named():
    axis = IndexAxis("left")
    axis.named = [(0.5, "SGD"), (1.5, "a longer name"), (40.0, "out of view")]
    return axis


def test_an_axis_keeps_its_room_while_it_has_no_numbers(qtbot):
    plot = Plot("step", "loss", axes={"bottom": Axis("bottom"), "left": Axis("left")})
    qtbot.addWidget(plot)
    plot.resize(500, 300)
    plot.show()
    plot.box.setRange(xRange=(0, 20), yRange=(0, 1), padding=0)
    axes = [plot.item.getAxis(side) for side in ("bottom", "left")]
    plot.grab()
    rooms = [(axis.minimumWidth(), axis.minimumHeight()) for axis in axes]
    for axis in axes:
        axis.tickValues = lambda low, high, size: []
        axis.picture = None
    plot.grab()
    assert [(axis.minimumWidth(), axis.minimumHeight()) for axis in axes] == rooms


@pytest.mark.parametrize("left", [lambda: Axis("left"), lambda: LogAxis("left"), named])
@pytest.mark.parametrize(
    ("size", "x", "y", "grid", "numbered"),
    [
        ((640, 480), (-2.0, 2.0), (-1.0, 3.0), False, True),
        ((300, 200), (0.1, 7.3e-1), (-8.5, 3.5), 30, True),
        ((900, 120), (1e5, 1.00001e5), (0.2, 0.9), 30, True),
        ((90, 60), (-3.0, 1.0), (0.0, 2.0), False, True),
        ((500, 400), (0.0, 20_000.0), (-3e-5, 2e-5), False, False),
    ],
)
def test_an_axis_has_the_marks_that_pyqtgraph_gives_it(qtbot, left, size, x, y, grid, numbered):
    plot = Plot("across", "upwards", axes={"bottom": Axis("bottom"), "left": left()})
    qtbot.addWidget(plot)
    plot.resize(*size)
    plot.show()
    plot.item.getAxis("bottom").counts = x[1] > 1e4
    plot.box.setRange(xRange=x, yRange=y, padding=0)
    for side in ("left", "bottom"):
        axis, picture = plot.item.getAxis(side), QPicture()
        axis.setGrid(grid)
        axis.setStyle(showValues=numbered)
        painter = QPainter(picture)
        for _ in range(2):  # numbers may need more room
            wanted = pg.AxisItem.generateDrawSpecs(axis, painter)
            room = axis.width(), axis.height()
        marks = axis.generateDrawSpecs(painter)
        painter.end()
        assert (axis.width(), axis.height()) == room
        assert [line[0].color() for line in (wanted[0], *wanted[1])] == [
            line[0].color() for line in (marks[0], *marks[1])
        ]
        for lines in zip((wanted[0], *wanted[1]), (marks[0], *marks[1]), strict=True):
            ends = [[(end.x(), end.y()) for end in line[1:]] for line in lines]
            assert ends[1] == [pytest.approx(end, abs=1e-6) for end in ends[0]]
        assert [words[1:] for words in wanted[2]] == [words[1:] for words in marks[2]]
        for places in zip(wanted[2], marks[2], strict=True):
            boxes = [place[0].getRect() for place in places]
            assert boxes[1] == pytest.approx(boxes[0], abs=1e-6)
