"""Threads that help others with the steps of a single run, which are large.

Whoever advances a segment leads: it puts up the pieces of each large computation on a board of its
own (`gdsim.engine.board`). Threads without a segment help: they take pieces from any board. Boards
are memory that compiled code reads and writes, without Python's lock. A helper that finds nothing
soon sleeps, ever longer, until something is put up again; one that never comes holds nobody up.
"""

from __future__ import annotations

import ctypes
import logging
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from gdsim.engine import board
from gdsim.engine.networks import modules
from gdsim.engine.networks.layout import is_shared
from gdsim.engine.networks.source.product import panel_size
from gdsim.engine.room import Room

if TYPE_CHECKING:
    from gdsim.engine.kernel import Kernel
    from gdsim.engine.segment import Segment

log = logging.getLogger(__name__)

# The least work of a piece, in multiply-adds of vectors: some microseconds, several times what it
# takes to hand it over. Less than two of them stay with the leader.
PIECE = 2**14
# How often a helper looks at the boards before it sleeps, after it has found something and after it
# has slept; and how many seconds it sleeps at least and most.
LOOKS, FEW = 2**11, 2**6
# The most threads that share a job: all of them write to one line of memory.
LARGEST = 16
SLEEP = (5e-5, 1e-3)


def _is_shared(kernel: Kernel) -> bool:
    network = kernel.program.network
    return network is not None and is_shared(network, kernel.recipe.width)


@cache
def _processor() -> Callable[[], int]:
    """A function that says which processor the calling thread runs on; -1 if that is unknown."""
    if sys.platform != "linux":
        return lambda: -1
    try:
        found: Callable[[], int] = ctypes.CDLL(None).sched_getcpu
    except (AttributeError, OSError):
        return lambda: -1
    return found


def _move_from(processors: set[int]) -> None:
    """Have this thread run on another processor where it shares one of these.

    Linux may wake a thread where the one runs that woke it, and leave it there for a while.
    """
    if sys.platform != "linux" or _processor()() not in processors:
        return
    with suppress(OSError):  # where that is forbidden
        allowed = os.sched_getaffinity(0)
        if others := allowed - processors:
            os.sched_setaffinity(0, others)
            os.sched_setaffinity(0, allowed)


@cache
def yield_address() -> int:
    """The address of what lets the system run another thread in this one's place; 0: unknown."""
    try:
        if sys.platform == "win32":
            function = getattr(ctypes, "windll").kernel32.SwitchToThread  # noqa: B009
        else:
            function = ctypes.CDLL(None).sched_yield
    except (AttributeError, OSError):
        return 0
    return ctypes.cast(function, ctypes.c_void_p).value or 0


class Team:
    """The boards of some threads, and those of them that help.

    numbers: of each board, (threads, `board.COUNT`).
    """

    def __init__(self, threads: int, dtype: str) -> None:
        """Boards with which as many threads can lead in one precision."""
        self._code, self._dtype = modules.team(dtype).load(), dtype
        self.numbers = Room((threads, board.COUNT), np.int64).new_in_lines()
        self.numbers[...] = 0
        self._sharing = min(threads, LARGEST)
        self._processors = self.numbers[:, board.PROCESSOR]
        self._processors[...] = -1
        for place, address in {
            board.THREADS: self._sharing,
            board.LEAST: PIECE,
            board.YIELD_AT: yield_address(),
            board.MULTIPLY_AT: self._code.multiply.address,
            board.ACTIVATE_AT: self._code.activate.address,
            board.BEND_AT: self._code.bend.address,
            board.UPDATE_AT: self._code.update.address,
            board.COUNT_OFF_AT: self._code.count_off.address,
            board.OF_PRODUCT_AT: self._code.product_piece.address,
            board.OF_ACTIVATION_AT: self._code.activation_piece.address,
            board.OF_BEND_AT: self._code.bend_piece.address,
            board.OF_UPDATE_AT: self._code.update_piece.address,
            board.OF_COUNT_AT: self._code.count_piece.address,
        }.items():
            self.numbers[:, place] = address
        self._free = [*range(threads)]

    @classmethod
    def of(cls, kernels: Iterable[Kernel], threads: int) -> Team | None:
        """A team for kernels, which have one precision; None where none has large steps."""
        worthy = [each for each in kernels if _is_shared(each)]
        return cls(threads, worthy[0].recipe.dtype) if worthy and threads > 1 else None

    @contextmanager
    def led(self, segment: Segment) -> Iterator[None]:
        """A context in which this thread advances a segment, and others may help."""
        own = self._free.pop()
        segment.board = self.numbers[own].ctypes.data if _is_shared(segment.kernel) else 0
        self._processors[own] = _processor()()
        try:
            yield
        finally:
            segment.board, self._processors[own] = 0, -1
            self._free.append(own)

    def join(self, pool: Executor, leading: Sequence[Future[Any]]) -> None:
        """Have the threads of a pool help as soon as they are idle, until others are done."""
        for number in range(self._sharing - 1, 0, -1):
            pool.submit(self._help, leading, number)

    def _help(self, leading: Sequence[Future[Any]], number: int) -> None:
        try:
            self.help(leading, number)
        except Exception:  # nobody waits for it
            log.exception("a thread stopped helping")

    def help(self, leading: Sequence[Future[Any]], number: int) -> None:
        """Take pieces from the boards until those who may put them up are done.

        number: that of the thread, from 1 on, by which it takes the same pieces of each job.
        """
        room, (least, most) = np.empty(panel_size(self._dtype), self._dtype), SLEEP
        sleep, looks = least, LOOKS
        boards = self.numbers.ctypes.data, len(self.numbers)
        while not all(each.done() for each in leading):
            _move_from({*self._processors.tolist()} - {-1})
            if self._code.help.ctypes(*boards, room.ctypes.data, number, looks):
                sleep, looks = least, LOOKS
            else:
                time.sleep(sleep)
                sleep, looks = min(2 * sleep, most), FEW


def helping(team: Team | None, segment: Segment) -> AbstractContextManager[None]:
    """A context in which this thread advances a segment, helped by a team if there is one."""
    return nullcontext() if team is None else team.led(segment)
