# mypy: ignore-errors
"""A stride of a network's training: passes and updates of one lane group.

A template of precision and width, like `gdsim.engine.templates.passes`; it replaces
`gdsim.engine.templates.stride` for all networks.
"""

#: common
from gdsim.engine.board import COUNT_OFF_AT
from gdsim.engine.board import UPDATE_AT as SHARED_UPDATE_AT
from gdsim.engine.call import END_AT, RESULTS_AT
from gdsim.engine.judge import ended
from gdsim.engine.plan import (
    BEGIN_AT,
    BIASED,
    COEFFICIENTS,
    DESCEND_AT,
    DRIFTS,
    GRADIENT,
    HALT_AT,
    INTEGERS,
    L2_ROW,
    L_BIASES,
    L_INPUTS,
    L_UNITS,
    L_WEIGHTS,
    LAYERS,
    NOISE_AT,
    NOISE_ROW,
    NOISY,
    OBSERVE_AT,
    OF_LAYERS,
    PARAMETERS,
    PIECEWISE,
    POINT,
    POINT_AT,
    RATED,
    RUN_HIGH_ROW,
    RUN_ROW,
    SCALE_AT,
    SCALES,
    SEED_ROW,
    SHARED,
    SHARPEN_AT,
    SLOTS,
    SPARE,
    SUMS,
    TEMPER_AT,
    TOLERANT,
    TRACE_GRAD_NORM,
    TRACE_LOSS,
    TRACE_LR,
    TRACE_PRECONDITIONED,
    TRACED,
    UPDATE_AT,
)
from gdsim.engine.rows import (
    COMPARED,
    ENDS,
    LOW,
    PARAMETERS_ROW,
    RESULTS,
    SQUARE,
    STATUS,
    TOTAL,
    VALUE,
)
from gdsim.engine.verdict import CONVERGED

load_ends = row_access(DTYPE, 1, tuple(range(len(ENDS)))).load
some, places_of_some = unit(DTYPE, ACROSS * ALONG), unit("uint32", ACROSS * ALONG)
gather_some, scatter_some = some.gather, some.scatter
splat_places, iota_places, widen_word = (
    places_of_some.splat, places_of_some.iota, places_of_some.widen,
)  # fmt: skip
store_results = row_access(DTYPE, ACROSS, tuple(i * W for i in range(len(RESULTS)))).store

# A vector of noise, in multiply-adds of vectors.
NOISE = 150

compile_in_lanes(ended)


@part(7)
def add_noise(plan, scratch, varying, integers, at, start, end):
    """Add the noise to the numbers of the gradient from an even `start` to `end`."""
    gradient = scratch + whole_at(plan, GRADIENT)
    noise = load(varying, NOISE_ROW * W)
    low, high = load_words(integers, RUN_ROW * W), load_words(integers, RUN_HIGH_ROW * W)
    key, now = load_words(integers, SEED_ROW * W), splat_words(at)
    first = start
    if W == 1:
        for i in range(start, end - 2 * ALONG + 1, 2 * ALONG):
            places = splat_places(i) + iota_places() + iota_places()
            r0, r1, r2, r3 = philox(
                widen_word(low), widen_word(high), widen_word(now), places, widen_word(key), 0
            )  # fmt: skip
            n0, n1 = normal_pair(r0, r1, r2, r3, noise)
            others = places + splat_places(1)
            scatter_some(gradient, places, fma(noise, n0, gather_some(gradient, places)))
            scatter_some(gradient, others, fma(noise, n1, gather_some(gradient, others)))
            first = i + 2 * ALONG
    for i in range(first, end, 2):
        r0, r1, r2, r3 = philox(low, high, now, splat_words(i), key, 0)
        n0, n1 = normal_pair(r0, r1, r2, r3, noise)
        store(gradient, i * W, fma(noise, n0, load(gradient, i * W)))
        if i + 1 < end:
            store(gradient, (i + 1) * W, fma(noise, n1, load(gradient, (i + 1) * W)))
    return 0


@inner
def add_all_noise(plan, scratch, varying, integers, at):
    """Add the noise to the gradient."""
    code, count = whole_at(plan, NOISE_AT), whole_at(plan, PARAMETERS)
    team = whole_at(plan, TEAM_AT)
    if W == 1 and team != 0:
        call_address(
            whole_at(team, COUNT_OFF_AT), team, code, plan, scratch, varying, integers, at, count,
            NOISE, scratch + whole_at(plan, PANEL),
        )  # fmt: skip
    else:
        call_address(code, plan, scratch, varying, integers, at, 0, count)


@inner
def update_of(
    plan, scratch, p, g, slots, varying, uniform, known, factor, t, rows, columns, vector
):  # fmt: skip
    """One update of a weight matrix or bias vector."""
    code, count = whole_at(plan, UPDATE_AT), whole_at(plan, PARAMETERS)
    spare, team = scratch + whole_at(plan, SPARE), whole_at(plan, TEAM_AT)
    if W == 1 and team != 0 and whole_at(plan, PIECEWISE) != 0:
        call_address(
            whole_at(team, SHARED_UPDATE_AT), team, code, p, g, slots, count, spare, varying,
            uniform, known, factor, t, rows, columns, vector, scratch + whole_at(plan, PANEL),
        )  # fmt: skip
    else:
        call_address(
            code, p, g, slots, count, spare, varying, uniform, known, factor, t, rows, columns,
            vector,
        )  # fmt: skip


@inner
def update_all(plan, scratch, p, varying, uniform, known, t):
    """One update of every weight matrix and bias vector, and the drift of the weights."""
    gradient, count = scratch + whole_at(plan, GRADIENT), whole_at(plan, PARAMETERS)
    layers = whole_at(plan, LAYERS)
    slots = p + count * VECTOR
    own = varying + (FACTORS + len(OF_LAYERS) * layers) * VECTOR
    for l in range(layers):
        inputs, units = of(plan, l, L_INPUTS), of(plan, l, L_UNITS)
        factor = bias_factor = 0
        if whole_at(plan, RATED):
            factor = varying + (FACTORS + l) * VECTOR
            bias_factor = varying + (FACTORS + layers + l) * VECTOR
        first = of(plan, l, L_WEIGHTS)
        place_of = first * VECTOR
        update_of(
            plan, scratch, p + place_of, gradient + place_of, slots + place_of, own, uniform,
            known, factor, t, units, inputs, 0,
        )  # fmt: skip
        if whole_at(plan, DRIFTS):
            drift = load(varying, (FACTORS + 2 * layers + l) * W)
            last = first + inputs * units
            for i in range(first, last, ALONG):
                store_some(p, i * W, load_some(p, i * W, last - i) + drift, last - i)
        if whole_at(plan, BIASED) != 0:
            place_of = of(plan, l, L_BIASES) * VECTOR
            update_of(
                plan, scratch, p + place_of, gradient + place_of, slots + place_of, own, uniform,
                known, bias_factor, t, units, 1, 1,
            )  # fmt: skip


@inner
def note_preconditioned(plan, scratch, p, varying, uniform, known, t, trace, live):
    """Record the sharpness with the preconditioner of the step that comes next."""
    gradient, count = scratch + whole_at(plan, GRADIENT), whole_at(plan, PARAMETERS)
    own = varying + (FACTORS + len(OF_LAYERS) * whole_at(plan, LAYERS)) * VECTOR
    scales = scratch + whole_at(plan, SCALES)
    call_address(whole_at(plan, SCALE_AT), p, gradient, own, uniform, known, t, count, scales)
    result, l2 = scratch + whole_at(plan, SUMS) + 2 * VECTOR, varying + L2_ROW * VECTOR
    call_address(whole_at(plan, SHARPEN_AT), plan, scratch, p, l2, scales, result)
    note(plan, trace, TRACE_PRECONDITIONED, live, load(result, 0))


@part(15)
def stride(
    rows, scratch, varying, integers, uniform, prepared, factors, trace, ends, plan,
    s, n, born, recorded, call,
):  # fmt: skip
    """Take n steps from step s. Where a run ends, it is noted, and its lane goes on.

    `recorded` is the address of the next recorded step, and `trace` of its record.
    """
    count, slots = whole_at(plan, PARAMETERS), whole_at(plan, SLOTS)
    p = rows + PARAMETERS_ROW * VECTOR
    shared = p + count * (1 + slots) * VECTOR
    floor, tolerance, limit = load_ends(ends, 0)
    known = scratch + whole_at(plan, COEFFICIENTS)
    gradient = scratch + whole_at(plan, GRADIENT)
    own = varying + (FACTORS + len(OF_LAYERS) * whole_at(plan, LAYERS)) * VECTOR
    seed = integers + SEED_ROW * W * WORD
    results = whole_at(call, RESULTS_AT)
    square = splat(nan)
    apart = whole_at(plan, POINT_AT) != 0
    y = scratch + whole_at(plan, POINT)
    due = whole_at(recorded, 0)
    for at in range(s, s + n):
        # A gradient at p that no update needs is for a record, or for the tolerance.
        recording = at == due
        watched = whole_at(plan, TOLERANT) or recording
        wanted = 1
        if apart and not watched:
            wanted = 0
        call_address(whole_at(plan, DESCEND_AT), plan, scratch, rows, p, varying, seed, at, wanted)
        value = load(scratch + whole_at(plan, SUMS), W)
        if watched:
            square = squares(gradient, count)
        compared = square
        if whole_at(plan, HALT_AT) != 0:
            store(results, VALUE * W, value)
            store(results, SQUARE * W, square)
            call_address(whole_at(plan, HALT_AT), results, at)
            compared = load(results, COMPARED * W)
        live = load(rows, STATUS * W) < CONVERGED
        call_address(
            whole_at(plan, BEGIN_AT), own, integers + len(INTEGERS) * W * WORD, uniform, prepared,
            factors, shared, known, at, born,
        )  # fmt: skip
        if apart:
            call_address(whole_at(plan, POINT_AT), p, own, uniform, y, count)
        if recording:
            note(plan, trace, TRACE_LOSS, live, value)
            note(plan, trace, TRACE_GRAD_NORM, live, square)
            note(plan, trace, TRACE_LR, live, load(known, 0))
            if whole_at(plan, OBSERVE_AT) != 0:
                call_address(whole_at(plan, OBSERVE_AT), plan, scratch, p, rows, varying, trace)
        if any_lane(live & ended(value, compared, floor, tolerance, limit)):
            if not watched:
                if wanted == 0:
                    call_address(
                        whole_at(plan, DESCEND_AT), plan, scratch, rows, p, varying, seed, at, 1
                    )
                square = squares(gradient, count)
            store_results(results, 0, value, square, compared)
            call_address(whole_at(call, END_AT), call, rows, at)
        if apart:
            call_address(whole_at(plan, DESCEND_AT), plan, scratch, rows, y, varying, seed, at, 1)
        if whole_at(plan, NOISY):
            add_all_noise(plan, scratch, varying, integers, at)
        if whole_at(plan, TEMPER_AT) != 0:
            call_address(whole_at(plan, TEMPER_AT), gradient, p, own, uniform, at - born + 1, count)
        if recording:
            if whole_at(plan, SCALE_AT) != 0:
                note_preconditioned(
                    plan, scratch, p, varying, uniform, known, at - born + 1, trace, live
                )
            trace = trace + whole_at(plan, TRACED) * VECTOR
            recorded = recorded + 8
            due = whole_at(recorded, 0)
        update_all(plan, scratch, p, varying, uniform, known, at - born + 1)
        low, total = load(rows, LOW * W), load(rows, TOTAL * W)
        store(rows, LOW * W, smaller(value, low))
        store(rows, TOTAL * W, total + value)
    return 0
