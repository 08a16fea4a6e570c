"""What is painted once and kept looks as if it were painted each time; marks move as if set."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QRectF
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QApplication, QSplitter

from gdsim.app.views.plot import Plot
from gdsim.app.views.polyline import Polyline
from gdsim.app.views.spots import Spots
from gdsim.app.views.still import Still
from tests.app.by_hand import colours_of


def curve(heights):
    line = Polyline()
    line.setPen(QPen(QColor("#0072B2"), 2.0))
    line.set_points(np.array([0.1, 0.5, np.nan, 0.6, 0.9]), np.asarray(heights, float))
    return line


def is_like(one, other):
    return np.abs(one - other).max() <= 8


HEIGHTS, OTHERS = (0.2, 0.8, 0.0, 0.3, 0.7), (0.9, 0.1, 0.0, 0.5, 0.2)


def test_a_still_looks_as_its_items_do_also_after_a_zoom_and_a_change(plot):
    line, still = curve(HEIGHTS), Still(plot, 15)
    still.add_item(line, 15)
    still.renew()
    bare = curve(HEIGHTS)
    plot.add_item(bare, 15)

    def compare():
        bare.setVisible(False)
        kept = colours_of(plot)
        line.setVisible(False)
        still.renew()
        assert not is_like(colours_of(plot), kept)  # it was drawn
        bare.setVisible(True)
        assert is_like(colours_of(plot), kept)
        line.setVisible(True)
        still.renew()

    compare()
    plot.box.setRange(xRange=(0.2, 0.7), padding=0)
    compare()
    for each in (line, bare):
        each.set_points(np.array([0.1, 0.5, np.nan, 0.6, 0.9]), np.asarray(OTHERS))
    still.renew()
    compare()


def test_a_picture_in_a_still_lies_where_it_lies_in_a_plot(plot):
    colours = np.zeros((2, 3, 4), np.uint8)
    colours[..., 3], colours[0, 0, 0], colours[1, 2, 2] = 255, 200, 200

    def image():
        item = pg.ImageItem(axisOrder="row-major")
        item.setImage(colours, levels=None, autoLevels=False)
        item.setRect(QRectF(0.2, 0.3, 0.6, 0.4))
        return item

    bare, kept, still = image(), image(), Still(plot, 15)
    empty = colours_of(plot)
    still.add_item(kept, 0)
    still.renew()
    drawn = colours_of(plot)
    still.removeItem(kept)
    still.renew()
    plot.add_item(bare, 15)
    assert is_like(colours_of(plot), drawn) and not is_like(drawn, empty)


def test_an_item_that_is_taken_out_is_drawn_no_longer(plot):
    empty, still, line = colours_of(plot), Still(plot, 15), curve(HEIGHTS)
    still.add_item(line, 15)
    still.renew()
    assert not is_like(colours_of(plot), empty)
    still.removeItem(line)
    still.renew()
    assert is_like(colours_of(plot), empty)


def test_marks_that_were_moved_look_as_if_they_had_been_set_there(plot):
    marks, places = Spots(), np.array([[0.2, 0.3], [0.7, 0.6]])
    plot.add_item(marks, 20)
    marks.show(places, "red", size=9, brush="r", pen=None, symbol="o")
    before = colours_of(plot)
    marks.show(places[::-1] * 0.5, "red", size=9, brush="r", pen=None, symbol="o")
    moved = colours_of(plot)
    marks.clear()
    marks.show(places[::-1] * 0.5, "red", size=9, brush="r", pen=None, symbol="o")
    assert is_like(colours_of(plot), moved) and not is_like(moved, before)
    marks.show(places, "blue", size=9, brush="b", pen=None, symbol="o")
    assert len(marks.points()) == 2 and not is_like(colours_of(plot), before)


def test_axes_look_after_a_zoom_as_they_do_in_a_new_plot(plot, qtbot):
    first = colours_of(plot)
    plot.box.setRange(xRange=(0.25, 0.5), yRange=(-30, 20), padding=0)
    zoomed = colours_of(plot)
    fresh = Plot("x", "y")
    qtbot.addWidget(fresh)
    fresh.resize(plot.size())
    fresh.box.setRange(xRange=(0.25, 0.5), yRange=(-30, 20), padding=0)
    assert is_like(colours_of(fresh), zoomed) and not is_like(zoomed, first)
    plot.box.setRange(xRange=(0, 1), yRange=(0, 1), padding=0)
    assert is_like(colours_of(plot), first)


def test_a_plot_that_is_held_is_painted_once_when_it_is_let_go_or_after_a_while(qtbot):
    class Counted(Plot):
        paintings = 0

        def paintEvent(self, event):  # noqa: N802
            self.paintings += 1
            super().paintEvent(event)

    plot, line = Counted("x", "y"), curve(HEIGHTS)
    qtbot.addWidget(plot)
    plot.add_item(line, 15)
    plot.show()
    qtbot.waitExposed(plot)
    qtbot.waitUntil(lambda: plot.paintings > 0)
    QApplication.processEvents()
    before = plot.paintings
    plot.hold()
    for heights in (OTHERS, HEIGHTS):
        line.set_points(np.arange(5.0), np.asarray(heights))
        QApplication.processEvents()
    if plot.viewportUpdateMode() is plot.ViewportUpdateMode.NoViewportUpdate:
        assert plot.paintings == before  # unless the machine took longer than it is held
    plot.let_go()
    qtbot.waitUntil(lambda: plot.paintings == before + 1)
    plot.hold()
    line.set_points(np.arange(5.0), np.asarray(OTHERS))
    qtbot.waitUntil(lambda: plot.paintings == before + 2)  # nobody has let it go


def test_lines_drawn_one_by_one_look_as_one_path_does(plot):
    places = np.linspace(0, 1, 50)
    xs, ys = np.concatenate([[np.nan], *[[*places, np.nan] for _ in range(3)]]), [np.nan]
    for height in (0.2, 0.5, 0.8):
        ys = [*ys, *(height + 0.1 * np.sin(9 * places)), np.nan]
    pictures = []
    for is_parted in (False, True):
        lines = Polyline(is_parted)
        lines.setPen(QPen(QColor(0, 114, 178, 90), 2.5))
        lines.set_points(np.array([0.4, 0.6]), np.array([0.1, 0.9]))  # others are drawn after it
        lines.set_points(xs, np.array(ys))
        assert len(lines.parts) == (3 if is_parted else 1)
        plot.add_item(lines, 15)
        pictures.append(colours_of(plot))
        plot.removeItem(lines)
    np.testing.assert_array_equal(*pictures)
    assert not is_like(pictures[0], colours_of(plot))  # they were drawn


def test_a_change_of_the_range_and_of_two_plots_is_painted_once(qtbot, plot, monkeypatch):
    other, painted, window = Plot(), [], QSplitter()
    qtbot.addWidget(window)
    for each in (plot, other):
        window.addWidget(each)
    window.resize(600, 300)
    window.show()
    qtbot.waitExposed(window)
    for _ in range(5):
        QApplication.processEvents()
    watch = Watch(painted)
    for each in (window, plot.viewport(), other.viewport()):
        each.installEventFilter(watch)
    plot.box.setRange(xRange=(0.2, 0.7), padding=0)
    other.box.setRange(yRange=(0.2, 0.7), padding=0)
    window.update()
    for _ in range(5):
        QApplication.processEvents()
    assert len(painted) == len(set(painted)) == 3
    plot.setParent(None)  # it is closed by itself


class Watch(QObject):
    """Notes what is painted."""

    def __init__(self, painted):
        super().__init__()
        self.painted = painted

    def eventFilter(self, watched, event):  # noqa: N802 - a name of Qt's
        if event.type() == QEvent.Type.Paint:
            self.painted.append(watched)
        return False


def test_marks_that_are_painted_again_look_as_if_they_were_new(plot):
    """Whether or not they have moved, or something else of them or of the plot has changed."""
    marks = Spots()
    plot.add_item(marks, 5)
    places = np.array([[0.2, 0.3], [0.7, 0.4], [1.4, 0.5]])

    def compare(look, **more):
        marks.show(places, look, size=9, pen=None, **more)
        plot.viewport().repaint()  # what is found of them for it is used again
        again = colours_of(plot)
        marks.setVisible(False)
        new = Spots()
        plot.add_item(new, 5)
        new.show(places, look, size=9, pen=None, **more)
        assert is_like(colours_of(plot), again)
        plot.removeItem(new)
        assert not is_like(colours_of(plot), again)
        marks.setVisible(True)

    compare("round", symbol="o", brush="r")
    places = places + np.array([0.1, 0.2])
    compare("round", symbol="o", brush="r")
    compare("blue", symbol="o", brush="b")
    plot.box.setRange(xRange=(0.1, 1.7), padding=0)
    compare("blue", symbol="o", brush="b")
    places = places[:2]
    compare("blue", symbol="o", brush="b")
