"""The cost of runs that have ended: time per step taken, where some diverge within a few steps.

Those that do are strewn at random among the others, so that every lane group has some. Functions:
Rosenbrock, float32. Networks: 16-16-1, 64 samples, descent, float32.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
from measure import Line, interleaved
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
    """The time per step taken, over that of the same runs if none ends early."""
    programs = {share: made(share) for share in SHARES}
    taken = {share: int(cpu.run(each).steps.sum()) for share, each in programs.items()}
    calls = {str(share): partial(cpu.run, each) for share, each in programs.items()}
    times = interleaved(calls, rounds)
    for share, most in MOST.items():
        longer = times.ratio(str(share), str(SHARES[0])).times(taken[SHARES[0]] / taken[share])
        note = f"{100 * taken[share] / taken[SHARES[0]]:.0f} % of the steps taken"
        what = f"{title}, {100 * share:.0f} % of runs diverge: time per step over that if none do"
        yield Line.of(what, longer, target=most, note=note)


def converging(rounds: int) -> Iterator[Line]:
    """Adam, where runs end at all times, when their loss is small enough."""
    experiment = gd.Experiment(
        "rosenbrock",
        "adam",
        lr=gd.logspace(1e-4, 0.1, 512),
        start=gd.uniform(n=128, seed=0),
        steps=1000,
    )
    programs = {
        "none": experiment.programs()[0],
        "most": experiment.replace(target=0.1).programs()[0],
    }
    taken = {name: int(cpu.run(each).steps.sum()) for name, each in programs.items()}
    times = interleaved({name: partial(cpu.run, each) for name, each in programs.items()}, rounds)
    longer = times.ratio("most", "none").times(taken["none"] / taken["most"])
    note = f"{100 * taken['most'] / taken['none']:.0f} % of the steps taken"
    what = "Adam, most runs end at a loss of 0.1: time per step over that if none do"
    yield Line.of(what, longer, target=1.2, note=note)
