"""Products of matrices of lanes are sums of fused multiply-adds in order, at any size."""

from __future__ import annotations

import numpy as np
import pytest

from gdsim.engine.networks.modules import products
from gdsim.lanes.arithmetic import fma
from gdsim.lanes.host import vector_unit


def product(
    dtype: str, width: int, rows: int, columns: int, terms: int, shared: bool, start: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(rows * 100 + columns * 10 + terms)
    a = rng.normal(size=(terms, rows, width)).astype(dtype)  # by k, then i
    b = rng.normal(size=(columns, terms, *(() if shared else (width,)))).astype(dtype)
    c = start.copy()
    code = products(dtype, width).load()
    function = code.product_of_shared if shared else code.product_of_lanes
    function.ctypes(
        a.ctypes.data, b.ctypes.data, c.ctypes.data,
        1, rows, terms, 1, 1, rows, terms, int(start.any()), rows, columns,
    )  # fmt: skip
    return a, b, c


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("go_on", [True, False])
def test_a_product_is_a_chain_of_multiply_adds(dtype: str, shared: bool, go_on: bool) -> None:
    width = vector_unit().narrow_width(dtype)
    for rows, columns, terms in ((1, 1, 1), (5, 4, 3), (7, 9, 2), (2, 13, 5), (9, 2, 1)):
        start = np.zeros((columns, rows, width), dtype)
        if go_on:
            start += np.linspace(1, 2, start.size).reshape(start.shape).astype(dtype)
        a, b, found = product(dtype, width, rows, columns, terms, shared, start)
        for j in range(columns):
            for i in range(rows):
                for lane in range(width):
                    total = start[j, i, lane]
                    for k in range(terms):
                        total = fma(a[k, i, lane], b[j, k] if shared else b[j, k, lane], total)
                    assert found[j, i, lane] == total


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_large_products_are_those_of_numpy(dtype: str) -> None:
    width = vector_unit().narrow_width(dtype)
    start = np.zeros((31, 37, width), dtype)
    a, b, found = product(dtype, width, 37, 31, 50, False, start)
    expected = np.einsum("kiw,jkw->jiw", a.astype(float), b.astype(float))
    np.testing.assert_allclose(found, expected, atol=1e-4 if dtype == "float32" else 1e-13)
