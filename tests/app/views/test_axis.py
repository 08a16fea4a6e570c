"""The numbers of axes."""

import pytest

from gdsim.app.views.axis import Axis, LogAxis
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
