"""Quantiles are numpy's "higher" ones, whatever is infinite or missing."""

import numpy as np
import pytest

from gdsim.results.analysis.quantiles import checked_shares, median, quantiles

SHARES = (0.0, 0.1, 0.35, 0.5, 0.9, 1.0)


@pytest.mark.parametrize("count", [1, 2, 7, 10, 31])
def test_quantiles_are_those_of_numpy_with_infinite_values_too(count):
    values = np.random.default_rng(count).lognormal(size=(3, 5, count))
    values[values > 2] = np.inf
    expected = [np.quantile(values, share, axis=-1, method="higher") for share in SHARES]
    assert np.array_equal(quantiles(values, SHARES), np.stack(expected, axis=-1))


def test_missing_values_count_for_nothing():
    generator = np.random.default_rng(3)
    values = generator.normal(size=(40, 9))
    values[generator.random(values.shape) < 0.4] = np.nan
    values[0] = np.nan
    found = quantiles(values, SHARES)
    assert np.isnan(found[0]).all()
    for row, has in zip(values[1:], found[1:], strict=True):
        known = row[~np.isnan(row)]
        assert known.size
        assert has.tolist() == [np.quantile(known, share, method="higher") for share in SHARES]


def test_the_median_of_a_number_and_infinity_is_infinity():
    assert median(np.array([1.0, np.inf])) == np.inf
    assert median(np.array([1.0, 1.0, np.inf])) == 1
    assert np.isnan(median(np.empty((2, 0)))).all()


@pytest.mark.parametrize("given", [[], [-0.1], [0.5, 1.5], ["a"], [float("nan")], 3])
def test_shares_are_numbers_from_0_to_1(given):
    with pytest.raises(ValueError, match="quantiles must be numbers from 0 to 1"):
        checked_shares(given)
