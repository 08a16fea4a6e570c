"""Threads that compute leave the processor to the one that draws."""

import os
import sys
import threading

import pytest

from gdsim.app.worker.priority import BELOW, step_back
from gdsim.app.worker.worker import Worker

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


def test_runs_and_pictures_are_computed_behind_the_window(
    qtbot, background, experiment, fake_session
):
    found, below = [], min(priority() + BELOW, 19)
    background.ask("picture", priority, found.append)

    def open_session(given, _):
        found.append(priority())
        return fake_session(given)

    worker = Worker(open_session)
    worker.show(experiment, (0, 1, 2))
    qtbot.waitUntil(lambda: len(found) == 2)
    assert worker.close() and found == [below, below]
