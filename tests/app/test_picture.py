"""The picture of Descent: what is drawn on the map is what the library says, by real clicks."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

import gdsim as gd
from gdsim.app.views.labels import MANY, Label
from gdsim.objectives.critical_points import SADDLE, critical_points


def _click(widget):
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def _places(scatter):
    return np.stack(scatter.getData(), axis=-1)


def test_marks_arrows_and_names_lie_over_the_landscape(open_window, qtbot):
    experiment = gd.Experiment("himmelblau", ["sgd", "momentum"], steps=50)
    window = open_window(experiment)
    map_, control = window.stage.map, window.stage.picture
    # marks: the saddles of the library, above the heads
    qtbot.waitUntil(lambda: len(map_.slopes.saddles.data) == 4)
    saddles = [p.place for p in critical_points(experiment.objective) if p.kind == SADDLE]
    np.testing.assert_array_equal(_places(map_.slopes.saddles), saddles)
    marks = (map_.slopes.saddles, map_._minima, map_._starts)
    assert min(item.zValue() for item in marks) > map_.trails.heads.zValue()
    # arrows: downhill, as many as there is room for, other ones after a zoom
    _click(control.arrows)
    qtbot.waitUntil(lambda: len(map_.slopes.arrows.places) > 50)
    arrows = map_.slopes.arrows
    slopes = experiment.objective.gradient(arrows.places)
    shown = arrows.lengths / np.hypot(*arrows.lengths.T)[:, None]
    np.testing.assert_allclose(shown, -slopes / np.hypot(*slopes.T)[:, None], atol=1e-6)
    steepness = np.hypot(*slopes.T)
    lengths = np.hypot(*arrows.lengths.T)
    assert (np.diff(lengths[np.argsort(steepness)]) > -1e-9).all()
    before = arrows.places
    map_.box.setRange(xRange=(2, 4), yRange=(1, 3), padding=0)
    qtbot.waitUntil(lambda: len(arrows.places) > 0 and arrows.places is not before)
    assert np.abs(arrows.places - [3, 2]).max() < 3
    _click(control.arrows)
    assert len(arrows.places) == 0
    # names: at the heads, in sight, and gone by a click
    map_.fit()
    window.worker.step(40)
    qtbot.waitUntil(lambda: window.frame.scene.step == 40)
    window.draw()
    assert {label.text for label in map_.labels.labels} == {"SGD", "Momentum"}
    heads = window.frame.scene.heads[:, 0]
    np.testing.assert_array_equal([(n.x, n.y) for n in map_.labels.labels], heads)
    assert map_.labels.boxes
    _click(control.labels)
    assert not map_.labels.boxes


def test_names_never_cover_each_other_and_many_are_left_to_the_mouse(open_window):
    window = open_window(gd.Experiment("elliptic_bowl", ["sgd"], steps=5))
    names, theme = window.stage.map.labels, window.stage.map.theme
    heads = [Label(f"name {i}", i, 0.01 * i, 0.0) for i in range(MANY)]
    names.show_labels(heads, None, theme)
    boxes = list(names.boxes.values())
    assert 0 < len(boxes) < MANY  # the heads are in one spot: not all have room
    assert not any(a.intersects(b) for i, a in enumerate(boxes) for b in boxes[:i])
    names.show_labels([*heads, Label("last", MANY, 0.5, 0.5)], MANY, theme)
    assert list(names.boxes) == ["last"]
