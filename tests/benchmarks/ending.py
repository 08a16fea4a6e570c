"""The cost of runs that end at different steps: time per step taken, compared with equal ends."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from statistics import median

from measure import Line, interleaved

import gdsim as gd
from gdsim.engine.backends import cpu
from gdsim.engine.program import Program

RUNS, STEPS = 2**17, 1000


def program(optimizer: str, high: float, target: float | None) -> Program:
    """Learning rates up to `high`, mixed with starts as an experiment mixes them."""
    experiment = gd.Experiment(
        objective="rosenbrock",
        optimizers=optimizer,
        lr=gd.logspace(1e-3 * high, high, 512),
        start=gd.uniform(n=RUNS // 512, seed=0),
        steps=STEPS,
        target=target,
    )
    return experiment.programs()[0]


def run(quick: bool) -> Iterator[Line]:
    programs = {
        "Adam, all go on": program("adam", 0.1, None),
        "Adam, most converge (loss 0.1)": program("adam", 0.1, 0.1),
        "SGD, all go on": program("sgd", 1e-5, None),
        "SGD, most diverge": program("sgd", 1.0, None),
    }
    taken = {name: int(cpu.run(each).steps.sum()) for name, each in programs.items()}
    times = interleaved(
        {name: partial(cpu.run, each) for name, each in programs.items()}, 2 if quick else 5
    )
    for name, steps in taken.items():
        each = 1e9 * median(times[name]) / steps
        note = f"{steps / (RUNS * STEPS):.0%} of the steps taken, {median(times[name]):.3g} s"
        yield Line(name, each, "ns per run-step", note=note)
