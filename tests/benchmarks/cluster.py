"""Sweeps over Dask: the gain of a second worker, and the cost of distributing a shard."""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import dask
import distributed
import psutil
from measure import Line, interleaved

import gdsim as gd
from gdsim.results.store.shards import Shards
from gdsim.results.store.store import Store
from gdsim.sweeps import cluster
from gdsim.sweeps.work import Engine

MANY = 100_000
# Workers that compute nothing: what is left is the handing out.
IDLE = """
import gdsim.sweeps.tasks as tasks
from gdsim.sweeps.threads import Tally

tasks.compute_shard = lambda store, shard: Tally()
"""


def experiment(steps: int) -> gd.Experiment:
    """Runs that all go on to the end, so that shards take the same time."""
    return gd.Experiment(
        objective="rosenbrock",
        optimizers="adam",
        lr=gd.logspace(1e-7, 1e-6, 256),
        start=gd.uniform(n=1024, seed=0),
        steps=steps,
    )


@contextmanager
def engine(workers: int, preload: str = "gdsim.sweeps.tasks") -> Iterator[Engine]:
    """The workers of a Dask cluster on this machine, started once."""
    with (
        dask.config.set({"distributed.worker.profile.enabled": False}),
        distributed.LocalCluster(
            n_workers=workers, threads_per_worker=1, memory_limit=0, preload=preload,
            dashboard_address="127.0.0.1:0", scheduler_kwargs={"dashboard": False},
            silence_logs=logging.CRITICAL,
        ) as made,
    ):  # fmt: skip
        yield cluster.on_dask(made.scheduler_address)


def run(quick: bool) -> Iterator[Line]:
    yield from speed_up(quick)
    yield from handing_out(2_000 if quick else 20_000)


def speed_up(quick: bool) -> Iterator[Line]:
    """Two workers against one, on shards of the size that sweeps have by themselves."""
    given = experiment(2_000 if quick else 20_000)
    work = given.runs * given.steps
    with tempfile.TemporaryDirectory() as folder, engine(1) as one, engine(2) as two:
        counter = iter(range(10**6))

        def sweep(compute: Engine) -> None:
            store = Store.create(Path(folder, f"{next(counter)}.zarr"), given)
            for _ in compute(store, store.shards, lambda: False):
                pass

        for each in (one, two):  # kernels are compiled, and loaded by each worker
            sweep(each)
        calls = {"1": lambda: sweep(one), "2": lambda: sweep(two)}
        times = interleaved(calls, 2 if quick else 5).wall  # others work than this process
    shards = len(Shards.of(given))
    for name, found in times.items():
        note = f"{median(found):.3g} s for {shards} shards"
        yield Line(f"{name} worker(s)", work / median(found), "run-steps/s", note=note)
    gain = median(a / b for a, b in zip(times["1"], times["2"], strict=True))
    yield Line("two local workers over one", gain, "times", 1.8, at_least=True)


def handing_out(shards: int) -> Iterator[Line]:
    """Processor time that the handing out of a shard takes, and how many fit into a second."""
    given = gd.Experiment("rosenbrock", "adam", lr=gd.logspace(1e-4, 1.0, shards), steps=1000)
    with tempfile.TemporaryDirectory() as folder, engine(2, IDLE) as compute:
        store = Store.create(Path(folder, "a.zarr"), given, 1)
        assert len(store.shards) == shards
        for _ in compute(store, (store.shards[i] for i in range(200)), lambda: False):
            pass
        processes = [psutil.Process(), *psutil.Process().children()]
        before = [busy(each) for each in processes]
        began = time.perf_counter()
        done = sum(1 for _ in compute(store, store.shards, lambda: False))
        wall = (time.perf_counter() - began) / done
        after = [busy(each) for each in processes]
        here, *there = ((b - a) / done for a, b in zip(before, after, strict=True))
    note = f"{MANY:,} shards: {MANY * here:.0f} s beside {MANY / 3600:.0f} h of work"
    yield Line("scheduler and client, a shard", 1e3 * here, "ms of a processor", note=note)
    yield Line("its worker, a shard", 1e3 * sum(there), "ms of a processor")
    yield Line("shards that can be handed out", 1 / wall, "a second")
    share = 100 * (here + sum(there))
    yield Line("handing out a shard of a second", share, "% of it", 1, note="by all processes")


def busy(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system
