"""How long a new (optimizer, loss) pair takes to be ready for networks, and from the disk cache.

Measured from the program to the end of its first step, with layers of all sorts: in an empty cache
folder, where what all networks share is compiled too, and behind other pairs.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from typing import Any

from measure import Line, Others, Spread, in_new_process

# Optimizer, loss, layers, activation.
PAIRS: tuple[tuple[str, str, tuple[int, ...], str], ...] = (
    ("adam", "binary_cross_entropy", (2, 8, 8, 8, 1), "tanh"),
    ("momentum", "mse", (2, 16, 1), "relu"),
    ("adamw", "huber", (2, 5, 7, 1), "gelu"),
    ("rmsprop", "mae", (2, 4, 4, 4, 4, 1), "elu"),
    ("lion", "hinge", (2, 3, 1), "silu"),
    ("nadam", "cross_entropy", (2, 12, 2), "sin"),
    ("lamb", "mse", (2, 20, 20, 1), "sigmoid"),
    ("muon", "binary_cross_entropy", (2, 9, 5, 1), "softplus"),
    ("adafactor", "huber", (2, 6, 6, 1), "tanh"),
)


def run(quick: bool) -> Iterator[Line]:
    from gdsim.engine import shipped

    pairs = PAIRS[::3] if quick else PAIRS
    ready = "" if shipped.folder() is None else "what is shipped was ready"
    alone, compiled, loaded = [], [], []
    with Others() as others:
        for pair in pairs[: 2 if quick else 4]:
            with tempfile.TemporaryDirectory() as folder:
                alone += in_new_process("network_compiling", "waits", [pair], GDSIM_CACHE=folder)
        with tempfile.TemporaryDirectory() as folder:
            # The first pair bears what is compiled for all networks.
            compiled = in_new_process("network_compiling", "waits", pairs, GDSIM_CACHE=folder)[1:]
            for pair in pairs:
                loaded += in_new_process("network_compiling", "waits", [pair], GDSIM_CACHE=folder)
    for what, found, target in (
        ("compile a pair, cache empty", alone, 2000),
        ("compile another pair", compiled, 500),
        ("load a pair in a new process", loaded, 30),
    ):
        note = "; ".join(filter(None, (f"of {len(found)} pairs", ready, others.note)))
        spread = Spread.of(found, "wall").times(1e3)
        yield Line.of(f"{what}, median", spread, "ms", target=target, note=note)
        yield Line(f"{what}, slowest", 1e3 * max(found), "ms")


def waits(pairs: list[Any]) -> list[float]:
    """Seconds until each has made its first step; Numba's start-up comes before."""
    import compiling

    import gdsim as gd
    from gdsim.engine.backends import cpu
    from gdsim.objectives.network import Network

    compiling.first_step(*compiling.FIRST)
    found = []
    for optimizer, loss, layers, activation in pairs:
        network = Network(list(layers), activation, loss=loss, data="spiral")
        experiment = gd.Experiment(network, optimizer, lr=[1e-4, 1e-3], steps=1)
        (program,) = experiment.programs()
        start = time.perf_counter()
        cpu.run(program)
        found.append(time.perf_counter() - start)
    return found
