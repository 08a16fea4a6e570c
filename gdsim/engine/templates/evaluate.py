# mypy: ignore-errors
"""An objective at many points, one per lane; a template like `gdsim.engine.templates.stride`."""

from gdsim.lanes.arithmetic import select
from gdsim.lanes.memory import row_access, unit
from gdsim.lanes.parts import part
from gdsim.lanes.simd import compile_in_lanes

#: imports

lanes = unit(DTYPE, W)
store, widen = lanes.store, lanes.widen
load_parameters = row_access(DTYPE, 1, tuple(range(PARAMETERS))).load


#: functions


compile_in_lanes(objective)


@part(4)
def evaluate(points, parameters, results, count):
    """Row r at `results` is quantity r at all points; row i at `points` is variable i."""
    #: parameters
    for first in range(0, count, W):
        #: evaluation
        pass
    return 0
