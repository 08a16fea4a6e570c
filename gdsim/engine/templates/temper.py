# mypy: ignore-errors
"""The changes of a network's gradient by modifiers, before the optimizer uses it.

A template of modifiers, a precision and a width, like `gdsim.engine.templates.stride`.
"""

#: common
from gdsim.engine.overflow import DOWN
from gdsim.lanes.simd import compile_definition

#: modifiers of gradient

SMALL = DOWN[DTYPE]
splat_one = one.splat


@inner
def measured(gradient, count):
    """The sum of the gradient's squares, and the unit of both; see `gdsim.engine.overflow`."""
    total, unit = squares(gradient, count), splat(1.0)
    beyond = total == inf
    if any_lane(beyond):
        unit = select(beyond, splat(SMALL), unit)
        for i in range(0, count, ALONG):
            changed = load_some(gradient, i * W, count - i) * unit
            store_some(gradient, i * W, changed, count - i)
        total = squares(gradient, count)
    return total, unit


@part(6)
def temper(gradient, p, varying, uniform, t_now, count):
    """Change the gradient at `gradient`, `count` lanes values, in place."""
    t = splat_one(t_now)
    #: uniform settings
    #: varying settings
    #: gradient
    return 0
