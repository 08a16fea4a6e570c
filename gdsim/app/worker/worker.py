"""The one thread that computes: it owns the session, advances it and leaves the newest frame."""

from __future__ import annotations

import logging
import math
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from gdsim.app.translation import tr
from gdsim.app.worker.ahead import is_waited_for, run_ahead
from gdsim.app.worker.chunk import Chunk
from gdsim.app.worker.focus import Place, Wanted
from gdsim.app.worker.frame import Frame, State
from gdsim.app.worker.last_update import LastUpdate
from gdsim.app.worker.observing import forked, observed
from gdsim.app.worker.pace import Pace, interval
from gdsim.app.worker.recording import recorded, thinned_in_words, trace_budget
from gdsim.app.worker.scene import Scene, sample_of, thinned
from gdsim.experiment import Experiment

if TYPE_CHECKING:
    from gdsim.engine.warming import Progress
    from gdsim.experiment.session import Session

log = logging.getLogger(__name__)

Command = Callable[[], None]

CHUNK = 0.012  # s one advance may take, so that pausing is prompt
CHUNK_OF_DATA = 0.05  # steps over data are long, and each call takes one of them twice
AHEAD = 0.5  # s of processor time, of all threads, that complete paths may take
IDLE = 0.1  # s after which missed time is no longer made up for
AGAIN = 64  # steps that are taken at once where they are taken again
UNSEEN = 0.05  # s that steps wait at most while the last frame is not drawn yet
MANY = 100_000  # runs that play at full speed with few scenes
FASTEST = math.inf
# s that a thread waits for Python's lock until it is asked for. Threads that compute need it for
# some microseconds between kernels of milliseconds: at Python's own 0.005 s painting stops them.
SWITCH = 0.0005


def sentence(error: BaseException) -> str:
    """An error as one sentence for a person."""
    text = str(error).strip().split("\n")[0]
    if isinstance(error, (ValueError, TypeError, OSError)) and text:
        return text
    if isinstance(error, MemoryError):
        return tr("There is not enough memory for this experiment; take fewer runs or steps.")
    return tr("The computation failed: {error}.", error=text or type(error).__name__)


def _do_nothing() -> None:
    """Wake nobody: frames are fetched."""


class Superseded(Exception):  # noqa: N818  # not an error: it ends work whose result is obsolete
    """A newer experiment has arrived than the one that is being opened."""


class Worker:
    """Advances a session in chunks, publishes the newest frame, and obeys commands between chunks.

    `open_session(experiment, progress)` makes the session; it may call `progress(done, total)`
    while it compiles; with None it makes one of what is compiled. `compiled(experiment)` gives the
    numbers of the optimizers whose complete paths are shown meanwhile. With `waits` nothing is done
    before `begin()`. Commands return at once. `take()` returns each newest frame once; older frames
    are dropped.
    """

    def __init__(
        self,
        open_session: Callable[[Experiment, Progress | None], Session],
        rate: float = 100.0,
        waits: bool = False,
        compiled: Callable[[Experiment], tuple[int, ...]] = lambda _: (),
    ) -> None:
        sys.setswitchinterval(SWITCH)
        self._open, self._compiled_in = open_session, compiled
        self._rate = rate
        self._wake = threading.Condition()
        self._commands: deque[tuple[str, Command]] = deque()
        self._newest: Frame | None = None
        self._last: Frame | None = None
        self._session: Session | None = None
        self._experiment: Experiment | None = None
        self._note = ""  # about what is recorded
        self._shown = 0  # optimizers whose paths are shown while others are compiled
        self._colours: tuple[int, ...] = ()
        self._playing = False
        self._closing = False
        self._waits = waits
        self._owed = 0.0  # steps
        self._since = 0.0
        self._chunk = Chunk()
        self._rest_until = 0.0
        self._pace = Pace()
        self.wake_window: Command = _do_nothing  # called in the worker's thread at each frame
        self.wants_all = False  # whether scenes have the numbers of all runs also while they play
        self._wants_ways = False
        self._given: Experiment | None = None
        self._update = LastUpdate()
        self._wanted = Wanted()
        self._best: Place | None = None
        self._ahead: Scene | None = None
        self._thread = threading.Thread(target=self._run, name="gdsim-worker", daemon=True)
        self._thread.start()

    # what the interface thread calls

    def begin(self) -> None:
        """Obey the commands that have come, and those that come."""
        with self._wake:
            self._waits = False
            self._wake.notify()

    def show(self, experiment: Experiment, colours: tuple[int, ...], go_on: bool = False) -> None:
        """Work on this experiment from its first step; commands not yet obeyed are dropped.

        With `go_on` the runs continue from where they are, if the experiment has the same runs.
        """
        with self._wake:
            self._commands.clear()
            self._commands.append(("show", partial(self._show, experiment, colours, go_on)))
            self._wake.notify()

    def play(self) -> None:
        """Advance at the set rate until paused."""
        self._send("play", self._play)

    def pause(self) -> None:
        """Stop advancing after the present chunk."""
        with self._wake:
            self._playing = False  # seen between chunks, even before the command is
        self._send("pause", self._pause)

    def step(self, n: int = 1) -> None:
        """Pause and take n steps."""
        self._send("step", partial(self._step, n))

    def back(self) -> None:
        """Pause and go one step back."""
        self._send("back", self._back)

    def reset(self) -> None:
        """Back to step 0."""
        self._send("reset", self._reset)

    def rewind(self, step: int) -> None:
        """Back to an earlier step."""
        self._send("rewind", partial(self._peek, step))

    def peek(self, step: int) -> None:
        """Pause and go to a step that was reached before; of several such calls the last counts."""
        with self._wake:
            self._playing = False
            if self._commands and self._commands[-1][0] == "peek":
                self._commands.pop()
            self._commands.append(("peek", partial(self._peek, step)))
            self._wake.notify()

    def look_at(self, wanted: Wanted) -> None:
        """Inspect another run of a network."""
        if wanted == self._wanted:
            return
        with self._wake:
            self._wanted = wanted
            if not any(name == "look" for name, _ in self._commands):
                self._commands.append(("look", self._publish_at_rest))
            self._wake.notify()

    def want_update(self, wanted: bool) -> None:
        """Whether scenes have the parameters of the inspected run before its last step."""
        if wanted == self._update.wanted:
            return
        with self._wake:
            self._update.wanted = wanted
            if wanted and not any(name == "look" for name, _ in self._commands):
                self._commands.append(("look", self._publish_at_rest))
            self._wake.notify()

    @property
    def wants_ways(self) -> bool:
        """Whether the weights of a network are recorded along its runs."""
        return self._wants_ways

    @wants_ways.setter
    def wants_ways(self, wanted: bool) -> None:
        if wanted == self._wants_ways:
            return
        with self._wake:
            self._wants_ways = wanted
            if wanted:
                self._commands.append(("ways", self._record_ways))
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
        """The newest frame, unless it was taken before."""
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

    def _send(self, name: str, command: Command) -> None:
        with self._wake:
            self._commands.append((name, command))
            self._wake.notify()

    # what the thread does

    def _run(self) -> None:
        while True:
            with self._wake:
                while not self._closing and (wait := self._wait()) > 0:
                    self._wake.wait(None if wait == math.inf else wait)
                if self._closing:
                    return
                command = self._commands.popleft()[1] if self._commands else None
            try:
                if command is not None:
                    command()
                elif self._session is not None:
                    self._advance_due(self._session)
            except Exception as error:
                log.exception("the worker could not go on")
                self._fail(error)

    def _wait(self) -> float:
        """Seconds until the next command or step is due; 0 for now."""
        if self._waits:
            return math.inf
        if self._commands:
            return 0.0
        if self._session is None or not self._playing:
            return math.inf
        if self._rate == math.inf:
            return 0.0
        elapsed = min(time.perf_counter() - self._since, IDLE)
        due = (1.0 - self._owed) / self._rate
        if self._newest is not None:  # steps that are not seen one by one are taken together
            due = max(due, UNSEEN)
        return max(0.0, due - elapsed)

    def _advance_due(self, session: Session) -> None:
        now = time.perf_counter()
        self._owed += self._rate * min(now - self._since, max(IDLE, 1.01 / self._rate))
        self._since = now
        has_data = session.experiment.objective.has_data
        size = self._chunk.size(CHUNK_OF_DATA if has_data else CHUNK)
        n = size if self._owed == math.inf else min(int(self._owed), size)
        if n < 1:
            return
        self._pace.add(self._update.advance(session, n) * session.experiment.runs)
        self._chunk.add(n, time.perf_counter() - now)
        # Steps that the machine cannot keep up with are not owed.
        self._owed = 0.0 if self._rate == math.inf else min(self._owed - n, self._rate * IDLE)
        if session.finished:
            self._playing = False
            self._publish(session, State.FINISHED)
        else:
            self._publish(session, State.PLAYING, only_if_taken=True)

    def _show(self, experiment: Experiment, colours: tuple[int, ...], go_on: bool) -> None:
        old, self._session = self._session, None
        self._experiment = experiment  # what is said if it cannot be recorded is about this one
        budget = trace_budget()
        self._given = experiment
        self._experiment = recorded(experiment, budget, self._wants_ways)
        self._note = thinned_in_words(experiment, budget)
        self._best = self._ahead = None
        self._update.forget()
        self._pace = Pace()
        self._colours = colours
        if old is None or go_on or not old.restart_as(self._experiment):
            # A session that nothing continues from is dropped first: memory may not hold two.
            old = old if go_on else None
            try:
                session = self._opened(self._experiment, old)
            except Superseded:
                self._session = old  # the next experiment may continue from it
                return
        else:
            session = old
        self._session = session
        is_shown = is_waited_for(session.experiment)
        if is_shown:
            self._publish_at_rest()
        self._ahead = run_ahead(session, colours, AHEAD, self._is_superseded)
        self._start_clock()
        if self._ahead is not None or not is_shown:
            self._publish_at_rest()

    def _record_ways(self) -> None:
        """Take the steps again that were taken without recording weights: they are the same."""
        old, given = self._session, self._given
        if old is None or given is None or old.experiment.objective.has_domain:
            return
        experiment = recorded(given, trace_budget(), with_ways=True)
        if "params" in old.experiment.record or "params" not in experiment.record:
            return
        if old.first_step > 0:
            session = forked(old, experiment)  # what it was forked from is no longer there
        else:
            try:
                session = self._open(experiment, self._compiled)
                while session.step < old.step and not session.finished:
                    session.advance(min(AGAIN, old.step - session.step))
                    self._stop_if_superseded()
            except Superseded:
                return
        if session is not None:
            self._session, self._experiment = session, experiment
            self._start_clock()
            self._publish_at_rest()

    def _opened(self, experiment: Experiment, source: Session | None) -> Session:
        """A session of an experiment; it continues from the source, if there is one that fits."""
        self._shown = 0 if source is None else len(self._colours)  # a fork's paths begin later
        is_first = self._last is None
        self._say(experiment, State.COMPILING, tr("Compiling"))
        if is_first and len(experiment.optimizers) > 1:  # to load all kernels takes a while
            self._show_part(experiment, self._ready(experiment)[:1])
            self._say(experiment, State.COMPILING, tr("Compiling"))
        session = self._open(experiment, self._compiled)
        self._stop_if_superseded()
        return (None if source is None else forked(source, experiment)) or session

    def _is_superseded(self) -> bool:
        with self._wake:
            return self._closing or any(name == "show" for name, _ in self._commands)

    def _stop_if_superseded(self) -> None:
        if self._is_superseded():
            raise Superseded

    def _compiled(self, done: int, total: int) -> None:
        self._stop_if_superseded()
        if total > 1 and self._experiment is not None:
            ready = self._ready(self._experiment)
            # All, or twice as many each time: to show them takes time, too.
            enough = min(max(2 * self._shown, 1), len(self._experiment.optimizers))
            if self._shown < enough <= len(ready):
                self._show_part(self._experiment, ready)
            message = tr("Compiling {number} of {total}", number=min(done + 1, total), total=total)
            self._say(self._experiment, State.COMPILING, message)

    def _ready(self, experiment: Experiment) -> tuple[int, ...]:
        """The numbers of the optimizers whose complete paths can be shown before the others'."""
        return self._compiled_in(experiment) if experiment.objective.has_domain else ()

    def _show_part(self, experiment: Experiment, ready: tuple[int, ...]) -> None:
        """Have the complete paths of some optimizers shown, whose kernels exist already."""
        if not ready:
            return
        self._shown = len(ready)
        part = experiment.replace(optimizers=[experiment.optimizers[i] for i in ready])
        colours = tuple(self._colours[i] for i in ready)
        session = self._open(part, None)
        ahead = run_ahead(session, colours, AHEAD, self._is_superseded)
        self._stop_if_superseded()
        if ahead is not None:
            scene = replace(thinned(session, session.snapshot(), colours), ahead=ahead)
            self._last = Frame(experiment, State.COMPILING, scene=scene)

    def _play(self) -> None:
        session = self._session
        if session is not None and session.finished:
            session.reset()
        self._playing = True
        self._start_clock()
        if session is None:
            return
        last = None if self._last is None else self._last.scene
        if last is not None and last.experiment is session.experiment and last.step == session.step:
            # It is shown already: that of many runs takes long to make.
            self._hand_out(Frame(last.experiment, State.PLAYING, self._note, last))
        else:
            self._publish(session, State.PLAYING)

    def _pause(self) -> None:
        self._playing = False
        self._publish_at_rest()

    def _step(self, n: int) -> None:
        self._playing = False
        if self._session is not None:
            self._update.advance(self._session, n)
            self._publish_at_rest()

    def _back(self) -> None:
        self._playing = False
        if self._session is not None:
            self._peek(self._session.step - 1)

    def _reset(self) -> None:
        if self._session is not None:
            self._session.reset()
            self._start_clock()
            self._publish_at_rest()

    def _peek(self, step: int) -> None:
        session = self._session
        if session is None:
            return
        step = max(step, session.first_step)
        if step <= session.step:
            session.rewind(step)
        else:  # the handle was drawn back and forth: the same steps come again, bit for bit
            session.advance(step - session.step)
        self._start_clock()
        self._publish_at_rest()

    def _start_clock(self) -> None:
        self._owed, self._since = 0.0, time.perf_counter()
        self._chunk.restart()
        self._pace.restart()

    def _publish_at_rest(self) -> None:
        """Publish the session in the state that it is in without further commands."""
        session = self._session
        if session is None:
            return
        if session.finished:
            self._publish(session, State.FINISHED)
        else:
            self._publish(session, State.PLAYING if self._playing else State.PAUSED)

    def _publish(self, session: Session, state: State, only_if_taken: bool = False) -> None:
        if only_if_taken and (self._newest is not None or time.perf_counter() < self._rest_until):
            return
        start = time.thread_time()  # not what the interface makes it wait for
        is_whole = state is not State.PLAYING or self.wants_all
        numbers = None if is_whole else sample_of(session.experiment)
        before = self._update.before(session, state is not State.PLAYING)
        scene, self._best = observed(
            session, self._colours, self._wanted, self._best, numbers, before
        )
        many = self._rate == math.inf and session.experiment.runs >= MANY
        cost = time.thread_time() - start
        self._rest_until = time.perf_counter() + interval(cost, many) - cost
        scene = replace(scene, ahead=self._ahead)
        pace = self._pace.rate if state is State.PLAYING else 0.0
        self._hand_out(Frame(scene.experiment, state, self._note, scene, pace))

    def _say(self, experiment: Experiment, state: State, message: str) -> None:
        """Publish a state with the last scene: the old picture stays."""
        scene = None if self._last is None else self._last.scene
        self._hand_out(Frame(experiment, state, message, scene))

    def _hand_out(self, frame: Frame) -> None:
        with self._wake:
            self._newest = self._last = frame
        self.wake_window()

    def _fail(self, error: BaseException) -> None:
        self._playing = False
        self._session = None
        if self._experiment is not None:
            self._say(self._experiment, State.FAILED, sentence(error))
