# mypy: ignore-errors
"""An objective at many points, one per lane; a template like `gdsim.engine.templates.stride`."""

from numba import njit, types

from gdsim.lanes.arithmetic import select
from gdsim.lanes.memory import row_access, unit
from gdsim.lanes.simd import compile_in_lanes

#: imports

lanes = unit(DTYPE, W)
store, widen = lanes.store, lanes.widen
load_parameters = row_access(DTYPE, 1, tuple(range(PARAMETERS))).load
numbers = getattr(types, DTYPE)[::1]


#: functions


compile_in_lanes(objective)


@njit(
    types.void(numbers, numbers, numbers, types.int64),
    nogil=True,
    cache=True,
    error_model="numpy",
    no_cfunc_wrapper=True,
)
def evaluate(points, parameters, results, count):
    """Row r of `results` is quantity r at all points; row i of `points` is variable i."""
    #: parameters
    for first in range(0, count, W):
        #: evaluation
        pass
