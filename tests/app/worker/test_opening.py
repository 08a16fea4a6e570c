"""Opening sessions, whose modules are compiled before."""

import threading
from types import SimpleNamespace

import pytest

from gdsim.app.worker import computing, opening
from gdsim.app.worker.opening import Opener, compiled, open_session
from gdsim.engine import cache, warming
from gdsim.engine.cache import Source
from gdsim.engine.modules import sources


class Stop(Exception):  # noqa: N818
    pass


def test_a_session_is_opened_when_all_that_it_needs_is_compiled(monkeypatch, training):
    warmed, reports = [], []

    def warm(programs, progress, reserve):
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

    monkeypatch.setattr(warming, "warm", lambda programs, progress, reserve: progress(0, 9))
    monkeypatch.setattr("gdsim.app.worker.computing.Session", None)
    with pytest.raises(Stop):
        open_session(experiment, stop)


def test_an_optimizer_is_compiled_when_it_is_with_every_schedule(monkeypatch, experiment):
    two = experiment.replace(schedule=["constant", "cosine"])
    asked = []

    def missing(programs):
        asked.append(programs)
        return ["a module"] if len(asked) == 2 else []

    monkeypatch.setattr(warming, "missing", missing)
    assert compiled(two) == (0, 2)
    kinds = [{program.optimizer for program in programs} for programs in asked]
    assert [len(programs) for programs in asked] == [2, 2, 2]
    assert all(len(kind) == 1 for kind in kinds) and len(set.union(*kinds)) == 3


def test_an_opener_passes_its_reserve_on_and_ends_it(monkeypatch, experiment):
    passed = []
    monkeypatch.setattr(warming, "warm", lambda *arguments: passed.append(arguments[2]))
    opener = Opener()
    for _ in range(2):
        assert opener(experiment, lambda done, total: None).experiment is experiment
    opener.close()
    first, second = passed
    assert first is second and first._most == 0  # it keeps none from now on


def test_what_is_to_begin_soon_waits_for_nothing(monkeypatch, experiment):
    asked = []
    monkeypatch.setattr(warming, "warm", None)
    monkeypatch.setattr(computing, "Session", lambda given, soon: asked.append((given, soon)))
    opener = Opener()
    opener(experiment, None)
    opener.close()
    assert asked == [(experiment, True)]


def test_the_compiler_is_loaded_where_a_module_is_missing_that_no_helper_compiles(
    monkeypatch, experiment
):
    loaded = []
    monkeypatch.setattr(opening, "load_compiler", lambda: loaded.append(True))
    monkeypatch.setattr(opening, "open_session", lambda *_: None)
    monkeypatch.setattr(opening, "is_new", lambda: False)
    opener, module = Opener(), SimpleNamespace(is_compiled=False)
    opener.begin()
    cache._elsewhere(module)
    assert len(loaded) == 1
    opener(experiment, None)
    assert len(loaded) == 1  # by now nothing is missing
    cache._elsewhere(module)
    assert len(loaded) == 2
    monkeypatch.setattr(
        opener._reserve, "compile", lambda given: setattr(given, "is_compiled", True)
    )
    opener(experiment, None)
    cache._elsewhere(module)
    assert len(loaded) == 2
    opener.close()


def test_at_rest_helpers_compile_kernels_for_any_function_until_they_are_needed(
    monkeypatch, experiment
):
    stop, seen, loaded = threading.Event(), [], []

    class Helpers:
        def __init__(self, needed, busy, reserve):
            seen.append(needed)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def wait(self, seconds):
            stop.set()
            return "stop" not in seen

        def stop(self):
            seen.append("stop")

    monkeypatch.setattr(warming, "Helpers", Helpers)
    monkeypatch.setattr(opening, "POLL", 0.0)
    monkeypatch.setattr(Source, "is_compiled", False)
    monkeypatch.setattr(Source, "load", lambda source: loaded.append(source))
    reserve = SimpleNamespace(fill=lambda: seen.append("fill"))
    opening._get_ready(reserve, experiment, stop)
    callers = warming.callers(experiment.programs())
    assert seen == ["fill", callers, "stop"] and len(callers) == 3 and not loaded
    monkeypatch.setattr(Source, "is_compiled", True)
    opening._get_ready(reserve, experiment, threading.Event())
    assert loaded == callers and seen[3:] == ["fill"]  # there is nothing to compile


def test_a_helper_starts_at_once_where_nothing_has_ever_been_compiled(monkeypatch, tmp_path):
    monkeypatch.setenv("GDSIM_CACHE", str(tmp_path))
    opener = Opener()
    opener.begin()
    (helper,) = opener._reserve._idle
    assert helper.process.poll() is None  # it runs, and nobody has waited for it
    opener.close()
    assert helper.process.wait(10) != 0
    (tmp_path / "kernels").mkdir()
    known = Opener()
    known.begin()
    assert known._reserve is None
    known.close()
