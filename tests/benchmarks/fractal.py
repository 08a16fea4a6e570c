"""The boundary of trainability (Sohl-Dickstein 2024): 16-16-1 at learning rates of both layers.

tanh, full batch, 272 samples, no biases; the rates of the input layer by those of the output layer,
1e-3 to 1e6. A picture is made of every loss of every run; a run that has overflowed counts with a
loss of 1e6 from there on, so gdsim may leave it, and JAX goes on computing it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from statistics import median

import numpy as np
from measure import Line, interleaved, ratio
from network_race import JAX, apart, contenders, race, race_on_one
from network_work import Work

from gdsim.catalogue.measures.trainability import measure
from gdsim.engine.backends import cpu
from gdsim.engine.program import Cycle


def window(quick: bool) -> Work:
    """A run a pixel."""
    pixels, steps = (32, 50) if quick else (64, 100)
    rates = np.logspace(-3, 6, pixels)
    return Work(
        (16, 16, 1),
        272,
        (Cycle(rates, 1), Cycle(rates, pixels)),
        pixels**2,
        steps,
        dtype="float64",
        ntk=True,
        traced=True,
    )


def run(quick: bool) -> Iterator[Line]:
    work = window(quick)
    taken = cpu.run(work.program).steps.sum() / work.run_steps
    yield Line("steps that gdsim has to take", 100 * taken, "% of all")
    yield from race("float64", work, 3, 8)
    yield from race_on_one("float64", "fractal", "window", True)
    yield from in_both_precisions(work, 3 if quick else 7)
    yield from same_numbers(window(True))


def in_both_precisions(work: Work, rounds: int) -> Iterator[Line]:
    """float32 against float64, by time and by steps taken: not as many runs end as early."""
    works = {dtype: replace(work, dtype=dtype) for dtype in ("float64", "float32")}
    taken = {dtype: cpu.run(each.program).steps.sum() for dtype, each in works.items()}
    calls = {dtype: lambda each=each: cpu.run(each.program) for dtype, each in works.items()}
    times = interleaved(calls, rounds)
    for dtype, steps in taken.items():
        seconds = median(times[dtype])
        note = f"{steps * work.flops / seconds / 1e9:.1f} GFLOP/s"
        yield Line(f"{dtype}, of the steps taken", steps / seconds, "run-steps/s", note=note)
    faster = ratio(times, "float64", "float32")
    each = faster * taken["float32"] / taken["float64"]
    note = f"{each:.3g} x for each step taken"
    yield Line("float32 faster than float64", faster, "x", 1.7, at_least=True, note=note)


def same_numbers(work: Work) -> Iterator[Line]:
    """Whether gdsim and JAX agree: early losses, and pixels that are on the same side."""
    found = {name: call() for name, (call, _) in contenders(work, (JAX,)).items()}
    if JAX not in found:
        return
    # Where training goes smoothly: at larger rates rounding grows to any size within some steps.
    smooth = np.max(work.rates_of_runs(), axis=0) <= 1
    a, b = (losses[smooth] for losses in found.values())
    yield Line("losses apart at rates up to 1, JAX", apart(a, b), "", 1e-9)
    nobody = np.zeros(work.runs, bool)
    sides = [measure(losses[:, : work.steps], nobody) < 0 for losses in found.values()]
    share = 100 * float(np.mean(sides[0] == sides[1]))
    yield Line("pixels on the same side of the boundary", share, "%", 99, at_least=True)
