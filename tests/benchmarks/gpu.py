"""Code for a GPU, compiled and assembled here: registers of a thread, spills, and the wait for it.

Needs the packages of the extra `cuda`, and `ptxas` (the package nvidia-cuda-nvcc, or a toolkit).
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from time import process_time

from measure import Line

import gdsim as gd
from gdsim.catalogue import discover
from gdsim.engine.backends.cuda import code, presence
from gdsim.engine.cache import Source
from gdsim.engine.program import Program
from gdsim.engine.recipes import recipe_of
from gdsim.engine.source.gpu import gpu_text
from gdsim.lanes.host import BLOCK

CAPABILITIES = (8, 0), (9, 0)
# Registers with which a multiprocessor of 65,536 holds a half and a quarter of its 2,048 threads.
LIMITS = {"float32": 64, "float64": 128}


def ptxas() -> str | None:
    """NVIDIA's assembler, in its package or on the path."""
    try:
        files = metadata.files("nvidia-cuda-nvcc") or []
    except metadata.PackageNotFoundError:
        files = []
    own = [str(each.locate()) for each in files if each.name in ("ptxas", "ptxas.exe")]
    return own[0] if own else shutil.which("ptxas")


def assembled(assembler: str, ptx: str, capability: tuple[int, int]) -> tuple[int, int]:
    """The registers of a thread of some code, and the bytes that it spills."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "code.ptx")
        file.write_text(ptx)
        arch = f"-arch=sm_{capability[0]}{capability[1]}"
        said = subprocess.run(
            [assembler, arch, "-v", str(file), "-o", str(file.with_suffix(".cubin"))],
            capture_output=True, text=True, check=True,
        ).stderr  # fmt: skip
    registers = re.search(r"Used (\d+) registers", said)
    spills = sum(map(int, re.findall(r"(\d+) bytes spill", said)))
    assert registers is not None
    return int(registers[1]), spills


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


def run(quick: bool) -> Iterator[Line]:
    reason, assembler = presence.missing_packages(), ptxas()
    if reason is not None or assembler is None:
        yield Line(f"left out: {reason or 'ptxas is not installed'}", float("nan"))
        return
    waited = []
    for name, given in programs(quick):
        source = Source("gpu", gpu_text(recipe_of(given, BLOCK)))
        began = process_time()
        texts = code.instructions(source, CAPABILITIES[-1])
        compiled = {each: code.assembled(texts, each) for each in CAPABILITIES}
        waited.append((process_time() - began) / 2)
        found = {each: assembled(assembler, ptx, each) for each, ptx in compiled.items()}
        note = ", ".join(
            f"sm_{major}{minor}: {registers} and {spilled} B spilled"
            for (major, minor), (registers, spilled) in found.items()
        )
        yield Line(
            name, max(r for r, _ in found.values()), "registers", LIMITS[given.dtype], note=note
        )
    yield Line("compiling a kernel, longest", max(waited), "s of processor time")
