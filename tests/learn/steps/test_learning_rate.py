"""The learning rate's range test: the bounds are those of theory, the kinds those of the runs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import gdsim as gd
from gdsim.catalogue.stability import stable_rate
from gdsim.learn.steps.learning_rate import learning_rate

XOR = gd.Network([2, 6, 1], "tanh", data="xor", init_seed=2)
# Each with its largest stable rate on 2 x^2, whose curvature is 4.
LINEAR = {
    "sgd": (gd.SGD(), 2 / 4),
    "decay": (gd.SGD(weight_decay=0.5), 2 / 4.5),
    "momentum": (gd.Momentum(momentum=0.8), 2 * 1.8 / 4),
    "dampened": (gd.Momentum(momentum=0.5, dampening=0.3), 2 * 1.5 / (0.7 * 4)),
    "nesterov": (gd.Nesterov(momentum=0.6), 2 * 1.6 / (2.2 * 4)),
}


@pytest.mark.parametrize("name", sorted(LINEAR))
def test_largest_stable_rate_is_that_of_theory(name: str) -> None:
    choice, expected = LINEAR[name]
    assert stable_rate(choice, 4.0) == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("choice", [*(c for c, _ in LINEAR.values()), gd.QHM(beta=0.9, nu=0.6)])
def test_runs_shrink_below_the_stable_rate_and_grow_above_it(choice: Any) -> None:
    stable = stable_rate(choice, 4.0)
    assert stable is not None
    rates = np.array([0.99, 1.01]) * stable
    experiment = gd.Experiment(
        "2*x**2", choice.replace(lr=rates), start=[1.0], steps=3000, dtype="float64", tolerance=0
    )
    below, above = experiment.run()["loss"].values.ravel()
    assert below < 1e-6 and above > 1e6


@pytest.mark.parametrize("choice", [gd.Adam(), gd.Lion(), gd.RMSprop(), gd.Newton(), gd.SignSGD()])
def test_methods_that_scale_their_steps_have_no_such_rate(choice: Any) -> None:
    assert stable_rate(choice, 4.0) is None


def test_a_bowl_diverges_from_two_over_its_curvature_on() -> None:
    found = learning_rate("3*x**2 + 0.5*(x - y)**2", gd.Momentum(momentum=0.5), steps=400)
    largest = float(np.linalg.eigvalsh([[7.0, -1.0], [-1.0, 1.0]])[-1])
    assert found.data["bounds"]["end"] == pytest.approx(3 / largest, rel=1e-8)
    rates, kinds = np.array(found.data["rates"]), np.array(found.data["kinds"])
    assert (kinds[rates < 0.99 * 3 / largest] != "divergent").all()
    assert (kinds[rates > 1.01 * 3 / largest] == "divergent").all()
    (boundary,) = [step for step in found.steps if step.name == "largest stable rate"]
    assert boundary.check is not None
    assert boundary.value == pytest.approx(boundary.check["value"], rel=0.13)  # one rate's width


def test_too_small_good_and_divergent_stand_in_their_order() -> None:
    found = learning_rate("x**2 + 4*y**2", steps=60)
    picks = found.data["picks"]
    order = ["too small", "good", "edge of stability", "divergent"]
    assert list(picks) == order
    assert sorted(picks.values()) == [picks[name] for name in order]
    curves = found.data["curves"]
    assert curves["good"][-1] < 1e-3 * curves["too small"][-1]
    assert np.nanmax(curves["divergent"]) > found.data["start_loss"]
    assert len(curves["good"]) == 61 and curves["good"][0] == found.data["start_loss"]
    kinds = found.data["kinds"]
    assert kinds == sorted(kinds, key=order.index)


def test_plain_descent_reaches_what_its_closed_form_says() -> None:
    found = learning_rate("2*x**2", rates=[0.01, 0.1, 0.2, 0.3], steps=25, start=[3.0])
    expected = [2 * (3 * (1 - 4 * rate) ** 25) ** 2 for rate in (0.01, 0.1, 0.2, 0.3)]
    np.testing.assert_allclose(found.data["loss"], expected, rtol=1e-9)


def test_a_network_at_the_edge_has_sharpness_two_over_the_rate() -> None:
    found = learning_rate(XOR, steps=400)
    (edge,) = [step for step in found.steps if step.name == "edge of stability"]
    assert edge.values["lr*lambda_max at its end"] == pytest.approx(2, rel=0.15)
    good = found.data["picks"]["good"]
    assert 0.05 < good / found.data["bounds"]["end"] < 2.5


def test_adam_is_told_to_have_no_bound() -> None:
    found = learning_rate("x**2", gd.Adam(), steps=50)
    assert found.data["bounds"] == {}
    assert any("Adam has no stable rate" in step.sentence for step in found.steps)
    assert found.conclusion.endswith("no rate of the range diverges.")


def test_where_nothing_curves_upwards_no_rate_is_too_large() -> None:
    found = learning_rate("4 - exp(-x**2/2)", start=[2.0], rates=gd.logspace(1e-3, 10, 30))
    assert found.data["curvature"]["start"] < 0 < found.data["curvature"]["end"]
    assert "start" not in found.data["bounds"]
    assert any("curves upwards in no direction" in step.sentence for step in found.steps)


def test_eigenvalues_are_those_of_the_hessian_by_hand() -> None:
    # At (1, 2): d2/dx2 = 2 + 12, d2/dxdy = 5, d2/dy2 = 6.
    task = gd.Function("x**2 + 2*x**3 + 5*x*y + y**3/2")
    by_hand = np.linalg.eigvalsh([[14.0, 5.0], [5.0, 6.0]])
    np.testing.assert_allclose(task.curvatures([1.0, 2.0]), by_hand, rtol=1e-13)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"objective": "x**2", "rates": 0.1}, "at least 3 ascending learning rates"),
        ({"objective": "x**2", "rates": [0.1, 0.3, 0.2]}, "must be ascending"),
        ({"objective": "x**2", "rates": [0.0, 0.1, 0.2]}, "a number above 0, got 0"),
        ({"objective": "x**2", "steps": 1}, "steps must be a whole number from 2"),
        ({"objective": "x**2", "start": [[1.0], [2.0]]}, "give start one value"),
        ({"objective": "x**2", "optimizer": gd.Momentum(momentum=[0.1, 0.9])}, "give momentum one"),
        ({"objective": 3}, "objective must be a Function"),
    ],
)
def test_wrong_input_gets_its_sentence(arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        learning_rate(**arguments)


def test_every_rate_too_large_is_said() -> None:
    found = learning_rate("x**2", rates=[2.0, 3.0, 5.0], steps=10)
    assert found.conclusion == "Every rate of the range diverges; try smaller ones."
    assert set(found.data["picks"]) == {"divergent"}
