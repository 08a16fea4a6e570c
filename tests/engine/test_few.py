"""Few runs that are advanced a step at a time have the bits of a whole run."""

from __future__ import annotations

import numpy as np
import pytest

import gdsim as gd
from gdsim.engine.backends.cpu import Batch
from gdsim.engine.few import Few
from gdsim.experiment.session import Session

GIVEN = gd.Experiment(
    "rosenbrock",
    ["adam", "momentum", "sgd"],
    # At the last rate plain descent diverges; the target ends runs of others.
    lr=[1e-3, 3e-3, 0.3],
    start=[-0.4, 0.6],
    steps=60,
    record={"loss": "log:9", "params": "log:9", "grad_norm": "log:9"},
    target=0.9,
)


def few_of(session: Session) -> Few | None:
    """What advances a session's runs together."""
    few: Few | None = session._batch._few
    return few


@pytest.mark.parametrize("calls", [[1] * 60, [1, 2, 7, 1, 30, 19], [59, 1]], ids=len)
def test_steps_in_any_calls_have_the_bits_of_a_run(calls: list[int]) -> None:
    session = Session(GIVEN)
    for n in calls:
        session.advance(n)
    assert few_of(session) is not None
    found, expected = session.result(), GIVEN.run()
    for name in ("loss", "best_loss", "grad_norm", "steps", "verdict", "params"):
        np.testing.assert_array_equal(found[name], expected[name])
    for name in GIVEN.record:
        np.testing.assert_array_equal(found[f"trace_{name}"], expected[f"trace_{name}"])
    assert set(np.unique(expected["verdict"])) > {gd.Verdict.DIVERGED, gd.Verdict.CONVERGED}


def test_a_session_that_goes_back_or_begins_anew_goes_on_as_before() -> None:
    session = Session(GIVEN)
    for _ in range(25):
        session.advance()
    there = session.snapshot()
    session.advance(9)
    session.rewind(20)
    for _ in range(5):
        session.advance()
    for name in ("loss", "params", "steps", "verdict"):
        np.testing.assert_array_equal(getattr(session.snapshot(), name), getattr(there, name))
    other = GIVEN.replace(lr=[2e-3, 5e-3, 0.1])
    assert session.restart_as(other)
    for _ in range(60):
        session.advance()
    np.testing.assert_array_equal(session.result()["loss"], other.run()["loss"])


def test_a_session_is_finished_when_its_last_run_has_ended() -> None:
    session = Session(GIVEN.replace(target=1e9))
    assert session.advance() == 1 and session.finished and session.advance() == 0
    assert session.restart_as(GIVEN) and not session.finished and session.advance() == 1
    session = Session(GIVEN.replace(optimizers="sgd", lr=0.3, target=-1.0))
    steps = 0
    while session.advance():
        steps += 1
        assert steps < 60
    assert session.finished and few_of(session) is not None
    assert int(session.result()["steps"].max()) in (steps - 1, steps)


def test_runs_of_all_lane_groups_of_a_block_also_where_they_were_moved() -> None:
    many = GIVEN.replace(optimizers="sgd", lr=gd.logspace(0.3, 1e-4, 100))
    batch = Batch(many.programs(), 1)
    segment = batch.segments[0][0]
    assert batch.segments == [[segment]] and segment.count > 2 * segment.kernel.recipe.width
    for _ in range(12):
        batch.advance(1)
    assert batch._few is not None and not segment.is_moved
    state = batch.copy_state()
    segment.advance(20)  # most have diverged: the others are moved together
    assert segment.is_moved
    batch.restore(batch.copy_state())
    for _ in range(28):
        batch.advance(1)
    assert batch._few is not None
    whole, moved = many.run(), batch.outcome()
    assert (whole["verdict"] == gd.Verdict.DIVERGED).sum() > 10
    batch.restore(state)
    for _ in range(48):
        batch.advance(1)
    for found in (moved, batch.outcome()):
        for name in ("loss", "best_loss", "grad_norm", "steps", "verdict", "params"):
            np.testing.assert_array_equal(
                np.ravel(getattr(found, name)), np.ravel(whole[name].values), name
            )
        for name in many.record:
            np.testing.assert_array_equal(
                np.ravel(found.traces[name]), np.ravel(whole[f"trace_{name}"].values), name
            )


def test_only_functions_of_one_block_are_advanced_together() -> None:
    many = Batch(GIVEN.replace(lr=gd.logspace(1e-4, 1e-2, 1000)).programs(), 1)
    assert many.segments[0][0].blocks > 1
    many.advance(1)
    network = Batch(gd.Experiment(gd.Network([2, 1], data="spiral"), "sgd", steps=5).programs(), 1)
    network.advance(1)
    assert many._few is None and network._few is None
