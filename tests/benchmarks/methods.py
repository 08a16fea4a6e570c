"""Run-steps per second of every optimizer on Rosenbrock, and of Adam on functions of all kinds."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from measure import Line, interleaved

import gdsim as gd
from gdsim import catalogue
from gdsim.engine.backends import cpu
from gdsim.engine.program import Program

RUNS, STEPS = 2**16, 500
FUNCTIONS = ("sphere", "himmelblau", "rastrigin", "ackley", "eggholder", "muller_brown")


def program(function: str, optimizer: str, dtype: str, steps: int) -> Program:
    """Rates so small that no run ends early."""
    experiment = gd.Experiment(
        objective=function,
        optimizers=optimizer,
        lr=gd.logspace(1e-6, 1e-5, 16),
        start=gd.uniform(n=RUNS // 16, seed=0),
        steps=steps,
        dtype=dtype,
    )
    return experiment.programs()[0]


def run(quick: bool) -> Iterator[Line]:
    known = catalogue.discover("optimizer")
    optimizers = [name for name, definition in known.items() if not definition.tensor]
    pairs = [("rosenbrock", name) for name in (optimizers[::6] if quick else optimizers)]
    pairs += [(name, "adam") for name in (FUNCTIONS[::3] if quick else FUNCTIONS)]
    steps = STEPS // 5 if quick else STEPS
    cases = [(*pair, dtype) for pair in pairs for dtype in ("float32", "float64")]
    calls = {}
    for case in cases:
        each = program(*case, steps)
        calls[case] = lambda each=each: cpu.run(each)
        taken = calls[case]().steps.sum() / (RUNS * steps)
        if taken < 0.99:
            raise AssertionError(f"{case}: only {taken:.0%} of the steps were taken")
    times = interleaved(calls, 3)
    for function, optimizer in pairs:
        rates = [
            RUNS * steps / median(times[function, optimizer, dtype])
            for dtype in ("float32", "float64")
        ]
        note = f"float64: {rates[1]:.3g}"
        yield Line(f"{function}, {optimizer}", rates[0], "run-steps/s", note=note)
