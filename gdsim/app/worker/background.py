"""One helper thread for pictures (maps, formulas): work goes out, results come back by signal."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal

log = logging.getLogger(__name__)

Result = TypeVar("Result")


class Background(QObject):
    """Runs functions in one thread of its own and hands their results to the interface thread.

    Jobs with the same `topic` replace each other: of the waiting ones only the newest is run, and
    only the newest result is delivered. A job that raises is logged.
    """

    _finished = Signal(object, object, int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="pictures")
        self._newest: dict[object, tuple[int, Future[None]]] = {}
        self._count = 0
        self._closed = False
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def ask(
        self, topic: object, work: Callable[[], Result], deliver: Callable[[Result], None]
    ) -> None:
        """Run `work()` in the thread, then `deliver(result)` in the interface thread."""
        if self._closed:
            return
        if topic in self._newest:
            self._newest[topic][1].cancel()
        self._count += 1
        future = self._pool.submit(self._run, topic, work, self._count, deliver)
        self._newest[topic] = (self._count, future)

    def close(self) -> None:
        """Drop the waiting jobs and wait for the running one."""
        self._closed = True
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _run(
        self,
        topic: object,
        work: Callable[[], Result],
        number: int,
        deliver: Callable[[Result], None],
    ) -> None:
        try:
            result = work()
        except Exception:
            log.exception("a picture could not be made (%s)", topic)
            return
        if not self._closed:
            self._finished.emit(topic, result, number, deliver)

    def _deliver(
        self, topic: object, result: Result, number: int, deliver: Callable[[Result], None]
    ) -> None:
        if not self._closed and topic in self._newest and self._newest[topic][0] == number:
            del self._newest[topic]
            deliver(result)
