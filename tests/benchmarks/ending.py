"""The cost of runs that have ended: time per step taken, where some diverge within a few steps.

Those that do are strewn at random among the others, so that every lane group has some. Functions:
Rosenbrock, float32. Networks: 16-16-1, 64 samples, descent, float32.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np
from measure import Line, Times, interleaved
from network_work import Work, per_run

import gdsim as gd
from gdsim.engine.backends import cpu
from gdsim.engine.program import Program

SHARES = (0.0, 0.5, 0.9)
MOST = {0.5: 1.2, 0.9: 1.2}  # times as long per step taken


def run(quick: bool) -> Iterator[Line]:
    rounds = 5 if quick else 9
    for optimizer, rate, title in (("sgd", 1e-5, "SGD"), ("momentum", 1e-6, "Momentum")):
        yield from compared(title, partial(function, optimizer, rate), rounds)
    yield from compared("Networks", partial(network, quick), rounds)
    yield from converging(rounds)


def function(optimizer: str, rate: float, share: float) -> Program:
    """A `share` of the runs has a rate at which they overflow."""
    rates = strewn(np.logspace(-1, 0, 2**16) * rate, share, 1.0)
    return gd.Experiment("rosenbrock", optimizer, lr=rates, steps=1000).programs()[0]


def network(quick: bool, share: float) -> Program:
    """The same of networks."""
    runs, steps = (2**11, 100) if quick else (2**13, 200)
    rates = strewn(np.logspace(-3, -1, runs), share, 1e6)
    return Work((16, 16, 1), 64, per_run(rates), runs, steps).program


def strewn(rates: np.ndarray, share: float, high: float) -> np.ndarray:
    """Rates of which a share, drawn at random, is another."""
    ending = np.random.default_rng(4).permutation(rates.size) < share * rates.size
    return np.where(ending, high, rates)


def compared(title: str, made: Callable[[float], Program], rounds: int) -> Iterator[Line]:
    """Runs of which a share ends early, beside the same runs if none does, and if all do.

    A run that ends at once has a start, a loss there, an outcome and a verdict, too. What runs of
    which only some end take at least is that, for these, and the steps of the others.
    """
    programs = [made(share) for share in (*SHARES, 1.0)]
    times, taken = timed(programs, rounds)
    none, *some, every = times
    for share, name in zip(MOST, some, strict=True):
        steps = taken[name] / taken[none]
        least = [steps * a + share * b for a, b in zip(times[none], times[every], strict=True)]
        bound = [a / b for a, b in zip(least, times[name], strict=True)]
        line = Line.of(
            f"{title}, {100 * share:.0f} % of runs diverge: time per step over that if none do",
            times.ratio(name, none).times(1 / steps),
            target=MOST[share],
            note=f"{100 * steps:.0f} % of the steps taken",
        )
        yield line.under("time of these steps, and of as many runs that end", times.spread(bound))


def converging(rounds: int) -> Iterator[Line]:
    """Adam, where runs end at all times, when their loss is small enough."""
    experiment = gd.Experiment(
        "rosenbrock",
        "adam",
        lr=gd.logspace(1e-4, 0.1, 512),
        start=gd.uniform(n=128, seed=0),
        steps=1000,
    )
    programs = [each.programs()[0] for each in (experiment, experiment.replace(target=0.1))]
    times, taken = timed(programs, rounds)
    none, most = times
    steps = taken[most] / taken[none]
    yield Line.of(
        "Adam, most runs end at a loss of 0.1: time per step over that if none do",
        times.ratio(most, none).times(1 / steps),
        target=1.2,
        note=f"{100 * steps:.0f} % of the steps taken",
    )


def timed(programs: Sequence[Program], rounds: int) -> tuple[Times, dict[str, int]]:
    """The times of programs, by their numbers, and the steps that they take."""
    named = {str(i): each for i, each in enumerate(programs)}
    taken = {name: int(cpu.run(each).steps.sum()) for name, each in named.items()}
    return interleaved({n: partial(cpu.run, each) for n, each in named.items()}, rounds), taken
