"""Which runs go on is known without a look at all of them, until one ends or they are put back."""

from __future__ import annotations

import numpy as np
import pytest

import gdsim as gd
from gdsim.engine.backends.cpu import Batch
from gdsim.engine.kernel import Kernel
from gdsim.engine.program import Program
from gdsim.engine.segment import Segment

# Momentum at rates of which the larger half diverges soon, and all end before the last step.
RUNS, LAST = 600, 400


def program(target: float = 1e-3) -> Program:
    rates = np.logspace(-3, -1, RUNS)
    experiment = gd.Experiment("x**2", "momentum", lr=rates, steps=LAST, start=[3.0], target=target)
    return experiment.programs()[0]


def running(segment: Segment) -> int:
    return int(np.sum(segment._status < gd.Verdict.CONVERGED))


def test_runs_are_counted_anew_where_some_end_or_come_back() -> None:
    segment, looks = Segment(Kernel.of(program()), 0, 3), []
    begun = segment.copy_state()
    while not segment.finished:
        assert running(segment) > 0
        segment.advance(1, look=False)
        groups, width = segment._gather_running(), segment.kernel.recipe.width
        assert groups * width >= running(segment) > (groups / 2 - 1) * width
        looks.append(groups)
    assert segment.step < LAST and running(segment) == 0
    assert looks[0] > looks[-1] == 0
    segment.restore(begun)
    assert not segment.finished and segment._gather_running() == looks[0]
    segment.restart()
    assert not segment.finished


def test_runs_are_not_looked_at_while_none_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    segment = Segment(Kernel.of(program(target=-1.0)), 0, 3)
    segment.advance(1)
    monkeypatch.setattr(Segment, "_status", property(lambda _: pytest.fail("they are looked at")))
    segment.advance(1)
    assert not segment.finished


def test_runs_are_counted_anew_after_ctrl_c(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: Segment) -> None:
        raise KeyboardInterrupt

    segment = Segment(Kernel.of(program(target=10.0)), 0, 3)  # they end at their first steps
    assert segment._gather_running() > 0
    segment.advance(1)
    assert running(segment) == 0
    with monkeypatch.context() as interrupted, pytest.raises(KeyboardInterrupt):
        interrupted.setattr(Segment, "_follow", interrupt)
        segment._gather_running()
    assert segment.finished and segment._gather_running() == 0


def test_a_batch_that_ends_a_step_at_a_time_is_finished() -> None:
    single = gd.Experiment("x**2", "momentum", lr=0.1, steps=LAST, start=[3.0], target=1e-3)
    batch = Batch(single.programs(), threads=1)
    for _ in range(LAST):
        batch.advance(1)
    assert batch.finished
    batch.advance(10)
    assert batch.finished
