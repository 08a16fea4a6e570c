"""What more threads give: the time on the wall of one over that of all that the machine has.

Only a machine that runs nothing else can tell; elsewhere the lines say that it was shared. The
share of the processor time outside compiled code, which a run on one thread has on any machine,
bounds what many threads give: compiled code works side by side, and at worst nothing else does. In
truth NumPy copies without Python's lock, too.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace

import fractal
import networks
from measure import SHARED, Line, Spread, in_new_process, interleaved, processors
from network_sizes import square
from rosenbrock import Work

import gdsim as gd
from gdsim.engine import machine_code
from gdsim.engine.backends import cpu

MANY = 16


def run(quick: bool) -> Iterator[Line]:
    threads = processors()
    for title, work in cases(quick).items():
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
        outside = Spread.of(in_new_process("threads", "outside", title, quick), "processor")
        most = 1 / (outside.median + (1 - outside.median) / MANY)
        yield Line.of(
            f"{title}: outside compiled code",
            outside.times(100),
            "%",
            note=f"{MANY} threads give at least {most:.1f} times one if nothing else holds them up",
        )


def cases(quick: bool) -> dict[str, Callable[[int], object]]:
    """What runs on some threads, by title."""
    function = Work(256 if quick else 1024, 1024, 200)
    small = fractal.shipped(64 if quick else 128, 100, samples=1)
    large = square(707, 1, 5e9 if quick else 2e10)
    return {
        "Adam on Rosenbrock": lambda n: cpu.run(function.program, threads=n),
        "the same with 3 traces of 64 steps": lambda n: traced(function).run(threads=n),
        "16-16-1 networks": lambda n: networks.dense(quick).losses(threads=n),
        "networks of one sample, a measure": lambda n: small.run(threads=n),
        "a network of 10^6 parameters, one run": lambda n: large.losses(threads=n),
    }


def outside(title: str, quick: bool) -> list[float]:
    """The share of the processor time outside compiled code, of some runs on one thread.

    In a process of its own: compiled functions are timed from when they are loaded.
    """
    inside, load = [0.0], machine_code.loaded

    def timed(function: Callable[..., int]) -> Callable[..., int]:
        def call(*arguments: int) -> int:
            start = time.thread_time()
            result = function(*arguments)
            inside[0] += time.thread_time() - start
            return result

        return call

    def loaded(code: bytes, parts: machine_code.Parts) -> SimpleNamespace:
        functions = vars(load(code, parts)).items()
        return SimpleNamespace(**{n: replace(f, ctypes=timed(f.ctypes)) for n, f in functions})

    machine_code.loaded = loaded
    work, shares = cases(quick)[title], []
    work(1)
    for _ in range(5):
        inside[0], start = 0.0, time.process_time()
        work(1)
        shares.append(1 - inside[0] / (time.process_time() - start))
    return shares


def traced(work: Work) -> gd.Experiment:
    """A part of the runs, with what is recorded of them."""
    return replace(work, starts=64).experiment.replace(
        record=("loss", "params", "grad_norm"), every="log:64"
    )
