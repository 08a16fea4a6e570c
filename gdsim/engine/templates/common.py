# mypy: ignore-errors
"""The beginning of every compiled module of networks: access to a plan and to memory.

A template like `gdsim.engine.templates.stride`, which replaces the line `#: common` of others. All
arguments and addresses are whole numbers.
"""

from math import inf, nan

from gdsim.engine.board import MULTIPLY_AT as SHARED_MULTIPLY_AT
from gdsim.engine.networks.lookup import of
from gdsim.engine.plan import BIASED, L_BIASES, PANEL, SETTINGS, SUMS, TEAM_AT
from gdsim.lanes.addresses import call_address, whole_at
from gdsim.lanes.arithmetic import (
    abs,
    fma,
    larger,
    logical_not,
    maximum,
    select,
    sign,
    smaller,
    sqrt,
)  # fmt: skip
from gdsim.lanes.masks import any_lane
from gdsim.lanes.memory import along, row_access, unit
from gdsim.lanes.parts import inner, part
from gdsim.lanes.random import multiply_wide, normal_pair, philox
from gdsim.lanes.simd import compile_in_lanes

#: kind

lanes, words, one = unit(DTYPE, ACROSS, W), unit("uint32", ACROSS), unit(DTYPE, 1)
load, store, splat, broadcast, gather = (
    lanes.load, lanes.store, lanes.splat, lanes.broadcast, lanes.gather,
)  # fmt: skip
load_words, store_words, splat_words, iota = words.load, words.store, words.splat, words.iota
# Numbers of a run in order, `ALONG` at once: one row where lanes are runs, a vector at width 1.
load_some, store_some = along(DTYPE, ACROSS, ALONG).load, along(DTYPE, ACROSS, ALONG).store
VECTOR, WORD = W * SIZE, 4  # bytes
# From a row of words in the scratch memory to the next. A thread has the address of its own number
# in each row of numbers, and so needs rows of words that are as long.
WORDS = W if ACROSS == W else VECTOR // WORD
FACTORS = len(SETTINGS)


@inner
def bias_of(plan, scratch, p, l):
    """The address of a layer's biases, and the step from one to the next; zeros without biases."""
    if whole_at(plan, BIASED) != 0:
        return p + of(plan, l, L_BIASES) * VECTOR, W
    return scratch + whole_at(plan, SUMS), 0  # the first of the sums is always 0


@inner
def multiply_matrices(
    plan, scratch, code, a, b, c, ai, ak, bj, bk, ci, cj, terms, go_on, rows, columns
):  # fmt: skip
    """A product of matrices by the compiled code at an address; see `gdsim.lanes.tiles.tile`."""
    if W == 1:
        room, team = scratch + whole_at(plan, PANEL), whole_at(plan, TEAM_AT)
        if team != 0:
            call_address(
                whole_at(team, SHARED_MULTIPLY_AT), team, code, a, b, c, ai, ak, bj, bk, ci, cj,
                terms, go_on, rows, columns, room,
            )  # fmt: skip
        else:
            call_address(code, a, b, c, ai, ak, bj, bk, ci, cj, terms, go_on, rows, columns, room)
    else:
        call_address(code, a, b, c, ai, ak, bj, bk, ci, cj, terms, go_on, rows, columns)


@inner
def squares(numbers, count):
    """The sum of squares of `count` lanes values, as four sums that are added at the end."""
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


@inner
def note(plan, trace, what, live, value):
    """Record one quantity at the step whose rows begin at `trace`; NaN for runs that have ended."""
    row = whole_at(plan, what)
    if row >= 0:
        store(trace, row * W, select(live, value, splat(nan)))
