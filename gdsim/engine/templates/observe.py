# mypy: ignore-errors
"""The records of a network's training besides its losses, for one lane group.

A template of precision and width, like `gdsim.engine.templates.passes`.
"""

#: common
from gdsim.engine.plan import (
    BIASED,
    CHUNK,
    CLASS_ENDS_AT,
    CLASS_INPUTS_AT,
    CLASS_TARGETS_AT,
    CLASSES,
    GRADIENT,
    HIDDEN_UNITS,
    INPUTS_AT,
    L2_ROW,
    L_DERIVATIVES,
    L_INPUTS,
    L_UNITS,
    L_VALUES,
    L_WEIGHTS,
    LAYERS,
    LOOK_AT,
    OUTPUTS,
    PARAMETERS,
    POINT,
    POINT_AT,
    REACHED,
    SAMPLES,
    SCALE_AT,
    SEEN_SLOTS,
    SEEN_SLOTS_AT,
    SHARPEN_AT,
    SHOW_AT,
    SPARE,
    SUMS,
    TARGETS_AT,
    TEST_CLASS_ENDS_AT,
    TEST_CLASS_INPUTS_AT,
    TEST_CLASS_TARGETS_AT,
    TEST_INPUTS_AT,
    TEST_SAMPLES,
    TEST_TARGETS_AT,
    TRACE_ACTIVATION_MEAN,
    TRACE_ACTIVATION_SPREAD,
    TRACE_DEAD,
    TRACE_GRADIENT_POINT,
    TRACE_LAYER_GRAD_NORM,
    TRACE_PARAMS,
    TRACE_PRECONDITIONED,
    TRACE_SHARPNESS,
    TRACE_STATE,
    TRACE_TEST_ACCURACY,
    TRACE_TEST_CLASS_ACCURACY,
    TRACE_TEST_CLASS_LOSS,
    TRACE_TEST_LOSS,
    TRACE_TRAIN_ACCURACY,
    TRACE_TRAIN_CLASS_ACCURACY,
    TRACE_TRAIN_CLASS_LOSS,
    TRACE_TRAIN_LOSS,
    TRACE_WEIGHT_NORM,
)
from gdsim.engine.rows import STATUS
from gdsim.engine.verdict import CONVERGED


@inner
def note_activations(plan, scratch, p, trace, live):
    """Record statistics of the hidden layers' activations over the training samples."""
    samples, inputs = whole_at(plan, SAMPLES), of(plan, 0, L_INPUTS)
    hidden = whole_at(plan, LAYERS) - 1
    chunk, sums = whole_at(plan, CHUNK), scratch + whole_at(plan, SPARE)
    reached = scratch + whole_at(plan, REACHED)
    for l in range(3 * hidden):
        store(sums, l * W, splat(0.0))
    for i in range(whole_at(plan, HIDDEN_UNITS)):
        store(reached, i * W, splat(0.0))
    first = 0
    while first < samples:
        count = min(chunk, samples - first)
        x = whole_at(plan, INPUTS_AT) + first * inputs * SIZE
        call_address(whole_at(plan, SHOW_AT), plan, scratch, p, x, count)
        before = 0
        for l in range(hidden):
            units = of(plan, l, L_UNITS)
            values = scratch + of(plan, l, L_VALUES)
            slopes = scratch + of(plan, l, L_DERIVATIVES)
            # Relative to the first of them, so that no digits are lost if they are far from 0.
            if first == 0:
                store(sums, (3 * l + 2) * W, load(values, 0))
            total, square = load(sums, 3 * l * W), load(sums, (3 * l + 1) * W)
            shift = load(sums, (3 * l + 2) * W)
            for s in range(count):
                for u in range(units):
                    a = load(values, (s * units + u) * W) - shift
                    total, square = total + a, fma(a, a, square)
                    slope = abs(load(slopes, (s * units + u) * W))
                    most = load(reached, (before + u) * W)
                    store(reached, (before + u) * W, larger(slope, most))
            store(sums, 3 * l * W, total)
            store(sums, (3 * l + 1) * W, square)
            before += units
        first += count
    before = 0
    for l in range(hidden):
        units = of(plan, l, L_UNITS)
        scale = splat(1.0 / (samples * units))
        mean = load(sums, 3 * l * W) * scale
        spread = sqrt(maximum(load(sums, (3 * l + 1) * W) * scale - mean * mean, splat(0.0)))
        mean = mean + load(sums, (3 * l + 2) * W)
        dead = splat(0.0)
        for u in range(units):
            most = load(reached, (before + u) * W)
            dead = dead + select(most == 0.0, splat(1.0), splat(0.0))
        before += units
        rows = trace + l * VECTOR
        note(plan, rows, TRACE_ACTIVATION_MEAN, live, mean)
        note(plan, rows, TRACE_ACTIVATION_SPREAD, live, spread)
        note(plan, rows, TRACE_DEAD, live, dead * splat(1.0 / units))


@inner
def note_samples(plan, scratch, p, trace, live, of_loss, of_hits, x, t, samples):
    """Record the loss and the accuracy of samples that all runs share."""
    results = scratch + whole_at(plan, SUMS) + 2 * VECTOR
    call_address(whole_at(plan, LOOK_AT), plan, scratch, p, x, t, samples, results, W)
    note(plan, trace, of_loss, live, load(results, 0))
    note(plan, trace, of_hits, live, load(results, W))


@inner
def note_classes(plan, scratch, p, trace, live, of_loss, of_hits, x_at, t_at, ends_at):
    """Record the loss and the accuracy of each class, if one of them is recorded."""
    if whole_at(plan, of_loss) >= 0 or whole_at(plan, of_hits) >= 0:
        of_inputs = of(plan, 0, L_INPUTS) * SIZE
        of_targets = whole_at(plan, OUTPUTS) * SIZE
        for c in range(whole_at(plan, CLASSES)):
            first, last = (
                whole_at(whole_at(plan, ends_at), c),
                whole_at(whole_at(plan, ends_at), c + 1),
            )
            note_samples(
                plan, scratch, p, trace + c * VECTOR, live, of_loss, of_hits,
                whole_at(plan, x_at) + first * of_inputs,
                whole_at(plan, t_at) + first * of_targets, last - first,
            )  # fmt: skip


@inner
def note_state(plan, p, trace, live, l, size):
    """Record the lengths of the optimizer's slots of one layer; NaN for slots that it lacks."""
    count, layers = whole_at(plan, PARAMETERS), whole_at(plan, LAYERS)
    first = of(plan, l, L_WEIGHTS)
    for k in range(whole_at(plan, SEEN_SLOTS)):
        slot = whole_at(whole_at(plan, SEEN_SLOTS_AT), k)
        length = splat(nan)
        if slot >= 0:
            length = sqrt(squares(p + ((slot + 1) * count + first) * VECTOR, size))
        note(plan, trace + (k * layers + l) * VECTOR, TRACE_STATE, live, length)


@part(6)
def observe(plan, scratch, p, rows, varying, trace):
    """Record the chosen quantities of a step, in the rows that begin at `trace`."""
    live = load(rows, STATUS * W) < CONVERGED
    gradient = scratch + whole_at(plan, GRADIENT)
    if whole_at(plan, TRACE_PARAMS) >= 0:
        for i in range(whole_at(plan, PARAMETERS)):
            note(plan, trace + i * VECTOR, TRACE_PARAMS, live, load(p, i * W))
    if whole_at(plan, TRACE_GRADIENT_POINT) >= 0:
        y = p
        if whole_at(plan, POINT_AT) != 0:
            y = scratch + whole_at(plan, POINT)
        for i in range(whole_at(plan, PARAMETERS)):
            note(plan, trace + i * VECTOR, TRACE_GRADIENT_POINT, live, load(y, i * W))
    for l in range(whole_at(plan, LAYERS)):
        first = of(plan, l, L_WEIGHTS)
        units = of(plan, l, L_UNITS)
        size = of(plan, l, L_INPUTS) * units
        if whole_at(plan, TRACE_LAYER_GRAD_NORM) >= 0:
            length = squares(gradient + first * VECTOR, size + units * whole_at(plan, BIASED))
            note(plan, trace + l * VECTOR, TRACE_LAYER_GRAD_NORM, live, sqrt(length))
        if whole_at(plan, TRACE_WEIGHT_NORM) >= 0:
            length = squares(p + first * VECTOR, size)
            note(plan, trace + l * VECTOR, TRACE_WEIGHT_NORM, live, sqrt(length))
        if whole_at(plan, TRACE_STATE) >= 0:
            note_state(plan, p, trace, live, l, size + units * whole_at(plan, BIASED))
    for part_of in range(2):
        of_loss, of_hits, x, t, samples = (
            TRACE_TRAIN_LOSS, TRACE_TRAIN_ACCURACY, INPUTS_AT, TARGETS_AT, SAMPLES,
        )  # fmt: skip
        if part_of == 1:
            of_loss, of_hits, x, t, samples = (
                TRACE_TEST_LOSS, TRACE_TEST_ACCURACY, TEST_INPUTS_AT, TEST_TARGETS_AT, TEST_SAMPLES,
            )  # fmt: skip
        if whole_at(plan, of_loss) >= 0 or whole_at(plan, of_hits) >= 0:
            note_samples(
                plan, scratch, p, trace, live, of_loss, of_hits, whole_at(plan, x),
                whole_at(plan, t), whole_at(plan, samples),
            )  # fmt: skip
    note_classes(
        plan, scratch, p, trace, live, TRACE_TRAIN_CLASS_LOSS, TRACE_TRAIN_CLASS_ACCURACY,
        CLASS_INPUTS_AT, CLASS_TARGETS_AT, CLASS_ENDS_AT,
    )  # fmt: skip
    note_classes(
        plan, scratch, p, trace, live, TRACE_TEST_CLASS_LOSS, TRACE_TEST_CLASS_ACCURACY,
        TEST_CLASS_INPUTS_AT, TEST_CLASS_TARGETS_AT, TEST_CLASS_ENDS_AT,
    )  # fmt: skip
    wanted = max(whole_at(plan, TRACE_ACTIVATION_MEAN), whole_at(plan, TRACE_ACTIVATION_SPREAD))
    if max(wanted, whole_at(plan, TRACE_DEAD)) >= 0:
        note_activations(plan, scratch, p, trace, live)
    # Where no step is scaled, the preconditioned sharpness is the sharpness.
    unscaled = whole_at(plan, SCALE_AT) == 0
    if whole_at(plan, TRACE_SHARPNESS) >= 0 or (
        unscaled and whole_at(plan, TRACE_PRECONDITIONED) >= 0
    ):
        result, l2 = scratch + whole_at(plan, SUMS) + 2 * VECTOR, varying + L2_ROW * VECTOR
        call_address(whole_at(plan, SHARPEN_AT), plan, scratch, p, l2, 0, result)
        note(plan, trace, TRACE_SHARPNESS, live, load(result, 0))
        if unscaled:
            note(plan, trace, TRACE_PRECONDITIONED, live, load(result, 0))
    return 0
