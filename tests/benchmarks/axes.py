"""Long axes: the cost of arrays of values, and of values given lazily, relative to the runs."""

from __future__ import annotations

import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from measure import Line, seconds
from numpy.typing import NDArray

LAZY = 10**8


def run(quick: bool) -> Iterator[Line]:
    yield from of_an_array(2**18 if quick else 2**20)
    yield from given_lazily()


def of_an_array(count: int) -> Iterator[Line]:
    """All that is done with an experiment beside running it; of some rounds the fastest."""
    rates = np.random.default_rng(0).uniform(1e-4, 0.1, count)
    with tempfile.TemporaryDirectory() as folder:
        rounds = [handled(rates.copy(), Path(folder) / "experiment.toml") for _ in range(6)]
    found = min(rounds, key=lambda each: sum(each.values()))
    yield Line(f"an array of {count:,} values: all", sum(found.values()) * 1e3, "ms", 100)
    for name, took in found.items():
        yield Line(f"   {name}", took * 1e3, "ms")


def handled(rates: NDArray[np.float64], path: Path) -> dict[str, float]:
    """Seconds that each part takes with a new experiment."""
    import gdsim as gd
    from gdsim.experiment import labelled

    made: list[gd.Experiment] = []

    def construct() -> None:
        made.append(gd.Experiment("sphere", "sgd", lr=rates, steps=1))

    def label() -> None:
        labelled.coordinates(made[0])
        labelled.provenance(made[0])

    return {
        "construct": seconds(construct),
        "hash": seconds(lambda: made[0].hash),
        "label": seconds(label),
        "save": seconds(lambda: made[0].save(path)),
        "load": seconds(lambda: gd.Experiment.load(path)),
    }


def given_lazily() -> Iterator[Line]:
    """Constructing an experiment with an axis of 10^8 values, and its memory, at the worst."""
    import gdsim as gd

    network = {"layers": [2, 4, 1], "data": gd.datasets.spiral()}
    made: dict[str, Callable[[], object]] = {
        "one number": lambda: gd.Experiment("sphere", "sgd", lr=0.1),
        "lr": lambda: gd.Experiment("sphere", "sgd", lr=gd.logspace(1e-4, 0.1, LAZY)),
        "a parameter": lambda: gd.Experiment(
            gd.Function("a*x**2", a=gd.linspace(1, 2, LAZY)), "sgd"
        ),
        "whole seeds": lambda: gd.Experiment("sphere", "sgd", seed=gd.linspace(0, LAZY - 1, LAZY)),
        "seeds of weights": lambda: gd.Experiment(
            gd.Network(**network, init_seed=range(LAZY)), "sgd"
        ),
    }
    for name, make in made.items():
        make()
        took = min(seconds(make) for _ in range(20))
        tracemalloc.start()
        make()
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        note = f"{peak / 1e3:.0f} kB at most"
        yield Line(f"{LAZY:.0e} values, {name}", took * 1e3, "ms", 1, note=note)
