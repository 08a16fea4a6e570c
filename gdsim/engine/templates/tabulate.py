# mypy: ignore-errors
"""The table of a schedule's factors; a template like `gdsim.engine.templates.stride`.

Each lane is a step: the factors of many steps are computed at once, in float64.
"""

from gdsim.lanes.memory import unit
from gdsim.lanes.parts import part
from gdsim.lanes.random import as_number
from gdsim.lanes.simd import compile_definition

#: imports

lanes, words, one = unit("float64", W), unit("uint32", W), unit("float64", 1)
store, splat, read_one, iota = lanes.store, lanes.splat, one.broadcast, words.iota
splat_words = words.splat


@part(3)
def tabulate(factors, settings, count):
    """Factor t for t = 0, 1, … at the address `factors`, which has room for whole groups of W."""
    all_steps, warmup = read_one(settings, 0), read_one(settings, 1)
    #: settings
    for first in range(0, count, W):
        now = as_number(iota() + splat_words(first), splat(0.0))
        t = after_warmup(now, warmup)
        steps = remaining_steps(all_steps, warmup)
        #: factor
        store(factors, first, warmed(now, warmup, factor))
    return 0
