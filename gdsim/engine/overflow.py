"""The length of a gradient whose square is beyond the largest number.

The square overflows where the length is far from it: from 1.8e19 on in float32, 1.3e154 in float64.
There the gradient is scaled by a power of two first, which is exact. It is so small that no square
overflows then, and not so small that one underflows that matters.
"""

DOWN = {"float32": 2.0**-80, "float64": 2.0**-600}
