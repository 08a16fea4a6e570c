"""How long a new (function, optimizer) pair takes to be ready: compiled, and from the disk cache.

Measured from the experiment to the end of its first step, so it covers parsing, differentiating,
writing the module and compiling or loading it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from statistics import median

from measure import Line, in_new_process, seconds

PAIRS = (
    ("beale", "adam"),
    ("rastrigin", "momentum"),
    ("ackley", "adamw"),
    ("eggholder", "rmsprop"),
    ("griewank", "nadam"),
    ("himmelblau", "lion"),
    ("levy", "yogi"),
    ("easom", "adagrad"),
    ("goldstein_price", "adabelief"),
    ("branin", "amsgrad"),
    ("michalewicz", "qhadam"),
    ("muller_brown", "adan"),
    ("six_hump_camel", "nesterov"),
    ("holder_table", "rprop"),
    ("drop_wave", "radam"),
)
FIRST = ("sphere", "sgd")  # bears Numba's own start-up


def run(quick: bool) -> Iterator[Line]:
    pairs = PAIRS[::4] if quick else PAIRS
    with tempfile.TemporaryDirectory() as folder:
        compiled = in_new_process("compiling", "waits", pairs, GDSIM_CACHE=folder)
        loaded = in_new_process("compiling", "waits", pairs, GDSIM_CACHE=folder)
    yield from _lines("compile a new pair", compiled, pairs, 500)
    yield from _lines("load a pair in a new process", loaded, pairs, 30)
    yield Line("first of all, from the cache", loaded[0] * 1e3, "ms", note="with Numba's start-up")


def _lines(
    what: str, found: list[float], pairs: tuple[tuple[str, str], ...], target: float
) -> Iterator[Line]:
    each = found[1:]
    worst = max(range(len(each)), key=each.__getitem__)
    note = f"of {len(each)} pairs"
    yield Line(f"{what}, median", median(each) * 1e3, "ms", target, note=note)
    yield Line(f"{what}, slowest", each[worst] * 1e3, "ms", note=" x ".join(pairs[worst]))


def waits(pairs: list[tuple[str, str]]) -> list[float]:
    """Seconds until each pair has made its first step; the first of all is FIRST."""
    return [seconds(lambda pair=pair: first_step(*pair)) for pair in (FIRST, *pairs)]


def first_step(function: str, optimizer: str) -> None:
    import gdsim as gd
    from gdsim.backends import cpu

    experiment = gd.Experiment(function, optimizer, lr=[1e-4, 1e-3], steps=1)
    cpu.run(experiment.programs()[0])
