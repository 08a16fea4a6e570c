"""The real data sets are the published ones."""

from __future__ import annotations

import numpy as np
import pytest

from gdsim.base import assets
from gdsim.objectives import datasets


@pytest.fixture(scope="module")
def digits() -> datasets.Data:
    return datasets.digits(test=0)


def test_iris_has_the_published_means_of_each_species() -> None:
    iris = datasets.iris(test=0)
    assert iris.names == ("sepal_length", "sepal_width", "petal_length", "petal_width")
    means = {
        "setosa": [5.006, 3.428, 1.462, 0.246],
        "versicolor": [5.936, 2.770, 4.260, 1.326],
        "virginica": [6.588, 2.974, 5.552, 2.026],
    }
    assert iris.classes == tuple(means)
    for label, expected in enumerate(means.values()):
        own = iris.inputs[iris.targets == label]
        assert len(own) == 50
        np.testing.assert_allclose(own.mean(axis=0), expected, atol=1e-12)


def test_iris_has_fishers_values_where_the_repository_differs() -> None:
    inputs = datasets.iris(test=0).inputs
    assert inputs[0].tolist() == [5.1, 3.5, 1.4, 0.2]
    assert inputs[34].tolist() == [4.9, 3.1, 1.5, 0.2]
    assert inputs[37].tolist() == [4.9, 3.6, 1.4, 0.1]
    assert inputs[149].tolist() == [5.9, 3.0, 5.1, 1.8]


def test_digits_have_the_published_counts(digits: datasets.Data) -> None:
    assert digits.inputs.shape == (1797, 64)
    assert np.bincount(digits.targets).tolist() == [
        178,
        182,
        177,
        183,
        181,
        182,
        181,
        179,
        174,
        180,
    ]
    assert set(np.unique(digits.inputs)) == set(range(17))


def test_the_first_digit_is_the_well_known_zero(digits: datasets.Data) -> None:
    assert digits.classes[digits.targets[0]] == "0"
    assert digits.inputs[0].reshape(8, 8).astype(int).tolist() == [
        [0, 0, 5, 13, 9, 1, 0, 0],
        [0, 0, 13, 15, 10, 15, 5, 0],
        [0, 3, 15, 2, 0, 11, 8, 0],
        [0, 4, 12, 0, 0, 8, 8, 0],
        [0, 5, 8, 0, 0, 9, 8, 0],
        [0, 4, 11, 0, 1, 12, 7, 0],
        [0, 2, 14, 5, 10, 12, 0, 0],
        [0, 0, 6, 13, 10, 0, 0, 0],
    ]
    assert digits.targets[:10].tolist() == list(range(10))
    assert digits.names[10] == "p12"  # second row, third column


def test_three_pixels_are_always_white_and_become_zero(digits: datasets.Data) -> None:
    white = np.flatnonzero(np.ptp(digits.inputs, axis=0) == 0)
    assert white.tolist() == [0, 32, 39]
    scaled = datasets.digits(standardize=True)
    assert not scaled.inputs[:, white].any() and not scaled.test_inputs[:, white].any()
    assert np.isfinite(scaled.inputs).all() and np.isfinite(scaled.test_inputs).all()


@pytest.mark.parametrize(("name", "file"), [("iris", "iris.csv"), ("digits", "digits.csv.gz")])
def test_the_shipped_file_can_be_read_like_any_other(name: str, file: str) -> None:
    path = assets.path(f"data/{file}")
    read = datasets.from_file(path, classes=True, test=0.2, split_seed=3)
    own = datasets.maker(name)(test=0.2, split_seed=3)
    assert read == own
    assert path.stat().st_size < 300_000
