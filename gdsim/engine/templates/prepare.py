# mypy: ignore-errors
"""The coefficients of an optimizer's `prepare` at every step, if they are the same for all runs.

A template like `gdsim.engine.templates.stride`.
"""

from numba import njit, types

from gdsim.lanes.memory import row_access, unit
from gdsim.lanes.simd import compile_definition, compile_in_lanes

#: imports

one = unit(DTYPE, 1)
splat_one, read_one = one.splat, one.broadcast
numbers = getattr(types, DTYPE)[::1]


#: functions


compile_in_lanes(coefficients)


@njit(
    types.void(numbers, numbers, numbers, numbers, types.int64),
    nogil=True,
    cache=True,
    error_model="numpy",
    no_cfunc_wrapper=True,
)
def prepare(uniform, shared, factors, prepared, first):
    """Row t of `prepared` is for the optimizer's update t + 1, at step `first` + t of the run."""
    #: uniform settings
    #: load shared
    for k in range(factors.size - first):
        #: coefficients
        pass
