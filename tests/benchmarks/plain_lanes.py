"""The fused loop in its plainest form: a method on Rosenbrock over SIMD lanes and nothing else.

The bound that gdsim's kernels are held against. It shares no code with gdsim: an LLVM vector as a
Numba type with a handful of operators, one precision, constants compiled in; no losses on the way,
no verdicts, no stopping, no schedule.
"""

from __future__ import annotations

import operator
from concurrent.futures import ThreadPoolExecutor

import llvmlite.ir as ir
import numpy as np
from numba import njit, types
from numba.core import cgutils
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import intrinsic, lower_builtin, models, register_model
from rosenbrock import Work

from gdsim.base.machine import processors
from gdsim.lanes.host import vector_unit

WIDTH = vector_unit().width("float32")
VECTOR = ir.VectorType(ir.FloatType(), WIDTH)
CHUNK = 64 * WIDTH  # runs of one call
f32 = np.float32


class PlainLanes(types.Type):
    def __init__(self):
        super().__init__(name=f"plain_float32x{WIDTH}")


lanes = PlainLanes()


@register_model(PlainLanes)
class PlainLanesModel(models.PrimitiveModel):
    def __init__(self, dmm, fe_type):
        super().__init__(dmm, fe_type, VECTOR)


def _splat(builder, number):
    undefined = ir.Constant(VECTOR, ir.Undefined)
    first = builder.insert_element(undefined, number, ir.Constant(ir.IntType(32), 0))
    zeros = ir.Constant(ir.VectorType(ir.IntType(32), WIDTH), [0] * WIDTH)
    return builder.shuffle_vector(first, undefined, zeros)


def _define(function, instruction):
    @infer_global(function)
    class Template(AbstractTemplate):
        def generic(self, args, kws):
            if lanes in args:
                return signature(lanes, *(a if a is lanes else types.float32 for a in args))
            return None

    def lower(context, builder, sig, args):
        vectors = (
            a if t is lanes else _splat(builder, a) for t, a in zip(sig.args, args, strict=True)
        )
        return getattr(builder, instruction)(*vectors)

    kinds = (PlainLanes, PlainLanes), (PlainLanes, types.Float), (types.Float, PlainLanes)
    for pair in kinds:
        lower_builtin(function, *pair)(lower)


for _operator, _instruction in (
    (operator.add, "fadd"),
    (operator.sub, "fsub"),
    (operator.mul, "fmul"),
    (operator.truediv, "fdiv"),
):
    _define(_operator, _instruction)


@intrinsic
def sqrt(typing, value):
    def codegen(context, builder, sig, args):
        kind = ir.FunctionType(VECTOR, [VECTOR])
        function = cgutils.get_or_insert_function(builder.module, kind, f"llvm.sqrt.v{WIDTH}f32")
        return builder.call(function, args)

    return lanes(lanes), codegen


@intrinsic
def splat(typing, number):
    return lanes(types.float32), lambda context, builder, sig, args: _splat(builder, args[0])


def _pointer(context, builder, sig, args):
    data = context.make_array(sig.args[0])(context, builder, args[0]).data
    return builder.bitcast(builder.gep(data, [args[1]]), VECTOR.as_pointer())


@intrinsic
def load(typing, array, index):
    def codegen(context, builder, sig, args):
        return builder.load(_pointer(context, builder, sig, args), align=4)

    return lanes(array, types.intp), codegen


@intrinsic
def store(typing, array, index, value):
    def codegen(context, builder, sig, args):
        builder.store(args[2], _pointer(context, builder, sig, args), align=4)
        return context.get_dummy_value()

    return types.void(array, types.intp, lanes), codegen


@njit
def gradient(x, y):
    a, b = f32(1) - x, y - x * x
    return f32(-2) * a - f32(400) * x * b, f32(200) * b


@njit(error_model="numpy")
def adam(w, g, m, v, lr, c1, c2):
    m = f32(0.9) * m + f32(0.1) * g
    v = f32(0.999) * v + f32(0.001) * g * g
    return w - lr * (m * c1) / (sqrt(v * c2) + f32(1e-8)), m, v


@njit
def momentum(w, g, m, v, lr, c1, c2):
    m = f32(0.9) * m + g
    return w - lr * m, m, v


@njit
def sgd(w, g, m, v, lr, c1, c2):
    return w - lr * g, m, v


def advance(update):
    """The compiled loop of runs first to last, a multiple of WIDTH."""

    @njit(nogil=True, error_model="numpy")
    def loop(xs, ys, lrs, steps, losses, first, last):
        for r in range(first, last, WIDTH):
            x, y, lr = load(xs, r), load(ys, r), load(lrs, r)
            mx = my = vx = vy = splat(f32(0))
            p1 = p2 = 1.0
            for _ in range(steps):
                p1 *= 0.9
                p2 *= 0.999
                c1, c2 = f32(1 / (1 - p1)), f32(1 / (1 - p2))
                gx, gy = gradient(x, y)
                x, mx, vx = update(x, gx, mx, vx, lr, c1, c2)
                y, my, vy = update(y, gy, my, vy, lr, c1, c2)
            a, b = f32(1) - x, y - x * x
            store(losses, r, a * a + f32(100) * b * b)

    return loop


UPDATES = {"adam": adam, "momentum": momentum, "sgd": sgd}


def contender(work: Work):
    """A call that makes all steps of all runs, on a thread a processor, and returns the losses."""
    x, y, lr, losses = work.x, work.y, work.lr, np.empty_like(work.x)
    loop = advance(UPDATES[work.optimizer])

    def chunk(first):
        loop(x, y, lr, work.steps, losses, first, min(first + CHUNK, x.size))

    def run():
        with ThreadPoolExecutor(processors()) as pool:
            list(pool.map(chunk, range(0, x.size, CHUNK)))
        return losses

    loop(x, y, lr, 1, losses, 0, WIDTH)
    return run
