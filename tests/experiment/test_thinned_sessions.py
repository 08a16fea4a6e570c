"""Sessions record thinned traces: advanced, rewound and forked, they agree with full ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import gdsim as gd
from gdsim.engine.verdict import Verdict
from gdsim.experiment.session import Session
from tests.experiment.test_session import STEPS, experiment, same_as_result, same_traces

RULES = ["log:17", "linear:9", "log:61", 7]


@pytest.fixture(scope="module")
def full() -> Any:
    return experiment(every=1).run()


def thinned(every: int | str = "log:17", **changes: Any) -> gd.Experiment:
    return experiment(every=every, **changes)


def has_what_was_recorded(session: Session, full: Any) -> None:
    """The traces of a session are those of a full run at the recorded steps up to its own."""
    steps = session.experiment.recorded_steps
    steps = steps[steps <= session.step]
    traces = session.traces()
    assert set(traces) == set(session.experiment.record) and len(steps)
    for name, trace in traces.items():
        there = full[f"trace_{name}"].sel(step=steps).values
        np.testing.assert_array_equal(trace, there, err_msg=name, strict=True)


@pytest.mark.parametrize("every", RULES)
@pytest.mark.parametrize("parts", [[1] * STEPS, [7, 1, 0, 16, 15, 3, 100], [STEPS]])
def test_traces_grow_by_the_recorded_steps(full: Any, every: int | str, parts: list[int]) -> None:
    session = Session(thinned(every))
    for n in (0, *parts):
        session.advance(n)
        has_what_was_recorded(session, full)
    same_as_result(session, thinned(every).run())


@pytest.mark.parametrize("steps", [[40, 13, 0], [59, 31, 30], [60, 60, 1], [3, 2, 0]])
def test_rewinding_forgets_what_is_behind(full: Any, steps: list[int]) -> None:
    session = Session(thinned())
    session.advance(steps[0])
    for step in steps[1:]:
        session.rewind(step)
        straight = Session(thinned())
        straight.advance(step)
        same_traces(session, straight)
        result = session.result()
        behind = result["step"].values > step
        assert np.isnan(result["trace_loss"].values[..., behind]).all()
    session.advance(STEPS)
    has_what_was_recorded(session, full)


def test_some_runs_at_some_slots(full: Any) -> None:
    given = thinned("log:20", record=("loss", "params"))
    session = Session(given)
    session.advance(33)
    whole, each = session.traces(), given.runs // len(given.optimizers)
    runs, slots = np.array([each - 1, 0, 4, 4, 11]), np.array([12, 0, 7])
    some, only = session.traces(runs=runs, slots=slots), session.traces(slots=slots)
    for name, found in some.items():
        flat = whole[name].reshape(2, each, *whole[name].shape[len(given.shape) :])
        np.testing.assert_array_equal(found, flat[:, runs][:, :, slots], strict=True)
        picked = np.take(whole[name], slots, axis=len(given.shape))
        np.testing.assert_array_equal(only[name], picked, strict=True)


@pytest.mark.parametrize(("before", "behind"), [("log:17", 3), (1, "log:23"), (4, "linear:7")])
@pytest.mark.parametrize("step", [0, 13, 31, STEPS])
def test_a_fork_to_other_steps_keeps_what_both_record(
    full: Any, before: int | str, behind: int | str, step: int
) -> None:
    session = Session(thinned(before))
    session.advance(step)
    fork = session.fork(every=behind)
    fork.advance(STEPS)
    recorded = fork.experiment.recorded_steps
    known = np.isin(recorded, session.experiment.recorded_steps) | (recorded > step)
    for name, trace in fork.traces().items():
        there = full[f"trace_{name}"].sel(step=recorded).values
        at = len(fork.experiment.shape)
        np.testing.assert_array_equal(
            np.compress(known, trace, at), np.compress(known, there, at), err_msg=name
        )
        # What the session did not record is not known: but the step it was forked at is.
        unknown = ~known & (recorded != step)
        assert np.isnan(np.compress(unknown, trace, at)).all()
    same_as_result_now(fork, full)


def same_as_result_now(session: Session, full: Any) -> None:
    found = session.snapshot()
    for name in ("loss", "best_loss", "steps", "verdict", "params"):
        np.testing.assert_array_equal(getattr(found, name), full[name], err_msg=name)


def test_a_fork_that_records_something_else_keeps_what_both_record(full: Any) -> None:
    session = Session(thinned("log:17"))
    session.advance(22)
    fork = session.fork(record={"grad_norm": "log:17", "loss": "log:17"})
    assert fork.experiment.record == ("loss", "grad_norm")
    fork.advance(STEPS)
    steps = fork.experiment.recorded_steps
    gradients = experiment(every=1, record="grad_norm").run()["trace_grad_norm"].sel(step=steps)
    traces = fork.traces()
    np.testing.assert_array_equal(traces["loss"], full["trace_loss"].sel(step=steps))
    later = steps >= 22
    np.testing.assert_array_equal(traces["grad_norm"][..., later], gradients.values[..., later])
    assert np.isnan(traces["grad_norm"][..., ~later]).all()


def test_a_longer_fork_has_log_steps_of_its_own(full: Any) -> None:
    plain = {"noise": 0.0, "schedule": None}
    session = Session(thinned("log:17", **plain))
    session.advance(STEPS)
    fork = session.fork(steps=400)
    fork.advance(400)
    longer = thinned("log:17", **plain, steps=400).run()
    recorded = longer["step"].values
    assert recorded[-1] == 400 and recorded.tolist() != session.experiment.recorded_steps.tolist()
    known = np.isin(recorded, session.experiment.recorded_steps) | (recorded > STEPS)
    found = fork.traces()["loss"][..., known]
    np.testing.assert_array_equal(found, longer["trace_loss"].values[..., known])


def test_a_network_records_at_the_steps_that_a_table_says() -> None:
    data = gd.datasets.circle(samples=40, seed=3, test=0.25)
    task = gd.Network(layers=[2, 5, 1], loss="binary_cross_entropy", data=data, batch_size=8)
    names = ("loss", "params", "sharpness", "dead", "layer_grad_norm", "test_accuracy", "lr")
    known = {"lr": [0.01, 0.3, 900.0], "steps": 70, "noise": 0.01, "limit": 20.0}
    given = gd.Experiment(task, ["sgd", "adam"], record=dict.fromkeys(names, "log:19"), **known)
    full = given.replace(every=1).run()
    assert {Verdict.DIVERGED} < set(full["verdict"].values.ravel())
    session = Session(given)
    for n in (5, 20, 30):
        session.advance(n)
        has_what_was_recorded(session, full)
    session.rewind(17)
    session.advance(70)
    has_what_was_recorded(session, full)
    assert session.result().identical(given.run())
