"""Vanishing and exploding gradients: the measured lengths, and the theory of wide networks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import gdsim as gd
from gdsim.learn.networks.depth import depth
from gdsim.learn.networks.mean_field import signal
from gdsim.learn.networks.passes import passes


def network(activation: Any, init: Any, layers: list[int], **more: Any) -> gd.Network:
    signs = [-((-1.0) ** i) for i in range(layers[0])]
    data = gd.datasets.from_arrays([signs], [[1.0] * layers[-1]])
    return gd.Network(layers, activation, data=data, init=init, **more)


def case(found: Any, **wanted: Any) -> dict[str, Any]:
    (only,) = [c for c in found.data["cases"] if all(c[k] == v for k, v in wanted.items())]
    return only


def test_measured_lengths_are_those_of_each_networks_own_gradient() -> None:
    found = depth([3], ["tanh"], ["he_uniform"], width=5, seeds=6)
    squares = []
    for seed in range(6):
        made = network("tanh", "he_uniform", [5, 5, 5, 5, 1], init_seed=seed)
        both = passes(made.perceptron(), made.initial(), [0], {}).layers
        squares.append([(x.weight_gradient**2).sum() + (x.error**2).sum() for x in both])
    (only,) = found.data["cases"]
    np.testing.assert_allclose(only["measured"], np.sqrt(np.mean(squares, axis=0)), rtol=1e-10)
    middle = np.sqrt(np.quantile(squares, 0.5, axis=0, method="nearest"))
    np.testing.assert_allclose(only["median"], middle, rtol=1e-10)


@pytest.mark.parametrize(
    ("activation", "init", "factor"),
    [
        # units * variance * mean squared derivative: half of all z are above 0.
        ("relu", "he_normal", 1.0),
        ("relu", "xavier_uniform", 0.5),
        ("identity", {"name": "normal", "std": 0.3}, 8 * 0.09),
        ("identity", {"name": "orthogonal", "gain": 1.3}, 1.69),
        ("leaky_relu", "he_uniform", 2 * (0.5 + 0.5 * 0.01**2)),
        ("3*z", "lecun_normal", 9.0),
    ],
)
def test_factors_of_a_layer_are_those_of_closed_forms(
    activation: str, init: Any, factor: float
) -> None:
    found = signal(network(activation, init, [8, 8, 8, 8, 8]))
    assert found is not None
    np.testing.assert_allclose(found.factors, factor, rtol=1e-12)


def test_means_over_z_are_those_of_closed_forms() -> None:
    # For z normal with variance q: <sin^2> = (1 - exp(-2q))/2 and <cos^2> = (1 + exp(-2q))/2.
    found = signal(network("sin", {"name": "normal", "std": 0.4}, [10, 10, 10]))
    assert found is not None
    q = 0.16 * 10
    assert found.variances[0] == pytest.approx(q)
    assert found.variances[1] == pytest.approx(0.16 * 10 * (1 - np.exp(-2 * q)) / 2, rel=1e-10)
    assert found.factors[0] == pytest.approx(1.6 * (1 + np.exp(-2 * q)) / 2, rel=1e-10)


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "gelu", "softplus"])
def test_wide_networks_have_the_lengths_of_the_theory(activation: str) -> None:
    found = depth([4], [activation], ["xavier_normal", {"name": "ntk"}], width=96, seeds=48)
    for each in found.data["cases"]:
        np.testing.assert_allclose(each["measured"], each["theory"], rtol=0.2)


def test_sigmoids_vanish_where_rectifiers_keep_their_size_and_large_weights_explode() -> None:
    found = depth([2, 12], seeds=24)
    verdicts = {(c["activation"], c["init"], c["depth"]): c["verdict"] for c in found.data["cases"]}
    assert verdicts["sigmoid", "xavier_normal", 12] == "vanishes"
    assert verdicts["sigmoid", "xavier_normal", 2] == "keeps its size"
    assert verdicts["relu", "xavier_normal", 12] == "vanishes"
    kept = [("relu", "he_normal"), ("tanh", "xavier_normal")]
    assert all(verdicts[activation, init, 12] == "keeps its size" for activation, init in kept)
    # Each layer makes the mean square 32 * 0.25 / 2 = 4 times as large, so 2 times the length.
    grown = case(found, activation="relu", init="normal, std 0.5", depth=12)
    assert grown["verdict"] == "explodes"
    assert grown["ratio"] == pytest.approx(2.0**11 * 2.0**11, rel=0.8)
    np.testing.assert_allclose(grown["factors"][:-1], 4, rtol=1e-12)
    assert "relu (normal, std 0.5)" in found.conclusion.split("explodes")[1]
    text = found.text()
    assert "sigmoid, xavier_normal" in text and "theory" in text


def test_the_line_begins_as_measured_for_other_losses() -> None:
    data = gd.datasets.moons(samples=30)
    found = depth(
        [3], ["tanh"], ["xavier_normal"], width=24, loss="binary_cross_entropy", data=data
    )
    (only,) = found.data["cases"]
    assert only["theory"][-1] == pytest.approx(only["measured"][-1])
    assert len(only["measured"]) == 4 and min(only["factors"]) > 0


def test_weights_that_are_not_random_have_no_theory() -> None:
    found = depth([2], ["tanh"], [{"name": "constant", "value": 0.1}], width=4, seeds=2)
    (only,) = found.data["cases"]
    assert only["theory"] is None and only["factors"] is None
    assert only["low"] == only["high"] == pytest.approx(only["measured"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"depths": [1, 2]}, "depths must be a whole number from 2 to"),
        ({"depths": 4}, "depths must be a list"),
        ({"activations": "tanh"}, "activations must be a list, got 'tanh'"),
        ({"inits": []}, "inits must be a list"),
        ({"activations": ["tanhh"]}, "did you mean tanh"),
        ({"width": 0}, "width must be a whole number from 1"),
        ({"seeds": 1}, "seeds must be a whole number from 2"),
        ({"data": "spirals"}, "spiral"),
    ],
)
def test_wrong_input_gets_its_sentence(arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        depth(**arguments)
