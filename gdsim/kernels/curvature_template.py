# ruff: noqa: E741, F405, F821
# mypy: ignore-errors
"""How a network's gradient changes along a direction, and the largest curvature of its loss.

A template of precision and width, like `gdsim.kernels.passes_template`. Products with the Hessian
are derivatives of the gradient along a vector, by a tangent that goes forward and then backward
through the layers (Pearlmutter 1994, "Fast exact multiplication by the Hessian").
"""

#: common

# What counts as rounding next to the curvatures, what stands for a pivot of 0, and the halvings of
# an interval that leave nothing to halve.
ROUNDING, TINY, BISECTIONS = (1e-6, 1e-30, 40) if SIZE == 4 else (1e-14, 1e-290, 80)


@compiled(whole, whole, whole, whole, whole, whole, whole)
def forward(plan, scratch, p, v, x, count):
    """Take `count` samples and their tangents along v through the layers."""
    last = whole_at(plan, LAYERS) - 1
    tangent = 0
    for l in range(last + 1):
        inputs, units = layer(plan, l, L_INPUTS), layer(plan, l, L_UNITS)
        z = scratch + layer(plan, l, L_VALUES) * VECTOR
        moved = scratch + layer(plan, l, L_TANGENT_SUMS) * VECTOR
        first = layer(plan, l, L_WEIGHTS) * VECTOR
        shared = l == 0
        multiply(
            plan, shared, p + first, x, z, inputs, 1, inputs, 1, 1, units, inputs, 0, units, count
        )
        multiply(
            plan, shared, v + first, x, moved, inputs, 1, inputs, 1, 1, units, inputs, 0, units,
            count,
        )  # fmt: skip
        if l > 0:
            multiply(
                plan, False, p + first, tangent, moved, inputs, 1, inputs, 1, 1, units, inputs, 1,
                units, count,
            )  # fmt: skip
        m = broadcast(multiplier_of(plan, l), 0)
        shift, step = bias_of(plan, scratch, v, l)
        for s in range(count):
            for u in range(units):
                i = (s * units + u) * W
                store(moved, i, fma(load(moved, i), m, load(shift, u * step)))
        if l < last:
            bias, step = bias_of(plan, scratch, p, l)
            slopes = scratch + layer(plan, l, L_DERIVATIVES) * VECTOR
            call_address(
                layer(plan, l, L_ACTIVATE_TWICE_AT), z, slopes,
                scratch + layer(plan, l, L_SECONDS) * VECTOR,
                bias, step, multiplier_of(plan, l), count, units,
            )  # fmt: skip
            tangent = scratch + layer(plan, l, L_TANGENTS) * VECTOR
            for i in range(count * units):
                store(tangent, i * W, load(slopes, i * W) * load(moved, i * W))
        x = z
    return x


@compiled(types.void, whole, whole, whole, whole, whole, whole, LANES, whole, whole)
def backward(plan, scratch, p, v, x, count, scale, go_on, found):
    """Add up the change of the gradient of the samples that `forward` went through before."""
    last = whole_at(plan, LAYERS) - 1
    slopes, bends = place(plan, scratch, SLOPES), place(plan, scratch, BENDS)
    spare, other = place(plan, scratch, WORK), place(plan, scratch, SECOND_WORK)
    for i in range(count * whole_at(plan, OUTPUTS)):
        store(slopes, i * W, load(slopes, i * W) * scale)
        store(bends, i * W, load(bends, i * W) * scale)
    for back in range(last + 1):
        l = last - back
        inputs, units = layer(plan, l, L_INPUTS), layer(plan, l, L_UNITS)
        first = layer(plan, l, L_WEIGHTS) * VECTOR
        below = x if l == 0 else scratch + layer(plan, l - 1, L_VALUES) * VECTOR
        multiply(
            plan, l == 0, bends, below, found + first, 1, units, 1, inputs, inputs, 1, count, go_on,
            units, inputs,
        )  # fmt: skip
        if l > 0:
            tangent = scratch + layer(plan, l - 1, L_TANGENTS) * VECTOR
            # A sum of its own: the order of additions must not depend on the size of chunks.
            multiply(
                plan, False, slopes, tangent, place(plan, scratch, OTHER_SUMS) + first, 1, units,
                1, inputs, inputs, 1, count, go_on, units, inputs,
            )  # fmt: skip
        if whole_at(plan, BIASED) != 0:
            multiply(
                plan, True, bends, whole_at(plan, NUMBERS_AT),
                found + layer(plan, l, L_BIASES) * VECTOR,
                1, units, 0, 0, 1, 0, count, go_on, units, 1,
            )  # fmt: skip
        if l > 0:
            multiply(
                plan, False, p + first, slopes, spare, 1, inputs, units, 1, 1, inputs, units, 0,
                inputs, count,
            )  # fmt: skip
            multiply(
                plan, False, p + first, bends, other, 1, inputs, units, 1, 1, inputs, units, 0,
                inputs, count,
            )  # fmt: skip
            multiply(
                plan, False, v + first, slopes, other, 1, inputs, units, 1, 1, inputs, units, 1,
                inputs, count,
            )  # fmt: skip
            slopes = scratch + layer(plan, l - 1, L_DERIVATIVES) * VECTOR
            bends = scratch + layer(plan, l - 1, L_SECONDS) * VECTOR
            moved = scratch + layer(plan, l - 1, L_TANGENT_SUMS) * VECTOR
            m = broadcast(multiplier_of(plan, l), 0)
            for i in range(0, count * inputs * W, W):
                slope, back_slope = load(slopes, i), load(spare, i) * m
                bend = load(bends, i) * load(moved, i)
                store(bends, i, fma(load(other, i) * m, slope, back_slope * bend))
                store(slopes, i, back_slope * slope)


@part(6)
def curve(plan, scratch, p, v, l2, found):
    """The Hessian of the loss over all training samples, penalties included, times v."""
    samples, chunk = whole_at(plan, SAMPLES), whole_at(plan, CHUNK)
    inputs, outputs = layer(plan, 0, L_INPUTS), whole_at(plan, OUTPUTS)
    last = whole_at(plan, LAYERS) - 1
    scale = splat(1.0 / (samples * whole_at(plan, SHARED_BY)))
    total = place(plan, scratch, SUMS) + VECTOR
    slopes, bends = place(plan, scratch, SLOPES), place(plan, scratch, BENDS)
    work = place(plan, scratch, WORK)
    first = 0
    while first < samples:
        count = min(chunk, samples - first)
        x = whole_at(plan, INPUTS_AT) + first * inputs * SIZE
        t = place(plan, scratch, GATHERED)
        for i in range(count * outputs):
            store(t, i * W, broadcast(whole_at(plan, TARGETS_AT), first * outputs + i))
        z = forward(plan, scratch, p, v, x, count)
        bias, step = bias_of(plan, scratch, p, last)
        call_address(
            whole_at(plan, COST_AT), z, t, slopes, work, bias, step, multiplier_of(plan, last),
            total, count, outputs,
        )  # fmt: skip
        moved = scratch + layer(plan, last, L_TANGENT_SUMS) * VECTOR
        call_address(whole_at(plan, BEND_AT), z, t, moved, bends, work, count, outputs)
        backward(plan, scratch, p, v, x, count, scale, first > 0, found)
        first += count
    penalty, others = load(l2, 0), place(plan, scratch, OTHER_SUMS)
    for l in range(last + 1):
        m = broadcast(multiplier_of(plan, l), 0)
        first = layer(plan, l, L_WEIGHTS)
        for i in range(first, first + layer(plan, l, L_INPUTS) * layer(plan, l, L_UNITS)):
            bend = load(found, i * W)
            if l > 0:
                bend = bend + load(others, i * W)
            store(found, i * W, fma(penalty, load(v, i * W), bend * m))
    return 0


@compiled(LANES, whole, whole, whole)
def dot(a, b, count):
    """The sum of products of `count` lanes, in four sums that are added up at the end."""
    s0 = s1 = s2 = s3 = splat(0.0)
    most = count // 4 * 4
    for i in range(0, most * W, 4 * W):
        s0 = fma(load(a, i), load(b, i), s0)
        s1 = fma(load(a, i + W), load(b, i + W), s1)
        s2 = fma(load(a, i + 2 * W), load(b, i + 2 * W), s2)
        s3 = fma(load(a, i + 3 * W), load(b, i + 3 * W), s3)
    for i in range(most * W, count * W, W):
        s0 = fma(load(a, i), load(b, i), s0)
    return (s0 + s1) + (s2 + s3)


@compiled(LANES, whole, whole, whole)
def largest_eigenvalue(diagonal, beside, count):
    """The largest eigenvalue of a symmetric tridiagonal matrix, by bisection.

    It is below x if all pivots of the matrix less x are below 0 (Sylvester's law of inertia).
    """
    low = high = load(diagonal, 0)
    for i in range(count):
        reach = abs(load(beside, (i + 1) * W)) + abs(load(beside, i * W))
        low = maximum(low, load(diagonal, i * W))
        high = maximum(high, load(diagonal, i * W) + reach)
    for _ in range(BISECTIONS):
        middle = 0.5 * low + 0.5 * high
        pivot = load(diagonal, 0) - middle
        most = pivot
        for i in range(1, count):
            step = load(beside, i * W)
            safe = select(pivot == 0.0, splat(-TINY), pivot)
            pivot = load(diagonal, i * W) - middle - step * step / safe
            most = maximum(most, pivot)
        below = most < 0.0
        low, high = select(below, low, middle), select(below, middle, high)
    return select(low == low, 0.5 * low + 0.5 * high, low)


@part(5)
def sharpen(plan, scratch, p, l2, found):
    """The largest eigenvalue of the Hessian over all training samples: Lanczos' algorithm.

    From one start for all runs; as far as `LANCZOS` steps go. They are as many as there are
    parameters at most, and then it is exact.
    """
    count, steps = whole_at(plan, PARAMETERS), whole_at(plan, LANCZOS)
    now = place(plan, scratch, DIRECTIONS)
    before, curved = now + count * VECTOR, now + 2 * count * VECTOR
    diagonal = place(plan, scratch, DIAGONAL)
    beside = diagonal + steps * VECTOR
    key, zero, like = splat_words(0), splat_words(0), splat(0.0)
    for i in range(0, count, 2):
        r0, r1, r2, r3 = philox(splat_words(i // 2), zero, zero, zero, key, 4)
        n0, n1 = normal_pair(r0, r1, r2, r3, like)
        store(now, i * W, n0)
        if i + 1 < count:
            store(now, (i + 1) * W, n1)
    scale = 1.0 / sqrt(squares(now, count))
    for i in range(0, count * W, W):
        store(now, i, load(now, i) * scale)
        store(before, i, splat(0.0))
    link, first = splat(0.0), splat(0.0)
    going = load(now, 0) == load(now, 0)
    store(beside, 0, link)
    for k in range(steps):
        call_address(whole_at(plan, CURVE_AT), plan, scratch, p, now, l2, curved)
        level = dot(now, curved, count)
        if k == 0:
            first = level
        # Once all directions that matter are found, what is left is rounding, and left out.
        level = select(going, level, first)
        store(diagonal, k * W, level)
        for i in range(0, count * W, W):
            rest = load(curved, i) - level * load(now, i) - link * load(before, i)
            store(before, i, load(now, i))
            store(now, i, rest)
        link = sqrt(squares(now, count))
        going = going & logical_not(link <= ROUNDING * (abs(level) + abs(first)))
        link = select(going, link, splat(0.0))
        store(beside, (k + 1) * W, link)
        scale = select(going, 1.0 / link, splat(0.0))
        for i in range(0, count * W, W):
            store(now, i, load(now, i) * scale)
    store(beside, steps * W, splat(0.0))
    store(found, 0, largest_eigenvalue(diagonal, beside, steps))
    return 0
