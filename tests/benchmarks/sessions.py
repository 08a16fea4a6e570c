"""Steps one by one, as the window takes them: what a call costs, and what memory allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bounds import memory
from measure import Line, interleaved, processors
from memory_use import single_runs

import gdsim as gd
from gdsim.experiment.session import Session

STEPS = 100_000
CALLS = 100
# Bytes that a step of Adam in two dimensions moves: a rate, and six numbers read and written.
BYTES = 4 * (1 + 2 * 6)


def run(quick: bool) -> Iterator[Line]:
    rounds = 7 if quick else 15
    twenty = single_runs(STEPS)
    yield from overhead("20 single runs, 3 traces", twenty, rounds)
    yield from overhead("20 single runs, no traces", twenty.replace(record=()), rounds)
    yield from one_step_of_many(2**20 if quick else 2**22, rounds)


def overhead(title: str, experiment: gd.Experiment, rounds: int) -> Iterator[Line]:
    """A step a call, beside as many in one call."""
    session = Session(experiment)
    session.advance(CALLS)

    def one_by_one() -> None:
        for _ in range(CALLS):
            session.advance(1)

    calls: dict[str, Callable[[], object]] = {
        "calls": one_by_one,
        "together": lambda: session.advance(CALLS),
    }
    times = interleaved(calls, rounds, threads=1)
    each = [1e6 * (a - b) / CALLS for a, b in zip(times["calls"], times["together"], strict=True)]
    note = f"of {1e6 * min(times['calls']) / CALLS:.0f} µs; the work is the rest"
    yield Line.of(
        f"{title}: a call of advance(1) besides its work",
        times.spread(each),
        "µs",
        target=50,
        note=note,
    )


def one_step_of_many(runs: int, rounds: int) -> Iterator[Line]:
    """Adam, a step a call, beside the memory that its state passes through."""
    experiment = gd.Experiment(
        "rosenbrock",
        "adam",
        lr=gd.logspace(1e-7, 1e-6, 256),
        start=gd.uniform(n=runs // 256, seed=0),
        steps=10_000,
    )
    session = Session(experiment)
    session.advance(1)
    bound = memory(runs * BYTES, processors())
    calls = {"step": lambda: session.advance(1), bound.name: bound.call}
    times = interleaved(calls, rounds)
    each = times.spread([1e9 * t / runs for t in times["step"]])
    line = Line.of(f"{runs:.1e} runs of Adam, one step a call", each, "ns per run-step")
    yield line.under(bound.name, bound.share(times, "step", runs * BYTES))
