"""Every field of an experiment has a control, through which it is changed."""

import dataclasses

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

import gdsim as gd
from gdsim.app.panel import Panel

LEFT = Qt.MouseButton.LeftButton
# What the window chooses itself, so that it can draw the runs.
CHOSEN = {"record", "every"}


def write(field, text):
    field.setText(text)
    field.commit()


def tick(box):
    QTest.mouseClick(box, LEFT, pos=QPoint(8, box.height() // 2))


def title(panel):
    panel.settings.form.title.setText("My title")
    panel.settings.form.title.editingFinished.emit()


def stop(panel, text="x > 0 and loss < 0.1"):
    panel.settings.form.stop.setText(text)
    panel.settings.form.stop.editingFinished.emit()


EDITS = {
    "objective": lambda p: p.objective.choose("himmelblau"),
    "optimizers": lambda p: p.optimizers.choose("yogi"),
    "lr": lambda p: write(p.optimizers.rows[1].rate, "0.3"),
    "start": lambda p: write(p.start.points.coordinates[0], "0.3"),
    "schedule": lambda p: p.schedule.editor.choose("cosine"),
    **{
        name: lambda p, name=name, text=text: write(p.settings.form.fields[name], text)
        for name, text in {
            "steps": "70", "noise": "0.5", "clip_value": "2", "clip_norm": "3", "seed": "7",
            "target": "0.125", "tolerance": "0.25", "limit": "1e6",
        }.items()
    },
    "stop": stop,
    "dtype": lambda p: p.settings.form.precision.activated.emit(1),
    "title": title,
    "measures": lambda p: tick(p.settings.form.measures["trainability"]),
    "keep_params": lambda p: tick(p.settings.form.keep_params),
    "modifiers": lambda p: tick(p.modifiers.form.boxes["cautious"]),
}  # fmt: skip


@pytest.fixture
def panel(make, workbench, formulas):
    panel = make(Panel, workbench, formulas)
    for section in panel._folding:
        section.unfold(True)
    panel.resize(320, 2400)
    QTest.qWait(20)
    return panel


def value_of(experiment, name):
    if name == "lr":
        return [choice.settings.get("lr", experiment.lr) for choice in experiment.optimizers]
    return getattr(experiment, name)


def test_every_field_of_an_experiment_is_changed_by_a_control_and_shown_after_undo(
    panel, workbench
):
    fields = {field.name for field in dataclasses.fields(gd.Experiment)}
    assert fields - CHOSEN - {"epochs"} == set(EDITS)  # epochs are of networks
    for name, edit in EDITS.items():
        before = workbench.experiment
        edit(panel)
        changed = value_of(workbench.experiment, name)
        assert changed != value_of(before, name), name
        assert not any(section.error.text() for section in panel._folding)
        workbench.undo()
        assert workbench.experiment == before, name
        workbench._edit = ("", 0.0)  # the next edit is one of its own


def test_epochs_have_a_field_for_networks(panel, workbench, training):
    workbench.start_over(training)
    write(panel.settings.form.fields["epochs"], "3")
    assert workbench.experiment.steps == 3 * workbench.experiment.objective.steps_per_epoch


def test_a_stop_condition_that_cannot_be_stays_with_its_reason_until_it_is_mended(panel, workbench):
    stop(panel, "q > 0")
    assert "has 'q'" in panel.settings.error.text() and workbench.experiment.stop is None
    workbench.replace(steps=77)
    assert panel.settings.form.stop.text() == "q > 0"
    stop(panel, "step > 5")
    assert workbench.experiment.stop == "step > 5" and not panel.settings.error.text()
    panel.objective.choose("booth")
    assert workbench.experiment.stop is None and panel.settings.form.stop.text() == ""


class TestModifiers:
    def test_one_is_switched_on_set_and_off(self, panel, workbench):
        control = panel.modifiers
        field = control.form.fields["clip_norm", "bound"]
        assert not field.isVisible() and control.summary.whole == "None"
        tick(control.form.boxes["clip_norm"])
        tick(control.form.boxes["cautious"])
        assert field.isVisible() and field.value == 1.0
        write(field, "2.5")
        assert workbench.experiment.modifiers == (gd.ClipNorm(bound=2.5), gd.Cautious())
        assert control.summary.whole == "ClipNorm, Cautious"
        write(field, "-1")
        assert field.property("wrong") and "bound" in control.error.text()
        tick(control.form.boxes["clip_norm"])
        assert workbench.experiment.modifiers == (gd.Cautious(),)
