"""The building blocks of definitions over vectors and matrices, compiled and in plain Python."""

from __future__ import annotations

import numpy as np
import pytest
from numba import njit

from gdsim.lanes.columns import whole
from gdsim.lanes.memory import unit
from gdsim.lanes.products import inner_product


@pytest.mark.parametrize("width", [1, 32])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_count_is_a_number_of_the_lanes_precision(dtype: str, width: int) -> None:
    load, store = unit(dtype, width).load, unit(dtype, width).store

    @njit(error_model="numpy")
    def thirds(a, n, out):
        x = load(a, 0)
        store(out, 0, x / whole(n, x))
        store(out, width, whole(3, x))

    number = np.dtype(dtype).type
    a, out = np.linspace(-1, 1, width).astype(dtype), np.empty(2 * width, dtype)
    for n in (1, 3, 7, 1000, -5):
        thirds(a, n, out)
        plain = [x / whole(n, x) for x in a]
        assert {type(x) for x in plain} == {number}
        assert out[:width].tobytes() == np.array(plain).tobytes()
        np.testing.assert_array_equal(out[:width], a / n)
        np.testing.assert_array_equal(out[width:], 3)
    assert type(whole(3, 0.5)) is float


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_inner_products_of_stretches_add_up_in_order(dtype: str) -> None:
    width = 4
    column, store = unit(dtype, width).column, unit(dtype, width).store

    @njit(error_model="numpy")
    def product(a, b, i, j, count, stride, out):
        store(out, 0, inner_product(column(a, 0), i, column(b, width), j, count, stride))

    a, b = np.random.default_rng(5).normal(size=(2, 60, width)).astype(dtype)
    found = np.empty(width, dtype)
    tolerance = {"float32": 1e-5, "float64": 1e-13}[dtype]
    for count, stride in [(1, 1), (2, 3), (5, 1), (16, 3), (40, 1)]:
        product(a, b, 2, 7, count, stride, found)
        plain = [inner_product(x, 2, y, 8, count, stride) for x, y in zip(a.T, b.T, strict=True)]
        assert found.tobytes() == np.array(plain, dtype).tobytes()
        terms = a[2::stride][:count].astype(float) * b[8::stride][:count]
        np.testing.assert_allclose(found, terms.sum(0), rtol=tolerance, atol=tolerance)
