# ruff: noqa: E741, F405, F821
# mypy: ignore-errors
"""A stride of a network's training: forward and backward passes and updates of one lane group.

A template of precision and width, like `gdsim.kernels.stride_template`: the layers' sizes and the
compiled activations, loss and optimizer are looked up in the plan (`gdsim.kernels.plan`), so that
this is compiled once for all networks. All arguments and addresses are whole numbers.

Samples go through the layers in chunks. Sums over samples are taken in the order of the samples,
and sums over inputs in the order of the inputs, so chunks and tiles change no bit.
"""

from math import inf, nan

from numba import cfunc, njit, types

from gdsim.kernels.judge import ended
from gdsim.kernels.plan import *  # noqa: F403
from gdsim.lanes.arithmetic import abs, fma, logical_not, maximum, minimum, select, sign, sqrt
from gdsim.lanes.memory import any_lane, call_address, put_whole, row_access, unit, whole_at
from gdsim.lanes.random import multiply_wide, normal_pair, philox
from gdsim.lanes.simd import compile_in_lanes

#: imports

lanes, words, one = unit(DTYPE, W), unit("uint32", W), unit(DTYPE, 1)
load, store, splat, broadcast, gather = (
    lanes.load, lanes.store, lanes.splat, lanes.broadcast, lanes.gather,
)  # fmt: skip
load_words, gather_words, splat_words, iota = words.load, words.gather, words.splat, words.iota
load_ends = row_access(DTYPE, 1, (0, 1, 2)).load
VECTOR = W * SIZE
FACTORS = len(SETTINGS)

compile_in_lanes(ended)


@njit(error_model="numpy")
def layer(plan, l, what):
    """A number of layer l in the plan."""
    return whole_at(plan, FIRST_LAYER + l * LAYER + what)


@njit(error_model="numpy")
def place(plan, scratch, what):
    """The address of a part of the scratch memory."""
    return scratch + whole_at(plan, what) * VECTOR


@njit(error_model="numpy")
def multiply(plan, shared, a, b, c, ai, ak, bj, bk, ci, cj, terms, go_on, rows, columns):
    """One product; see `gdsim.lanes.tiles`."""
    code = whole_at(plan, PRODUCT_OF_SHARED_AT if shared else PRODUCT_OF_LANES_AT)
    call_address(code, a, b, c, ai, ak, bj, bk, ci, cj, terms, go_on, rows, columns)


@njit(error_model="numpy")
def bias_of(plan, scratch, p, l):
    """The address of a layer's biases, and the step from one to the next; 0 s where it has none."""
    if whole_at(plan, BIASED):
        return p + layer(plan, l, L_BIASES) * VECTOR, W
    return place(plan, scratch, SUMS), 0  # the first of the sums is always 0


@njit(error_model="numpy")
def multiplier_of(plan, l):
    """The address of the number that a layer's sums are multiplied by."""
    return whole_at(plan, NUMBERS_AT) + (2 + l) * SIZE


@njit(error_model="numpy")
def forward(plan, scratch, p, x, shared, count):
    """Take `count` samples through the layers; the last one's sums are left as they are."""
    last = whole_at(plan, LAYERS) - 1
    for l in range(last + 1):
        inputs, units = layer(plan, l, L_INPUTS), layer(plan, l, L_UNITS)
        z = scratch + layer(plan, l, L_VALUES) * VECTOR
        w = p + layer(plan, l, L_WEIGHTS) * VECTOR
        multiply(
            plan, shared and l == 0, w, x, z, inputs, 1, inputs, 1, 1, units, inputs, 0, units,
            count,
        )  # fmt: skip
        if l < last:
            bias, step = bias_of(plan, scratch, p, l)
            call_address(
                layer(plan, l, L_ACTIVATE_AT), z,
                scratch + layer(plan, l, L_DERIVATIVES) * VECTOR,
                bias, step, multiplier_of(plan, l), count, units,
            )  # fmt: skip
        x = z
    return x


@njit(error_model="numpy")
def cost(plan, scratch, p, z, t, total, count):
    """Add the losses of `count` samples to the sum at `total`; write their slopes by z."""
    last = whole_at(plan, LAYERS) - 1
    bias, step = bias_of(plan, scratch, p, last)
    call_address(
        whole_at(plan, COST_AT), z, t, place(plan, scratch, SLOPES), place(plan, scratch, WORK),
        bias, step, multiplier_of(plan, last), total, count, whole_at(plan, OUTPUTS),
    )  # fmt: skip


@njit(error_model="numpy")
def backward(plan, scratch, p, x, shared, count, scale, go_on):
    """Add up the gradient of `count` samples that `forward` and `cost` went through before."""
    last = whole_at(plan, LAYERS) - 1
    gradient = place(plan, scratch, GRADIENT)
    slopes = place(plan, scratch, SLOPES)
    spare = place(plan, scratch, WORK)
    for i in range(count * whole_at(plan, OUTPUTS)):
        store(slopes, i * W, load(slopes, i * W) * scale)
    for back in range(last + 1):
        l = last - back
        inputs, units = layer(plan, l, L_INPUTS), layer(plan, l, L_UNITS)
        below = x if l == 0 else scratch + layer(plan, l - 1, L_VALUES) * VECTOR
        multiply(
            plan, shared and l == 0, slopes, below,
            gradient + layer(plan, l, L_WEIGHTS) * VECTOR,
            1, units, 1, inputs, inputs, 1, count, go_on, units, inputs,
        )  # fmt: skip
        if whole_at(plan, BIASED):
            multiply(
                plan, True, slopes, whole_at(plan, NUMBERS_AT),
                gradient + layer(plan, l, L_BIASES) * VECTOR,
                1, units, 0, 0, 1, 0, count, go_on, units, 1,
            )  # fmt: skip
        if l > 0:
            w = p + layer(plan, l, L_WEIGHTS) * VECTOR
            multiply(
                plan, False, w, slopes, spare, 1, inputs, units, 1, 1, inputs, units, 0, inputs,
                count,
            )  # fmt: skip
            slopes = scratch + layer(plan, l - 1, L_DERIVATIVES) * VECTOR
            m = broadcast(multiplier_of(plan, l), 0)
            for i in range(count * inputs):
                store(slopes, i * W, load(spare, i * W) * m * load(slopes, i * W))


@njit(error_model="numpy")
def order(plan, scratch, rows, seed, epoch):
    """The order of an epoch's samples, each run's own; it stays as long as the epoch lasts."""
    start = place(plan, scratch, ORDER)
    # The first numbers of the scratch memory, 0 at first, tell what order is there.
    if whole_at(scratch, 0) != rows or whole_at(scratch, 1) != epoch + 1:
        call_address(
            whole_at(plan, SHUFFLE_AT), start, whole_at(plan, SAMPLES), seed, epoch
        )
        put_whole(scratch, 0, rows)
        put_whole(scratch, 1, epoch + 1)
    return start


@njit(error_model="numpy")
def gather_samples(plan, scratch, rows, seed, at, first, count):
    """Fetch each run's own samples `first` to `first + count` of the batch of a step."""
    samples, batch = whole_at(plan, SAMPLES), whole_at(plan, BATCH)
    inputs, outputs = layer(plan, 0, L_INPUTS), whole_at(plan, OUTPUTS)
    x = place(plan, scratch, GATHERED)
    t = x + whole_at(plan, CHUNK) * inputs * VECTOR
    replaced = whole_at(plan, REPLACEMENT)
    if replaced:
        begin, order_at = first, 0
    else:
        steps = -(-samples // batch)
        begin = at % steps * batch + first
        order_at = order(plan, scratch, rows, seed, at // steps)
    key = load_words(seed, 0)
    for k in range(count):
        if replaced:
            i = begin + k
            r0, r1, r2, r3 = philox(
                splat_words(i // 4), splat_words(at), splat_words(0), splat_words(0), key, 2
            )
            r = r0
            if i % 4 == 1:
                r = r1
            elif i % 4 == 2:
                r = r2
            elif i % 4 == 3:
                r = r3
            chosen, _ = multiply_wide(r, splat_words(samples))
        else:
            chosen = load_words(order_at, (begin + k) * W)
        for i in range(inputs):
            place_of = chosen * splat_words(inputs) + splat_words(i)
            store(x, (k * inputs + i) * W, gather(whole_at(plan, INPUTS_AT), place_of))
        for i in range(outputs):
            place_of = chosen * splat_words(outputs) + splat_words(i)
            store(t, (k * outputs + i) * W, gather(whole_at(plan, TARGETS_AT), place_of))
    return x, t


@njit(error_model="numpy")
def share_targets(plan, scratch, targets, count):
    """Targets that all runs share, in lanes."""
    outputs = whole_at(plan, OUTPUTS)
    t = place(plan, scratch, GATHERED)
    for i in range(count * outputs):
        store(t, i * W, broadcast(targets, i))
    return t


@njit(error_model="numpy")
def batch_of(plan, at):
    """The size of the batch of a step."""
    samples, batch = whole_at(plan, SAMPLES), whole_at(plan, BATCH)
    if whole_at(plan, BATCHES_ARE) == ALL or whole_at(plan, REPLACEMENT):
        return batch
    return min(batch, samples - at % (-(-samples // batch)) * batch)


@njit(error_model="numpy")
def table_place(plan, at):
    """Which sample of the table a step's batch begins with."""
    samples, batch = whole_at(plan, SAMPLES), whole_at(plan, BATCH)
    if whole_at(plan, REPLACEMENT):
        return (at - whole_at(plan, TABLE_FIRST)) * batch
    steps = -(-samples // batch)
    return (at // steps - whole_at(plan, TABLE_FIRST)) * samples + at % steps * batch


@njit(error_model="numpy")
def descend(plan, scratch, rows, p, seed, at):
    """The loss of a step's batch, penalties included, and its gradient, which is left in scratch."""
    mode = whole_at(plan, BATCHES_ARE)
    size, chunk = batch_of(plan, at), whole_at(plan, CHUNK)
    inputs, outputs = layer(plan, 0, L_INPUTS), whole_at(plan, OUTPUTS)
    all_x, all_t = whole_at(plan, INPUTS_AT), whole_at(plan, TARGETS_AT)
    if mode == TABLE:
        start = table_place(plan, at)
        all_x = whole_at(plan, TABLE_INPUTS_AT) + start * inputs * SIZE
        all_t = whole_at(plan, TABLE_TARGETS_AT) + start * outputs * SIZE
    total = place(plan, scratch, SUMS) + VECTOR
    store(total, 0, splat(0.0))
    scale = splat(1.0 / (size * whole_at(plan, SHARED_BY)))
    first = 0
    while first < size:
        count = min(chunk, size - first)
        if mode == OWN:
            x, t = gather_samples(plan, scratch, rows, seed, at, first, count)
        else:
            x = all_x + first * inputs * SIZE
            t = share_targets(plan, scratch, all_t + first * outputs * SIZE, count)
        z = forward(plan, scratch, p, x, mode != OWN, count)
        cost(plan, scratch, p, z, t, total, count)
        backward(plan, scratch, p, x, mode != OWN, count, scale, first > 0)
        first += count
    return load(total, 0) * scale


@njit(error_model="numpy")
def count_hits(plan, scratch, z, t, hits, count):
    """How many of `count` samples are put into their class, with the hits before."""
    outputs = whole_at(plan, OUTPUTS)
    y = place(plan, scratch, WORK)
    call_address(whole_at(plan, PUT_OUT_AT), z, y, count, outputs)
    midpoint = broadcast(whole_at(plan, NUMBERS_AT), 1)
    zero, all_ones = splat(0.0), splat(1.0)
    for s in range(count):
        row = s * outputs * W
        largest, wanted = load(y, row), load(t, row)
        if outputs == 1:
            one_side = (largest > midpoint) & (wanted > midpoint)
            other = logical_not(largest > midpoint) & logical_not(wanted > midpoint)
            hits = hits + select(one_side | other, all_ones, zero)
        else:
            for u in range(1, outputs):
                larger = load(y, row + u * W) > largest
                largest = select(larger, load(y, row + u * W), largest)
                wanted = select(larger, load(t, row + u * W), wanted)
            hits = hits + select(wanted > midpoint, all_ones, zero)
    return hits


@njit(error_model="numpy")
def look(plan, scratch, p, x, t, samples):
    """Mean loss, without penalties, and share of hits over samples that all runs share."""
    inputs, outputs = layer(plan, 0, L_INPUTS), whole_at(plan, OUTPUTS)
    chunk = whole_at(plan, CHUNK)
    total = place(plan, scratch, SUMS) + VECTOR
    store(total, 0, splat(0.0))
    hits = splat(0.0)
    first = 0
    while first < samples:
        count = min(chunk, samples - first)
        z = forward(plan, scratch, p, x + first * inputs * SIZE, True, count)
        targets = share_targets(plan, scratch, t + first * outputs * SIZE, count)
        cost(plan, scratch, p, z, targets, total, count)
        if whole_at(plan, ACCURATE):
            hits = count_hits(plan, scratch, z, targets, hits, count)
        first += count
    loss = load(total, 0) * splat(1.0 / (samples * whole_at(plan, SHARED_BY)))
    share = hits * splat(1.0 / samples)
    return loss, select(loss == loss, share, splat(nan))


@njit(error_model="numpy")
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


@njit(error_model="numpy")
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


@njit(error_model="numpy")
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


@njit(error_model="numpy")
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
        if whole_at(plan, BIASED):
            place_of = layer(plan, l, L_BIASES) * VECTOR
            call_address(
                code, p + place_of, gradient + place_of, slots + place_of, count, spare, own,
                uniform, known, factor, t, units, 1, 1,
            )  # fmt: skip


@njit(error_model="numpy")
def note(plan, trace, what, live, value):
    """Record one quantity at the step whose rows begin at `trace`; NaN for runs that had ended."""
    row = whole_at(plan, what)
    if row >= 0:
        store(trace, row * W, select(live, value, splat(nan)))


@njit(error_model="numpy")
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
        forward(plan, scratch, p, whole_at(plan, INPUTS_AT) + first * inputs * SIZE, True, count)
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


@njit(error_model="numpy")
def record(plan, scratch, p, trace, live, value, square, rate):
    """Record a step's quantities in the rows that begin at `trace`."""
    note(plan, trace, TRACE_LOSS, live, value)
    note(plan, trace, TRACE_GRAD_NORM, live, square)
    note(plan, trace, TRACE_LR, live, rate)
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
    if whole_at(plan, TRACE_TRAIN_LOSS) >= 0 or whole_at(plan, TRACE_TRAIN_ACCURACY) >= 0:
        loss, hits = look(
            plan, scratch, p, whole_at(plan, INPUTS_AT), whole_at(plan, TARGETS_AT),
            whole_at(plan, SAMPLES),
        )  # fmt: skip
        note(plan, trace, TRACE_TRAIN_LOSS, live, loss)
        note(plan, trace, TRACE_TRAIN_ACCURACY, live, hits)
    if whole_at(plan, TRACE_TEST_LOSS) >= 0 or whole_at(plan, TRACE_TEST_ACCURACY) >= 0:
        loss, hits = look(
            plan, scratch, p, whole_at(plan, TEST_INPUTS_AT), whole_at(plan, TEST_TARGETS_AT),
            whole_at(plan, TEST_SAMPLES),
        )  # fmt: skip
        note(plan, trace, TRACE_TEST_LOSS, live, loss)
        note(plan, trace, TRACE_TEST_ACCURACY, live, hits)
    wanted = max(whole_at(plan, TRACE_ACTIVATION_MEAN), whole_at(plan, TRACE_ACTIVATION_SPREAD))
    if max(wanted, whole_at(plan, TRACE_DEAD)) >= 0:
        note_activations(plan, scratch, p, trace, live)
    if whole_at(plan, TRACE_SHARPNESS) >= 0:
        found = place(plan, scratch, SUMS) + VECTOR
        call_address(whole_at(plan, SHARPNESS_AT), plan, scratch, p, found)
        note(plan, trace, TRACE_SHARPNESS, live, load(found, 0))


@cfunc(types.int64(*[types.int64] * 16), cache=True, error_model="numpy")
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
        value = descend(plan, scratch, rows, p, seed, at)
        value = value + penalize(plan, scratch, p, varying)
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
            record(plan, scratch, p, slot, live, value, square, load(known, 0))
        temper(plan, scratch, varying, integers, at)
        update_all(plan, scratch, p, varying, uniform, known, at - born + 1)
        low, total = minimum(value, low), total + value
        if watched:
            least = minimum(square, least)
    for i, result in ((0, least), (1, value), (2, square), (3, low), (4, total)):
        store(out, i * W, result)
    return taken


@cfunc(types.int64(*[types.int64] * 5), cache=True, error_model="numpy")
def measure(plan, scratch, p, found, step_size):
    """Losses and hits over training and test samples: four rows at `found`, `step_size` apart."""
    for i in range(4):
        store(found, i * step_size, splat(nan))
    loss, hits = look(
        plan, scratch, p, whole_at(plan, INPUTS_AT), whole_at(plan, TARGETS_AT),
        whole_at(plan, SAMPLES),
    )  # fmt: skip
    store(found, 0, loss)
    store(found, step_size, hits)
    if whole_at(plan, TEST_SAMPLES) > 0:
        loss, hits = look(
            plan, scratch, p, whole_at(plan, TEST_INPUTS_AT), whole_at(plan, TEST_TARGETS_AT),
            whole_at(plan, TEST_SAMPLES),
        )  # fmt: skip
        store(found, 2 * step_size, loss)
        store(found, 3 * step_size, hits)
    return 0
