"""Products of one run's numbers are sums of fused multiply-adds in order, wherever rows end."""

from __future__ import annotations

import numpy as np
import pytest

from gdsim.engine.networks.modules import products
from gdsim.engine.networks.source.product import panel_size
from gdsim.lanes.arithmetic import fma

UNTOUCHED = 7.0
# How a dense layer multiplies: strides of a by i and k, of b by j and k, of c by i and j, for a
# result of n rows and m columns of sums of k terms.
STRIDES = {
    "forward": lambda n, m, k: (k, 1, k, 1, 1, n),
    "backward": lambda n, m, k: (1, n, k, 1, 1, n),
    "weights": lambda n, m, k: (1, n, 1, m, m, 1),
    "biases": lambda n, m, k: (1, n, 0, 0, 1, 0),
}
SIZES = ((1, 1, 1), (5, 4, 3), (17, 9, 3), (1, 40, 18), (40, 1, 20), (17, 1, 150), (51, 3, 17))


def at(memory: np.ndarray, shape: tuple[int, int], by_row: int, by_column: int) -> np.ndarray:
    strides = (by_row * memory.itemsize, by_column * memory.itemsize)
    return np.lib.stride_tricks.as_strided(memory, shape, strides)


@pytest.mark.parametrize("go_on", [True, False])
@pytest.mark.parametrize("layout", STRIDES)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_product_is_a_chain_of_multiply_adds(dtype: str, layout: str, go_on: bool) -> None:
    multiply = products(dtype, 1).load().product_of_lanes.ctypes
    rng = np.random.default_rng(3)
    for n, m, terms in SIZES:
        if layout == "biases" and m > 1:
            continue
        strides = STRIDES[layout](n, m, terms)
        a, b = (rng.normal(size=size * terms).astype(dtype) for size in (n, m))
        memory = np.full(n * m + 32, UNTOUCHED, dtype)  # with what must stay, before and after
        memory[16:-16] = rng.normal(size=n * m)
        c = at(memory[16:], (n, m), *strides[4:])
        expected = c.copy() if go_on else np.zeros_like(c)
        rows, columns = at(a, (n, terms), *strides[:2]), at(b, (m, terms), *strides[2:4])
        for k in range(terms):
            for i, j in np.ndindex(n, m):
                expected[i, j] = fma(rows[i, k], columns[j, k], expected[i, j])
        start, room = memory[16:].ctypes.data, np.empty(panel_size(dtype), dtype)
        numbers = *strides, terms, int(go_on), n, m
        multiply(a.ctypes.data, b.ctypes.data, start, *numbers, room.ctypes.data)
        np.testing.assert_array_equal(c, expected)
        assert (memory[:16] == UNTOUCHED).all() and (memory[-16:] == UNTOUCHED).all()


@pytest.mark.parametrize("layout", ["forward", "backward", "weights"])
def test_of_large_matrices_all_panels_are_multiplied(layout: str) -> None:
    multiply = products("float32", 1).load().product_of_lanes.ctypes
    rng = np.random.default_rng(3)
    room = np.empty(panel_size("float32"), "float32")
    for n, m, terms in ((293, 50, 1100), (1600, 9, 70), (293, 330, 70)):
        strides = STRIDES[layout](n, m, terms)
        # Whole numbers, whose sums are the same in any order.
        a, b, c = (
            rng.integers(-8, 9, size).astype("float32") for size in (n * terms, m * terms, n * m)
        )
        rows, columns = at(a, (n, terms), *strides[:2]), at(b, (m, terms), *strides[2:4])
        expected = at(c, (n, m), *strides[4:]) + rows @ columns.T
        addresses = (each.ctypes.data for each in (a, b, c))
        multiply(*addresses, *strides, terms, 1, n, m, room.ctypes.data)
        np.testing.assert_array_equal(at(c, (n, m), *strides[4:]), expected)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_copies_stay_within_the_memory_that_a_network_has_for_them(dtype: str) -> None:
    multiply = products(dtype, 1).load().product_of_lanes.ctypes
    for inputs, units, samples in ((1, 1, 1), (2, 16, 64), (9, 71, 24), (130, 1, 12), (300, 33, 5)):
        size = panel_size(dtype, max(inputs, units), samples)
        room = np.full(size + 64, UNTOUCHED, dtype)
        largest = max(inputs * units, inputs * samples, units * samples)
        a, b, c = (np.ones(largest, dtype) for _ in range(3))
        for layout, n, m, terms in (
            ("forward", units, samples, inputs),
            ("backward", inputs, samples, units),
            ("weights", units, inputs, samples),
        ):
            addresses = (each.ctypes.data for each in (a, b, c))
            strides = STRIDES[layout](n, m, terms)
            multiply(*addresses, *strides, terms, 0, n, m, room.ctypes.data)
            assert (c[: n * m] == terms).all()
            assert (room[size:] == UNTOUCHED).all()
            c[:] = 1
