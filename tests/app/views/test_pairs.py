"""Samples of several inputs over two of them, with rings round those that a run gets wrong."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

import gdsim as gd
from gdsim.app.views.pairs import PairsView
from gdsim.app.views.surface import answers
from gdsim.app.worker.focus import Focus
from gdsim.engine.verdict import Verdict

IRIS = gd.Network([4, 5, 3], loss="cross_entropy", data=gd.datasets.iris(test=0.3))


def by_hand(params):
    """The class that each sample is put into, those of the training first, in plain NumPy."""
    layer = np.concatenate([IRIS.data.raw_inputs, IRIS.data.raw_test_inputs])
    (first, bias), (second, last) = IRIS.weights(params)
    return (np.tanh(layer @ first.T + bias) @ second.T + last).argmax(axis=1)


@pytest.fixture
def view(qtbot, background):
    pairs = PairsView(background)
    qtbot.addWidget(pairs.page)
    pairs.page.resize(500, 460)
    pairs.page.show()
    pairs.show_network(IRIS)
    return pairs


@pytest.fixture
def params():
    return np.random.default_rng(5).normal(size=IRIS.size)


def test_samples_put_into_a_wrong_class_have_rings_over_any_two_inputs(view, params, qtbot):
    view.show_run(Focus(0, 0, 7, IRIS, params, {}, {}, Verdict.RUNNING, 7, 0), "float64")
    qtbot.waitUntil(lambda: view.answers is not None, timeout=60_000)
    points = np.concatenate([IRIS.data.raw_inputs, IRIS.data.raw_test_inputs])
    wrong = by_hand(params) != np.concatenate([IRIS.data.targets, IRIS.data.test_targets])
    assert 10 < wrong.sum() < 145
    assert view.names == {"bottom": "petal length", "left": "petal width"}
    np.testing.assert_allclose(np.transpose(view.rings.getData()), points[wrong][:, [2, 3]])

    QTest.keyClick(view.across, Qt.Key.Key_Down)  # petal width, which gives way to petal length
    assert view.columns == (3, 2)
    for _ in range(3):
        QTest.keyClick(view.across, Qt.Key.Key_Up)
    assert view.columns == (0, 3) and view.names["bottom"] == "sepal length"
    np.testing.assert_allclose(np.transpose(view.rings.getData()), points[wrong][:, [0, 3]])
    (left, right), _ = view.box.viewRange()
    assert left < points[:, 0].min() and points[:, 0].max() < right


def test_the_sample_under_the_mouse_is_read(view, params, qtbot):
    view.show_run(Focus(0, 0, 7, IRIS, params, {}, {}, Verdict.RUNNING, 7, 0), "float64")
    qtbot.waitUntil(lambda: view.answers is not None, timeout=60_000)
    found = answers(IRIS, params, "float64")
    sample = int(np.flatnonzero(found.are_wrong)[0])
    name = IRIS.data.classes[int(found.targets[sample])]
    taken = IRIS.data.classes[by_hand(params)[sample]]
    assert found.words(sample, IRIS.data).startswith(f"{name}, taken for {taken} (")
    place = view.mapFromScene(view.box.mapViewToScene(QPointF(*found.points[sample, [2, 3]])))
    qtbot.mouseMove(view.viewport(), place)
    assert "petal length" in view.readout.text() and "%)" in view.readout.text()
    right = int(np.flatnonzero(~found.are_wrong)[0])
    assert "taken" not in found.words(right, IRIS.data)


def test_a_run_of_several_widths_has_the_answers_of_its_own_network(view, qtbot):
    narrow = IRIS.replace(width=3)
    view.show_network(IRIS.replace(width=[3, 8]))
    params = np.random.default_rng(6).normal(size=narrow.size)
    view.show_run(Focus(0, 0, 7, narrow, params, {}, {}, Verdict.RUNNING, 7, 0), "float64")
    qtbot.waitUntil(lambda: view.answers is not None, timeout=60_000)
    both = np.concatenate([IRIS.data.raw_inputs, IRIS.data.raw_test_inputs])
    np.testing.assert_allclose(view.answers.outputs, narrow.outputs(params, both), rtol=1e-13)
