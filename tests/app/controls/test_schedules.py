"""Schedules in the window: an optimizer's own, and curves whose points are dragged."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

import gdsim as gd
from gdsim.app.controls.optimizers import OptimizersControl
from gdsim.app.controls.schedule import ScheduleControl
from gdsim.app.look.figures import figures
from gdsim.app.model.schedule_points import points
from gdsim.app.worker.frame import State
from gdsim.experiment.rates import factors

LEFT = Qt.MouseButton.LeftButton


def is_drawn(editor):
    """Whether the curve is that of the present schedule, and has its place."""
    drawn = editor.curve.drawn
    is_new = drawn is not None and drawn.schedule == editor.choice
    return is_new and editor.curve.height() == editor.curve.sizeHint().height()


def grip_of(editor, name):
    """The point of the curve that sets a number."""
    return next(grip for grip in editor.curve.grips if name in grip.point.names)


def drag(qtbot, editor, name, *places):
    """Drag a point of the curve by the mouse, through (step, factor) after (step, factor)."""
    qtbot.waitUntil(lambda: is_drawn(editor))
    grip = grip_of(editor, name)
    QTest.mousePress(grip, LEFT, pos=grip.rect().center())
    for step, factor in places:
        there = editor.curve.place_of(step, factor).toPoint()
        QTest.mouseMove(grip, grip.mapFromParent(there))
        qtbot.waitUntil(lambda: is_drawn(editor))
    return grip


def let_go(grip):
    QTest.mouseRelease(grip, LEFT, pos=grip.rect().center())


class TestCurve:
    @pytest.fixture
    def editor(self, make, workbench, formulas):
        workbench.replace(schedule=gd.Cosine(warmup=40))
        control = make(ScheduleControl, workbench, formulas)
        control.resize(300, 500)
        control.unfold(True)
        return control.editor

    def test_it_is_computed_once_it_is_seen_and_is_the_librarys(self, editor, qtbot, workbench):
        qtbot.waitUntil(lambda: is_drawn(editor))
        drawn = editor.curve.drawn
        np.testing.assert_array_equal(drawn.factors, factors(editor.choice, 500, drawn.at))
        assert (drawn.at[0], drawn.at[-1], len(drawn.at)) == (0, 499, 321)
        line = editor.curve.line
        assert line[0] == editor.curve.place_of(0, 1 / 40) and line[len(line) - 1].x() > 250
        editor.hide()
        workbench.set_schedule_settings({"warmup": 50})
        qtbot.wait(30)
        assert editor.curve.drawn is drawn
        editor.show()
        qtbot.waitUntil(lambda: is_drawn(editor))

    def test_what_is_read_or_held_stays_on_a_curve_that_gets_fewer_steps(
        self, editor, qtbot, workbench
    ):
        qtbot.waitUntil(lambda: is_drawn(editor))
        curve = editor.curve
        QTest.mouseMove(curve, curve.place_of(490, 0.5).toPoint())
        assert "step 49" in curve.words or "step 48" in curve.words
        grip = drag(qtbot, editor, "period", (490, 0.4))
        for steps in (120, 60):  # as an undo by a key does while the mouse holds the point
            workbench.replace(steps=steps)
            qtbot.waitUntil(lambda steps=steps: curve.drawn.steps == steps)
            assert curve.words.endswith(f"at step {steps - 1}")
            assert all(0 <= each.point.step < steps for each in curve.grips)
            curve.grab()
        let_go(grip)

    def test_a_drag_sets_the_numbers_of_a_point_and_is_one_step_of_undo(
        self, editor, qtbot, workbench
    ):
        before = workbench.experiment
        grip = drag(qtbot, editor, "period", (300, 0.1), (250, 0.3), (350, 0.25))
        choice = workbench.experiment.schedule
        assert choice.settings["period"] == pytest.approx(311, abs=3)  # a pixel is two steps
        assert choice.settings["min_factor"] == pytest.approx(0.25, abs=0.04)
        assert choice.settings["warmup"] == 40
        assert editor.fields["period"].value == choice.settings["period"]
        assert grip is grip_of(editor, "period") and grip.is_held
        assert grip.place == editor.curve.place_of(grip.point.step, grip.point.factor)
        assert (grip.geometry().center() - grip.place.toPoint()).manhattanLength() <= 2
        assert editor.curve.words.endswith(f"at step {grip.point.step}")
        let_go(grip)
        QTest.mouseMove(grip, QPoint(-40, 0))
        assert workbench.experiment.schedule == choice
        workbench.undo()
        assert workbench.experiment == before

    def test_a_drag_straight_up_leaves_the_steps_and_a_double_click_brings_defaults_back(
        self, editor, qtbot, workbench
    ):
        qtbot.waitUntil(lambda: is_drawn(editor))
        grip = grip_of(editor, "period")
        middle = grip.rect().center()
        QTest.mousePress(grip, LEFT, pos=middle)
        for up in (1, 8, 12):  # with a hand that is not quite steady
            QTest.mouseMove(grip, middle + QPoint(-1, -up))
            qtbot.waitUntil(lambda: is_drawn(editor))
        QTest.mouseRelease(grip, LEFT, pos=middle)
        settings = workbench.experiment.schedule.settings
        assert set(settings) == {"warmup", "min_factor"} and settings["min_factor"] > 0.1
        QTest.mouseDClick(grip, LEFT, pos=middle)
        assert workbench.experiment.schedule == gd.Cosine(warmup=40)
        workbench.undo()
        assert workbench.experiment.schedule.settings == settings

    def test_the_fields_move_the_points(self, editor, qtbot):
        qtbot.waitUntil(lambda: is_drawn(editor))
        field, grip = editor.fields["warmup"], grip_of(editor, "warmup")
        place = grip.place.x()
        field.setFocus()
        qtbot.keyClick(field, Qt.Key.Key_Up)
        qtbot.waitUntil(lambda: is_drawn(editor) and grip.place.x() > place)
        assert grip.point.step == field.value > 40

    def test_a_point_that_only_goes_up_and_down_stays_at_its_step(self, editor, qtbot, workbench):
        editor.choose("exponential")
        qtbot.waitUntil(lambda: is_drawn(editor))
        step = grip_of(editor, "gamma").point.step
        grip = drag(qtbot, editor, "gamma", (step + 90, 0.8), (step - 60, 0.6))
        assert grip.point.step == step and grip.point.factor == pytest.approx(0.6, abs=0.04)
        let_go(grip)
        assert set(workbench.experiment.schedule.settings) == {"gamma", "warmup"}

    @pytest.mark.parametrize(
        ("schedule", "name"),
        [("polynomial", "warmup"), ("one_cycle", "pct_start"), ("multi_step", "milestone1")],
    )
    def test_a_point_is_dragged_to_the_end_let_go_and_dragged_back(
        self, editor, qtbot, workbench, schedule, name
    ):
        editor.choose(schedule)
        qtbot.waitUntil(lambda: is_drawn(editor) and grip_of(editor, name).isVisible())
        before = grip_of(editor, name).point.step
        grip = drag(qtbot, editor, name, (300, 0.5), (499, 1.0), (520, 1.0))
        let_go(grip)
        assert grip.point.step >= 498 and grip.isVisible() and grip is grip_of(editor, name)
        there = grip.geometry().center()
        assert editor.curve.childAt(there) is grip  # no other point is above it
        drag(qtbot, editor, name, (before, 1.0))
        let_go(grip)
        assert grip.point.step == pytest.approx(before, abs=5) and grip.isVisible()
        shown = {each.point.names for each in editor.curve.grips if each.isVisible()}
        assert shown == {point.names for point in points(editor.choice, 500)}

    def test_a_point_of_the_schedule_before_does_nothing(self, editor, qtbot, workbench):
        qtbot.waitUntil(lambda: is_drawn(editor))
        grip = grip_of(editor, "min_factor")
        QTest.mousePress(grip, LEFT, pos=grip.rect().center())
        editor.choose("exponential")  # whose curve is not drawn yet
        after = workbench.experiment
        QTest.mouseMove(grip, QPoint(-20, -20))
        QTest.mouseDClick(grip, LEFT)
        assert workbench.experiment is after
        qtbot.waitUntil(lambda: is_drawn(editor))
        assert grip not in editor.curve.grips

    def test_points_say_what_they_set_and_how(self, editor, qtbot):
        qtbot.waitUntil(lambda: is_drawn(editor))
        names = [grip.accessibleName() for grip in editor.curve.grips]
        assert names == [
            "Point of the curve for period and min factor", "Point of the curve for warmup",
        ]  # fmt: skip
        tips = [grip.toolTip() for grip in editor.curve.grips]
        assert "Period and min factor: drag the point sideways or up and down." in tips[0]
        assert "Warmup: drag the point sideways." in tips[1]

    def test_the_mouse_reads_the_factor_or_the_rate(self, editor, qtbot, workbench):
        qtbot.waitUntil(lambda: is_drawn(editor))
        curve = editor.curve
        assert curve.words == "factor of the learning rate"  # the three have different rates
        workbench.remove_optimizers([1, 2])
        workbench.set_setting(0, "lr", 0.5)
        assert curve.words == "learning rate"
        QTest.mouseMove(curve, curve.place_of(40, 0.4).toPoint())
        step = curve._pointed
        assert abs(step - 40) <= 2
        rate = 0.5 * factors(editor.choice, 500, [step])[0]
        assert curve.words == f"rate {figures(rate)} at step {step}"


class TestOwn:
    @pytest.fixture
    def control(self, make, workbench, formulas):
        workbench.replace(schedule=gd.Cosine(warmup=40), lr=0.02)
        control = make(OptimizersControl, workbench, formulas)
        control.resize(300, 700)
        control.let_list_grow(600)
        control.rows[0].unfold(True)
        return control

    def test_an_optimizer_is_given_one_of_its_own_and_the_experiments_again(
        self, control, qtbot, workbench
    ):
        editor, before = control.rows[0].schedule, workbench.experiment
        assert editor.pick.text() == "The experiment's" and not editor.curve.isVisible()
        qtbot.mouseClick(editor.pick, LEFT)
        qtbot.keyClicks(editor.picker.search, "warmupstable")
        qtbot.keyClick(editor.picker.search, Qt.Key.Key_Return)
        assert workbench.experiment.optimizers[0] == gd.SGD(
            schedule=gd.WarmupStableDecay(warmup=40)
        )
        assert workbench.experiment.replace(optimizers=before.optimizers) == before
        assert editor.curve.isVisible() and editor.pick.text() == "WarmupStableDecay"
        editor.fields["decay"].setText("0.5")
        editor.fields["decay"].commit()
        grip = drag(qtbot, editor, "final_factor", (499, 0.5))
        let_go(grip)
        own = workbench.experiment.optimizers[0].schedule
        assert own.settings["decay"] == 0.5
        assert own.settings["final_factor"] == pytest.approx(0.5, abs=0.04)
        assert editor.curve.words == "learning rate"
        control.move_row(control.rows[0], 2)  # it is found at its new place
        editor.choose("linear")
        assert workbench.experiment.optimizers[2].schedule == gd.Linear(warmup=40)
        editor.choose("")
        assert workbench.experiment.optimizers[2] == gd.SGD()
        assert editor.fields == {} and not editor.curve.isVisible()
        workbench.undo()
        assert editor.pick.text() == "Linear"

    def test_where_schedules_are_compared_it_is_refused_in_a_sentence(self, control, workbench):
        workbench.replace(schedule=["cosine", "step"])
        control.rows[0].schedule.choose("linear")
        assert "give the experiment one schedule" in control.error.text()


def test_paths_follow_a_drag_and_the_present_step_is_marked(open_window, qtbot):
    experiment = gd.Experiment(
        gd.Function("rosenbrock", b=20),
        [gd.SGD(lr=1e-3), gd.Adam(lr=0.05, schedule=gd.Linear(end_factor=0.5))],
        start=(-1.1, 0.7), steps=200, schedule=gd.Cosine(),
    )  # fmt: skip
    window = open_window(experiment)
    panel = window.panel
    panel.optimizers.rows[1].unfold(True)
    own = panel.optimizers.rows[1].schedule
    grip = drag(qtbot, own, "end_factor", (120, 0.2), (150, 0.1))
    now = window.workbench.experiment
    assert now.optimizers[1].schedule.settings["end_factor"] == pytest.approx(0.1, abs=0.04)

    def follows():
        scene = window.frame.scene
        return scene.ahead is not None and scene.experiment.optimizers == now.optimizers

    qtbot.waitUntil(follows)  # with the mouse still down
    headless = now.replace(record="params").run()["trace_params"].values.astype(float)
    np.testing.assert_array_equal(window.frame.scene.ahead.path[:, 0], headless)
    let_go(grip)
    window.worker.step(70)
    qtbot.waitUntil(lambda: window.frame.step == 70 and window.frame.state is State.PAUSED)
    assert own.curve._step == 70 == panel.schedule.editor.curve._step
    assert own.curve._present == own.curve.place_of(70, own.curve.drawn.factor_at(70))
    assert panel.schedule.summary.whole == "Cosine; 1 has its own"
    # the curve of one that is picked is scrolled to at once
    own.choose("")
    area = panel.optimizers.scroll_area
    qtbot.waitUntil(lambda: not own.curve.isVisible())
    area.verticalScrollBar().setValue(0)
    own.choose("step")
    qtbot.waitUntil(lambda: is_drawn(own))
    top = own.curve.mapTo(area.viewport(), QPoint(0, 0)).y()
    assert top >= 0 and top + own.curve.height() <= area.viewport().height()
