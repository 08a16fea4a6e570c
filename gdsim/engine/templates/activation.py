# mypy: ignore-errors
"""A hidden layer's activation and its derivatives, for several samples.

A template of an activation, a precision and a width, like `gdsim.engine.templates.stride`.
"""

from gdsim.lanes.arithmetic import fma, select
from gdsim.lanes.memory import unit
from gdsim.lanes.parts import part
from gdsim.lanes.simd import compile_in_lanes

#: imports

# Several units are computed together: a single one would wait for its own results.
lanes, several, one = unit(DTYPE, ACROSS), unit(DTYPE, TOGETHER * ACROSS), unit(DTYPE, 1)
load, store, read_one = lanes.load, lanes.store, one.broadcast
load_several, store_several, splat_several = several.load, several.store, several.splat


#: functions


compile_in_lanes(first_order)
compile_in_lanes(second_order)


@part(7)
def activate(z, d, bias, bias_step, multiplier, samples, units):
    """Replace each sum z by the activation of m z + bias, and write its derivative to d."""
    m = read_one(multiplier, 0)
    whole = units // TOGETHER * TOGETHER if bias_step > 0 else 0
    if bias_step == 0:
        # Without biases all units of all samples are treated the same.
        samples, units = 1, samples * units
        whole = units // TOGETHER * TOGETHER
    for s in range(samples):
        row = s * units * W
        for u in range(0, whole, TOGETHER):
            i = row + u * W
            shift = splat_several(0.0)
            if bias_step > 0:
                shift = load_several(bias, u * W)
            value, slope = first_order(fma(load_several(z, i), m, shift))
            store_several(z, i, value)
            store_several(d, i, slope)
        for u in range(whole, units):
            i = row + u * W
            value, slope = first_order(fma(load(z, i), m, load(bias, u * bias_step)))
            store(z, i, value)
            store(d, i, slope)
    return 0


@part(8)
def activate_twice(z, d, e, bias, bias_step, multiplier, samples, units):
    """Do the same as `activate`, and write the second derivative to e."""
    m = read_one(multiplier, 0)
    for s in range(samples):
        for u in range(units):
            i = (s * units + u) * W
            value, slope, bend = second_order(fma(load(z, i), m, load(bias, u * bias_step)))
            store(z, i, value)
            store(d, i, slope)
            store(e, i, bend)
    return 0
