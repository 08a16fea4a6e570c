"""gdsim and its peers train the same networks in turn: on all processors, and on one."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from bounds import multiply_adds
from measure import Line, Times, in_new_process, processors
from network_work import Work
from racing import (
    OURS,
    Peer,
    entered,
    losses_apart,
    most_apart,
    over,
    over_best,
    raced,
    throughput,
)

# All runs vmapped together; as many as stay in the cache, and then the next; torch.func.vmap.
JAX = "JAX"
CHUNKED = "JAX in parts"
TORCH = "torch"
PEERS = {
    JAX: Peer("jax_network"),
    CHUNKED: Peer("jax_network", "chunked_contender"),
    TORCH: Peer("torch_network", of=8),
}


def race(
    title: str,
    work: Work,
    rounds: int,
    names: Sequence[str],
    best: float | None = None,
    **targets: float,
) -> Iterator[Line]:
    """gdsim's throughput, and how many times that of the fastest peer it is.

    `best` is the least it should be; `targets` has such numbers for single peers.
    """
    # A call of torch costs as much for a network of no size as for one of 10^3 parameters.
    names = [name for name in names if name != TORCH or work.parameters > 200]
    contenders = entered(work, {name: PEERS[name] for name in names})
    apart = losses_apart(title, contenders, 1e-3, most_apart)
    flops = work.flops * work.run_steps
    bound = multiply_adds(work.dtype, min(flops, 4e9), processors())
    times = raced(contenders, rounds, bound)
    yield throughput(title, times, work, contenders, apart)
    yield from over(title, times, [name for name in targets if name in contenders], targets)
    line = over_best(title, times, names, best)
    if line is not None:
        yield line.under(bound.name, bound.share(times, OURS, flops))


def race_on_one(title: str, module: str, function: str) -> Iterator[Line]:
    """The same on one processor; what is run is what `function(True)` of a module gives."""
    if not hasattr(os, "sched_setaffinity"):
        return
    found = in_new_process("network_race", "times_on_one", module, function)
    best = over_best(f"{title}, on one processor", Times(**found), (JAX, CHUNKED))
    if best is not None:
        yield best


def times_on_one(module: str, function: str) -> dict[str, object]:
    """Seconds by name, in a process that has one processor, before any thread pool is made."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    work = getattr(importlib.import_module(module), function)(True)
    return asdict(raced(entered(work, {name: PEERS[name] for name in (JAX, CHUNKED)}), 5))
