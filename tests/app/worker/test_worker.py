"""The one thread that computes, driven by a plain session."""

import threading
import time

import numpy as np
import pytest

import gdsim as gd
from gdsim.app.worker.ahead import is_waited_for
from gdsim.app.worker.frame import State
from gdsim.app.worker.recording import recorded
from gdsim.app.worker.worker import FASTEST, Worker
from gdsim.experiment.session import Session


@pytest.fixture
def made(fake_session):
    """A worker and the sessions that it has opened."""
    sessions = []

    def open_session(experiment, progress):
        sessions.append(fake_session(experiment))
        return sessions[-1]

    worker = Worker(open_session, rate=FASTEST)
    yield worker, sessions
    assert worker.close()


def until(worker, wanted, patience=5.0):
    """The first frame for which `wanted` is true."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        frame = worker.take()
        if frame is not None and wanted(frame):
            return frame
        time.sleep(0.002)
    raise AssertionError("the worker published no such frame")


def resting(frame):
    return frame.state is State.PAUSED


def test_a_new_experiment_is_shown_at_its_start(made, experiment):
    worker, _ = made
    worker.show(experiment, (0, 1, 2))
    frame = until(worker, resting)
    assert frame.step == 0 and frame.scene.colours == (0, 1, 2)
    np.testing.assert_array_equal(frame.scene.heads, np.broadcast_to([[-1.1, 0.7]], (3, 1, 2)))


def test_where_running_ahead_takes_long_the_start_is_shown_before(made, experiment, monkeypatch):
    worker, _ = made
    seen = threading.Event()
    monkeypatch.setattr("gdsim.app.worker.worker.run_ahead", lambda *_: seen.wait(20) and None)
    assert not is_waited_for(experiment)
    worker.show(experiment.replace(steps=2**18), (0, 1, 2))
    assert until(worker, resting).step == 0 and not seen.is_set()
    seen.set()


def test_a_frame_is_handed_out_once_and_old_ones_are_dropped(made, experiment):
    worker, sessions = made
    worker.show(experiment, (0, 1, 2))
    until(worker, resting)
    sessions[0].calls.clear()
    for _ in range(5):
        worker.step()
    frame = until(worker, lambda frame: frame.step == 5)
    assert worker.take() is None and frame.state is State.PAUSED
    assert sessions[0].calls == [("advance", 1)] * 5


def test_playing_ends_with_the_steps_and_says_so(made, experiment):
    worker, _ = made
    worker.show(experiment.replace(steps=60), (0, 1, 2))
    worker.play()
    frame = until(worker, lambda frame: frame.state is State.FINISHED)
    assert frame.step == 60 and frame.scene.slots[-1] == 60


def test_playing_begins_with_the_scene_that_is_shown_already(made, experiment):
    worker, _ = made
    worker.rate = 1e-3
    worker.show(experiment, (0, 1, 2))
    shown = until(worker, resting)
    worker.play()
    assert until(worker, lambda frame: frame.state is State.PLAYING).scene is shown.scene


def test_pausing_is_prompt(made, experiment):
    worker, _ = made
    worker.show(experiment.replace(steps=10**6), (0, 1, 2))
    worker.play()
    until(worker, lambda frame: frame.step > 0)
    worker.pause()
    frame = until(worker, resting)
    time.sleep(0.05)
    assert worker.take() is None and frame.step < 10**6


def test_the_rate_is_kept(made, experiment):
    worker, _ = made
    worker.rate = 50.0
    worker.show(experiment, (0, 1, 2))
    until(worker, resting)
    worker.play()
    time.sleep(0.6)
    worker.pause()
    assert 15 <= until(worker, resting).step <= 35


def test_nothing_is_computed_outside_the_workers_thread(made, experiment):
    worker, sessions = made
    worker.show(experiment.replace(steps=40), (0, 1, 2))
    worker.play()
    until(worker, lambda frame: frame.state is State.FINISHED)
    assert sessions[0].threads and threading.get_ident() not in sessions[0].threads


def test_reset_and_rewind_show_the_step_asked_for(made, experiment):
    worker, sessions = made
    worker.show(experiment, (0, 1, 2))
    worker.step(30)
    late = until(worker, lambda frame: frame.step == 30)
    worker.rewind(12)
    frame = until(worker, lambda frame: frame.step == 12)
    np.testing.assert_array_equal(frame.scene.path, late.scene.path[:, :, :13])
    worker.rewind(10**6)
    worker.reset()
    assert until(worker, lambda frame: frame.step == 0).scene.slots.tolist() == [0]
    assert ("rewind", 12) in sessions[0].calls


def test_playing_after_the_end_starts_over(made, experiment):
    worker, _ = made
    worker.show(experiment.replace(steps=20), (0, 1, 2))
    worker.step(20)
    until(worker, lambda frame: frame.state is State.FINISHED)
    worker.play()
    until(worker, lambda frame: frame.state is State.FINISHED and frame.step == 20)


def test_only_the_newest_of_several_experiments_is_worked_on(fake_session, experiment):
    opened, gate = [], threading.Event()

    def open_session(experiment, progress):
        opened.append(experiment.steps)
        gate.wait(5)
        return fake_session(experiment)

    worker = Worker(open_session)
    worker.show(experiment.replace(steps=11), (0, 1, 2))
    while not opened:
        time.sleep(0.001)
    for steps in (22, 33, 44):
        worker.show(experiment.replace(steps=steps), (0, 1, 2))
    gate.set()
    frame = until(worker, resting)
    assert frame.experiment.steps == 44 and opened == [11, 44]
    assert worker.close()


def test_paths_appear_while_other_optimizers_are_still_compiled(fake_session, experiment):
    experiment = experiment.replace(steps=50)
    ready, gates = [], [threading.Event(), threading.Event()]

    def open_session(part, progress):
        if len(part.optimizers) == 3:
            for done, gate in enumerate(gates):
                progress(done, 3)
                ready.append(2 - done)  # the last optimizer first
                gate.wait(5)
            progress(2, 3)
        return fake_session(part)

    worker = Worker(open_session, compiled=lambda _: tuple(sorted(ready)))
    worker.show(experiment, (4, 5, 6))
    until(worker, lambda frame: frame.message == "Compiling 1 of 3" and frame.scene is None)
    gates[0].set()
    frame = until(worker, lambda frame: frame.scene is not None)
    assert frame.state is State.COMPILING and len(frame.experiment.optimizers) == 3
    assert frame.scene.colours == (6,) and frame.scene.ahead.step == experiment.steps
    gates[1].set()
    whole = until(worker, resting)
    assert whole.scene.colours == (4, 5, 6) and whole.step == 0
    part = frame.scene.ahead.path
    np.testing.assert_array_equal(part, whole.scene.ahead.path[2:])
    assert worker.close()


def test_all_paths_are_shown_as_soon_as_all_can_run(fake_session, experiment):
    gate, soon = threading.Event(), []

    def open_session(part, progress):
        if progress is None:
            soon.append(len(part.optimizers))
        else:
            progress(0, 9)
            progress(1, 9)
            gate.wait(5)
        return fake_session(part)

    worker = Worker(open_session, compiled=lambda _: (0, 1, 2))
    worker.show(experiment.replace(steps=40), (4, 5, 6))
    frame = until(worker, lambda frame: frame.scene is not None and len(frame.scene.colours) == 3)
    assert frame.state is State.COMPILING and frame.scene.ahead.step == 40
    gate.set()
    until(worker, resting)
    assert soon == [1, 3]  # the first of all at once, then all, and that but once
    assert worker.close()


@pytest.mark.parametrize(("known", "said"), [((0, 1, 2), {""}), ((0, 2), {"Compiling"})])
def test_what_is_compiled_already_is_not_said_to_be_compiled(fake_session, experiment, known, said):
    worker = Worker(lambda given, _: fake_session(given), compiled=lambda _: known)
    messages, say = set(), worker._frames.say
    worker._frames.say = lambda *given: messages.add(given[2]) or say(*given)
    worker.show(experiment, (4, 5, 6))
    until(worker, resting)
    assert messages == said
    assert worker.close()


def test_of_the_first_experiment_one_path_is_shown_before_all_kernels_are_loaded(
    fake_session, experiment
):
    opened, gate = [], threading.Event()

    def open_session(part, progress):
        opened.append(len(part.optimizers))
        if len(part.optimizers) == 3:
            gate.wait(5)
        return fake_session(part)

    worker = Worker(open_session, compiled=lambda _: (1, 2))
    worker.show(experiment, (4, 5, 6))
    frame = until(worker, lambda frame: frame.scene is not None)
    assert frame.state is State.COMPILING and frame.scene.colours == (5,)
    assert frame.scene.ahead.step == experiment.steps
    gate.set()
    assert until(worker, resting).scene.colours == (4, 5, 6) and opened == [1, 3]
    worker.show(experiment.replace(lr=0.002), (4, 5, 6))
    until(worker, lambda frame: resting(frame) and frame.experiment.lr == 0.002)
    assert opened == [1, 3, 3]  # later ones are opened at once
    assert worker.close()


def test_of_another_formula_one_path_is_shown_before_those_that_can_be_too(
    fake_session, experiment
):
    opened, gate = [], threading.Event()

    def open_session(part, progress):
        if part.lr == 0.002 and progress is not None:
            progress(0, 3)
            gate.wait(5)
        elif part.lr == 0.002:
            opened.append(len(part.optimizers))
        return fake_session(part)

    worker, asked, said = Worker(open_session, compiled=lambda _: (0, 1, 2)), [], []
    worker.show(experiment, (4, 5, 6))
    until(worker, resting)
    maker, say = worker._maker, worker._frames.say
    maker._compiled_in = lambda part: asked.append(len(said)) or (0, 1, 2)
    worker._frames.say = lambda *given: said.append(worker._frames.last) or say(*given)
    worker.show(experiment.replace(lr=0.002), (4, 5, 6))
    until(worker, lambda frame: frame.message == "Compiling 1 of 3" and len(said) == 3)
    assert asked == [1] and opened == [1, 3]  # it is asked once helpers are at work
    assert [frame.scene.colours for frame in said[1:]] == [(4,), (4, 5, 6)]
    gate.set()
    assert until(worker, resting).scene.colours == (4, 5, 6)
    assert worker.close()


@pytest.mark.parametrize(
    ("progress_told", "said"), [((0, 1), "Compiling"), ((1, 3), "Compiling 2 of 3")]
)
def test_compiling_is_said_and_the_old_picture_stays(fake_session, experiment, progress_told, said):
    gate = threading.Event()

    def open_session(experiment, progress):
        if experiment.steps == 77:
            progress(*progress_told)
            gate.wait(5)
        return fake_session(experiment)

    worker = Worker(open_session)
    worker.show(experiment, (0, 1, 2))
    old = until(worker, resting)
    worker.show(experiment.replace(steps=77), (0, 1, 2))
    frame = until(worker, lambda frame: frame.message == said)
    assert frame.state is State.COMPILING and frame.scene.heads is old.scene.heads
    gate.set()
    assert until(worker, resting).message == ""
    assert worker.close()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError("lr must be above 0, got -1"), "lr must be above 0, got -1"),
        (RuntimeError("no room"), "The computation failed: no room."),
        (MemoryError(), "There is not enough memory"),
    ],
)
def test_an_exception_becomes_a_sentence_and_the_worker_lives(
    fake_session, experiment, error, said
):
    broken = []

    def open_session(experiment, progress):
        session = fake_session(experiment)
        if not broken:
            broken.append(session)

            def fail(n):
                raise error

            session.advance = fail
        return session

    worker = Worker(open_session)
    worker.show(experiment, (0, 1, 2))
    assert until(worker, lambda frame: frame.state is State.FAILED).message.startswith(said)
    worker.show(experiment, (0, 1, 2))
    until(worker, resting)
    worker.step()
    until(worker, lambda frame: frame.step == 1)
    assert worker.close()


def test_closing_while_playing_ends_the_thread(fake_session, experiment):
    worker = Worker(lambda experiment, _: fake_session(experiment), rate=FASTEST)
    worker.show(experiment.replace(steps=10**6), (0, 1, 2))
    worker.play()
    until(worker, lambda frame: frame.step > 0)
    assert worker.close(2.0)
    assert not any(thread.name == "gdsim-worker" for thread in threading.enumerate())


def test_commands_without_a_session_do_nothing(made):
    worker, sessions = made
    worker.step()
    worker.reset()
    worker.rewind(3)
    worker.pause()
    assert worker.take() is None and sessions == []


def test_what_is_recorded_stays_within_its_bytes(made):
    from gdsim.app.worker.recording import recorded

    wide = gd.Experiment("rosenbrock", ["sgd", "adam"], start=gd.uniform(10_000), steps=5000)
    kept = recorded(wide)
    slots = kept.steps // kept.every + 1
    assert kept.every > 1 and wide.runs * slots * 4 * 4 <= 110e6
    assert recorded(wide.replace(start=None)).every == 1


def test_thinned_curves_are_reported_in_a_sentence(made, monkeypatch):
    from gdsim.app.worker import recording

    long = gd.Experiment("rosenbrock", ["sgd", "adam"], steps=90_000)
    assert recording.thinned_in_words(long) == ""
    monkeypatch.setattr(recording, "TRACE_BYTES", 600_000)
    said = recording.thinned_in_words(long)
    assert said.startswith("One step in 5 is recorded: all of them would take 2.88 MB of memory")
    assert recording.recorded(long).every == 5
    worker, _ = made
    worker.show(long, (0, 1))
    assert until(worker, resting).message == said


def test_curves_take_a_part_of_what_memory_there_is(monkeypatch):
    from gdsim.app.worker import recording
    from gdsim.engine import memory

    monkeypatch.setattr(memory, "available", lambda: 10**6)
    long = gd.Experiment("rosenbrock", ["sgd", "adam"], steps=90_000)
    kept = recording.recorded(long)
    assert kept.every == 15 and 90_000 / kept.every * 32 < 0.8 * 10**6 / 4


def test_a_worker_that_waits_begins_when_it_is_told(fake_session, experiment):
    worker = Worker(lambda experiment, progress: fake_session(experiment), waits=True)
    worker.show(experiment, (0, 1, 2))
    time.sleep(0.05)
    assert worker.take() is None
    worker.begin()
    assert until(worker, resting).step == 0
    assert worker.close()


def test_edits_of_numbers_need_no_other_session_and_have_the_bits_of_their_runs():
    opened = []

    def open_session(experiment, progress):
        opened.append(experiment)
        return Session(experiment)

    first = gd.Experiment(
        "himmelblau",
        [gd.Momentum(lr=0.004, momentum=0.7), gd.Adam(lr=0.3), gd.SGD(lr=0.5)],
        start=(-1.0, 2.0),
        steps=300,
    )
    rates = [first.optimizers[0].replace(lr=0.01), *first.optimizers[1:]]
    worker = Worker(open_session)
    for changes in ({}, {"start": (0.3, -1.2)}, {"optimizers": rates}, {"start": (2.0, 2.0)}):
        edited = first.replace(**changes)
        worker.show(edited, (0, 1, 2))
        frame = until(worker, lambda frame, to=edited: resting(frame) and _is_of(frame, to), 60.0)
        run = recorded(edited).run()
        np.testing.assert_array_equal(frame.scene.ahead.path[:, 0], run["trace_params"].values)
        assert frame.step == 0
    assert len(opened) == 1
    assert worker.close()


def _is_of(frame, experiment):
    shown = frame.experiment
    return (shown.start, shown.optimizers) == (experiment.start, experiment.optimizers)
