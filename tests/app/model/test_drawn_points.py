"""Samples drawn by hand: each edit makes the data anew."""

import numpy as np
import pytest

import gdsim as gd
from gdsim.app.model import drawn_points as drawn


def test_points_are_added_moved_and_removed():
    data = drawn.added(drawn.first(), np.array([[0.5, 1.0], [0.5, 2.0]]), 1)
    assert data.raw_inputs.tolist() == [[-1.5, 0.0], [1.5, 0.0], [0.5, 1.0], [0.5, 2.0]]
    assert data.targets.tolist() == [0, 1, 1, 1] and data.classes == ("1", "2")
    data = drawn.moved(data, 2, (0.25, -1.0))
    assert data.raw_inputs[2].tolist() == [0.25, -1.0]
    data = drawn.removed(data, [1, 3])
    assert data.raw_inputs.tolist() == [[-1.5, 0.0], [0.25, -1.0]] and data.recipe is None
    with pytest.raises(gd.SettingError, match="Points of two classes have to stay"):
        drawn.removed(data, [0])


def test_a_further_class_comes_with_its_first_point():
    data = drawn.added(drawn.first(), np.zeros((1, 2)), 2)
    assert data.classes == ("1", "2", "3") and data.targets.tolist() == [0, 1, 2]
    network = drawn.begun(gd.Network([2, 3, 1], data=gd.datasets.moons(), loss="hinge"))
    assert network.batch_size is None and network.loss.name == "hinge"
    from gdsim.app.model.network_edits import with_data

    assert with_data(network, data).layers == (2, 3, 3)


def test_a_data_set_keeps_its_features_scale_and_tests():
    old = gd.datasets.moons(samples=40, test=0.25, features=["x1", "x1*x2"], standardize=True)
    data = drawn.added(old, np.array([[0.0, 1.0]]), 0)
    assert data.names == ("x1", "x1*x2") and len(data.test_inputs) == 10
    np.testing.assert_allclose(data.inputs.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_array_equal(data.raw_test_inputs, old.raw_test_inputs)
    np.testing.assert_array_equal(data.raw_inputs[:-1], old.raw_inputs)
    assert not drawn.is_drawable(gd.datasets.iris()) and drawn.is_drawable(old)


def test_clouds_are_discs_and_drawings_have_an_end():
    points = drawn.cloud((1.0, -2.0), 0.5, 4000, seed=1)
    away = np.hypot(*(points - (1.0, -2.0)).T)
    assert away.max() <= 0.5 and abs(np.mean(away < 0.25) - 0.25) < 0.03
    with pytest.raises(gd.SettingError, match="at most 5,000 points"):
        drawn.added(drawn.first(), np.zeros((5000, 2)), 0)
