"""The main lines on half of the vector unit: all compile for AVX2, gdsim as well as its peers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from measure import Line, in_new_process

# Numba; XLA; torch's own kernels and those of its libraries.
FOR_AVX2 = {
    "NUMBA_CPU_NAME": "x86-64-v3",
    "NUMBA_CPU_FEATURES": "",
    "XLA_FLAGS": "--xla_cpu_max_isa=AVX2",
    "ATEN_CPU_CAPABILITY": "avx2",
    "ONEDNN_MAX_CPU_ISA": "AVX2",
    "MKL_ENABLE_INSTRUCTIONS": "AVX2",
}


def run(quick: bool) -> Iterator[Line]:
    from gdsim.lanes.host import vector_unit

    if vector_unit().name != "AVX-512":
        return  # it is what the other benchmarks have measured, or the machine has none
    for found in in_new_process("avx2", "lines", quick, **FOR_AVX2):
        found.pop("met"), found.pop("wide")
        yield Line(**found)


def lines(quick: bool) -> list[dict[str, Any]]:
    """The lines as they are in a report."""
    import network_race
    import networks
    import race

    work = race.Work(256 if quick else 1024, 256 if quick else 1024, 200)
    found = [*race.raced_at(work, race.TARGETS["adam"], 5), *networks.under_the_ceiling(quick)]
    names = (network_race.JAX, network_race.CHUNKED)
    for title, made in ((networks.DENSE, networks.dense), (networks.SPIRAL, networks.spiral)):
        found += network_race.race(title, made(quick), 5, names)
    return [line.as_dict() for line in found]
