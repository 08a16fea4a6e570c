"""Time per run-step from 10^4 to 10^7 runs, with about the same number of run-steps each time."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from statistics import median

from measure import Line, interleaved

import gdsim as gd
from gdsim.engine.backends import cpu
from gdsim.engine.program import Program

RATES = 100
FEWEST = 1000  # steps: below, what is done once a run counts, and progress is judged often
RUNS = (10**4, 10**5, 10**6, 10**7)


def program(runs: int, steps: int) -> Program:
    """Adam on Rosenbrock at rates so small that no run comes to rest, however many steps it takes.

    At rest a gradient is 0 and its averages shrink to subnormal numbers, which are slow.
    """
    experiment = gd.Experiment(
        objective="rosenbrock",
        optimizers="adam",
        lr=gd.logspace(1e-7, 1e-6, RATES),
        start=gd.uniform(n=runs // RATES, seed=0),
        steps=steps,
    )
    return experiment.programs()[0]


def run(quick: bool) -> Iterator[Line]:
    total = 2 * 10**8 if quick else 2 * 10**9
    sizes = RUNS[:-1] if quick else RUNS
    programs = {f"{n:.0e} runs": program(n, max(FEWEST, total // n)) for n in sizes}
    cpu.run(program(10**4, 10))
    contenders = {name: partial(cpu.run, each) for name, each in programs.items()}
    times = interleaved(contenders, 3)
    per_step = {
        name: median(times[name]) / (each.runs * each.steps) for name, each in programs.items()
    }
    for name, each in programs.items():
        yield Line(f"{name} x {each.steps:,} steps", per_step[name] * 1e9, "ns per run-step")
    spread = max(per_step.values()) / min(per_step.values()) - 1
    yield Line("slowest over fastest", 100 * spread, "% more", 15)
