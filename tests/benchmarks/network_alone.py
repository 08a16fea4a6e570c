"""One run alone, next to JAX and torch: n-n-n-1 networks, and one that others have published.

Networks of descent on 64 samples; and 4-32-16-4 with biases by Adam on 10^4 samples, which the
authors of SimpleChains.jl measured against PyTorch (their post of April 2022).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from measure import Line
from network_race import JAX, TORCH, race
from network_sizes import square
from network_work import Work, per_run

# Width -> the least times faster than the best peer.
GOALS = {16: 2.0, 32: 2.0, 71: 1.5, 122: 1.5, 224: 1.2, 707: 1.0}


def run(quick: bool) -> Iterator[Line]:
    rounds = 5 if quick else 9
    for width, target in GOALS.items():
        work = square(width, 1, 5e7 if quick else 4e8)
        title = f"network of {work.parameters:,} parameters, one run"
        yield from race(title, work, rounds, (JAX, TORCH), target)
    title = "4-32-16-4 network, 10^4 samples, Adam, one run"
    yield from race(title, published(quick), rounds, (JAX, TORCH), torch=20)


def published(quick: bool) -> Work:
    rates = per_run(np.array([1e-3]))
    steps = 10 if quick else 50
    return Work((4, 32, 16, 4), 10_000, rates, 1, steps, optimizer="adam", bias=True)
