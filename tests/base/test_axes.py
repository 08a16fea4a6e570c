"""Axes are correctly rounded, the same on every machine, and refuse meaningless values."""

import decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gdsim as gd
from gdsim.base.axes import several
from gdsim.lanes.random import philox
from gdsim.objectives.starts import box, started

positive = st.floats(1e-30, 1e30, allow_subnormal=False)
counts = st.integers(2, 300)


def exact_logspace(low: float, high: float, count: int, index: int) -> decimal.Decimal:
    with decimal.localcontext(prec=60):
        first, last = decimal.Decimal(repr(low)), decimal.Decimal(repr(high))
        return first * ((last / first).ln() * index / (count - 1)).exp()


@given(positive, positive, counts, st.data())
def test_logspace_is_correctly_rounded(low, high, count, data):
    index = data.draw(st.integers(0, count - 1))
    expected = float(exact_logspace(low, high, count, index))
    assert gd.logspace(low, high, count).values[index] == expected


@pytest.mark.parametrize("index", [4095, 4096, 4097, 12_345, 99_998])
def test_a_long_logspace_is_within_two_ulp(index):
    value = gd.logspace(3e-7, 40.0, 100_000).values[index]
    expected = float(exact_logspace(3e-7, 40.0, 100_000, index))
    assert abs(value - expected) <= 2 * np.spacing(expected)


def test_logspace_hits_the_decades():
    assert gd.logspace(1e-4, 1.0, 5).values.tolist() == [0.0001, 0.001, 0.01, 0.1, 1.0]
    assert gd.logspace(100, 0.1, 4).values.tolist() == [100.0, 10.0, 1.0, 0.1]


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), counts, st.data())
def test_linspace_is_as_good_as_exact_arithmetic(low, high, count, data):
    index = data.draw(st.integers(0, count - 1))
    exact = Fraction(low) + (Fraction(high) - Fraction(low)) * index / (count - 1)
    error = abs(Fraction(gd.linspace(low, high, count).values[index].item()) - exact)
    assert error <= 3 * Fraction(np.spacing(max(abs(low), abs(high), 5e-324)).item())


def test_linspace_has_round_numbers_and_survives_the_largest():
    assert gd.linspace(0, 1, 11).values.tolist() == [i / 10 for i in range(11)]
    values = gd.linspace(-1.7e308, 1.7e308, 5).values
    assert values == pytest.approx([-1.7e308, -0.85e308, 0.0, 0.85e308, 1.7e308], rel=1e-15)


def test_an_axis_of_a_billion_values_costs_nothing_until_it_is_asked_for():
    axis = gd.logspace(1e-3, 1, 10**9)
    assert len(axis) == 10**9
    assert axis.bounds == (1e-3, 1.0)
    assert "values" not in vars(axis)


def test_axes_cannot_be_changed():
    for axis in (gd.linspace(0, 1, 3), gd.logspace(1, 2, 3), several([3, 1])):
        with pytest.raises(ValueError, match="read-only"):
            axis.values[0] = 7


def test_draws_are_those_of_the_published_generator():
    seed, low, high = 2**40 + 17, -2.0, 6.0
    start = gd.uniform(n=5, seed=seed, domain=[(0, 1), (low, high)])
    drawn = start.coordinate(1, "xy", ()).values
    for index, value in enumerate(drawn):
        words = philox(index, 0, 1, 0x73746172, seed & 0xFFFFFFFF, seed >> 32)
        share = ((words[0] >> 5) * 2**26 + (words[1] >> 6)) / 2**53
        assert value == low + share * (high - low)


def test_more_draws_begin_with_the_same_points():
    few, many = gd.uniform(100, seed=3), gd.uniform(200_000, seed=3)
    domain = ((-2.0, 2.0), (-1.0, 3.0))
    for index in (0, 1):
        short = few.coordinate(index, "xy", domain).values
        long = many.coordinate(index, "xy", domain).values
        assert np.array_equal(short, long[:100])
        assert (long >= domain[index][0]).all() and (long <= domain[index][1]).all()
        assert abs(long.mean() - sum(domain[index]) / 2) < 0.02
        assert abs(long.var() - 16 / 12) < 0.02
    assert not np.array_equal(
        gd.uniform(100, seed=4).coordinate(0, "xy", domain).values,
        few.coordinate(0, "xy", domain).values,
    )


REFUSED = [
    (lambda: gd.logspace(0, 1, 5), "needs two ends above 0, got 0.0 and 1.0"),
    (lambda: gd.logspace(-1, 1, 5), "linspace allows any"),
    (lambda: gd.linspace(0, float("inf"), 5), "two finite ends"),
    (lambda: gd.linspace(0, 1, 0), "whole number from 1 to 2**40, got 0"),
    (lambda: gd.linspace(0, 1, 2.5), "got 2.5"),
    (lambda: gd.linspace(0, 1, 1), "needs at least 2 values, got 1"),
    (lambda: gd.linspace("0", 1, 3), "must be a number, got '0'"),
    (lambda: gd.linspace(True, 1, 3), "must be a number, got True"),
    (lambda: gd.linspace(10**400, 1, 3), "below 1.8e308"),
    (lambda: several([]), "at least one, got none"),
    (lambda: several(np.ones((2, 2)), "lr"), "got shape (2, 2)"),
    (lambda: gd.uniform(0), "uniform: n must be a whole number from 1"),
    (lambda: gd.uniform(5, seed=-1), "uniform: seed must be a whole number from 0 to"),
    (lambda: gd.uniform(5, seed=1.5), "uniform: seed must be a whole number, got 1.5"),
    (lambda: gd.uniform(5, domain=[(1, -1)]), "low below high"),
    (lambda: gd.uniform(5, domain="all"), "must be a list of lists of numbers"),
    (lambda: gd.grid(), "a count for each variable"),
    (lambda: gd.grid(1, 5), "each count must be at least 2, got (1, 5)"),
    (lambda: box([1, 2, 3]), "one (low, high) pair per variable"),
    (lambda: started([], "xy"), "start must be a point (x, y)"),
    (lambda: started("here", "xy"), "start must be a point (x, y)"),
    (lambda: started([1, 2, 3], "xy"), "start needs 2 coordinates (x, y), got 3"),
    (lambda: started([[1, 2], [3]], "xy"), "equally many coordinates, got 1 and 2"),
    (lambda: started([1, float("nan")], "xy"), "start must be any finite number, got nan"),
    (lambda: started(gd.grid(3, 3, 3), "xy"), "needs 2 coordinates (x, y), got 3"),
    (lambda: started([1, "a"], "xy"), "of lists of numbers, got 'a' in it"),
    (lambda: started([[1, 2], 3], "xy"), "of lists of numbers, got [1, 2] in it"),
    (lambda: started(gd.uniform(3, domain=[(0, 1)]), "xy"), "needs 2 coordinates (x, y), got 1"),
]


@pytest.mark.parametrize(("make", "sentence"), REFUSED)
def test_what_makes_no_sense_is_refused_in_a_sentence(make, sentence):
    with pytest.raises(ValueError) as caught:
        make()
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


STARTS = [
    ((1, 2), "xy", {}),
    (np.array([1.0, 2.0]), "xy", {}),
    (0.5, "x", {}),
    ([0.5], "x", {}),
    ([[1, 2], [3, 4], [5, 6]], "xy", {"start": 3}),
    ([0.5, 1.0, 2.0], "x", {"start": 3}),
    (np.ones((7, 2)), "xy", {"start": 7}),
    (gd.uniform(9), "xyz", {"start": 9}),
    (gd.linspace(0, 1, 4), "x", {"start_x": 4}),
    ((gd.linspace(0, 1, 4), 0.5), "xy", {"start_x": 4}),
    ((gd.linspace(0, 1, 4), [1, 2, 3]), "xy", {"start_y": 3, "start_x": 4}),
]


@pytest.mark.parametrize(("value", "variables", "expected"), STARTS)
def test_every_form_of_a_start_has_its_axes(value, variables, expected):
    axes = started(value, variables).axes(variables)
    sizes = {name: axis if isinstance(axis, int) else len(axis) for name, axis in axes.items()}
    assert list(sizes.items()) == list(expected.items())


def test_a_grid_spans_the_domain_with_the_first_variable_across():
    lines = gd.grid(3, 2).lines(((-1.0, 1.0), (0.0, 5.0)))
    axes = lines.axes("xy")
    assert list(axes) == ["start_y", "start_x"]
    assert axes["start_x"].values.tolist() == [-1, 0, 1]
    assert axes["start_y"].values.tolist() == [0, 5]
