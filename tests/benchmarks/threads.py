"""What more threads give: the time on the wall of one over that of all that the machine has.

Only a machine that runs nothing else can tell; elsewhere the lines say that it was shared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import fractal
import networks
from measure import SHARED, Line, Spread, interleaved, processors
from rosenbrock import Work

import gdsim as gd
from gdsim.engine.backends import cpu


def run(quick: bool) -> Iterator[Line]:
    threads = processors()
    function = Work(256 if quick else 1024, 1024, 200)
    small = fractal.shipped(64 if quick else 128, 100, samples=1)
    cases: dict[str, Callable[[int], object]] = {
        "Adam on Rosenbrock": lambda n: cpu.run(function.program, threads=n),
        "the same with 3 traces of 64 steps": lambda n: traced(function).run(threads=n),
        "16-16-1 networks": lambda n: networks.dense(quick).losses(threads=n),
        "networks of one sample, a measure": lambda n: small.run(threads=n),
    }
    for title, work in cases.items():
        work(threads)
        times = interleaved({"one": lambda w=work: w(1), "all": lambda w=work: w(threads)}, 5)
        gains = [a / b for a, b in zip(times.wall["one"], times.wall["all"], strict=True)]
        yield Line.of(
            f"{title}: {threads} threads over one",
            Spread.of(gains, "wall"),
            target=0.75 * threads,
            at_least=True,
            note=SHARED if times.shared else "",
        )


def traced(work: Work) -> gd.Experiment:
    """A part of the runs, with what is recorded of them."""
    return replace(work, starts=64).experiment.replace(
        record=("loss", "params", "grad_norm"), every="log:64"
    )
