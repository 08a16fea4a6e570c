"""Generated data sets have the published geometry, and the same bits everywhere."""

from __future__ import annotations

import inspect
import re

import numpy as np
import pytest
from scipy import stats

from gdsim.catalogue.discovery import arguments
from gdsim.objectives import datasets
from gdsim.objectives.datasets import draws

ALL = datasets.catalogue()
PLAYGROUND = ("circle", "xor", "gaussians", "spiral", "plane", "multi_gaussian")
MADE = tuple(name for name, definition in ALL.items() if "seed" in definition.hyper)
DIGESTS = {
    "circle": "1bb8319465ff43e4",
    "digits": "c9a038ce3b654023",
    "gaussians": "bb9eb94986433aea",
    "iris": "931aafea4f49c269",
    "moons": "a3490462def51cec",
    "multi_gaussian": "080e675530212b6c",
    "plane": "66fe817bb86d23d3",
    "polynomial": "76521444a3c8104a",
    "random": "ad9f3957ebe62ce3",
    "sine": "7cd57bccd5775e99",
    "spiral": "a0442569542817ad",
    "xor": "525237f5e3c8115e",
    "zipf": "7a365e7a12ed8455",
}


def raw(name: str, **settings: float) -> tuple[np.ndarray, np.ndarray]:
    """All samples, none put aside."""
    data = datasets.maker(name)(test=0, **settings)
    return data.inputs, data.targets


def test_the_catalogue_has_every_data_set() -> None:
    assert set(MADE) == {*PLAYGROUND, "moons", "sine", "polynomial", "random", "zipf"}
    assert set(ALL) == {*MADE, "iris", "digits"}


@pytest.mark.parametrize("name", ALL)
def test_texts_are_for_a_learner(name: str) -> None:
    definition = ALL[name]
    assert definition.name.lower() == name.replace("_", "")
    assert re.fullmatch(r"[A-Z0-9][^\n]{10,99}\.", definition.summary)
    assert re.search(r"playground|scikit-learn|(18|19|20)\d\d", definition.source)
    for hyper in definition.hyper.values():
        assert hyper.summary.endswith(".") and hyper.default in hyper.range


@pytest.mark.parametrize("name", ALL)
def test_settings_are_the_arguments_of_make(name: str) -> None:
    definition = ALL[name]
    assert set(arguments(definition.make)) == set(definition.hyper)
    signature = inspect.signature(getattr(datasets, name))
    shared = ["test", "split_seed", "features", "standardize"]
    assert list(signature.parameters) == [*definition.hyper, *shared]
    assert signature.parameters["test"].default == definition.test


@pytest.mark.parametrize("name", ALL)
def test_a_data_set_has_what_its_definition_says(name: str) -> None:
    definition = ALL[name]
    inputs, targets = raw(name)
    assert inputs.dtype == np.float64 and inputs.ndim == 2
    assert len(inputs) == len(targets)
    assert np.isfinite(inputs).all()
    if definition.inputs:
        assert inputs.shape[1] == len(definition.inputs)
    if definition.classes:
        assert targets.dtype == np.int64
        assert set(targets) == set(range(len(definition.class_names({}))))
    else:
        assert targets.dtype == np.float64 and targets.ndim == 2


@pytest.mark.parametrize("name", ALL)
def test_numbers_have_the_same_bits_on_every_machine(name: str) -> None:
    changes = {"samples": 61, "seed": 3} if name in MADE else {}
    data = datasets.maker(name)(standardize=True, split_seed=5, **changes)
    assert data.hash == DIGESTS[name]


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("samples", [7, 100])
def test_there_are_as_many_samples_as_asked_for(name: str, samples: int) -> None:
    inputs, targets = raw(name, samples=samples)
    assert len(inputs) == len(targets) == samples


@pytest.mark.parametrize("name", MADE)
def test_a_seed_gives_the_same_samples_again_and_another_seed_others(name: str) -> None:
    noise = {"noise": 0.3} if "noise" in ALL[name].hyper else {}
    first, again, other = (raw(name, samples=40, seed=s, **noise)[0] for s in (7, 7, 8))
    np.testing.assert_array_equal(first, again)
    targets = raw(name, samples=40, seed=8, **noise)[1]
    assert (first != other).any() or (targets != raw(name, samples=40, seed=7, **noise)[1]).any()


@pytest.mark.parametrize("name", ["xor", "plane", "multi_gaussian", "random", "polynomial"])
def test_more_samples_leave_the_first_ones_as_they_were(name: str) -> None:
    few, many = raw(name, samples=30, seed=4), raw(name, samples=90, seed=4)
    np.testing.assert_array_equal(few[0], many[0][:30])
    np.testing.assert_array_equal(few[1], many[1][:30])


# --- Their geometry -----------------------------------------------------------------------------


def test_circle_is_a_disc_in_a_ring() -> None:
    points, classes = raw("circle", samples=401, noise=0, seed=2)
    radius = np.hypot(*points.T)
    assert np.bincount(classes).tolist() == [200, 201]
    assert radius[classes == 1].max() < 2.5
    assert radius[classes == 0].min() >= 3.5
    assert radius.max() < 5
    assert abs(np.arctan2(*points.T)).max() > 3  # all the way round


def test_xor_is_of_one_class_where_signs_agree() -> None:
    points, classes = raw("xor", samples=300, noise=0, seed=2)
    np.testing.assert_array_equal(classes, points[:, 0] * points[:, 1] > 0)
    assert 0.3 <= abs(points).min() < 0.4
    assert 5.0 < abs(points).max() <= 5.3


@pytest.mark.parametrize("noise", [0.0, 0.5])
def test_gaussians_have_the_playgrounds_centres_and_variance(noise: float) -> None:
    points, classes = raw("gaussians", samples=4000, noise=noise, seed=1)
    variance = 0.5 + 7 * noise  # 0.5 to 4
    for label, centre in ((0, -2), (1, 2)):
        own = points[classes == label]
        error = np.sqrt(variance / len(own))
        np.testing.assert_allclose(own.mean(axis=0), centre, atol=4 * error)
        np.testing.assert_allclose(own.var(axis=0), variance, rtol=4 * np.sqrt(2 / len(own)))


def test_spiral_has_two_arms_half_a_turn_apart() -> None:
    points, classes = raw("spiral", samples=200, noise=0)
    first, second = points[classes == 1], points[classes == 0]
    along = np.arange(100) / 100
    angle = 3.5 * np.pi * along
    expected = 5 * along[:, None] * np.transpose([np.sin(angle), np.cos(angle)])
    np.testing.assert_allclose(first, expected, atol=1e-14)
    turned = 5 * along[:, None] * np.transpose([np.sin(angle + np.pi), np.cos(angle + np.pi)])
    np.testing.assert_allclose(second, turned, atol=1e-14)


def test_noise_of_a_spiral_stays_within_its_bound() -> None:
    still, moved = raw("spiral", samples=500, noise=0)[0], raw("spiral", samples=500, noise=0.4)[0]
    assert 0.39 < abs(moved - still).max() <= 0.4


def test_moons_are_those_of_scikit_learn() -> None:
    points, classes = raw("moons", samples=7, noise=0)
    upper, lower = np.linspace(0, np.pi, 3), np.linspace(0, np.pi, 4)
    expected = [(np.cos(t), np.sin(t)) for t in upper]
    expected += [(1 - np.cos(t), 1 - np.sin(t) - 0.5) for t in lower]
    np.testing.assert_allclose(points, expected, atol=1e-15)
    assert classes.tolist() == [0, 0, 0, 1, 1, 1, 1]


def test_plane_grows_along_the_diagonal() -> None:
    points, values = raw("plane", samples=200, noise=0)
    np.testing.assert_allclose(values[:, 0], points.sum(axis=1) / 10, atol=1e-15)
    assert 5.8 < abs(points).max() <= 6


def test_multi_gaussian_has_hills_and_hollows_in_two_rows() -> None:
    points, values = raw("multi_gaussian", samples=3000, noise=0)
    signs = {(-4, 2.5): 1, (0, 2.5): -1, (4, 2.5): 1, (-4, -2.5): -1, (0, -2.5): 1, (4, -2.5): -1}
    distances = np.stack([np.hypot(*(points - centre).T) for centre in signs])
    nearest = distances.argmin(axis=0)
    expected = np.array(list(signs.values()))[nearest] * np.clip(1 - distances.min(0) / 2, 0, None)
    np.testing.assert_allclose(values[:, 0], expected, atol=1e-12)


def test_labels_are_those_of_points_that_noise_has_moved() -> None:
    for name in ("circle", "xor", "plane", "multi_gaussian"):
        calm, noisy = raw(name, noise=0, samples=300), raw(name, noise=0.5, samples=300)
        np.testing.assert_array_equal(calm[0], noisy[0])  # the points themselves stay
        assert 0.02 < np.mean(calm[1] != noisy[1]) <= 1


@pytest.mark.parametrize("frequency", [1, 3.5])
def test_sine_is_a_wave(frequency: float) -> None:
    x, y = raw("sine", samples=200, noise=0, frequency=frequency)
    np.testing.assert_allclose(y, np.sin(frequency * x), atol=1e-14)
    assert 3.1 < abs(x).max() <= np.pi


def test_polynomial_is_a_cubic_and_by_default_that_of_chebyshev() -> None:
    x, y = raw("polynomial", samples=100, noise=0)
    np.testing.assert_allclose(y, np.cos(3 * np.arccos(x)), atol=1e-14)
    x, y = raw("polynomial", samples=100, noise=0, c0=1, c1=0.5, c2=-2, c3=0.25)
    np.testing.assert_allclose(y, np.polyval([0.25, -2, 0.5, 1], x), rtol=1e-12)


@pytest.mark.parametrize(("name", "spread"), [("sine", 0.3), ("polynomial", 0.05)])
def test_noise_of_curves_is_normal(name: str, spread: float) -> None:
    still, noisy = raw(name, samples=2000, noise=0)[1], raw(name, samples=2000, noise=spread)[1]
    assert stats.kstest((noisy - still)[:, 0] / spread, "norm").pvalue > 0.01


def test_random_numbers_are_independent_and_normal() -> None:
    inputs, targets = raw("random", samples=1500, inputs=3, outputs=2, seed=11)
    assert inputs.shape == (1500, 3) and targets.shape == (1500, 2)
    columns = np.hstack([inputs, targets]).T
    for column in columns:
        assert stats.kstest(column, "norm").pvalue > 0.01
    assert abs(np.corrcoef(columns) - np.eye(5)).max() < 0.1


def test_random_is_by_default_as_in_the_fractal_experiment() -> None:
    data = datasets.random()
    assert data.inputs.shape == (272, 16) and data.targets.shape == (272, 1)
    assert len(data.test_inputs) == 0
    assert datasets.random(samples=1).inputs.shape == (1, 16)


@pytest.mark.parametrize(("classes", "exponent"), [(9, 1.0), (40, 0.7), (5, 0.0)])
def test_zipfs_classes_have_frequencies_of_a_power_law(classes: int, exponent: float) -> None:
    data = datasets.zipf(samples=700, classes=classes, exponent=exponent, inputs=3, seed=2, test=0)
    assert data.classes == tuple(str(k) for k in range(1, classes + 1))
    wanted = np.arange(1, classes + 1) ** -exponent
    wanted *= 700 / wanted.sum()
    counts = np.bincount(data.targets, minlength=classes)
    assert counts.sum() == 700 and abs(counts - wanted).max() < 1
    assert (np.diff(counts) <= 0).all()


def test_zipfs_classes_are_normal_clouds_in_a_cube() -> None:
    points, classes = raw("zipf", samples=4000, classes=3, inputs=4, noise=0.2, seed=5)
    still = raw("zipf", samples=4000, classes=3, inputs=4, noise=0, seed=5)[0]
    centres = [np.unique(still[classes == k], axis=0) for k in range(3)]
    assert [each.shape for each in centres] == [(1, 4)] * 3
    assert (np.array(centres) >= 0).all() and (np.array(centres) < 1).all()
    assert stats.kstest((points - still).ravel() / 0.2, "norm").pvalue > 0.01


# --- The numbers they are drawn from ------------------------------------------------------------


def test_uniform_numbers_fill_their_interval() -> None:
    numbers = draws.uniforms(9, 2, 1000, 3)
    assert numbers.shape == (1000, 3)
    assert stats.kstest(numbers.ravel(), "uniform").pvalue > 0.01
    assert len(np.unique(numbers)) == 3000


def test_purposes_and_seeds_have_numbers_of_their_own() -> None:
    some = [draws.normals(seed, purpose, 50, 2) for seed in (0, 1) for purpose in (0, 1, 2)]
    assert len(np.unique(some)) == 600


def test_uniform_numbers_are_those_of_philox() -> None:
    from gdsim.lanes.random import philox, uniform

    numbers = draws.uniforms(1234567890, 3, 4, 5)
    for row in range(4):
        words = [philox(row, pair, 3, 0x64617461, 1234567890, 0) for pair in range(3)]
        expected = [uniform(w[k], w[k + 1], 0.0) for w in words for k in (0, 2)]
        assert numbers[row].tolist() == expected[:5]


def test_elementary_functions_have_the_bits_of_lanes() -> None:
    from gdsim.lanes import math

    numbers = np.random.default_rng(1).normal(size=(20, 5)) * 9
    for name in ("sin", "cos"):
        function = getattr(math, name)
        expected = [[function(x) for x in row] for row in numbers.tolist()]
        np.testing.assert_array_equal(draws.each(function, numbers), expected)


def test_permutations_are_all_equally_likely() -> None:
    found = [tuple(draws.permutation(seed, 3)) for seed in range(1200)]
    counts = [found.count(each) for each in set(found)]
    assert len(counts) == 6
    assert stats.chisquare(counts).pvalue > 0.01


# --- Names --------------------------------------------------------------------------------------


def test_an_unknown_data_set_is_met_with_the_nearest_name() -> None:
    with pytest.raises(AttributeError, match="unknown data set 'spirals'; did you mean spiral"):
        _ = datasets.spirals
    with pytest.raises(datasets.SettingError, match="unknown data set 'cirle'; did you mean circl"):
        datasets.maker("cirle")


def test_data_sets_can_be_listed_and_described() -> None:
    assert set(ALL) <= set(dir(datasets))
    assert "Two arms" in datasets.spiral.__doc__ and "playground" in datasets.spiral.__doc__
