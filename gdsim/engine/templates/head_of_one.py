# mypy: ignore-errors
"""A network's outputs and loss, for several samples of one run.

A template of an output function, a loss and a precision for kernels of width 1; it replaces
`gdsim.engine.templates.head`. Where outputs are treated one by one, vectors hold those of samples
next to each other; where all outputs of a sample are taken together, lanes are samples.
"""

from gdsim.lanes.arithmetic import fma, select
from gdsim.lanes.memory import along, unit
from gdsim.lanes.parts import inner, part
from gdsim.lanes.simd import compile_definition, compile_in_lanes

#: imports

one, lanes = unit(DTYPE, 1), unit(DTYPE, ALONG)
load, store, column, read_one = one.load, one.store, one.column, one.broadcast
load_lanes, store_lanes, column_of_lanes, splat_lanes = (
    lanes.load, lanes.store, lanes.column, lanes.splat,
)  # fmt: skip
load_some, store_some = along(DTYPE, 1, ALONG).load, along(DTYPE, 1, ALONG).store


@inner
def to_lanes(numbers, target, samples, units):
    """target[u, lane] = numbers[lane, u] for the first `samples`; other lanes repeat the last."""
    for lane in range(ALONG):
        row = min(lane, samples - 1) * units
        for u in range(units):
            store(target, u * ALONG + lane, load(numbers, row + u))


@inner
def from_lanes(numbers, target, samples, units):
    """The reverse of `to_lanes`."""
    for lane in range(samples):
        for u in range(units):
            store(target, lane * units + u, load(numbers, u * ALONG + lane))


#: functions


@part(10)
def cost(z, t, d, work, bias, bias_step, multiplier, total, samples, units):
    """Replace each sum z by m z + bias; add the losses to `total`, write their slopes to d."""
    m, losses = read_one(multiplier, 0), load(total, 0)
    rows, across, alike = samples, units, bias_step == 0 or units == 1
    if alike:  # all outputs have one bias
        rows, across = 1, samples * units
    for s in range(rows):
        for u in range(0, across, ALONG):
            i, left, shift = s * across + u, across - u, splat_lanes(0.0) + read_one(bias, 0)
            if not alike:
                shift = load_some(bias, u, left)
            store_some(z, i, fma(load_some(z, i, left), m, shift), left)
    #: cost
    store(total, 0, losses)
    return 0


@part(7)
def bend(z, t, v, d, work, samples, units):
    """Write the derivative of the losses' slopes at z along v to d."""
    #: bend
    return 0


@part(4)
def put_out(z, y, samples, units):
    """Write the outputs for z, which already is m z + bias, to y."""
    #: put out
    return 0
