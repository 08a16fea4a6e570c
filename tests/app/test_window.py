"""The whole window, used as a person uses it: with clicks and keys."""

import threading
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QMessageBox

import gdsim as gd
from gdsim.app.appearance import Appearance
from gdsim.app.look.style_sheet import restyling
from gdsim.app.look.theme import DARK, LIGHT
from gdsim.app.translation import languages
from gdsim.app.worker.frame import State


@pytest.fixture
def window(shared_window):
    return shared_window


@pytest.fixture
def workbench(window):
    return window.workbench


@pytest.fixture
def settings(shared):
    return shared.settings


def press(qtbot, window, key):
    qtbot.keyClick(window, key)


def at_rest(window, step=None):
    """Whether the window shows a session that rests, at `step` if given."""
    frame = window.frame
    resting = frame is not None and frame.state in (State.PAUSED, State.FINISHED)
    return resting and (step is None or frame.step == step)


def test_a_session_from_the_first_key_to_the_last(qtbot, window, workbench):
    panel = window.panel
    panel.objective.text.setFocus()
    panel.objective.text.selectAll()
    qtbot.keyClicks(panel.objective.text, "(x - 1)**2 + 4*y**2")
    qtbot.keyClick(panel.objective.text, Qt.Key.Key_Return)
    assert workbench.experiment.objective.text == "(x - 1)**2 + 4*y**2"

    qtbot.mouseClick(panel.optimizers.add, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(panel.optimizers.picker.search, "yogi")
    qtbot.keyClick(panel.optimizers.picker.search, Qt.Key.Key_Return)
    assert [choice.name for choice in workbench.experiment.optimizers][-1] == "yogi"

    view = window.stage.map
    qtbot.waitUntil(lambda: view._objective.text == "(x - 1)**2 + 4*y**2")
    place = view.mapFromScene(view.box.mapViewToScene(QPointF(-1.5, 2.0)))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert workbench.experiment.starts.coordinates == pytest.approx((-1.5, 2.0), abs=0.02)
    qtbot.waitUntil(lambda: at_rest(window, 0) and window.frame.scene.heads.shape[0] == 4)
    np.testing.assert_allclose(
        window.frame.scene.heads[3, 0], workbench.experiment.starts.coordinates
    )

    press(qtbot, window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.frame.state is State.PLAYING and window.frame.step > 3)
    press(qtbot, window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: at_rest(window))
    step = window.frame.step
    press(qtbot, window, Qt.Key.Key_Period)
    qtbot.waitUntil(lambda: at_rest(window, step + 1))
    assert window.transport.scrub.value() == step + 1

    window.transport.scrub.setSliderDown(True)
    window.transport.scrub.setSliderPosition(2)
    assert window.transport.count.text().startswith("2 of")
    window.transport.scrub.setSliderDown(False)
    qtbot.waitUntil(lambda: at_rest(window, 2))

    press(qtbot, window, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: at_rest(window, 0))


def test_letting_the_handle_go_goes_on_only_with_runs_that_were_playing(qtbot, window, workbench):
    workbench.replace(steps=40)
    scrub = window.transport.scrub

    def drag(step):
        scrub.setSliderDown(True)
        scrub.setSliderPosition(step)
        scrub.setSliderDown(False)

    window.transport.set_rate(np.inf)
    press(qtbot, window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.frame.state is State.FINISHED)
    drag(17)
    qtbot.waitUntil(lambda: at_rest(window, 17))
    qtbot.wait(150)
    assert at_rest(window, 17)
    window.worker.rate = 10.0
    press(qtbot, window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.frame.state is State.PLAYING and 2 < window.frame.step < 40)
    drag(1)
    qtbot.waitUntil(lambda: window.frame.state is State.PLAYING and 1 <= window.frame.step < 4)


def test_what_is_typed_stays_while_other_things_are_edited(qtbot, window, workbench):
    control, rate = window.panel.objective, window.panel.optimizers.rows[0].rate
    control.text.setFocus()
    control.text.selectAll()
    qtbot.keyClicks(control.text, "log(x) + y**2")  # undefined at the start, x = -1.1
    qtbot.keyClick(control.text, Qt.Key.Key_Return)
    assert "no finite value" in control.error.text()
    rate.setFocus()
    rate.selectAll()
    qtbot.keyClicks(rate, "fast")
    qtbot.keyClick(rate, Qt.Key.Key_Return)
    workbench.replace(steps=77)
    assert control.text.toPlainText() == "log(x) + y**2" and rate.text() == "fast"
    window.stage.clicked.emit((0.5, 0.7))
    qtbot.waitUntil(lambda: workbench.experiment.objective.text == "log(x) + y**2")
    assert not control.error.text() and workbench.experiment.starts.coordinates == (0.5, 0.7)
    workbench.undo()
    assert control.text.toPlainText() == workbench.experiment.objective.text
    qtbot.keyClick(rate, Qt.Key.Key_Escape)
    assert rate.text() != "fast"


def test_bad_text_shows_its_sentence_and_keeps_the_old_objective(qtbot, window, workbench):
    before = workbench.document
    text = window.panel.objective.text
    text.selectAll()
    qtbot.keyClicks(text, "x**2 +")
    qtbot.waitUntil(window.panel.objective.error.isVisible)
    qtbot.keyClick(text, Qt.Key.Key_Return)
    assert workbench.document is before
    assert window.stage.map._objective == before.experiment.objective


def test_letters_typed_into_a_field_are_not_commands(qtbot, window):
    window.worker.step(5)
    qtbot.waitUntil(lambda: at_rest(window, 5))
    text = window.panel.objective.text
    text.setFocus()
    qtbot.keyClicks(text, "r . ")
    assert window.frame.step == 5 and not window.playing.wanted


def test_an_edit_while_playing_plays_on_from_the_start(qtbot, window, workbench):
    press(qtbot, window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.frame.step > 3)
    workbench.set_setting(0, "lr", 0.02)
    qtbot.waitUntil(
        lambda: (
            window.frame.state is State.PLAYING
            and window.frame.scene.experiment.optimizers[0].settings == {"lr": 0.02}
            and window.frame.step > 0
        )
    )


def test_undo_and_redo_by_key(qtbot, window, workbench):
    workbench.replace(steps=64)
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert workbench.experiment.steps == 500
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_Z, both)
    assert workbench.experiment.steps == 64


def test_the_copied_script_makes_the_same_experiment(qtbot, window, workbench):
    workbench.replace(
        start=gd.uniform(5, seed=3), lr=[0.1, 0.2], schedule=gd.Cosine(warmup=7), noise=0.25,
        title="A, b(c)",
    )  # fmt: skip
    window.files.copy_python()
    source = QApplication.clipboard().text()
    names = {}
    exec(source.split("result =")[0], names)
    assert names["experiment"] == workbench.experiment
    assert window.stage.chip.text() == "Copied as Python"


def test_a_script_of_a_long_array_loads_the_file_that_it_is_saved_in(window, workbench, tmp_path):
    workbench.replace(lr=np.linspace(1e-4, 1e-3, 1500))
    QApplication.clipboard().clear()
    window.files.copy_python()
    assert window.panel.trouble.text().startswith("Save the experiment first: a script can only")
    assert not QApplication.clipboard().text()
    assert workbench.save(tmp_path / "rates.toml") is None
    window.files.copy_python()
    names = {}
    exec(QApplication.clipboard().text().split("result =")[0], names)
    assert names["experiment"] == workbench.experiment
    assert workbench.open(tmp_path / "rates.toml") is None and not workbench.modified


def test_save_and_open_go_through_a_file(window, workbench, tmp_path):
    workbench.replace(steps=64)
    window.files.save_as(tmp_path / "mine")
    assert window.windowTitle().startswith("mine.toml") and not window.isWindowModified()
    workbench.replace(steps=65)
    assert window.isWindowModified()
    window.files.open(tmp_path / "mine.toml")
    assert workbench.experiment.steps == 64
    window.files.open(tmp_path / "other.toml")
    assert window.panel.trouble.text() and workbench.experiment.steps == 64


def test_closing_asks_about_unsaved_edits_and_only_about_them(
    window, workbench, tmp_path, monkeypatch
):
    asked, answer = [], QMessageBox.StandardButton.Cancel
    monkeypatch.setattr(window.files, "ask", lambda: asked.append(1) or answer)
    assert window.files.may_leave() and not asked  # nothing was edited
    workbench.replace(steps=64)
    assert not window.close() and window.isVisible() and len(asked) == 1
    window.files.open(tmp_path / "other.toml")
    assert workbench.experiment.steps == 64 and len(asked) == 2
    workbench.undo()
    assert window.files.may_leave() and len(asked) == 2  # the edit was taken back
    workbench.redo()
    workbench.save(tmp_path / "mine.toml")
    workbench.replace(steps=65)
    answer = QMessageBox.StandardButton.Save
    assert window.close() and gd.Experiment.load(tmp_path / "mine.toml").steps == 65


def test_runs_of_another_objective_are_not_drawn(qtbot, window, workbench):
    qtbot.waitUntil(lambda: window.verdicts.rows.rowCount() == 3)
    assert window.stage.map.trails.heads.points().size
    window.drawing.timer.stop()  # no frame of the new one is taken
    workbench.set_objective(lambda: gd.Function("himmelblau"))
    assert window.verdicts.rows.rowCount() == 0
    assert not window.stage.map.trails.heads.points().size
    assert not window.loss.lines.curves[0].isVisible()
    window.drawing.timer.start()
    qtbot.waitUntil(lambda: window.verdicts.rows.rowCount() == 3)
    assert window.stage.map.trails.heads.points().size and window.loss.lines.curves[0].isVisible()


def test_nothing_of_the_old_function_stands_under_a_new_one(qtbot, window, workbench):
    stage, bar = window.stage, window.transport
    qtbot.waitUntil(lambda: stage.map.landscape is not None)
    window.worker.step(7)
    qtbot.waitUntil(lambda: at_rest(window, 7))
    assert bar.count.text() == "7 of 500 steps"
    window.drawing.timer.stop()
    workbench.start_over(gd.Experiment("himmelblau", ["sgd"], steps=90))
    assert stage.map.landscape is None and stage.map._picture.image is None
    axes = [window.loss.item.getAxis(side) for side in ("left", "bottom")]
    assert not any(axis.style["showValues"] for axis in axes)
    bar.show_frame(replace(window.frame, experiment=workbench.experiment, state=State.COMPILING))
    assert bar.count.text() == "0 of 90 steps" and bar.scrub.value() == 0
    assert not bar.play_button.isEnabled()
    window.drawing.timer.start()
    qtbot.waitUntil(lambda: window.frame.experiment.steps == 90)
    qtbot.waitUntil(lambda: all(axis.style["showValues"] for axis in axes))
    qtbot.waitUntil(lambda: stage.map._picture.image is not None)


def test_the_mouse_on_a_run_names_its_optimizer(qtbot, window):
    map_ = window.stage.map
    window.playing.step()
    qtbot.waitUntil(lambda: at_rest(window, 1))
    window.drawing.timer.stop()
    scene = window.frame.scene
    heads = np.array([[-0.5, 0.7], [0.1, 0.7], [0.7, 0.7]])  # apart from each other
    window.drawing.frame = replace(window.frame, scene=replace(scene, heads=heads[:, None]))
    window.drawing.draw()
    for index, (x, y) in enumerate(heads):
        assert map_.read(x, y).startswith(f"{scene.experiment.labels[index]}   x ")
        assert window.drawing.lit == scene.colours[index]
    assert map_.read(1.9, 2.9).startswith("x ") and window.drawing.lit is None


def test_the_map_says_what_a_click_does_until_one_was_made(qtbot, window):
    map_ = window.stage.map
    qtbot.waitUntil(lambda: at_rest(window, 0))
    place = map_.mapFromScene(map_.box.mapViewToScene(QPointF(1.9, 2.9)))
    qtbot.mouseMove(map_.viewport(), place)
    assert map_.readout.text().endswith("click to start here")
    qtbot.mouseClick(map_.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert "f " in map_.readout.text() and "click" not in map_.readout.text()
    note, read = window.stage.chip, map_.readout  # what Space does, said beside it
    places = [QRect(part.mapTo(window, QPoint()), part.size()) for part in (note, read)]
    assert note.isVisible() and not places[0].intersects(places[1])


def test_light_and_dark_are_remembered(qapp, qtbot, window, settings):
    window.appearance.choose("light")
    window.appearance.switch()
    assert window.appearance.theme is DARK and settings.value("theme") == "dark"
    qtbot.waitUntil(lambda: restyling(qapp).is_seen)
    assert window.palette().window().color().name() == DARK.background.lower()
    window.appearance.switch()
    assert window.appearance.theme is LIGHT


def test_one_variable_shows_a_curve_and_three_a_plane(qtbot, window, workbench):
    stage = window.stage
    workbench.set_objective(lambda: gd.Function("x**4 - x"))
    assert stage.pages.currentWidget() is stage.curve
    qtbot.waitUntil(
        lambda: window.frame.scene is not None and window.frame.scene.heads.shape[2] == 1
    )
    workbench.set_objective(lambda: gd.Function("x**2 + y**2 + z**2"))
    assert stage.pages.currentWidget() is stage.map and stage.slicing.choice.isVisible()
    qtbot.waitUntil(lambda: window.frame.scene.heads.shape[2] == 3)
    qtbot.waitUntil(lambda: window.verdicts.rows.rowCount() == 3)


def test_the_optimizer_under_the_mouse_is_lit(qtbot, window):
    row = window.panel.optimizers.rows[1]
    row.entered.emit(1)
    assert window.drawing.lit == 1
    widths = [window.loss.lines.curves[n].pen().widthF() for n in (0, 1)]
    assert widths[1] > widths[0]
    row.left.emit(1)
    assert window.drawing.lit is None


def test_hiding_an_optimizer_hides_it_everywhere(qtbot, window):
    window.panel.optimizers.rows[0].eye.click()
    assert not window.stage.map.trails._curves[0].isVisible()
    assert not window.loss.lines.curves[0].isVisible()
    qtbot.waitUntil(lambda: window.verdicts.rows.rowCount() == 2)


def test_the_speed_slider_sets_the_workers_rate(window):
    window.transport.set_rate(1000)
    assert window.worker.rate == pytest.approx(1000, rel=0.05)
    window.transport.speed.setValue(window.transport.speed.maximum())
    assert window.worker.rate == np.inf and window.transport.speed_label.text() == "full speed"


def test_what_went_wrong_in_the_worker_stands_in_the_panel(qtbot, window):
    def fail(n):
        raise ValueError("the disk is full")

    window.worker._session.advance = fail
    window.playing.step()
    qtbot.waitUntil(lambda: window.panel.trouble.text() == "the disk is full")
    assert not window.transport.play_button.isEnabled()


def test_the_smallest_window_cuts_nothing_off(qtbot, window):
    window.resize(window.minimumSize())
    qtbot.waitUntil(lambda: window.width() == 1024)
    bar = window.transport
    right = bar.speed_label.mapTo(window, QPoint(bar.speed_label.width(), 0)).x()
    assert right <= window.width() and bar.scrub.width() > 40
    assert window.stage.map.width() > 300
    table = window.verdicts
    assert sum(map(table.columnWidth, range(5))) <= table.viewport().width()
    assert table.columnWidth(0) >= 80
    ground, stage = window.stage.ground, window.stage
    for workspace in ("map", "descent"):
        window.go_to(workspace)
        side = window.body.side
        inside = window.panel.widget().minimumSizeHint().width()
        assert inside <= window.panel.viewport().width(), workspace
        assert stage.width() >= stage.minimumSizeHint().width(), workspace
        assert side.width() >= side.minimumSizeHint().width(), workspace
        for button in side.findChildren(QAbstractButton):
            assert button.isHidden() or button.width() >= button.minimumSizeHint().width()
        assert ground.width() > ground.fontMetrics().horizontalAdvance(ground.currentText()) + 30


def test_closing_while_running_ends_every_thread(qtbot, window):
    window.playing.play()
    qtbot.waitUntil(lambda: window.frame.step > 3)
    window.close()
    names = [thread.name for thread in threading.enumerate()]
    assert "gdsim-worker" not in names
    assert not any(name.startswith("pictures") for name in names)


@pytest.mark.slow
def test_what_the_window_shows_at_the_end_is_what_a_headless_run_gives(qtbot, settings):
    from gdsim.app.model.workbench import Workbench
    from gdsim.app.window import Window
    from gdsim.app.worker.opening import open_session
    from gdsim.app.worker.worker import Worker

    experiment = gd.Experiment(
        "beale", [gd.SGD(lr=1e-3), gd.Adam(lr=0.05)], start=gd.uniform(7, seed=5), steps=400
    )
    window = Window(Workbench(experiment), Worker(open_session), settings)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: at_rest(window, 0), timeout=60_000)
    window.transport.set_rate(np.inf)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.frame.state is State.FINISHED, timeout=20_000)
    result = experiment.run()
    np.testing.assert_array_equal(window.frame.scene.loss, result["loss"])
    np.testing.assert_array_equal(window.frame.scene.verdict, result["verdict"])
    window.worker.rewind(150)
    qtbot.waitUntil(lambda: at_rest(window, 150))
    window.worker.step(250)
    qtbot.waitUntil(lambda: window.frame.state is State.FINISHED)
    np.testing.assert_array_equal(window.frame.scene.heads, result["params"].astype(float))
    window.close()


def test_a_language_is_chosen_in_the_menu_and_remembered(shared, shared_window):
    entries = shared_window.menus.languages
    assert [entry.text() for entry in entries.values()][1:] == [*languages().values()]
    assert entries[""].isChecked()
    entries["de"].trigger()
    assert Appearance(shared.settings).language == "de"
    assert "starts again" in shared_window.stage.chip.text()
    entries[""].trigger()
    assert Appearance(shared.settings).language == ""


def test_why_the_table_is_empty_is_said_where_all_optimizers_are_hidden(window):
    words = window.about_verdicts.whole
    window.workbench.set_hidden(frozenset(window.workbench.document.colours))
    assert window.about_verdicts.whole == "all optimizers are hidden" != words
    window.workbench.undo()
    assert window.about_verdicts.whole == words
