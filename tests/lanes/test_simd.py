"""Lanes do what plain Python does, to the bit, at every width; wrong mixes are refused."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pytest
from numba import njit
from numba.core.errors import NumbaError

from gdsim.lanes import columns, random
from gdsim.lanes.addresses import address_of
from gdsim.lanes.arithmetic import fma, select, smaller
from gdsim.lanes.host import vector_unit
from gdsim.lanes.masks import any_lane, any_of
from gdsim.lanes.memory import along, row_access, unit
from gdsim.lanes.simd import compile_in_lanes
from tests.lanes.operations import (
    ARITHMETIC,
    all_operations,
    operands,
    over_lanes,
    plain,
    same_bits,
    specials,
)

WIDTHS = [1, 4, 8, 16, 32, 64]
PRECISIONS = ["float32", "float64"]

# What NumPy says of whole arrays; the rest is compared with gdsim's plain functions only.
NUMPY = {
    "add": lambda x, y: x + y,
    "subtract": lambda x, y: x - y,
    "multiply": lambda x, y: x * y,
    "divide": lambda x, y: x / y,
    "negate": lambda x, y: -x,
    "sqrt": lambda x, y: np.sqrt(x),
    "floor": lambda x, y: np.floor(x),
    "ceil": lambda x, y: np.ceil(x),
    "nearest": lambda x, y: np.rint(x),
    "abs": lambda x, y: np.fabs(x),
    "copysign": lambda x, y: np.copysign(x, y),
    "lt": lambda x, y: x < y,
    "le": lambda x, y: x <= y,
    "gt": lambda x, y: x > y,
    "ge": lambda x, y: x >= y,
    "eq": lambda x, y: x == y,
    "ne": lambda x, y: x != y,
    "literal": lambda x, y: x >= 0.5,
    "is_nan": lambda x, y: np.isnan(x),
}


@cache
def operations(dtype: str, width: int) -> dict[str, np.ndarray]:
    """Every operation, over lanes, of the same operands."""
    function = over_lanes(all_operations(), "xyzwv", dtype, width, ARITHMETIC)
    return function(*operands(dtype).values())


@cache
def expected(dtype: str) -> dict[str, np.ndarray]:
    """The same in plain Python."""
    arrays = operands(dtype)
    return {n: plain(text, arrays, ARITHMETIC) for n, text in all_operations().items()}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("dtype", PRECISIONS)
def test_every_operation_has_the_bits_of_plain_python(dtype: str, width: int) -> None:
    for name, values in expected(dtype).items():
        same_bits(operations(dtype, width)[name], values, name)


@pytest.mark.parametrize("dtype", PRECISIONS)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_operations_are_those_of_numpy(dtype: str) -> None:
    arrays = operands(dtype)
    found = operations(dtype, 16)
    for name, function in NUMPY.items():
        same_bits(found[name], function(arrays["x"], arrays["y"]).astype(dtype), name)


@pytest.mark.parametrize("dtype", PRECISIONS)
def test_minimum_and_maximum_are_nan_where_an_argument_is(dtype: str) -> None:
    arrays = operands(dtype)
    x, y = arrays["x"], arrays["y"]
    found = operations(dtype, 8)
    np.testing.assert_array_equal(found["minimum"], np.minimum(x, y))
    np.testing.assert_array_equal(found["maximum"], np.maximum(x, y))
    np.testing.assert_array_equal(found["clipped"], np.clip(x, -0.75, 0.75))
    # The others are the second argument wherever the comparison does not hold.
    same_bits(found["smaller"], np.where(x < y, x, y), "smaller")
    same_bits(found["larger"], np.where(x > y, x, y), "larger")


def test_fma_of_python_numbers_is_that_of_lanes_and_never_raises() -> None:
    few = [float(x) for x in specials("float64")]
    triples = np.array(list(product(few[::2], few, few[1::2])))
    x, y, z = (np.ascontiguousarray(column) for column in triples.T)
    expected = over_lanes({"fma": "fma(x, y, z)"}, "xyz", "float64", 8, ARITHMETIC)(x, y, z)["fma"]
    found = [fma(*row) for row in triples.tolist()]
    assert {type(each) for each in found} == {float}
    same_bits(np.array(found), expected, "fma")
    assert np.isnan(found).any() and np.isinf(found).any()


def rounded(exact: Fraction, dtype: str) -> Any:
    """The nearest number of a precision, halves to even."""
    near = np.dtype(dtype).type(float(exact))
    around = [np.nextafter(near, -np.inf), near, np.nextafter(near, np.inf)]
    whole = {"float32": np.uint32, "float64": np.uint64}[dtype]
    return min(around, key=lambda n: (abs(Fraction(float(n)) - exact), int(n.view(whole)) & 1))


@pytest.mark.parametrize("dtype", PRECISIONS)
def test_fma_is_the_exact_sum_rounded_once(dtype: str) -> None:
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(2, 320)).astype(dtype)
    z = -(x * y)
    z[::2] = np.nextafter(z[::2], np.inf)
    z[:64] *= np.exp2(rng.integers(20, 60, 64)).astype(dtype)  # a product far below the sum's ulp
    found = over_lanes({"fma": "fma(x, y, z)"}, "xyz", dtype, 8, ARITHMETIC)(x, y, z)["fma"]
    exact = [
        rounded(Fraction(float(a)) * Fraction(float(b)) + Fraction(float(c)), dtype)
        for a, b, c in zip(x, y, z, strict=True)
    ]
    np.testing.assert_array_equal(found, np.array(exact, dtype))
    assert np.count_nonzero(found != x * y + z) > 100  # two roundings would not do


@pytest.mark.parametrize("dtype", PRECISIONS)
def test_one_lane_mixes_with_any_width(dtype: str) -> None:
    wide, one = unit(dtype, 8), unit(dtype, 1)
    load, store, read, splat_one = wide.load, wide.store, one.broadcast, one.splat

    @njit(error_model="numpy")
    def mixes(a, b, out):
        x, u, v = load(a, 0), read(b, 0), read(b, 1)
        store(out, 0, x - u)
        store(out, 8, u - x)
        store(out, 16, select(x > u, x, u))
        store(out, 24, select(u > v, x, u))
        store(out, 32, select(x > u, u, v))
        store(out, 40, fma(u, x, v))
        store(out, 48, u * v)
        store(out, 56, select((x > u) & (u > v), 3, x))
        store(out, 64, splat_one(7) + x)
        store(out, 72, 2.5)

    for b in np.array([[0.1, -0.7], [-0.4, 0.3]], dtype):
        a = np.linspace(-1, 1, 8).astype(dtype)
        out = np.empty(80, dtype)
        mixes(a, b, out)
        u, v = b
        number = np.dtype(dtype).type
        expected = [
            a - u,
            u - a,
            np.where(a > u, a, u),
            np.where(u > v, a, u),
            np.where(a > u, u, v),
            [fma(u, x, v) for x in a],
            np.full(8, u * v),
            np.where((a > u) & (u > v), number(3), a),
            a + number(7),
            np.full(8, 2.5),
        ]
        same_bits(out.reshape(10, 8), np.array(expected, dtype), dtype)


@pytest.mark.parametrize("dtype", PRECISIONS)
@pytest.mark.parametrize("width", [1, 8])
def test_memory_is_read_and_written_where_it_should_be(dtype: str, width: int) -> None:
    lanes, words = unit(dtype, width), unit("uint32", width)
    load, store, splat, widen = lanes.load, lanes.store, lanes.splat, lanes.widen
    read, read_one, gather = lanes.broadcast, unit(dtype, 1).broadcast, lanes.gather
    load_words, column = words.load, lanes.column
    read_column, write_column = columns.load, columns.store

    @njit(error_model="numpy")
    def access(a, places, out, size):
        store(out, 0 * size, load(a, 3))
        store(out, 1 * size, read(a, 5))
        store(out, 2 * size, splat(1.5))
        store(out, 3 * size, widen(read_one(a, 2)))
        store(out, 4 * size, gather(a, load_words(places, 0)))
        second = column(out, 5 * size)
        write_column(second, 0, load(a, 1))
        write_column(second, 1, read_column(second, 0) * 2)
        # The same by the address of the numbers.
        store(address_of(out, 7 * size), 0, load(address_of(a, 2), 1))

    rng = np.random.default_rng(2)
    a = rng.normal(size=40).astype(dtype)
    places = rng.integers(0, 40, width).astype(np.uint32)
    out = np.full(8 * width + 1, -9, dtype)
    access(a, places, out, width)
    expected = [
        a[3 : 3 + width],
        np.full(width, a[5]),
        np.full(width, 1.5),
        np.full(width, a[2]),
        a[places],
        a[1 : 1 + width],
        a[1 : 1 + width] * 2,
        a[3 : 3 + width],
    ]
    np.testing.assert_array_equal(out[:-1], np.concatenate(expected).astype(dtype))
    assert out[-1] == -9


@pytest.mark.parametrize("dtype", [*PRECISIONS, "uint32"])
def test_several_rows_are_accessed_at_once(dtype: str) -> None:
    rows = row_access(dtype, 4, (0, 8, 16))
    load_rows, store_rows = rows.load, rows.store

    @njit
    def turn(array):
        a, b, c = load_rows(array, 2)
        store_rows(array, 3, c, a, b)

    array = np.arange(24).astype(dtype)
    expected = array.copy()
    expected[3:7], expected[11:15], expected[19:23] = array[18:22], array[2:6], array[10:14]
    turn(array)
    np.testing.assert_array_equal(array, expected)


@pytest.mark.parametrize("dtype", PRECISIONS)
def test_rows_are_kept_where_the_mask_does_not_hold(dtype: str) -> None:
    load, store = unit(dtype, 4).load, unit(dtype, 4).store
    keep_rows = row_access(dtype, 4, (0, 4)).keep

    @njit
    def keep(array, new, out):
        x, y = load(new, 0), load(new, 4)
        a, b = keep_rows(array, 0, x > 0, x, y)
        store(out, 0, a)
        store(out, 4, b)

    array, out = np.arange(10, 18).astype(dtype), np.empty(8, dtype)
    keep(array, np.array([1, -1, 2, -2, 5, 6, 7, 8], dtype), out)
    np.testing.assert_array_equal(array, [1, 11, 2, 13, 5, 15, 7, 17])
    np.testing.assert_array_equal(out, array)


@pytest.mark.parametrize("dtype", PRECISIONS)
def test_rows_that_change_in_some_lanes_are_stored_whole(dtype: str) -> None:
    width = vector_unit().width(dtype)
    rows = row_access(dtype, width, (0, width))
    load_to_change, store_rows, keep_rows = rows.load_to_change, rows.store, rows.keep
    load_along, store_along = along(dtype, width, 1).load, along(dtype, width, 1).store

    @njit
    def change(array):
        x, y = load_to_change(array, 0)
        store_rows(array, 0, smaller(y, x), y)
        keep_rows(array, 0, x > y, y, x)
        z = load_along(array, 0, 1)
        store_along(array, 0, select(z > 2.0, 2.0, z), 1)

    array = np.arange(2 * width, dtype=dtype)[::-1].copy()
    x, y = np.split(array.copy(), 2)
    change(array)
    np.testing.assert_array_equal(array, [*np.minimum(y, 2), *x])
    (assembly,) = change.inspect_asm().values()
    assert "maskmov" not in assembly  # AVX2's masked store, which takes as long as ten


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("dtype", PRECISIONS)
def test_any_lane_sees_each_single_lane(dtype: str, width: int) -> None:
    load = unit(dtype, width).load

    @njit
    def any_above(a, bound):
        return any_lane(load(a, 0) > bound)

    assert not any_above(np.full(width, np.nan, dtype), 0.0)
    for lane in range(width):
        one = np.zeros(width, dtype)
        one[lane] = 3
        assert any_above(one, 2.0)
        assert not any_above(one, 3.0)


def beyond(x, y, bound):
    return (x > bound) | (y <= x)


@pytest.mark.parametrize("piece", [4, 16, 64])
@pytest.mark.parametrize("dtype", PRECISIONS)
def test_any_of_sees_each_single_lane_of_several_pieces(dtype: str, piece: int) -> None:
    width = 16
    load, one = unit(dtype, width).load, unit(dtype, 1).load

    compile_in_lanes(beyond)
    any_beyond = any_of(beyond, piece)

    @njit
    def is_any_beyond(x, y, bound):
        return any_beyond(load(x, 0), load(y, 0), one(bound, 0))

    x, y, bound = np.zeros(width, dtype), np.ones(width, dtype), np.full(1, 2, dtype)
    assert not is_any_beyond(x, y, bound)
    for lane in range(width):
        high, low = x.copy(), y.copy()
        high[lane], low[lane] = 3, 0
        assert is_any_beyond(high, y + 3, bound) and is_any_beyond(x, low, bound)
        assert not is_any_beyond(high, y + 3, bound + 1)


@pytest.mark.parametrize("width", [1, 16, 64])
def test_words_wrap_as_unsigned_integers(width: int) -> None:
    words, numbers = unit("uint32", width), unit("float64", width)
    load, store, splat, iota = words.load, words.store, words.splat, words.iota
    store_number, number = numbers.store, numbers.splat
    as_number, multiply_wide = random.as_number, random.multiply_wide

    @njit
    def operate(a, b, out, asnumber, size):
        x, y = load(a, 0), load(b, 0)
        high, low = multiply_wide(x, y)
        store(out, 0 * size, x + y)
        store(out, 1 * size, x - y)
        store(out, 2 * size, x * y)
        store(out, 3 * size, (x & y) ^ (x | 0xF0F0F0F0))
        store(out, 4 * size, (x << 5) + (y >> 7))
        store(out, 5 * size, select(x < y, x, 4294967295))
        store(out, 6 * size, high)
        store(out, 7 * size, low)
        store(out, 8 * size, iota() + splat(3))
        store_number(asnumber, 0, as_number(x, number(0.0)))

    rng = np.random.default_rng(8)
    a, b = rng.integers(0, 2**32, (2, width), dtype=np.uint32)
    out, as_float = np.empty((9, width), np.uint32), np.empty(width)
    operate(a, b, out.reshape(-1), as_float, width)
    x, y = a.astype(object), b.astype(object)
    expected = [
        x + y,
        x - y,
        x * y,
        (x & y) ^ (x | 0xF0F0F0F0),
        (x << 5) + (y >> 7),
        np.where(a < b, a, 2**32 - 1).astype(object),
        (x * y) >> 32,
        x * y,
        np.arange(width).astype(object) + 3,
    ]
    np.testing.assert_array_equal(out, np.array([e % 2**32 for e in expected], np.uint32))
    np.testing.assert_array_equal(as_float, a.astype(float))


WRONG = {
    "two precisions": "x + single",
    "two widths": "x + narrow",
    "a mask is no number": "(x < y) + y",
    "numbers have no bits": "x & y",
    "a mask and a number": "(x < y) & x",
    "masks of two precisions": "(x < y) & (single < 0)",
    "a condition must be a mask": "select(x, x, y)",
    "branches of two precisions": "select(x < y, x, single)",
    "a mask as a branch": "select(x < y, x < y, y)",
    "powers": "x**2",
    "whole division": "x // y",
    "remainder": "x % y",
    "a branch on lanes": "x if x < y else y",
    "and": "(x < y) and (y < x)",
    "not": "not (x < y)",
    "words are not divided": "words / words",
    "words and numbers": "x + words",
    "a root of words": "sqrt(words)",
    "stored in another precision": "single",
    "stored with another width": "narrow",
    "a mask is not stored": "x < y",
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_wrong_mixes_do_not_compile(text: str) -> None:
    loads = {
        f"load_{name}": unit(dtype, width).load
        for name, dtype, width in (
            ("double", "float64", 8),
            ("single", "float32", 8),
            ("narrow", "float64", 4),
            ("words", "uint32", 8),
        )
    }
    source = f"""def function(a, b, c, out):
        x, y, narrow = load_double(a, 0), load_double(a, 1), load_narrow(a, 0)
        single, words = load_single(b, 0), load_words(c, 0)
        store(out, 0, {text})"""
    scope = {**loads, **ARITHMETIC, "store": unit("float64", 8).store}
    exec(source, scope)
    function = njit(scope["function"], error_model="numpy")
    arrays = np.ones(16), np.ones(16, "float32"), np.ones(16, "uint32"), np.empty(16)
    with pytest.raises(NumbaError):
        function(*arrays)


def test_an_array_of_another_precision_is_refused() -> None:
    load, store = unit("float64", 4).load, unit("float64", 4).store
    copy = njit(lambda a, out: store(out, 0, load(a, 0)))
    copy(np.ones(4), np.empty(4))
    with pytest.raises(NumbaError):
        copy(np.ones(4, "float32"), np.empty(4))
    with pytest.raises(NumbaError):
        copy(np.ones(8)[::2], np.empty(4))


def test_specials_have_the_corners_of_a_precision() -> None:
    for dtype in PRECISIONS:
        found = specials(dtype)
        assert {0.0, np.inf, -np.inf, np.finfo(dtype).smallest_subnormal} <= set(found)
        assert np.isnan(found).any() and np.signbit(found[found == 0]).any()


def test_lanes_functions_do_not_run_as_plain_python() -> None:
    with pytest.raises(NotImplementedError, match="compiled"):
        any_lane(True)
