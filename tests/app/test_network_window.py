"""A network in the window, used as a person uses it: with clicks and keys."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication

import gdsim as gd
from gdsim.app.look.theme import DARK, LIGHT, class_colour
from gdsim.app.views.surface import FINER
from gdsim.app.worker.focus import STAYS
from gdsim.app.worker.frame import State
from tests.app.by_hand import place

LEFT = Qt.MouseButton.LeftButton


def at_rest(window, step=None):
    """Whether the window shows a session that rests, at `step` if given."""
    frame = window.frame
    resting = frame is not None and frame.state in (State.PAUSED, State.FINISHED)
    return resting and (step is None or frame.step == step)


def click(qtbot, view, x, y):
    qtbot.mouseClick(view.viewport(), LEFT, pos=place(view, x, y))


def point_at(qtbot, view, x, y):
    """Move the mouse there, and once more: the first move only enters."""
    here = place(view, x, y)
    qtbot.mouseMove(view.viewport(), here + QPoint(1, 1))
    qtbot.mouseMove(view.viewport(), here)


def advance(qtbot, window, steps):
    window.worker.step(steps)
    qtbot.waitUntil(lambda: at_rest(window, steps) and not window.drawing.is_behind)


def forward(network, params, points):
    """The outputs of a network before its last function, in plain NumPy."""
    layer = network.data.features_of(points)
    for index, (matrix, biases) in enumerate(network.weights(params)):
        layer = layer @ matrix.T + biases
        if index + 2 < len(network.layers):
            layer = np.tanh(layer)
    return layer


def test_a_file_is_opened_trained_and_read_off(qtbot, open_window, training, tmp_path):
    training.save(tmp_path / "mine.toml")
    window = open_window(gd.Experiment("beale", "sgd"))
    window.files.open(tmp_path / "mine.toml")
    qtbot.waitUntil(
        lambda: at_rest(window, 0) and window.frame.scene.focus is not None, timeout=300_000
    )
    stage = window.stage
    assert stage.pages.currentWidget() is stage.network and stage.title.text() == "Circle"
    assert stage.numbers.about.text() == "not trained yet: press Space"
    window.transport.set_rate(np.inf)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.frame.state is State.FINISHED, timeout=20_000)
    result = training.run()
    np.testing.assert_array_equal(
        window.frame.scene.finals["test_loss"], result["test_loss"].values.reshape(2, -1)
    )
    least = window.frame.scene.finals["test_loss"].min()
    focus = window.frame.scene.focus
    assert focus.best_of == 12 and focus.numbers["test_loss"] <= least / STAYS
    params = result["params"].values.reshape(2, 6, -1)[focus.place]
    np.testing.assert_array_equal(focus.params, params)
    assert window.transport.count.text() == "90 of 90 steps\nepoch 30.0"
    rows = window.verdicts.rows
    assert rows.heads[2:4] == ("train loss", "test accuracy")
    qtbot.waitUntil(lambda: bool(rows.lines) and rows.lines[0].texts[3].endswith("%"))


def test_the_surface_shows_the_outputs_of_the_run(qtbot, open_window, network):
    window = open_window(gd.Experiment(network(), gd.Adam(lr=0.1), steps=60))
    advance(qtbot, window, 60)
    view = window.stage.network.outputs
    qtbot.waitUntil(lambda: view.drawn is not None and view.drawn[1] == 60)
    qtbot.wait(120)  # the window had its size before it was seen
    qtbot.waitUntil(lambda: view.surface.box[:2] == tuple(view.box.viewRange()[0]))
    left, right, bottom, top = view.surface.box
    places = view.surface.outputs[::FINER, ::FINER, 1]
    side = len(places)
    grid = np.meshgrid(np.linspace(left, right, side), np.linspace(bottom, top, side))
    points = np.stack(grid, axis=-1).reshape(-1, 2)
    logits = forward(network(), window.frame.scene.focus.params, points)[:, 0]
    np.testing.assert_allclose(places.ravel(), 1 / (1 + np.exp(-logits)), atol=2e-6)
    readout = view.read(0.0, 0.0)
    share = 1 / (
        1 + np.exp(-forward(network(), window.frame.scene.focus.params, [[0.0, 0.0]])[0, 0])
    )
    assert readout.startswith("x1 0   x2 0   disc") and int(
        readout.split()[-1][:-1]
    ) == pytest.approx(100 * share, abs=2)


def test_samples_are_filled_or_hollow_in_the_colour_of_their_class(qtbot, open_window, network):
    window = open_window(gd.Experiment(network(), "sgd", steps=5))
    view = window.stage.network.outputs
    assert len(view._train.points()) == 36 and len(view._test.points()) == 24
    data = network().data
    for theme in (LIGHT, DARK):
        window.appearance.choose(theme.name)
        for index in (0, 20):
            wanted = class_colour(int(data.targets[index]), theme)
            assert view._train.points()[index].brush().color() == wanted
            wanted = class_colour(int(data.test_targets[index]), theme)
            assert view._test.points()[index].pen().color() == wanted
    texts = [mark.text for mark in window.stage.network.legend.marks]
    assert texts == ["ring", "disc", "training", "test"]


def test_any_run_of_the_map_is_pointed_at_and_picked(qtbot, open_window, training):
    window = open_window(training)
    advance(qtbot, window, 20)
    qtbot.mouseClick(window.stage.switch.second, LEFT)
    runs = window.stage.runs_map
    assert window.stage.pages.currentWidget() is runs
    assert (runs.x_axis.currentData(), runs.y_axis.currentData()) == ("lr", "init_seed")
    qtbot.waitUntil(lambda: runs._pixels is not None and window.frame.scene.focus is not None)
    point_at(qtbot, runs.plot, 2, 1)
    qtbot.waitUntil(lambda: window.frame.scene.focus.place == (0, 5))
    assert "lr 0.7   " in runs.plot.readout.text() and "seed 6" in runs.plot.readout.text()
    point_at(qtbot, runs.plot, 1, 0)
    qtbot.waitUntil(lambda: window.frame.scene.focus.place == (0, 1))
    before = runs.plot.readout.text()
    window.worker.step(20)
    qtbot.waitUntil(lambda: at_rest(window, 40))
    window.drawing.look()
    loss = window.frame.scene.finals["train_loss"][0, 1]
    assert before != runs.plot.readout.text() and f"loss {loss:.4g}" in runs.plot.readout.text()
    click(qtbot, runs.plot, 0, 1)
    qtbot.waitUntil(lambda: window.looking.pinned == (0, 3))
    QApplication.sendEvent(runs.plot, QEvent(QEvent.Type.Leave))
    qtbot.waitUntil(lambda: window.frame.scene.focus.place == (0, 3))
    window.drawing.look()
    assert window.stage.numbers.title._whole == "SGD   init seed 6   lr 0.02"
    assert [p.pos().toTuple() for p in runs.plot.ring.points()] == [(0.0, 1.0)]
    qtbot.mouseClick(window.stage.numbers.best, LEFT)
    qtbot.waitUntil(lambda: window.frame.scene.focus.best_of == 12)


def test_a_click_on_a_row_or_curve_looks_at_the_best_of_its_optimizer(qtbot, open_window, training):
    window = open_window(training)
    advance(qtbot, window, 30)
    table = window.verdicts
    for row in (0, 1):
        place = table.visualRect(table.model().index(row, 0)).center()
        qtbot.mouseClick(table.viewport(), LEFT, pos=place)
        qtbot.waitUntil(lambda row=row: window.frame.scene.focus.optimizer == row)
        best = int(np.argmin(window.frame.scene.finals["test_loss"][row]))
        assert window.frame.scene.focus.run == best
        window.drawing.look()
        assert window.stage.numbers.about.text() == "best of 6 runs"
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.looking.pinned is None
    loss = window.loss
    click(qtbot, loss, 15, float(loss._shown[2][0, 1, 15]))
    qtbot.waitUntil(lambda: window.frame.scene.focus.optimizer == 0)


def test_hidden_optimizers_are_not_the_best(qtbot, open_window, training):
    window = open_window(training)
    advance(qtbot, window, 60)
    for colour in (0, 1):
        window.workbench.set_hidden(frozenset({colour}))
        qtbot.waitUntil(lambda colour=colour: window.frame.scene.focus.optimizer == 1 - colour)


def test_drawing_the_handle_shows_the_run_as_it_was(qtbot, open_window, training):
    window = open_window(training)
    advance(qtbot, window, 80)
    window.looking.pick((1, 4))
    scrub = window.transport.scrub
    session = gd.Session(training)
    fresh = session.snapshot
    scrub.setSliderDown(True)
    for step in (20, 50):  # back, and forth again
        scrub.setSliderPosition(step)
        qtbot.waitUntil(
            lambda step=step: at_rest(window, step) and window.frame.scene.focus.run == 4
        )
        session.advance(step - session.step)
        np.testing.assert_array_equal(
            window.frame.scene.focus.params, fresh().params.reshape(2, 6, -1)[1, 4]
        )
    assert window.transport.count.text() == "50 of 90 steps\nepoch 16.7"
    scrub.setSliderDown(False)
    qtbot.waitUntil(lambda: at_rest(window, 50))
    assert window.frame.scene.slots[-1] == 50


def test_an_edit_goes_on_from_here_if_wanted(qtbot, open_window, training):
    window = open_window(training)
    advance(qtbot, window, 40)
    window.menus.go_on.trigger()
    control = window.panel.optimizers
    control.pop_up_replacement(control.rows[0])
    qtbot.keyClicks(control.picker.search, "adam")
    names = [control.picker.matching.index(row, 0).data() for row in range(3)]
    place = control.picker.list.visualRect(control.picker.matching.index(names.index("Adam"), 0))
    qtbot.mouseClick(control.picker.list.viewport(), LEFT, pos=place.center())
    qtbot.waitUntil(
        lambda: at_rest(window, 40) and window.frame.scene.first_step == 40, timeout=300_000
    )
    session = gd.Session(training)
    session.advance(40)
    other = session.fork(optimizers=[gd.Adam(), "adam"])
    for steps in (0, 10):
        other.advance(steps)
        window.worker.step(steps)
        qtbot.waitUntil(lambda steps=steps: at_rest(window, 40 + steps))
        np.testing.assert_array_equal(window.frame.scene.loss, other.snapshot().loss.reshape(2, -1))
    window.playing.reset()
    qtbot.waitUntil(lambda: at_rest(window, 40))
    window.workbench.set_objective(lambda: training.objective.replace(layers=[2, 5, 1]))
    qtbot.waitUntil(lambda: at_rest(window, 0), timeout=300_000)  # other weights start over


def test_edits_start_over_unless_told_otherwise(qtbot, open_window, training):
    window = open_window(training)
    advance(qtbot, window, 40)
    window.workbench.set_setting(0, "lr", 0.05)
    qtbot.waitUntil(lambda: at_rest(window, 0), timeout=300_000)
    assert window.frame.scene.first_step == 0


def test_one_input_is_a_curve_through_its_samples(qtbot, open_window, network):
    sine = network(layers=[1, 6, 1], loss="mse", data=gd.datasets.sine(samples=40, frequency=2.0))
    window = open_window(gd.Experiment(sine, gd.Adam(lr=0.05), steps=40))
    advance(qtbot, window, 40)
    view = window.stage.network.fit_curve
    assert window.stage.network.pages.currentWidget() is view
    qtbot.waitUntil(lambda: view.drawn is not None and view.drawn[1] == 40)
    wanted = forward(sine, window.frame.scene.focus.params, view.curve.x[:, None])
    np.testing.assert_allclose(view.curve.y, wanted, atol=3e-6)
    assert window.verdicts.rows.heads[3] == "test loss"
    assert window.loss.choice.buttons["Accuracy"].isHidden()
    assert view.read(0.5, 0.0).startswith("x 0.5   output ")


def test_many_inputs_have_numbers_in_place_of_a_picture(qtbot, open_window, network):
    points = np.random.default_rng(3).normal(size=(60, 13))
    data = gd.datasets.from_arrays(points, np.arange(60) % 3, classes=True)
    many = network(layers=[13, 5, 3], loss="cross_entropy", data=data)
    window = open_window(gd.Experiment(many, gd.Adam(lr=0.05), steps=30))
    advance(qtbot, window, 30)
    page = window.stage.network
    assert (
        page.pages.currentWidget().isAncestorOf(page.sentence)
        and "13 inputs" in page.sentence.text()
    )
    shown = {name: cell.text() for name, cell in page.large._cells.items()}
    numbers = window.frame.scene.focus.numbers
    assert shown["train_accuracy"] == f"{numbers['train_accuracy']:.1%}"
    assert float(shown["train_loss"]) == pytest.approx(numbers["train_loss"], rel=1e-3)
    assert window.stage.numbers.isHidden() and not window.stage.fit_button.isVisible()


def test_a_run_that_diverged_says_when(qtbot, open_window, network):
    plane = network(loss="mse", data=gd.datasets.plane(samples=40), batch_size=None)
    window = open_window(gd.Experiment(plane, gd.SGD(lr=1e6), steps=20))
    window.worker.step(20)
    qtbot.waitUntil(lambda: at_rest(window) and window.frame.step > 0)
    window.drawing.look()
    assert window.stage.numbers.about.text().startswith("diverged at step ")


def test_accuracy_and_batches_are_other_curves(qtbot, open_window, training):
    window = open_window(training)
    advance(qtbot, window, 30)
    loss = window.loss
    assert loss.lines.seconds[0].isVisible() and loss.names["left"] == "loss"
    qtbot.mouseClick(loss.choice.buttons["Accuracy"], LEFT)
    assert loss.names["left"] == "accuracy" and loss.box.viewRange()[1][1] < 1.05
    np.testing.assert_array_equal(loss._shown[2], window.frame.scene.more["train_accuracy"])
    qtbot.mouseClick(loss.choice.buttons["Batch"], LEFT)
    assert not loss.lines.seconds[0].isVisible() and loss.names["left"] == "loss of the batch"
    window.workbench.switch_to("function")
    # as soon as it is the function that is edited, whose runs are not there yet
    assert loss.choice.list.isVisible() and loss.choice.list.findText("Accuracy") < 0
    assert not any(button.isVisible() for button in loss.choice.buttons.values())
    assert loss.names["left"] == "loss" and window.verdicts.rows.heads[3] == "gradient"
    qtbot.waitUntil(lambda: at_rest(window, 0) and not window.frame.scene.finals, timeout=300_000)
    window.drawing.look()
    assert loss.choice.list.isVisible() and loss.names["left"] == "loss"


def test_from_a_function_to_a_network_and_back(qtbot, open_window):
    window = open_window(gd.Experiment("beale", "sgd", start=(1.0, 1.0)))
    kinds = window.panel.objective
    qtbot.mouseClick(kinds.network_kind, LEFT)
    stage = window.stage
    assert stage.pages.currentWidget() is stage.network
    assert not window.verdicts.rows.lines  # the runs of the function are gone
    qtbot.waitUntil(lambda: window.frame.scene.focus is not None, timeout=300_000)
    qtbot.mouseClick(kinds.function, LEFT)
    assert stage.pages.currentWidget() is stage.map and stage.numbers.isHidden()
    qtbot.waitUntil(lambda: window.frame.scene.focus is None and window.frame.scene is not None)


def test_undo_and_redo_at_once_between_an_experiment_with_a_map_and_one_without(
    qtbot, open_window, network
):
    iris = network(layers=[4, 3, 3], loss="cross_entropy", data=gd.datasets.iris())
    window = open_window(gd.Experiment(iris, "sgd", lr=[0.01, 0.1], steps=20))
    window.stage.switch.second.click()
    qtbot.mouseClick(window.panel.objective.function, LEFT)
    qtbot.waitUntil(lambda: at_rest(window) and not window.frame.scene.finals, timeout=300_000)
    window.workbench.undo()
    window.stage.switch.second.click()
    window.workbench.redo()
    assert window.stage.pages.currentWidget() is window.stage.map
    assert window.stage.runs_map.run_at(0, 0) is None


def test_the_smallest_window_cuts_nothing_off(qtbot, open_window, training):
    window = open_window(training)
    advance(qtbot, window, 30)
    window.stage.switch.second.click()
    window.resize(window.minimumSize())
    qtbot.waitUntil(lambda: window.width() == 1024)
    for widget in (window.loss.choice, window.transport.speed_label, window.stage.fit_button):
        right = widget.mapTo(window, QPoint(widget.width(), 0)).x()
        assert right <= window.width()
    table = window.verdicts
    assert sum(map(table.columnWidth, range(5))) <= table.viewport().width()
    assert table.columnWidth(0) >= table.fontMetrics().horizontalAdvance("Adam") + 40


def test_the_copied_script_makes_the_same_network(open_window, network):
    from gdsim.app.model.script import as_python

    named = gd.Experiment(
        network(init=gd.inits.normal(std=[0.1, 0.2]), loss={"name": "huber", "delta": 0.5}),
        gd.Adam(lr=0.1), title="a, b(c).d",
    )  # fmt: skip
    own = gd.datasets.from_arrays(np.eye(20, 2), np.arange(20) % 2, classes=True)
    for experiment in (named, named.replace(objective=network(data=own))):
        names = {}
        exec(as_python(experiment).split("result =")[0], names)
        assert names["experiment"] == experiment
