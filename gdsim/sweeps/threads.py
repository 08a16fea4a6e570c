"""Shards computed by threads of this process.

An engine takes shards, computes and commits them in any order, and yields each when it is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any

from gdsim.base import machine
from gdsim.results.store.shards import Shard
from gdsim.results.store.store import Store
from gdsim.sweeps.work import Cancelled, Engine, Tally, compute_shard

IN_HAND = 2  # shards computed at a time


def on_threads(threads: int | None = None, backend: str = "cpu") -> Engine:
    """An engine with this many threads of this process, by default one per processor.

    Two shards are computed at a time: threads with no work left in one continue with the other,
    also while the first is written. With "cuda" a GPU computes them; one is written meanwhile.
    """
    count = threads or machine.processors()

    def compute(
        store: Store, shards: Iterable[Shard], cancelled: Cancelled
    ) -> Iterator[tuple[Shard, Tally, str]]:
        todo, waiting = iter(shards), dict[Future[Tally], Shard]()
        dropped = False
        with (
            ThreadPoolExecutor(count, thread_name_prefix="gdsim") as pool,
            ThreadPoolExecutor(IN_HAND, thread_name_prefix="gdsim-shard") as hands,
        ):
            options: dict[str, Any] = {
                "pool": pool, "backend": backend, "cancelled": lambda: dropped,
            }  # fmt: skip
            try:
                while True:
                    while len(waiting) < IN_HAND and not cancelled():
                        shard = next(todo, None)
                        if shard is None:
                            break
                        future = hands.submit(compute_shard, store, shard, count, **options)
                        waiting[future] = shard
                    if not waiting:
                        return
                    finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
                    for future in finished:
                        yield waiting.pop(future), future.result(), ""
            finally:  # also if the caller stops early: shards in progress are abandoned
                dropped = True

    return compute
