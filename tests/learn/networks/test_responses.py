"""What the units of a network put out, against plain NumPy and the compiled network."""

from __future__ import annotations

import numpy as np

import gdsim as gd
from gdsim.learn.networks.responses import responses


def test_all_units_put_out_what_numpy_says_and_outputs_what_the_kernels_say() -> None:
    data = gd.datasets.iris()
    network = gd.Network([4, 3, 2, 3], ["tanh", "tanh"], "softmax", "mse", data, init="ntk",
                         init_seed=2)  # fmt: skip
    params, points = network.initial(), data.raw_inputs[[3, 70, 110]]
    layers = responses(network, params, points)
    a = data.features_of(points)
    np.testing.assert_array_equal(layers[0], a)
    pairs, m = network.weights(params), network.perceptron().multipliers
    for number in range(2):
        w, b = pairs[number]
        a = np.tanh(m[number] * a @ w.T + b)
        np.testing.assert_allclose(layers[number + 1], a, rtol=1e-12)
    np.testing.assert_allclose(layers[-1], network.outputs(params, points), rtol=1e-12)
