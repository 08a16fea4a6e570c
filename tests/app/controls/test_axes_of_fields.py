"""Which fields offer their setting as an axis of the map: all whose setting can be one."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import gdsim as gd
from gdsim.app.controls.fields import NumberField
from gdsim.app.model.turnable import turnables
from gdsim.app.panel import Panel
from gdsim.experiment.one_run import one_run

MODIFIED = {
    "schedule": gd.Cosine(warmup=3, period=20),
    "modifiers": [gd.ClipNorm(bound=3.0), gd.DecoupledDecay(weight_decay=0.01)],
    "steps": 30,
}


@pytest.fixture
def panel(make, workbench, formulas):
    def made(experiment):
        workbench.start_over(experiment)
        panel = make(Panel, workbench, formulas)
        panel.resize(320, 3000)
        for section in panel._folding:
            section.unfold(True)
        for row in panel.optimizers.rows:
            row.unfold(True)
        QTest.qWait(20)
        return panel

    return made


def offered(panel):
    """The keys of the settings that the fields of a panel offer."""
    fields = [field for field in panel.findChildren(NumberField) if field.isVisible()]
    return {field.setting.key for field in fields if field.setting is not None}


def menu_of(field):
    """The words of a field's menu."""
    where = QPoint(5, 5)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, field.mapToGlobal(where))
    QApplication.sendEvent(field, event)
    menu = QApplication.activePopupWidget()
    words = [action.text() for action in menu.actions()]
    menu.close()
    return words


def test_every_number_of_a_function_that_can_be_an_axis_is_offered_as_one(panel):
    experiment = gd.Experiment(
        gd.Function("rosenbrock", b=20), gd.Adam(lr=0.01), start=(-1.1, 0.7), **MODIFIED
    )
    assert offered(panel(experiment)) == set(turnables(one_run(experiment)))


def test_every_number_of_a_network_that_can_be_an_axis_is_offered_as_one(panel, network):
    objective = network(init=gd.inits.normal(std=0.2), l2=0.01, init_seed=4)
    experiment = gd.Experiment(objective, gd.Momentum(lr=0.1), **MODIFIED)
    shown = panel(experiment)
    keys = offered(shown)
    assert keys == set(turnables(one_run(experiment)))
    assert {"objective.std", "objective.l2", "objective.init_seed", "schedule.warmup"} <= keys
    control = shown.objective.network
    for field in (control.penalties["l2"], control.batch, control.layers.fields[0]):
        assert any("axis of the map" in words for words in menu_of(field))
    two = gd.Experiment(network(layers=[2, 4, 3, 1]), "sgd", steps=3)  # which have no width
    shown = panel(two)
    assert offered(shown) == set(turnables(one_run(two)))
    assert not any(field.setting for field in shown.objective.network.layers.fields)
    words = menu_of(shown.objective.network.layers.fields[0])
    assert not any("axis of the map" in each for each in words)


def test_the_schedule_of_the_experiment_is_an_axis_of_an_optimizer_that_runs_with_it(panel):
    own = gd.SGD(schedule=gd.Cosine(warmup=2))
    experiment = gd.Experiment("booth", [own, "adam"], **MODIFIED)
    shown = panel(experiment)
    warmups = [shown.schedule.editor, shown.optimizers.rows[0].schedule]
    asked = [editor.fields["warmup"].setting for editor in warmups]
    assert [(each.key, each.colour) for each in asked] == [
        ("schedule.warmup", 1), ("schedule.warmup", 0),
    ]  # fmt: skip
    shown.optimizers.rows[1].schedule.choose("linear")  # now nobody runs with it
    assert warmups[0].fields["warmup"].setting is None


def test_exact_weights_are_drawn_with_no_seed(network):
    given = network(layers=[2, 1], init=[([[0.1, 0.2]], [0.0])])
    assert not any("init" in key for key in turnables(gd.Experiment(given, "sgd", steps=3)))


def test_the_width_is_a_number_where_all_hidden_layers_have_it_and_weights_are_drawn(network):
    def widths(**changes):
        return turnables(gd.Experiment(network(**changes), "sgd", steps=3)).get("objective.width")

    found = widths(layers=[2, 5, 5, 1])
    assert (found.value, found.whole, found.home) == (5, True, (1, 65))
    # The most of which a network has at most 2**24 parameters: w**2 + 5*w + 1 of them.
    assert found.range.high == 4093
    put = found.put(gd.Experiment(network(layers=[2, 5, 5, 1]), "sgd", steps=3), 7, 0)
    assert put.objective.layers == (2, 7, 7, 1)
    assert widths(layers=[2, 5, 4, 1]) is None and widths(layers=[2, 1]) is None
    exact = [([[0.1, 0.2]], [0.0]), ([[1.0]], [0.0])]
    assert widths(layers=[2, 1, 1], init=exact) is None
