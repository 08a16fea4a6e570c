"""The vector unit that kernels are compiled for, and the number of lanes that suits it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache

# 64 float32 lanes on AVX-512 are four registers side by side: that hides the latency of division
# and square root, which bound most kernels. Smaller vector units use the same factor.
REGISTERS = 4

# Runs per block. State is laid out in blocks, one row per quantity and one lane per run. A block
# holds whole lane groups at every width, so the layout does not depend on the machine.
BLOCK = 256

# The samples of which the memory of a network's kernel has room for a multiple, so that it can be
# written in whole tiles.
PADDED = 12

# The registers that every vector unit has.
LEAST_REGISTERS = 16

# What processors of a level of x86-64 have beside those of the level before; code that is compiled
# for a level runs on all of them.
# Source: x86-64 psABI, version 1.0, table 3.1, by LLVM's names.
V3 = (
    "avx", "avx2", "bmi", "bmi2", "cx16", "f16c", "fma", "lzcnt", "movbe", "popcnt", "sahf",
    "sse4.2", "xsave",
)  # fmt: skip
V4 = (*V3, "avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl")
LEVELS = {"x86-64-v4": V4, "x86-64-v3": V3}


@dataclass(frozen=True)
class VectorUnit:
    """A vector unit: its name, the bytes of one register, and how many registers there are."""

    name: str
    bytes: int
    registers: int = LEAST_REGISTERS

    def width(self, dtype: str) -> int:
        """The lanes that a kernel uses for a precision ("float32" or "float64")."""
        return REGISTERS * self.narrow_width(dtype)

    def narrow_width(self, dtype: str) -> int:
        """The lanes that fill one register; network kernels keep many registers for their tiles."""
        return self.bytes // (4 if dtype == "float32" else 8)

    def registers_for(self, dtype: str, width: int) -> int:
        """The registers for lanes of a network's kernel; those of any unit where they fill none.

        At width 1, vectors of numbers of a run fill them.
        """
        return self.registers if width in (1, self.narrow_width(dtype)) else LEAST_REGISTERS


def vector_unit() -> VectorUnit:
    """The vector unit that Numba generates code for: the host's, or that of NUMBA_CPU_NAME."""
    name, chosen = _chosen()
    features = set(LEVELS.get(name or "", ()))
    if name is None or chosen is None:
        features |= _features_of_host()
    for each in (chosen or "").split(","):
        if each.startswith("-"):
            features.discard(each[1:])
        else:
            features.add(each.removeprefix("+"))
    if "avx512f" in features:
        return VectorUnit("AVX-512", 64, 32)
    if "avx2" in features:
        return VectorUnit("AVX2", 32)
    if "neon" in features:
        return VectorUnit("NEON", 16, 32)
    return VectorUnit("plain", 16)


def processor() -> str:
    """What machine code depends on: the name and the features of the processor that it is for."""
    import llvmlite.binding as llvm

    name, features = _chosen()
    if name is None:
        name = llvm.get_host_cpu_name()
    if features is None:
        features = ",".join(sorted(_features_of_host()))
    return f"{llvm.get_process_triple()} {name} {features}"


def level() -> str | None:
    """The highest of the `LEVELS` whose code suits this processor; None if there is none.

    There is none either where Numba is asked to compile for another processor than this one.
    """
    if _chosen() != (None, None):
        return None
    features = _features_of_host()
    return next((name for name, needed in LEVELS.items() if features.issuperset(needed)), None)


def _chosen() -> tuple[str | None, str | None]:
    """The processor and the features that Numba is asked to compile for; None for the host's.

    Empty ones are LLVM's least processor, and no features beside its own. Numba is not asked
    itself: what is compiled runs without it.
    """
    name, features = os.environ.get("NUMBA_CPU_NAME"), os.environ.get("NUMBA_CPU_FEATURES")
    if features is None and name is not None and name.lower() == "generic":
        features = ""
    return name, features


@cache
def _features_of_host() -> frozenset[str]:
    """LLVM's names of this processor's features; the call takes two milliseconds."""
    import llvmlite.binding as llvm

    return frozenset(name for name, present in llvm.get_host_cpu_features().items() if present)
