"""The worked examples of one neuron and of a chain of two, computed by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import gdsim as gd

ONE_SAMPLE = gd.datasets.from_arrays([[2.0]], [[3.0]])


def one_neuron() -> gd.Network:
    """The prediction is w x + b, with w = 0.5, b = 0.1; x = 2, and the target is 3."""
    return gd.Network([1, 1], data=ONE_SAMPLE, init=[([[0.5]], [0.1])])


def chain(activation: str) -> gd.Network:
    """Two layers of one unit: w1 = 0.5, b1 = 0.1, w2 = -0.8, b2 = 0.3; x = 2, the target is 3."""
    return gd.Network(
        [1, 1, 1], activation, data=ONE_SAMPLE, init=[([[0.5]], [0.1]), ([[-0.8]], [0.3])]
    )


def after_one_step(network: gd.Network, **settings: Any) -> tuple[list[float], list[float]]:
    """The parameters after one step of plain descent, and the losses before and after."""
    experiment = gd.Experiment(
        network, [gd.SGD()], lr=0.01, steps=1, record=["loss"], dtype="float64", **settings
    )
    result = experiment.run()
    return np.ravel(result["params"]).tolist(), np.ravel(result["trace_loss"]).tolist()


def test_one_neuron_predicts_costs_and_slopes_as_computed_by_hand() -> None:
    network = one_neuron()
    p = network.initial()
    assert p.tolist() == [0.5, 0.1]
    assert network.outputs(p, [[2.0]]).tolist() == [[pytest.approx(1.1, rel=1e-15)]]
    assert network.evaluate([p]) == pytest.approx(3.61, rel=1e-15)
    assert network.gradient([p])[0] == pytest.approx([-7.6, -3.8], rel=1e-15)


def test_one_neuron_takes_the_step_computed_by_hand() -> None:
    params, losses = after_one_step(one_neuron())
    assert params == pytest.approx([0.576, 0.138], rel=1e-15)
    # 0.576 * 2 + 0.138 = 1.29, and (1.29 - 3)^2 = 2.9241.
    assert losses == pytest.approx([3.61, 2.9241], rel=1e-14)


@pytest.mark.parametrize(
    ("activation", "a", "slope"),
    [
        ("identity", 1.1, 1.0),
        ("relu", 1.1, 1.0),
        ("tanh", 0.8004990217606297, 0.35920131616027484),
        ("sigmoid", 0.7502601055951177, 0.18736987954752055),
    ],
)
def test_chain_multiplies_the_local_derivatives(activation: str, a: float, slope: float) -> None:
    # z = w1 x + b1 = 1.1, a = activation(z), y = w2 a + b2, loss = (y - t)^2.
    x, t, w2, b2 = 2.0, 3.0, -0.8, 0.3
    dy = 2 * (w2 * a + b2 - t)
    by_hand = [dy * w2 * slope * x, dy * w2 * slope, dy * a, dy]
    network = chain(activation)
    p = network.initial()
    assert network.evaluate([p]) == pytest.approx((w2 * a + b2 - t) ** 2, rel=1e-14)
    assert network.gradient([p])[0] == pytest.approx(by_hand, rel=1e-14)
    params, _ = after_one_step(network)
    stepped = [start - 0.01 * g for start, g in zip(p, by_hand, strict=True)]
    assert params == pytest.approx(stepped, rel=1e-14)


def test_a_saturated_unit_stops_the_gradient_to_the_layer_before_it() -> None:
    network = chain("sigmoid")
    ahead = np.abs(network.gradient([[0.5, 0.1, -0.8, 0.3]])[0])
    saturated = np.abs(network.gradient([[10.0, 0.1, -0.8, 0.3]])[0])
    assert (saturated[:2] < 1e-6 * ahead[:2]).all()
    assert (saturated[2:] > 0.5 * ahead[2:]).all()
