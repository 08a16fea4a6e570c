"""Networks trained with whole-matrix optimizers: an outside package's steps, and the paper's."""

from __future__ import annotations

import inspect
from dataclasses import replace

import numpy as np
import pytest

from gdsim.catalogue import optimizers
from gdsim.engine.backends import cpu
from gdsim.engine.program import Vectors
from tests.engine.networks.programs import program_of
from tests.reference import naive_tensor_optimizers as naive
from tests.reference.driver import complete
from tests.reference.tensor_trajectories import (
    NETWORKS,
    ON_NETWORKS,
    STEPS,
    STORED,
    TOLERANCE,
    Case,
    apart,
    task_of,
)

TENSOR = {n: d for n, d in optimizers.catalogue().items() if d.tensor}
COMPARED = pytest.mark.parametrize("case", ON_NETWORKS, ids=lambda case: case.key)


def by_kernel(case: Case, steps: int) -> np.ndarray:
    """The parameters after `steps` updates, by the compiled kernel."""
    network = task_of(case.task).case
    given = program_of(
        network,
        optimizer=case.optimizer,
        settings=complete(TENSOR[case.optimizer], case.settings),
        start=Vectors(network.start[None]),
        steps=steps,
        record=(),
        runs=1,
    )
    # The network's own training had other rates, and drifts, of its layers.
    neutral = {n: 1.0 for n in given.parameters if n.startswith("lr_")}
    neutral |= {n: 0.0 for n in given.parameters if n.startswith("drift_")}
    given = replace(given, parameters={**given.parameters, **neutral})
    return cpu.run(given, threads=1).params[0]


def by_rule(case: Case) -> np.ndarray:
    """The parameters at the stored steps, by the published rule."""
    task = task_of(case.task)
    settings = complete(TENSOR[case.optimizer], case.settings)
    lr = settings.pop("lr")

    def flat(tensors: list[np.ndarray]) -> np.ndarray:
        return np.concatenate([tensor.ravel() for tensor in tensors])

    def gradient(tensors: list[np.ndarray]) -> list[np.ndarray]:
        return list(apart(task.gradient(flat(tensors), 0), task.shapes))

    rule = getattr(naive, case.optimizer)
    rules = [rule(tensor, **settings) for tensor in apart(task.start(), task.shapes)]
    passed = naive.walk_together(rules, gradient, [lr] * STEPS)
    return np.array([flat(tensors) for tensors in passed])[list(STORED)]


@COMPARED
def test_network_takes_the_steps_of_an_outside_package(case: Case) -> None:
    for place in (5, -1):
        expected = case.stored()[place]
        found = by_kernel(case, STORED[place])
        np.testing.assert_allclose(found, expected, rtol=TOLERANCE, atol=TOLERANCE)


@COMPARED
def test_network_takes_the_steps_of_the_published_rule(case: Case) -> None:
    expected = by_rule(case)[-1]
    found = by_kernel(case, STEPS)
    np.testing.assert_allclose(found, expected, rtol=TOLERANCE, atol=TOLERANCE)
    assert np.abs(expected - task_of(case.task).start()).max() > 0.05


@pytest.mark.parametrize("name", TENSOR)
def test_every_optimizer_of_whole_matrices_has_both_references(name: str) -> None:
    for network in NETWORKS:
        mine = [c.settings for c in ON_NETWORKS if (c.optimizer, c.task) == (name, network)]
        assert len(mine) >= 3
        hyper = TENSOR[name].hyper
        assert {n for s in mine for n, v in s.items() if v != hyper[n].default} == set(hyper)
    rule = inspect.signature(getattr(naive, name)).parameters.values()
    assert {p.name for p in rule if p.kind is p.KEYWORD_ONLY} | {"lr"} == set(TENSOR[name].hyper)
