"""What helps to look through a map: the edge of stability, the overview, a second map beside it."""

from __future__ import annotations

import time

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import gdsim as gd
from gdsim.app.views import plane_runs
from gdsim.app.views.plane_layer import area_of
from gdsim.app.worker import survey
from tests.app.test_workspaces import drag, place, wheel

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(survey, "FINE", 48)


@pytest.fixture
def bowl():
    return gd.Experiment(
        gd.Function("quadratic", condition=30.0),
        [gd.Momentum(lr=0.01, momentum=0.5), gd.Adam(lr=0.3)],
        steps=60,
    )


def choose(choices, data):
    """Choose an entry of a list."""
    choices.setCurrentIndex(choices.findData(data))
    choices.activated.emit(choices.currentIndex())


def open_map(window, qtbot):
    """The map of a window, computed to the last pixel."""
    window.go_to("map")
    layer = window.map_page.view.layer
    qtbot.waitUntil(lambda: layer.picture is not None and layer.picture.complete, timeout=60_000)
    return window.map_page


def test_the_edge_of_stability_is_a_line_that_can_be_switched_off_or_says_why_there_is_none(
    open_window, qtbot, bowl
):
    window = open_window(bowl)
    page = open_map(window, qtbot)
    pane, line = page.pane, page.pane.edge._core
    qtbot.waitUntil(lambda: pane.edge.edge is not None, timeout=20_000)
    rates, momenta = line.getData()
    np.testing.assert_allclose(10**rates, 2 * (1 + momenta) / 30, rtol=1e-5)
    assert pane.edge_key.marks[0].text == "edge of stability: curvature 30 at the minimum"
    edge = pane.edge.edge
    page.view.layer.drawn.connect(lambda _: seen.append(pane.edge.edge))
    seen = []
    window.workbench.replace(start=(0.25, -0.5))
    qtbot.waitUntil(lambda: page.view.layer.shown is not None and page.view.layer.shown.complete)
    assert set(map(id, seen)) == {id(edge)}  # at a minimum it stays wherever runs start
    assert page.stability.isChecked() and "curvature 30" in page.stability.toolTip()
    QTest.mouseClick(page.stability, LEFT)
    assert not line.getData()[0].size and not pane.edge_key.isVisible()
    QTest.mouseClick(page.stability, LEFT)
    choose(pane.optimizer, 1)
    reason = "no edge of stability: Adam scales its steps"
    qtbot.waitUntil(lambda: pane.edge.mark.text == reason, timeout=20_000)
    assert "Adam scales its steps" in page.stability.toolTip()
    assert not line.getData()[0].size


def test_the_ring_is_dragged_to_other_settings(open_window, qtbot, bowl):
    window = open_window(bowl)
    view = open_map(window, qtbot).view
    (x,), (y,) = view._cross.getData()
    before = area_of(view)
    drag(view, [(x, y), inside(view, 0.5, 0.5), inside(view, 0.6, 0.4)])
    assert window.workbench.experiment != bowl
    assert area_of(view) == before  # it is not the map that was dragged


def hover(view, x, y):
    """Move the mouse to a place of a map."""
    port, spot = view.viewport(), QPointF(place(view, x, y))
    none, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    kind = QEvent.Type.MouseMove
    QApplication.sendEvent(port, QMouseEvent(kind, spot, port.mapToGlobal(spot), none, none, keys))
    QTest.qWait(20)


def inside(view, across, upwards):
    """The place in a map at shares of what is seen of it."""
    seen = area_of(view)
    return seen.x.low + across * seen.x.width, seen.y.low + upwards * seen.y.width


def drawn_alike(layer, other):
    """Whether two layers show the same pictures of runs, computed once."""
    return layer.picture is not None and layer.picture is other.picture and layer.picture.complete


def press(widget, points):
    """Press the left button at the first of some places of a widget, and drag over the others."""
    first, *others = (QPointF(x * widget.width(), y * widget.height()) for x, y in points)
    none, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    kinds = QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonRelease
    last = (others or [first])[-1]
    events = [(kinds[0], first, LEFT, LEFT), *((kinds[1], at, none, LEFT) for at in others)]
    for kind, at, button, buttons in (*events, (kinds[2], last, LEFT, none)):
        event = QMouseEvent(kind, at, widget.mapToGlobal(at), button, buttons, keys)
        QApplication.sendEvent(widget, event)
        yield


def test_a_zoomed_map_has_its_first_view_in_a_corner_where_it_is_moved(open_window, qtbot, bowl):
    window = open_window(bowl)
    page = open_map(window, qtbot)
    view, overview = page.view, page.pane.overview
    home, whole = view.layer.plane.home, view.layer.picture
    assert not overview.isVisible()
    wheel(view, (-2.5, 0.4), 20)
    seen = area_of(view)
    assert overview.isVisible() and overview._whole is whole
    qtbot.waitUntil(lambda: not overview._image.isNull(), timeout=20_000)
    qtbot.waitUntil(lambda: page.pane.edge.mark.text.startswith("not in view"), timeout=20_000)
    share = seen.x.width / home.x.width
    assert overview.rectangle.width() == pytest.approx(max(share * overview.width(), 7), abs=0.1)
    middle = overview.rectangle.center().x() / overview.width()
    expected = (seen.x.low + seen.x.high) / 2 - home.x.low
    assert middle == pytest.approx(expected / home.x.width, abs=0.01)

    def centre():
        area = area_of(view)
        return (area.x.low + area.x.high) / 2, (area.y.low + area.y.high) / 2

    list(press(overview, [(0.25, 0.5)]))  # a click, and then a drag
    assert centre() == pytest.approx((home.x.low + 0.25 * home.x.width, 0.5), abs=0.02)
    assert area_of(view).x.width == pytest.approx(seen.x.width)
    spot = QPointF(overview.rect().center())  # under the mouse it fades, unless it is dragged
    QApplication.sendEvent(overview, QEnterEvent(spot, spot, overview.mapToGlobal(spot)))
    path = [(0.3, 0.5), (0.5, 0.4), (0.6, 0.25)]
    opacities = [overview.opacity for _ in press(overview, path)]
    assert opacities[:-1] == [1.0] * 3 and opacities[-1] < 0.3
    assert centre() == pytest.approx((home.x.low + 0.6 * home.x.width, 0.75), abs=0.02)
    assert page.visits.back.isEnabled()

    QTest.mouseMove(overview, spot.toPoint())
    place_below = overview.mapTo(view.viewport(), spot.toPoint())
    below = view.box.mapSceneToView(view.mapToScene(place_below))
    assert view.readout.text() == view.read(below.x(), below.y()) != ""

    before = view.layer.plane.experiment
    window.workbench.set_setting(0, "momentum", 0.7)  # while it is zoomed: computed anew
    qtbot.waitUntil(lambda: overview._whole.plane == view.layer.plane, timeout=20_000)
    assert overview._whole.plane.experiment != before
    QTest.mouseClick(page.overview, LEFT)
    assert not overview.isVisible()
    QTest.mouseClick(page.overview, LEFT)
    assert overview.isVisible()
    QTest.mouseClick(page.home, LEFT)
    assert not overview.isVisible()


def test_a_map_is_zoomed_as_far_as_numbers_go_and_says_so(open_window, qtbot, bowl):
    window = open_window(bowl)
    page = open_map(window, qtbot)
    view = page.view

    def zoom_in():
        for _ in range(40):
            middle = view.box.viewRect().center()
            wheel(view, (middle.x(), middle.y()), 30)
            qtbot.waitUntil(lambda: not view._settle.isActive())
            if view.limit:
                return area_of(view)
        raise AssertionError("there is no end")

    def says(words):
        return any(words in mark.text for mark in page.pane.legend.marks)

    assert not view.limit
    single = zoom_in()
    qtbot.waitUntil(lambda: says("single precision ends here"), timeout=20_000)
    settled = lambda: view.layer.picture.complete and view.layer.pixel(*middle) is not None  # noqa: E731
    middle = view.box.viewRect().center().toTuple()
    qtbot.waitUntil(settled, timeout=20_000)
    columns, _ = view.layer.plane.values(view.layer.picture.lattice)
    assert len(np.unique(columns.astype(np.float32))) == len(columns)
    window.workbench.replace(dtype="float64")
    qtbot.waitUntil(lambda: not says("precision"), timeout=20_000)
    double = zoom_in()
    assert double.x.width < 1e-4 * single.x.width
    qtbot.waitUntil(lambda: says("double precision ends here"), timeout=20_000)


def test_two_maps_beside_each_other_are_looked_through_as_one(
    open_window, qtbot, bowl, monkeypatch
):
    surveys, run = [], plane_runs.survey
    monkeypatch.setattr(plane_runs, "survey", lambda *a: surveys.append((a[0], a[2])) or run(*a))
    window = open_window(bowl)
    page = open_map(window, qtbot)
    first, computed = page.view, len(surveys)
    QTest.mouseClick(page.compare, LEFT)
    pane = page.panes.second
    second = pane.view
    assert second.isVisible() and not window.stage.isVisible()
    assert pane.quantity.currentData() == "steps" and pane.optimizer.currentText() == "Momentum"
    assert drawn_alike(first.layer, second.layer)
    assert all(old is not None for _, old in surveys[computed:])  # whose runs are taken over
    steps = second.layer.look.paint(first.layer.picture).colours
    assert np.array_equal(second.layer.item.image, steps)
    assert not np.array_equal(first.layer.item.image, steps)

    QApplication.processEvents()  # they have their places
    wheel(second, inside(second, 0.6, 0.5), 4)  # one zooms, the other is dragged, both move
    before = area_of(first)
    assert before == area_of(second) != first.layer.plane.home
    drag(first, [inside(first, share, 0.3) for share in (0.3, 0.4, 0.5)])  # below the ring
    assert area_of(first) == area_of(second) != before
    qtbot.waitUntil(lambda: drawn_alike(first.layer, second.layer), timeout=60_000)
    assert len({id(plane) for plane, _ in surveys}) == 1  # of one plane all along

    QTest.qWait(20)
    before = area_of(first)
    window.bookmarks.keep()
    choose(pane.optimizer, 1)  # Adam has no momentum: both maps have axes that both have
    assert page.axes.upwards.currentData() != "optimizer.momentum"
    assert area_of(first).x == before.x  # of the rate, which both have
    elsewhere = page.seen()
    (kept,) = window.workbench.document.views
    for leave in (page.visits.go_back, lambda: window.bookmarks.go_to(kept)):
        leave()  # to axes that only one of the two has
        assert "close the second one first" in window.panel.trouble.text()
        assert page.seen() == elsewhere and page.visits.back.isEnabled()
    QTest.mouseClick(page.home, LEFT)
    assert [view.layer.plane.axes for view in (first, second)] == [first.layer.plane.axes] * 2
    assert second.layer.plane.experiment.optimizers == (gd.Adam(lr=0.3),)
    whole = lambda view: view.layer.picture is not None and view.layer.picture.complete  # noqa: E731
    qtbot.waitUntil(lambda: "comp" not in first.fate_at(-1, 0.5) + second.fate_at(-1.5, 0.25))
    qtbot.waitUntil(lambda: whole(first) and whole(second), timeout=60_000)
    hover(first, -1.5, 0.25)
    lines = lambda: first.readout.text().split("\n")  # noqa: E731
    assert [line.split(":")[0] for line in lines()[1:]] == ["Momentum", "Adam"]
    (at,) = np.transpose(second._cursor[1].getData())
    qtbot.waitUntil(lambda: lines()[2] == f"Adam: {second.fate_at(*at)}")
    assert at == pytest.approx((-1.5, 0.25), abs=0.02)

    QTest.mouseClick(second.viewport(), LEFT, pos=place(second, -1.0, 0.5))
    assert first.selection == second.selection is not None
    assert page.card.words.whole.count("after") + page.card.words.whole.count("diverged") == 2
    QTest.mouseClick(page.card.open, LEFT)  # of the map that was clicked
    chosen = window.workbench.experiment.optimizers
    assert chosen[0] == bowl.optimizers[0] and chosen[1].settings["lr"] != 0.3
    assert window.stage.isVisible()
    window.go_to("map")
    assert not window.stage.isVisible()
    QTest.mouseClick(pane.close_button, LEFT)
    assert not second.isVisible() and window.stage.isVisible() and not page.compare.isChecked()
    assert page.axes.keys == ("optimizer.lr", "optimizer.momentum")  # which it has again
    assert area_of(first).y == before.y and not window.panel.trouble.text()
    while area_of(first) != before or page.axes.keys[1] != "optimizer.momentum":
        assert page.visits.back.isEnabled()
        QTest.mouseClick(page.visits.back, LEFT)
    assert second.layer.plane is None
    qtbot.waitUntil(lambda: whole(first), timeout=60_000)
    QTest.mouseClick(page.compare, LEFT)
    assert second.isVisible() and area_of(second) == area_of(first)
    assert pane.optimizer.currentText() == "Momentum"
    assert drawn_alike(first.layer, second.layer)


def test_another_experiment_has_a_map_of_its_own(open_window, qtbot, bowl):
    window = open_window(bowl)
    page, descent = open_map(window, qtbot), window.stage.map
    view, home = page.view, page.view.layer.plane.home
    whole = descent.box.viewRect()
    wheel(view, inside(view, 0.6, 0.5), 10)
    QTest.mouseClick(view.viewport(), LEFT, pos=place(view, *inside(view, 0.3, 0.3)))
    wheel(descent, (0.5, 0.5), 10)
    QApplication.processEvents()
    card = page.card  # which is read without the mouse
    assert card.place.text() == card.place.whole and card.words.text() == card.words.whole != ""
    assert view.selection is not None and page.visits.back.isEnabled()
    assert descent.box.viewRect().width() < whole.width() / 2
    window.workbench.set_setting(0, "momentum", 0.6)  # an edit leaves all of it as it is
    assert view.selection is not None and area_of(view) != home
    choose(window.stage.ground, 0)
    assert window.stage.ground.currentText() == "Steps of Momentum"  # it has one minimum
    window.workbench.start_over(bowl.replace(steps=50))
    assert window.stage.ground.currentText() == "Landscape" and descent.basins.plane is None
    assert area_of(view) == view.layer.plane.home == home
    assert view.selection is None and not page.card.open.isEnabled()
    assert not page.visits.back.isEnabled() and not page.visits.forward.isEnabled()
    seen = descent.box.viewRect()
    assert (seen.left(), seen.right()) == (whole.left(), whole.right())


def test_what_is_not_seen_computes_nothing(open_window, qtbot, bowl, monkeypatch):
    asked, run = [], plane_runs.survey
    monkeypatch.setattr(
        plane_runs, "survey", lambda *a: asked.append((a[0], a[4])) or run(*a)
    )  # each plane, and whether it is wanted
    long = bowl.replace(steps=200_000, tolerance=0.0, start=(3.0, 2.0))
    window = open_window(long)
    stage, page = window.stage, window.map_page

    def is_asked():
        return bool(asked) and asked[-1][1]()

    choose(stage.ground, 0)
    qtbot.waitUntil(is_asked)
    stage.landscape.sides.choose("surface")  # on which the basins lie
    qtbot.waitUntil(is_asked)
    choose(stage.ground, None)
    assert not is_asked()
    stage.landscape.sides.choose("map")
    window.go_to("map")
    qtbot.waitUntil(is_asked)
    window.go_to("descent")
    assert not is_asked()
    count = len(asked)
    window.workbench.replace(steps=190_000)
    QTest.qWait(30)
    assert len(asked) == count
    window.go_to("map")
    qtbot.waitUntil(lambda: is_asked() and asked[-1][0].experiment.steps == 190_000)
    QTest.mouseClick(page.compare, LEFT)
    choose(page.panes.second.optimizer, 1)
    qtbot.waitUntil(lambda: any(is_wanted() and plane.experiment.optimizers[0].name == "adam"
                                for plane, is_wanted in asked))  # fmt: skip
    QTest.mouseClick(page.compare, LEFT)
    assert not any(is_wanted() for plane, is_wanted in asked
                   if plane.experiment.optimizers[0].name == "adam")  # fmt: skip
    choose(stage.ground, 0)
    QTest.mouseClick(page.compare, LEFT)  # which takes the stage's place
    assert not stage.isVisible() and not stage.map.basins._runs._surveys.is_asked("plane")


def test_the_numbers_of_axes_are_those_of_the_settings_however_small_they_are(
    open_window, qtbot, bowl
):
    window = open_window(bowl)
    page = open_map(window, qtbot)
    axis = page.view.item.getAxis("left")

    def numbers():
        (low, high), size = axis.range, axis.height()
        spacing, places = axis.tickValues(low, high, size)[0]
        scale = axis.autoSIPrefixScale * axis.scale  # as pyqtgraph draws them
        return places, [float(text.replace("−", "-")) for text in
                        axis.tickStrings(places, scale, spacing)]  # fmt: skip

    wheel(page.view, inside(page.view, 0.5, 0.45), 8)  # all below 1
    for change in (lambda: None, window.appearance.switch, lambda: page.axes.put("start.x", False)):
        change()
        places, said = numbers()
        assert len(places) > 1 and said == pytest.approx(places, rel=1e-2)


def test_basins_are_seen_while_a_setting_is_dragged_faster_than_they_come(
    open_window, qtbot, bowl, monkeypatch
):
    run = plane_runs.survey

    def slow(*arguments):
        time.sleep(0.06)
        yield from run(*arguments)

    monkeypatch.setattr(plane_runs, "survey", slow)
    monkeypatch.setattr(plane_runs, "PATIENCE", 60_000)  # on a busy machine, too
    window = open_window(bowl)
    layer, seen = window.stage.map.basins, set()
    choose(window.stage.ground, 0)
    qtbot.waitUntil(lambda: layer.shown is not None)
    layer.drawn.connect(
        lambda _: seen.add(layer.picture.plane.experiment.optimizers[0].settings["momentum"])
    )
    moves = [0.3 + 0.01 * step for step in range(30)]
    for momentum in moves:
        window.workbench.set_setting(0, "momentum", momentum)
        QTest.qWait(20)
    assert len(seen) > 1
    qtbot.waitUntil(lambda: moves[-1] in seen and layer.shown is not None)
