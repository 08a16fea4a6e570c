# mypy: ignore-errors
"""A hidden layer's activation and its derivatives, for several samples of one run.

A template of an activation and a precision for kernels of width 1; it replaces
`gdsim.engine.templates.activation`. Vectors hold units next to each other.
"""

from gdsim.lanes.arithmetic import fma, select
from gdsim.lanes.memory import along, unit
from gdsim.lanes.parts import inner, part
from gdsim.lanes.simd import compile_in_lanes

#: imports

# Several vectors are computed together: a single one would wait for its own results.
SEVERAL = REGISTERS * ALONG
some, several, one = unit(DTYPE, ALONG), unit(DTYPE, SEVERAL), unit(DTYPE, 1)
load_some, store_some = along(DTYPE, 1, ALONG).load, along(DTYPE, 1, ALONG).store
splat_some, splat_one, read_one = some.splat, one.splat, one.broadcast
load_several, store_several = several.load, several.store


#: functions


compile_in_lanes(first_order)
compile_in_lanes(second_order)


@inner
def argument(z, i, bias, bias_step, u, m, left):
    """The m z + bias of units from u on, whose sums are at i and after it."""
    shift = splat_some(0.0)
    if bias_step > 0:
        shift = load_some(bias, u, left)
    return fma(load_some(z, i, left), m, shift)


@part(7)
def activate(z, d, bias, bias_step, multiplier, samples, units):
    """Replace each sum z by the activation of m z + bias, and write its derivative to d."""
    m, shift, size = read_one(multiplier, 0), splat_one(0.0), samples * units
    if bias_step > 0:
        for s in range(samples):
            for u in range(0, units, ALONG):
                i, left = s * units + u, units - u
                store_some(z, i, argument(z, i, bias, bias_step, u, m, left), left)
        # All units of all samples are treated the same from here on. To add -0 changes no number.
        m, shift = splat_one(1.0), splat_one(-0.0)
    whole = size // SEVERAL * SEVERAL
    for i in range(0, whole, SEVERAL):
        value, slope = first_order(fma(load_several(z, i), m, shift))
        store_several(z, i, value)
        store_several(d, i, slope)
    for i in range(whole, size, ALONG):
        left = size - i
        value, slope = first_order(fma(load_some(z, i, left), m, shift))
        store_some(z, i, value, left)
        store_some(d, i, slope, left)
    return 0


@part(8)
def activate_twice(z, d, e, bias, bias_step, multiplier, samples, units):
    """Do the same as `activate`, and write the second derivative to e."""
    m = read_one(multiplier, 0)
    for s in range(samples):
        row = s * units
        for u in range(0, units, ALONG):
            i, left = row + u, units - u
            value, slope, bend = second_order(argument(z, i, bias, bias_step, u, m, left))
            store_some(z, i, value, left)
            store_some(d, i, slope, left)
            store_some(e, i, bend, left)
    return 0
