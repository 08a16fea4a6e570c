"""The preconditioned sharpness of runs is that of plain NumPy, with the optimizer's published rule.

Cohen et al. 2022, arXiv:2207.14484: the largest eigenvalue of P^-1 H, where a step is -lr P^-1 m.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import gdsim as gd
from tests.reference.naive_network import NaiveNetwork

STEPS, BOUND = 6, 0.05
ADAM = {"beta1": 0.8, "beta2": 0.9, "eps": 0.01, "weight_decay": 0.1}
RMSPROP = {"alpha": 0.7, "eps": 0.02, "momentum": 0.5, "weight_decay": 0.2, "centered": True}
DATA = gd.datasets.iris(test=0)


def network() -> gd.Network:
    return gd.Network(
        [4, 3, 3], "tanh", loss="cross_entropy", data=DATA, l2=0.01, init_seed=[3, 4, 5]
    )


def of_adam(gradients: list[np.ndarray]) -> np.ndarray:
    """Its diagonal at the step that these gradients end with."""
    v, t = 0.0, len(gradients)
    for g in gradients:
        v = ADAM["beta2"] * v + (1 - ADAM["beta2"]) * g**2
    root = np.sqrt(v / (1 - ADAM["beta2"] ** t))
    return (1 - ADAM["beta1"] ** t) * (root + ADAM["eps"])


def of_rmsprop(gradients: list[np.ndarray]) -> np.ndarray:
    s, mean, alpha = 0.0, 0.0, RMSPROP["alpha"]
    for g in gradients:
        s, mean = alpha * s + (1 - alpha) * g**2, alpha * mean + (1 - alpha) * g
    return np.sqrt(s - mean**2) + RMSPROP["eps"]


@pytest.mark.parametrize(
    ("optimizer", "diagonal", "bound"),
    [(gd.Adam(**ADAM), of_adam, BOUND), (gd.RMSprop(**RMSPROP), of_rmsprop, np.inf)],
    ids=["adam", "rmsprop"],
)
def test_it_is_the_largest_eigenvalue_of_the_preconditioned_hessian(
    optimizer: gd.Adam, diagonal: Callable[[list[np.ndarray]], np.ndarray], bound: float
) -> None:
    record = ["params", "preconditioned_sharpness", "sharpness"]
    experiment = gd.Experiment(
        network(), [optimizer], lr=0.05, steps=STEPS, record=record, dtype="float64",
        clip_value=bound,
    )  # fmt: skip
    result = experiment.run().isel(optimizer=0)
    twin = NaiveNetwork((4, 3, 3), (("tanh",),), "cross_entropy", "softmax", l2=0.01)
    task = experiment.objective.perceptron()
    for run in (0, 2):
        gradients, clipped = [], False
        for step in range(STEPS + 1):
            p = result.trace_params.values[run, step]
            g = twin.gradient(p, task.inputs, task.targets)
            clipped |= bool((abs(g) > bound).any())
            g = np.clip(g, -bound, bound)  # as the step has it
            gradients.append(g + optimizer.settings["weight_decay"] * p)
            hessian = twin.hessian(p, task.inputs, task.targets)
            roots = 1 / np.sqrt(diagonal(gradients))
            largest = np.linalg.eigvalsh(roots[:, None] * hessian * roots)[-1]
            found = result.trace_preconditioned_sharpness.values[run, step]
            assert found == pytest.approx(largest, rel=1e-9)
            plain = result.trace_sharpness.values[run, step]
            assert plain == pytest.approx(np.linalg.eigvalsh(hessian)[-1], rel=1e-9)
        assert clipped == np.isfinite(bound)


def test_of_steps_that_are_not_scaled_it_is_the_sharpness() -> None:
    def traces(*record: str) -> dict[str, np.ndarray]:
        result = gd.Experiment(
            network(),
            [gd.SGD(), gd.Adam(**ADAM)],
            lr=0.05,
            steps=3,
            record=record,
            dtype="float64",
            clip_value=BOUND,
        ).run()
        return {name: result[f"trace_{name}"].values for name in record}

    both, alone = (
        traces("sharpness", "preconditioned_sharpness"),
        traces("preconditioned_sharpness"),
    )
    np.testing.assert_array_equal(
        alone["preconditioned_sharpness"], both["preconditioned_sharpness"]
    )
    sgd, adam = both["preconditioned_sharpness"]
    np.testing.assert_array_equal(sgd, both["sharpness"][0])
    assert (adam > 2 * sgd).all()


def test_recording_it_changes_no_bit() -> None:
    plain = gd.Experiment(
        network(), [gd.Adam(**ADAM)], lr=0.05, steps=5, dtype="float64", clip_value=BOUND
    )
    seen = plain.replace(record="preconditioned_sharpness").run()
    for name, values in plain.run().items():
        np.testing.assert_array_equal(values, seen[name])


@pytest.mark.parametrize("optimizer", [gd.Lion(), gd.Muon(), gd.SignSGD()])
def test_where_it_has_no_meaning_is_said(optimizer: gd.Lion) -> None:
    with pytest.raises(gd.SettingError, match="has no preconditioner: its steps are not gradients"):
        gd.Experiment(network(), [gd.Adam(), optimizer], record="preconditioned_sharpness")
