"""A fork of a session goes on like it, or as another experiment from its point."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import gdsim as gd
from gdsim.engine.verdict import Verdict
from gdsim.experiment.session import Session
from tests.experiment.sessions import (
    STEPS,
    experiment,
    same_as_result,
    same_snapshot,
    same_traces,
)


@pytest.fixture(scope="module")
def whole() -> Any:
    return experiment().run()


@pytest.mark.parametrize("step", [0, 23, 60])
def test_a_fork_without_changes_goes_on_like_the_session(whole: Any, step: int) -> None:
    session = Session(experiment())
    session.advance(step)
    fork = session.fork()
    assert fork.step == step
    same_snapshot(fork.snapshot(), session.snapshot())
    same_traces(fork, session)
    fork.advance(STEPS)
    same_as_result(fork, whole)
    # And the session that was forked is where it was.
    assert session.step == step
    session.advance(STEPS)
    same_as_result(session, whole)


def test_a_fork_of_a_fork_goes_on_too(whole: Any) -> None:
    session = Session(experiment())
    session.advance(11)
    fork = session.fork()
    fork.advance(22)
    second = fork.fork()
    second.advance(STEPS)
    same_as_result(second, whole)


def test_a_fork_with_another_rate_keeps_parameters_and_momentum() -> None:
    changes = {"optimizers": [gd.Momentum(momentum=0.9)], "dtype": "float64"}
    session = Session(experiment(noise=0.0, schedule=None, **changes))
    session.advance(30)
    fork = session.fork(lr=gd.logspace(1e-5, 0.05, 5))
    before = session.snapshot()
    live = before.verdict < Verdict.CONVERGED
    np.testing.assert_array_equal(fork.snapshot().params, before.params)
    fork.advance(1)
    session.advance(1)
    moved, usual = ((s.snapshot().params - before.params)[live] for s in (fork, session))
    # The buffer b is the same, so the steps lr * b differ as the rates do.
    np.testing.assert_allclose(moved, 0.1 * usual, rtol=1e-6)
    assert live.any() and (usual != 0).all()


def test_a_fork_with_another_optimizer_begins_it_afresh() -> None:
    session = Session(experiment(noise=0.0, schedule=None, optimizers=[gd.Momentum()]))
    session.advance(21)
    here = session.snapshot()
    fork = session.fork(optimizers=[gd.Adam(beta2=0.9)])
    live = here.verdict < Verdict.CONVERGED
    np.testing.assert_array_equal(fork.snapshot().params, here.params)
    assert set(fork.snapshot().steps[live]) == {21}
    fork.advance(12)
    # The same as Adam from these points on, but for the count of steps.
    for index in np.argwhere(live)[::4]:
        lr, start = session.experiment.axes["lr"][index[1]], here.params[tuple(index)]
        alone = experiment(
            noise=0.0, schedule=None, optimizers=[gd.Adam(beta2=0.9)], lr=float(lr),
            start=tuple(float(x) for x in start), steps=12,
        ).run()  # fmt: skip
        found = fork.snapshot().params[tuple(index)]
        np.testing.assert_array_equal(found, alone["params"].values.reshape(-1))


def test_a_fork_at_the_end_may_take_more_steps() -> None:
    plain = {"noise": 0.0, "schedule": None}
    session = Session(experiment(**plain))
    session.advance(STEPS)
    fork = session.fork(steps=150)
    assert not fork.finished and fork.advance(500) == 90
    longer = experiment(**plain, steps=150).run()
    np.testing.assert_array_equal(fork.snapshot().params, longer["params"])
    np.testing.assert_array_equal(fork.snapshot().loss, longer["loss"])


def test_a_fork_goes_back_no_further_than_where_it_began() -> None:
    session = Session(experiment())
    session.advance(20)
    fork = session.fork()
    fork.advance(20)
    fork.reset()
    assert fork.step == 20
    same_snapshot(fork.snapshot(), session.snapshot())
    with pytest.raises(ValueError, match="began at step 20 and is at step 20 has no step 10"):
        fork.rewind(10)


@pytest.mark.parametrize(
    "changes",
    [
        {"start": [(-1.0, 1.1), (0.4, 0.5), (1.5, -1.1)]},
        {"lr": gd.logspace(1e-3, 0.3, 5), "noise": 0.1, "limit": 1e6, "target": 1e-3},
        {"optimizers": [gd.Momentum(momentum=0.5), gd.Adam(beta2=[0.8, 0.95])]},
        {"schedule": gd.Cosine(warmup=9)},
        {"schedule": gd.Exponential(gamma=0.97, warmup=5)},
        {"seed": 4, "title": "another"},
        {"objective": gd.Function("rosenbrock", a=1.5, b=30.0)},
    ],
)
def test_begun_anew_as_another_experiment_it_has_the_bits_of_its_run(
    changes: dict[str, Any],
) -> None:
    other = experiment(**changes)
    session = Session(experiment())
    session.advance(37)
    assert session.restart_as(other) and session.step == 0 and session.experiment is other
    same_snapshot(session.snapshot(), Session(other).snapshot())
    session.advance(STEPS)
    same_as_result(session, other.run())
    session.rewind(23)
    session.advance(STEPS)
    same_as_result(session, other.run())
    assert session.restart_as(experiment())
    session.advance(STEPS)
    same_as_result(session, experiment().run())


def test_begun_anew_at_another_point_it_has_the_bits_of_its_run() -> None:
    # Its state begins where the run does, and the gradient is taken elsewhere.
    plain = {"optimizers": [gd.ScheduleFreeSGD(beta=0.8)], "lr": 1e-3, "noise": 0.0}
    first, other = (experiment(**plain, start=start) for start in ((-1.0, 1.1), (0.3, -0.7)))
    session = Session(first)
    session.advance(STEPS)
    for wanted in (other, first):
        assert session.restart_as(wanted)
        same_snapshot(session.snapshot(), Session(wanted).snapshot())
        session.advance(STEPS)
        same_as_result(session, wanted.run())


@pytest.mark.parametrize(
    "changes",
    [
        {"steps": STEPS + 1},
        {"every": 3},
        {"lr": gd.logspace(1e-4, 0.5, 6)},
        {"optimizers": [gd.Adam(), gd.Momentum(momentum=[0.7, 0.8])]},
        {"optimizers": [gd.Nesterov(), gd.Adam(beta2=[0.9, 0.99])]},
        {"noise": 0.0},
        {"clip_norm": 1.0},
        {"objective": "himmelblau"},
        {"record": "loss"},
        {"dtype": "float64"},
    ],
)
def test_what_needs_other_kernels_or_memory_needs_another_session(changes: dict[str, Any]) -> None:
    session, same = Session(experiment()), Session(experiment())
    for each in (session, same):
        each.advance(10)
    assert not session.restart_as(session.experiment.replace(**changes))
    assert session.experiment == experiment()
    same_snapshot(session.snapshot(), same.snapshot())
    fork = session.fork()
    assert not fork.restart_as(experiment())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"lr": [0.1, 0.2]}, "keeps its runs"),
        ({"start": (1.0, 1.0)}, "keeps its runs"),
        ({"optimizers": [gd.Adam()]}, "keeps its runs"),
        ({"objective": "x**2"}, "keeps its runs|start"),
        ({"steps": 9}, "at least as many steps"),
        ({"dtype": "float64"}, "the same dtype"),
        ({"learning_rate": 1}, "no field 'learning_rate'"),
    ],
)
def test_a_fork_that_cannot_be_is_refused_in_a_sentence(
    changes: dict[str, Any], words: str
) -> None:
    session = Session(experiment())
    session.advance(10)
    with pytest.raises(ValueError, match=words):
        session.fork(**changes)
