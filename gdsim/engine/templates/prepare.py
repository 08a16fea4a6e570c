# mypy: ignore-errors
"""The coefficients of an optimizer's `prepare` at every step, if they are the same for all runs.

A template like `gdsim.engine.templates.stride`.
"""

from gdsim.lanes.memory import row_access, unit
from gdsim.lanes.parts import part
from gdsim.lanes.simd import compile_definition, compile_in_lanes

#: imports

one = unit(DTYPE, 1)
splat_one, read_one = one.splat, one.broadcast


#: functions


compile_in_lanes(coefficients)


@part(6)
def prepare(uniform, shared, factors, prepared, first, count):
    """Write `count` rows: row t is for update t + 1 of the optimizer, at step `first` + t.

    All but the last two are addresses of numbers.
    """
    #: uniform settings
    #: load shared
    for k in range(count):
        #: coefficients
        pass
    return 0
