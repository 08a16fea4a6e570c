"""The controls of networks, each in both directions."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt

import gdsim as gd
from gdsim.app.controls.data import DataControl
from gdsim.app.controls.objective import ObjectiveControl
from gdsim.app.controls.optimizers import OptimizersControl
from gdsim.app.controls.settings import SettingsControl
from gdsim.app.controls.weights import WeightsControl
from gdsim.app.model.workbench import Workbench
from gdsim.app.panel import Panel

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def workbench(qapp, training):
    return Workbench(training)


def of(workbench):
    return workbench.experiment.objective


def write(qtbot, field, text):
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def choose(box, name):
    """Choose an entry of a list, as a user does."""
    box.setCurrentIndex(box.findData(name))
    box.activated.emit(box.currentIndex())


class TestNetwork:
    @pytest.fixture
    def objective(self, make, workbench, formulas):
        return make(ObjectiveControl, workbench, formulas)

    @pytest.fixture
    def control(self, objective):
        return objective.network

    def test_it_shows_the_network(self, control, objective):
        assert objective.network_kind.isChecked() and objective.text.isHidden()
        assert control.pick.text() == "Circle" and control.batch.text() == "16"
        assert [field.value for field in control.layers.fields] == [4]
        assert control.activation.currentText() == "Tanh"
        assert control.loss.currentText() == "Binary cross-entropy"

    def test_layers_are_added_removed_and_sized(self, control, workbench, qtbot, monkeypatch):
        monkeypatch.setattr("gdsim.app.model.workbench.MERGE", 0)
        qtbot.mouseClick(control.layers.more, LEFT)
        write(qtbot, control.layers.fields[1], "64")
        assert of(workbench).layers == (2, 4, 64, 1)
        qtbot.keyClick(control.layers.fields[0], Qt.Key.Key_Up)
        assert of(workbench).layers == (2, 5, 64, 1)
        for _ in range(2):
            qtbot.mouseClick(control.layers.fewer, LEFT)
        assert of(workbench).layers == (2, 1) and not control.layers.fewer.isEnabled()
        assert not control.activation.isVisible()  # without hidden layers
        workbench.undo()
        assert of(workbench).layers == (2, 5, 1) and control.activation.isVisible()

    def test_a_layer_of_no_units_is_refused_where_it_was_typed(self, control, objective, qtbot):
        write(qtbot, control.layers.fields[0], "0")
        assert "layers[1] must be" in objective.error.text()
        assert control.layers.fields[0].property("wrong")

    def test_activation_loss_and_their_settings(self, control, workbench, qtbot):
        choose(control.activation, "leaky_relu")
        write(qtbot, control.settings["activation", "slope"], "0.2")
        choose(control.loss, "huber")
        write(qtbot, control.settings["loss", "delta"], "0.5")
        network = of(workbench)
        assert network.activation.settings == {"slope": 0.2}
        assert network.loss.settings == {"delta": 0.5} and network.output == "identity"
        choose(control.output, "softmax")
        assert of(workbench).layers[-1] == 2
        choose(control.loss, "hinge")
        assert list(control.settings) == [("activation", "slope")]

    def test_text_and_several_activations_are_shown_and_kept(self, control, workbench, network):
        several = network(layers=[2, 4, 3, 1], activation=["relu", "tanh(2*z)"])
        workbench.set_objective(lambda: several)
        assert control.activation.currentText() == "one a layer"
        workbench.set_objective(lambda: network(activation="tanh(2*z)"))
        assert control.activation.currentText() == "tanh(2*z)"
        choose(control.activation, "sin")
        assert of(workbench).activation.name == "sin"

    def test_a_batch_is_a_number_or_all(self, control, workbench, qtbot, objective):
        control.replacement.click()
        assert of(workbench).replacement
        write(qtbot, control.batch, "all")
        assert of(workbench).batch_size is None and not of(workbench).replacement
        assert control.batch.text() == "" and control.batch.placeholderText() == "all"
        write(qtbot, control.batch, "37")
        assert "at most the 36 training samples" in objective.error.text()
        write(qtbot, control.batch, "9")
        assert of(workbench).batch_size == 9 and not objective.error.text()
        write(qtbot, control.batch, "9, 18")
        assert of(workbench).batch_size.values.tolist() == [9, 18]
        assert control.batch.text() == "9, 18"

    def test_units_that_are_typed_replace_several_widths(self, control, workbench, network):
        workbench.set_objective(lambda: network(width=[2, 5]))
        assert [field.text() for field in control.layers.fields] == ["5"]
        control.layers.fields[0].setText("7")
        control.layers.fields[0].commit()
        assert of(workbench).layers == (2, 7, 1) and of(workbench).width is None

    def test_penalties(self, control, workbench, qtbot, objective):
        write(qtbot, control.penalties["l1"], "0.001")
        write(qtbot, control.penalties["l2"], "0.1, 0.2")
        assert of(workbench).l1 == 0.001 and list(of(workbench).l2.values) == [0.1, 0.2]
        write(qtbot, control.penalties["l1"], "-1")
        assert "l1 must be" in objective.error.text()

    def test_data_is_found_by_typing(self, control, workbench, qtbot):
        qtbot.mouseClick(control.pick, LEFT)
        assert control.picker.matching.rowCount() == len(gd.datasets.catalogue())
        qtbot.keyClicks(control.picker.search, "flowers")
        qtbot.keyClick(control.picker.search, Qt.Key.Key_Return)
        assert of(workbench).layers == (4, 4, 3) and control.pick.text() == "Iris"
        assert control.loss.currentText() == "Cross-entropy"

    def test_quick_edits_of_different_parts_are_taken_back_one_by_one(
        self, control, workbench, qtbot
    ):
        write(qtbot, control.batch, "9")
        write(qtbot, control.penalties["l1"], "0.5")
        workbench.undo()
        assert of(workbench).batch_size == 9 and of(workbench).l1 == 0

    def test_each_kind_keeps_its_experiment(self, objective, workbench, qtbot, training):
        qtbot.mouseClick(objective.function, LEFT)
        assert of(workbench).name == "rosenbrock" and objective.text.isVisible()
        workbench.replace(steps=77)
        qtbot.mouseClick(objective.network_kind, LEFT)
        assert workbench.experiment == training
        qtbot.mouseClick(objective.function, LEFT)
        assert workbench.experiment.steps == 77
        workbench.undo()
        assert workbench.experiment == training and objective.network_kind.isChecked()


class TestData:
    @pytest.fixture
    def control(self, make, workbench):
        control = make(DataControl, workbench)
        control.unfold(True)
        return control

    def test_it_says_how_many_samples_train_and_test(self, control, workbench):
        assert control.summary.text() == "36 to train, 24 to test"
        assert {n: f.value for n, f in control.fields.items()} == {
            "samples": 60, "noise": 0.05, "seed": 3, "test": 0.4, "split_seed": 0,
        }  # fmt: skip

    def test_its_settings_are_changed(self, control, workbench, qtbot):
        write(qtbot, control.fields["samples"], "80")
        write(qtbot, control.fields["noise"], "0.3")
        write(qtbot, control.fields["test"], "0.25")
        qtbot.mouseClick(control.dice, LEFT)
        control.standardize.click()
        data = of(workbench).data
        wanted = gd.datasets.circle(samples=80, noise=0.3, test=0.25, seed=4, standardize=True)
        assert data == wanted and len(data.inputs) == 60

    def test_too_small_a_test_share_is_told_in_a_sentence(self, control, qtbot, workbench):
        write(qtbot, control.fields["test"], "0.001")
        assert "leaves none to test with" in control.error.text()
        assert of(workbench).data.recipe["test"] == 0.4

    def test_features_are_switched_on_and_off(self, control, workbench, qtbot):
        for name in ("x1^2", "x2^2", "x1", "x2"):
            qtbot.mouseClick(control.features[name], LEFT)
        assert of(workbench).data.names == ("x1^2", "x2^2") and of(workbench).layers[0] == 2
        qtbot.mouseClick(control.features["x1^2"], LEFT)
        qtbot.mouseClick(control.features["x2^2"], LEFT)
        assert "at least one feature" in control.error.text()
        assert control.features["x2^2"].isChecked() and of(workbench).layers[0] == 1

    def test_columns_of_a_file_stay_on_offer(self, control, workbench, network, qtbot, tmp_path):
        path = tmp_path / "own.csv"
        path.write_text("a,b,kind\n1,2,x\n3,,y\n5,6,x\n7,9,y\n")
        own = gd.datasets.from_file(path, missing="drop")
        workbench.set_objective(lambda: network(data=own, batch_size=2))
        qtbot.mouseClick(control.features["b"], LEFT)
        assert of(workbench).data.raw_inputs.tolist() == [[1], [3], [5], [7]]
        qtbot.mouseClick(control.features["b"], LEFT)
        assert of(workbench).data.raw_inputs.tolist() == [[1, 2], [5, 6], [7, 9]]
        workbench.set_objective(lambda: network())
        assert "x1*x2" in control.features

    def test_data_without_two_inputs_has_no_features(self, control, workbench, network):
        sine = network(layers=[1, 4, 1], loss="mse", data=gd.datasets.sine(frequency=2.0))
        workbench.set_objective(lambda: sine)
        assert not control.features and control.fields["frequency"].value == 2

    def test_samples_of_arrays_stay_as_they_are(self, control, workbench, network):
        own = gd.datasets.from_arrays(np.eye(20, 2), np.arange(20) % 2, classes=True)
        workbench.set_objective(lambda: network(data=own))
        assert not control.fields and control.summary.text() == "20 samples"


class TestWeights:
    @pytest.fixture
    def control(self, make, workbench):
        control = make(WeightsControl, workbench)
        control.unfold(True)
        return control

    def test_how_weights_begin(self, control, workbench, qtbot):
        assert control.summary.text() == "Xavier uniform, 2 seeds"
        choose(control.init, "normal")
        write(qtbot, control.fields["std"], "0.25")
        write(qtbot, control.fields["bias"], "0.5")
        write(qtbot, control.seed, "11")
        qtbot.mouseClick(control.dice, LEFT)
        network = of(workbench)
        assert network.init == gd.inits.normal(std=0.25, bias=0.5) and network.init_seed == 12
        assert control.summary.text() == "Normal, seed 12"

    def test_a_negative_spread_is_refused_where_it_stands(self, control, workbench, qtbot):
        choose(control.init, "normal")
        write(qtbot, control.fields["std"], "-1")
        assert "std must be" in control.error.text()

    def test_exact_weights_are_named_and_can_be_replaced(self, control, workbench, network):
        workbench.set_objective(lambda: network(init=np.linspace(-1, 1, 17)))
        assert control.init.currentText() == "given exactly" and not control.fields
        choose(control.init, "orthogonal")
        assert of(workbench).init.name == "orthogonal"
        workbench.replace(start=np.linspace(-1, 1, 17))
        assert control.init.currentText() == "given exactly"
        choose(control.init, "zeros")
        assert workbench.experiment.start is None and of(workbench).init.name == "zeros"


def test_epochs_are_steps_of_the_whole_data(make, workbench, qtbot):
    control = make(SettingsControl, workbench)
    control.unfold(True)
    assert control.form.fields["epochs"].value == 30  # 90 steps of 16 of 36 samples
    write(qtbot, control.form.fields["epochs"], "7")
    assert workbench.experiment.steps == 21
    workbench.set_objective(lambda: of(workbench).replace(batch_size=None))
    assert not control.form.fields["epochs"].isVisible()


class TestOptimizers:
    @pytest.fixture
    def control(self, make, workbench, formulas):
        return make(OptimizersControl, workbench, formulas)

    def test_newton_is_grey_with_its_reason_and_cannot_be_picked(self, control, workbench, qtbot):
        qtbot.mouseClick(control.add, LEFT)
        qtbot.keyClicks(control.picker.search, "newton")
        index = control.picker.matching.index(0, 0)
        tip = index.data(Qt.ItemDataRole.ToolTipRole)
        assert tip.startswith("Newton needs the whole Hessian") and "for functions" in tip
        qtbot.keyClick(control.picker.search, Qt.Key.Key_Return)
        place = control.picker.list.visualRect(index).center()
        qtbot.mouseClick(control.picker.list.viewport(), LEFT, pos=place)
        assert [c.name for c in workbench.experiment.optimizers] == ["sgd", "adam"]

    def test_methods_of_matrices_are_grey_for_functions(self, control, workbench, qtbot):
        workbench.switch_to("function")
        qtbot.mouseClick(control.add, LEFT)
        assert set(control.picker._model.refused) == {"lamb", "adafactor", "muon"}
        qtbot.keyClicks(control.picker.search, "muon")
        qtbot.keyClick(control.picker.search, Qt.Key.Key_Return)
        assert "muon" not in [c.name for c in workbench.experiment.optimizers]

    def test_all_adds_what_fits_the_objective(self, control, workbench, qtbot):
        qtbot.mouseClick(control.add_all, LEFT)
        names = {choice.name for choice in workbench.experiment.optimizers}
        assert "muon" in names and "newton" not in names
        workbench.switch_to("function")
        qtbot.mouseClick(control.add_all, LEFT)
        names = {choice.name for choice in workbench.experiment.optimizers}
        assert "newton" in names and "muon" not in names

    def test_an_optimizer_is_replaced_in_its_place_and_colour(self, control, workbench, qtbot):
        control.pop_up_replacement(control.rows[0])
        qtbot.keyClicks(control.picker.search, "lion")
        qtbot.keyClick(control.picker.search, Qt.Key.Key_Return)
        assert [c.name for c in workbench.experiment.optimizers] == ["lion", "adam"]
        assert workbench.document.colours == (0, 1)


def test_the_panel_has_the_sections_of_the_kind(make, workbench, formulas):
    panel = make(Panel, workbench, formulas)
    assert panel.data.isVisible() and panel.weights.isVisible() and panel.start.isHidden()
    workbench.switch_to("function")
    assert panel.start.isVisible() and panel.data.isHidden() and panel.weights.isHidden()


def test_why_data_and_weights_are_refused_is_seen_whenever_their_sections_were_made(
    make, experiment, training, formulas, qtbot
):
    bench = Workbench(experiment)
    panel = make(Panel, bench, formulas)
    panel.resize(320, 240)
    bench.start_over(training)
    for section in (panel.data, panel.weights):
        section.unfold(True)
        qtbot.waitUntil(lambda section=section: section.body.isVisible())
        panel.verticalScrollBar().setValue(0)
        section.error.say("a refusal")
        error = section.error
        qtbot.waitUntil(lambda error=error: error.visibleRegion().contains(error.rect()))


def test_the_wheel_scrolls_past_a_list_that_has_no_focus(make, workbench, formulas, qtbot):
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QWheelEvent

    control = make(ObjectiveControl, workbench, formulas).network
    control.activation.clearFocus()
    turn = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(0, -120), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    control.activation.wheelEvent(turn)
    assert of(workbench).activation.name == "tanh" and not turn.isAccepted()


def test_no_edit_opens_a_window_of_its_own(qtbot, make, workbench, formulas, qapp, network):
    panel = make(Panel, workbench, formulas)
    qtbot.waitExposed(panel)
    panel.activateWindow()
    old = {widget for widget in qapp.topLevelWidgets() if widget.isVisible()}
    shown = []

    class Watch(QObject):
        def eventFilter(self, watched, event):  # noqa: N802
            if event.type() == QEvent.Type.Show and watched.isWidgetType() and watched.isWindow():
                shown.append(watched)
            return False

    watch = Watch()
    qapp.installEventFilter(watch)
    for section in (panel.data, panel.weights, panel.settings):
        section.unfold(True)
    sine = network(layers=[1, 4, 1], loss="mse", data=gd.datasets.sine(), batch_size=None)
    for objective in (sine, network(activation="elu"), network(layers=[2, 1], loss="hinge")):
        workbench.set_objective(lambda objective=objective: objective)
    workbench.set_objective(lambda: of(workbench).replace(init="normal"))
    workbench.switch_to("function")
    qapp.removeEventFilter(watch)
    assert not [widget for widget in shown if widget not in old]


def test_what_was_being_edited_when_the_kind_is_switched_is_dropped(make, workbench, formulas):
    panel = make(Panel, workbench, formulas)
    workbench.switch_to("function")
    before = workbench.experiment
    choose(panel.objective.network.activation, "relu")
    for field in panel.weights.fields.values():
        field.setText("0.125")
        field.commit()
    choose(panel.weights.init, "zeros")
    assert workbench.experiment == before
