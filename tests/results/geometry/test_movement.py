"""The movement of runs: its directions and shares are those of a singular value decomposition."""

import numpy as np
import pytest

import gdsim as gd
from gdsim.base.errors import SettingError
from gdsim.results.geometry.movement import principal_axes, share_outside


@pytest.fixture
def paths():
    """Two by three runs of forty steps in five variables, unevenly in all directions."""
    rng = np.random.default_rng(3)
    steps = rng.normal(size=(2, 3, 40, 5)) * [3.0, 0.2, 1.0, 0.5, 0.05]
    return np.cumsum(steps @ np.linalg.qr(rng.normal(size=(5, 5)))[0], axis=2)


def _svd(paths):
    moved = (paths - paths[..., :1, :]).reshape(-1, paths.shape[-1])
    return np.linalg.svd(moved, full_matrices=False)[1:]


def test_axes_are_the_right_singular_vectors_of_the_movement(paths):
    _, directions = _svd(paths)
    for count in (1, 2, 5):
        axes = principal_axes(paths, count)
        np.testing.assert_allclose(axes @ axes.T, np.eye(count), atol=1e-12)
        np.testing.assert_allclose(np.abs(np.sum(axes * directions[:count], axis=1)), 1, atol=1e-9)


def test_the_share_outside_is_what_the_other_singular_values_hold(paths):
    sizes, _ = _svd(paths)
    expected = np.sum(sizes[2:] ** 2) / np.sum(sizes**2)
    best = share_outside(paths, principal_axes(paths))
    assert best == pytest.approx(expected, rel=1e-9)
    for seed in range(20):  # no other plane shows more
        other = np.linalg.qr(np.random.default_rng(seed).normal(size=(5, 2)))[0].T
        assert share_outside(paths, other) > best
    assert share_outside(paths, np.eye(5)) == pytest.approx(0, abs=1e-15)


def test_the_same_runs_have_the_same_axes_whatever_the_order_of_their_steps(paths):
    backwards = np.concatenate([paths[..., :1, :], paths[..., :0:-1, :]], axis=-2)
    np.testing.assert_allclose(principal_axes(backwards), principal_axes(paths), atol=1e-9)


def test_points_that_are_not_finite_are_left_out_and_far_ones_do_not_overflow(paths):
    stopped = paths.copy()
    stopped[0, 0, 30:] = np.nan
    stopped[1, 2, 35:] = np.inf
    kept = paths - paths[..., :1, :]
    kept = kept[np.isfinite(stopped).all(axis=-1)]
    expected = np.linalg.svd(kept, full_matrices=False)[2][:2]
    axes = principal_axes(stopped)
    np.testing.assert_allclose(np.abs(np.sum(axes * expected, axis=1)), 1, atol=1e-9)
    far = share_outside(1e200 * paths, axes)
    assert far == pytest.approx(share_outside(paths, axes), rel=1e-9)


def test_runs_that_have_not_moved_have_axes_and_no_share():
    axes = principal_axes(np.ones((3, 4, 5)))
    np.testing.assert_allclose(axes @ axes.T, np.eye(2), atol=1e-15)
    assert np.isnan(share_outside(np.ones((3, 4, 5)), axes))


def test_the_axes_of_a_few_points_of_many_variables_take_no_square_of_these():
    paths = np.random.default_rng(1).normal(size=(5, 60_000))
    axes = principal_axes(paths)  # their 3.6e9 products would not fit into memory
    moved = paths - paths[0]
    outside = np.linalg.svd(moved, compute_uv=False)[2:]
    expected = np.sum(outside**2) / np.sum(moved**2)
    assert share_outside(paths, axes) == pytest.approx(expected, rel=1e-9)
    one = principal_axes(paths[:1])  # a run that has not moved
    np.testing.assert_allclose(one @ one.T, np.eye(2), atol=1e-12)


def test_real_runs_that_stay_in_a_plane_have_nothing_outside_it():
    experiment = gd.Experiment(
        "x1**2 + 4*x2**2 + 0*x3", ["sgd", "adam"], start=(1, 2, 3), steps=30, record=["params"]
    )
    paths = experiment.run()["trace_params"].values
    assert share_outside(paths, np.eye(3)[:2]) == 0
    assert share_outside(paths, principal_axes(paths)) == pytest.approx(0, abs=1e-14)


def test_what_is_no_path_is_refused():
    with pytest.raises(SettingError, match="paths must be points of runs"):
        principal_axes([1.0, 2.0])
    with pytest.raises(SettingError, match="count must be from 1 to 2"):
        principal_axes(np.ones((4, 2)), 3)
