"""What only a card can show: the bits, and the speed. Each part is written when it is done.

    python -m tests.gpu.check OUT.json [PART ...]        # parts: about bits ceilings
                                                         # functions networks live catalogue
    python -m tests.gpu.check --digests                  # write the CPU's digests anew

It needs no network, and beside gdsim's sources only Python, numba, numba-cuda (with a compiler,
NVVM) and NumPy; JAX and optax for the comparison with them.
"""

from __future__ import annotations

import json
import platform
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

import gdsim as gd
from gdsim.base import machine
from gdsim.engine.backends import cpu, cuda
from gdsim.engine.backends.cuda import presence
from gdsim.engine.backends.cuda.device import open_device
from gdsim.engine.program import Program
from tests.engine.backends.cuda.networks import catalogue_networks
from tests.gpu.cases import DIGESTS, cases, digest, stored
from tests.gpu.ceilings import memory, operations, until_done

STEPS = 200


def about() -> dict[str, Any]:
    """The card, and what drives it."""
    card = open_device()
    free, whole = card.memory
    driver = presence.driver().cuDriverGetVersion()[1]
    return {
        "card": card.name,
        "capability": card.capability,
        "memory": whole,
        "free": free,
        "driver_for_cuda": f"{driver // 1000}.{driver % 1000 // 10}",
        "versions": presence.versions(),
        "python": platform.python_version(),
        "threads": machine.processors(),
        "date": time.strftime("%Y-%m-%d"),
    }


def bits() -> dict[str, Any]:
    """Each program's outcome on the card, compared with the stored digest of the CPU's."""
    return compared(cases())


def catalogue() -> dict[str, Any]:
    """The same of networks with every optimizer, each of which is compiled: half an hour."""
    return compared(catalogue_networks())


def compared(programs: Mapping[str, Program]) -> dict[str, Any]:
    """How many programs' outcomes were compared with stored digests, and those that differ."""
    expected, wrong = stored(), {}
    for name, program in programs.items():
        found = digest(cuda.run(program))
        if found != expected[name]:
            wrong[name] = {"gpu": found, "cpu": digest(cpu.run(program)), "stored": expected[name]}
    return {"compared": len(programs), "wrong": wrong}


def ceilings() -> dict[str, float]:
    """Operations and bytes a second at most."""
    card = open_device()
    return {**dict(operations(card)), "bytes written": memory(card)}


def seconds(call: Callable[[], object], times: int = 3) -> float:
    """The median time of a call, after a first one."""
    call()
    found = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        found.append(time.perf_counter() - began)
    return median(found)


def functions() -> dict[str, Any]:
    """Adam on Rosenbrock: run-steps a second of the card, of JAX on it, and of the CPU."""
    found: dict[str, Any] = {}
    for dtype in ("float32", "float64"):
        for power in (20, 22, 24):
            program = rosenbrock(2**power, dtype)
            work = program.runs * STEPS
            case = found[f"2^{power} {dtype}"] = {
                "whole": work / seconds(lambda p=program: cuda.run(p), 1 + (power < 24)),
                "launches": work / launched(program),
            }
            if power == 20:
                case["cpu"] = work / seconds(lambda p=program: cpu.run(p))
                same = digest(cuda.run(program)) == digest(cpu.run(program))
                case["same bits"] = same
            if dtype == "float32" and power < 24:
                case |= {"jax": work / seconds(jax_contender(program.runs))}
    return found


def rosenbrock(runs: int, dtype: str) -> Any:
    """Learning rates times starts."""
    side = int(runs**0.5)
    experiment = gd.Experiment(
        "rosenbrock",
        "adam",
        lr=gd.logspace(1e-4, 1.0, side),
        start=gd.uniform(n=side, seed=0),
        steps=STEPS,
        dtype=dtype,
    )
    return experiment.programs()[0]


def launched(program: Any) -> float:
    """The time of the launches alone, with the runs in the card's memory."""
    batch = cuda.Batch([program])
    batch.advance(0)
    times = []
    for _ in range(3 if program.network is None else 1):
        batch.restart()
        times.append(until_done(batch.card, partial(batch.advance, program.steps)))
    return min(times)


def jax_contender(runs: int) -> Callable[[], object]:
    """JAX's call for as many runs: jit, vmap, scan, optax."""
    sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))
    from jax_function import contender
    from rosenbrock import Work

    side = int(runs**0.5)
    return contender(Work(side, side, STEPS))


# The layers, runs and steps of networks: 16-16-1, a map of trainability, and n-n-n-1 with 528 and
# with 9,870 parameters. Steps of fewer runs are more, so that each takes seconds on any card.
LAYERS: dict[str, tuple[list[int], int, int]] = {
    "2-16-16-1": ([2, 16, 16, 1], 2**16, 100),
    "16-16-1, a map of 2048 x 2048": ([16, 16, 1], 2**22, 20),
    "16-16-16-1": ([16, 16, 16, 1], 2**16, 50),
    "70-70-70-1": ([70, 70, 70, 1], 2**12, 20),
}


def networks() -> dict[str, Any]:
    """Networks with 64 samples: run-steps, and operations of their products, a second."""
    found: dict[str, Any] = {}
    for name, (layers, runs, steps) in LAYERS.items():
        program = network(layers, runs, steps)
        work = program.runs * program.steps
        rate = work / launched(program)
        few = network(layers, 64, steps)
        found[name] = {
            "launches": rate,
            "operations": rate * products(layers, 64),
            "cpu": few.runs * few.steps / seconds(lambda p=few: cpu.run(p), 1),
            "same bits": digest(cuda.run(few)) == digest(cpu.run(few)),
        }
    return found


def network(layers: list[int], runs: int, steps: int) -> Any:
    """Learning rates of two layers, without biases, as maps of trainability have them."""
    side = int(runs**0.5)
    data = gd.datasets.random(samples=64, inputs=layers[0], test=0.0)
    scales: list[Any] = [gd.logspace(0.01, 100.0, side), *[1.0] * (len(layers) - 2)]
    objective = gd.Network(layers, "tanh", data=data, bias=False, lr_scale=scales)
    lr = gd.logspace(1e-3, 1.0, side)
    return gd.Experiment(objective, "sgd", lr=lr, steps=steps).programs()[0]


def products(layers: list[int], samples: int) -> int:
    """The operations of a step's products: two for each multiply-add."""
    weights = [a * b for a, b in pairwise(layers)]
    return 2 * samples * (2 * sum(weights) + sum(weights[1:]))


def live() -> dict[str, float]:
    """A live map of 1024 x 1024 runs: frames a second of a session, a step and a snapshot each."""
    experiment = gd.Experiment(
        "rosenbrock",
        "adam",
        lr=gd.logspace(1e-4, 1.0, 1024),
        start=gd.uniform(n=1024, seed=0),
        steps=STEPS,
    )
    found = {}
    for backend in ("cuda", "cpu"):
        session = gd.Session(experiment, backend=backend)
        session.advance(2)
        began = time.perf_counter()
        for _ in range(20):
            session.advance(5)
            session.snapshot()
        found[f"frames a second, {backend}"] = 20 / (time.perf_counter() - began)
        session.rewind(0)
        began = time.perf_counter()
        session.advance(STEPS)
        found[f"milliseconds of {STEPS} steps, {backend}"] = 1e3 * (time.perf_counter() - began)
    return found


PARTS: dict[str, Callable[[], Any]] = {
    each.__name__: each for each in (about, bits, ceilings, functions, networks, live, catalogue)
}
USUAL = [name for name in PARTS if name != "catalogue"]


def carry_out(out: Path, parts: list[str]) -> Iterator[str]:
    """Do each part, and write what is known so far; yield a line for each."""
    results: dict[str, Any] = {}
    for name in parts or USUAL:
        began = time.perf_counter()
        try:
            results[name] = PARTS[name]()
        except Exception as error:  # the other parts are of use without it
            results[name] = {"failed": f"{type(error).__name__}: {error}"}
            traceback.print_exc()
        results.setdefault("seconds", {})[name] = round(time.perf_counter() - began, 1)
        out.write_text(json.dumps(results, indent=1, default=float) + "\n")
        yield f"{name}: {json.dumps(results[name], default=float)}"


if __name__ == "__main__":
    np.seterr(all="ignore")
    if sys.argv[1:] == ["--digests"]:
        digests = {
            name: digest(cpu.run(program))
            for name, program in {**cases(), **catalogue_networks()}.items()
        }
        DIGESTS.write_text(json.dumps(digests, indent=1) + "\n")
    else:
        for line in carry_out(Path(sys.argv[1]), sys.argv[2:]):
            print(line, flush=True)
