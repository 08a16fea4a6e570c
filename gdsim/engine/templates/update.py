# mypy: ignore-errors
"""An optimizer's update of a network's parameters.

A template of an optimizer, a precision and a width, like `gdsim.engine.templates.stride`.
"""

from gdsim.lanes.arithmetic import fma, select, sqrt
from gdsim.lanes.memory import along, row_access, unit
from gdsim.lanes.parts import part
from gdsim.lanes.simd import compile_definition, compile_in_lanes

#: imports

lanes, words, one = unit(DTYPE, ACROSS, W), unit("uint32", ACROSS), unit(DTYPE, 1)
load, store, splat, widen, column, gather = (
    lanes.load, lanes.store, lanes.splat, lanes.widen, lanes.column, lanes.gather,
)  # fmt: skip
splat_one, read_one, load_words, splat_words = (
    one.splat, one.broadcast, words.load, words.splat,
)  # fmt: skip
load_some, store_some = along(DTYPE, ACROSS, ALONG).load, along(DTYPE, ACROSS, ALONG).store


@part(9)
def begin(varying, integers, uniform, prepared, factors, shared, known, at, born):
    """Before the updates of step `at`: write the rate and the coefficients to `known`."""
    t = splat_one(at - born + 1)
    #: uniform settings
    #: varying settings
    #: begin
    return 0


@part(13)
def update(
    p, g, slots, apart, scratch, varying, uniform, known, factor, t_now, rows, columns, vector
):
    """Update one weight matrix or bias vector; slot k of it is at `slots` + k * `apart` lanes."""
    t = splat_one(t_now)
    #: uniform settings
    #: varying settings
    #: known
    #: update
    return 0
