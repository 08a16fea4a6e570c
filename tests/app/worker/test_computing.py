"""What computes the window's runs: a GPU, that is the host here, or the processor."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest

import gdsim as gd
from gdsim.app.model.plane import Plane
from gdsim.app.worker import computing
from gdsim.app.worker import survey as survey_module
from gdsim.app.worker.opening import open_session
from gdsim.app.worker.recording import recorded
from gdsim.app.worker.survey import Strips, survey
from gdsim.app.worker.worker import Worker
from gdsim.base.errors import CudaError
from gdsim.engine.backends.cuda import device
from gdsim.experiment.one_run import one_run
from tests.app.worker.test_worker import resting, until
from tests.engine.backends.cuda.conftest import card
from tests.engine.backends.cuda.host import HostDriver

__all__ = ["card"]  # a fixture

# The same kernel throughout.
DESCENT = gd.Experiment(
    "rosenbrock", gd.Momentum(momentum=0.8), lr=[0.001, 0.002, 0.003], steps=60, record="loss"
)
NETWORK = gd.Experiment(gd.Network([2, 3, 1], data="xor"), gd.SGD(lr=0.1), steps=5)


@pytest.fixture
def sentences() -> Iterator[list[str]]:
    """What is said once the GPU cannot be used, which is chosen."""
    said: list[str] = []
    computing.choose(computing.GPU, said.append)
    yield said
    computing.choose(computing.PROCESSOR)


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker(open_session, rate=1e9)
    yield worker
    assert worker.close()


def test_runs_at_rest_and_in_motion_are_computed_by_the_gpu_with_the_same_bits(
    card: HostDriver, sentences: list[str], worker: Worker
) -> None:
    worker.show(DESCENT, (0,))
    scene = until(worker, resting, 60.0).scene
    wanted = recorded(DESCENT).run()
    assert card.launches and not sentences
    np.testing.assert_array_equal(scene.ahead.path[0], wanted["trace_params"].values[0])
    worker.step(30)
    frame = until(worker, lambda frame: frame.step == 30)
    halfway = gd.Session(DESCENT)
    halfway.advance(30)
    np.testing.assert_array_equal(frame.scene.heads, halfway.snapshot().params)


def test_a_gpu_that_fails_is_replaced_by_the_processor_at_the_same_step(
    card: HostDriver, sentences: list[str], worker: Worker
) -> None:
    worker.show(DESCENT, (0,))
    until(worker, resting, 60.0)
    worker.step(20)
    until(worker, lambda frame: frame.step == 20)
    card.fails_at = len(card.launches)
    worker.step(15)
    frame = until(worker, lambda frame: frame.step == 35, 60.0)
    assert sentences == ["the GPU failed: cuLaunchKernel reports 719"]
    wanted = gd.Session(DESCENT)
    wanted.advance(35)
    np.testing.assert_array_equal(frame.scene.heads, wanted.snapshot().params)
    worker.show(DESCENT.replace(lr=[0.001, 0.002]), (0,))  # the GPU is not tried again
    until(worker, lambda frame: resting(frame) and frame.step == 0, 60.0)
    assert len(sentences) == 1


def test_one_that_fails_at_an_edit_shows_the_edit(
    card: HostDriver, sentences: list[str], worker: Worker
) -> None:
    worker.show(DESCENT, (0,))
    until(worker, resting, 60.0)
    card.fails_at = len(card.launches)
    edited = DESCENT.replace(start=(0.5, 0.5))
    worker.show(edited, (0,))
    frame = until(worker, lambda f: resting(f) and f.experiment.start == edited.start, 60.0)
    if frame.scene.ahead is None:  # the start was shown at once
        frame = until(worker, lambda f: f.scene.ahead is not None, 60.0)
    wanted = recorded(edited).run()["trace_params"].values[0]
    np.testing.assert_array_equal(frame.scene.ahead.path[0], wanted)
    assert len(sentences) == 1


def test_another_choice_goes_on_at_the_same_step(
    card: HostDriver, sentences: list[str], worker: Worker
) -> None:
    worker.show(DESCENT, (0,))
    until(worker, resting, 60.0)
    worker.step(25)
    until(worker, lambda frame: frame.step == 25)
    computing.choose(computing.PROCESSOR)
    launches = len(card.launches)
    worker.move()
    worker.step(5)
    frame = until(worker, lambda frame: frame.step == 30, 60.0)
    wanted = gd.Session(DESCENT)
    wanted.advance(30)
    np.testing.assert_array_equal(frame.scene.heads, wanted.snapshot().params)
    assert len(card.launches) == launches


def test_maps_are_computed_by_the_gpu_and_go_on_without_it(
    card: HostDriver, sentences: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey_module, "FINE", 16)
    run = one_run(DESCENT)
    plane = Plane.of(run, "start.x", "start.y")

    def picture() -> np.ndarray:
        *_, last = survey(plane, plane.home, None, Strips(), lambda: True)
        return last.layers["loss"]

    there = picture()
    assert card.launches and not sentences
    card.fails_at = len(card.launches) + 1
    np.testing.assert_array_equal(picture(), there)
    assert len(sentences) == 1
    computing.choose(computing.PROCESSOR)
    np.testing.assert_array_equal(picture(), there)


def test_several_threads_that_fail_say_it_once(card: HostDriver, sentences: list[str]) -> None:
    error = CudaError("the GPU failed")
    threads = [threading.Thread(target=computing.give_up, args=(error,)) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sentences == ["the GPU failed"]


@pytest.mark.parametrize(
    ("experiment", "choice", "found"),
    [
        (DESCENT, "cuda", "cuda"),
        (DESCENT, "cpu", "cpu"),
        (DESCENT, "auto", "cpu"),  # so few steps
        (DESCENT.replace(lr=np.linspace(1e-4, 1e-3, 10**6), steps=300), "auto", "cuda"),
        (NETWORK, "cuda", "cpu"),  # which would leave most of a card without work
        (NETWORK.replace(lr=np.linspace(0.1, 0.2, 2**14)), "cuda", "cuda"),
    ],
)
def test_what_suits_an_experiment(
    experiment: gd.Experiment, choice: str, found: str, card: HostDriver
) -> None:
    computing.choose(choice)
    try:
        assert computing.suiting(experiment.programs()) == found
    finally:
        computing.choose(computing.PROCESSOR)


def test_without_a_card_the_processor_computes_and_it_is_said_why(
    sentences: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gdsim.engine.backends.cuda.presence.missing", lambda: "none is here")
    monkeypatch.setattr("gdsim.engine.backends.cuda.device.missing", lambda: "none is here")
    device.open_devices.cache_clear()
    session = computing.session(DESCENT)
    session.advance(60)
    wanted = DESCENT.run()
    np.testing.assert_array_equal(session.snapshot().loss, wanted["loss"].values)
    assert sentences == ["none is here"]
