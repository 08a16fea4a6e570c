"""Sweeps on disk: their speed relative to runs in memory, the cost of a shard, their memory."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from measure import Line, in_new_process

import gdsim as gd
from gdsim.results.store.shards import Shards
from gdsim.results.store.store import Store
from gdsim.sweeps import threads


def run(quick: bool) -> Iterator[Line]:
    yield from throughput(quick)
    yield from per_shard(quick)
    yield from memory(quick)


def sweep(first: int, second: int, steps: int = 1000, **changes: Any) -> gd.Experiment:
    """Adam on Rosenbrock over its steepness and the learning rate, a start each."""
    return gd.Experiment(
        gd.Function("rosenbrock", b=gd.logspace(1.0, 100.0, first)),
        gd.Adam(),
        lr=gd.logspace(1e-4, 1.0, second),
        steps=steps,
    ).replace(**changes)


def throughput(quick: bool) -> Iterator[Line]:
    """The same runs to disk and in memory, in turns."""
    for steps, target in ((1000, 0.9), (100, None)):
        given = sweep(100, 1000 if quick else 40_000 if steps == 1000 else 100_000, steps)
        given.replace(lr=0.1).run()
        ratios, sizes = [], []
        for _ in range(1 if quick else 3):
            with tempfile.TemporaryDirectory() as folder:
                before = time.perf_counter()
                gd.run(given, Path(folder) / "a.zarr")
                stored = time.perf_counter() - before
                sizes.append(Store.open(Path(folder) / "a.zarr").bytes_on_disk / given.runs)
            before = time.perf_counter()
            given.run()
            ratios.append((time.perf_counter() - before) / stored)
        note = f"{given.runs / stored:.3g} runs/s; {sizes[-1]:.1f} bytes a run on disk"
        what = f"speed to disk / in memory, {steps} steps"
        yield Line(what, median(ratios), "x", target, at_least=True, note=note)


def per_shard(quick: bool) -> Iterator[Line]:
    """What a shard costs besides its runs: the time of tiny ones, beside a second of work."""
    given = sweep(10 if quick else 150, 2, steps=1)
    with tempfile.TemporaryDirectory() as folder:
        store = Store.create(Path(folder) / "a.zarr", given, runs=1)
        shards = [store.shards[i] for i in range(len(store.shards))]
        threads.compute_shard(store, shards[0])
        before = time.perf_counter()
        for shard in shards:
            threads.compute_shard(store, shard)
        each = (time.perf_counter() - before) / len(shards)
    usual = Shards.of(sweep(1000, 10_000))
    runs = usual.chunk[0] * usual.chunk[1]
    work = sweep(2, runs // 2)
    work.run(threads=1)
    before = time.perf_counter()
    work.run(threads=1)
    second = time.perf_counter() - before
    note = f"{each * 1e3:.1f} ms, beside {second:.2f} s of {runs:,} runs"
    yield Line("overhead of a shard", 100 * each / second, "%", 2.0, note=note)


def memory(quick: bool) -> Iterator[Line]:
    """Peak memory by the number of runs; of the largest some shards only."""
    sizes = [(100, 1000), (1000, 1000), (1000, 10_000), (31_623, 31_623)]
    peaks = []
    for first, second in sizes[: 2 if quick else None]:
        peaks.append(in_new_process("sweeps", "peak", first, second))
        runs = first * second
        yield Line(f"peak memory, {runs:.3g} runs", peaks[-1], "MB", note="8 shards at most")
    if not quick:
        yield Line("peak of 10^9 runs / of 10^7", peaks[-1] / peaks[-2], "x", 1.1)


def peak(first: int, second: int) -> float:
    """The peak memory of this process, MB, after the first shards of a sweep."""
    from memory_use import most_bytes

    folder = Path(tempfile.mkdtemp())
    seen: list[object] = []
    try:
        gd.run(
            sweep(first, second, steps=20, record=["loss"], every="log:4"),
            folder / "a.zarr",
            threads=2,
            progress=seen.append,
            cancelled=lambda: len(seen) > 8,
        )
        return most_bytes() / 1e6
    finally:
        shutil.rmtree(folder)
