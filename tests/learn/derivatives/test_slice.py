"""A function along one variable: what a picture of its derivative shows, against mpmath."""

import math

import mpmath
import numpy as np
import pytest

from gdsim.base.errors import SettingError
from gdsim.learn.derivatives.key_derivatives import USES, key_slices
from gdsim.learn.derivatives.slice import Slice
from gdsim.learn.explanations.show import equation


def test_curve_and_slopes_are_those_of_mpmath():
    curve = Slice("sin(3*x)*exp(-x)", 0.4).curve(-1, 2, 30)
    exact = lambda x: mpmath.sin(3 * x) * mpmath.exp(-x)  # noqa: E731
    for i in (0, 7, 30):
        assert curve.values[i] == pytest.approx(float(exact(mpmath.mpf(curve.x[i]))), rel=1e-12)
        assert curve.slopes[i] == pytest.approx(float(mpmath.diff(exact, curve.x[i])), rel=1e-9)
    assert curve.kinks == ()


def test_steps_have_the_numbers_of_the_founding_text():
    slice_ = Slice("(2*x + 3)**2", 0.0)
    assert equation(slice_.slope_step(1.0)) == ["4*(2*x + 3)", "4*(2*1 + 3)", "20"]
    assert equation(slice_.value_step(1.0))[-1] == "25"
    assert slice_.tangent(1.0) == (20.0, 5.0)
    secant = slice_.secant(1.0, 0.5)
    assert (secant.end, secant.slope, secant.error) == (36.0, 22.0, 2.0)
    assert slice_.secant_step(1.0, 0.5).value == 22.0


def test_others_are_held_constant():
    slice_ = Slice("rosenbrock", (-1.2, 1.0), by="y")
    assert slice_.slope_step(0.5).name == "∂f/∂y"
    assert slice_.slope(0.5) == pytest.approx(200 * (0.5 - 1.44))
    assert slice_.tangent(1.0)[0] == pytest.approx(-88)
    assert slice_.window(1.0) == slice_.place.function.domain[1]
    with pytest.raises(SettingError, match="several variables"):
        Slice("x*y", (1, 2))


def test_a_window_is_narrow_where_values_explode():
    assert Slice("x**2", 1.0).window(1.0) == (-5.0, 5.0)
    assert Slice("x**2", 1.0).window(7.0) == (-5.0, 8.0)
    low, high = Slice("exp(exp(x))", 1.5).window(1.5)
    assert low < 1.5 < high < 3
    highest = math.exp(math.exp(high)) - math.exp(math.exp(1.5))
    assert highest < 30 * (high - low) * math.exp(1.5) * math.exp(math.exp(1.5))


def test_errors_of_secants_fall_as_h_until_rounding_takes_over():
    x = 1.3
    errors = Slice("exp(x)", x).secant_errors(x)
    wide = (errors.h < 1e-2) & (errors.h > 1e-6)
    np.testing.assert_allclose(errors.errors[wide], errors.truncation[wide], rtol=0.01)
    exact = [abs((mpmath.exp(x + h) - mpmath.exp(x)) / h - mpmath.exp(x)) for h in (1e-3, 1e-5)]
    index = [int(np.argmin(abs(errors.h - h))) for h in (1e-3, 1e-5)]
    np.testing.assert_allclose(errors.errors[index], np.array(exact, float), rtol=1e-3)
    narrow = errors.h < 1e-10
    assert (errors.errors[narrow] <= 3 * errors.rounding[narrow]).all()
    best = 2 * math.sqrt(2**-53)  # where both causes have the least sum
    assert errors.h[np.argmin(errors.truncation + errors.rounding)] == pytest.approx(best, rel=0.3)
    assert best / 20 < errors.h[np.argmin(errors.errors)] < 20 * best


def test_a_kink_has_neither_tangent_nor_error():
    slice_ = Slice("abs(x)", 1.0)
    assert slice_.tangent(0.0) is None
    assert "the slope is -1 on the left and 1 on the right" in slice_.slope_step(0.0).sentence
    assert math.isnan(slice_.secant(0.0, 0.1).error) and slice_.secant(0.0, 0.1).slope == 1.0
    assert np.isnan(slice_.secant_errors(0.0).errors).all()
    (kink,) = slice_.curve(-1, 1, 10).kinks
    assert (kink.x, kink.left, kink.right) == (0.0, -1.0, 1.0)


def test_where_a_function_is_undefined_it_has_gaps():
    slice_ = Slice("log(x)", 2.0)
    curve = slice_.curve(-1, 1, 4)
    np.testing.assert_array_equal(np.isnan(curve.values), [True, True, True, False, False])
    assert slice_.tangent(-1.0) is None and not math.isfinite(slice_.value(-1.0))


def test_key_functions_can_be_looked_at_anywhere():
    slices = key_slices()
    assert len(slices) == len(USES)
    by_text = {each.place.text: each for each, _ in slices}
    assert by_text["sigmoid(x)"].slope(0.7) == pytest.approx(
        by_text["sigmoid(x)"].value(0.7) * (1 - by_text["sigmoid(x)"].value(0.7))
    )
    assert by_text["x**n"].slope(-2.0) == 12.0
    assert equation(by_text["x**n"].slope_step(2.0)) == ["n*x**(n - 1)", "3*2**(3 - 1)", "12"]
    assert all(use.endswith(".") for _, use in slices)
