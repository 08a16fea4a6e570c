"""A step that is reached is evaluated when somebody asks for it, once, and with the same bits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import gdsim as gd
from gdsim.engine.segment import Segment
from gdsim.experiment.session import Session
from tests.experiment.sessions import (
    STEPS,
    experiment,
    same_as_result,
    same_snapshot,
    same_traces,
)

NETWORK = gd.Network([2, 4, 1], data=gd.datasets.moons(samples=40), batch_size=8)
MANY = {
    "function": experiment(start=gd.uniform(200), target=0.2),
    "network": gd.Experiment(
        NETWORK, ["adam"], lr=gd.logspace(0.01, 1, 40), steps=STEPS, record=("loss",), every=4
    ),
}


@pytest.fixture
def evaluated(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The steps that were evaluated at the end of a call, but for the last one of a run."""
    steps: list[int] = []
    run = Segment._run

    def counted(segment: Segment, groups: int, n_steps: int, look: bool, *given: Any) -> None:
        run(segment, groups, n_steps, look, *given)
        if look and segment.step + n_steps < STEPS:
            steps.append(segment.step + n_steps)

    monkeypatch.setattr(Segment, "_run", counted)
    return steps


@pytest.mark.parametrize("many", MANY.values(), ids=MANY)
def test_steps_that_nobody_looks_at_are_not_evaluated(
    many: gd.Experiment, evaluated: list[int]
) -> None:
    session, looks = Session(many, threads=1), set(many.programs()[0].looks)
    for _ in range(30):
        session.advance(1)
    runs = np.array([0, 5, 39])
    params = session.params_of(runs)
    assert session.params_of_every(3).size and set(evaluated) <= looks
    snapshot, count = session.snapshot(), evaluated.count(30)  # of each segment that runs
    assert 0 < count <= len(session._batch._all)
    by_run = snapshot.params.reshape(len(params), -1, params.shape[-1])
    np.testing.assert_array_equal(params, by_run[:, runs])
    session.traces(), session.result(), session.snapshot(runs), session.advance(0)
    assert evaluated.count(30) == count
    for n in (1, 7, STEPS):
        session.advance(n)
    same_as_result(session, many.run())
    assert {30} <= set(evaluated) <= {30} | looks


@pytest.mark.parametrize("many", MANY.values(), ids=MANY)
def test_a_kept_step_is_evaluated_when_it_is_gone_back_to(many: gd.Experiment) -> None:
    session = Session(many, threads=1)
    for _ in range(24):
        session.advance(1)
    for step in (23, 15, 12, 0):
        session.rewind(step)
        straight = Session(many, threads=1)
        straight.advance(step)
        same_snapshot(session.snapshot(), straight.snapshot())
        same_traces(session, straight)
    fork = session.fork(steps=STEPS + 1)
    same_snapshot(fork.snapshot(), session.snapshot())
