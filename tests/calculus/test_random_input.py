"""Any typed text gives an expression or an ExpressionError, soon."""

import gc
import math
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdsim.calculus import Expression, ExpressionError, emit, parse
from gdsim.calculus.operations import FUNCTIONS

WORDS = [
    *FUNCTIONS, *"+-*/^(),;=<>²|$ π", "**", "<=", ">=", "x", "y", "x1", "x_i", "x_j", "i", "j", "n",
    "a", "pi", "e", "1", "2.5", "0", "1e400", ".5e-3", "9", "sum(", "prod(",
]  # fmt: skip


def read(text):
    """The expression, or None where it is refused in the proper way."""
    gc.disable()  # what other tests left is not collected in this time
    started = time.thread_time()
    try:
        expression = parse(text)
        emit(expression)
    except ExpressionError as error:
        assert 0 <= error.column <= len(text)
        assert error.pointer
        expression = None
    taken = time.thread_time() - started
    gc.enable()
    assert taken < 1
    return expression


@settings(max_examples=400)
@given(st.lists(st.sampled_from(WORDS), max_size=30))
def test_token_soup_is_refused_or_read(words):
    assert isinstance(read("".join(words)), Expression | None)


@settings(max_examples=200)
@given(st.text(max_size=60))
def test_any_text_is_refused_or_read(text):
    assert isinstance(read(text), Expression | None)


numbers = st.sampled_from(["2", "0.5", "3", "1e-3", "pi", "-1.5", "7"])
names = st.sampled_from(["x", "y", "z2"])


def combined(inner):
    return st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]}){t[1]}({t[2]})"),
        st.tuples(inner, st.sampled_from(["+", "-", "*"]), names).map("".join),
        st.tuples(inner, st.sampled_from(["2", "3", "-1", "0.5", "1.5"])).map(
            lambda t: f"({t[0]})**{t[1]}"
        ),
        st.tuples(st.sampled_from(["sin", "exp", "tanh", "abs", "relu", "sqrt", "-"]), inner).map(
            lambda t: f"{t[0]}({t[1]})"
        ),
        st.tuples(st.sampled_from(["min", "max"]), inner, inner).map(
            lambda t: f"{t[0]}({t[1]},{t[2]})"
        ),
        st.tuples(inner, inner, inner).map(lambda t: f"where({t[0]} < {t[1]}, {t[2]}, {t[0]})"),
    )


trees = st.recursive(st.one_of(numbers, names), combined, max_leaves=12)


@settings(max_examples=200)
@given(trees, st.tuples(*[st.floats(-2, 2)] * 3))
def test_printed_trees_read_as_equal_trees(text, point):
    expression = read(f"{text} + x")
    if expression is None:
        return
    again = parse(str(expression))
    at = list(point)[: len(expression.variables)]
    for a, b in zip((expression.value(at), *expression.gradient_at(at)),
                    (again.value(at), *again.gradient_at(at)), strict=True):  # fmt: skip
        assert a == b or (math.isnan(a) and math.isnan(b))


@settings(max_examples=100)
@given(trees, st.floats(0.3, 1.7), st.floats(0.3, 1.7), st.floats(0.3, 1.7))
def test_gradients_of_trees_are_difference_quotients(text, x, y, z):
    expression = read(f"{text} + x + y + z2")
    if expression is None:
        return
    point, step = [x, y, z], 1e-6

    def around(k):
        return [
            expression.value([p + (s * step if i == k else 0) for i, p in enumerate(point)])
            for s in (-2, -1, 0, 1, 2)
        ]

    for k, slope in enumerate(expression.gradient_at(point)):
        far_left, left, middle, right, far_right = around(k)
        smooth = max(abs(each) for each in (far_left, far_right)) < 1e3
        slopes = [(middle - left) / step, (right - middle) / step, (far_right - right) / step,
                  (left - far_left) / step]  # fmt: skip
        # Only where the quotients agree among themselves is there a derivative to compare with.
        if smooth and max(slopes) - min(slopes) < 1e-3 * (1 + abs(slopes[0])):
            assert slope == pytest.approx((right - left) / (2 * step), rel=2e-3, abs=2e-3)
