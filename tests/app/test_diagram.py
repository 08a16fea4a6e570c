"""The diagram of a network in the window: what it shows, and weights edited by hand."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

import gdsim as gd
from gdsim.app.controls.tabs import Tabs
from gdsim.app.look.figures import figures
from gdsim.app.model.weight_edits import with_weight
from gdsim.app.network import diagram
from gdsim.app.network.diagram import BEFORE, GRADIENT, UPDATE
from gdsim.app.network.seeing import SIDE, image_side, seeing
from gdsim.app.views.surface import box_of
from gdsim.app.worker.frame import State

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def experiment(network):
    """Plain and adaptive descent with batches of 16, and two seeds."""
    return gd.Experiment(network(init_seed=[5, 6], l2=0.01), ["sgd", "adam"], lr=0.05, steps=40)


def at_rest(window, step):
    frame = window.frame
    return (
        frame is not None and frame.state in (State.PAUSED, State.FINISHED) and frame.step == step
    )


def diagram_of(qtbot, window, step=0):
    """The diagram, at a step."""
    if step:
        window.worker.step(step)
    qtbot.waitUntil(lambda: at_rest(window, step) and window.frame.scene.focus is not None)
    window.drawing.look()
    qtbot.mouseClick(window.stage.network.views.tabs.buttons["diagram"], LEFT)
    page = window.stage.network.views.page
    qtbot.waitUntil(lambda: page.canvas.look is not None and page.canvas.sketch is not None)
    return page


def point_at(qtbot, canvas, thing):
    """Move the mouse onto an edge or a node; the first move only enters."""
    place = thing.line.pointAt(0.37) if hasattr(thing, "line") else thing.box.center()
    qtbot.mouseMove(canvas, place.toPoint() + QPoint(3, 3))
    qtbot.mouseMove(canvas, place.toPoint())
    return place.toPoint()


def test_values_under_the_mouse_are_those_of_the_library(qtbot, open_window, experiment):
    window = open_window(experiment)
    page = diagram_of(qtbot, window, 7)
    canvas, focus = page.canvas, window.frame.scene.focus
    result = experiment.replace(steps=7).run()["params"].values.reshape(2, 2, -1)
    now = result[focus.place]
    before = experiment.replace(steps=6).run()["params"].values.reshape(2, 2, -1)[focus.place]
    edge = canvas.sketch.by_index[5]  # from the second input to the third unit
    point_at(qtbot, canvas, edge)
    assert page.readout.whole == f"x2 → unit 2 of layer 1   weight {figures(float(now[5]))}"
    point_at(qtbot, canvas, canvas.sketch.node_of(1, 2))
    assert page.readout.whole == f"unit 2 of layer 1   bias {figures(float(now[10]))}"

    qtbot.mouseClick(page.quantity.buttons[UPDATE], LEFT)
    qtbot.waitUntil(lambda: window.frame.scene.focus.before is not None)
    window.drawing.look()
    moved = now.astype(float) - before.astype(float)
    qtbot.waitUntil(lambda: np.array_equal(page.canvas.look.values, moved))
    point_at(qtbot, canvas, edge)
    assert page.readout.whole.endswith(f"update {figures(moved[5])}")

    qtbot.mouseClick(page.quantity.buttons[GRADIENT], LEFT)
    qtbot.mouseClick(page.when.buttons[BEFORE], LEFT)
    objective, seed = window.frame.scene.focus.objective, 0
    wanted = objective.seen_by_step(before.astype(float), 6, seed, {"l2": 0.01})[1]
    qtbot.waitUntil(lambda: np.array_equal(page.canvas.look.values, wanted))
    point_at(qtbot, canvas, edge)
    assert page.readout.whole.endswith(
        f"weight {figures(float(before[5]))}   gradient {figures(wanted[5])}"
    )
    norms = [np.linalg.norm(w) for w, _ in objective.weights(wanted)]
    assert page.canvas.look.between == tuple(
        f"‖W{i}‖ {figures(float(n), 3)}" for i, n in enumerate(norms, start=1)
    )


def test_a_weight_is_typed_and_undo_brings_the_old_start_back(qtbot, open_window, experiment):
    window = open_window(experiment)
    page = diagram_of(qtbot, window)
    canvas, params = page.canvas, window.frame.scene.focus.params.copy()
    place = point_at(qtbot, canvas, canvas.sketch.by_index[3])
    qtbot.mouseClick(canvas, LEFT, pos=place)
    assert page.field.isVisible() and float(page.field.text()) == pytest.approx(params[3], rel=1e-5)
    qtbot.keyClicks(page.field, "-x")
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    assert page.field.isVisible() and page.field.property("wrong")  # it is no number
    page.field.clear()
    qtbot.keyClicks(page.field, "-1.25")
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    params[3] = -1.25
    np.testing.assert_array_equal(window.workbench.experiment.start.values[0], params)
    assert window.workbench.experiment.shape == (2,)  # its seeds draw nothing any longer
    qtbot.waitUntil(lambda: at_rest(window, 0) and window.frame.scene.focus.params[3] == -1.25)
    window.workbench.undo()
    assert window.workbench.experiment.start is None
    assert window.workbench.experiment.shape == (2, 2)


def test_a_weight_is_dragged_in_one_step_of_undo(qtbot, open_window, experiment):
    window = open_window(experiment.replace(objective=experiment.objective.replace(init_seed=5)))
    page = diagram_of(qtbot, window)
    canvas, params = page.canvas, window.frame.scene.focus.params.copy()
    place = point_at(qtbot, canvas, canvas.sketch.by_index[3])
    qtbot.mousePress(canvas, LEFT, pos=place)
    for up in (5, 20, 30):
        qtbot.mouseMove(canvas, place - QPoint(0, up))
    qtbot.mouseRelease(canvas, LEFT, pos=place - QPoint(0, 30))
    largest = max(np.abs(w).max() for w, _ in experiment.objective.weights(params))
    start = window.workbench.experiment.start.values[0]
    assert start[3] == pytest.approx(params[3] + 0.02 * 30 * largest, rel=5e-3)
    np.testing.assert_array_equal(np.delete(start, 3), np.delete(params, 3))
    window.workbench.undo()
    assert window.workbench.experiment.start is None


def test_a_weight_is_chosen_and_typed_with_the_keys(qtbot, open_window, experiment):
    window = open_window(experiment.replace(objective=experiment.objective.replace(init_seed=5)))
    page = diagram_of(qtbot, window)
    canvas, params = page.canvas, window.frame.scene.focus.params.copy()
    Key = Qt.Key  # noqa: N806
    window.stage.network.setFocus()
    qtbot.keyClick(window.stage.network, Key.Key_Down)  # to the first unit
    assert canvas.hasFocus() and canvas.chosen is canvas.sketch.node_of(0, 0)
    keys = Key.Key_Down, Key.Key_Down, Key.Key_Right, Key.Key_Down, Key.Key_Down, Key.Key_Up
    for key in keys:  # to the second input, which is the last, and down its edges and up
        qtbot.keyClick(canvas, key)
    level = min(range(4), key=lambda unit: abs(canvas.sketch.by_index[2 * unit + 1].line.dy()))
    unit = min(level + 2, 3) - 1
    edge = canvas.sketch.by_index[2 * unit + 1]
    assert canvas.chosen is edge
    words = f"x2 → unit {unit} of layer 1   weight {figures(float(params[edge.index]))}"
    assert page.readout.whole == canvas.accessibleDescription() == words
    qtbot.keyClick(canvas, Key.Key_Return)
    assert page.field.hasFocus() and page.field.accessibleName() == "Weight"
    qtbot.keyClicks(page.field, "0.75")
    qtbot.keyClick(page.field, Key.Key_Return)
    assert canvas.hasFocus() and canvas.chosen.index == edge.index
    params[edge.index] = 0.75
    np.testing.assert_array_equal(window.workbench.experiment.start.values[0], params)

    # On to the unit, whose bias is typed in the same way; and to its edges on the other side.
    qtbot.keyClick(canvas, Key.Key_Right)
    assert canvas.chosen is canvas.sketch.node_of(1, unit)
    qtbot.keyClick(canvas, Key.Key_Enter)
    assert page.field.accessibleName() == "Bias"
    qtbot.keyClick(page.field, Key.Key_Escape)
    assert canvas.hasFocus() and not page.field.isVisible()
    for key in (Key.Key_Left, Key.Key_Up):  # among the edges that lead to it
        qtbot.keyClick(canvas, key)
    assert canvas.chosen is canvas.sketch.by_index[2 * unit]
    window.resize(window.width() + 60, window.height())
    qtbot.waitUntil(lambda: canvas.chosen is canvas.sketch.by_index[2 * unit])
    for key in (Key.Key_Left, Key.Key_Left):  # no layer is left of the inputs
        qtbot.keyClick(canvas, key)
    assert canvas.chosen is canvas.sketch.node_of(0, 0)
    qtbot.keyClick(canvas, Key.Key_Escape)
    assert canvas.chosen is None and canvas.under is None
    assert page.readout.whole.startswith("Click an edge")


def test_the_view_that_was_chosen_last_is_shown_again(qtbot, open_window, settings, network):
    settings.setValue("network_view", "diagram")
    window = open_window(gd.Experiment(network(l2=0.01), ["sgd", "adam"], lr=0.05, steps=40))
    views = window.stage.network.views
    qtbot.waitUntil(lambda: views.tabs.choice == "diagram" and views.page is not None)
    qtbot.mouseClick(views.tabs.buttons["classes"], LEFT)
    assert settings.value("network_view") == "classes"
    window.resize(1280, 800)
    buttons = views.tabs.buttons.values()
    qtbot.waitUntil(lambda: len({each.y() for each in buttons}) == 1)
    assert all(each.width() >= each.sizeHint().width() for each in buttons)


def test_of_several_given_starts_only_that_of_the_run_changes(network):
    starts = np.arange(34.0).reshape(2, 17) / 17
    several = gd.Experiment(network(), ["sgd", "adam"], start=starts, steps=3)
    changed = with_weight(several, 3, starts[1] + 1, 0, -5.0)
    np.testing.assert_array_equal(changed.start.values, [starts[0], [-5.0, *(starts[1, 1:] + 1)]])


def test_units_see_the_plane_a_line_or_pixels(network):
    plane = network()
    params = plane.initial()
    data = plane.data
    left, right, bottom, top = box_of(data)
    seen = seeing(plane, params).pictures
    assert sorted(seen) == [(0, 0), (0, 1), *((1, unit) for unit in range(4)), (2, 0)]
    corner = [[left, top], [right, bottom]]  # the first and the last pixel
    (w1, b1), (w2, b2) = plane.weights(params)
    hidden = np.tanh(data.features_of(corner) @ w1.T + b1)
    share = 1 / (1 + np.exp(-(hidden @ w2.T + b2)))
    for place, values in {(1, 2): hidden[:, 2], (2, 0): share[:, 0] - 0.5}.items():
        assert seen[place].shape == (SIDE, SIDE)
        np.testing.assert_allclose(seen[place][[0, -1], [0, -1]], values, atol=1e-12)

    line = gd.Network([1, 3, 1], data=gd.datasets.sine(samples=20))
    curves = seeing(line, line.initial()).curves
    assert sorted(curves) == [(0, 0), (1, 0), (1, 1), (1, 2), (2, 0)]
    assert all(curve.min() == 0 and curve.max() == 1 for curve in curves.values())

    digits = gd.Network([64, 5, 10], loss="cross_entropy", data=gd.datasets.digits())
    params = digits.initial()
    assert image_side(digits.data) == 8 and image_side(gd.datasets.iris()) is None
    pictures = seeing(digits, params).pictures
    np.testing.assert_array_equal(pictures[1, 4], params[4 * 64 : 5 * 64].reshape(8, 8))


def test_a_wide_layer_shows_a_dozen_and_opens(qtbot, open_window, network):
    wide = network(layers=[2, 45, 1])
    window = open_window(gd.Experiment(wide, "sgd", steps=3))
    page = diagram_of(qtbot, window)
    canvas = page.canvas

    def rest():
        return canvas.sketch.layers[1][-1]

    assert len(canvas.sketch.layers[1]) == 12 and len(rest().units) == 34
    place = point_at(qtbot, canvas, rest())
    assert page.readout.whole == "34 units of layer 1   click to show them"
    qtbot.mouseClick(canvas, LEFT, pos=place)
    assert len(canvas.sketch.layers[1]) == 40 and rest().units == (39, 40, 41, 42, 43, 44)
    qtbot.mouseClick(canvas, LEFT, pos=rest().box.center().toPoint())
    assert 44 in [node.unit for node in canvas.sketch.layers[1]] and rest().units == (
        0,
        1,
        2,
        3,
        4,
        5,
    )
    qtbot.mouseClick(canvas, LEFT, pos=rest().box.center().toPoint())
    assert len(canvas.sketch.layers[1]) == 12
    weights = wide.weights(window.frame.scene.focus.params)[1][0]
    edge = next(edge for edge in canvas.sketch.edges if edge.start is rest())
    wanted = np.sqrt(np.mean(weights[edge.end.unit, 11:] ** 2))
    assert canvas.rest_of(edge) == pytest.approx(wanted)


def test_tabs_that_do_not_fit_in_one_line_stand_in_several(qtbot, make):
    names = ("outputs", "diagram", "backpropagation", "loss slice")
    tabs = make(Tabs, {name: (name.title(), "a view") for name in names})
    for width, lines in ((600, 1), (260, 2), (600, 1)):
        tabs.resize(width, 100)
        qtbot.waitUntil(lambda n=lines: len({each.y() for each in tabs.buttons.values()}) == n)
        assert all(each.width() >= each.sizeHint().width() for each in tabs.buttons.values())
    tabs.choose_next()
    assert tabs.choice == "diagram"


def test_while_runs_play_edges_wait_for_what_units_see_but_not_for_long(
    qtbot, open_window, experiment, monkeypatch
):
    window = open_window(experiment)
    page = diagram_of(qtbot, window)
    helper, jobs = window.background, []
    qtbot.waitUntil(lambda: not helper.is_asked("diagram"))
    monkeypatch.setattr(helper, "ask", lambda topic, work, deliver: jobs.append((work, deliver)))
    monkeypatch.setattr(helper, "is_asked", lambda topic: bool(jobs))
    before, seen = page.canvas.look, page._seen
    focus = replace(seen.focus, params=seen.focus.params + 0.1)
    later = replace(seen, focus=focus, state=State.PLAYING)
    monkeypatch.setattr(diagram, "PACE", 0)
    monkeypatch.setattr(diagram, "SOON", 60_000)
    page.draw(later)
    assert page.canvas.look is before and len(jobs) == 1
    work, deliver = jobs.pop()
    deliver(work())
    look = page.canvas.look
    np.testing.assert_array_equal(look.values, focus.params)
    assert look.pictures and look.pictures is not before.pictures
    monkeypatch.setattr(diagram, "SOON", 0)  # the helper is busy with something else
    further = replace(focus, params=focus.params + 0.1)
    page.draw(replace(later, focus=further))
    assert len(jobs) == 1
    np.testing.assert_array_equal(page.canvas.look.values, further.params)
