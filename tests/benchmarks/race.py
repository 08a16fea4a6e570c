"""Adam, momentum and SGD on Rosenbrock, 2^20 runs, 200 steps, float32, all on all threads."""

from __future__ import annotations

from collections.abc import Iterator

from bounds import Bound, divider, multiply_adds
from measure import Line, processors
from racing import (
    OURS,
    Contender,
    Peer,
    entered,
    losses_apart,
    median_apart,
    over,
    over_best,
    raced,
    throughput,
)
from rosenbrock import Work

LABELLED = "gdsim, Experiment.run()"
PLAIN = "plain lane loop"
SCALAR = "Numba scalar loop"
PEERS = {
    "JAX": Peer("jax_function"),
    "JAX in parts": Peer("jax_function", "chunked_contender"),
    "torch": Peer("torch_function"),
}
LOOPS = {PLAIN: Peer("plain_lanes"), SCALAR: Peer("scalar_loop", of=4)}
TARGETS = {"adam": 4.2, "momentum": 8.0, "sgd": 8.0}
TITLES = {
    "adam": "Adam on Rosenbrock",
    "momentum": "Momentum on Rosenbrock",
    "sgd": "SGD on Rosenbrock",
}
# What steps cost at least: multiply-adds, if everything is contracted and nothing else is done.
LEAST = {"momentum": 9, "sgd": 6}


def run(quick: bool) -> Iterator[Line]:
    for optimizer, target in TARGETS.items():
        work = Work(256 if quick else 1024, 256 if quick else 1024, 200, optimizer)
        yield from raced_at(work, target, 9)


def raced_at(work: Work, target: float, rounds: int) -> Iterator[Line]:
    title = TITLES[work.optimizer]
    loops = LOOPS if work.optimizer == "adam" else {PLAIN: LOOPS[PLAIN]}
    contenders = entered(work, {**loops, **PEERS})
    apart = losses_apart(title, contenders, 1e-3, median_apart)
    entrants = list(contenders)
    if work.optimizer == "adam":
        contenders[LABELLED] = Contender(work.experiment.run)
    bound, amount = bound_of(work)
    times = raced(contenders, rounds, bound)
    yield throughput(title, times, work, entrants, apart)
    yield from over(title, times, [*loops, *(n for n in PEERS if n in contenders)], {PLAIN: 1.0})
    best = over_best(title, times, list(PEERS), target)
    if best is not None:
        yield best.under(bound.name, bound.share(times, OURS, amount))


def bound_of(work: Work) -> tuple[Bound, float]:
    """What bounds a method, and how much of it all steps take at least."""
    if work.optimizer == "adam":
        pairs = 2 * work.run_steps  # one square root and one division a parameter
        return divider(pairs / 4, processors()), pairs
    flops = 2 * LEAST[work.optimizer] * work.run_steps
    return multiply_adds("float32", flops, processors()), flops
