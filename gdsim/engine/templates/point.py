# mypy: ignore-errors
"""Where an optimizer takes the gradient of runs, if not at their parameters.

A template of an optimizer, a precision, a width and a size of blocks, like
`gdsim.engine.templates.update`; for functions and for networks.
"""

from gdsim.lanes.memory import row_access, unit
from gdsim.lanes.parts import part
from gdsim.lanes.simd import compile_definition, compile_in_lanes

#: imports

lanes = unit(DTYPE, ACROSS)
load, store = lanes.load, lanes.store


@part(5)
def point(p, varying, uniform, y, count):
    """Write `count` numbers of each run of a block to y; slots follow the parameters at p."""
    #: uniform settings
    for lane in range(0, BLOCK, W):
        #: varying settings
        for i in range(count):
            #: point
            pass
    return 0
