# mypy: ignore-errors
"""Whether the stop condition of a network's runs holds at a step.

A template of a condition, a precision and a width, like `gdsim.engine.templates.stride`.
"""

#: common
from gdsim.engine.judge import halted
from gdsim.engine.rows import COMPARED, SQUARE, VALUE

#: functions

splat_one = one.splat
for function in (halted, holds):
    compile_in_lanes(function)


@part(2)
def halt(results, at):
    """Write what is compared with the tolerance, from the loss and squared gradient there."""
    value, square = load(results, VALUE * W), load(results, SQUARE * W)
    clock, norm = splat_one(at), sqrt(square)
    #: condition
    store(results, COMPARED * W, halted(held, square))
    return 0
