"""A run whose numbers fill vectors has the bits that it has as one lane of many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from gdsim.catalogue import look_up
from gdsim.engine.backends import cpu
from gdsim.engine.program import Cycle, Program
from gdsim.lanes.host import vector_unit
from tests.engine.networks.test_bits import NETWORK, program, same_bits, samples

pytestmark = pytest.mark.slow  # much to compile

CLASSES = np.eye(4)[np.random.default_rng(6).integers(0, 4, 29)]
# Layers that are narrower than a vector, that end within one, and that take more than one.
SOFTMAX = replace(
    NETWORK, sizes=(3, 37, 5, 4), output="softmax", loss="cross_entropy", loss_settings={},
    midpoint=0.5, targets=CLASSES, test_targets=CLASSES[:7],
)  # fmt: skip


def three(optimizer: str, settings: dict[str, Any], **changes: Any) -> Program:
    """Three runs of an optimizer at rates of their own."""
    hyper = {name: each.default for name, each in look_up("optimizer", optimizer).hyper.items()}
    rates = {"lr": Cycle(np.array([1e-3, 0.02, 0.3]), 1)}
    given: dict[str, Any] = {"noise": 0.0, "seed": 3.0, "record": ("loss",), **changes}
    return program(runs=3, optimizer=optimizer, settings={**hyper, **rates, **settings}, **given)


def classes() -> Program:
    """Batches in one order, a loss of all outputs together, modifiers, noise, classes."""
    return three(
        "momentum", {"momentum": 0.8, "weight_decay": 0.01},
        network=SOFTMAX, noise=0.01,
        modifiers={"clip_norm": {"bound": 0.5}, "cautious": {"floor": 1e-3}},
        record=("loss", "grad_norm", "train_accuracy", "test_class_loss"),
    )  # fmt: skip


def matrices() -> Program:
    """A step of whole matrices, samples drawn anew for each run, squares of softmax outputs."""
    network = replace(SOFTMAX, loss="mse", bias=False, replacement=True)
    return three("lamb", {"beta1": 0.8}, network=network, seed=Cycle(np.arange(3.0), 1))


def points() -> Program:
    """All samples, a gradient apart from the parameters, penalties, drift, rates of layers."""
    one = {"sizes": (3, 1, 7, 1), "targets": samples(29, 1, 2), "test_targets": samples(7, 1, 4)}
    return three(
        "schedule_free_sgd", {"beta": 0.7},
        network=replace(NETWORK, batch=None, **one),
        parameters={"l1": 1e-3, "l2": 0.01, "drift_2": 0.5, "lr_1": 3.0},
        record=("loss", "gradient_point", "params", "weight_norm", "activation_mean"),
    )  # fmt: skip


@pytest.mark.parametrize("given", [classes, matrices, points])
def test_a_run_in_vectors_has_the_bits_of_a_lane(given: Callable[[], Program]) -> None:
    lanes = cpu.run(given(), threads=1, width=vector_unit().narrow_width("float32"))
    assert np.isfinite(lanes.loss).all() and len(np.unique(lanes.loss)) == 3
    same_bits(cpu.run(given(), threads=1, width=1), lanes)
