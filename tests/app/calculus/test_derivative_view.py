"""The derivative by hand: the point is dragged, the secant closes in, and numbers are learn's."""

import math

import numpy as np
import pytest
from PySide6.QtCore import Qt

import gdsim as gd
from gdsim.app.calculus.subject import Subject
from gdsim.app.calculus.worked import readable
from gdsim.learn.derivatives.derivative import derivative
from gdsim.learn.explanations.show import equation
from tests.app.by_hand import drag, enter, place, tick


def test_a_square_of_a_sum_has_the_slope_20_at_1_worked(page):
    view = page.derivative
    assert page.shown == "derivative" and page.head.text.toPlainText() == "(2*x + 3)**2"
    assert view.worked.text.split("\n") == [
        "f(x) = (2*x + 3)**2 = (2·1 + 3)^2 = 25",
        "f'(x) = 4*(2*x + 3) = 4·(2·1 + 3) = 20",
    ]
    explained = derivative("(2*x + 3)**2", 1.0)
    slope, height = explained.data["tangent"]
    x, y = view.curve.tangent.getData()
    np.testing.assert_allclose(y, slope * x + height)


def test_the_point_is_dragged_and_its_tangent_and_numbers_follow(page, qtbot):
    view = page.derivative
    drag(view.curve, [(1.0, 25.0), (0.0, 40.0), (-2.5, 60.0)])
    x = page.subject.point[0]
    assert x == pytest.approx(-2.5, abs=0.02)
    assert view.slice.slope_step(x).value == derivative("(2*x + 3)**2", x).data["slope"]
    assert view.worked.text.endswith(readable(equation(view.slice.slope_step(x))[-1]))
    left, slopes = view.curve.tangent.getData()
    assert (slopes[1] - slopes[0]) / (left[1] - left[0]) == pytest.approx(4 * (2 * x + 3))
    assert page.head.fields["x"].value == x
    # The slope is drawn where the point has been, and nowhere else.
    drawn = np.isfinite(view.slope.trace.getData()[1])
    places = view.slope.trace.getData()[0]
    assert places[drawn].min() == pytest.approx(x, abs=0.05)
    assert places[drawn].max() == pytest.approx(1.0, abs=0.05)
    tick(qtbot, view.whole)
    np.testing.assert_allclose(view.slope.whole.getData()[1], 4 * (2 * places + 3))


def test_the_arrow_keys_meet_whole_numbers(page, qtbot):
    view = page.derivative
    page.move_to((0.9723,))
    assert page.view is view.curve
    qtbot.keyClick(view.curve, Qt.Key.Key_Right)
    assert page.subject.point == (1.0,)
    qtbot.keyClick(view.curve, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert page.subject.point == (0.0,)
    assert "f'(x) = 4*(2*x + 3)" in view.worked.text


def test_a_secant_closes_in_as_h_falls_until_rounding_takes_over(page, qtbot):
    view = page.derivative
    for h in (0.5, 0.01):
        enter(qtbot, view.h_field, str(h))
        secant = view.slice.secant(1.0, h)
        assert secant.slope == pytest.approx(20 + 4 * h)
        x, y = view.curve.secant.getData()
        assert (y[1] - y[0]) / (x[1] - x[0]) == pytest.approx(secant.slope)
        assert readable(equation(view.slice.secant_step(1.0, h))[-1]) in view.secant.text
    assert view.note.text() == "Off from f'(x) by 0.04."
    qtbot.waitUntil(lambda: view.errors.shown is not None)
    shown = view.errors.shown
    np.testing.assert_allclose(view.errors.errors.getData()[0], np.log10(shown.h))
    drag(view.errors, [view.errors.place, (-6.0, -5.0), (-13.0, -2.0)])
    assert view.h == pytest.approx(1e-13, rel=0.2)
    far = abs(view.slice.secant(1.0, view.h).error)
    assert far > 1e-4 > abs(view.slice.secant(1.0, 1e-8).error)


def test_a_width_that_is_none_gets_its_sentence(page, qtbot):
    view = page.derivative
    enter(qtbot, view.h_field, "2")
    assert view.h == 0.5 and view.h_field.property("wrong")


def test_at_a_corner_both_slopes_are_told_and_no_tangent_is_drawn(look, page):
    view = look("derivative", "abs(x)", x=1.0)
    corner = place(view.curve, 0.0, 0.0)
    assert corner is not None and len(view.curve.kinks) == 1
    off = 2 * float(view.curve.pixel[0])
    drag(view.curve, [(1.0, 1.0), (0.4, 0.5), (off, 0.1)])
    assert page.subject.point == (0.0,)  # it has snapped to the corner
    assert "the slope is −1 on the left and 1 on the right" in view.worked.text
    assert len(view.curve.tangent.getData()[0]) == 0
    x, y = view.curve.sides.getData()
    assert ((y[1] - y[0]) / (x[1] - x[0]), (y[2] - y[1]) / (x[2] - x[1])) == (-1.0, 1.0)


def test_signs_are_those_of_print():
    assert readable("-4*x**-2 - 1e-05*(2*3)") == "−4·x^−2 − 1e−05·(2·3)"


def test_where_the_logarithm_is_undefined_nothing_is_drawn(look, page):
    view = look("derivative", "log(x)", x=2.0)
    assert "f'(x) = 1/x = 1/2 = 0.5" in view.worked.text
    page.move_to((-1.0,))
    assert view.curve.tangent.getData()[0].size == 0 and "undefined" in view.worked.text


def test_of_several_variables_one_moves_and_the_others_are_held(look, page, qtbot):
    view = look("derivative", "x**2*y", x=2.0, y=3.0)
    assert "∂f/∂x = 2*x*y = 2·2·3 = 12" in view.worked.text
    view.by.setCurrentIndex(1)
    view.by.activated.emit(1)
    qtbot.waitUntil(lambda: view.slice.variable == "y")
    assert "∂f/∂y = x**2 = 2^2 = 4" in view.worked.text
    page.move_to((3.0, 3.0))  # the line that is looked along is another one
    qtbot.waitUntil(lambda: view.slice.place.point[0] == 3.0)
    assert "= 3^2 = 9" in view.worked.text
    assert math.isclose(view.at, 3.0)


def test_the_curve_of_the_function_before_moves_no_point(look, page, qtbot):
    look("derivative", "x**2", x=2.0)
    view, subject = page.derivative, Subject.of(gd.Function("y**2"), {"y": 3.0})
    view._subject = page.subject = subject  # its curve is not there yet
    qtbot.keyClick(view.curve, Qt.Key.Key_Left)
    assert page.subject.point == (3.0,)
