"""One helper thread for pictures (maps, formulas): work goes out, results come back by signal."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal

log = logging.getLogger(__name__)

Result = TypeVar("Result")
IsWanted = Callable[[], bool]
Failed = Callable[[Exception], None]


class Background(QObject):
    """Runs functions in one thread of its own and hands their results to the interface thread.

    Jobs with the same `topic` replace each other: of the waiting ones only the newest is run, and
    only the newest result is delivered. A job that raises is logged, and `failed` is called. With
    `waits` nothing is run before `begin()`.
    """

    _finished = Signal(object, object, int, object)
    _failed = Signal(object, int, object)
    _ended = Signal(object, int)

    def __init__(self, parent: QObject | None = None, waits: bool = False) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="pictures")
        self._newest: dict[object, int] = {}  # the number of the job of each topic that is wanted
        self._futures: dict[object, Future[None]] = {}
        self._held: dict[object, Callable[[], None]] | None = {} if waits else None
        self._count = 0
        self._closed = False
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._failed.connect(self._give_up, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._forget, Qt.ConnectionType.QueuedConnection)

    def begin(self) -> None:
        """Run the jobs that have come, and those that come."""
        held, self._held = self._held or {}, None
        for topic, job in held.items():
            self._futures[topic] = self._pool.submit(job)

    def ask(
        self,
        topic: object,
        work: Callable[[], Result],
        deliver: Callable[[Result], None],
        failed: Failed = lambda _: None,
    ) -> None:
        """Run `work()` in the thread, then `deliver(result)` in the interface thread."""
        self.follow(topic, lambda is_wanted: (work(),), deliver, failed)

    def follow(
        self,
        topic: object,
        work: Callable[[IsWanted], Iterable[Result]],
        deliver: Callable[[Result], None],
        failed: Failed = lambda _: None,
    ) -> None:
        """Deliver each result of `work(is_wanted)`; the next is only made while they are wanted.

        `is_wanted()` is False once the topic is asked for anew or dropped, and when the window
        closes. failed: called in the interface thread with the error of a job that is still wanted.
        """
        if self._closed:
            return
        self.drop(topic)
        self._count += 1
        self._newest[topic] = self._count
        job = partial(self._run, topic, work, self._count, deliver, failed)
        if self._held is None:
            self._futures[topic] = self._pool.submit(job)
        else:
            self._held[topic] = job

    def is_asked(self, topic: object) -> bool:
        """Whether something of a topic is asked for, and not there yet."""
        return topic in self._futures and not self._futures[topic].done()

    @property
    def is_busy(self) -> bool:
        """Whether anything is asked for, and not there yet."""
        return bool(self._held) or not all(each.done() for each in [*self._futures.values()])

    def drop(self, topic: object) -> None:
        """Give up what was asked for: what runs of it ends soon, and nothing is delivered."""
        if topic in self._futures:
            self._futures.pop(topic).cancel()
        if self._held is not None:
            self._held.pop(topic, None)
        self._newest.pop(topic, None)

    def close(self) -> None:
        """Drop the waiting jobs and wait for the running one."""
        self._closed, self._held = True, None
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _run(
        self,
        topic: object,
        work: Callable[[IsWanted], Iterable[Result]],
        number: int,
        deliver: Callable[[Result], None],
        failed: Failed,
    ) -> None:
        def is_wanted() -> bool:
            return not self._closed and self._is_newest(topic, number)

        try:
            for result in work(is_wanted):
                if not is_wanted():
                    break
                self._finished.emit(topic, result, number, deliver)
        except Exception as error:
            log.exception("a picture could not be made (%s)", topic)
            if is_wanted():
                self._failed.emit(topic, number, partial(failed, error))
        self._ended.emit(topic, number)  # after its results, which are delivered before

    def _deliver(
        self, topic: object, result: Result, number: int, deliver: Callable[[Result], None]
    ) -> None:
        if not self._closed and self._is_newest(topic, number):
            deliver(result)

    def _give_up(self, topic: object, number: int, failed: Callable[[], None]) -> None:
        if not self._closed and self._is_newest(topic, number):
            failed()

    def _forget(self, topic: object, number: int) -> None:
        """Topics are many: each formula has its own."""
        if self._is_newest(topic, number):
            self.drop(topic)

    def _is_newest(self, topic: object, number: int) -> bool:
        return self._newest.get(topic) == number
