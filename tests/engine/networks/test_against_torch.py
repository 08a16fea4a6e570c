"""Compiled networks take the steps of torch, and their records are those of the slow twin."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from gdsim.engine.backends import cpu
from gdsim.engine.backends.cpu import Outcome
from gdsim.engine.networks import batches
from gdsim.engine.program import Cycle, Value
from gdsim.engine.verdict import Verdict
from tests.engine.networks.programs import hits, perceptron_of, program_of
from tests.reference.network_cases import RELATIVE_TOLERANCE, STEPS, NetworkCase, stored_cases

every_case = pytest.mark.parametrize("case", stored_cases(), ids=lambda case: case.key)


@cache
def trained(case: NetworkCase) -> Outcome:
    return cpu.run(program_of(case))


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
            share = hits(case.naive.outputs(case.final, x), t, network.midpoint)
        np.testing.assert_allclose(finals[f"{kind}_accuracy"][1], share, rtol=1e-12)


def one_of_each_optimizer_and_order() -> list[NetworkCase]:
    found: dict[object, NetworkCase] = {}
    for case in stored_cases():
        drawn = case.choice.batch is not None, case.choice.replacement
        found.setdefault((case.choice.optimizer, *drawn), case)
    return list(found.values())


@pytest.mark.parametrize("case", one_of_each_optimizer_and_order(), ids=lambda case: case.key)
def test_runs_with_settings_of_their_own_take_the_steps_of_torch(case: NetworkCase) -> None:
    given = program_of(case)

    def every_other(value: Value | bool) -> Value | bool:
        if isinstance(value, bool):
            return value
        assert isinstance(value, float | int)
        return Cycle(np.array([value / 2, value]), 1)

    runs = 21
    changes = {
        "settings": {name: every_other(value) for name, value in given.settings.items()},
        "parameters": {name: every_other(value) for name, value in given.parameters.items()},
        "seed": Cycle(np.array([case.choice.seed + 100.0, case.choice.seed]), 1),
        "runs": runs,
    }
    outcome = cpu.run(program_of(case, **changes))
    for run in range(1, runs, 2):
        np.testing.assert_allclose(outcome.traces["loss"][run], case.losses, RELATIVE_TOLERANCE)
        np.testing.assert_allclose(outcome.params[run], case.final, RELATIVE_TOLERANCE)
    assert not np.isclose(outcome.params[0], case.final, rtol=1e-6).all()
