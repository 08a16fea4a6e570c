# mypy: ignore-errors
"""A network's passes, forward and backward, for one lane group.

A template of precision and width, like `gdsim.engine.templates.stride`: the layers' sizes and the
compiled activations and loss are looked up in the plan (`gdsim.engine.plan`), so this is compiled
once for all networks. All arguments and addresses are whole numbers.

Samples go through the layers in chunks. Sums over samples are computed in the order of the
samples, and sums over inputs in the order of the inputs, so chunks and tiles change no bit.
"""

#: common
from gdsim.engine.board import ACTIVATE_AT as SHARED_ACTIVATE_AT
from gdsim.engine.board import BEND_AT as SHARED_BEND_AT
from gdsim.engine.plan import (
    ACCURATE,
    ALL,
    BATCH,
    BATCHES_ARE,
    BIASED,
    CHUNK,
    COST_AT,
    GATHERED,
    GRADIENT,
    INPUTS_AT,
    L1,
    L1_ROW,
    L2,
    L2_ROW,
    L_ACTIVATE_AT,
    L_BACKWARD_AT,
    L_BIASES,
    L_DERIVATIVES,
    L_FORWARD_AT,
    L_INPUTS,
    L_MULTIPLIER_AT,
    L_UNITS,
    L_VALUES,
    L_WEIGHTS,
    LAYERS,
    NUMBERS_AT,
    ORDER,
    OUTPUTS,
    OWN,
    OWN_INPUTS,
    PRODUCT_OF_LANES_AT,
    PRODUCT_OF_SHARED_AT,
    PUT_OUT_AT,
    REPLACEMENT,
    SAMPLES,
    SHARED_BY,
    SHARED_INPUTS,
    SHUFFLE_AT,
    SLOPES,
    SUMS,
    TABLE,
    TABLE_FIRST,
    TABLE_INPUTS_AT,
    TABLE_TARGETS_AT,
    TAILORED,
    TARGETS_AT,
    WORK,
)


@inner
def activate(plan, scratch, p, z, l, count):
    """Replace a layer's sums z of `count` samples by activations; write their derivatives."""
    code, d, units = of(plan, l, L_ACTIVATE_AT), of(plan, l, L_DERIVATIVES), of(plan, l, L_UNITS)
    (bias, step), m = bias_of(plan, scratch, p, l), of(plan, l, L_MULTIPLIER_AT)
    team = whole_at(plan, TEAM_AT)
    if W == 1 and team != 0:
        room = scratch + whole_at(plan, PANEL)
        call_address(
            whole_at(team, SHARED_ACTIVATE_AT), team, code, z, scratch + d, bias, step, m, count,
            units, room,
        )  # fmt: skip
    else:
        call_address(code, z, scratch + d, bias, step, m, count, units)


@inner
def forward(plan, scratch, p, x, by_first, count):
    """Take `count` samples through the layers; the last layer's sums are not activated.

    `by_first` is the product for the inputs x, which are shared or each run's own. Derivatives are
    kept, whatever the activation.
    """
    last, product = whole_at(plan, LAYERS) - 1, by_first
    for l in range(last + 1):
        inputs, units = of(plan, l, L_INPUTS), of(plan, l, L_UNITS)
        z = scratch + of(plan, l, L_VALUES)
        w = p + of(plan, l, L_WEIGHTS) * VECTOR
        multiply_matrices(
            plan, scratch, product, w, x, z, inputs, 1, inputs, 1, 1, units, inputs, 0, units,
            count,
        )  # fmt: skip
        if l < last:
            activate(plan, scratch, p, z, l, count)
        x, product = z, whole_at(plan, PRODUCT_OF_LANES_AT)
    return x


@inner
def forward_tailored(plan, scratch, p, x, count):
    """`forward` with the layers' own code; only derivatives that its way back needs are kept."""
    for l in range(whole_at(plan, LAYERS)):
        z, (bias, _) = scratch + of(plan, l, L_VALUES), bias_of(plan, scratch, p, l)
        call_address(
            of(plan, l, L_FORWARD_AT), p + of(plan, l, L_WEIGHTS) * VECTOR, x, bias,
            of(plan, l, L_MULTIPLIER_AT), z, scratch + of(plan, l, L_DERIVATIVES), count,
        )  # fmt: skip
        x = z
    return x


@inner
def forward_by(tailored, plan, scratch, p, x, by_first, count):
    """`forward`, with the layers' own code if `tailored`."""
    if tailored:
        return forward_tailored(plan, scratch, p, x, count)
    return forward(plan, scratch, p, x, by_first, count)


@inner
def cost(plan, scratch, p, z, t, total, count):
    """Add the losses of `count` samples to the sum at `total`; write their slopes by z."""
    last = whole_at(plan, LAYERS) - 1
    bias, step = bias_of(plan, scratch, p, last)
    call_address(
        whole_at(plan, COST_AT), z, t, scratch + whole_at(plan, SLOPES),
        scratch + whole_at(plan, WORK),
        bias, step, of(plan, last, L_MULTIPLIER_AT), total, count, whole_at(plan, OUTPUTS),
    )  # fmt: skip


@inner
def scale_slopes(plan, scratch, count, scale):
    """Multiply the slopes of the losses of `count` samples."""
    slopes = scratch + whole_at(plan, SLOPES)
    size = count * whole_at(plan, OUTPUTS)
    for i in range(0, size, ALONG):
        store_some(slopes, i * W, load_some(slopes, i * W, size - i) * scale, size - i)
    return slopes


@inner
def backward_tailored(plan, scratch, p, x, count, scale, go_on):
    """`backward` after `forward_tailored`."""
    gradient, last = scratch + whole_at(plan, GRADIENT), whole_at(plan, LAYERS) - 1
    slopes = scale_slopes(plan, scratch, count, scale)
    for back in range(last + 1):
        l = last - back
        below, bends = x, x
        if l > 0:
            below = scratch + of(plan, l - 1, L_VALUES)
            bends = scratch + of(plan, l - 1, L_DERIVATIVES)
        weights, biases = of(plan, l, L_WEIGHTS) * VECTOR, of(plan, l, L_BIASES) * VECTOR
        slopes = call_address(
            of(plan, l, L_BACKWARD_AT), p + weights, slopes, below, bends,
            of(plan, l, L_MULTIPLIER_AT), gradient + weights, gradient + biases, count, go_on,
        )  # fmt: skip


@inner
def bend_all(plan, scratch, sums, bends, l, count):
    """Multiply the derivatives below layer l, of `count` samples, by their slopes' sums."""
    multiplier, units = of(plan, l, L_MULTIPLIER_AT), of(plan, l, L_INPUTS)
    team = whole_at(plan, TEAM_AT)
    if W == 1 and team != 0:
        room = scratch + whole_at(plan, PANEL)
        call_address(
            whole_at(team, SHARED_BEND_AT), team, sums, bends, multiplier, count, units, room
        )
    else:
        m, size = broadcast(multiplier, 0), count * units
        for i in range(0, size, ALONG):
            left = size - i
            value = load_some(sums, i * W, left) * m
            store_some(bends, i * W, value * load_some(bends, i * W, left), left)


@inner
def backward(plan, scratch, p, x, by_first, count, scale, go_on):
    """Add the gradient of the `count` samples of the last `forward` and `cost`."""
    last = whole_at(plan, LAYERS) - 1
    by_shared = whole_at(plan, PRODUCT_OF_SHARED_AT)
    by_lanes = whole_at(plan, PRODUCT_OF_LANES_AT)
    gradient, spare = scratch + whole_at(plan, GRADIENT), scratch + whole_at(plan, WORK)
    slopes = scale_slopes(plan, scratch, count, scale)
    for back in range(last + 1):
        l = last - back
        inputs, units = of(plan, l, L_INPUTS), of(plan, l, L_UNITS)
        below, product = x, by_first
        if l > 0:
            below, product = scratch + of(plan, l - 1, L_VALUES), by_lanes
        weights = of(plan, l, L_WEIGHTS) * VECTOR
        multiply_matrices(
            plan, scratch, product, slopes, below, gradient + weights, 1, units, 1, inputs, inputs,
            1, count, go_on, units, inputs,
        )  # fmt: skip
        if whole_at(plan, BIASED) != 0:
            ones, biases = whole_at(plan, NUMBERS_AT), of(plan, l, L_BIASES) * VECTOR
            multiply_matrices(
                plan, scratch, by_shared, slopes, ones, gradient + biases, 1, units, 0, 0, 1, 0,
                count, go_on, units, 1,
            )  # fmt: skip
        if l > 0:
            w, m = p + weights, broadcast(of(plan, l, L_MULTIPLIER_AT), 0)
            bends = scratch + of(plan, l - 1, L_DERIVATIVES)
            if units == 1:
                for s in range(count):
                    slope = load(slopes, s * W)
                    for i in range(0, inputs, ALONG):
                        place, left = (s * inputs + i) * W, inputs - i
                        value = load_some(w, i * W, left) * slope * m
                        store_some(bends, place, value * load_some(bends, place, left), left)
            else:
                multiply_matrices(
                    plan, scratch, by_lanes, w, slopes, spare, 1, inputs, units, 1, 1, inputs,
                    units, 0, inputs, count,
                )  # fmt: skip
                bend_all(plan, scratch, spare, bends, l, count)
            slopes = bends


@inner
def order(plan, scratch, rows, seed, epoch):
    """The order of an epoch's samples, each run's own; it is kept until the epoch ends."""
    start = scratch + whole_at(plan, ORDER)
    # The first words of the scratch memory, initially 0, say whose order it has.
    low, high, now = splat_words(rows), splat_words(rows >> 32), splat_words(epoch + 1)
    same = (load_words(scratch, 0) == low) & (load_words(scratch, WORDS) == high)
    if any_lane(logical_not(same & (load_words(scratch, 2 * WORDS) == now))):
        call_address(whole_at(plan, SHUFFLE_AT), start, whole_at(plan, SAMPLES), seed, epoch, 1)
        store_words(scratch, 0, low)
        store_words(scratch, WORDS, high)
        store_words(scratch, 2 * WORDS, now)
    return start


@inner
def gather_samples(plan, scratch, rows, seed, at, first, count):
    """Fetch each run's own samples `first` to `first + count` of the batch of a step."""
    samples, batch = whole_at(plan, SAMPLES), whole_at(plan, BATCH)
    inputs, outputs = of(plan, 0, L_INPUTS), whole_at(plan, OUTPUTS)
    x = scratch + whole_at(plan, GATHERED)
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
            chosen = load_words(order_at, (begin + k) * WORDS)
        for i in range(inputs):
            place_of = chosen * splat_words(inputs) + splat_words(i)
            store(x, (k * inputs + i) * W, gather(whole_at(plan, INPUTS_AT), place_of))
        for i in range(outputs):
            place_of = chosen * splat_words(outputs) + splat_words(i)
            store(t, (k * outputs + i) * W, gather(whole_at(plan, TARGETS_AT), place_of))
    return x, t


@inner
def share_targets(plan, scratch, targets, count):
    """Targets that all runs share, in lanes."""
    if W == 1:
        return targets
    outputs = whole_at(plan, OUTPUTS)
    t = scratch + whole_at(plan, GATHERED)
    for i in range(count * outputs):
        store(t, i * W, broadcast(targets, i))
    return t


@inner
def batch_of(plan, at):
    """The size of the batch of a step."""
    samples, batch = whole_at(plan, SAMPLES), whole_at(plan, BATCH)
    if whole_at(plan, BATCHES_ARE) == ALL or whole_at(plan, REPLACEMENT):
        return batch
    return min(batch, samples - at % (-(-samples // batch)) * batch)


@inner
def table_place(plan, at):
    """The first sample of a step's batch in the table."""
    samples, batch = whole_at(plan, SAMPLES), whole_at(plan, BATCH)
    if whole_at(plan, REPLACEMENT):
        return (at - whole_at(plan, TABLE_FIRST)) * batch
    steps = -(-samples // batch)
    return (at // steps - whole_at(plan, TABLE_FIRST)) * samples + at % steps * batch


@inner
def penalize(plan, scratch, p, varying):
    """Multiply gradients by layers' multipliers, add slopes of penalties; return the penalty."""
    penalty = splat(0.0)
    gradient = scratch + whole_at(plan, GRADIENT)
    with_l1, with_l2 = whole_at(plan, L1), whole_at(plan, L2)
    l1, l2 = load(varying, L1_ROW * W), load(varying, L2_ROW * W)
    for l in range(whole_at(plan, LAYERS)):
        m = broadcast(of(plan, l, L_MULTIPLIER_AT), 0)
        first = of(plan, l, L_WEIGHTS)
        last = first + of(plan, l, L_INPUTS) * of(plan, l, L_UNITS)
        if any_lane(m != 1.0):
            for i in range(first, last, ALONG):
                store_some(gradient, i * W, load_some(gradient, i * W, last - i) * m, last - i)
        if with_l1:
            sizes = splat(0.0)
            for i in range(first, last):
                w = load(p, i * W)
                sizes = sizes + abs(w)
                store(gradient, i * W, fma(l1, sign(w), load(gradient, i * W)))
            penalty = fma(l1, sizes, penalty)
        if with_l2:
            for i in range(first, last, ALONG):
                slope = load_some(gradient, i * W, last - i)
                slope = fma(l2, load_some(p, i * W, last - i), slope)
                store_some(gradient, i * W, slope, last - i)
            penalty = fma(0.5 * l2, squares(p + first * VECTOR, last - first), penalty)
    return penalty


@part(8)
def descend(plan, scratch, rows, p, varying, seed, at, with_gradient):
    """The loss of a step's batch, with penalties, and its gradient, left in the scratch memory.

    Without the gradient, which takes twice the time of the loss, its memory has no meaning.
    """
    mode = whole_at(plan, BATCHES_ARE)
    tailored = whole_at(plan, TAILORED) == (OWN_INPUTS if mode == OWN else SHARED_INPUTS)
    size, chunk = batch_of(plan, at), whole_at(plan, CHUNK)
    inputs, outputs = of(plan, 0, L_INPUTS), whole_at(plan, OUTPUTS)
    all_x, all_t = whole_at(plan, INPUTS_AT), whole_at(plan, TARGETS_AT)
    if mode == TABLE:
        start = table_place(plan, at)
        all_x = whole_at(plan, TABLE_INPUTS_AT) + start * inputs * SIZE
        all_t = whole_at(plan, TABLE_TARGETS_AT) + start * outputs * SIZE
    total = scratch + whole_at(plan, SUMS) + VECTOR
    store(total, 0, splat(0.0))
    scale = splat(1.0 / (size * whole_at(plan, SHARED_BY)))
    first = 0
    while first < size:
        count = min(chunk, size - first)
        product = whole_at(plan, PRODUCT_OF_SHARED_AT)
        if mode == OWN:
            x, t = gather_samples(plan, scratch, rows, seed, at, first, count)
            product = whole_at(plan, PRODUCT_OF_LANES_AT)
        else:
            x = all_x + first * inputs * SIZE
            t = share_targets(plan, scratch, all_t + first * outputs * SIZE, count)
        z = forward_by(tailored, plan, scratch, p, x, product, count)
        cost(plan, scratch, p, z, t, total, count)
        if with_gradient != 0 and tailored:
            backward_tailored(plan, scratch, p, x, count, scale, first)
        elif with_gradient != 0:
            backward(plan, scratch, p, x, product, count, scale, first)
        first += count
    loss = load(total, 0) * scale
    store(total, 0, loss + penalize(plan, scratch, p, varying))
    return 0


@inner
def count_hits(plan, scratch, z, t, hits, count):
    """The earlier hits and the number of `count` samples that are assigned to their class."""
    outputs = whole_at(plan, OUTPUTS)
    y = scratch + whole_at(plan, WORK)
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


@part(8)
def look(plan, scratch, p, x, t, samples, results, apart):
    """The mean loss, without penalties, and the share of hits over samples that all runs share.

    They are written to `results` and `apart` numbers after it; NaN without samples.
    """
    if samples == 0:
        store(results, 0, splat(nan))
        store(results, apart, splat(nan))
        return 0
    inputs, outputs = of(plan, 0, L_INPUTS), whole_at(plan, OUTPUTS)
    chunk, product = whole_at(plan, CHUNK), whole_at(plan, PRODUCT_OF_SHARED_AT)
    total = scratch + whole_at(plan, SUMS) + VECTOR
    store(total, 0, splat(0.0))
    hits = splat(0.0)
    first, tailored = 0, whole_at(plan, TAILORED) == SHARED_INPUTS
    while first < samples:
        count = min(chunk, samples - first)
        x_now = x + first * inputs * SIZE
        z = forward_by(tailored, plan, scratch, p, x_now, product, count)
        targets = share_targets(plan, scratch, t + first * outputs * SIZE, count)
        cost(plan, scratch, p, z, targets, total, count)
        if whole_at(plan, ACCURATE):
            hits = count_hits(plan, scratch, z, targets, hits, count)
        first += count
    loss = load(total, 0) * splat(1.0 / (samples * whole_at(plan, SHARED_BY)))
    share = hits * splat(1.0 / samples)
    if whole_at(plan, ACCURATE) == 0:
        share = splat(nan)
    store(results, 0, loss)
    store(results, apart, select(loss == loss, share, splat(nan)))
    return 0


@part(11)
def look_each(look_at, plan, scratch, p, p_apart, x, t, samples, results, apart, blocks):
    """The same in each of some blocks, whose parameters are `p_apart` bytes after one another."""
    for block in range(blocks):
        here, there = p + block * p_apart, results + block * VECTOR
        call_address(look_at, plan, scratch, here, x, t, samples, there, apart)
    return 0


@part(5)
def show(plan, scratch, p, x, count):
    """Take `count` samples that all runs share through the layers, and no further."""
    forward(plan, scratch, p, x, whole_at(plan, PRODUCT_OF_SHARED_AT), count)
    return 0


@part(6)
def put_out(plan, scratch, p, x, samples, y):
    """Write the outputs for samples that all runs share to y."""
    inputs, outputs = of(plan, 0, L_INPUTS), whole_at(plan, OUTPUTS)
    last = whole_at(plan, LAYERS) - 1
    bias, step = bias_of(plan, scratch, p, last)
    m, product = broadcast(of(plan, last, L_MULTIPLIER_AT), 0), whole_at(plan, PRODUCT_OF_SHARED_AT)
    first = 0
    while first < samples:
        count = min(whole_at(plan, CHUNK), samples - first)
        z = forward(plan, scratch, p, x + first * inputs * SIZE, product, count)
        for s in range(count):
            for u in range(outputs):
                i = (s * outputs + u) * W
                store(z, i, fma(load(z, i), m, load(bias, u * step)))
        call_address(whole_at(plan, PUT_OUT_AT), z, y + first * outputs * VECTOR, count, outputs)
        first += count
    return 0
