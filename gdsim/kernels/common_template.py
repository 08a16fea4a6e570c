# ruff: noqa: E741, F401, F403, F405, F821
# mypy: ignore-errors
"""What every compiled module of networks begins with: how it reaches a plan and its memory.

A template like `gdsim.kernels.stride_template`, which is written into others where they say
`#: common`. All arguments and addresses are whole numbers.
"""

from math import inf, nan

from numba import cfunc, njit, types

from gdsim.kernels.plan import *  # noqa: F403
from gdsim.lanes.arithmetic import abs, fma, logical_not, maximum, minimum, select, sign, sqrt
from gdsim.lanes.memory import any_lane, call_address, put_whole, row_access, unit, whole_at
from gdsim.lanes.random import multiply_wide, normal_pair, philox
from gdsim.lanes.simd import LanesType, MaskType, compile_in_lanes

#: kind

lanes, words, one = unit(DTYPE, W), unit("uint32", W), unit(DTYPE, 1)
load, store, splat, broadcast, gather = (
    lanes.load, lanes.store, lanes.splat, lanes.broadcast, lanes.gather,
)  # fmt: skip
load_words, gather_words, splat_words, iota = words.load, words.gather, words.splat, words.iota
VECTOR = W * SIZE
FACTORS = len(SETTINGS)
whole = types.int64
LANES, MASK = LanesType(DTYPE, W), MaskType(DTYPE, W)


def compiled(result, *arguments):
    """A function of this module; with its types stated, Numba compiles it once."""
    return njit(result(*arguments), error_model="numpy")


def part(count):
    """A function that others call by its address."""
    return cfunc(whole(*[whole] * count), cache=True, error_model="numpy")


@compiled(whole, whole, whole, whole)
def layer(plan, l, what):
    """A number of layer l in the plan."""
    return whole_at(plan, FIRST_LAYER + l * LAYER + what)


@compiled(whole, whole, whole, whole)
def place(plan, scratch, what):
    """The address of a part of the scratch memory."""
    return scratch + whole_at(plan, what) * VECTOR


@compiled(types.void, *[whole] * 15)
def multiply(plan, shared, a, b, c, ai, ak, bj, bk, ci, cj, terms, go_on, rows, columns):
    """One product; see `gdsim.lanes.tiles`."""
    code = whole_at(plan, PRODUCT_OF_SHARED_AT if shared else PRODUCT_OF_LANES_AT)
    call_address(code, a, b, c, ai, ak, bj, bk, ci, cj, terms, go_on, rows, columns)


@compiled(types.UniTuple(whole, 2), whole, whole, whole, whole)
def bias_of(plan, scratch, p, l):
    """The address of a layer's biases, and the step from one to the next; 0 s where it has none."""
    if whole_at(plan, BIASED) != 0:
        return p + layer(plan, l, L_BIASES) * VECTOR, W
    return place(plan, scratch, SUMS), 0  # the first of the sums is always 0


@compiled(whole, whole, whole)
def multiplier_of(plan, l):
    """The address of the number that a layer's sums are multiplied by."""
    return whole_at(plan, NUMBERS_AT) + (2 + l) * SIZE


@compiled(LANES, whole, whole)
def squares(numbers, count):
    """The sum of squares of `count` lanes, in four sums that are added up at the end."""
    s0 = s1 = s2 = s3 = splat(0.0)
    whole = count // 4 * 4
    for i in range(0, whole, 4):
        a, b = load(numbers, i * W), load(numbers, (i + 1) * W)
        c, d = load(numbers, (i + 2) * W), load(numbers, (i + 3) * W)
        s0, s1, s2, s3 = fma(a, a, s0), fma(b, b, s1), fma(c, c, s2), fma(d, d, s3)
    for i in range(whole, count):
        a = load(numbers, i * W)
        s0 = fma(a, a, s0)
    return (s0 + s1) + (s2 + s3)


@compiled(types.void, whole, whole, whole, MASK, LANES)
def note(plan, trace, what, live, value):
    """Record one quantity at the step whose rows begin at `trace`; NaN for runs that had ended."""
    row = whole_at(plan, what)
    if row >= 0:
        store(trace, row * W, select(live, value, splat(nan)))
