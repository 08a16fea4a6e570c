# mypy: ignore-errors
"""A network's outputs and loss, for several samples.

A template of an output function, a loss, a precision and a width, like
`gdsim.engine.templates.stride`.
"""

from gdsim.lanes.arithmetic import fma, select
from gdsim.lanes.memory import unit
from gdsim.lanes.parts import part
from gdsim.lanes.simd import compile_definition, compile_in_lanes

#: imports

lanes, one = unit(DTYPE, ACROSS, W), unit(DTYPE, 1)
load, store, widen, column = lanes.load, lanes.store, lanes.widen, lanes.column
read_one, splat = one.broadcast, lanes.splat


#: functions


@part(10)
def cost(z, t, d, work, bias, bias_step, multiplier, total, samples, units):
    """Replace each sum z by m z + bias; add the losses to `total`, write their slopes to d."""
    m, losses = read_one(multiplier, 0), load(total, 0)
    rows, across, step = samples, units, bias_step
    if bias_step == 0 or units == 1:  # all outputs have one bias
        rows, across, step = 1, samples * units, 0
    for s in range(rows):
        for u in range(across):
            i = (s * across + u) * W
            store(z, i, fma(load(z, i), m, load(bias, u * step)))
    #: cost
    store(total, 0, losses)
    return 0


@part(7)
def bend(z, t, v, d, work, samples, units):
    """Write the derivative of the losses' slopes at z along v to d."""
    for s in range(samples):
        row = s * units * W
        #: bend
    return 0


@part(4)
def put_out(z, y, samples, units):
    """Write the outputs for z, which already is m z + bias, to y."""
    for s in range(samples):
        row = s * units * W
        #: put out
    return 0
