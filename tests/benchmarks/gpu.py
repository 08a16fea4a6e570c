"""Code for a GPU, compiled and assembled here: registers of a thread, spills, and the wait for it.

Needs the packages of the extra `cuda`, and `ptxas` (the package nvidia-cuda-nvcc, or a toolkit).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from time import process_time

from measure import Line

import gdsim as gd
from gdsim.catalogue import discover
from gdsim.engine.backends.cuda import code, presence
from gdsim.engine.backends.cuda.network import joined, row_of, sources_of
from gdsim.engine.cache import Source
from gdsim.engine.program import Program
from gdsim.engine.recipes import recipe_of
from gdsim.engine.source.gpu import gpu_text
from gdsim.lanes.host import BLOCK
from tests.engine.backends.cuda.assembler import assembled, ptxas

CAPABILITIES = (8, 0), (9, 0)
# Registers with which a multiprocessor of 65,536 holds a half and a quarter of its 2,048 threads.
LIMITS = {"float32": 64, "float64": 128}
OF_NETWORKS = 255  # all that a thread can have: tiles of sums are in them


def program(optimizer: str, function: str = "rosenbrock", dtype: str = "float32") -> Program:
    """Runs of several rates, as a map has them."""
    lr = gd.logspace(1e-4, 0.1, 8)
    return gd.Experiment(function, optimizer, lr=lr, steps=100, dtype=dtype).programs()[0]


def programs(quick: bool) -> Iterator[tuple[str, Program]]:
    """Optimizers on Rosenbrock's function in both precisions, and Adam on the others."""
    optimizers = [name for name, each in discover("optimizer").items() if not each.tensor]
    for dtype in ("float32", "float64"):
        for name in optimizers[:: 8 if quick else 1]:
            yield f"{name}, {dtype}", program(name, dtype=dtype)
    functions = list(discover("function"))
    for name in functions[:: 16 if quick else 1]:
        yield f"Adam on {name}, float32", program("adam", name)


def network(optimizer: str, dtype: str = "float32", sizes: Sequence[int] = (16, 16)) -> Program:
    """Networks of several rates, as a map has them."""
    layers = gd.Network([2, *sizes, 1], "tanh", data="moons")
    lr = gd.logspace(1e-4, 0.1, 8)
    return gd.Experiment(layers, optimizer, lr=lr, steps=100, dtype=dtype).programs()[0]


def networks(quick: bool) -> Iterator[tuple[str, Program]]:
    """2-16-16-1 with some optimizers, of matrices too, in both precisions."""
    names = ["adam"] if quick else ["adam", "sgd", "muon", "schedule_free_adamw"]
    for dtype in ("float32", "float64"):
        for name in names:
            yield f"network, {name}, {dtype}", network(name, dtype)


def texts_of(given: Program, capability: tuple[int, int]) -> list[str]:
    """What NVVM compiles for a program."""
    if given.network is None:
        source = Source("gpu", gpu_text(recipe_of(given, BLOCK)))
        return code.instructions(source, capability)
    return [code.linked_parts(*joined(sources_of(given, recipe_of(given, row_of(given)))))]


def run(quick: bool) -> Iterator[Line]:
    reason, assembler = presence.missing_packages(), ptxas()
    if reason is not None or assembler is None:
        yield Line(f"left out: {reason or 'ptxas is not installed'}", float("nan"))
        return
    waited = []
    for name, given in (*programs(quick), *networks(quick)):
        began = process_time()
        texts = texts_of(given, CAPABILITIES[-1])
        compiled = {each: code.assembled(texts, each) for each in CAPABILITIES}
        waited.append((process_time() - began) / 2)
        found = {each: assembled(assembler, ptx, each) for each, ptx in compiled.items()}
        note = ", ".join(
            f"sm_{major}{minor}: {each.registers}, {each.spilled} B spilled, {each.stack} B of "
            f"stack, {each.shared} B shared"
            for (major, minor), each in found.items()
        )
        most = max(each.registers for each in found.values())
        limit = LIMITS[given.dtype] if given.network is None else OF_NETWORKS
        yield Line(name, most, "registers", limit, note=note)
    yield Line("compiling a kernel, longest", max(waited), "s of processor time")
