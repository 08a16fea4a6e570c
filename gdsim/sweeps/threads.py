"""What computes the shards of a sweep: threads of this process, or the workers of a cluster.

An engine takes shards, computes and commits them in any order, and yields each as it is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any

from gdsim.results.store.shards import Shard
from gdsim.results.store.store import Store
from gdsim.sweeps.work import Cancelled, Engine, Tally, compute_shard

IN_HAND = 2  # shards that threads of this process are at


def on_threads(threads: int | None = None) -> Engine:
    """An engine on this machine, with so many threads, or as many as there are processors.

    Two shards are in hand: threads that find nothing more to do in one go on with the other, also
    while it is written.
    """
    from gdsim.engine.backends import cpu

    count = threads or cpu.default_threads()

    def compute(
        store: Store, shards: Iterable[Shard], cancelled: Cancelled
    ) -> Iterator[tuple[Shard, Tally, str]]:
        todo, waiting = iter(shards), dict[Future[Tally], Shard]()
        dropped = False
        with (
            ThreadPoolExecutor(count, thread_name_prefix="gdsim") as pool,
            ThreadPoolExecutor(IN_HAND, thread_name_prefix="gdsim-shard") as hands,
        ):
            options: dict[str, Any] = {"pool": pool, "cancelled": lambda: dropped}
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
            finally:  # also where the caller stops: what is in hand is given up
                dropped = True

    return compute
