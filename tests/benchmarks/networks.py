"""Small networks, many at once: gdsim next to the machine's ceiling, JAX and torch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from statistics import median

import numpy as np
from ceiling import ceiling
from maths import ELEMENTS, kernel
from measure import Line, interleaved
from network_race import CHUNKED, JAX, OURS, TORCH, apart, contenders, race, race_on_one
from network_work import Work, per_run

from gdsim.engine.backends import cpu


def dense(quick: bool) -> Work:
    """16-16-1, 64 samples, full batch, descent with a rate a run, float32."""
    runs = 2**12 if quick else 2**14
    return Work((16, 16, 1), 64, per_run(np.logspace(-3, -1, runs)), runs, 20 if quick else 50)


def spiral(quick: bool) -> Work:
    """2-8-8-8-1 with biases, 250 samples, mini-batches of 32, Adam with a rate a run, float32."""
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
    rounds = 3 if quick else 5
    yield from under_the_ceiling(quick)
    yield from race("16-16-1", dense(quick), rounds, 10, (JAX, CHUNKED, TORCH))
    yield from race_on_one("16-16-1", "networks", "dense", quick)
    yield from race("spiral", spiral(quick), rounds, 8)
    yield from race_on_one("spiral", "networks", "spiral", quick)
    yield from same_numbers()


def under_the_ceiling(quick: bool) -> Iterator[Line]:
    """What part of the most that one thread can do goes into the dense layers.

    Beside it what part would remain for them if they and the units' tanh were all that took time.
    """
    for dtype, target in (("float32", 65.0), ("float64", None)):
        work = replace(dense(True), dtype=dtype)
        flops = work.flops * work.run_steps
        bound, bound_flops = ceiling(dtype, flops)
        calls = {
            OURS: lambda work=work: cpu.run(work.program, threads=1),
            "ceiling": bound,
            "tanh": units(work),
        }
        calls[OURS]()
        times = interleaved(calls, 5 if quick else 21)
        pairs = [
            (flops / a / 1e9, bound_flops / b / 1e9)
            for a, b in zip(times[OURS], times["ceiling"], strict=True)
        ]
        got, most = (median(each) for each in zip(*pairs, strict=True))
        dense_only = flops * median(times["ceiling"]) / bound_flops
        left = 100 * dense_only / (dense_only + median(times["tanh"]))
        yield Line(
            f"16-16-1, {dtype}, of the ceiling on one thread",
            100 * median(a / b for a, b in pairs),
            "%",
            target,
            at_least=True,
            note=f"{got:.0f} of {most:.0f} GFLOP/s; with tanh alone: {left:.0f} %",
        )


def units(work: Work) -> Callable[[], None]:
    """As many tanh as there are in all steps of all runs, in the cache."""
    tanh = kernel("tanh", work.dtype)
    given = np.random.default_rng(0).uniform(-2, 2, ELEMENTS).astype(work.dtype)
    found = np.empty_like(given)
    count = work.run_steps * work.samples * sum(work.sizes[1:-1])
    tanh(given, found, 1)
    return lambda: tanh(given, found, round(count / ELEMENTS))


def same_numbers() -> Iterator[Line]:
    """Whether all contenders get the same losses."""
    for title, work in (("16-16-1", dense(True)), ("spiral", spiral(True))):
        found = {name: (call(), part) for name, (call, part) in contenders(work).items()}
        for name, (losses, part) in found.items():
            if name != OURS:
                step = work.runs // part.runs
                difference = apart(found[OURS][0][::step], losses)
                yield Line(f"{title}: losses apart, {name}", difference, "", 1e-4)
