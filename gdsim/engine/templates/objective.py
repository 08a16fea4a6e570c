# mypy: ignore-errors
"""An objective and its gradient at the points of one lane group, for kernels that call it.

A template like `gdsim.engine.templates.stride`. Such a kernel is the same for all functions of as
many variables, so that of another one only this is compiled.
"""

from gdsim.lanes.arithmetic import select
from gdsim.lanes.memory import row_access, unit
from gdsim.lanes.parts import part
from gdsim.lanes.simd import compile_in_lanes

#: imports

lanes = unit(DTYPE, W)
widen = lanes.widen


#: functions


@part(1)
def objective_at(address):
    """Write what the objective is at the point at an address, after the point."""
    #: evaluation
    return 0
