# mypy: ignore-errors
"""An optimizer's preconditioner in the step that comes next, for one lane group of a network.

A template of an optimizer, a precision and a width, like `gdsim.engine.templates.update`.
"""

from gdsim.lanes.arithmetic import select, sqrt
from gdsim.lanes.memory import along, row_access, unit
from gdsim.lanes.parts import part
from gdsim.lanes.simd import compile_definition

#: imports

lanes, one = unit(DTYPE, ACROSS, W), unit(DTYPE, 1)
load, store, splat = lanes.load, lanes.store, lanes.splat
splat_one = one.splat
load_some, store_some = along(DTYPE, ACROSS, ALONG).load, along(DTYPE, ACROSS, ALONG).store


@part(8)
def scale(p, g, varying, uniform, known, t_now, count, scales):
    """Write the roots of the inverse of the preconditioner's `count` numbers; slots follow p."""
    t = splat_one(t_now)
    #: uniform settings
    #: varying settings
    #: known
    for i in range(0, count, ALONG):
        left = count - i
        #: scale
        pass
    return 0
