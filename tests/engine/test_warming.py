"""Missing modules are compiled by helper processes, which end with the one that started them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gdsim.catalogue.plugins import in_use
from gdsim.engine import cache, helper, warming
from gdsim.engine.backends import cpu
from gdsim.engine.cache import Source, compile_elsewhere
from gdsim.engine.modules import sources, usual_advancer
from gdsim.engine.warming import Helpers, Reserve, ahead, missing, warm
from tests.catalogue.plugins.conftest import OPTIMIZER
from tests.engine.programs import only, program

ENOUGH = 60.0  # s in which a helper starts and compiles a trifle, however busy the machine is


class Stop(Exception):  # noqa: N818
    pass


@pytest.fixture
def empty(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """An empty cache folder, of this process and of those that it starts."""
    monkeypatch.setenv("GDSIM_CACHE", str(tmp_path / "cache"))
    cache.folder.cache_clear()
    yield cache.folder()
    cache.folder.cache_clear()


def trifles(folder: Path, count: int, line: str = "") -> list[Source]:
    """Modules that are quickly imported, and of this folder's test alone."""
    return [Source("trifle", f"# {folder}, {number}\n{line}\n") for number in range(count)]


def finished(helpers: Helpers) -> bool:
    """Wait for helpers; whether they are done in time."""
    until = time.monotonic() + ENOUGH
    while helpers.wait(0.05):
        if time.monotonic() > until:
            return False
    return True


def test_modules_that_are_compiled_need_no_helper_and_no_patience(
    monkeypatch: pytest.MonkeyPatch, empty: Path
) -> None:
    monkeypatch.setattr(warming, "sources", lambda _: given)
    monkeypatch.setattr(warming, "Helpers", None)
    given = trifles(empty, 5)
    for source in given:
        source.load()
    told: list[Any] = []
    warm([program()], lambda *at: told.append(at))
    with ahead([program()]):
        assert told == []


def test_few_missing_modules_are_compiled_by_the_process_itself(
    monkeypatch: pytest.MonkeyPatch, empty: Path
) -> None:
    monkeypatch.setattr(warming, "sources", lambda _: given)
    monkeypatch.setattr(warming, "Helpers", None)
    given, told = trifles(empty, warming.FEW), []
    warm([program()], lambda *at: told.append(at))
    few = warming.FEW
    assert told == [(n, few) for n in range(few)] and all(each.is_compiled for each in given)
    given = trifles(empty, warming.MANY)
    with ahead([program()]):
        assert not any(each.is_compiled for each in given[warming.FEW :])


def test_many_missing_modules_are_compiled_by_helpers(
    monkeypatch: pytest.MonkeyPatch, empty: Path
) -> None:
    monkeypatch.setattr(warming, "sources", lambda _: given)
    given = trifles(empty, 9, "import time; time.sleep(0.05)")
    told: list[Any] = []
    warm([program()], lambda *at: told.append(at))
    assert told[0] == (0, 9) and [done for done, _ in told] == sorted(done for done, _ in told)
    assert missing([program()]) == []
    assert not any(each.name in sys.modules for each in given)  # no other process compiled them
    again = [Source(each.kind, each.text) for each in given]
    assert all(each.is_compiled for each in again)


@pytest.mark.slow
def test_what_helpers_cannot_compile_is_compiled_and_refused_by_the_process_itself(
    monkeypatch: pytest.MonkeyPatch, empty: Path
) -> None:
    here = f"import os\nif os.getpid() != {os.getpid()}:\n    "
    given = [*trifles(empty, 3), *trifles(empty, 1, f"{here}raise ValueError")]
    given += trifles(empty, 1, f"{here}os._exit(3)")
    monkeypatch.setattr(warming, "sources", lambda _: given)
    warm([program()], lambda *_: None)
    assert all(each.name in sys.modules for each in given[3:])
    given += [*trifles(empty, 4, "second = 2"), *trifles(empty, 1, "answer = = 42")]
    with pytest.raises(SyntaxError):
        warm([program()], lambda *_: None)


def test_without_a_process_more_everything_is_compiled_here(
    monkeypatch: pytest.MonkeyPatch, empty: Path
) -> None:
    def refused() -> None:
        raise OSError("no more processes")

    given = trifles(empty, 6)
    monkeypatch.setattr(warming, "sources", lambda _: given)
    monkeypatch.setattr(helper, "_started", refused)
    warm([program()], lambda *_: None)
    assert all(each.is_compiled for each in given)


@pytest.mark.parametrize("many", [False, True])
def test_warming_can_be_given_up_and_helpers_end(
    monkeypatch: pytest.MonkeyPatch, empty: Path, many: bool
) -> None:
    started: list[Any] = []
    start = helper._started
    monkeypatch.setattr(helper, "_started", lambda: started.append(start()) or started[-1])
    given = trifles(empty, 8 if many else 3, "import time; time.sleep(60)" if many else "")
    monkeypatch.setattr(warming, "sources", lambda _: given)
    calls: list[int] = []

    def progress(done: int, total: int) -> None:
        calls.append(done)
        if len(calls) == 2:
            raise Stop

    with pytest.raises(Stop):
        warm([program()], progress)
    assert len(calls) == 2 and bool(started) == many
    assert all(each.poll() is not None for each in started)
    assert not all(each.is_compiled for each in given)


def test_helpers_return_to_the_reserve_and_are_used_again(
    monkeypatch: pytest.MonkeyPatch, empty: Path
) -> None:
    started: list[Any] = []
    start = helper._started
    monkeypatch.setattr(helper, "_started", lambda: started.append(start()) or started[-1])
    monkeypatch.setattr(warming, "MOST", 1)
    monkeypatch.setattr(warming, "sources", lambda _: given)
    reserve = Reserve(1)
    try:
        assert not reserve
        given = trifles(empty, warming.FEW + 1)
        warm([program()], lambda *_: None, reserve)
        assert reserve and len(started) == 1
        given = trifles(empty, 1, "# one is enough to use those that wait")
        warm([program()], lambda *_: None, reserve)
        assert reserve and len(started) == 1
        assert given[0].is_compiled and given[0].name not in sys.modules
        who = empty / "who"  # runs a module that is compiled
        line = f"import os\nwith open({str(who)!r}, 'a') as f: print(os.getpid(), file=f)"
        (urgent,) = trifles(empty, 1, line)
        compile_elsewhere(reserve.compile)
        urgent.load()
        compile_elsewhere(None)
        assert list(map(int, who.read_text().split())) == [started[0].pid]  # and not here
        assert reserve and len(started) == 1 and reserve._lent == 0
        cache.folder.cache_clear()
        monkeypatch.setenv("GDSIM_CACHE", str(empty / "another"))  # which it does not know
        given = trifles(empty / "another", warming.FEW + 1)
        warm([program()], lambda *_: None, reserve)
        assert len(started) == 2 and started[0].poll() is not None
    finally:
        reserve.close()
    assert not reserve and all(each.poll() is not None for each in started)


def test_what_is_wanted_at_once_comes_before_what_is_left(empty: Path) -> None:
    given = trifles(empty, 2)
    (urgent,) = trifles(empty, 1, "# urgent")
    helpers = Helpers(given)
    helpers.compile_first(urgent)  # which ends, since none of them is at work
    assert [helpers._next() for _ in range(4)] == [urgent, *given, None]


@pytest.mark.slow
def test_a_helper_that_is_started_early_begins_with_what_is_needed_first(
    monkeypatch: pytest.MonkeyPatch, empty: Path
) -> None:
    asked: list[Source] = []
    compiles = helper.Helper.compiles
    monkeypatch.setattr(
        helper.Helper, "compiles", lambda *given: asked.append(given[1]) or compiles(*given)
    )
    first, (other,), reserve = usual_advancer("float32"), trifles(empty, 1), Reserve(1)
    assert first in sources(program(dtype="float32"))
    try:
        reserve.start_one("float32")
        with Helpers([first, other], reserve=reserve) as helpers:
            assert finished(helpers)
            assert helpers.done == 2
    finally:
        reserve.close()
    assert first.is_compiled and other.is_compiled
    assert asked == [other]


def test_helpers_that_wait_for_one_that_is_lent_are_given_up_at_once(empty: Path) -> None:
    reserve = Reserve()
    reserve._lent = 1  # for longer than this test
    with Helpers(trifles(empty, 1), reserve=reserve) as helpers:
        assert helpers.wait(0.05)
    assert not helpers.wait(0) and not helpers.working


def test_without_helpers_what_is_wanted_at_once_is_left_to_this_process(empty: Path) -> None:
    (urgent,) = trifles(empty, 1)
    reserve = Reserve()
    reserve.compile(urgent)
    assert not urgent.is_compiled and not reserve


def test_helpers_go_on_while_the_same_is_needed_and_end_when_it_is_not(
    monkeypatch: pytest.MonkeyPatch, empty: Path
) -> None:
    log: list[str] = []

    class Endless(Helpers):
        def __enter__(self) -> Helpers:
            log.append(f"begin {len(self._needed)}")
            return self

        def __exit__(self, *_: object) -> None:
            log.append("end")

        def wait(self, seconds: float) -> bool:
            return True

    def stop(done: int, total: int) -> None:
        raise Stop

    monkeypatch.setattr(warming, "Helpers", Endless)
    monkeypatch.setattr(warming, "sources", lambda _: given)
    given, reserve = trifles(empty, 9), Reserve(1)
    for _ in range(3):  # as in a drag
        with pytest.raises(Stop):
            warm([program()], stop, reserve)
    assert log == ["begin 9"] and reserve
    given = given[2:]  # others are compiled by now
    with pytest.raises(Stop):
        warm([program()], stop, reserve)
    assert log == ["begin 9"]
    given = trifles(empty, 6, "# others")
    with pytest.raises(Stop):
        warm([program()], stop, reserve)
    assert log == ["begin 9", "end", "begin 6"]
    given = []
    warm([program()], stop, reserve)
    assert log == ["begin 9", "end", "begin 6", "end"] and not reserve


@pytest.mark.slow
def test_a_reserve_is_filled_with_helpers_that_have_loaded_the_compiler(empty: Path) -> None:
    reserve = Reserve(1)
    try:
        reserve.fill()
        reserve.fill()
        assert len(reserve._idle) == 1
        text = "import sys\nassert 'numba' in sys.modules"
        given = [Source("trifle", text)]
        with Helpers(given, reserve=reserve) as helpers:
            assert finished(helpers)
        assert given[0].is_compiled
    finally:
        reserve.close()
    reserve.fill()
    assert not reserve


def test_a_reserve_is_not_filled_with_helpers_that_end(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Any] = []

    def start() -> subprocess.Popen[str]:
        code = "import sys; sys.stdin.readline()"
        pipe = subprocess.PIPE
        started.append(
            subprocess.Popen([sys.executable, "-c", code], text=True, stdin=pipe, stdout=pipe)
        )
        return started[-1]

    monkeypatch.setattr(helper, "_started", start)
    reserve = Reserve(3)
    reserve.fill()
    assert len(started) == 1 and started[0].poll() is not None and not reserve


def test_helpers_compile_ahead_from_the_last_program_backwards(
    monkeypatch: pytest.MonkeyPatch, empty: Path
) -> None:
    given = trifles(empty, warming.MANY + 1)
    monkeypatch.setattr(warming, "sources", lambda _: given)
    monkeypatch.setattr(warming, "MOST", 1)
    order: list[Source] = []
    following = Helpers._next

    def noted(helpers: Helpers) -> Source | None:
        source = following(helpers)
        order.extend([] if source is None else [source])
        return source

    monkeypatch.setattr(Helpers, "_next", noted)
    with ahead([program()]) as helpers:
        assert isinstance(helpers, Helpers) and finished(helpers)
    assert order == given[::-1] and helpers.done == len(given)


@pytest.mark.slow
def test_a_users_own_method_is_compiled_by_helpers_unless_it_was_edited(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, empty: Path
) -> None:
    monkeypatch.setenv(in_use.VARIABLE, "")
    file = tmp_path / "bounded.py"
    file.write_text(OPTIMIZER, "utf-8")
    try:
        in_use.use_catalogue(file)
        bounded = "x**2 + 3*x", "bounded"
        needed = missing([only(*bounded, start=2.0)])
        assert all(f"import {n}" in needed[-1].text for n in ("gdsim_catalogue",))
        with Helpers(needed[-1:]) as helpers:
            assert finished(helpers)
        assert needed[-1].is_compiled and needed[-1].name not in sys.modules
        here = cpu.run(only(*bounded, start=2.0), threads=1)
        assert float(here.loss[0]) < 10
        needed = missing([only("x**2 + 4*x", "bounded", start=2.0)])
        file.write_text(OPTIMIZER.replace("1 + bend", "2 + bend"), "utf-8")
        with Helpers(needed) as helpers:
            assert finished(helpers)
        assert not any(each.is_compiled for each in needed) and helpers.done == 0
    finally:
        in_use.set_aside()


@pytest.mark.slow
def test_helpers_leave_modules_that_other_processes_load(empty: Path) -> None:
    made = program("x**2 + y**2/3", "adam", start=(1.0, 2.0))
    needed = [each for each in missing([made]) if each.kind == "stride"]
    with Helpers(needed) as helpers:
        assert finished(helpers)
    assert needed[0].load().stride.address
    assert needed[0].name not in sys.modules  # as where it is compiled


def test_ctrl_c_in_the_terminal_is_not_for_helpers(
    monkeypatch: pytest.MonkeyPatch, empty: Path
) -> None:
    monkeypatch.setattr(warming, "MOST", 1)
    given = [*trifles(empty, 1), *trifles(empty, 1, "import time; time.sleep(0.5)")]
    with Helpers(given) as helpers:
        until = time.monotonic() + ENOUGH
        while helpers.done == 0 and time.monotonic() < until:
            time.sleep(0.02)
        (helper,) = helpers.working
        os.kill(helper.process.pid, signal.SIGINT)
        assert finished(helpers) and helpers.done == 2
    assert all(each.is_compiled for each in given)


HELD = """
import signal, time
from gdsim.engine.cache import Source, compile_elsewhere
from gdsim.engine.warming import Helpers
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
slow = [Source("held", f"import time; time.sleep({seconds})") for seconds in range(60, 66)]
with Helpers([Source("quick", ""), Source("quick", "#"), *slow]) as helpers:
    while helpers.done < 2:
        helpers.wait(0.05)
    print(*(each.process.pid for each in helpers.working), flush=True)
    time.sleep(60)
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").exists(), reason="asks /proc which processes there are")
@pytest.mark.parametrize("number", ["SIGTERM", "SIGKILL", "SIGINT"])
def test_helpers_end_with_the_process_that_started_them_whatever_ends_that(
    tmp_path: Path, number: str
) -> None:
    environment = {**os.environ, "GDSIM_CACHE": str(tmp_path)}
    parent = subprocess.Popen(
        [sys.executable, "-c", HELD], env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    helpers: list[str] = []
    try:
        assert parent.stdout is not None
        helpers = parent.stdout.readline().split()  # ends with the parent, which ends by itself
        assert helpers and all(map(_runs, helpers))
        os.kill(parent.pid, getattr(signal, number))
        parent.wait(30)
        until = time.monotonic() + 10
        while time.monotonic() < until and any(map(_runs, helpers)):
            time.sleep(0.05)
        assert not any(map(_runs, helpers))
    finally:
        parent.kill()
        parent.wait(30)
        parent.stdout.close()
        for each in filter(_runs, helpers):
            os.kill(int(each), signal.SIGKILL)


def _runs(process: str) -> bool:
    """Whether a process is there and not only waits for its end to be noted."""
    try:
        return Path("/proc", process, "stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_a_frozen_program_starts_itself_as_its_helper(monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[Any] = []
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(subprocess, "Popen", lambda command, **_: commands.append(command))
    helper._started()
    assert commands == [[sys.executable, helper.ARGUMENT]]
