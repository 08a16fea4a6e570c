"""Slices of a network's loss are what NumPy computes from the weights, point by point."""

import functools

import numpy as np
import pytest

import gdsim as gd
from gdsim.results.analysis.loss_line import barrier
from gdsim.results.geometry.plane import Plane
from tests.reference.naive_network import NaiveNetwork

DATA = gd.datasets.spiral(samples=12, noise=0.2, test=0.25, seed=3)
NETWORK = gd.Network(
    [2, 3, 1], "tanh", loss={"name": "huber", "delta": 0.3}, data=DATA, batch_size=5,
    l2=[0.02, 0.1], init_seed=[4, 7],
)  # fmt: skip
EXPERIMENT = gd.Experiment(
    NETWORK, [gd.SGD(lr=0.4), gd.Momentum(lr=0.1)], steps=12, record="params", every=4,
    dtype="float64",
)  # fmt: skip
SECOND = (1, 1, 0)  # (optimizer, l2, init_seed) of run 6


@functools.cache
def result():
    return EXPERIMENT.run()


def naive(l2=0.1):
    return NaiveNetwork((2, 3, 1), (("tanh",),), "huber", loss_settings=(0.3,), l2=l2)


def samples(test=False):
    single = NETWORK.replace(l2=0.1, init_seed=4).perceptron()
    return (single.test_inputs, single.test_targets) if test else (single.inputs, single.targets)


def expected(points, l2=0.1):
    return np.array([naive(l2).value(p, *samples()).real for p in points])


def check(plane):
    """The losses are those at the stated points, and the run is where it is said to be."""
    grid = np.stack(np.meshgrid(plane.x, plane.y), axis=-1).reshape(-1, 2)
    points = plane.origin.values + grid @ plane.direction.values
    np.testing.assert_allclose(plane.loss.values.ravel(), expected(points), rtol=1e-10)
    there = plane.origin.values + plane.place.values @ plane.direction.values
    np.testing.assert_allclose(there, result()["params"].values[SECOND], atol=1e-12)


def test_a_plane_of_two_weights_has_these_as_coordinates():
    plane = gd.analysis.loss_plane(result(), 6, x="w2_0_1", y="b1_0", side=5)
    check(plane)
    params = result()["params"].sel(variable=["w2_0_1", "b1_0"])
    np.testing.assert_allclose(plane.place, params.values[SECOND], atol=1e-12)
    traced = result()["trace_params"].sel(variable=["w2_0_1", "b1_0"])
    np.testing.assert_allclose(plane.path, traced.values, atol=1e-12)
    whole = result()["trace_params"].values
    moved = whole - whole[..., :1, :]
    across = moved.copy()
    names = list(result()["variable"].values)
    across[..., [names.index("w2_0_1"), names.index("b1_0")]] = 0
    shares = (across**2).sum(axis=(-2, -1)) / (moved**2).sum(axis=(-2, -1))
    np.testing.assert_allclose(plane.outside, shares, rtol=1e-12)
    assert plane.attrs["experiment_hash"] == EXPERIMENT.hash


def test_the_plane_of_principal_components_is_numpys_and_counts_from_the_start():
    plane = gd.analysis.loss_plane(result(), 6, side=4)
    check(plane)
    paths = result()["trace_params"].values
    moved = (paths - paths[..., :1, :]).reshape(-1, paths.shape[-1])
    axes = np.linalg.svd(moved)[2][:2]
    np.testing.assert_allclose(abs(axes @ plane.direction.values.T), np.eye(2), atol=1e-9)
    np.testing.assert_allclose(plane.path.values[SECOND][0], 0, atol=1e-12)
    rest = moved - moved @ axes.T @ axes
    np.testing.assert_allclose(plane.outside_all, (rest**2).sum() / (moved**2).sum(), rtol=1e-9)


def test_the_plane_of_the_largest_curvatures_is_numpys():
    plane = gd.analysis.loss_plane(result(), 6, "curvature", side=3, step=8)
    point = result()["trace_params"].values[SECOND][2]
    values, vectors = np.linalg.eigh(naive().hessian(point, *samples()))
    np.testing.assert_allclose(plane.curvature, values[::-1][:2], rtol=1e-9)
    same = abs(plane.direction.values @ vectors[:, ::-1][:, :2])
    np.testing.assert_allclose(same, np.eye(2), atol=1e-8)
    np.testing.assert_allclose(plane.place, 0, atol=1e-12)  # it counts from the run


def test_random_directions_are_as_long_as_each_units_weights():
    plane = gd.analysis.loss_plane(result(), 6, "random", side=3, seed=5, reach=0.5)
    check(plane)
    point = result()["params"].values[SECOND]
    drawn = np.random.default_rng(5).normal(size=(2, len(point)))
    for row, random in zip(plane.direction.values, drawn, strict=True):
        for (own, biases), (given, _), (weights, _) in zip(
            naive().layers(row), naive().layers(random), naive().layers(point), strict=True
        ):
            for unit in range(len(own)):
                scale = np.linalg.norm(weights[unit]) / np.linalg.norm(given[unit])
                np.testing.assert_allclose(own[unit], given[unit] * scale, rtol=1e-12)
            assert not biases.any()
    np.testing.assert_allclose(plane.x, [-0.5, 0, 0.5])
    other = gd.analysis.loss_plane(result(), 6, "random", side=3, seed=6)
    assert not np.allclose(other.direction, plane.direction)


def test_directions_of_ones_own_need_no_right_angle():
    rows = np.random.default_rng(0).normal(size=(2, 13))
    plane = gd.analysis.loss_plane(result(), 6, rows, side=3)
    check(plane)
    np.testing.assert_array_equal(plane.direction, rows)
    path = result()["trace_params"].values[SECOND]
    known = np.linalg.lstsq(rows.T, (path - plane.origin.values).T)[0].T
    np.testing.assert_allclose(plane.path.values[SECOND], known, atol=1e-12)
    assert Plane(plane.origin.values, rows).share_outside(path) == pytest.approx(
        float(plane.outside.values[SECOND])
    )


def test_the_line_between_two_runs_and_its_barrier():
    line = gd.analysis.loss_line(result(), 6, 1, points=5, beyond=0.5)
    here, there = result()["params"].values[SECOND], result()["params"].values[0, 0, 1]
    np.testing.assert_allclose(line.share, [-0.5, -0.25, 0, 0.25, 0.5, 0.75, 1, 1.25, 1.5])
    points = [here + s * (there - here) for s in line.share.values]
    np.testing.assert_allclose(line.loss, expected(points), rtol=1e-10)
    tested = [naive().data_loss(p, *samples(test=True)).real for p in points]
    np.testing.assert_allclose(line.test_loss, tested, rtol=1e-10)
    assert float(line.distance) == pytest.approx(np.linalg.norm(there - here))
    ends = expected([here, there])
    chord = ends[0] + np.arange(5) / 4 * (ends[1] - ends[0])
    highest = max(0.0, (expected(points)[2:7] - chord).max())
    assert float(line.barrier) == pytest.approx(highest, rel=1e-9)


def test_a_barrier_is_what_rises_above_the_chord():
    chord = np.array([1.0, 2.0, 3.0])
    assert barrier(np.array([1.0, 4.5, 3.0]), chord) == 2.5
    assert barrier(np.array([1.0, 0.5, 3.0]), chord) == 0
    assert barrier(np.array([1.0, np.nan, 3.0]), chord) == np.inf


def test_of_itself_it_takes_the_best_run_and_the_next():
    line = gd.analysis.loss_line(result(), points=2, beyond=0)
    order = np.argsort(result()["train_loss"].values.ravel())
    assert (line.attrs["run"], line.attrs["other"]) == tuple(order[:2])


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"run": 99}, "run must be a whole number from 0 to 7"),
        ({"directions": "pcs"}, "no directions 'pcs'; did you mean pca"),
        ({"x": "w1_0_0"}, "two weights, x and y"),
        ({"x": "w1_0_0", "y": "w9"}, "no weight 'w9'"),
        ({"x": "b1_0", "y": "b1_0"}, "two different weights"),
        ({"x": "b1_0", "y": "b1_1", "directions": "pca"}, "either directions, or x and y"),
        ({"directions": np.ones((2, 13))}, "not along one line"),
        ({"directions": [1, 2]}, "two rows of 13 finite numbers"),
        ({"run": 1, "step": 3}, "step 3 was not recorded; the nearest is 4"),
        ({"reach": 0}, "reach must be"),
        ({"side": 1}, "side must be"),
    ],
)
def test_wrong_questions_are_refused(options, sentence):
    with pytest.raises(gd.SettingError, match=sentence):
        gd.analysis.loss_plane(result(), **options)


def test_what_a_result_lacks_is_said():
    unrecorded = result().drop_vars("trace_params")
    assert gd.analysis.loss_plane(unrecorded, side=2).attrs["directions"] == "random"
    with pytest.raises(gd.SettingError, match=r'record = \["params"\]'):
        gd.analysis.loss_plane(unrecorded, directions="pca")
    with pytest.raises(gd.SettingError, match="two different runs, got 3"):
        gd.analysis.loss_line(result(), 3, 3)
    with pytest.raises(gd.SettingError, match="the whole result"):
        gd.analysis.loss_plane(result().isel(init_seed=[0]))
    lost = result().copy(deep=True)
    lost["params"][SECOND] = np.nan
    lost["verdict"][SECOND] = int(gd.Verdict.DIVERGED)
    with pytest.raises(gd.SettingError, match="run 6 has no weights at its end: it diverged"):
        gd.analysis.loss_plane(lost, 6)
    function = gd.Experiment("sphere", "sgd", steps=2)
    made = result().assign_attrs(experiment=function.to_toml())
    with pytest.raises(gd.SettingError, match="slices of the loss are for networks"):
        gd.analysis.loss_plane(made)


def test_both_are_pictures(tmp_path):
    for kind, options in (("loss_plane", {"side": 9}), ("loss_line", {"points": 3})):
        path = tmp_path / f"{kind}.png"
        gd.plot(result(), kind, path, **options)
        assert path.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("rate", [1e9, 900.0])  # it diverges, or ends where no gradient is
def test_runs_that_go_far_leave_room_for_the_others(rate):
    experiment = EXPERIMENT.replace(optimizers=[gd.SGD(lr=0.4), gd.SGD(lr=rate)], every=1)
    result = experiment.run()
    found = gd.analysis.loss_plane(result, 1, side=3)
    alone = experiment.replace(optimizers=gd.SGD(lr=0.4)).run()
    expected = gd.analysis.loss_plane(alone, 1, side=3)
    for name in ("direction", "loss", "x", "y", "outside_all"):
        np.testing.assert_allclose(found[name], expected[name], rtol=1e-10)
    # They are still drawn, and may still be looked at.
    whole = result["trace_params"].values
    inverse = np.linalg.pinv(found["direction"].values)
    places = (whole - found["origin"].values) @ inverse
    np.testing.assert_allclose(found["path"], places, rtol=1e-10)
    own = gd.analysis.loss_plane(result, 4, step=1, side=3)
    assert np.ptp(own["x"].values) > 10 * np.ptp(found["x"].values)
