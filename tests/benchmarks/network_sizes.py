"""Throughput of networks of 10 to 10^6 parameters, many runs at once, next to JAX and torch.

n-n-n-1 networks, 64 samples, full batch, descent with a rate a run, float32. gdsim also evaluates
the step that is reached, with its gradient: so many steps are taken that this is little.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from measure import Line
from network_race import CHUNKED, JAX, TORCH, race
from network_work import Work, per_run

# Width -> the least times faster than the best peer.
GOALS = {2: None, 16: 6.0, 32: 4.0, 71: 3.0, 122: 2.0, 224: 1.5, 707: 1.2}
MOST, FEWEST = 2**12, 2**4  # runs
NUMBERS = 2**23  # parameters of all runs together, if that leaves enough runs


def square(width: int, runs: int, flops: float, least: int = 20, most: int = 200) -> Work:
    """As many steps as make about so many operations, between the least and the most."""
    rates = per_run(np.logspace(-3, -2, runs))
    one = Work((width, width, width, 1), 64, rates, runs, 1)
    steps = int(np.clip(flops / (runs * one.flops), least, most))
    return Work(one.sizes, 64, rates, runs, steps)


def run(quick: bool) -> Iterator[Line]:
    for width, target in GOALS.items():
        parameters = 2 * width**2 + width
        runs = int(np.clip(2 ** round(np.log2(NUMBERS / parameters)), FEWEST, MOST))
        work = square(width, runs, 5e8 if quick else 4e9)
        title = f"network of {parameters:,} parameters, {runs} runs"
        yield from race(title, work, 3 if quick else 5, (JAX, CHUNKED, TORCH), target)
