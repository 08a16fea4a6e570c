"""The elementary functions that definitions are written with, in float32 and float64."""

from gdsim.lanes.arithmetic import (
    abs,
    ceil,
    floor,
    fma,
    logical_not,
    maximum,
    minimum,
    select,
    sign,
    sqrt,
)
from gdsim.lanes.exponential import (
    cosh,
    exp,
    expm1,
    log,
    log1p,
    relu,
    sigmoid,
    sinh,
    softplus,
    tanh,
)
from gdsim.lanes.trigonometric import cos, sin

__all__ = [
    "abs",
    "ceil",
    "cos",
    "cosh",
    "exp",
    "expm1",
    "floor",
    "fma",
    "log",
    "log1p",
    "logical_not",
    "maximum",
    "minimum",
    "relu",
    "select",
    "sigmoid",
    "sign",
    "sin",
    "sinh",
    "softplus",
    "sqrt",
    "tanh",
]
