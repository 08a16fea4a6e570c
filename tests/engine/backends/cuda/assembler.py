"""NVIDIA's assembler: what the code for a card needs of it."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path


def ptxas() -> str | None:
    """NVIDIA's assembler, in its package or on the path."""
    try:
        files = metadata.files("nvidia-cuda-nvcc") or []
    except metadata.PackageNotFoundError:
        files = []
    own = [str(each.locate()) for each in files if each.name in ("ptxas", "ptxas.exe")]
    return own[0] if own else shutil.which("ptxas")


@dataclass(frozen=True)
class Needs:
    """What the threads of some code need: registers, bytes of the stack, and of shared memory.

    stack: of a network's code that of all functions together, more than any chain of calls has.
    """

    registers: int
    spilled: int
    stack: int
    shared: int


def assembled(assembler: str, ptx: str, capability: tuple[int, int]) -> Needs:
    """What NVIDIA's assembler says of some code."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "code.ptx")
        file.write_text(ptx)
        arch = f"-arch=sm_{capability[0]}{capability[1]}"
        said = subprocess.run(
            [assembler, arch, "-v", str(file), "-o", str(file.with_suffix(".cubin"))],
            capture_output=True, text=True, check=True,
        ).stderr  # fmt: skip
    registers, spilled, stack, shared = (
        [int(each) for each in re.findall(pattern, said)]
        for pattern in (
            r"Used (\d+) registers",
            r"(\d+) bytes spill stores",
            r"(\d+) bytes stack frame",
            r"(\d+) bytes smem",
        )
    )
    return Needs(max(registers), sum(spilled), sum(stack), sum(shared))
