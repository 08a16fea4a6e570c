"""Compiles modules that are missing from the cache in helper processes, before they are needed.

Compiling takes up to seconds per module and holds Python's lock, so where many are missing other
processes do it. A helper is passed the texts of modules, by which the cache keeps them. Results do
not depend on it: what no helper has compiled is compiled where it is loaded.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from types import TracebackType
from typing import Any

from gdsim.base import machine
from gdsim.engine.cache import Source
from gdsim.engine.helper import Helper, basis_of_modules
from gdsim.engine.modules import (
    called,
    caller,
    calling,
    soonest,
    sources,
    strider,
)
from gdsim.engine.program import Program
from gdsim.engine.recipes import recipe_of

log = logging.getLogger(__name__)

MOST = 3  # processes
FEW = 5  # missing modules that are compiled without helpers before they are needed
MANY = 12  # and while others are in use: starting a helper takes more than a second
IN_RESERVE = 2  # helpers
POLL = 0.05  # s between two reports of progress
LEAVE = 5.0  # s in which a killed process ends

Progress = Callable[[int, int], None]


def missing(programs: Iterable[Program]) -> list[Source]:
    """The modules of the programs' kernels that are not compiled, each once, in order of use."""
    needed = dict.fromkeys(source for program in programs for source in sources(program))
    return [source for source in needed if not source.is_compiled]


def missing_objectives(programs: Iterable[Program]) -> list[Source]:
    """The modules of objectives that are not compiled, for kernels that are and call them."""
    known = (calling(program) for program in programs)
    needed = dict.fromkeys(called(p) for p in known if p and strider(recipe_of(p)).is_compiled)
    return [source for source in needed if not source.is_compiled]


def callers(programs: Iterable[Program]) -> list[Source]:
    """The modules of the programs' kernels that call the objective, whatever it is."""
    return [source for source in dict.fromkeys(map(caller, programs)) if source]


def unready_first(programs: Iterable[Program]) -> list[Program]:
    """The programs in order, those first that cannot run yet, not even with slower kernels."""
    return sorted(programs, key=lambda program: not missing([soonest(program)]))


def warm(programs: Sequence[Program], progress: Progress, reserve: Reserve | None = None) -> None:
    """Compile the modules of the programs' kernels that are missing: many of them in helpers.

    The objective comes first, so that kernels that call it can run meanwhile (`modules.soonest`);
    then the kernels of programs that cannot.
    Helpers of the reserve are used also for few. `progress(done, total)` is called several times a
    second; it may raise to give up. Those of the reserve then go on until it is known what is
    needed next: in a drag it is the same.
    Errors: SettingError where a user's own definition cannot be compiled.
    """
    own = Reserve(0) if reserve is None else reserve
    try:
        if own and (objectives := missing_objectives(programs)):
            helpers = own.at_work(objectives)
            needed = missing(programs)  # the texts take a while
            while helpers.wait(POLL):
                progress(0, len(needed))
        needed = missing(unready_first(programs))
        if len(needed) > (0 if own else FEW):
            helpers = own.at_work(needed)
            progress(0, len(needed))
            while helpers.wait(POLL):
                progress(helpers.done, len(needed))
        own.stop_work()
    finally:
        if reserve is None:
            own.close()
    rest = [source for source in needed if not source.is_compiled]
    for left, source in zip(range(len(rest), 0, -1), rest, strict=True):
        progress(len(needed) - left, len(needed))
        source.load()


def ahead(programs: Iterable[Program]) -> AbstractContextManager[object]:
    """A context in which the programs are run in order: helpers compile from the last backwards.

    There are none where few modules are missing.
    """
    needed = missing(programs)
    return Helpers(needed[::-1], busy=1) if len(needed) > MANY else nullcontext()


class Reserve:
    """Helpers that have nothing to do, kept so that the next modules need not wait for their start.

    It is true if there are any, or some that compile for `warm`.
    """

    def __init__(self, most: int = IN_RESERVE) -> None:
        self._most = most
        self._at_work: Helpers | None = None
        self._idle: list[Helper] = []
        self._lent = 0  # helpers that compile one module, and return soon
        self._lock = threading.Condition()

    def __bool__(self) -> bool:
        return bool(self._idle) or self._at_work is not None

    def at_work(self, needed: Sequence[Source]) -> Helpers:
        """Helpers that compile modules: those that do so already, else others, which end these."""
        if self._at_work is None or not self._at_work.compile_all(needed):
            self.stop_work()
            self._at_work = Helpers(needed, reserve=self).__enter__()
        return self._at_work

    def stop_work(self) -> None:
        """End the helpers that compile for `warm`, if they still do."""
        at_work, self._at_work = self._at_work, None
        if at_work is not None:
            at_work.__exit__(None, None, None)

    def compile(self, source: Source) -> None:
        """Have a helper compile a module, and wait until it has; without helpers nothing happens.

        One that has nothing to do does so at once, one at work before what is left for it.
        """
        at_work, basis = self._at_work, basis_of_modules()
        with self._lock:
            is_lent = bool(self._idle)
            self._lent += is_lent
        if is_lent:
            helper = self._idle_one(basis)
            is_ready = helper is not None and helper.answers() and helper.compiles(source)
            with self._lock:
                self._lent -= 1
                self._lock.notify_all()
            if helper is not None and not (is_ready and self.keep(helper)):
                helper.end()
        elif at_work is not None:
            at_work.compile_first(source)

    def fill(self) -> None:
        """Start the helpers that are lacking, and wait until they have loaded the compiler.

        One after the other: that keeps a processor busy, which others want too. Where one ends
        instead, such as after gdsim's files were replaced, others would too.
        """
        basis, are_able = basis_of_modules(), True
        with contextlib.suppress(OSError):  # the system allows no more processes
            while are_able and len(self._idle) < self._most:
                helper = Helper(basis)
                helper.load()
                are_able = helper.answers()
                if not (are_able and self.keep(helper)):
                    helper.end()

    def start_one(self, dtype: str) -> None:
        """Start a helper, and do not wait until it has loaded the compiler.

        It begins with what most experiments of a precision need first.
        """
        with contextlib.suppress(OSError):  # the system allows no more processes
            helper = Helper(basis_of_modules())
            helper.load(dtype)
            if not self.keep(helper):
                helper.end()

    def keep(self, helper: Helper) -> bool:
        """Take a helper that has nothing to do, and return whether there is room for it."""
        with self._lock:
            if len(self._idle) >= self._most:
                return False
            self._idle.append(helper)
            self._lock.notify_all()
            return True

    def close(self) -> None:
        """End the helpers, and keep none from now on."""
        self.stop_work()
        with self._lock:
            self._most = 0
            idle, self._idle = self._idle, []
        for helper in idle:
            helper.end()

    def take(self, basis: Any, is_wanted: Callable[[], bool] = lambda: True) -> Helper | None:
        """A helper that compiles for this basis, or None.

        One that returns soon is waited for while it is wanted, which `look_again` has looked at.
        """
        with self._lock:
            self._lock.wait_for(lambda: self._idle or not self._lent or not is_wanted())
        return self._idle_one(basis) if is_wanted() else None

    def look_again(self) -> None:
        """Have those that wait for a helper see whether they still want one."""
        with self._lock:
            self._lock.notify_all()

    def _idle_one(self, basis: Any) -> Helper | None:
        """A helper that compiles for this basis; those for others end."""
        while True:
            with self._lock:
                if not self._idle:
                    return None
                helper = self._idle.pop()
            if helper.basis == basis and helper.process.poll() is None:
                return helper
            helper.end()


class Helpers:
    """Processes that compile modules in the given order; a context manager, which ends them.

    They also end when this process does, whatever ended it: their input is then closed. Ctrl-C in
    the terminal is for this process. `busy`: the processors that have other work meanwhile.
    `reserve`: where helpers are taken from, as far as there are any, and where they return to.
    """

    def __init__(
        self, needed: Sequence[Source], busy: int = 0, reserve: Reserve | None = None
    ) -> None:
        self.done = 0  # modules that were compiled, or could not be
        self._left, self._needed = iter(needed), frozenset(needed)
        self._early: set[Source | None] = set()  # what helpers began before it was asked for
        self._count = max(min(MOST, len(needed), machine.processors() - busy), 1)
        self._reserve = Reserve(0) if reserve is None else reserve
        self._first: deque[Source] = deque()  # before what is left
        self.working: set[Helper] = set()
        self._is_over = False
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()

    def __enter__(self) -> Helpers:
        basis = basis_of_modules()
        for _ in range(self._count):
            thread = threading.Thread(
                target=self._serve, args=(basis,), name="gdsim-helper", daemon=True
            )
            self._threads.append(thread)
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            self._is_over = True
            for helper in self.working:
                helper.process.kill()
        self._reserve.look_again()
        for thread in self._threads:
            thread.join(LEAVE)

    def wait(self, seconds: float) -> bool:
        """Wait for the helpers, at most so long; return whether they are still compiling."""
        until = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(until - time.monotonic(), 0.0))
        return any(thread.is_alive() for thread in self._threads)

    def compile_all(self, needed: Iterable[Source]) -> bool:
        """Whether they are at work, and what is needed is among what they compile."""
        return self.wait(0) and self._needed.issuperset(needed)

    def stop(self) -> None:
        """Begin no further module."""
        self._left = iter(())

    def compile_first(self, source: Source) -> None:
        """Have one of them compile a module before what is left, and wait while they may do so."""
        self._first.append(source)
        while not source.is_compiled and self.wait(POLL):
            pass

    def _serve(self, basis: Any) -> None:
        """Pass modules to one helper, one at a time, until none is left or the process ends."""
        helper = self._begun(basis)
        if helper is None:
            return
        is_ready = helper.answers()
        with self._lock:
            self.done += helper.early in self._needed
        while is_ready and (source := self._next()) is not None:
            is_ready = helper.compiles(source)
            with self._lock:
                self.done += 1
        with self._lock:
            self.working.discard(helper)
        if not (is_ready and not self._is_over and self._reserve.keep(helper)):
            helper.end()

    def _begun(self, basis: Any) -> Helper | None:
        """A helper that is at work from now on; None if there is none or it is too late."""
        try:
            helper = self._reserve.take(basis, lambda: not self._is_over)
            if helper is None and not self._is_over:
                helper = Helper(basis)
        except OSError:  # the system allows no more processes
            log.info("no helper process can be started", exc_info=True)
            return None
        if helper is None:
            return None
        early = helper.early
        with self._lock:
            if not self._is_over:
                self.working.add(helper)
                self._early.add(early)
                return helper
        helper.end()
        return None

    def _next(self) -> Source | None:
        with self._lock:
            if self._first:
                return self._first.popleft()
            return next((source for source in self._left if source not in self._early), None)
