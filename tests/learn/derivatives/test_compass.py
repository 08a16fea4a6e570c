"""The slope in each direction: measured, and as the partial derivatives give it."""

import math

import numpy as np
import pytest

from gdsim.base.errors import SettingError
from gdsim.learn.derivatives.compass import compass
from gdsim.learn.derivatives.gradient import gradient


def test_measured_slopes_are_those_of_the_partial_derivatives():
    here = compass("rosenbrock", (0.4, -0.3))
    there = gradient("rosenbrock", (0.4, -0.3)).data["gradient"]
    assert list(here.partials) == there
    angles = np.radians(here.degrees)
    np.testing.assert_allclose(
        here.slopes, there[0] * np.cos(angles) + there[1] * np.sin(angles), atol=1e-5
    )
    steepest = np.argmax(here.slopes)
    assert here.degrees[steepest] == pytest.approx(here.ascent, abs=0.5)
    assert here.slopes[steepest] == pytest.approx(here.length, rel=1e-4)
    step = here.step(77)
    assert step.value == pytest.approx(step.check["value"], abs=1e-5)
    assert here.measured_step(77).value == step.check["value"]
    assert step.value == pytest.approx(
        there[0] * math.cos(math.radians(77)) + there[1] * math.sin(math.radians(77))
    )


def test_partial_derivatives_are_the_slopes_along_the_axes_and_contours_are_level():
    here = compass("x**2 + 3*y**2", (2, 1))
    assert here.partials == (4.0, 6.0)
    assert here.measured(0) == pytest.approx(4) and here.measured(90) == pytest.approx(6)
    assert here.measured(180) == pytest.approx(-4) and here.measured(-90) == pytest.approx(-6)
    assert here.length == pytest.approx(52**0.5)
    assert here.ascent == pytest.approx(math.degrees(math.atan2(6, 4)))
    assert here.step(here.ascent + 90).value == pytest.approx(0, abs=1e-12)
    assert "perpendicular" in here.steps[-1].sentence


def test_a_corner_has_slopes_to_one_side_and_no_gradient():
    here = compass("abs(x) + y**2", (0, 1))
    assert here.measured(0) == pytest.approx(1) and here.measured(180) == pytest.approx(1)
    assert here.measured(90) == pytest.approx(2) and here.ascent is None and not here.is_smooth
    assert "corner at x = 0" in here.kinks[0] and len(here.steps) == 3
    assert here.step(180).value == pytest.approx(1)


def test_where_it_is_level_no_direction_is_steepest():
    here = compass("x**2 + y**2", (0, 0))
    assert here.is_smooth and here.ascent is None and here.length == 0


def test_two_of_several_variables_are_chosen():
    here = compass("x**2 + x*y + z**3", (1, 2, 3), by=("z", "x"))
    assert here.names == ("z", "x") and here.partials == (27.0, 4.0)
    assert here.measured(0) == pytest.approx(27)
    assert compass("x + 2*y + 3*z", (1, 2, 3)).partials == (1.0, 2.0)


@pytest.mark.parametrize(
    ("text", "by", "sentence"),
    [
        ("x**2", None, "x**2 has one variable, x"),
        ("x*y", ("x", "z"), "the function has no variable 'z'"),
    ],
)
def test_what_has_no_plane_gets_its_sentence(text, by, sentence):
    with pytest.raises(SettingError) as caught:
        compass(text, by=by)
    assert sentence in str(caught.value)
