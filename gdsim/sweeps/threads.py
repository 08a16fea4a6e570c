"""Shards computed by threads of this process.

An engine takes shards, computes and commits them in any order, and yields each when it is done.
"""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any

from gdsim.base import machine
from gdsim.base.errors import CudaError
from gdsim.engine import backends
from gdsim.results.store.shards import Shard
from gdsim.results.store.store import Store
from gdsim.sweeps.work import Cancelled, Engine, Tally, compute_shard

IN_HAND = 2  # shards computed at a time, by each GPU if there are any

log = logging.getLogger(__name__)


def on_threads(threads: int | None = None, names: Sequence[str] = ("cpu",)) -> Engine:
    """An engine with this many threads of this process, by default one per processor.

    Two shards are computed at a time: threads with no work left in one continue with the other,
    also while the first is written. names: of the backends; with "cuda" each GPU of the machine
    computes a shard while another of its shards is written. Where one fails, the next of the
    names takes over.
    """
    count, lock = threads or machine.processors(), threading.Lock()

    def compute(
        store: Store, shards: Iterable[Shard], cancelled: Cancelled
    ) -> Iterator[tuple[Shard, Tally, str]]:
        todo, waiting = iter(shards), dict[Future[Tally], Shard]()
        dropped, left = False, [*names]
        cards = backends.cards(left[0])
        in_hand, turns = IN_HAND * max(len(cards), 1), itertools.cycle(cards)

        def sit() -> None:
            for card in itertools.islice(turns, 1):
                card.use()

        def computed(shard: Shard) -> Tally:
            while True:
                name = left[0]
                try:
                    return compute_shard(store, shard, count, backend=name, **options)
                except CudaError as error:
                    with lock:
                        if name != left[0]:
                            continue  # another thread has found it out before
                        if len(left) == 1:
                            raise
                        del left[0]
                    log.warning("%s; the %s goes on", error, left[0])

        with (
            ThreadPoolExecutor(count, thread_name_prefix="gdsim") as pool,
            ThreadPoolExecutor(in_hand, "gdsim-shard", initializer=sit) as hands,
        ):
            options: dict[str, Any] = {"pool": pool, "cancelled": lambda: dropped}
            try:
                while True:
                    while len(waiting) < in_hand and not cancelled():
                        shard = next(todo, None)
                        if shard is None:
                            break
                        waiting[hands.submit(computed, shard)] = shard
                    if not waiting:
                        return
                    finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
                    for future in finished:
                        yield waiting.pop(future), future.result(), ""
            finally:  # also if the caller stops early: shards in progress are abandoned
                dropped = True

    return compute
