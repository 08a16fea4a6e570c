# mypy: ignore-errors
"""How a network's gradient changes along a direction, and the largest curvature of its loss.

A template of precision and width, like `gdsim.engine.templates.passes`. Products with the Hessian
are derivatives of the gradient along a vector, by a tangent that goes forward and then backward
through the layers (Pearlmutter 1994, "Fast exact multiplication by the Hessian").
"""

#: common
from gdsim.engine.plan import (
    BEND_AT,
    BENDS,
    BIASED,
    CHUNK,
    COST_AT,
    CURVE_AT,
    DIAGONAL,
    DIRECTIONS,
    GATHERED,
    INPUTS_AT,
    L_ACTIVATE_TWICE_AT,
    L_BIASES,
    L_DERIVATIVES,
    L_INPUTS,
    L_MULTIPLIER_AT,
    L_SECONDS,
    L_TANGENT_SUMS,
    L_TANGENTS,
    L_UNITS,
    L_VALUES,
    L_WEIGHTS,
    LANCZOS,
    LAYERS,
    NUMBERS_AT,
    OTHER_SUMS,
    OUTPUTS,
    PARAMETERS,
    PRODUCT_OF_LANES_AT,
    PRODUCT_OF_SHARED_AT,
    SAMPLES,
    SECOND_WORK,
    SHARED_BY,
    SLOPES,
    SUMS,
    TARGETS_AT,
    WORK,
)

# The relative size of rounding errors, the number that replaces a pivot of 0, and the bisections
# after which an interval cannot become smaller.
ROUNDING, TINY, BISECTIONS = (1e-6, 1e-30, 40) if SIZE == 4 else (1e-14, 1e-290, 80)
# How often an eigenvalue is compared with what it was before, and the relative gain below which it
# has settled: each such number of steps leaves a small share of the error of the one before.
CHECKED, SETTLED = 4, 1e-6 if SIZE == 4 else 1e-10


@inner
def forward(plan, scratch, p, v, x, count):
    """Take `count` samples and their tangents along v through the layers."""
    last = whole_at(plan, LAYERS) - 1
    tangent = 0
    for l in range(last + 1):
        inputs, units = of(plan, l, L_INPUTS), of(plan, l, L_UNITS)
        z = scratch + of(plan, l, L_VALUES)
        moved = scratch + of(plan, l, L_TANGENT_SUMS)
        first = of(plan, l, L_WEIGHTS) * VECTOR
        product = whole_at(plan, PRODUCT_OF_SHARED_AT if l == 0 else PRODUCT_OF_LANES_AT)
        multiply_matrices(
            plan, scratch, product, p + first, x, z, inputs, 1, inputs, 1, 1, units, inputs, 0,
            units, count,
        )  # fmt: skip
        multiply_matrices(
            plan, scratch, product, v + first, x, moved, inputs, 1, inputs, 1, 1, units, inputs, 0,
            units, count,
        )  # fmt: skip
        if l > 0:
            multiply_matrices(
                plan, scratch, product, p + first, tangent, moved, inputs, 1, inputs, 1, 1, units,
                inputs, 1, units, count,
            )  # fmt: skip
        m = broadcast(of(plan, l, L_MULTIPLIER_AT), 0)
        shift, step = bias_of(plan, scratch, v, l)
        for s in range(count):
            for u in range(units):
                i = (s * units + u) * W
                store(moved, i, fma(load(moved, i), m, load(shift, u * step)))
        if l < last:
            bias, step = bias_of(plan, scratch, p, l)
            slopes = scratch + of(plan, l, L_DERIVATIVES)
            call_address(
                of(plan, l, L_ACTIVATE_TWICE_AT), z, slopes,
                scratch + of(plan, l, L_SECONDS),
                bias, step, of(plan, l, L_MULTIPLIER_AT), count, units,
            )  # fmt: skip
            tangent = scratch + of(plan, l, L_TANGENTS)
            for i in range(count * units):
                store(tangent, i * W, load(slopes, i * W) * load(moved, i * W))
        x = z
    return x


@inner
def backward(plan, scratch, p, v, x, count, scale, go_on, change):
    """Add up the change of the gradient of the samples that `forward` went through before."""
    last = whole_at(plan, LAYERS) - 1
    by_shared = whole_at(plan, PRODUCT_OF_SHARED_AT)
    by_lanes = whole_at(plan, PRODUCT_OF_LANES_AT)
    slopes, bends = scratch + whole_at(plan, SLOPES), scratch + whole_at(plan, BENDS)
    spare, other = scratch + whole_at(plan, WORK), scratch + whole_at(plan, SECOND_WORK)
    for i in range(count * whole_at(plan, OUTPUTS)):
        store(slopes, i * W, load(slopes, i * W) * scale)
        store(bends, i * W, load(bends, i * W) * scale)
    for back in range(last + 1):
        l = last - back
        inputs, units = of(plan, l, L_INPUTS), of(plan, l, L_UNITS)
        first = of(plan, l, L_WEIGHTS) * VECTOR
        below = x if l == 0 else scratch + of(plan, l - 1, L_VALUES)
        multiply_matrices(
            plan, scratch, by_shared if l == 0 else by_lanes, bends, below, change + first, 1,
            units, 1, inputs, inputs, 1, count, go_on, units, inputs,
        )  # fmt: skip
        if l > 0:
            tangent = scratch + of(plan, l - 1, L_TANGENTS)
            # A sum of its own: the order of additions must not depend on the size of chunks.
            multiply_matrices(
                plan, scratch, by_lanes, slopes, tangent,
                scratch + whole_at(plan, OTHER_SUMS) + first, 1, units, 1, inputs, inputs, 1,
                count, go_on, units, inputs,
            )  # fmt: skip
        if whole_at(plan, BIASED) != 0:
            multiply_matrices(
                plan, scratch, by_shared, bends, whole_at(plan, NUMBERS_AT),
                change + of(plan, l, L_BIASES) * VECTOR, 1, units, 0, 0, 1, 0, count, go_on, units,
                1,
            )  # fmt: skip
        if l > 0:
            multiply_matrices(
                plan, scratch, by_lanes, p + first, slopes, spare, 1, inputs, units, 1, 1, inputs,
                units, 0, inputs, count,
            )  # fmt: skip
            multiply_matrices(
                plan, scratch, by_lanes, p + first, bends, other, 1, inputs, units, 1, 1, inputs,
                units, 0, inputs, count,
            )  # fmt: skip
            multiply_matrices(
                plan, scratch, by_lanes, v + first, slopes, other, 1, inputs, units, 1, 1, inputs,
                units, 1, inputs, count,
            )  # fmt: skip
            slopes = scratch + of(plan, l - 1, L_DERIVATIVES)
            bends = scratch + of(plan, l - 1, L_SECONDS)
            moved = scratch + of(plan, l - 1, L_TANGENT_SUMS)
            m = broadcast(of(plan, l, L_MULTIPLIER_AT), 0)
            for i in range(0, count * inputs * W, W):
                slope, back_slope = load(slopes, i), load(spare, i) * m
                bend = load(bends, i) * load(moved, i)
                store(bends, i, fma(load(other, i) * m, slope, back_slope * bend))
                store(slopes, i, back_slope * slope)


@part(6)
def curve(plan, scratch, p, v, l2, result):
    """The Hessian of the loss over all training samples, penalties included, times v."""
    samples, chunk = whole_at(plan, SAMPLES), whole_at(plan, CHUNK)
    inputs, outputs = of(plan, 0, L_INPUTS), whole_at(plan, OUTPUTS)
    last = whole_at(plan, LAYERS) - 1
    scale = splat(1.0 / (samples * whole_at(plan, SHARED_BY)))
    total = scratch + whole_at(plan, SUMS) + VECTOR
    slopes, bends = scratch + whole_at(plan, SLOPES), scratch + whole_at(plan, BENDS)
    work = scratch + whole_at(plan, WORK)
    first = 0
    while first < samples:
        count = min(chunk, samples - first)
        x = whole_at(plan, INPUTS_AT) + first * inputs * SIZE
        t = scratch + whole_at(plan, GATHERED)
        for i in range(count * outputs):
            store(t, i * W, broadcast(whole_at(plan, TARGETS_AT), first * outputs + i))
        z = forward(plan, scratch, p, v, x, count)
        bias, step = bias_of(plan, scratch, p, last)
        call_address(
            whole_at(plan, COST_AT), z, t, slopes, work, bias, step,
            of(plan, last, L_MULTIPLIER_AT), total, count, outputs,
        )  # fmt: skip
        moved = scratch + of(plan, last, L_TANGENT_SUMS)
        call_address(whole_at(plan, BEND_AT), z, t, moved, bends, work, count, outputs)
        backward(plan, scratch, p, v, x, count, scale, first, result)
        first += count
    penalty, others = load(l2, 0), scratch + whole_at(plan, OTHER_SUMS)
    for l in range(last + 1):
        m = broadcast(of(plan, l, L_MULTIPLIER_AT), 0)
        first = of(plan, l, L_WEIGHTS)
        for i in range(first, first + of(plan, l, L_INPUTS) * of(plan, l, L_UNITS)):
            bend = load(result, i * W)
            if l > 0:
                bend = bend + load(others, i * W)
            store(result, i * W, fma(penalty, load(v, i * W), bend * m))
    return 0


@inner
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


@inner
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
            most = larger(most, pivot)
        below = most < 0.0
        low, high = select(below, low, middle), select(below, middle, high)
    return select(low == low, 0.5 * low + 0.5 * high, low)


@inner
def multiply(a, b, result, count):
    """Write the products of `count` lanes."""
    for i in range(0, count * W, W):
        store(result, i, load(a, i) * load(b, i))


@inner
def curve_scaled(plan, scratch, p, v, l2, scales, result):
    """D H D v, with the Hessian H and the diagonal matrix D at `scales`, or H v if that is 0."""
    count = whole_at(plan, PARAMETERS)
    if scales == 0:
        call_address(whole_at(plan, CURVE_AT), plan, scratch, p, v, l2, result)
    else:
        scaled = scratch + whole_at(plan, DIRECTIONS) + 3 * count * VECTOR
        multiply(v, scales, scaled, count)
        call_address(whole_at(plan, CURVE_AT), plan, scratch, p, scaled, l2, result)
        multiply(result, scales, result, count)


@part(6)
def sharpen(plan, scratch, p, l2, scales, result):
    """The largest eigenvalue of the Hessian over all training samples: Lanczos' algorithm.

    With the address of a diagonal D in `scales`, that of D H D. It begins at one vector for all
    runs, and ends for each run when the eigenvalue has settled: when `CHECKED` steps add less than
    `SETTLED` of it. It takes at most `LANCZOS` steps, and no more than there are parameters, where
    it is exact.
    """
    count, steps = whole_at(plan, PARAMETERS), whole_at(plan, LANCZOS)
    now = scratch + whole_at(plan, DIRECTIONS)
    before, curved = now + count * VECTOR, now + 2 * count * VECTOR
    diagonal = scratch + whole_at(plan, DIAGONAL)
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
    link, first, largest = splat(0.0), splat(0.0), splat(-inf)
    going = load(now, 0) == load(now, 0)
    unsettled = going
    store(beside, 0, link)
    for k in range(steps):
        curve_scaled(plan, scratch, p, now, l2, scales, curved)
        level = dot(now, curved, count)
        if k == 0:
            first = level
        # After all directions that matter, the rest is rounding errors, and is ignored.
        level = select(going, level, first)
        store(diagonal, k * W, level)
        for i in range(0, count * W, W):
            rest = load(curved, i) - level * load(now, i) - link * load(before, i)
            store(before, i, load(now, i))
            store(now, i, rest)
        link = sqrt(squares(now, count))
        going = going & logical_not(link <= ROUNDING * (abs(level) + abs(first)))
        link = select(going, link, splat(0.0))
        store(beside, (k + 1) * W, splat(0.0))
        if (k + 1) % CHECKED == 0 or k + 1 == steps:
            latest = largest_eigenvalue(diagonal, beside, k + 1)
            gain = latest - largest
            largest = select(unsettled, latest, largest)
            unsettled = unsettled & (gain > SETTLED * abs(latest))
            if not any_lane(unsettled):
                break
        store(beside, (k + 1) * W, link)
        scale = select(going, 1.0 / link, splat(0.0))
        for i in range(0, count * W, W):
            store(now, i, load(now, i) * scale)
    store(result, 0, largest)
    return 0
