"""Adam on Rosenbrock, 2^20 runs, 200 steps, float32: gdsim and its peers, all on all threads."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from statistics import median

import numpy as np
from measure import Line, interleaved, ratio
from rosenbrock import Work

from gdsim.backends import cpu

OURS = "gdsim"
PLAIN = "plain lane loop"
SCALAR = "Numba scalar loop, prange"
JAX = "JAX: jit, vmap, scan, optax.adam"
# Name -> module of this folder, its function that makes the contender.
PEERS = {
    PLAIN: ("plain_lanes", "contender"),
    SCALAR: ("scalar_loop", "contender"),
    JAX: ("jax_adam", "contender"),
    "JAX, 2^14 runs at a time": ("jax_adam", "chunked_contender"),
    "torch: a tensor a quantity": ("torch_adam", "contender"),
}
# Peer -> the least times faster that gdsim has to be.
TARGETS = {JAX: 10.0, SCALAR: 20.0}


def run(quick: bool) -> Iterator[Line]:
    work = Work(rates=256 if quick else 1024, starts=256 if quick else 1024, steps=200)
    contenders: dict[str, Callable[[], object]] = {
        OURS: lambda: cpu.run(work.program),
        "gdsim, Experiment.run()": work.experiment.run,
    }
    losses = {}
    for name, (module, function) in PEERS.items():
        try:
            contenders[name] = getattr(importlib.import_module(module), function)(work)
        except ModuleNotFoundError:  # __main__ says which peers are missing
            continue
        losses[name] = contenders[name]()  # warms up, too
    ours = cpu.run(work.program).loss
    work.experiment.run()
    times = interleaved(contenders, 3 if quick else 7)
    for name in contenders:
        yield Line(name, work.run_steps / median(times[name]), "run-steps/s")
    for name in losses:
        if name == PLAIN:
            yield Line(f"time over that of the {name}", ratio(times, OURS, name), "x", 1.1)
        else:
            measured = ratio(times, name, OURS)
            yield Line(f"faster than {name}", measured, "x", TARGETS.get(name), at_least=True)
    for name, theirs in losses.items():
        yield Line(
            f"losses apart from {name}", apart(ours, theirs), "", 1e-3, note="relative, median"
        )


def apart(ours: np.ndarray, theirs: np.ndarray) -> float:
    """The median relative difference of two results."""
    scale = np.maximum(np.abs(ours), np.abs(theirs))
    return float(np.median(np.abs(ours - theirs) / np.maximum(scale, 1e-30)))
