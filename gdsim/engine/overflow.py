"""The length of a gradient whose square is beyond the largest number.

A square overflows long before the length does: from 1.8e19 in float32, from 1.3e154 in float64.
There the gradient is first scaled by a power of two, which is exact. It is so small that no square
overflows, and large enough that no square that matters underflows.
"""

DOWN = {"float32": 2.0**-80, "float64": 2.0**-600}
