"""Modifiers do what was published, against a second version in NumPy; also on networks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import gdsim as gd


def params(experiment: gd.Experiment) -> np.ndarray:
    found: np.ndarray = experiment.run()["trace_params"].values
    return found.reshape(experiment.steps + 1, -1)


def test_cautious_momentum_leaves_out_what_goes_uphill() -> None:
    """Liang et al. 2024, algorithm 1: the mask of the step, over its mean."""
    experiment = gd.Experiment(
        "3*x**2 + x*y + y**2/4", gd.Momentum(momentum=0.95), lr=0.05, start=[1.07, -1.93], steps=60,
        modifiers=gd.Cautious(floor=0.3), record=["params"], dtype="float64", tolerance=0,
    )  # fmt: skip
    p, v, left_out = np.array([1.07, -1.93]), np.zeros(2), 0
    expected = [p]
    for _ in range(60):
        g = np.array([6 * p[0] + p[1], p[0] + p[1] / 2])
        v = 0.95 * v + g
        mask = (v * g > 0).astype(float)
        left_out += int((mask == 0).sum())
        p = p - 0.05 * v * mask / max(mask.mean(), 0.3)
        expected.append(p)
    assert left_out > 5
    np.testing.assert_allclose(params(experiment), expected, rtol=1e-9, atol=1e-12)


NETWORK = gd.Network(
    [2, 3, 1], "tanh", loss="mse", data=gd.datasets.from_arrays(
        [[0.3, -1.0], [1.2, 0.4], [-0.7, 0.9], [0.1, 0.6]], [0.5, -0.3, 1.0, 0.2]
    ), init_seed=4,
)  # fmt: skip


def test_cautious_steps_of_a_network_are_scaled_tensor_by_tensor() -> None:
    experiment = gd.Experiment(
        NETWORK, gd.Momentum(momentum=0.97), lr=0.3, steps=40, modifiers=[gd.Cautious()],
        record=["params"], dtype="float64",
    )  # fmt: skip
    p = NETWORK.initial().ravel()
    v, expected, left_out = np.zeros_like(p), [p], 0
    for _ in range(40):
        g = NETWORK.gradient(p).ravel()
        v = 0.97 * v + g
        new = p.copy()
        for tensor in NETWORK.perceptron().tensors:
            part = slice(tensor.first, tensor.first + tensor.size)
            mask = (v[part] * g[part] > 0).astype(float)
            left_out += int((mask == 0).sum())
            new[part] -= 0.3 * v[part] * mask / max(mask.mean(), 1e-3)
        p = new
        expected.append(p)
    assert left_out > 20
    np.testing.assert_allclose(params(experiment), expected, rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("task", ["rosenbrock", NETWORK], ids=["function", "network"])
def test_adam_with_decoupled_decay_is_adamw(task: Any) -> None:
    common = {"lr": 0.03, "steps": 50, "record": ["params"], "dtype": "float64", "tolerance": 0}
    one = gd.Experiment(task, gd.AdamW(weight_decay=0.7), **common)
    other = gd.Experiment(
        task, gd.Adam(), modifiers=[gd.DecoupledDecay(weight_decay=0.7)], **common
    )
    np.testing.assert_allclose(params(other), params(one), rtol=1e-10, atol=1e-13)


def test_a_method_of_whole_matrices_is_modified_after_its_step() -> None:
    common = {"lr": 0.1, "steps": 1, "record": ["params"], "dtype": "float64"}
    plain = params(gd.Experiment(NETWORK, gd.LAMB(), **common))
    decay = [gd.DecoupledDecay(weight_decay=0.5)]
    decayed = params(gd.Experiment(NETWORK, gd.LAMB(), modifiers=decay, **common))
    np.testing.assert_allclose(decayed[1], plain[1] - 0.1 * 0.5 * plain[0], rtol=1e-12, atol=1e-14)
