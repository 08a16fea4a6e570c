"""What other seeds give, in the outputs of a network."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

import gdsim as gd
from gdsim.app.views.surface import FINER
from gdsim.app.worker.frame import State
from gdsim.app.worker.seeds import MOST, over_seeds

LEFT = Qt.MouseButton.LeftButton


def shown(qtbot, window, step):
    window.worker.step(step)
    qtbot.waitUntil(lambda: window.frame.step == step and window.frame.state is State.PAUSED)
    window.drawing.look()
    return window.stage.network


def test_runs_alike_differ_in_seeds_alone(network):
    experiment = gd.Experiment(
        network(init_seed=range(3)), "sgd", lr=[0.1, 0.2], seed=[7, 8], steps=3
    )
    dims, shape = list(experiment.dims[1:]), experiment.shape[1:]
    for run in range(12):
        at = dict(zip(dims, np.unravel_index(run, shape), strict=True))
        alike = over_seeds(experiment, run)
        assert run in alike and len(alike) == 6
        for other in alike:
            there = dict(zip(dims, np.unravel_index(other, shape), strict=True))
            assert there["lr"] == at["lr"]
    many = gd.Experiment(network(init_seed=range(100)), "sgd", steps=3)
    picked = over_seeds(many, 41)
    assert 41 in picked and len(picked) <= MOST and picked.max() == 99
    assert over_seeds(gd.Experiment(network(), "sgd", lr=[0.1, 0.2]), 1).tolist() == [1]


def test_a_boundary_is_shaded_by_the_mean_of_the_seeds(qtbot, open_window, network):
    window = open_window(gd.Experiment(network(init_seed=[5, 6, 7]), "adam", lr=0.3, steps=40))
    view = shown(qtbot, window, 20)
    qtbot.waitUntil(lambda: view.outputs.surface is not None and view.seeds.isVisible())
    assert view.outputs.surface.mean is None
    QTest.mouseClick(view.seeds, LEFT)
    qtbot.waitUntil(lambda: view.outputs.surface.mean is not None)
    drawn, focus = view.outputs.surface, window.frame.scene.focus
    assert focus.seeds.shape == (3, focus.params.size)
    assert (focus.seeds == focus.params).all(axis=1).sum() == 1
    left, right, bottom, top = drawn.box
    places = [(left, bottom), (right, bottom), (left, top)]
    shares = focus.objective.outputs(focus.seeds, places)[..., 0].mean(axis=0)
    corners = drawn.mean[[0, 0, -1], [0, -1, 0], 1]
    np.testing.assert_allclose(corners, shares, atol=1e-4)
    assert drawn.mean.shape == drawn.outputs.shape and FINER > 1
    middle = view.outputs.read((left + right) / 2, (bottom + top) / 2)
    assert "mean of the seeds" in middle
    tabs, at = view.views.tabs, view.views.tabs.geometry()
    QTest.mouseClick(tabs.buttons["layers"], LEFT)
    assert not view.seeds.isVisible()
    view.layout().activate()
    assert tabs.geometry() == at


def test_a_fit_has_a_band_over_seeds(qtbot, open_window):
    data = gd.datasets.sine(samples=30, test=0.2)
    objective = gd.Network([1, 4, 1], "tanh", data=data, init_seed=[1, 2, 3])
    window = open_window(gd.Experiment(objective, "adam", lr=0.1, steps=30))
    view = shown(qtbot, window, 20)
    qtbot.waitUntil(lambda: view.fit_curve.curve is not None)
    QTest.mouseClick(view.seeds, LEFT)
    qtbot.waitUntil(lambda: view.fit_curve.curve.band is not None)
    curve, focus = view.fit_curve.curve, window.frame.scene.focus
    outputs = focus.objective.outputs(focus.seeds, curve.x[:, None])
    known = np.quantile(outputs, (0.1, 0.9), axis=0)
    np.testing.assert_allclose(curve.band, known, atol=1e-4)
    polygon = view.fit_curve._bands[0].polygon()
    assert view.fit_curve._bands[0].isVisible() and polygon.count() == 2 * len(curve.x)
    QTest.mouseClick(view.seeds, LEFT)
    qtbot.waitUntil(lambda: view.fit_curve.curve.band is None)
    assert not view.fit_curve._bands[0].isVisible()
