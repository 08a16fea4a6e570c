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


class Background(QObject):
    """Runs functions in one thread of its own and hands their results to the interface thread.

    Jobs with the same `topic` replace each other: of the waiting ones only the newest is run, and
    only the newest result is delivered. A job that raises is logged. With `waits` nothing is run
    before `begin()`.
    """

    _finished = Signal(object, object, int, object)

    def __init__(self, parent: QObject | None = None, waits: bool = False) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="pictures")
        self._newest: dict[object, int] = {}  # the number of the newest job of each topic
        self._futures: dict[object, Future[None]] = {}
        self._held: dict[object, Callable[[], None]] | None = {} if waits else None
        self._count = 0
        self._closed = False
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def begin(self) -> None:
        """Run the jobs that have come, and those that come."""
        held, self._held = self._held or {}, None
        for topic, job in held.items():
            self._futures[topic] = self._pool.submit(job)

    def ask(
        self, topic: object, work: Callable[[], Result], deliver: Callable[[Result], None]
    ) -> None:
        """Run `work()` in the thread, then `deliver(result)` in the interface thread."""
        self.follow(topic, lambda is_wanted: (work(),), deliver)

    def follow(
        self,
        topic: object,
        work: Callable[[IsWanted], Iterable[Result]],
        deliver: Callable[[Result], None],
    ) -> None:
        """Deliver each result of `work(is_wanted)`; the next is only made while they are wanted.

        `is_wanted()` is False once the topic is asked for anew, and when the window closes.
        """
        if self._closed:
            return
        if topic in self._futures:
            self._futures[topic].cancel()
        self._count += 1
        self._newest[topic] = self._count  # before it can begin
        job = partial(self._run, topic, work, self._count, deliver)
        if self._held is None:
            self._futures[topic] = self._pool.submit(job)
        else:
            self._held[topic] = job

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
    ) -> None:
        def is_wanted() -> bool:
            return not self._closed and self._newest[topic] == number

        try:
            for result in work(is_wanted):
                if not is_wanted():
                    return
                self._finished.emit(topic, result, number, deliver)
        except Exception:
            log.exception("a picture could not be made (%s)", topic)

    def _deliver(
        self, topic: object, result: Result, number: int, deliver: Callable[[Result], None]
    ) -> None:
        if not self._closed and self._newest[topic] == number:
            deliver(result)
