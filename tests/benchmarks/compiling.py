"""How long a new (function, optimizer) pair takes to be ready: compiled, and from the disk cache.

Measured from the experiment to the end of its first step, so it covers parsing, differentiating,
writing the module and compiling or loading it.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from statistics import median

from measure import Line, Others, Spread, in_new_process

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
FIRST = ("sphere", "sgd")  # bears the imports, and to compile also Numba's own start-up


def run(quick: bool) -> Iterator[Line]:
    pairs = PAIRS[::4] if quick else PAIRS
    with tempfile.TemporaryDirectory() as folder, Others() as others:
        compiled = in_new_process("compiling", "waits", pairs, GDSIM_CACHE=folder)
        loaded = in_new_process("compiling", "waits", pairs, GDSIM_CACHE=folder)
    yield from _lines("compile a new pair", compiled, pairs, 500, others.note)
    yield from _lines("load a pair in a new process", loaded, pairs, 30, others.note)
    note = "; ".join(filter(None, ("with what a first experiment imports", others.note)))
    yield Line("the first of all, from the cache", loaded[0][0] * 1e3, "ms", note=note)


def _lines(
    what: str,
    found: list[tuple[float, float]],
    pairs: tuple[tuple[str, str], ...],
    target: float,
    shared: str,
) -> Iterator[Line]:
    walls, processors = zip(*([1e3 * each for each in pair] for pair in found[1:]), strict=True)
    worst = max(range(len(walls)), key=walls.__getitem__)
    notes = [f"of {len(walls)} pairs; {median(processors):.0f} ms of processor time", shared]
    note = "; ".join(filter(None, notes))
    spread = Spread.of(walls, "wall")
    yield Line.of(f"{what}, median", spread, "ms", target=target, note=note)
    yield Line(f"{what}, slowest", walls[worst], "ms", note=" x ".join(pairs[worst]))


def waits(pairs: list[tuple[str, str]]) -> list[tuple[float, float]]:
    """Seconds, and seconds of processor time, until each pair has made its first step.

    The first of all is FIRST.
    """
    found = []
    for pair in (FIRST, *pairs):
        wall, processor = time.perf_counter(), time.process_time()
        first_step(*pair)
        found.append((time.perf_counter() - wall, time.process_time() - processor))
    return found


def first_step(function: str, optimizer: str) -> None:
    import gdsim as gd
    from gdsim.engine.backends import cpu

    experiment = gd.Experiment(function, optimizer, lr=[1e-4, 1e-3], steps=1)
    cpu.run(experiment.programs()[0])
