"""The curves of Descent in the whole window: chosen with clicks, read with the mouse."""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication

import gdsim as gd
from gdsim.app.views import loss as loss_module
from gdsim.app.worker.frame import State
from gdsim.app.worker.scene import Scene
from gdsim.catalogue.stability import stable_rate

STEPS = 60


def choose(qtbot, loss, title):
    """Choose a quantity by the keys of its list."""
    chooser = loss.choice.list
    qtbot.keyClick(chooser, Qt.Key.Key_Home)
    for _ in range(chooser.findText(title)):
        qtbot.keyClick(chooser, Qt.Key.Key_Down)
    assert loss.choice.quantity.title == title


def point_at(qtbot, loss, step):
    """Move the mouse to a step in the curves."""
    middle = sum(loss.box.viewRange()[1]) / 2
    place = loss.mapFromScene(loss.box.mapViewToScene(QPointF(step, middle)))
    for nudge in (QPoint(0, 3), QPoint(0, 0)):
        qtbot.mouseMove(loss.viewport(), place + nudge)
        qtbot.wait(20)  # pyqtgraph drops moves that follow each other closely


def test_curves_show_what_the_runs_do_and_the_mouse_finds_the_step_on_the_map(qtbot, open_window):
    experiment = gd.Experiment(
        gd.Function("rosenbrock", b=20),
        [gd.SGD(lr=1e-3), "adam"],
        start=(-1.1, 0.7),
        steps=STEPS,
        dtype="float64",
    )
    window = open_window(experiment)
    loss = window.loss
    window.worker.step(STEPS)
    qtbot.waitUntil(lambda: window.frame.state is State.FINISHED and window.frame.step == STEPS)
    qtbot.waitUntil(lambda: not window.drawing.is_behind)
    assert isinstance(window.frame.scene, Scene)
    runs = experiment.replace(record=("params",), every=1).run()
    path = runs["trace_params"].isel(optimizer=0).values.squeeze()

    choose(qtbot, loss, "Distance")
    assert loss.names["left"] == "distance to the nearest minimum"
    wanted = np.linalg.norm(path - [1, 1], axis=1)
    np.testing.assert_allclose(10 ** loss.lines.curves[0].getData()[1], wanted, rtol=1e-9)
    qtbot.mouseClick(loss.choice.log, Qt.MouseButton.LeftButton)
    np.testing.assert_allclose(loss.lines.curves[0].getData()[1], wanted, rtol=1e-12)
    low, high = loss.box.viewRange()[1]
    assert low < wanted.min() and high > wanted.max()
    qtbot.mouseClick(loss.choice.log, Qt.MouseButton.LeftButton)

    choose(qtbot, loss, "Effective rate")
    heights = loss.lines.curves[0].getData()[1][:-1]
    np.testing.assert_allclose(10**heights, 1e-3, rtol=1e-6)  # of plain descent
    assert loss.names["left"] == "effective rate"

    choose(qtbot, loss, "Stability")
    qtbot.waitUntil(lambda: loss.about.whole == "no bound: Adam")
    bound = stable_rate(experiment.optimizers[0], experiment.objective.sharpness([path[9]])[0])
    steps, heights = loss.lines.curves[0].getData()
    np.testing.assert_allclose(10 ** heights[steps == 9], 1e-3 / bound, rtol=1e-6)
    assert loss._edge.isVisible() and loss._edge.value() == 0  # log10 of 1
    assert loss.box.viewRange()[1][1] > 0

    point_at(qtbot, loss, 20)
    assert "step 20" in loss.readout.text()
    dots = window.stage.map.step_marks.dots
    places = sorted((spot.pos().x(), spot.pos().y()) for spot in dots.points())
    other = runs["trace_params"].isel(optimizer=1).values.squeeze()
    np.testing.assert_allclose(places, sorted(map(tuple, (path[20], other[20]))), rtol=1e-12)
    QApplication.sendEvent(loss, QEvent(QEvent.Type.Leave))
    assert not len(dots.points())


def test_another_start_has_its_own_stability(qtbot, open_window):
    experiment = gd.Experiment(
        gd.Function("rosenbrock", b=20),
        [gd.SGD(lr=1e-3)],
        start=(-1.1, 0.7),
        steps=STEPS,
        dtype="float64",
    )
    window = open_window(experiment)
    window.worker.step(STEPS)
    choose(qtbot, window.loss, "Stability")

    def first():
        window.drawing.look()
        return 10 ** window.loss.lines.ahead[0].getData()[1][:1]

    for start in ((-1.1, 0.7), (0.5, 2.0)):
        window.workbench.replace(start=start)
        bound = stable_rate(experiment.optimizers[0], experiment.objective.sharpness([start])[0])
        qtbot.waitUntil(lambda bound=bound: np.allclose(first(), 1e-3 / bound) and len(first()))


def test_curves_that_play_wait_until_something_is_to_be_seen(open_window, monkeypatch):
    window = open_window(gd.Experiment("himmelblau", ["sgd", "momentum"], steps=50))
    loss, scene, document = window.loss, window.frame.scene, window.workbench.document
    monkeypatch.setattr(loss_module, "READABLE", 1000.0)
    monkeypatch.setattr(loss_module, "OFTEN", 1000.0)
    loss.draw(scene, document, None)
    pixel = loss.box.viewPixelSize()[0]
    further = replace(scene, step=scene.step + int(2 * pixel) + 1)
    assert not loss.differs(scene, document, None) and not loss.differs(further, document, None)
    monkeypatch.setattr(loss_module, "OFTEN", 0.0)
    assert loss.differs(further, document, None) and not loss.differs(scene, document, None)
    assert loss.differs(scene, document, document.colours[0])
    assert loss.differs(scene, replace(document, hidden=frozenset({1})), None)
    assert loss.differs(replace(scene, ahead=None), document, None)
    monkeypatch.setattr(loss_module, "READABLE", 0.0)
    assert loss.differs(scene, document, None)
    sample = replace(further, numbers=np.arange(1))  # of many runs, which have only moved since
    assert not loss.differs(sample, document, None)
    assert loss.differs(sample, document, document.colours[0])
    assert loss.differs(replace(sample, path_loss=sample.path_loss.copy()), document, None)


def test_the_axis_of_runs_that_play_seldom_moves_and_is_exact_at_rest(open_window):
    start = gd.uniform(n=40, seed=2)
    experiment = gd.Experiment("himmelblau", ["sgd", "momentum"], start=start, steps=50)
    window = open_window(experiment)
    loss, document = window.loss, window.workbench.document
    scene = replace(window.frame.scene.ahead, ahead=None)
    loss.draw(scene.until(3), document, None)
    exact = loss.box.viewRange()[1]
    loss.draw(scene, document, None, True)
    wide = loss.box.viewRange()[1]
    assert wide[0] < exact[0] and wide[1] >= exact[1]
    loss.draw(scene.until(scene.step - 1), document, None, True)
    assert loss.box.viewRange()[1] == wide
    loss.draw(scene.until(3), document, None)
    assert loss.box.viewRange()[1] == exact
