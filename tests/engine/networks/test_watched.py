"""The records of a network in training are the numbers of the slow twin at that step."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gdsim.engine.backends import cpu
from tests.engine.networks.programs import hits, perceptron_of, program_of
from tests.reference.naive_network import ACTIVATIONS
from tests.reference.naive_training import train
from tests.reference.network_cases import NetworkCase, stored_cases

EVERY = 9
STEPS_SEEN = range(0, 100, EVERY)
RECORD = (
    "weight_norm", "params", "train_loss", "dead", "grad_norm", "test_accuracy", "lr", "loss",
    "activation_spread", "layer_grad_norm", "test_loss", "activation_mean", "train_accuracy",
    "sharpness",
)  # fmt: skip
OF_HIDDEN_LAYERS = ("activation_mean", "activation_spread", "dead")


def chosen() -> list[NetworkCase]:
    """Two cases of each depth, all sorts of batches and penalties, and those with most ReLUs."""
    found: list[NetworkCase] = []
    for depth in range(4):
        some = [case for case in stored_cases() if case.choice.depth == depth]
        some.sort(key=lambda case: -sum(name == "relu" for name, *_ in case.choice.activations))
        found += [some[0], some[-1]]
    return found


def watched_by_the_twin(case: NetworkCase, step: int) -> dict[str, np.ndarray]:
    twin, choice, network = case.naive, case.choice, perceptron_of(case)
    losses, p = train(
        twin,
        case.start,
        (case.inputs, case.targets),
        case.batches[: step + 1],
        choice.optimizer,
        choice.settings,
        choice.lr_factors,
        choice.drift,
    )
    batch = case.batches[step]
    g = twin.gradient(p, case.inputs[batch], case.targets[batch])
    sums, activations = twin.forward(p, case.inputs)
    slopes = [
        ACTIVATIONS[name][1](z, *settings)
        for z, (name, *settings) in zip(sums, choice.activations, strict=False)
    ]
    found = {
        "loss": losses[-1],
        "params": p,
        "lr": choice.settings["lr"],
        "grad_norm": np.linalg.norm(g),
        "layer_grad_norm": [
            np.hypot(np.linalg.norm(w), np.linalg.norm(b)) for w, b in twin.layers(g)
        ],
        "weight_norm": [np.linalg.norm(w) for w, _ in twin.layers(p)],
        "activation_mean": [a.mean() for a in activations[1:]],
        "activation_spread": [a.std() for a in activations[1:]],
        "sharpness": np.linalg.eigvalsh(twin.hessian(p, case.inputs, case.targets))[-1],
        "dead": [(slope == 0).all(axis=0).mean() for slope in slopes],
    }
    for kind, x, t in [
        ("train", network.inputs, network.targets),
        ("test", network.test_inputs, network.test_targets),
    ]:
        found[f"{kind}_loss"] = twin.data_loss(p, x, t)
        if network.midpoint is not None:
            found[f"{kind}_accuracy"] = hits(twin.outputs(p, x), t, network.midpoint)
    return {name: np.asarray(value, float) for name, value in found.items()}


@pytest.mark.parametrize("case", chosen(), ids=lambda case: case.key)
def test_records_are_those_of_the_twin(case: NetworkCase) -> None:
    without_classes = perceptron_of(case).midpoint is None
    record = [
        name
        for name in RECORD
        if not (without_classes and name.endswith("accuracy"))
        and not (case.choice.depth == 0 and name in OF_HIDDEN_LAYERS)
    ]
    traces = cpu.run(program_of(case, record=tuple(record), every=EVERY)).traces
    for slot, step in enumerate(STEPS_SEEN):
        expected = watched_by_the_twin(case, step)
        for name in record:
            assert len(traces[name][1]) == len(STEPS_SEEN)
            np.testing.assert_allclose(
                traces[name][1, slot], expected[name], rtol=1e-9, err_msg=f"{name} at step {step}"
            )


def test_dead_units_are_counted_in_some_case() -> None:
    shares = [watched_by_the_twin(case, 0)["dead"] for case in chosen()]
    assert any(0 < share < 1 for each in shares for share in each)


@pytest.mark.parametrize("width", [1, None])
@pytest.mark.parametrize("case", chosen()[2:3], ids=lambda case: case.key)
def test_the_step_at_which_a_run_ends_is_recorded(case: NetworkCase, width: int | None) -> None:
    record = ("params", "train_loss", "activation_mean", "layer_grad_norm", "loss", "grad_norm")
    never = program_of(case, record=record)
    whole = cpu.run(never, width=width).traces
    target = whole["loss"][1, 20]
    stopped = cpu.run(replace(never, target=float(target)), width=width)
    end = int(np.argmax(whole["loss"][1] <= target))
    assert stopped.steps[1] == end > 10
    for name, trace in stopped.traces.items():
        np.testing.assert_array_equal(trace[1, : end + 1], whole[name][1, : end + 1])
        assert np.isnan(trace[1, end + 1 :]).all()
