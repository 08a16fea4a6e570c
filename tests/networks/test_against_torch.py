"""Compiled networks take the steps of torch, and report of them what the slow twin finds."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from gdsim import activations, optimizers
from gdsim.backends import cpu
from gdsim.backends.cpu import Outcome
from gdsim.calculus import Expression, parse
from gdsim.kernels import batches
from gdsim.kernels.program import Program, Vectors
from gdsim.networks import Perceptron
from gdsim.verdict import Verdict
from tests.reference.network_cases import (
    RELATIVE_TOLERANCE,
    STEPS,
    NetworkCase,
    stored_cases,
)

every_case = pytest.mark.parametrize("case", stored_cases(), ids=lambda case: case.key)

# The share of a sample's largest target that tells its class; None: the targets are no classes.
MIDPOINTS = {"sigmoid": 0.5, "softmax": 0.5, "tanh": 0.0}


def activation_of(name: str, *settings: float) -> Expression:
    definition = activations.catalogue()[name]
    return parse(definition.text, dict(zip(definition.parameters, settings, strict=True)))


def perceptron_of(case: NetworkCase) -> Perceptron:
    """The network of a case; its test data are the first training samples, turned about."""
    chosen = case.choice
    hinge = 0.0 if chosen.loss == "hinge" else None
    return Perceptron(
        sizes=chosen.sizes,
        activations=tuple(activation_of(*each) for each in chosen.activations),
        output=chosen.output,
        loss=chosen.loss,
        loss_settings=chosen.loss_settings,
        multipliers=chosen.multipliers,
        bias=chosen.bias,
        inputs=case.inputs,
        targets=case.targets,
        test_inputs=-case.inputs[:5],
        test_targets=case.targets[:5],
        batch=chosen.batch,
        replacement=chosen.replacement,
        midpoint=MIDPOINTS.get(chosen.output, hinge),
    )


def program_of(case: NetworkCase, **changes: Any) -> Program:
    """Two runs: one from elsewhere, so that a run's place matters, and that of the case."""
    chosen = case.choice
    hyper = optimizers.catalogue()[chosen.optimizer].hyper
    parameters = {"l1": chosen.l1, "l2": chosen.l2}
    for layer in range(chosen.depth + 1):
        parameters[f"lr_{layer + 1}"] = chosen.lr_factors[layer]
        parameters[f"drift_{layer + 1}"] = chosen.drift[layer]
    given: dict[str, Any] = {
        "expression": None,
        "network": perceptron_of(case),
        "optimizer": chosen.optimizer,
        "settings": {name: h.default for name, h in hyper.items()} | chosen.settings,
        "start": Vectors(np.array([case.start / 2, case.start])),
        "parameters": parameters,
        "seed": chosen.seed,
        "runs": 2,
        "steps": STEPS,
        "record": ("loss",),
        "dtype": "float64",
    }
    return Program(**given | changes)


@cache
def trained(case: NetworkCase) -> Outcome:
    return cpu.run(program_of(case))


def hits(case: NetworkCase, y: np.ndarray, targets: np.ndarray, midpoint: float) -> float:
    """The share of samples that are put into their class."""
    if y.shape[1] == 1:
        return float(((y > midpoint) == (targets > midpoint)).mean())
    return float((targets[np.arange(len(y)), y.argmax(axis=1)] > midpoint).mean())


@every_case
def test_batches_are_those_that_torch_was_given(case: NetworkCase) -> None:
    of_step = (case.choice.batch, case.choice.replacement, case.choice.seed)
    found = [batches.order(len(case.inputs), *of_step, step) for step in range(STEPS + 1)]
    assert found == case.batches


@every_case
def test_kernel_takes_the_steps_of_torch(case: NetworkCase) -> None:
    outcome = trained(case)
    np.testing.assert_allclose(outcome.traces["loss"][1], case.losses, rtol=RELATIVE_TOLERANCE)
    np.testing.assert_allclose(outcome.params[1], case.final, rtol=RELATIVE_TOLERANCE, atol=0)
    np.testing.assert_allclose(outcome.loss[1], case.losses[-1], rtol=RELATIVE_TOLERANCE)
    assert outcome.steps[1] == STEPS
    assert outcome.verdict[1] < Verdict.CONVERGED


@every_case
def test_kernel_reports_losses_and_accuracies_of_all_samples(case: NetworkCase) -> None:
    network, finals = perceptron_of(case), trained(case).finals
    for kind, x, t in [
        ("train", network.inputs, network.targets),
        ("test", network.test_inputs, network.test_targets),
    ]:
        loss = case.naive.data_loss(case.final, x, t)
        np.testing.assert_allclose(finals[f"{kind}_loss"][1], loss, rtol=1e-9)
        share = np.nan
        if network.midpoint is not None:
            share = hits(case, case.naive.outputs(case.final, x), t, network.midpoint)
        np.testing.assert_allclose(finals[f"{kind}_accuracy"][1], share, rtol=1e-12)
