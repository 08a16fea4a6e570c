"""Adam on Rosenbrock, 2^20 runs, 200 steps, float32: gdsim and its peers, all on all threads."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from statistics import median

import numpy as np
from measure import Line, interleaved, ratio
from rosenbrock import Work

from gdsim.engine.backends import cpu

OURS = "gdsim"
LABELLED = "gdsim, Experiment.run()"
PLAIN = "plain lane loop"
SCALAR = "Numba scalar loop, prange"
JAX = "JAX: jit, vmap, scan, optax"
TORCH = "torch: a tensor a quantity"
# Name -> module of this folder, its function that makes the contender.
PEERS = {
    PLAIN: ("plain_lanes", "contender"),
    SCALAR: ("scalar_loop", "contender"),
    JAX: ("jax_adam", "contender"),
    "JAX, 2^14 runs at a time": ("jax_adam", "chunked_contender"),
    TORCH: ("torch_adam", "contender"),
}
# Peer -> the least times faster that gdsim has to be.
TARGETS = {JAX: 10.0, SCALAR: 20.0}
# Peer -> rates it runs, of all: torch would take the better part of a minute.
FEWER = {TORCH: 8}


def run(quick: bool) -> Iterator[Line]:
    rates, starts, steps = (256, 256, 200) if quick else (1024, 1024, 200)
    work = Work(rates, starts, steps)
    contenders: dict[str, Callable[[], object]] = {
        OURS: lambda: cpu.run(work.program),
        LABELLED: work.experiment.run,
    }
    shares = {OURS: 1.0, LABELLED: 1.0}
    differences = {}
    for name, (module, function) in PEERS.items():
        part = Work(rates // FEWER.get(name, 1), starts, steps)
        try:
            call = getattr(importlib.import_module(module), function)(part)
        except ModuleNotFoundError:  # __main__ says which peers are missing
            continue
        contenders[name], shares[name] = call, part.runs / work.runs
        differences[name] = apart(cpu.run(part.program).loss, call())  # warms up, too
    work.experiment.run()
    times = interleaved(contenders, 3 if quick else 5)
    whole = {name: [t / shares[name] for t in times[name]] for name in times}
    yield from lines(whole, work.run_steps, shares)
    for name, found in differences.items():
        yield Line(f"losses apart: {name}", found, "", 1e-3, note="relative, median")


def lines(
    times: dict[str, list[float]], run_steps: int, shares: dict[str, float]
) -> Iterator[Line]:
    """What follows from the seconds that each contender takes for all of the work."""
    for name, found in times.items():
        note = "" if shares[name] == 1 else f"from 1/{1 / shares[name]:.0f} of the runs"
        yield Line(name, run_steps / median(found), "run-steps/s", note=note)
    if PLAIN in times:
        yield Line(f"time over that of the {PLAIN}", ratio(times, OURS, PLAIN), "x", 1.1)
    for name in times:
        if name in PEERS and name != PLAIN:
            measured = ratio(times, name, OURS)
            note = f"the {PLAIN}: {ratio(times, name, PLAIN):.3g} x" if PLAIN in times else ""
            target = TARGETS.get(name)
            yield Line(f"faster than {name}", measured, "x", target, at_least=True, note=note)


def apart(ours: np.ndarray, theirs: np.ndarray) -> float:
    """The median relative difference of two results."""
    scale = np.maximum(np.abs(ours), np.abs(theirs))
    return float(np.median(np.abs(ours - theirs) / np.maximum(scale, 1e-30)))
