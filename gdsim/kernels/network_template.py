# ruff: noqa: E741, F401, F405, F821
# mypy: ignore-errors
"""A stride of a network's training: passes and updates of one lane group.

A template of precision and width, like `gdsim.kernels.passes_template`; it takes the place of
`gdsim.kernels.stride_template` for all networks.
"""

from math import inf, nan

from numba import cfunc, njit, types

from gdsim.kernels.judge import ended
from gdsim.kernels.plan import *  # noqa: F403
from gdsim.lanes.arithmetic import abs, fma, logical_not, maximum, minimum, select, sign, sqrt
from gdsim.lanes.memory import any_lane, call_address, put_whole, row_access, unit, whole_at
from gdsim.lanes.random import multiply_wide, normal_pair, philox
from gdsim.lanes.simd import LanesType, MaskType, compile_in_lanes

#: imports

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
load_ends = row_access(DTYPE, 1, (0, 1, 2)).load

compile_in_lanes(ended)


@compiled(whole, whole, whole, whole)
def layer(plan, l, what):
    """A number of layer l in the plan."""
    return whole_at(plan, FIRST_LAYER + l * LAYER + what)


@compiled(whole, whole, whole, whole)
def place(plan, scratch, what):
    """The address of a part of the scratch memory."""
    return scratch + whole_at(plan, what) * VECTOR


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


@compiled(LANES, whole, whole, whole, whole)
def penalize(plan, scratch, p, varying):
    """Multiply gradients as the layers' sums are; add the penalties' slopes; return the penalty."""
    penalty = splat(0.0)
    gradient = place(plan, scratch, GRADIENT)
    with_l1, with_l2 = whole_at(plan, L1), whole_at(plan, L2)
    l1, l2 = load(varying, 3 * W), load(varying, 4 * W)
    for l in range(whole_at(plan, LAYERS)):
        m = broadcast(multiplier_of(plan, l), 0)
        first = layer(plan, l, L_WEIGHTS)
        last = first + layer(plan, l, L_INPUTS) * layer(plan, l, L_UNITS)
        for i in range(first, last):
            store(gradient, i * W, load(gradient, i * W) * m)
        if with_l1:
            sizes = splat(0.0)
            for i in range(first, last):
                w = load(p, i * W)
                sizes = sizes + abs(w)
                store(gradient, i * W, fma(l1, sign(w), load(gradient, i * W)))
            penalty = fma(l1, sizes, penalty)
        if with_l2:
            for i in range(first, last):
                store(gradient, i * W, fma(l2, load(p, i * W), load(gradient, i * W)))
            penalty = fma(0.5 * l2, squares(p + first * VECTOR, last - first), penalty)
    return penalty


@compiled(types.void, whole, whole, whole, whole, whole)
def temper(plan, scratch, varying, integers, at):
    """Add the noise to the gradient, and clip it."""
    gradient, count = place(plan, scratch, GRADIENT), whole_at(plan, PARAMETERS)
    if whole_at(plan, NOISY):
        noise = load(varying, 0)
        low, high = load_words(integers, 0), load_words(integers, W)
        key, now = load_words(integers, 2 * W), splat_words(at)
        for i in range(0, count, 2):
            r0, r1, r2, r3 = philox(low, high, now, splat_words(i), key, 0)
            n0, n1 = normal_pair(r0, r1, r2, r3, noise)
            store(gradient, i * W, fma(noise, n0, load(gradient, i * W)))
            if i + 1 < count:
                store(gradient, (i + 1) * W, fma(noise, n1, load(gradient, (i + 1) * W)))
    if whole_at(plan, CLIPS_VALUE):
        bound = load(varying, W)
        for i in range(count):
            g = load(gradient, i * W)
            store(gradient, i * W, minimum(maximum(g, -bound), bound))
    if whole_at(plan, CLIPS_NORM):
        scale = load(varying, 2 * W) / (sqrt(squares(gradient, count)) + 1e-6)
        scale = select(scale < 1.0, scale, splat(1.0))
        for i in range(count):
            store(gradient, i * W, load(gradient, i * W) * scale)


@compiled(types.void, whole, whole, whole, whole, whole, whole, whole)
def update_all(plan, scratch, p, varying, uniform, known, t):
    """One update of every weight matrix and bias vector, and the drift of the weights."""
    gradient, count = place(plan, scratch, GRADIENT), whole_at(plan, PARAMETERS)
    layers = whole_at(plan, LAYERS)
    slots = p + count * VECTOR
    own = varying + (FACTORS + 2 * layers) * VECTOR
    code, spare = whole_at(plan, UPDATE_AT), place(plan, scratch, SPARE)
    for l in range(layers):
        inputs, units = layer(plan, l, L_INPUTS), layer(plan, l, L_UNITS)
        factor = 0
        if whole_at(plan, RATED):
            factor = varying + (FACTORS + l) * VECTOR
        first = layer(plan, l, L_WEIGHTS)
        place_of = first * VECTOR
        call_address(
            code, p + place_of, gradient + place_of, slots + place_of, count, spare, own, uniform,
            known, factor, t, units, inputs, 0,
        )  # fmt: skip
        if whole_at(plan, DRIFTS):
            drift = load(varying, (FACTORS + layers + l) * W)
            for i in range(first, first + inputs * units):
                store(p, i * W, load(p, i * W) + drift)
        if whole_at(plan, BIASED) != 0:
            place_of = layer(plan, l, L_BIASES) * VECTOR
            call_address(
                code, p + place_of, gradient + place_of, slots + place_of, count, spare, own,
                uniform, known, factor, t, units, 1, 1,
            )  # fmt: skip


@compiled(types.void, whole, whole, whole, MASK, LANES)
def note(plan, trace, what, live, value):
    """Record one quantity at the step whose rows begin at `trace`; NaN for runs that had ended."""
    row = whole_at(plan, what)
    if row >= 0:
        store(trace, row * W, select(live, value, splat(nan)))


@part(16)
def stride(
    rows, state, out, scratch, varying, integers, uniform, prepared, factors, trace, ends, plan,
    s, n, born, every,
):  # fmt: skip
    """Take up to n steps from step s, and return how many: it stops where a run would end.

    With n = 1 it does not stop.
    """
    count, slots = whole_at(plan, PARAMETERS), whole_at(plan, SLOTS)
    p = out + 5 * VECTOR
    shared = p + count * (1 + slots) * VECTOR
    for i in range(3, 5 + count * (1 + slots) + whole_at(plan, SHARED)):
        store(out, i * W, load(state, i * W))
    target, tolerance, limit = load_ends(ends, 0)
    known = place(plan, scratch, COEFFICIENTS)
    gradient = place(plan, scratch, GRADIENT)
    own = varying + (FACTORS + 2 * whole_at(plan, LAYERS)) * VECTOR
    seed = integers + 2 * W * 4
    live = load(rows, 4 * W) < 3.0
    low, total, least = load(out, 3 * W), load(out, 4 * W), splat(inf)
    value = square = splat(nan)
    watched = whole_at(plan, TOLERANT) or n == 1
    taken = n
    for at in range(s, s + n):
        call_address(whole_at(plan, DESCEND_AT), plan, scratch, rows, p, seed, at)
        value = load(place(plan, scratch, SUMS), W) + penalize(plan, scratch, p, varying)
        if watched or at % every == 0:
            square = squares(gradient, count)
        if n > 1 and any_lane(live & ended(value, square, target, tolerance, limit)):
            taken = at - s
            break
        call_address(
            whole_at(plan, BEGIN_AT), own, integers + 4 * W * 4, uniform, prepared, factors,
            shared, known, at, born,
        )  # fmt: skip
        if at % every == 0 and whole_at(plan, TRACED) > 0:
            slot = trace + at // every * whole_at(plan, TRACED) * VECTOR
            note(plan, slot, TRACE_LOSS, live, value)
            note(plan, slot, TRACE_GRAD_NORM, live, square)
            note(plan, slot, TRACE_LR, live, load(known, 0))
            if whole_at(plan, OBSERVE_AT) != 0:
                call_address(whole_at(plan, OBSERVE_AT), plan, scratch, p, rows, slot)
        temper(plan, scratch, varying, integers, at)
        update_all(plan, scratch, p, varying, uniform, known, at - born + 1)
        low, total = minimum(value, low), total + value
        if watched:
            least = minimum(square, least)
    for i, result in ((0, least), (1, value), (2, square), (3, low), (4, total)):
        store(out, i * W, result)
    return taken
