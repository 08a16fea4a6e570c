"""Opening sessions, whose modules are compiled before."""

import pytest

from gdsim.app.worker.opening import open_session
from gdsim.engine import warming
from gdsim.engine.kernel import sources


class Stop(Exception):  # noqa: N818
    pass


def test_a_session_is_opened_when_all_that_it_needs_is_compiled(monkeypatch, training):
    warmed, reports = [], []

    def warm(programs, progress):
        warmed.extend(each for program in programs for each in sources(program))
        progress(0, len(warmed))

    monkeypatch.setattr(warming, "warm", warm)
    session = open_session(training, lambda *at: reports.append(at))
    assert session.experiment is training and session.advance(3) == 3
    assert set(warmed) == {each for program in training.programs() for each in sources(program)}
    assert reports == [(0, len(warmed))]


def test_nothing_is_opened_if_compiling_was_given_up(monkeypatch, experiment):
    def stop(done, total):
        raise Stop

    monkeypatch.setattr(warming, "warm", lambda programs, progress: progress(0, 9))
    monkeypatch.setattr("gdsim.app.worker.opening.Session", None)
    with pytest.raises(Stop):
        open_session(experiment, stop)
