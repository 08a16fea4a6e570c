"""The cost of runs that have ended: time per step taken, where some diverge within a few steps.

Those that do are strewn at random among the others, so that every lane group has some. Functions:
Rosenbrock, float32. Networks: 16-16-1, 64 samples, descent, float32.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np
from measure import Line, Spread, interleaved
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
    """Runs of which a share ends early, beside the same runs if none does."""
    found = lasting([made(share) for share in SHARES], rounds)
    for (share, most), (longer, note) in zip(MOST.items(), found, strict=True):
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
    programs = [each.programs()[0] for each in (experiment, experiment.replace(target=0.1))]
    what = "Adam, most runs end at a loss of 0.1: time per step over that if none do"
    for longer, note in lasting(programs, rounds):
        yield Line.of(what, longer, target=1.2, note=note)


def lasting(programs: Sequence[Program], rounds: int) -> Iterator[tuple[Spread, str]]:
    """The time per step taken of each further program, over that of the first."""
    taken = [int(cpu.run(each).steps.sum()) for each in programs]
    names = [str(i) for i in range(len(programs))]
    times = interleaved(
        {name: partial(cpu.run, each) for name, each in zip(names, programs, strict=True)}, rounds
    )
    for name, steps in zip(names[1:], taken[1:], strict=True):
        share = steps / taken[0]
        note = f"{100 * share:.0f} % of the steps taken"
        yield times.ratio(name, names[0]).times(1 / share), note
