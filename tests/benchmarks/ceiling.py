"""The ceiling of this machine: fused multiply-adds on registers only, on one thread.

The bound that network kernels are held against. Clocks move from second to second, so it is
measured in turn with what it bounds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit

from gdsim.lanes.arithmetic import fma
from gdsim.lanes.host import vector_unit
from gdsim.lanes.memory import unit


def ceiling(dtype: str, flops: float) -> tuple[Callable[[], None], float]:
    """A call that makes about so many operations, two a multiply-add, and how many it makes.

    Chains of multiply-adds, each on a register of its own: as many as cover the latency of all the
    units that work side by side, and few enough to stay in registers with the two constants.
    """
    width = vector_unit().bytes // np.dtype(dtype).itemsize
    # 16 registers with AVX2, 32 with AVX-512 and NEON.
    chains = range(12 if vector_unit().name == "AVX2" else 24)
    lanes = unit(dtype, width)
    names: dict[str, Any] = {"fma": fma, "splat": lanes.splat, "store": lanes.store}
    lines = ["def multiply_add(rounds, found):", "    m, c = splat(0.9999), splat(0.001)"]
    lines += [f"    a{i} = splat({i}.0)" for i in chains]
    lines += ["    for _ in range(rounds):"]
    lines += [f"        a{i} = fma(a{i}, m, c)" for i in chains]
    lines += [f"    store(found, 0, {' + '.join(f'a{i}' for i in chains)})"]
    exec("\n".join(lines), names)
    work = njit(nogil=True)(names["multiply_add"])
    found = np.empty(width, dtype)
    each = 2 * width * len(chains)
    rounds = max(1, round(flops / each))
    work(1, found)
    return lambda: work(rounds, found), rounds * each
