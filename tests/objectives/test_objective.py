"""Functions to minimise, from the catalogue and typed."""

import math
import pickle

import numpy as np
import pytest

import gdsim as gd


def test_a_catalogue_function_is_described_by_its_definition():
    function = gd.Function("rosenbrock")
    assert function.variables == ("x", "y")
    assert function.minima == ((1.0, 1.0),)
    assert function.minimum == 0
    assert function.start == (-1.2, 1.0)
    assert function.domain == ((-2.0, 2.0), (-1.0, 3.0))
    assert function.parameters == {"a": 1.0, "b": 100.0}
    assert function.title == "Rosenbrock"


def test_typed_text_gets_a_domain_and_a_start_inside_it_at_no_symmetric_point():
    function = gd.Function("x**2 + c*y**4", c=3)
    assert function.domain == ((-5.0, 5.0), (-5.0, 5.0))
    assert function.start == (-3.0, 2.0)
    assert function.parameters == {"c": 3.0}
    assert function.minima == ()
    assert function.minimum is None


def test_a_typed_function_starts_where_it_is_finite():
    function = gd.Function("x - log(x)")
    assert function.start == (2.0,)
    assert function.is_finite((2.0,)) and not function.is_finite((-1.0,))


def test_a_given_domain_moves_the_default_start():
    function = gd.Function("rosenbrock", domain=[(0, 1), (2, 4)])
    assert function.start == pytest.approx((0.2, 3.4))
    assert gd.Function("rosenbrock", domain=[(0, 1), (2, 4)], start=(0, 3)).start == (0.0, 3.0)


@pytest.mark.parametrize(
    ("function", "minima", "minimum"),
    [
        (gd.Function("rosenbrock", b=10), ((1.0, 1.0),), 0.0),  # only the walls are less steep
        (gd.Function("rosenbrock", a=2), (), None),  # the minimum moves to (2, 4)
        (gd.Function("rosenbrock", b=gd.logspace(1, 1e4, 9)), ((1.0, 1.0),), 0.0),
        (gd.Function("rosenbrock", a=[1, 2], b=50), (), None),
    ],
)
def test_minima_are_known_as_long_as_the_parameters_leave_them_in_place(function, minima, minimum):
    assert function.minima == minima
    assert function.minimum == minimum


def test_values_and_gradients_are_those_of_the_formula():
    function = gd.Function("(1 - x)**2 + a*(y - x**2)**2", a=7)
    x, y = np.random.default_rng(0).normal(size=(2, 300))
    points = np.stack([x, y], axis=1)
    np.testing.assert_allclose(function.evaluate(points), (1 - x) ** 2 + 7 * (y - x**2) ** 2)
    gradient = np.stack([2 * (x - 1) - 28 * x * (y - x**2), 14 * (y - x**2)], axis=1)
    np.testing.assert_allclose(function.gradient(points), gradient, rtol=1e-10)


def test_points_of_one_variable_may_be_a_plain_row():
    assert gd.Function("x**2").evaluate([1, 2, 3]).tolist() == [1.0, 4.0, 9.0]


def test_equal_functions_are_equal_and_travel():
    function = gd.Function("a*x**2 + y", domain=[(0, 1), (0, 2)], a=[1, 2])
    assert pickle.loads(pickle.dumps(function)) == function
    assert eval(repr(function), {"Function": gd.Function}) == function
    assert function.replace(a=3) == gd.Function("a*x**2 + y", domain=[(0, 1), (0, 2)], a=3)
    assert function != gd.Function("a*x**2 + y", a=[1, 2])


def test_parameters_stand_in_the_order_of_the_text_whatever_order_they_came_in():
    one = gd.Function("rosenbrock", b=3, a=2)
    assert one == gd.Function("rosenbrock", a=2, b=3)
    assert list(one.given_parameters) == ["a", "b"]


REFUSED = [
    (lambda: gd.Function("rosenbrok"), "unknown function 'rosenbrok'; did you mean rosenbrock"),
    (lambda: gd.Function("qqqqqq"), "unknown function 'qqqqqq'; known: absolute, ackley"),
    (lambda: gd.Function("x**2 +"), "column 7"),
    (lambda: gd.Function(3), "must be a name or text, got 3"),
    (lambda: gd.Function("rosenbrock", c=1), "rosenbrock has no parameter 'c'; known: a, b"),
    (lambda: gd.Function("c*x", c="big"), "c must be a number, got 'big'"),
    (lambda: gd.Function("c*x", c=math.inf), "c must be any finite number, got inf"),
    (lambda: gd.Function("x + y", domain=[(0, 1)]), "domain has 1 pair but the function has 2"),
    (lambda: gd.Function("x", domain=[(1, 1)]), "low below high"),
    (lambda: gd.Function("x + y", start=(1, 2, 3)), "needs 2 coordinates (x, y), got 3"),
    (lambda: gd.Function("x**2").evaluate("here"), "points must be numbers, got 'here'"),
    (lambda: gd.Function("x + y", start=[(1, 2), (3, 4)]), "must be one point"),
    (
        lambda: gd.Function("x + y").evaluate([1, 2]),
        "shape (n, 2), one column per variable, got (2,)",
    ),
    (lambda: gd.Function("c*x", c=[1, 2]).evaluate([1]), "c has several values, [1.0, 2.0]"),
]


@pytest.mark.parametrize(("make", "sentence"), REFUSED)
def test_what_cannot_be_used_is_refused_in_a_sentence(make, sentence):
    with pytest.raises(ValueError) as caught:
        make()
    assert sentence in str(caught.value)
