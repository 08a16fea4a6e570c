"""gdsim and its peers train the same networks in turn: on all processors, and on one."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterator, Mapping
from statistics import median

import numpy as np
from measure import Line, in_new_process, interleaved, ratio
from network_work import Work

from gdsim.engine.backends import cpu

OURS = "gdsim"
JAX = "JAX: jit, vmap, scan"
CHUNKED = "JAX, 2^8 runs at a time"
TORCH = "torch.func: vmap, grad"
CHUNK = 2**8
# Peer -> the most runs it is given: as many as fill its threads, where all would take minutes.
MOST = {TORCH: 2**11}


def contenders(
    work: Work, names: tuple[str, ...] = (JAX, CHUNKED)
) -> dict[str, tuple[Callable[[], np.ndarray], Work]]:
    """A call by name of gdsim and of each peer that is installed, and what the call does.

    A call returns the losses of all runs, and has been made once.
    """
    found = {OURS: (lambda: ours(work), work)}
    for name in names:
        part = work.part(max(1, work.runs // MOST.get(name, work.runs)))
        module = "torch_network" if name == TORCH else "jax_network"
        choice = {"chunk": CHUNK} if name == CHUNKED else {}
        try:
            call = importlib.import_module(module).contender(part, **choice)
        except ModuleNotFoundError:  # __main__ says which peers are missing
            continue
        found[name] = call, part
    for call, _ in found.values():
        call()
    return found


def ours(work: Work) -> np.ndarray:
    """gdsim's losses, as the peers return them."""
    outcome = cpu.run(work.program)
    if work.traced:
        return outcome.traces["loss"]
    return outcome.finals["train_loss"] if work.batch else outcome.loss


def race(
    title: str, work: Work, rounds: int, target: float, names: tuple[str, ...] = (JAX, CHUNKED)
) -> Iterator[Line]:
    """Throughput of each, and how many times faster gdsim is than each."""
    calls = contenders(work, names)
    times = interleaved({name: call for name, (call, _) in calls.items()}, rounds)
    whole = {
        name: [t * work.runs / part.runs for t in times[name]] for name, (_, part) in calls.items()
    }
    for name, (_, part) in calls.items():
        seconds = median(whole[name])
        note = f"{work.flops * work.run_steps / seconds / 1e9:.1f} GFLOP/s"
        if part.runs < work.runs:
            note += f", from 1/{work.runs // part.runs} of the runs"
        yield Line(f"{title}: {name}", work.run_steps / seconds, "run-steps/s", note=note)
    yield from faster(title, whole, {JAX: target})


def faster(
    title: str, times: Mapping[str, list[float]], targets: Mapping[str, float]
) -> Iterator[Line]:
    """How many times faster gdsim is than each of the others."""
    for name in times:
        if name != OURS:
            measured, target = ratio(times, name, OURS), targets.get(name)
            yield Line(f"{title}: faster than {name}", measured, "x", target, at_least=True)


def race_on_one(title: str, module: str, function: str, quick: bool) -> Iterator[Line]:
    """The same on one processor; what is run is what `function(quick)` of a module gives."""
    if not hasattr(os, "sched_setaffinity"):
        return
    times = in_new_process("network_race", "times_on_one", module, function, quick)
    yield from faster(f"{title}, on one processor", times, {})


def times_on_one(module: str, function: str, quick: bool) -> dict[str, list[float]]:
    """Seconds by name, in a process that has one processor, before any thread pool is made."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    calls = contenders(getattr(importlib.import_module(module), function)(quick))
    return interleaved({name: call for name, (call, _) in calls.items()}, 3)


def apart(ours: np.ndarray, theirs: np.ndarray) -> float:
    """The largest relative difference of two results."""
    return float(np.max(np.abs(ours - theirs) / np.maximum(np.abs(theirs), 1e-30)))
