"""Throughput of networks of 10 to 10^6 parameters, next to JAX and torch: the range of gdsim.

n-n-n-1 networks, 64 samples, full batch, descent with a rate a run, float32. Many runs, and one run
alone, for which gdsim still computes a whole lane group.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

import numpy as np
from measure import Line, interleaved, ratio
from network_race import CHUNKED, JAX, OURS, TORCH, contenders
from network_work import Work, per_run

WIDTHS = (2, 4, 7, 16, 32, 71, 128, 224, 707)
MOST, FEWEST = 2**12, 2**6  # runs
NUMBERS = 2**23  # parameters of all runs together, if that leaves enough runs


def work(width: int, runs: int, flops: float) -> Work:
    """As many steps as make about so many operations."""
    rates = per_run(np.logspace(-3, -2, runs))
    one = Work((width, width, width, 1), 64, rates, runs, 1)
    steps = int(np.clip(flops / (runs * one.flops), 2, 200))
    return Work(one.sizes, 64, rates, runs, steps)


def run(quick: bool) -> Iterator[Line]:
    flops = 5e8 if quick else 4e9
    for width in WIDTHS[::2] if quick else WIDTHS:
        parameters = 2 * width**2 + width
        runs = int(np.clip(2 ** round(np.log2(NUMBERS / parameters)), FEWEST, MOST))
        yield from compared(f"{parameters:,} parameters", work(width, runs, flops), 3)
    for width in WIDTHS[3::3] if quick else WIDTHS[3:]:
        alone = work(width, 1, flops / 10)
        yield from compared(f"{alone.parameters:,} parameters, one run", alone, 3)


def compared(title: str, work: Work, rounds: int) -> Iterator[Line]:
    """gdsim's throughput, and how many times it is that of the fastest peer."""
    names = (JAX, CHUNKED) if work.runs > FEWEST else (JAX,)
    # A call of torch costs as much for a network of no size as for one of 10^3 parameters.
    names += (TORCH,) if work.parameters > 1000 else ()
    calls = contenders(work, names)
    times = interleaved({name: call for name, (call, _) in calls.items()}, rounds)
    whole = {
        name: [t * work.runs / part.runs for t in times[name]] for name, (_, part) in calls.items()
    }
    rates = {name: work.run_steps / median(whole[name]) for name in whole}
    others = ", ".join(
        f"{name.split(':')[0].split(',')[0]} {rate * work.flops / 1e9:.3g}"
        for name, rate in rates.items()
        if name not in (OURS, CHUNKED)
    )
    note = f"{work.runs} runs; {rates[OURS] * work.flops / 1e9:.3g} GFLOP/s; {others}"
    yield Line(title, rates[OURS], "run-steps/s", note=note)
    if len(rates) > 1:
        best = max((name for name in rates if name != OURS), key=rates.__getitem__)
        yield Line(f"{title}: over {best}", ratio(whole, best, OURS), "x")
