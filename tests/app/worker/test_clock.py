"""Steps are due at a rate, and missed time is made up for only a while."""

import math

import pytest

from gdsim.app.worker import clock as module
from gdsim.app.worker.clock import IDLE, UNSEEN, Clock


@pytest.fixture
def at(monkeypatch):
    """Sets the time."""
    now = [100.0]
    monkeypatch.setattr(module.time, "perf_counter", lambda: now[0])

    def move(seconds):
        now[0] = 100.0 + seconds

    return move


def test_steps_are_due_at_a_rate(at):
    clock = Clock(100.0)
    clock.restart()
    assert clock.wait(False) == pytest.approx(0.01)
    at(0.004)
    assert clock.wait(False) == pytest.approx(0.006) and clock.take(9) == 0
    at(0.035)
    assert clock.wait(False) == 0 and clock.take(9) == 3
    at(0.06)  # half a step was left
    assert clock.take(2) == 2 and clock.wait(False) == 0
    assert clock.take(9) == 1
    at(0.061)
    assert clock.wait(True) == pytest.approx(UNSEEN - 0.001)


def test_steps_that_were_missed_for_long_are_not_owed(at):
    clock = Clock(100.0)
    clock.restart()
    at(5.0)
    assert clock.take(1000) == IDLE * 100
    slow = Clock(0.5)
    slow.restart()
    at(7.1)
    assert slow.take(9) == 1  # however slow, a step comes


def test_at_full_speed_as_many_as_can_be_are_due_and_none_are_owed(at):
    clock = Clock(math.inf)
    clock.restart()
    at(0.5)
    assert clock.wait(True) == 0 and clock.take(70) == 70
    clock.rate = 10.0
    assert clock.take(70) == 0 and clock.wait(False) == pytest.approx(0.1)
