"""Small networks, many at once: gdsim next to the machine's ceiling, JAX and torch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from statistics import median

import numpy as np
from bounds import multiply_adds
from maths import ELEMENTS, kernel
from measure import Line, interleaved
from network_race import CHUNKED, JAX, TORCH, race, race_on_one
from network_work import Work, per_run
from racing import OURS

DENSE = "16-16-1 tanh network, 64 samples"
SPIRAL = "2-8-8-8-1 network, batches of 32, Adam"


def dense(quick: bool) -> Work:
    """16-16-1, 64 samples, full batch, descent with a rate a run, float32."""
    runs = 2**12 if quick else 2**14
    return Work((16, 16, 1), 64, per_run(np.logspace(-3, -1, runs)), runs, 20 if quick else 50)


def spiral(quick: bool) -> Work:
    """2-8-8-8-1 with biases, 256 samples, mini-batches of 32, Adam with a rate a run, float32."""
    runs = 2**10 if quick else 2**12
    return Work(
        (2, 8, 8, 8, 1),
        256,
        per_run(np.logspace(-4, -2, runs)),
        runs,
        64 if quick else 128,
        optimizer="adam",
        bias=True,
        batch=32,
    )


def run(quick: bool) -> Iterator[Line]:
    rounds = 5 if quick else 7
    yield from under_the_ceiling(quick)
    yield from race(DENSE, dense(quick), rounds, (JAX, CHUNKED, TORCH), 8)
    yield from race_on_one(DENSE, "networks", "dense")
    yield from race(SPIRAL, spiral(quick), rounds, (JAX, CHUNKED), 12)
    yield from race_on_one(SPIRAL, "networks", "spiral")


def under_the_ceiling(quick: bool) -> Iterator[Line]:
    """What part of the most that one thread can do goes into the dense layers.

    Beside it what part would remain for them if they and the units' activations were all that took
    time, each done as fast as it is alone.
    """
    goals = {("tanh", "float32"): 60, ("relu", "float32"): 80, ("tanh", "float64"): None}
    for (activation, dtype), target in goals.items():
        work = replace(dense(True), dtype=dtype, activation=activation)
        flops = work.flops * work.run_steps
        bound = multiply_adds(dtype, flops)
        calls: dict[str, Callable[[], object]] = {
            OURS: lambda work=work: work.losses(threads=1),
            bound.name: bound.call,
            "units": units(work),
        }
        calls[OURS]()
        times = interleaved(calls, 7 if quick else 21, threads=1)
        dense_only = flops * median(times[bound.name]) / bound.amount
        left = 100 * dense_only / (dense_only + median(times["units"]))
        got = flops / median(times[OURS]) / 1e9
        share = bound.share(times, OURS, flops)
        yield Line.of(
            f"16-16-1 {activation}, {dtype}, one thread, of the ceiling",
            share.times(100),
            "%",
            target=target,
            at_least=True,
            note=f"{got:.0f} GFLOP/s; if its layers and {activation} were all: {left:.0f} %",
        ).under(bound.name, share)


def units(work: Work) -> Callable[[], None]:
    """As many activations as there are in all steps of all runs, in the cache."""
    unit = kernel(work.activation, work.dtype)
    given = np.random.default_rng(0).uniform(-2, 2, ELEMENTS).astype(work.dtype)
    found = np.empty_like(given)
    count = work.run_steps * work.samples * sum(work.sizes[1:-1])
    unit(given, found, 1)
    return lambda: unit(given, found, round(count / ELEMENTS))
