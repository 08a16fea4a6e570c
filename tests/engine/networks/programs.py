"""Stored cases as programs that kernels run."""

from __future__ import annotations

from typing import Any

import numpy as np

from gdsim.calculus import Expression, parse
from gdsim.catalogue import activations, optimizers
from gdsim.engine.perceptron import Perceptron
from gdsim.engine.program import Program, Vectors
from tests.reference.network_cases import STEPS, NetworkCase

# What an output must be above for a sample to be of its class; without one there are no classes.
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
        "keep_points": True,
        "dtype": "float64",
    }
    return Program(**given | changes)


def hits(y: np.ndarray, targets: np.ndarray, midpoint: float) -> float:
    """The share of samples that are put into their class."""
    if y.shape[1] == 1:
        return float(((y > midpoint) == (targets > midpoint)).mean())
    return float((targets[np.arange(len(y)), y.argmax(axis=1)] > midpoint).mean())
