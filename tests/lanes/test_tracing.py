"""Source is run once, at compile time, and writes the kernel's instructions."""

import numpy as np
import pytest
from numba import njit
from numba.core.errors import TypingError

from gdsim.lanes import columns, memory, simd, tracing
from gdsim.lanes.math import abs, exp, fma, select
from gdsim.lanes.numba_types import MaskType

WIDTH = 4


def sum_and_sign(x, y):
    """Two results, one of them a number known beforehand in one branch."""
    return x + 2 * y, select(x < y, -1.0, exp(x - x))


def double_in_place(column, x):
    """No result."""
    columns.store(column, 0, x + x)


def horner(x, coefficients):
    """A loop over a number known only at run time, which cannot be traced."""
    total = x - x
    for k in range(coefficients):
        total = fma(total, x, 1.0 + k)
    return total


def halve_if_large(x):
    """A branch that differs from lane to lane, which no kernel can have."""
    return x / 2 if abs(x) > 1 else x


for _function in (sum_and_sign, double_in_place, horner, halve_if_large):
    simd.compile_in_lanes(_function)


@pytest.fixture(params=["float32", "float64"])
def numbers(request):
    return np.array([0.3, -1.7, 2.5, 9.0], request.param)


def _unit(numbers):
    unit = memory.unit(str(numbers.dtype), WIDTH)
    return unit.load, unit.store, unit.column


def test_a_tuple_of_results_equals_plain_python(numbers):
    load, store, _ = _unit(numbers)

    @njit
    def kernel(x, y, out):
        total, mark = sum_and_sign(load(x, 0), load(y, 0))
        store(out, 0, total)
        store(out, WIDTH, mark)

    others, out = numbers[::-1].copy(), np.empty(2 * WIDTH, numbers.dtype)
    kernel(numbers, others, out)
    plain = [sum_and_sign(x, y) for x, y in zip(numbers, others, strict=True)]
    assert np.array_equal(out.reshape(2, WIDTH).T, np.array(plain, numbers.dtype))


def test_a_function_without_result_writes_its_column(numbers):
    load, _, column = _unit(numbers)

    @njit
    def kernel(x, out):
        double_in_place(column(out, 0), load(x, 0))

    out = np.zeros(WIDTH, numbers.dtype)
    kernel(numbers, out)
    assert np.array_equal(out, 2 * numbers)


def test_a_loop_over_a_number_of_run_time_is_left_to_numba(numbers):
    load, store, _ = _unit(numbers)

    @njit
    def kernel(x, n, out):
        store(out, 0, horner(load(x, 0), n))

    out = np.empty(WIDTH, numbers.dtype)
    for n in (0, 1, 4):
        kernel(numbers, n, out)
        assert np.array_equal(out, [horner(x, n) for x in numbers])


def test_a_branch_on_lanes_is_refused(numbers):
    load, store, _ = _unit(numbers)

    @njit
    def kernel(x, out):
        store(out, 0, halve_if_large(load(x, 0)))

    with pytest.raises(TypingError):
        kernel(numbers, np.empty(WIDTH, numbers.dtype))


def test_a_traced_value_has_no_truth():
    value = tracing.Traced(MaskType("float32", WIDTH), None)
    with pytest.raises(TypeError, match="branch cannot depend on lanes"):
        bool(value)
