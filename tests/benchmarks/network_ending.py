"""The cost of networks that have ended: time per step taken when some runs diverge at once.

Those that do are strewn at random among the others. 16-16-1, 64 samples, descent, float32.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

import numpy as np
from measure import Line, interleaved, ratio
from network_work import Work, per_run

from gdsim.engine.backends import cpu

SHARES = (0.0, 0.5, 0.9)


def work(share: float, quick: bool) -> Work:
    """A `share` of the runs has rates at which the loss overflows within a few steps."""
    runs, steps = (2**11, 100) if quick else (2**13, 200)
    rates = np.logspace(-3, -1, runs)
    ending = np.random.default_rng(4).permutation(runs) < share * runs
    rates[ending] = 1e6
    return Work((16, 16, 1), 64, per_run(rates), runs, steps)


def run(quick: bool) -> Iterator[Line]:
    works = {f"{share:.0%} diverge": work(share, quick) for share in SHARES}
    taken = {name: int(cpu.run(each.program).steps.sum()) for name, each in works.items()}
    calls = {name: lambda each=each: cpu.run(each.program) for name, each in works.items()}
    times = interleaved(calls, 3 if quick else 7)
    first = next(iter(works))
    for name, steps in taken.items():
        each = 1e6 * median(times[name]) / steps
        more = 100 * (ratio(times, name, first) * taken[first] / steps - 1)
        note = f"{steps / works[name].run_steps:.0%} of the steps taken; {more:+.0f} % a step"
        yield Line(name, each, "µs per run-step", note=note)
