# mypy: ignore-errors
"""The table of a schedule's factors; a template like `gdsim.engine.templates.stride`.

Each lane is a step: the factors of many steps are computed at once, in float64.
"""

from numba import njit, types

from gdsim.lanes.memory import unit
from gdsim.lanes.random import as_number
from gdsim.lanes.simd import compile_definition

#: imports

lanes, words, one = unit("float64", W), unit("uint32", W), unit("float64", 1)
store, splat, read_one, iota = lanes.store, lanes.splat, one.broadcast, words.iota
splat_words = words.splat


@njit(
    types.void(types.float64[::1], types.float64[::1]),
    nogil=True,
    cache=True,
    error_model="numpy",
)
def tabulate(factors, settings):
    """factors[t] for t = 0, 1, …; `factors` has room for whole groups of W."""
    all_steps, warmup = read_one(settings, 0), read_one(settings, 1)
    #: settings
    for first in range(0, factors.size, W):
        now = as_number(iota() + splat_words(first), splat(0.0))
        t = after_warmup(now, warmup)
        steps = remaining_steps(all_steps, warmup)
        #: factor
        store(factors, first, warmed(now, warmup, factor))
