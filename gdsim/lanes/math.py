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
from gdsim.lanes.error_function import erf
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
from gdsim.lanes.powers import integer_power, power
from gdsim.lanes.trigonometric import acos, asin, atan, cos, sin, tan

__all__ = [
    "abs",
    "acos",
    "asin",
    "atan",
    "ceil",
    "cos",
    "cosh",
    "erf",
    "exp",
    "expm1",
    "floor",
    "fma",
    "integer_power",
    "log",
    "log1p",
    "logical_not",
    "maximum",
    "minimum",
    "power",
    "relu",
    "select",
    "sigmoid",
    "sign",
    "sin",
    "sinh",
    "softplus",
    "sqrt",
    "tan",
    "tanh",
]
