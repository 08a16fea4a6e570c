"""Standardised inputs against exact rational arithmetic, over all magnitudes that a float64 has."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path

import mpmath
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import gdsim as gd
from gdsim.base.errors import SettingError
from gdsim.objectives.datasets import from_arrays

SHAPES = ([1, 1.1, 1.2], [1, 2, 3], [-3, 2, 7.5, 2], [5, 5, 5, 6], [0, 0, 1], [-1, 1])
EDGES = (1.4e308, 1e308, 1e200, 1e154, 1e100, 3.7, 1e-100, 1e-155, 1e-170, 1e-300, 1e-308, 1e-318)


def exactly(column: list[float]) -> list[float]:
    """Shifted by the mean and divided by the deviation, in rational numbers and 60 digits."""
    numbers = [Fraction(x) for x in column]
    mean = sum(numbers) / len(numbers)
    square = sum((x - mean) ** 2 for x in numbers) / len(numbers)
    with mpmath.workdps(60):
        deviation = mpmath.sqrt(mpmath.mpf(square.numerator) / square.denominator)
        shifted = [x - mean for x in numbers]
        return [float(mpmath.mpf(x.numerator) / x.denominator / deviation) for x in shifted]


def tolerance(column: list[float]) -> float:
    """What rounding the mean leaves; it is felt where all numbers are nearly equal."""
    return 1e-14 * float(max(map(abs, map(Fraction, column))) / spread(column))


def spread(column: list[float]) -> Fraction:
    return Fraction(max(column)) - Fraction(min(column))


def before(column: np.ndarray) -> np.ndarray:
    """As columns of ordinary numbers were standardised from the first: their bits stay."""
    mean = math.fsum(column.tolist()) / len(column)
    squares = (column - mean) ** 2
    return (column - mean) / math.sqrt(math.fsum(squares.tolist()) / len(column))


def standardised(column: list[float]) -> np.ndarray:
    return from_arrays(column, np.zeros(len(column)), standardize=True).inputs[:, 0]


@pytest.mark.parametrize("edge", EDGES)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_numbers_of_any_magnitude_become_the_exact_ones(shape: list[float], edge: float) -> None:
    column = [x / max(map(abs, shape)) * edge for x in shape]
    np.testing.assert_allclose(
        standardised(column), exactly(column), rtol=1e-13, atol=tolerance(column)
    )


@given(
    st.lists(st.floats(0.5, 1), min_size=2, max_size=9, unique=True),
    st.integers(-1073, 1023),
    st.lists(st.booleans(), min_size=9, max_size=9),
)
@example([0.5, 0.75], 1023, [False] * 9)
@example([0.5, 1.0], -1073, [True] * 9)
def test_any_column_that_varies_becomes_the_exact_one(
    mantissas: list[float], exponent: int, signs: list[bool]
) -> None:
    column = [math.ldexp(-m if s else m, exponent) for m, s in zip(mantissas, signs, strict=False)]
    if len(set(column)) == 1:
        assert not standardised(column).any()
        return
    np.testing.assert_allclose(
        standardised(column), exactly(column), rtol=1e-13, atol=tolerance(column)
    )


@pytest.mark.parametrize("value", [1.7e308, 1e200, 1.0, 1e-200, 5e-324, 0.0, -0.0])
def test_a_constant_column_of_any_magnitude_becomes_zero(value: float) -> None:
    assert not standardised([value] * 7).any()


@pytest.mark.parametrize("scale", [1e-110, 1e-3, 1.0, 1e9, 1e110])
def test_bits_of_ordinary_numbers_stay_as_they_were(scale: float) -> None:
    column = np.random.default_rng(11).normal(4, 3, 500) * scale
    np.testing.assert_array_equal(standardised(column.tolist()), before(column))


def test_test_samples_are_scaled_with_the_numbers_of_the_training_samples() -> None:
    column = np.random.default_rng(3).normal(size=40) * 2.0**1000
    data = from_arrays(column, np.zeros(40), test=0.3, standardize=True)
    small = from_arrays(column * 2.0**-1000, np.zeros(40), test=0.3, standardize=True)
    np.testing.assert_array_equal(data.inputs, small.inputs)
    np.testing.assert_array_equal(data.test_inputs, small.test_inputs)
    np.testing.assert_array_equal(data.features_of(data.raw_inputs), data.inputs)


def test_features_that_overflow_are_refused() -> None:
    for standardize in (False, True):
        with pytest.raises(SettingError, match="the feature 'x\\^2' is inf of some sample"):
            from_arrays([1e200, 1, 2], [1, 2, 3], features=["x^2"], standardize=standardize)


def test_an_experiment_file_keeps_the_exponents(tmp_path: Path) -> None:
    data = from_arrays([[1e-170, 4], [2e-170, 5], [3e-170, 9]], [1, 2, 3], standardize=True)
    assert data.preparation.exponents[0] < -500 and data.preparation.exponents[1] == 0
    experiment = gd.Experiment(gd.Network([2, 3, 1], data=data), gd.SGD(lr=0.1), steps=3)
    experiment.save(tmp_path / "e.toml")
    again = gd.Experiment.load(tmp_path / "e.toml")
    assert again == experiment and again.objective.data == data
    text = (tmp_path / "e.toml").read_text()
    (tmp_path / "e.toml").write_text(text.replace("exponents = [", "exponents = [0.5, "))
    with pytest.raises(SettingError, match="exponents must have 2 numbers"):
        gd.Experiment.load(tmp_path / "e.toml")
    (tmp_path / "e.toml").write_text(text.replace("exponents = [-", "exponents = [-0.5, #-"))
    with pytest.raises(SettingError):
        gd.Experiment.load(tmp_path / "e.toml")
