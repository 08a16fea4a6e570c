"""One run alone, next to JAX and torch: n-n-n-1 networks, and one that others have published.

Networks of descent on 64 samples; and 4-32-16-4 with biases by Adam on 10^4 samples, which the
authors of SimpleChains.jl measured against PyTorch (their post of April 2022). All take so many
steps that what a call takes besides is little; a line of its own says how much.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from measure import Line, interleaved
from network_race import JAX, TORCH, race
from network_sizes import square
from network_work import Work, per_run

from gdsim.engine.backends import cpu

# Width -> the least times faster than the best peer.
GOALS = {16: 2.0, 32: 2.0, 71: 1.5, 122: 1.5, 224: 1.2, 707: 1.0}
MOST = 4000  # steps


def run(quick: bool) -> Iterator[Line]:
    rounds = 5 if quick else 9
    for width, target in GOALS.items():
        work = square(width, 1, 5e8 if quick else 4e9, most=MOST)
        title = f"network of {work.parameters:,} parameters, one run"
        yield from race(title, work, rounds, (JAX, TORCH), target)
    yield besides_steps(square(min(GOALS), 1, 0.0, least=2), rounds)
    title = "4-32-16-4 network, 10^4 samples, Adam, one run"
    yield from race(title, published(quick), rounds, (JAX, TORCH), torch=20)


def besides_steps(work: Work, rounds: int) -> Line:
    """What a call takes besides its steps: by calls of so many steps, and of twice as many."""
    programs = {"once": work.program, "twice": replace(work, steps=2 * work.steps).program}
    calls = {name: lambda each=each: cpu.run(each) for name, each in programs.items()}
    times = interleaved(calls, 5 * rounds, threads=1)
    each = [1e6 * (2 * a - b) for a, b in zip(times["once"], times["twice"], strict=True)]
    title = f"network of {work.parameters:,} parameters, one run: a call besides its steps"
    return Line.of(title, times.spread(each), "µs")


def published(quick: bool) -> Work:
    rates = per_run(np.array([1e-3]))
    steps = 50 if quick else 200
    return Work((4, 32, 16, 4), 10_000, rates, 1, steps, optimizer="adam", bias=True)
