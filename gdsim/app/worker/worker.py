"""The one thread that computes: it owns the session, advances it and leaves the newest frame."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from gdsim.app.worker.focus import Place, Wanted
from gdsim.app.worker.frame import Frame, State, recorded, thinned_in_words
from gdsim.app.worker.observing import forked, observed

log = logging.getLogger(__name__)

CHUNK = 0.012  # s one advance may take, so that pausing is prompt
CHUNK_OF_DATA = 0.05  # steps over data are long, and each call takes one of them twice
IDLE = 0.1  # s after which missed time is no longer made up for
FASTEST = math.inf


def sentence(error: BaseException) -> str:
    """An error as one sentence for a person."""
    text = str(error).strip().split("\n")[0]
    if isinstance(error, (ValueError, TypeError, OSError)) and text:
        return text
    if isinstance(error, MemoryError):
        return "There is not enough memory for this experiment; take fewer runs or steps."
    return f"The computation failed: {text or type(error).__name__}."


class Superseded(Exception):  # noqa: N818  # not an error: it ends work nobody waits for
    """Something newer is wanted than the session that is being opened."""


class Worker:
    """Advances a session in chunks, publishes the newest frame, and asks between chunks what to do.

    `open_session(experiment, progress)` makes the session; it may call `progress(done, total)`
    while it compiles. Commands return at once. `take()` hands out each newest frame once; frames
    nobody took are dropped.
    """

    def __init__(self, open_session: Callable[..., Any], rate: float = 100.0) -> None:
        self._open = open_session
        self._rate = rate
        self._wake = threading.Condition()
        self._commands: deque[tuple[str, Any]] = deque()
        self._newest: Frame | None = None
        self._last: Frame | None = None
        self._session: Any = None
        self._experiment: Any = None
        self._said = ""  # about what is recorded
        self._colours: tuple[int, ...] = ()
        self._playing = False
        self._closing = False
        self._owed = 0.0
        self._since = 0.0
        self._size = 1
        self._rest_until = 0.0
        self._wanted = Wanted()
        self._best: Place | None = None
        self._thread = threading.Thread(target=self._run, name="gdsim-worker", daemon=True)
        self._thread.start()

    # what the interface thread calls

    def show(self, experiment: Any, colours: tuple[int, ...], go_on: bool = False) -> None:
        """Work on this experiment from its first step; what is underway is given up.

        With `go_on` the runs go on from where they are, if the experiment has the same runs.
        """
        with self._wake:
            self._commands.clear()
            self._commands.append(("show", (experiment, colours, go_on)))
            self._wake.notify()

    def play(self) -> None:
        """Advance at the set rate until paused."""
        self._send("play")

    def pause(self) -> None:
        """Stop advancing after the present chunk."""
        with self._wake:
            self._playing = False  # seen between chunks, even before the command is
        self._send("pause")

    def step(self, n: int = 1) -> None:
        """Pause and take n steps."""
        self._send("step", n)

    def reset(self) -> None:
        """Back to step 0."""
        self._send("reset")

    def rewind(self, step: int) -> None:
        """Back to an earlier step."""
        self._send("rewind", step)

    def peek(self, step: int) -> None:
        """Pause and be at a step that was reached before; of several such calls the last counts."""
        with self._wake:
            self._playing = False
            if self._commands and self._commands[-1][0] == "peek":
                self._commands.pop()
            self._commands.append(("peek", step))
            self._wake.notify()

    def look_at(self, wanted: Wanted) -> None:
        """Look at another run of a network."""
        if wanted == self._wanted:
            return
        with self._wake:
            self._wanted = wanted
            if not any(name == "look" for name, _ in self._commands):
                self._commands.append(("look", None))
            self._wake.notify()

    @property
    def rate(self) -> float:
        """Steps per second while playing; infinite: as fast as it goes."""
        return self._rate

    @rate.setter
    def rate(self, rate: float) -> None:
        with self._wake:
            self._rate = rate
            self._owed = min(self._owed, 1.0)
            self._wake.notify()

    def take(self) -> Frame | None:
        """The newest frame, if there is one that was not taken before."""
        with self._wake:
            frame, self._newest = self._newest, None
            self._wake.notify()
        return frame

    def close(self, timeout: float = 10.0) -> bool:
        """End the thread; True if it has ended."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _send(self, name: str, value: Any = None) -> None:
        with self._wake:
            self._commands.append((name, value))
            self._wake.notify()

    # what the thread does

    def _run(self) -> None:
        while True:
            with self._wake:
                while not self._closing and not self._commands and (wait := self._pause()) > 0:
                    self._wake.wait(None if wait == math.inf else wait)
                if self._closing:
                    return
                command = self._commands.popleft() if self._commands else None
            try:
                if command is not None:
                    getattr(self, f"_do_{command[0]}")(command[1])
                elif self._session is not None:
                    self._advance_due()
            except Exception as error:
                log.exception("the worker could not go on")
                self._fail(error)

    def _pause(self) -> float:
        """Seconds until there is something to do; 0 for now."""
        if self._session is None or not self._playing:
            return math.inf
        if self._rate == math.inf:
            return 0.0
        elapsed = min(time.perf_counter() - self._since, IDLE)
        return max(0.0, (1.0 - self._owed) / self._rate - elapsed)

    def _advance_due(self) -> None:
        now = time.perf_counter()
        self._owed += self._rate * min(now - self._since, max(IDLE, 1.01 / self._rate))
        self._since = now
        n = self._size if self._owed == math.inf else min(int(self._owed), self._size)
        if n < 1:
            return
        self._advance(n)
        spent = time.perf_counter() - now
        is_of_data = self._experiment.objective.steps_per_epoch is not None
        chunk = CHUNK_OF_DATA if is_of_data else CHUNK
        if n == self._size and spent < chunk / 2:
            self._size = min(self._size * 2, 1 << 20)
        elif spent > chunk:
            self._size = max(self._size // 2, 1)
        # what the machine cannot keep up with is not owed
        self._owed = 0.0 if self._rate == math.inf else min(self._owed - n, self._size)
        if self._session.finished:
            self._playing = False
            self._publish(State.FINISHED)
        else:
            self._publish(State.PLAYING, only_if_taken=True)

    def _advance(self, n: int) -> None:
        self._session.advance(n)

    def _do_show(self, what: tuple[Any, tuple[int, ...], bool]) -> None:
        experiment, colours, go_on = what
        # What nothing goes on from is given up first: there may be no memory for both.
        old, self._session = self._session if go_on else None, None
        self._experiment, self._said = recorded(experiment), thinned_in_words(experiment)
        self._best = None
        self._say(State.COMPILING, "Compiling")
        try:
            session = self._open(self._experiment, self._compiled)
            self._ask_whether_wanted()
        except Superseded:
            self._session = old  # what comes next may go on from it
            return
        self._session = (forked(old, self._experiment) if old else None) or session
        self._colours = colours
        self._start_clock()
        self._publish(self._resting())

    def _ask_whether_wanted(self) -> None:
        with self._wake:
            newer = any(name == "show" for name, _ in self._commands)
            if newer or self._closing:
                raise Superseded

    def _compiled(self, done: int, total: int) -> None:
        self._ask_whether_wanted()
        if total > 1:
            self._say(State.COMPILING, f"Compiling {min(done + 1, total)} of {total}")

    def _do_play(self, _: Any) -> None:
        if self._session is not None and self._session.finished:
            self._session.reset()
        self._playing = True
        self._start_clock()
        if self._session is not None:
            self._publish(State.PLAYING)

    def _do_pause(self, _: Any) -> None:
        self._playing = False
        if self._session is not None:
            self._publish(self._resting())

    def _do_step(self, n: int) -> None:
        self._playing = False
        if self._session is not None:
            self._advance(n)
            self._publish(self._resting())

    def _do_reset(self, _: Any) -> None:
        if self._session is not None:
            self._session.reset()
            self._start_clock()
            self._publish(self._resting())

    def _do_rewind(self, step: int) -> None:
        self._do_peek(step)

    def _do_peek(self, step: int) -> None:
        if self._session is None:
            return
        step = max(step, getattr(self._session, "first_step", 0))
        if step <= self._session.step:
            self._session.rewind(step)
        else:  # the handle was drawn back and forth: what was there comes again, bit for bit
            self._advance(step - self._session.step)
        self._start_clock()
        self._publish(self._resting())

    def _do_look(self, _: Any) -> None:
        if self._session is not None:
            self._publish(self._resting())

    def _start_clock(self) -> None:
        self._owed, self._since, self._size = 0.0, time.perf_counter(), max(self._size // 4, 1)

    def _resting(self) -> State:
        if self._session.finished:
            return State.FINISHED
        return State.PLAYING if self._playing else State.PAUSED

    def _publish(self, state: State, only_if_taken: bool = False) -> None:
        began = time.perf_counter()
        if only_if_taken and (self._newest is not None or began < self._rest_until):
            return
        frame, self._best = observed(
            self._session, self._experiment, self._colours, state, self._wanted, self._best
        )
        # of many runs a frame takes long to make: most of the time is for computing
        now = time.perf_counter()
        self._rest_until = now + 2 * (now - began)
        with self._wake:
            self._newest = self._last = replace(frame, message=self._said)

    def _say(self, state: State, message: str) -> None:
        """Publish a state without new data: the old picture stays."""
        steps = self._experiment.steps
        last = self._last or Frame(self._experiment, self._colours, State.EMPTY, steps=steps)
        with self._wake:
            self._newest = self._last = replace(last, state=state, message=message)

    def _fail(self, error: BaseException) -> None:
        self._playing = False
        self._session = None
        self._say(State.FAILED, sentence(error))
