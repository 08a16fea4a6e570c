"""The health of layers is what runs record, and what NumPy computes from the definition."""

import numpy as np
import pytest

import gdsim as gd
from gdsim.learn.networks.health import activations, layer_health
from tests.objectives.networks import THREE

RECORDS = ["layer_grad_norm", "weight_norm", "dead", "params"]


def test_it_is_what_a_run_records():
    network = gd.Network(
        [3, 6, 5, 3], ["relu", "tanh"], loss="cross_entropy", data=THREE, init="he_normal", l2=0.05
    )
    network = network.replace(init_seed=3)
    result = gd.Experiment(
        network, gd.SGD(lr=0.9), steps=6, record=RECORDS, dtype="float64"
    ).run()  # fmt: skip
    params = result["trace_params"].values[0]
    health = layer_health(network, params)
    np.testing.assert_allclose(
        health.gradient_norms, result["trace_layer_grad_norm"].values[0], rtol=1e-9
    )
    np.testing.assert_allclose(
        health.weight_norms, result["trace_weight_norm"].values[0], rtol=1e-12
    )
    np.testing.assert_array_equal(health.dead, result["trace_dead"].values[0])


def test_dead_units_are_those_that_no_sample_moves():
    network = gd.Network([3, 4, 3], "relu", loss="cross_entropy", data=THREE)
    params = network.initial()
    (weights, biases), _ = network.weights(params)
    weights[:3], biases[:3] = 0, -1.0  # views of params
    health = layer_health(network, params)
    weights_of = network.perceptron().inputs @ weights.T + biases
    assert health.dead[0, 0] == 0.75 + 0.25 * bool((weights_of[:, 3] <= 0).all())
    (values,) = activations(network, params)
    np.testing.assert_allclose(values, np.maximum(weights_of, 0), atol=1e-12)
    assert len(activations(network, params, samples=4)[0]) == 4


def test_a_network_without_hidden_layers_has_no_dead_units():
    network = gd.Network([3, 3], loss="cross_entropy", data=THREE, bias=False)
    params = network.initial()
    health = layer_health(network, params)
    assert health.dead.shape == (1, 0) and activations(network, params) == []
    slope = np.linalg.norm(network.gradient(params[None]))
    assert health.gradient_norms[0, 0] == pytest.approx(slope)
