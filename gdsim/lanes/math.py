"""The elementary functions that definitions are written with, in float32 and float64.

All are plain Python functions of Python floats or NumPy float32 and float64 numbers; kernels
compile the same source over lanes of runs and get the same bits. Special values, signs of zero,
subnormal numbers and overflow follow IEEE 754 and C's math library.

Measured maximum error in units in the last place, over random points of the whole domain and
around every threshold (0.5 is correct rounding):

| function   | float32 | float64 | | function   | float32 | float64 |
|------------|---------|---------|-|------------|---------|---------|
| exp        | 0.9     | 0.9     | | asin       | 1.7     | 1.7     |
| expm1      | 1.5     | 1.9     | | acos       | 1.2     | 1.2     |
| log        | 0.9     | 0.9     | | atan       | 1.2     | 1.9     |
| log1p      | 1.5     | 1.4     | | sinh       | 2.3     | 2.2     |
| power      | 0.9     | 1.6     | | cosh       | 1.7     | 1.8     |
| sin        | 1.9     | 1.8     | | tanh       | 1.8     | 1.8     |
| cos        | 1.7     | 2.0     | | sigmoid    | 1.7     | 1.7     |
| tan        | 3.5     | 3.7     | | softplus   | 1.8     | 1.8     |
| sqrt       | 0.5     | 0.5     | | erf        | 1.1     | 1.2     |
| log2       | 0.5     | 0.5     | | cbrt       | 0.6     | 0.5     |
| log10      | 0.5     | 0.5     | | hypot      | 1.0     | 1.0     |
| modulo     | 0.5     | 0.5     | | atan2      | 1.4     | 2.0     |

log2 is exact at powers of 2, log10 at powers of 10, cbrt at cubes, and modulo wherever the result
is a float; it is NaN where x / y is beyond 2**24 in float32 and 2**53 in float64.

Angles: |x| < 2**20 in float32 and 2**48 in float64, NaN beyond; see `gdsim.lanes.trigonometric`.
"""

from gdsim.lanes.arithmetic import (
    abs,
    ceil,
    floor,
    fma,
    heaviside,
    larger,
    logical_not,
    maximum,
    minimum,
    modulo,
    select,
    sign,
    smaller,
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
from gdsim.lanes.powers import integer_power, log2, log10, power
from gdsim.lanes.roots import cbrt, hypot
from gdsim.lanes.trigonometric import acos, asin, atan, atan2, cos, sin, tan

__all__ = [
    "abs",
    "acos",
    "asin",
    "atan",
    "atan2",
    "cbrt",
    "ceil",
    "cos",
    "cosh",
    "erf",
    "exp",
    "expm1",
    "floor",
    "fma",
    "heaviside",
    "hypot",
    "integer_power",
    "larger",
    "log",
    "log1p",
    "log2",
    "log10",
    "logical_not",
    "maximum",
    "minimum",
    "modulo",
    "power",
    "relu",
    "select",
    "sigmoid",
    "sign",
    "sin",
    "sinh",
    "smaller",
    "softplus",
    "sqrt",
    "tan",
    "tanh",
]
