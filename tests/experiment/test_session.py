"""A session has the bits of an experiment's run, however it is advanced or rewound."""

from __future__ import annotations

import signal
import threading
from typing import Any

import numpy as np
import pytest

import gdsim as gd
from gdsim.engine import batch as batches
from gdsim.engine.batch import Batch
from gdsim.engine.division import segment_blocks
from gdsim.engine.few import Few
from gdsim.engine.recipes import recipe_of
from gdsim.engine.segment import Segment
from gdsim.engine.verdict import Verdict
from gdsim.experiment.session import Session
from tests.experiment.sessions import (
    STEPS,
    experiment,
    same_as_result,
    same_snapshot,
    same_traces,
)

# In a step or several, in none, over the ends of strides and windows, and beyond the last step.
PARTS = {
    "one by one": [1] * STEPS,
    "all at once": [STEPS],
    "uneven": [0, 7, 1, 16, 0, 15, 3, 100],
    "beyond the end": [59, 5, 5],
}


@pytest.fixture(scope="module")
def whole() -> Any:
    return experiment().run()


@pytest.mark.parametrize("parts", PARTS.values(), ids=PARTS)
@pytest.mark.parametrize("threads", [1, 2])
def test_however_it_is_advanced_it_has_the_bits_of_a_run(
    whole: Any, parts: list[int], threads: int
) -> None:
    session = Session(experiment(), threads=threads)
    taken = [session.advance(n) for n in parts]
    assert sum(taken) == session.step == STEPS and session.finished
    assert all(0 <= t <= n for t, n in zip(taken, parts, strict=True))
    same_as_result(session, whole)
    assert session.advance(1) == 0


def test_some_runs_diverge_and_some_do_not(whole: Any) -> None:
    verdicts = set(whole["verdict"].values.ravel())
    assert Verdict.DIVERGED in verdicts and len(verdicts) > 1


def test_its_result_is_that_of_the_run(whole: Any) -> None:
    session = Session(experiment())
    session.advance(STEPS)
    assert session.result().identical(whole)


def test_a_snapshot_midway_is_the_step_of_the_trace(whole: Any) -> None:
    session = Session(experiment())
    session.advance(24)
    snapshot = session.snapshot()
    assert snapshot.step == session.step == 24 and not session.finished
    live = snapshot.verdict < Verdict.CONVERGED
    assert live.any() and set(snapshot.steps[live]) == {24}
    np.testing.assert_array_equal(snapshot.loss[live], whole["trace_loss"].values[live][:, 6])
    np.testing.assert_array_equal(snapshot.params[live], whole["trace_params"].values[live][:, 6])
    best = np.fmin.reduce(session.traces()["loss"], axis=-1)
    assert (snapshot.best_loss <= best).all()


def test_a_snapshot_is_a_copy() -> None:
    session = Session(experiment())
    session.advance(10)
    before = session.snapshot()
    kept = before.loss.copy()
    session.advance(10)
    np.testing.assert_array_equal(before.loss, kept)
    before.params[...] = 0
    assert (session.snapshot().params != 0).any()


def test_traces_grow_with_the_steps() -> None:
    session = Session(experiment())
    shape = session.experiment.shape
    for step, slots in ((0, 1), (3, 1), (4, 2), (17, 5), (60, 16)):
        session.advance(step - session.step)
        assert session.traces()["loss"].shape == (*shape, slots)
        assert session.traces()["params"].shape == (*shape, slots, 2)
    assert Session(experiment(record=())).traces() == {}


@pytest.mark.parametrize("steps", [[40, 13, 0], [59, 31, 30], [60, 60], [60, 1], [3, 3, 2, 1, 0]])
def test_rewinding_goes_back_to_what_was_there(whole: Any, steps: list[int]) -> None:
    session = Session(experiment())
    session.advance(steps[0])
    for step in steps[1:]:
        session.rewind(step)
        straight = Session(experiment())
        straight.advance(step)
        assert session.step == step
        same_snapshot(session.snapshot(), straight.snapshot())
        same_traces(session, straight)
    session.advance(STEPS)
    same_as_result(session, whole)


def test_going_back_and_forth_ends_where_a_run_does(whole: Any) -> None:
    session = Session(experiment())
    for forward, back in ((30, 5), (40, 44), (20, 20), (50, 7)):
        session.advance(forward)
        session.rewind(back)
    session.advance(STEPS)
    same_as_result(session, whole)


def test_checkpoints_that_do_not_fit_are_done_without(
    whole: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gdsim.experiment.session.CHECKPOINT_BYTES", 1)
    session = Session(experiment())
    for _ in range(6):
        session.advance(10)
    session.rewind(33)
    session.advance(STEPS)
    same_as_result(session, whole)


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="no signals for threads")
@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("kept", [0, 2**28])
def test_ctrl_c_ends_the_threads_and_leaves_runs_as_they_were(
    monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    monkeypatch.setattr("gdsim.experiment.session.CHECKPOINT_BYTES", kept)
    long = gd.Experiment(
        "rosenbrock", [gd.Adam(lr=1e-7)], start=gd.uniform(2000), steps=2**20, every=2**16,
        record=("loss",),
    )  # fmt: skip
    session, other, calls = Session(long, threads=2), Session(long, threads=2), []
    advance, main = Segment.advance, threading.main_thread().ident
    session.advance(2**16)

    def interrupted(segment: Segment, *given: Any, **more: Any) -> None:
        advance(segment, *given, **more)
        calls.append(given)
        if len(calls) == 5:
            signal.pthread_kill(main, signal.SIGINT)

    with monkeypatch.context() as during:
        during.setattr(Segment, "advance", interrupted)
        with pytest.raises(KeyboardInterrupt):
            session.advance(2**20 - 2**16)
    assert len(calls) < 120  # of 240
    assert session.step == (2**16 if kept else 0)
    session.advance(2**16 + 7 - session.step)
    other.advance(2**16 + 7)
    same_snapshot(session.snapshot(), other.snapshot())
    same_traces(session, other)


def test_ctrl_c_while_threads_are_begun_waits_for_those_that_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = Session(experiment(start=gd.uniform(2000), record=()), threads=2)
    batch, begun, at_work = session._batch, threading.Event(), list[Segment]()
    advance, submit = Segment.advance, batch._pool.submit

    def counted(segment: Segment, *given: Any, **more: Any) -> None:
        at_work.append(segment)
        begun.set()
        batch._given_up.wait(60)
        advance(segment, *given, **more)
        at_work.remove(segment)

    def interrupted(work: Any) -> None:
        submit(work)
        begun.wait()
        raise KeyboardInterrupt

    with monkeypatch.context() as during:
        during.setattr(Segment, "advance", counted)
        during.setattr(batch._pool, "submit", interrupted)
        with pytest.raises(KeyboardInterrupt):
            session.advance(STEPS)
        assert not at_work
    session.advance(STEPS)
    same_as_result(session, session.experiment.run())


def test_after_ctrl_c_a_call_that_threads_do_not_share_takes_its_steps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupted(*given: Any, **more: Any) -> None:
        raise KeyboardInterrupt

    session = Session(experiment(start=gd.uniform(400), record=()), threads=2)
    batch = session._batch
    assert batch._is_shared(STEPS) and not batch._is_shared(1) and not Few.suits(batch._all)
    with monkeypatch.context() as during:
        during.setattr(Segment, "advance", interrupted)
        with pytest.raises(KeyboardInterrupt):
            session.advance(STEPS)
    session.advance(1)
    assert {segment.step for segment in batch._all} == {session.step} == {1}


def test_ctrl_c_while_going_back_leaves_runs_at_a_step_that_was_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session, straight = Session(experiment()), Session(experiment())
    session.advance(40)
    advance = Batch.advance

    def interrupted(batch: Batch, n_steps: int) -> None:
        advance(batch, n_steps)
        raise KeyboardInterrupt

    with monkeypatch.context() as during:
        during.setattr(Batch, "advance", interrupted)
        with pytest.raises(KeyboardInterrupt):
            session.rewind(31)
    straight.advance(session.step)
    for each in (session, straight):
        each.advance(3)
    same_snapshot(session.snapshot(), straight.snapshot())
    same_traces(session, straight)


def test_few_runs_come_back_to_their_start_without_being_made_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session, fresh = Session(experiment()), Session(experiment())
    session.advance(STEPS)
    monkeypatch.setattr(Batch, "restart", None)
    session.reset()
    same_snapshot(session.snapshot(), fresh.snapshot())
    same_traces(session, fresh)


def test_reset_goes_back_to_the_start() -> None:
    session = Session(experiment())
    first = session.snapshot()
    session.advance(STEPS)
    session.reset()
    assert session.step == 0 and not session.finished
    same_snapshot(session.snapshot(), first)
    assert set(first.steps.ravel()) == {0}
    starts = np.array([(-1.2, 1.0), (0.5, 0.5), (1.5, -1.0)], np.float32)
    np.testing.assert_array_equal(np.unique(first.params.reshape(-1, 2), axis=0), starts)


@pytest.mark.parametrize("step", [11, 1000])
def test_there_is_no_going_back_to_a_step_not_taken(step: int) -> None:
    session = Session(experiment())
    session.advance(10)
    with pytest.raises(ValueError, match=f"has no step {step} to go back to"):
        session.rewind(step)
    assert session.step == 10


@pytest.mark.parametrize("given", [-3, 1.5, "a"])
def test_only_whole_numbers_of_steps_are_advanced_or_gone_back_to(given: Any) -> None:
    session = Session(experiment())
    for refused in (session.advance, session.rewind):
        with pytest.raises(ValueError, match=f"whole number.*got {given}|a number, got 'a'"):
            refused(given)
    assert session.step == 0


def test_a_session_of_something_else_or_on_no_thread_is_refused() -> None:
    with pytest.raises(TypeError, match="a session needs an Experiment, got 5"):
        Session(5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="threads must be a whole number from 1 to 4,096, got 0"):
        Session(experiment(), threads=0)


def test_a_session_is_finished_when_every_run_has_ended() -> None:
    session = Session(experiment(optimizers=[gd.SGD()], lr=[1.0, 10.0], noise=0.0, schedule=None))
    taken = session.advance(50)
    assert taken == 50 and session.finished
    assert session.advance(10) == 0 and session.step == 50
    assert set(session.snapshot().verdict.ravel()) == {Verdict.DIVERGED}


def test_traces_of_some_runs_at_some_slots_are_those_of_all() -> None:
    """Over several schedules, more runs than a block, and in any order."""
    given = gd.Experiment(
        "rosenbrock",
        ["momentum", "adam"],
        schedule=["constant", "cosine"],
        lr=[1e-3, 1e-2],
        start=gd.uniform(700, seed=4),
        steps=20,
        record=("loss", "params", "grad_norm"),
        every=3,
    )
    session = Session(given)
    session.advance(17)
    whole = session.traces()
    runs, slots = np.array([2799, 3, 1400, 256, 1401, 700]), np.array([5, 0, 2])
    some = session.traces(runs=runs, slots=slots)
    for name, found in some.items():
        flat = whole[name].reshape(2, 2800, 6, *whole[name].shape[5:])
        np.testing.assert_array_equal(found, flat[:, runs][:, :, slots], strict=True)
        only = session.traces(slots=slots, names=[name]).pop(name)
        np.testing.assert_array_equal(only, np.take(whole[name], slots, axis=4), strict=True)


@pytest.fixture(scope="module")
def scattered() -> Session:
    """Runs in several segments, of which many have ended, so that the others have moved."""
    schedules = [gd.Cosine(warmup=5), gd.Cosine(warmup=3, min_factor=0.1)]
    session = Session(experiment(start=gd.uniform(140), schedule=schedules, target=1.0), threads=2)
    session.advance(30)
    session.advance(1)
    segments = session._batch._all
    assert len(segments) > 8 and {each.is_moved for each in segments} == {False, True}
    return session


def test_in_fewer_segments_than_a_run_it_has_the_bits_of_it(scattered: Session) -> None:
    programs = scattered.experiment.programs()
    sizes = (segment_blocks(programs[0], recipe_of(programs[0]), 2, n) for n in (0, len(programs)))
    assert next(sizes) < next(sizes)
    session = Session(scattered.experiment, threads=2)
    session.advance(STEPS)
    same_as_result(session, scattered.experiment.run(threads=2))


@pytest.mark.parametrize("count", [0, 1, 7, 200, 1400])
def test_a_snapshot_of_some_runs_has_the_bits_of_all(scattered: Session, count: int) -> None:
    optimizers, *others = scattered.experiment.shape
    runs = np.unique(np.linspace(0, np.prod(others) - 1, count).astype(int))
    some, every = scattered.snapshot(runs), scattered.snapshot()
    assert some.step == every.step
    for name in set(vars(every)) - {"step", "finals"}:
        values = getattr(every, name)
        values = values.reshape(optimizers, -1, *values.shape[len(others) + 1 :])
        np.testing.assert_array_equal(getattr(some, name), values[:, runs], err_msg=name)


@pytest.mark.parametrize("small", [batches.SMALL, 10**9])  # in this thread, and in several
def test_a_snapshot_of_some_runs_has_their_finals_and_gradient_points(
    monkeypatch: pytest.MonkeyPatch, small: int
) -> None:
    monkeypatch.setattr(batches, "SMALL", small)
    network = gd.Network([2, 4, 1], data="moons", width=[3, 2])  # of which each has other params
    nets = Session(gd.Experiment(network, ["sgd"], lr=gd.logspace(0.01, 1, 20), steps=5))
    nets.advance(3)
    assert nets._batch._is_shared(1) == (small == 10**9)
    picked = [2, 5, 19, 33]
    some, every = nets.snapshot(np.array(picked)), nets.snapshot()
    for name, values in (*every.finals.items(), ("params", every.params)):
        by_run = values.reshape(1, 40, *values.shape[3:])
        found = some.params if name == "params" else some.finals[name]
        np.testing.assert_array_equal(found, by_run[:, picked], err_msg=name)
    free = Session(gd.Experiment("sphere", ["schedule_free_sgd"], start=gd.uniform(40), steps=5))
    free.advance(3)
    picked, points = free.snapshot(np.array([1, 33])), free.snapshot().gradient_point
    assert not np.array_equal(points, free.snapshot().params)
    np.testing.assert_array_equal(picked.gradient_point, points[:, [1, 33]])


@pytest.mark.parametrize("way", ["one by one", "at once", "in parts"])
@pytest.mark.parametrize("count", [1, 3, 8, 5000])
def test_params_of_every_so_manieth_run_are_those_of_the_snapshot(
    monkeypatch: pytest.MonkeyPatch, scattered: Session, count: int, way: str
) -> None:
    """However they are copied."""
    monkeypatch.setattr(batches, "SINGLE", 10**9 if way == "one by one" else 0)
    monkeypatch.setattr(batches, "FEW", 0 if way == "in parts" else 10**9)
    params = scattered.snapshot().params
    by_run = params.reshape(len(params), -1, params.shape[-1])
    np.testing.assert_array_equal(scattered.params_of_every(count), by_run[:, ::count])
    some = np.flatnonzero(np.arange(by_run.shape[1]) ** 2 % 7 == count % 7)  # unevenly apart
    np.testing.assert_array_equal(scattered.params_of(some), by_run[:, some])


@pytest.mark.parametrize(
    ("runs", "kind"),
    [
        *[(runs, gd.SettingError) for runs in ([-1, 3], [3, 2], [4, 4], [0, 2800], [[1], [2]], 3)],
        *[(runs, gd.SettingTypeError) for runs in ([0.5, 1.2], "a", [True, False], [[1], [2, 3]])],
        (np.array([3, 2], np.uint8), gd.SettingError),
    ],
)
def test_a_snapshot_of_runs_that_are_not_there_is_refused(
    scattered: Session, runs: Any, kind: type[Exception]
) -> None:
    with pytest.raises(kind, match="ascending numbers from 0 to 2799 in one row, got ") as caught:
        scattered.snapshot(runs)
    with pytest.raises(kind, match="ascending numbers from 0 to 2799 in one row, got "):
        scattered.params_of(runs)
    assert type(caught.value) is kind


def test_what_is_no_experiment_or_no_distance_is_refused(scattered: Session) -> None:
    with pytest.raises(gd.SettingTypeError, match="a session needs an Experiment, got 'a'"):
        scattered.restart_as("a")  # type: ignore[arg-type]
    with pytest.raises(gd.SettingError, match=r"one apart must be .*1.*, got 0"):
        scattered.params_of_every(0)
