"""How compiled code looks up a weight layer's numbers in a plan."""

from __future__ import annotations

from typing import Any

import llvmlite.ir as ir
from numba import types
from numba.core.typing.templates import signature

from gdsim.engine.plan import COUNT, LAYER
from gdsim.lanes.numba_types import define


def of(plan: int, layer: int, what: int) -> int:
    """A number of a weight layer (from 0) in the plan at an address; compiled code only."""
    raise NotImplementedError("plans are looked up in compiled kernels only")


def _type(*args: Any) -> Any:
    return signature(types.int64, *[types.int64] * 3) if len(args) == 3 else None


def _look_up(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    whole = ir.IntType(64)
    plan, layer, what = args
    first = builder.add(what, ir.Constant(whole, COUNT))
    place = builder.add(first, builder.mul(layer, ir.Constant(whole, LAYER)))
    return builder.load(builder.gep(builder.inttoptr(plan, whole.as_pointer()), [place]))


define(of, _type, _look_up)
