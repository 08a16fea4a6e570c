"""The layers of a run in the window, against what the run records."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea

import gdsim as gd
from gdsim.app.network.layers_page import LEAST
from gdsim.app.network.layers_work import histogram, picked
from gdsim.app.network.strip import scale_of
from gdsim.app.worker.frame import State
from tests.app.by_hand import place

LEFT = Qt.MouseButton.LeftButton
STEPS = 12
QWIDGETSIZE_MAX = 2**24 - 1


def test_layers_are_drawn_as_a_run_records_them(qtbot, open_window, network):
    objective = network(layers=[2, 4, 3, 1], activation="relu", batch_size=None, init="he_normal")
    experiment = gd.Experiment(objective, gd.SGD(lr=[0.5, 0.1]), steps=40)
    window = open_window(experiment)
    window.looking.pick((0, 1))
    QTest.mouseClick(window.stage.network.views.tabs.buttons["layers"], LEFT)
    page = window.stage.network.views.page
    said = []
    page.about.say = lambda words, say=page.about.say: (said.append(words), say(words))
    window.worker.step(STEPS)
    qtbot.waitUntil(lambda: window.frame.step == STEPS and window.frame.state is State.PAUSED)
    qtbot.waitUntil(
        lambda: page._drawn is not None and page._drawn.is_whole
        and page._drawn.steps[-1] == STEPS and window.frame.scene.focus.run == 1
    )  # fmt: skip
    drawn = page._drawn
    recorded = experiment.replace(
        record=["layer_grad_norm", "weight_norm", "dead", "sharpness"], steps=STEPS
    ).run()
    assert drawn.steps.tolist() == list(range(STEPS + 1))
    for values, name in (
        (drawn.gradients, "layer_grad_norm"), (drawn.weights, "weight_norm"), (drawn.dead, "dead"),
    ):  # fmt: skip
        known = recorded[f"trace_{name}"].values[0, 1].T
        np.testing.assert_allclose(values, known, rtol=1e-3, atol=1e-6)
    sharpness = recorded["trace_sharpness"].values[0, 1]
    np.testing.assert_allclose(drawn.sharpness, sharpness[drawn.curved], rtol=1e-2)
    np.testing.assert_allclose(drawn.bound, 2 / 0.1)
    assert [edges.shape for edges, _ in drawn.histograms] == [(41,), (41,)]
    assert "of at most 20" in page.about.whole
    assert "computing…" in said[: next(i for i, words in enumerate(said) if "at most" in words)]
    del page.about.say

    strip = page.gradients

    def is_read():
        """The plot may still have to find its place, and pyqtgraph drops moves that come soon."""
        here = place(strip, 5.5, 2.5)
        for nudge in (QPoint(1, 1), QPoint()):
            QTest.mouseMove(strip.viewport(), here + nudge)
            qtbot.wait(20)
        return strip.readout.text().startswith("layer 3   step 5")

    qtbot.waitUntil(is_read)
    number = float(strip.readout.text().split()[-1].replace("−", "-"))
    assert number == pytest.approx(drawn.gradients[2, 5], rel=0.01)
    assert page.dead.isVisible() == bool((drawn.dead > 0).any())

    # Where there is little room the plots keep their height, and leave the wheel to what scrolls.
    page.setMaximumHeight(220)
    bar = page.findChild(QScrollArea).verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert min(strip.height(), page.sharpness.height()) >= LEAST
    middle = QPointF(strip.viewport().rect().center())
    where = QPointF(strip.viewport().mapToGlobal(middle.toPoint()))
    turned = QWheelEvent(
        middle, where, QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(strip.viewport(), turned)
    assert not turned.isAccepted()
    page.setMaximumHeight(QWIDGETSIZE_MAX)


def test_columns_that_were_measured_are_measured_again_as_runs_go_on():
    before, after = picked(np.arange(80)), picked(np.arange(101))
    assert set(after[:-1]) <= set(range(0, 101, 4)) and set(before[:-1]) == set(range(0, 80, 2))
    assert set(after[(after < 79)]) <= set(before)


def test_histograms_and_scales():
    values = np.concatenate([np.zeros(750), np.ones(250), [np.nan, np.inf]])
    edges, shares = histogram(values)
    assert (edges[0], edges[-1]) == (0, 1) and (shares[0], shares[-1]) == (0.75, 0.25)
    assert shares.sum() == pytest.approx(1)
    edges, shares = histogram(np.full(5, 3.0))
    assert (edges[0], edges[-1]) == (2.5, 3.5) and shares.max() == 1
    assert scale_of(np.array([[1e-3, 0.0], [10.0, np.nan]])) == pytest.approx((-3, 1))
    assert scale_of(np.array([[2.0]])) == pytest.approx((np.log10(2) - 0.5, np.log10(2) + 0.5))
    assert scale_of(np.zeros((2, 2))) == (0, 1)
