"""Softmax and cross-entropy, compiled over lanes, have the bits that they have on lists."""

from __future__ import annotations

import numpy as np

from gdsim.catalogue.activations import softmax
from gdsim.catalogue.losses import cross_entropy

N, WIDTH = 3, 8


def forward(z, g, y, d):
    softmax.forward(N, z, y)
    softmax.backward(N, y, g, d)


def bend(y, v, g, u, w, moved):
    softmax.tangent(N, y, v, w)
    softmax.backward_tangent(N, y, w, g, u, moved)


def cost(z, t, v, slope, bent):
    cross_entropy.gradient(N, z, t, slope)
    cross_entropy.curvature(N, z, t, v, bent)
    return cross_entropy.value(N, z, t)


def test_lanes_have_the_bits_of_plain_numbers() -> None:
    from numba import njit

    from gdsim.lanes.memory import unit
    from gdsim.lanes.simd import compile_definition

    compile_definition(softmax)
    compile_definition(cross_entropy)
    lanes = unit("float32", WIDTH)
    column, store = lanes.column, lanes.store
    compiled = [njit(function, error_model="numpy") for function in (forward, bend, cost)]
    forward_lanes, bend_lanes, cost_lanes = compiled

    @njit(error_model="numpy")
    def in_lanes(z, t, g, v, u, y, d, w, moved, slope, bent, loss):
        zs, gs, vs, ys = column(z, 0), column(g, 0), column(v, 0), column(y, 0)
        forward_lanes(zs, gs, ys, column(d, 0))
        bend_lanes(ys, vs, gs, column(u, 0), column(w, 0), column(moved, 0))
        store(loss, 0, cost_lanes(zs, column(t, 0), vs, column(slope, 0), column(bent, 0)))

    numbers = (np.random.default_rng(3).normal(size=(11, N, WIDTH)) * 5).astype(np.float32)
    numbers[0, :, 0] = 1000, -1000, 999
    numbers[1] = np.eye(N, dtype=np.float32)[np.arange(WIDTH) % N].T
    before = numbers.copy()
    loss = np.empty(WIDTH, np.float32)
    in_lanes(*numbers, loss)
    for lane in range(WIDTH):
        z, t, g, v, u, y, d, w, moved, slope, bent = columns = [list(c) for c in before[..., lane]]
        forward(z, g, y, d)
        bend(y, v, g, u, w, moved)
        assert cost(z, t, v, slope, bent) == loss[lane]
        np.testing.assert_array_equal(numbers[..., lane], columns)
