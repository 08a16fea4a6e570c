"""The controls, each in both directions: experiment to widgets, and widgets to experiment."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QWidget

import gdsim as gd
from gdsim.app.controls.objective import ObjectiveControl
from gdsim.app.controls.optimizers import OptimizersControl
from gdsim.app.controls.picker import Item, Picker
from gdsim.app.controls.schedule import ScheduleControl
from gdsim.app.controls.settings import SettingsControl
from gdsim.app.controls.start import StartControl
from gdsim.app.panel import LEAST


def write(field, text):
    field.setText(text)
    field.commit()


class TestObjective:
    @pytest.fixture
    def control(self, make, workbench, formulas):
        return make(ObjectiveControl, workbench, formulas)

    def test_it_shows_the_objective(self, control):
        assert control.pick.text() == "Rosenbrock" and "b*(y" in control.text.toPlainText()
        assert {n: f.value for n, f in control.parameters.items()} == {"a": 1.0, "b": 20.0}

    def test_it_shows_another_objective(self, control, workbench):
        workbench.set_objective(lambda: gd.Function("x**2 + c*y**2", c=3))
        assert control.pick.text() == "Typed function"
        assert control.text.toPlainText() == "x**2 + c*y**2"
        assert control.parameters["c"].value == 3

    def test_typed_text_is_minimised(self, control, workbench, qtbot):
        control.text.setPlainText("")
        qtbot.keyClicks(control.text, "x**2 + 7*y**2")
        qtbot.keyClick(control.text, Qt.Key.Key_Return)
        objective = workbench.experiment.objective
        assert objective.text == "x**2 + 7*y**2"
        assert objective.domain == ((-2, 2), (-1, 3))  # the old one's, as the variables agree
        assert workbench.experiment.starts.coordinates == (-1.1, 0.7)

    def test_text_is_used_when_typing_pauses(self, control, workbench, qtbot):
        control.text.setPlainText("x**4")
        qtbot.waitUntil(lambda: workbench.experiment.objective.text == "x**4", timeout=3000)

    def test_bad_text_shows_its_sentence_at_its_column_and_keeps_the_objective(
        self, control, workbench, qtbot
    ):
        control.text.setPlainText("x**2 + + $y")
        qtbot.waitUntil(control.error.isVisible)
        control.commit()
        assert workbench.experiment.objective.name == "rosenbrock"
        (mark,) = control.text.extraSelections()
        assert mark.cursor.selectedText() in "+$" and control.text.property("wrong")
        control.text.setPlainText("x**2 + y**2")
        qtbot.waitUntil(lambda: not control.error.isVisible())
        assert control.text.extraSelections() == []

    def test_several_errors_are_told_and_the_formula_is_marked_as_an_old_one(
        self, control, workbench, qtbot
    ):
        old = control.formula.toolTip()
        qtbot.waitUntil(lambda: control.formula._path is not None)
        darkest = lambda: control.formula.grab().toImage()  # noqa: E731
        before = darkest()
        control.text.setPlainText("sin(x*)+foo(y")
        qtbot.waitUntil(lambda: bool(control.error.text()))
        words = control.error.text()
        assert all(part in words for part in ("column 7: ", "column 9: ", "column 12: "))
        marks = [mark.cursor.selectedText() for mark in control.text.extraSelections()]
        assert marks == [")", "f", "("]
        assert "cannot be read" in control.formula.toolTip() and old in control.formula.toolTip()
        assert darkest() != before  # it is pale
        control.text.setPlainText("sin(x)+y")
        qtbot.waitUntil(lambda: not control.error.text())
        assert control.formula.toolTip().startswith("sin(x)+y\n")
        workbench.set_objective(lambda: gd.Function("himmelblau"))
        assert "cannot" not in control.formula.toolTip()

    def test_a_parameter_is_set(self, control, workbench):
        write(control.parameters["b"], "33")
        assert workbench.experiment.objective.parameters["b"] == 33

    def test_a_parameter_out_of_range_is_refused_in_a_sentence(self, control, workbench):
        write(control.parameters["b"], "-5")
        assert "b must be" in control.error.text()
        assert workbench.experiment.objective.parameters["b"] == 20

    def test_a_function_is_picked(self, control, workbench):
        control.choose("himmelblau")
        assert workbench.experiment.objective.name == "himmelblau"
        assert control.parameters == {}

    def test_the_picker_finds_by_any_word(self, control, qtbot):
        qtbot.mouseClick(control.pick, Qt.MouseButton.LeftButton)
        qtbot.keyClicks(control.picker.search, "camel six")
        assert control.picker.matching.rowCount() == 1
        with qtbot.waitSignal(control.picker.picked) as picked:
            qtbot.keyClick(control.picker.search, Qt.Key.Key_Return)
        assert picked.args == ["six_hump_camel"]


class TestOptimizers:
    @pytest.fixture
    def control(self, make, workbench, formulas):
        return make(OptimizersControl, workbench, formulas)

    def test_it_shows_each_with_its_rate(self, control):
        assert [row.method.title for row in control.rows] == ["SGD", "Adam", "Lion"]
        assert control.rows[1].rate.value == 0.05

    def test_the_experiments_common_rate_is_shown_where_none_is_given(self, control, workbench):
        workbench.replace(lr=0.25)
        assert [row.rate.value for row in control.rows] == [0.25, 0.05, 0.25]

    def test_settings_unfold_and_are_set(self, control, workbench):
        row = control.rows[1]
        row.more.click()
        assert row.settings.isVisible() and row.fields["beta1"].value == 0.8
        write(row.fields["beta2"], "0.9")
        assert workbench.experiment.optimizers[1] == gd.Adam(lr=0.05, beta1=0.8, beta2=0.9)
        assert control.rows[1] is row  # nothing was rebuilt under the cursor

    def test_a_flag_is_a_check_box(self, control, workbench, qtbot):
        control.choose("rmsprop")
        row = control.rows[-1]
        row.unfold(True)
        box = row.fields["centered"]
        assert isinstance(box, QCheckBox) and not box.isChecked()
        box.click()
        assert workbench.experiment.optimizers[-1].settings["centered"] is True
        workbench.undo()
        assert not control.rows[-1].fields["centered"].isChecked()

    def test_a_rate_out_of_range_is_refused_in_a_sentence(self, control, workbench):
        write(control.rows[1].rate, "-1")
        assert "lr must be" in control.error.text() and control.rows[1].rate.property("wrong")
        assert workbench.experiment.optimizers[1].settings["lr"] == 0.05

    def test_add_duplicate_and_remove(self, control, workbench):
        control.choose("yogi")
        control.duplicate(1)
        control.remove(0)
        names = [choice.name for choice in workbench.experiment.optimizers]
        assert names == ["adam", "lion", "yogi", "adam"] == [r.method.name for r in control.rows]
        assert [row.colour for row in control.rows] == [1, 2, 3, 4]

    def test_all_adds_what_is_missing(self, control, workbench):
        control.add_all.click()
        names = [choice.name for choice in workbench.experiment.optimizers]
        assert names[:3] == ["sgd", "adam", "lion"] and len(names) == len(set(names)) > 20

    def test_the_eye_hides_and_shows(self, control, workbench):
        control.rows[2].eye.click()
        assert workbench.document.hidden == {2}
        control.rows[2].eye.click()
        assert workbench.document.hidden == frozenset()
        control.show_only(1)
        assert workbench.document.hidden == {0, 2}

    def test_the_row_under_the_mouse_is_told(self, control, qtbot):
        with qtbot.waitSignal(control.hovered) as hovered:
            control.rows[1].entered.emit(1)
        assert hovered.args == [1]


class TestSchedule:
    @pytest.fixture
    def control(self, make, workbench, formulas):
        return make(ScheduleControl, workbench, formulas)

    def test_it_shows_the_schedule(self, control, workbench):
        editor = control.editor
        assert editor.pick.text() == "Constant"
        workbench.replace(schedule=gd.Cosine(warmup=40))
        assert editor.pick.text() == "Cosine" and editor.fields["warmup"].value == 40
        assert control.summary._whole == "Cosine, warmup 40"

    def test_it_is_picked_and_set(self, control, workbench):
        control.editor.choose("exponential")
        write(control.editor.fields["gamma"], "0.97")
        write(control.editor.fields["warmup"], "30")
        choice = workbench.experiment.schedules[0]
        assert (choice.name, choice.settings) == ("exponential", {"gamma": 0.97, "warmup": 30})


class TestStart:
    @pytest.fixture
    def control(self, make, workbench):
        control = make(StartControl, workbench)
        control.unfold(True)
        return control

    def test_a_point_is_shown_and_set(self, control, workbench):
        assert [field.value for field in control.points.coordinates] == [-1.1, 0.7]
        write(control.points.coordinates[1], "2.5")
        assert workbench.experiment.starts.coordinates == (-1.1, 2.5)
        workbench.replace(start=(0.25, 0.5))
        assert [field.value for field in control.points.coordinates] == [0.25, 0.5]

    def test_a_cloud_is_drawn_and_drawn_again(self, control, workbench):
        control.cloud.click()
        write(control.draws.count, "64")
        control.draws.dice.click()
        starts = workbench.experiment.starts
        assert (starts.n, starts.seed) == (64, 1)

    def test_each_kind_of_starts_is_as_it_was_when_it_is_chosen_again(self, control, workbench):
        before = workbench.experiment.start
        for button in (control.cloud, control.grid, control.cloud, control.point):
            button.click()
            assert button.isChecked()
            if button is control.cloud:
                write(control.draws.count, "64")
                assert workbench.experiment.starts.n == 64
        assert workbench.experiment.start == before
        control.cloud.click()
        assert workbench.experiment.starts.n == 64
        control.point.click()
        workbench.set_objective(lambda: gd.Function("himmelblau"))  # of another domain
        control.cloud.click()
        assert workbench.experiment.starts.n == 200
        control.point.click()
        assert workbench.experiment.start is None

    def test_a_cloud_of_no_runs_is_refused(self, control, workbench):
        control.cloud.click()
        write(control.draws.count, "0")
        assert control.error.text() and workbench.experiment.starts.n == 200

    def test_why_a_kind_of_starts_is_refused_is_said(self, control, workbench, monkeypatch):
        before = workbench.experiment
        refuse = lambda *_, **__: "no room"  # noqa: E731
        control.cloud.click()
        workbench.undo()
        with monkeypatch.context() as patch:
            patch.setattr(workbench, "edit", refuse)
            for button in (control.cloud, control.grid):  # chosen before, and for the first time
                button.click()
                assert control.error.text() == "no room" and control.point.isChecked()
        assert workbench.experiment == before

    def test_large_counts_have_commas_however_they_are_typed(self, control, workbench, qtbot):
        control.cloud.click()
        scale = control.draws.count.slider.scale
        assert (scale.low, scale.high) == (1, 1_000_000)
        for text in ("1e6", "1000000", "1,000,000"):
            write(control.draws.count, "200")
            write(control.draws.count, text)
            assert workbench.experiment.starts.n == 1_000_000
            assert control.draws.count.text() == "1,000,000"
            assert control.summary.whole == "1,000,000 runs, seed 0"
        control.grid.click()
        for field in control.lines.counts:
            write(field, "1000")
        assert control.summary.whole == "1,000 × 1,000 = 1,000,000 runs"
        assert control.minimumSizeHint().width() <= LEAST  # long words are wrapped
        qtbot.keyClick(control.lines.counts[0], Qt.Key.Key_Down)
        assert control.lines.total.text() == "500 × 1,000 = 500,000 runs of each optimizer"

    def test_axes_of_one_point_are_counted(self, control, workbench):
        write(control.points.coordinates[0], "linspace(-1, 1, 40)")
        write(control.points.coordinates[1], "0.5, 0.7")
        assert control.summary.whole == "80 runs" and control.point.isChecked()

    def test_a_grid_stays_one_on_another_domain(self, control, workbench):
        workbench.replace(start=gd.grid(3, 4, domain=[(0, 1), (0, 1)]))
        workbench.set_objective(lambda: gd.Function("himmelblau"))
        assert workbench.experiment.start == gd.grid(3, 4)
        workbench.set_objective(lambda: gd.Function("x**2 + y**2 + z**4"))
        assert control.point.isChecked()

    def test_the_domain_is_shown_and_set_and_the_start_stays(self, control, workbench):
        assert [field.text() for field in control.domain] == ["-2, 2", "-1, 3"]
        write(control.domain[0], "-3, 2.5")
        assert workbench.experiment.objective.domain == ((-3, 2.5), (-1, 3))
        assert workbench.experiment.starts.coordinates == (-1.1, 0.7)
        assert workbench.experiment.objective.parameters["b"] == 20
        workbench.undo()
        assert control.domain[0].text() == "-2, 2"

    @pytest.mark.parametrize(
        "text", ["3", "1, 2, 3", "2, -2", "nan, 1", "linspace(0, 1, 2)", "wide"]
    )
    def test_a_domain_that_is_none_is_refused_in_a_sentence(self, control, workbench, text):
        write(control.domain[1], text)
        assert control.error.text() and control.domain[1].property("wrong")
        assert workbench.experiment.objective.domain == ((-2, 2), (-1, 3))

    def test_another_number_of_variables_has_other_fields(self, control, workbench):
        workbench.set_objective(lambda: gd.Function("x**2 + y**2 + z**4"))
        assert len(control.points.coordinates) == 3


class TestSettings:
    @pytest.fixture
    def control(self, make, workbench):
        return make(SettingsControl, workbench)

    @pytest.mark.parametrize(
        ("name", "text", "value"),
        [
            ("steps", "64", 64),
            ("noise", "0.125", 0.125),
            ("clip_norm", "2.5", 2.5),
            ("seed", "9", 9),
            ("target", "-1.5", -1.5),
            ("tolerance", "1e-3", 1e-3),
            ("limit", "1e6", 1e6),
        ],
    )
    def test_a_field_is_set_and_shown(self, control, workbench, name, text, value):
        write(control.form.fields[name], text)
        assert getattr(workbench.experiment, name) == value
        workbench.undo()
        assert control.form.fields[name].value == getattr(workbench.experiment, name) != value

    def test_an_empty_bound_is_off(self, control, workbench):
        workbench.replace(clip_value=3.0)
        write(control.form.fields["clip_value"], "")
        assert workbench.experiment.clip_value is None

    def test_when_runs_end_is_none_or_automatic_in_an_empty_field(self, control, workbench):
        workbench.replace(target=0.5, tolerance=0.25)
        for name in ("target", "tolerance"):
            write(control.form.fields[name], "")
            assert getattr(workbench.experiment, name) is None
        assert control.form.fields["target"].placeholderText() == "none"

    @pytest.mark.parametrize(
        ("name", "text", "words"),
        [
            ("limit", "-1", "limit must be"),
            ("limit", "", "missing"),
            ("tolerance", "-1", "tolerance must be"),
            ("target", "1, 2", "target must be"),
        ],
    )
    def test_a_bound_that_makes_no_sense_is_refused(self, control, workbench, name, text, words):
        before = workbench.experiment
        write(control.form.fields[name], text)
        assert words in control.error.text() and control.form.fields[name].property("wrong")
        assert workbench.experiment == before

    def test_a_refused_condition_stays_with_its_sentence_in_its_experiment(
        self, control, workbench
    ):
        form = control.form
        form.stop.setText("x > 1 and")
        form.stop.setModified(True)
        form.stop.editingFinished.emit()
        sentence = control.error.text()
        assert "x > 1 and" in sentence and workbench.experiment.stop is None
        workbench.replace(noise=0.25)
        assert (form.stop.text(), control.error.text()) == ("x > 1 and", sentence)
        form.title.setText("half a ti")
        form.title.setModified(True)
        workbench.start_over(workbench.experiment.replace(stop="y < 0"))
        assert (form.stop.text(), form.title.text(), control.error.text()) == ("y < 0", "", "")
        assert "x > 0" in form.stop.toolTip()
        workbench.switch_to("network")
        assert form.stop.text() == "" and ": loss < 0.1 and" in form.stop.toolTip()

    def test_precision_is_chosen(self, control, workbench):
        control.form.precision.setCurrentIndex(1)
        control.form.precision.activated.emit(1)
        assert workbench.experiment.dtype == "float64"
        workbench.undo()
        assert control.form.precision.currentData() == "float32"

    def test_too_many_steps_are_refused_in_a_sentence(self, control, workbench):
        write(control.form.fields["steps"], "1e9")
        assert "steps must be" in control.error.text() and workbench.experiment.steps == 500


def test_the_picker_moves_by_keys_and_shows_names_before_other_words(qtbot, formulas, make, qapp):
    items = [
        Item("one", "First", "about the second", lambda: "x"),
        Item("two", "Second", "about nothing", lambda: r"\alpha^2"),
    ]
    holder = make(QWidget)
    picker = Picker(items, formulas, holder, "Search")
    qtbot.addWidget(picker)
    picker.pop_up(holder)
    qtbot.keyClicks(picker.search, "second")
    assert picker.matching.rowCount() == 2
    with qtbot.waitSignal(picker.picked) as picked:
        qtbot.keyClick(picker.search, Qt.Key.Key_Return)
    assert picked.args == ["two"]
    picker.pop_up(holder, "one")
    qtbot.keyClick(picker.search, Qt.Key.Key_Down)
    assert picker.list.currentIndex().row() == 1
    assert picker.list.indexAt(QPoint(20, 10)).row() == 0
