"""Threads that compute leave the processor to the one that draws."""

import os
import sys
import threading

import pytest

import gdsim as gd
from gdsim.app.worker.priority import BELOW, step_back
from gdsim.app.worker.worker import Worker
from gdsim.engine import backends
from gdsim.engine.segment import Segment

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="threads have no priority")


def priority():
    return os.getpriority(os.PRIO_PROCESS, 0)


def in_a_thread(work):
    """What work returns in a thread of its own."""
    found = []
    thread = threading.Thread(target=lambda: found.append(work()))
    thread.start()
    thread.join()
    return found[0]


def test_a_thread_that_steps_back_and_those_it_begins_come_after_the_first_one():
    usual = priority()
    below = min(usual + BELOW, 19)

    def work():
        step_back()
        return priority(), in_a_thread(priority)

    assert in_a_thread(work) == (below, below) and priority() == usual == in_a_thread(priority)


def test_a_system_that_forbids_it_is_no_trouble(monkeypatch):
    def forbid(*_):
        raise PermissionError

    monkeypatch.setattr(os, "setpriority", forbid)
    step_back()


def test_runs_are_advanced_behind_the_window_and_pictures_are_not(
    qtbot, background, experiment, monkeypatch
):
    monkeypatch.setattr(backends, "thread_begins", None)
    found, usual = {}, priority()
    real = Segment.advance

    def advance(segment, *given, **more):
        found[threading.current_thread().name.split("_")[0]] = priority()
        return real(segment, *given, **more)

    monkeypatch.setattr(Segment, "advance", advance)
    background.ask("picture", priority, lambda known: found.update(picture=known))
    many = gd.Experiment("himmelblau", "sgd", start=gd.uniform(50_000), steps=200)
    worker = Worker(lambda given, _: gd.Session(given))
    worker.show(many, (0,))
    worker.play()
    qtbot.waitUntil(lambda: {"gdsim", "picture"} <= found.keys(), timeout=60_000)
    assert worker.close()
    assert found["gdsim"] == min(usual + BELOW, 19) and found["picture"] == usual
