"""Runs leave the window as training scripts."""

from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QApplication

import gdsim as gd
from gdsim.app.carrying import Carrying
from gdsim.app.model.document import Document


@pytest.fixture
def copied(qtbot):
    """Copies by the entry of the Edit menu, and gives the text once it is there."""

    def text(window, package):
        QApplication.clipboard().clear()
        entries = {a.text(): a for menu, a in window.menus.actions if "Training" in menu}
        entries[package].trigger()
        qtbot.waitUntil(lambda: bool(QApplication.clipboard().text()), timeout=20_000)
        return QApplication.clipboard().text()

    return text


def test_the_run_that_is_inspected_is_copied_else_the_first_that_is_shown(
    qtbot, window, workbench, copied
):
    workbench.replace(start=gd.uniform(6, seed=3))
    experiment = workbench.experiment
    assert copied(window, "PyTorch") == gd.code(experiment, 0, "torch")
    assert window.stage.chip.text() == "Copied as a script for PyTorch: SGD, start 0"
    adam = workbench.document.colours[1]
    qtbot.waitUntil(lambda: window.frame.scene.runs == 6)
    window.inspector.look_at(4)
    window.panel.optimizers.single_out(adam)
    window.drawing.draw()
    assert window.carrying.run == 10
    assert copied(window, "Keras") == gd.code(experiment, 10, "keras")
    window.panel.optimizers.single_out(None)
    window.drawing.draw()
    workbench.set_hidden(frozenset(workbench.document.colours[:2]))
    assert window.carrying.run == 12
    window.carrying.copy("torch")
    qtbot.waitUntil(lambda: "Lion" in window.panel.trouble.text())  # torch itself has none


def test_of_a_network_it_is_the_run_that_is_looked_at(qtbot, open_window, training, copied):
    window = open_window(training)
    window.looking.pick((1, 3))
    qtbot.waitUntil(lambda: window.frame.scene.focus.place == (1, 3), timeout=60_000)
    assert copied(window, "optax") == gd.code(training, training.runs // 2 + 3, "optax")


def test_runs_that_are_drawn_from_before_an_edit_are_not_in_hand():
    before = Document.of(gd.Experiment("rosenbrock", ["sgd", "adam"], start=gd.uniform(3)))
    focus = SimpleNamespace(optimizer=1, run=2)
    scene = SimpleNamespace(colours=before.colours, experiment=before.experiment, focus=focus)
    inspector = SimpleNamespace(run=None)
    window = SimpleNamespace(
        workbench=SimpleNamespace(document=before),
        frame=SimpleNamespace(scene=scene),
        inspector=inspector,
    )
    assert Carrying(window).run == 5
    inspector.run = 4
    assert Carrying(window).run == 4
    window.workbench.document = Document.of(gd.Experiment("rosenbrock", "sgd"))
    assert Carrying(window).run == 0
