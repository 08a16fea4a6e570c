"""Adam on Rosenbrock as Numba code is usually written: one run per iteration of a prange loop."""

from __future__ import annotations

import math

import numpy as np
from numba import njit, prange
from rosenbrock import Work

f32 = np.float32


@njit
def gradient(x, y):
    a, b = f32(1) - x, y - x * x
    return f32(-2) * a - f32(400) * x * b, f32(200) * b


@njit(error_model="numpy")
def adam(w, g, m, v, lr, c1, c2):
    m = f32(0.9) * m + f32(0.1) * g
    v = f32(0.999) * v + f32(0.001) * g * g
    return w - lr * (m * c1) / (math.sqrt(v * c2) + f32(1e-8)), m, v


@njit(parallel=True, error_model="numpy")
def advance(xs, ys, lrs, steps, losses):
    for r in prange(xs.size):
        x, y, lr = xs[r], ys[r], lrs[r]
        mx = my = vx = vy = f32(0)
        p1 = p2 = 1.0
        for _ in range(steps):
            p1 *= 0.9
            p2 *= 0.999
            c1, c2 = f32(1 / (1 - p1)), f32(1 / (1 - p2))
            gx, gy = gradient(x, y)
            x, mx, vx = adam(x, gx, mx, vx, lr, c1, c2)
            y, my, vy = adam(y, gy, my, vy, lr, c1, c2)
        a, b = f32(1) - x, y - x * x
        losses[r] = a * a + f32(100) * b * b


def contender(work: Work):
    """A call that makes all steps of all runs, on all processors, and returns the losses."""
    losses = np.empty_like(work.x)

    def run():
        advance(work.x, work.y, work.lr, work.steps, losses)
        return losses

    advance(work.x, work.y, work.lr, 1, losses)
    return run
