# ruff: noqa: E741, F401, F405, F821
# mypy: ignore-errors
"""What is recorded of a network's training besides its losses, for one lane group.

A template of precision and width, like `gdsim.kernels.passes_template`.
"""

from math import inf, nan

from numba import cfunc, njit, types

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


@compiled(whole, whole, whole, whole)
def layer(plan, l, what):
    """A number of layer l in the plan."""
    return whole_at(plan, FIRST_LAYER + l * LAYER + what)


@compiled(whole, whole, whole, whole)
def place(plan, scratch, what):
    """The address of a part of the scratch memory."""
    return scratch + whole_at(plan, what) * VECTOR


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


@compiled(types.void, whole, whole, whole, whole, MASK)
def note_activations(plan, scratch, p, trace, live):
    """Record what the hidden layers' activations are like over the training samples."""
    samples, inputs = whole_at(plan, SAMPLES), layer(plan, 0, L_INPUTS)
    hidden = whole_at(plan, LAYERS) - 1
    chunk, sums = whole_at(plan, CHUNK), place(plan, scratch, SPARE)
    reached = place(plan, scratch, REACHED)
    for l in range(2 * hidden):
        store(sums, l * W, splat(0.0))
    for i in range(whole_at(plan, HIDDEN_UNITS)):
        store(reached, i * W, splat(0.0))
    first = 0
    while first < samples:
        count = min(chunk, samples - first)
        x = whole_at(plan, INPUTS_AT) + first * inputs * SIZE
        call_address(whole_at(plan, FORWARD_AT), plan, scratch, p, x, 1, count)
        before = 0
        for l in range(hidden):
            units = layer(plan, l, L_UNITS)
            values = scratch + layer(plan, l, L_VALUES) * VECTOR
            slopes = scratch + layer(plan, l, L_DERIVATIVES) * VECTOR
            total, square = load(sums, 2 * l * W), load(sums, (2 * l + 1) * W)
            for s in range(count):
                for u in range(units):
                    a = load(values, (s * units + u) * W)
                    total, square = total + a, fma(a, a, square)
                    slope = abs(load(slopes, (s * units + u) * W))
                    most = load(reached, (before + u) * W)
                    store(reached, (before + u) * W, maximum(slope, most))
            store(sums, 2 * l * W, total)
            store(sums, (2 * l + 1) * W, square)
            before += units
        first += count
    before = 0
    for l in range(hidden):
        units = layer(plan, l, L_UNITS)
        scale = splat(1.0 / (samples * units))
        mean = load(sums, 2 * l * W) * scale
        spread = sqrt(maximum(load(sums, (2 * l + 1) * W) * scale - mean * mean, splat(0.0)))
        dead = splat(0.0)
        for u in range(units):
            most = load(reached, (before + u) * W)
            dead = dead + select(most == 0.0, splat(1.0), splat(0.0))
        before += units
        rows = trace + l * VECTOR
        note(plan, rows, TRACE_ACTIVATION_MEAN, live, mean)
        note(plan, rows, TRACE_ACTIVATION_SPREAD, live, spread)
        note(plan, rows, TRACE_DEAD, live, dead * splat(1.0 / units))


@part(5)
def observe(plan, scratch, p, rows, trace):
    """Record what was asked for of a step, in the rows that begin at `trace`."""
    live = load(rows, 4 * W) < 3.0
    gradient = place(plan, scratch, GRADIENT)
    if whole_at(plan, TRACE_PARAMS) >= 0:
        for i in range(whole_at(plan, PARAMETERS)):
            note(plan, trace + i * VECTOR, TRACE_PARAMS, live, load(p, i * W))
    for l in range(whole_at(plan, LAYERS)):
        first = layer(plan, l, L_WEIGHTS)
        units = layer(plan, l, L_UNITS)
        size = layer(plan, l, L_INPUTS) * units
        if whole_at(plan, TRACE_LAYER_GRAD_NORM) >= 0:
            length = squares(gradient + first * VECTOR, size + units * whole_at(plan, BIASED))
            note(plan, trace + l * VECTOR, TRACE_LAYER_GRAD_NORM, live, sqrt(length))
        if whole_at(plan, TRACE_WEIGHT_NORM) >= 0:
            length = squares(p + first * VECTOR, size)
            note(plan, trace + l * VECTOR, TRACE_WEIGHT_NORM, live, sqrt(length))
    for part_of in range(2):
        of_loss, of_hits, x, t, samples = (
            TRACE_TRAIN_LOSS, TRACE_TRAIN_ACCURACY, INPUTS_AT, TARGETS_AT, SAMPLES,
        )  # fmt: skip
        if part_of == 1:
            of_loss, of_hits, x, t, samples = (
                TRACE_TEST_LOSS, TRACE_TEST_ACCURACY, TEST_INPUTS_AT, TEST_TARGETS_AT, TEST_SAMPLES,
            )  # fmt: skip
        if whole_at(plan, of_loss) >= 0 or whole_at(plan, of_hits) >= 0:
            found = place(plan, scratch, SUMS) + 2 * VECTOR
            call_address(
                whole_at(plan, LOOK_AT), plan, scratch, p, whole_at(plan, x), whole_at(plan, t),
                whole_at(plan, samples), found, W,
            )  # fmt: skip
            note(plan, trace, of_loss, live, load(found, 0))
            note(plan, trace, of_hits, live, load(found, W))
    wanted = max(whole_at(plan, TRACE_ACTIVATION_MEAN), whole_at(plan, TRACE_ACTIVATION_SPREAD))
    if max(wanted, whole_at(plan, TRACE_DEAD)) >= 0:
        note_activations(plan, scratch, p, trace, live)
    if whole_at(plan, TRACE_SHARPNESS) >= 0:
        found = place(plan, scratch, SUMS) + VECTOR
        call_address(whole_at(plan, SHARPNESS_AT), plan, scratch, p, found)
        note(plan, trace, TRACE_SHARPNESS, live, load(found, 0))
    return 0
