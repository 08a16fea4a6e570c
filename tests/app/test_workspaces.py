"""Descent and Map in the real window: drags, clicks and the wheel, and what is drawn after them."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

import gdsim as gd
from gdsim.app.model.plane import Plane
from gdsim.app.views.plane_layer import area_of
from gdsim.experiment.one_run import one_run
from tests.app.by_hand import drag, place


@pytest.fixture
def camel():
    return gd.Experiment(
        "himmelblau",
        [gd.Momentum(lr=0.004, momentum=0.7), gd.Adam(lr=0.3)],
        start=(-1.0, 2.0),
        steps=120,
    )


def settled(view):
    """Whether a map has its place in the window, and its landscape is that of what is seen."""
    (left, right), (bottom, top) = view.box.viewRange()
    drawn = view.landscape
    return drawn is not None and drawn.box == (left, right, bottom, top)


def wheel(plot, at, turns):
    """Turn the wheel over a place of a plot."""
    port, spot = plot.viewport(), QPointF(place(plot, *at))
    for _ in range(abs(turns)):
        event = QWheelEvent(
            spot, port.mapToGlobal(spot), QPoint(), QPoint(0, 120 * (1 if turns > 0 else -1)),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(port, event)
        QApplication.processEvents()


def shows(window, experiment):
    """Whether the complete paths that are drawn are those of an experiment."""
    scene = window.frame.scene
    ahead = None if scene is None else scene.ahead
    if ahead is None or window.frame.experiment.start != experiment.start:
        return False
    expected = experiment.replace(record="params").run()["trace_params"].values.astype(float)
    return np.array_equal(ahead.path[:, 0], expected, equal_nan=True)


def test_the_title_beside_the_map_is_whole_as_the_list_beside_it_gives_way(open_window, qtbot):
    window = open_window(gd.Experiment("x^2 + 3*y^2 + x*y", ["sgd", "momentum"], steps=20))
    window.resize(1280, 800)
    window.go_to("map")
    title, ground = window.stage.title, window.stage.ground
    qtbot.waitUntil(lambda: title.text() == title.whole == "Typed function")
    assert ground.minimumSizeHint().width() <= ground.width() < ground.maximumWidth()
    window.go_to("descent")
    qtbot.waitUntil(lambda: ground.width() == ground.maximumWidth())
    assert title.text() == title.whole


def test_dragging_the_start_redraws_the_complete_paths(open_window, qtbot, camel):
    window = open_window(camel)
    qtbot.waitUntil(lambda: shows(window, camel))
    qtbot.waitUntil(lambda: settled(window.stage.map))
    drag(window.stage.map, [(-1.0, 2.0), (0.0, 1.0), (1.5, -0.5)])
    x, y = window.workbench.experiment.start.coordinates
    assert (x, y) == pytest.approx((1.5, -0.5), abs=0.05)
    qtbot.waitUntil(lambda: shows(window, window.workbench.experiment))
    window.workbench.undo()
    assert window.workbench.experiment == camel  # a drag is one edit


def test_a_drag_elsewhere_moves_the_map_and_not_the_start(open_window, qtbot, camel):
    window = open_window(camel)
    qtbot.waitUntil(lambda: settled(window.stage.map))
    before = area_of(window.stage.map)
    drag(window.stage.map, [(3.0, -3.0), (2.5, -2.5), (2.0, -2.0)])
    assert window.workbench.experiment == camel
    assert area_of(window.stage.map) != before


def test_a_rate_that_is_edited_redraws_the_complete_paths(open_window, qtbot, camel):
    window = open_window(camel)
    rate = window.panel.optimizers.rows[1].rate
    rate.setText("0.8")
    QTest.keyClick(rate, Qt.Key.Key_Return)
    edited = camel.replace(optimizers=[camel.optimizers[0], gd.Adam(lr=0.8)])
    assert window.workbench.experiment == edited
    qtbot.waitUntil(
        lambda: window.frame.experiment.optimizers == edited.optimizers and shows(window, edited)
    )


def computed(layer):
    """Whether a map has been computed to the last pixel."""
    return layer.picture is not None and layer.picture.complete


def test_a_click_reads_a_pixel_and_a_double_click_opens_its_run(open_window, qtbot, camel):
    window = open_window(camel)
    QTest.mouseClick(window.rail.buttons["map"], Qt.MouseButton.LeftButton)
    page = window.map_page
    assert page.isVisible() and not window.side.isVisible()
    layer = page.view.layer
    qtbot.waitUntil(lambda: computed(layer), timeout=60_000)
    assert (layer.plane.x.key, layer.plane.y.key) == ("optimizer.lr", "optimizer.momentum")
    assert not page.card.open.isEnabled()
    spot = place(page.view, -2.0, 0.5)
    clicked = page.view.box.mapSceneToView(page.view.mapToScene(spot))
    at = clicked.x(), clicked.y()
    settings = page.view.settings_at(*at)
    QTest.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert page.view.selection == settings and window.workbench.experiment == camel
    row, column = layer.pixel(*at)
    assert layer.fate(row, column) in page.card.words.whole
    steps, loss = layer.picture.steps[row, column], layer.picture.numbers["loss"][row, column]
    QTest.mouseDClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    qtbot.waitUntil(lambda: window.body.side is window.side)
    chosen = window.workbench.experiment.optimizers[0].settings
    assert (chosen["lr"], chosen["momentum"]) == settings and window.playing.wanted
    run = window.workbench.experiment.run().isel(optimizer=0)
    assert (steps, loss) == (run["steps"].item(), run["loss"].item())


def test_a_pixel_of_rates_keeps_a_cloud_of_starts_and_enter_opens_it(open_window, qtbot, camel):
    cloud = camel.replace(start=gd.uniform(n=5, seed=2))
    window = open_window(cloud)
    window.go_to("map")
    page = window.map_page
    qtbot.waitUntil(lambda: computed(page.view.layer), timeout=60_000)
    spot = place(page.view, -2.2, 0.4)
    QTest.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    page.view.setFocus()
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    assert window.workbench.experiment.start == cloud.start
    assert window.workbench.experiment.optimizers[0] != cloud.optimizers[0]


def test_a_field_becomes_an_axis_of_the_map(open_window, qtbot, camel):
    window = open_window(camel)
    field = window.panel.optimizers.rows[1].rate
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Y, Qt.KeyboardModifier.AltModifier)
    page = window.map_page
    assert page.isVisible() and page.pane.optimizer.currentText() == "Adam"
    assert page.axes.upwards.currentData() == "optimizer.lr"
    assert page.axes.across.currentData() != "optimizer.lr"
    where = QPoint(5, 5)
    menu_event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, field.mapToGlobal(where))
    QApplication.sendEvent(field, menu_event)
    (menu,) = field.findChildren(QMenu)
    menu.actions()[0].trigger()
    menu.close()
    assert page.axes.across.currentData() == "optimizer.lr"
    assert page.axes.upwards.currentData() != "optimizer.lr"


def test_a_networks_settings_become_axes_whose_colours_are_ranks(open_window, qtbot, training):
    window = open_window(training)
    field = window.panel.objective.network.penalties["l2"]
    QTest.keyClick(field, Qt.Key.Key_X, Qt.KeyboardModifier.AltModifier)
    page, layer = window.map_page, window.map_page.view.layer
    assert page.axes.across.currentData() == "objective.l2"
    qtbot.waitUntil(lambda: layer.picture is not None, timeout=60_000)
    assert page.pane.rank.isChecked() and page.pane.bar.words == ("train loss", "by rank")
    QTest.mouseClick(page.pane.rank, Qt.MouseButton.LeftButton)
    assert page.pane.bar.words[0] == "train loss" and "by rank" not in page.pane.bar.words
    QTest.mouseClick(page.compare, Qt.MouseButton.LeftButton)
    names = [pane.quantity.currentData() for pane in page.panes.shown]
    assert names == list(training.objective.finals[:2])
    QTest.mouseClick(page.compare, Qt.MouseButton.LeftButton)
    measured = training.replace(measures=["trainability"])
    window.workbench.start_over(measured)
    assert page.pane.quantity.currentData() == "trainability" and page.pane.rank.isChecked()


def test_the_map_goes_to_the_edge_and_back_and_forward(open_window, qtbot, camel):
    window = open_window(camel)
    assert window.focusWidget() is window.stage.map
    window.go_to("map")
    view, layer = window.map_page.view, window.map_page.view.layer
    qtbot.waitUntil(lambda: computed(layer), timeout=60_000)
    home = area_of(view)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_E)
    seen = area_of(view)
    assert seen.x.width == pytest.approx(home.x.width / 4, rel=0.02)
    qtbot.waitUntil(
        lambda: computed(layer) and layer.picture.lattice.x.span.width < 2 * seen.x.width
    )
    lost = layer.picture.verdict == gd.Verdict.DIVERGED
    assert 0.1 < lost.mean() < 0.9
    QTest.keyClick(view, Qt.Key.Key_Backspace)
    assert area_of(view).x.low == pytest.approx(home.x.low)
    QTest.keyClick(view, Qt.Key.Key_Backspace, Qt.KeyboardModifier.ShiftModifier)
    assert area_of(view).x.low == pytest.approx(seen.x.low)


def test_colours_by_rank_have_their_own_numbers(open_window, qtbot, camel):
    window = open_window(camel)
    window.go_to("map")
    page, layer = window.map_page, window.map_page.view.layer
    qtbot.waitUntil(lambda: computed(layer), timeout=60_000)
    plain = layer.look.paint(layer.picture).colours
    QTest.mouseClick(page.pane.rank, Qt.MouseButton.LeftButton)
    assert (layer.look.paint(layer.picture).colours != plain).any()
    known = layer.picture.numbers["loss"][layer.picture.verdict != gd.Verdict.DIVERGED]
    assert page.pane.bar._ranks[0] == np.nanmin(known)
    page.pane.quantity.setCurrentIndex(page.pane.quantity.findData("trainability"))
    page.pane.quantity.activated.emit(page.pane.quantity.currentIndex())
    measured = lambda: computed(layer) and "trainability" in layer.picture.numbers  # noqa: E731
    qtbot.waitUntil(measured, timeout=60_000)
    columns, rows = layer.plane.values(layer.picture.lattice)
    run = layer.plane.at(layer.plane.experiment, columns[50], rows[60]).run()
    assert layer.picture.numbers["trainability"][60, 50] == run["trainability"].item()


def test_the_map_is_computed_where_it_is_seen_and_goes_back(open_window, qtbot, camel):
    window = open_window(camel)
    window.go_to("map")
    page, layer = window.map_page, window.map_page.view.layer
    qtbot.waitUntil(lambda: layer.picture is not None and layer.picture.complete, timeout=60_000)
    home, first = area_of(page.view), layer.picture
    wheel(page.view, (-2.0, 0.5), 8)

    def is_finer():
        step = layer.picture.lattice.x.step
        return layer.picture.complete and step < first.lattice.x.step

    qtbot.waitUntil(is_finer, timeout=60_000)
    seen = area_of(page.view)
    assert layer.picture.lattice.x.span.low <= seen.x.low
    QTest.mouseClick(page.visits.back, Qt.MouseButton.LeftButton)
    while page.visits.back.isEnabled():
        QTest.mouseClick(page.visits.back, Qt.MouseButton.LeftButton)
    assert area_of(page.view).x.low == pytest.approx(home.x.low)


def test_other_axes_and_colours_are_chosen(open_window, qtbot, camel):
    window = open_window(camel)
    window.go_to("map")
    page, layer = window.map_page, window.map_page.view.layer
    for choices, key in ((page.axes.across, "start.x"), (page.axes.upwards, "start.y")):
        choices.setCurrentIndex(choices.findData(key))
        choices.activated.emit(choices.currentIndex())
    page.pane.quantity.setCurrentIndex(page.pane.quantity.findData("basin"))
    page.pane.quantity.activated.emit(page.pane.quantity.currentIndex())
    qtbot.waitUntil(lambda: layer.picture is not None and layer.picture.complete, timeout=60_000)
    assert layer.plane == Plane.of(one_run(camel), "start.x", "start.y")
    assert set(np.unique(layer.picture.basin)) <= {-1, 0, 1, 2, 3}
    assert not page.pane.bar.isVisible()  # basins have no scale
    page.axes.upwards.setCurrentIndex(page.axes.upwards.findData("start.x"))
    page.axes.upwards.activated.emit(page.axes.upwards.currentIndex())
    assert page.axes.across.currentData() != page.axes.upwards.currentData()


def test_backspace_goes_back_on_the_map(open_window, qtbot, camel):
    window = open_window(camel)
    window.go_to("map")
    view = window.map_page.view
    home = area_of(view)
    qtbot.waitUntil(lambda: view.layer.picture is not None, timeout=60_000)
    wheel(view, (-2.0, 0.5), 3)
    qtbot.waitUntil(lambda: window.map_page.visits.back.isEnabled())
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Backspace)
    assert area_of(view).x.low == pytest.approx(home.x.low)


def test_basins_lie_under_the_runs_and_follow_an_edit(open_window, qtbot, camel):
    window = open_window(camel)
    stage = window.stage
    stage.ground.setCurrentIndex(stage.ground.findData(0))
    stage.ground.activated.emit(stage.ground.currentIndex())
    layer = stage.map.basins
    qtbot.waitUntil(lambda: layer.picture is not None and layer.picture.complete, timeout=60_000)
    window.workbench.set_setting(0, "lr", 0.02)
    qtbot.waitUntil(lambda: layer.shown is not None and layer.shown.complete, timeout=60_000)
    assert layer.picture.plane.experiment.optimizers[0].settings["lr"] == 0.02
    stage.ground.setCurrentIndex(0)
    stage.ground.activated.emit(0)
    assert layer.plane is None and stage.map._picture.isVisible()


def test_basins_and_map_stay_with_their_optimizer(open_window, qtbot, camel):
    window = open_window(camel)
    stage, page = window.stage, window.map_page
    window.go_to("map")
    for choices in (stage.ground, page.pane.optimizer):
        choices.setCurrentIndex(choices.findData(1))  # Adam's colour
        choices.activated.emit(choices.currentIndex())
    assert stage.ground.currentText() == "Basins of Adam"
    window.workbench.remove_optimizers([0])
    assert stage.ground.currentText() == "Basins of Adam"
    assert page.pane.optimizer.currentText() == "Adam"
    for layer in (stage.map.basins, page.view.layer):
        assert layer.plane.experiment.optimizers == (gd.Adam(lr=0.3),)


def test_a_map_begins_with_the_axes_of_the_experiment(open_window, camel):
    grid = camel.replace(
        optimizers=gd.Adam(), lr=gd.logspace(1e-3, 0.1, 3), start=(gd.linspace(-1, 1, 4), 0.5)
    )
    window = open_window(grid)
    window.go_to("map")
    plane = window.map_page.view.layer.plane
    assert (plane.x.key, plane.y.key) == ("start.x", "optimizer.lr")
    assert plane.home.x.low == -1 and plane.home.y.low == pytest.approx(-3)


def test_a_map_cannot_be_left_behind(open_window, camel):
    window = open_window(camel)
    window.go_to("map")
    view = window.map_page.view
    wheel(view, (-2.0, 0.5), -40)
    seen, most = area_of(view), view.layer.plane.limits
    assert seen.x.low >= most.x.low and seen.x.high <= most.x.high
    assert len(view.item.getAxis("bottom").tickValues(seen.x.low, seen.x.high, 400)[0][1]) < 10


def test_the_rail_goes_to_networks_and_back(open_window, qtbot, camel):
    window = open_window(camel)
    QTest.mouseClick(window.rail.buttons["network"], Qt.MouseButton.LeftButton)
    assert window.workbench.experiment.objective.kind == "network"
    assert window.rail.buttons["network"].isChecked()
    QTest.mouseClick(window.rail.buttons["descent"], Qt.MouseButton.LeftButton)
    assert window.workbench.experiment == camel
    assert window.rail.buttons["descent"].isChecked()
