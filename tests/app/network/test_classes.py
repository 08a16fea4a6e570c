"""The confusion table of a run in the window, by clicks, against NumPy."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

import gdsim as gd
from gdsim.app.network.classes_page import in_words
from gdsim.app.network.page import NO_WEIGHTS
from gdsim.app.worker.frame import State

LEFT = Qt.MouseButton.LeftButton


def counted(network, params, points, targets):
    outputs = network.outputs(params, points)
    count = len(network.data.classes)
    table = np.zeros((count, count), int)
    for own, given in zip(targets, outputs.argmax(axis=1), strict=True):
        table[int(own), int(given)] += 1
    return table


def shown(page):
    size = page.table.rowCount()
    texts = [[page.table.item(i, j).text() for j in range(size)] for i in range(size)]
    return np.array([[0 if t == "·" else int(t) for t in row] for row in texts])


def test_the_table_counts_training_and_test_samples(qtbot, open_window, monkeypatch):
    data = gd.datasets.iris(test=0.3)
    objective = gd.Network([4, 5, 3], loss="cross_entropy", data=data)
    window = open_window(gd.Experiment(objective, "adam", lr=0.05, steps=40))
    view = window.stage.network
    QTest.mouseClick(view.views.tabs.buttons["classes"], LEFT)
    page = view.views.page
    qtbot.waitUntil(lambda: page.counts is not None)
    with monkeypatch.context() as patch:  # nothing comes of what is asked for
        patch.setattr(page.tools.background, "ask", lambda *_: None)
        seen = page._seen
        page.clear_runs()
        page.draw(seen)
        assert page.about.whole == "computing…"
        page._give_up()
        assert page.about.whole == ""
    page._show(None)
    assert page.about.whole == NO_WEIGHTS
    page.clear_runs()
    window.worker.step(15)
    qtbot.waitUntil(lambda: window.frame.step == 15 and window.frame.state is State.PAUSED)
    window.drawing.look()
    network, params = objective, window.frame.scene.focus.params
    own = network.data
    wanted = counted(network, params, own.raw_inputs, own.targets)
    qtbot.waitUntil(lambda: page.counts is not None and (page.counts == wanted).all())
    np.testing.assert_array_equal(shown(page), wanted)
    accuracy = window.frame.scene.focus.numbers["train_accuracy"]
    assert abs(np.trace(wanted) / wanted.sum() - accuracy) < 1e-6
    QTest.mouseClick(page.parts[True], LEFT)
    tested = counted(network, params, own.raw_test_inputs, own.test_targets)
    qtbot.waitUntil(lambda: page.counts.sum() == len(own.test_targets))
    for test in (False, True):  # chosen again before the others are counted
        QTest.mouseClick(page.parts[test], LEFT)
    qtbot.waitUntil(lambda: not page._is_busy)
    np.testing.assert_array_equal(shown(page), tested)
    assert page.about.whole == in_words(tested, own.classes)


def test_words_name_the_classes_that_are_confused_most():
    counts = np.array([[5, 0, 1], [0, 7, 3], [0, 2, 2]])
    words = in_words(counts, ("a", "b", "c"))
    assert words == "70.0% of 20 samples right, most often b is taken for c (3)"
    assert in_words(np.diag([3, 4]), ("a", "b")) == "100.0% of 7 samples right"
    assert in_words(np.zeros((2, 2), int), ("a", "b")) == ""
