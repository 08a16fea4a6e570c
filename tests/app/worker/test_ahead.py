"""Complete paths are those of the runs that follow, bit for bit, and cost the session nothing."""

from __future__ import annotations

import itertools
from types import SimpleNamespace

import numpy as np
import pytest

import gdsim as gd
from gdsim.app.worker import ahead as module
from gdsim.app.worker.ahead import run_ahead
from gdsim.app.worker.recording import recorded
from gdsim.experiment.session import Session

EXPERIMENT = gd.Experiment(
    "himmelblau",
    [gd.Momentum(lr=0.004, momentum=0.7), gd.Adam(lr=0.3), gd.SGD(lr=0.5)],
    start=(-1.0, 2.0),
    steps=300,
)


def never() -> bool:
    return False


def test_complete_paths_are_those_of_the_headless_run() -> None:
    session = Session(recorded(EXPERIMENT))
    scene = run_ahead(session, (0, 1, 2), 60.0, never)
    assert scene is not None
    run = EXPERIMENT.replace(record="params").run()
    expected = run["trace_params"].values.astype(float)
    np.testing.assert_array_equal(scene.path[:, 0], expected)
    np.testing.assert_array_equal(scene.verdict[:, 0], run["verdict"].values)
    assert session.step == 0


def test_a_session_plays_as_if_it_had_not_been_run_ahead() -> None:
    session = Session(recorded(EXPERIMENT))
    session.advance(40)
    run_ahead(session, (0, 1, 2), 60.0, never)
    assert session.step == 40
    session.advance(50)
    other = Session(recorded(EXPERIMENT))
    other.advance(90)
    np.testing.assert_array_equal(session.snapshot().params, other.snapshot().params)


def test_what_takes_long_is_given_up() -> None:
    session = Session(recorded(EXPERIMENT.replace(steps=2**22, tolerance=0.0, optimizers="sgd")))
    assert run_ahead(session, (0,), 0.0, never) is None
    assert run_ahead(session, (0,), 60.0, lambda: session.step > 0) is None
    assert session.step == 0


def test_a_busy_machine_does_not_keep_paths_from_being_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ticks = (
        itertools.count()
    )  # between two looks at the clock others had the processor for a minute
    clocks = SimpleNamespace(
        perf_counter=lambda: 60.0 * next(ticks),
        monotonic=lambda: 60.0 * next(ticks),
        process_time=lambda: 0.001 * next(ticks),
    )
    monkeypatch.setattr(module, "time", clocks)
    assert run_ahead(Session(recorded(EXPERIMENT)), (0, 1, 2), 0.25, never) is not None
    assert next(ticks) > 1  # it did look


def test_of_very_many_runs_and_of_networks_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 10)
    assert run_ahead(Session(recorded(EXPERIMENT)), (0, 1, 2), 60.0, never) is None
    network = gd.Experiment(gd.Network([2, 3, 1], data="xor", loss="mse"), "sgd", steps=4)
    assert run_ahead(Session(recorded(network)), (0,), 60.0, never) is None
