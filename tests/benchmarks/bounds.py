"""What the machine allows: multiply-adds, the divider, and memory, measured in turn with the work.

Clocks move from second to second, so a bound is a contender like any other, and a share of it is a
ratio of the same rounds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from measure import Spread, Times
from numba import njit
from plain_lanes import WIDTH, f32, splat, sqrt, store

from gdsim.lanes.arithmetic import fma
from gdsim.lanes.host import vector_unit
from gdsim.lanes.memory import unit


@dataclass(frozen=True)
class Bound:
    """A call that does `amount` of what is bounded (operations, elements, bytes) and no more."""

    name: str
    call: Callable[[], object]
    amount: float

    def share(self, times: Times, contender: str, amount: float) -> Spread:
        """The share of the bound that a contender reaches which does `amount` of the same."""
        return times.ratio(self.name, contender).times(amount / self.amount)


def multiply_adds(dtype: str, flops: float, threads: int = 1) -> Bound:
    """Fused multiply-adds on registers only, two operations each: about `flops` of them.

    Chains of multiply-adds, each on a register of its own: as many as cover the latency of all the
    units that work side by side, and few enough to stay in registers with the two constants.
    """
    chains = range(24 if vector_unit().registers > 16 else 12)
    width = vector_unit().narrow_width(dtype)
    lanes = unit(dtype, width)
    names: dict[str, Any] = {"fma": fma, "splat": lanes.splat, "store": lanes.store}
    lines = ["def multiply_add(rounds, found):", "    m, c = splat(0.9999), splat(0.001)"]
    lines += [f"    a{i} = splat({i}.0)" for i in chains]
    lines += ["    for _ in range(rounds):"]
    lines += [f"        a{i} = fma(a{i}, m, c)" for i in chains]
    lines += [f"    store(found, 0, {' + '.join(f'a{i}' for i in chains)})"]
    exec("\n".join(lines), names)
    work = njit(nogil=True)(names["multiply_add"])
    each = 2 * width * len(chains)
    rounds = max(1, round(flops / (each * threads)))
    found = np.empty((threads, width), dtype)
    work(1, found[0])
    calls = [lambda mine=mine: work(rounds, mine) for mine in found]
    return Bound("multiply-adds", _on_threads(calls), rounds * threads * each)


def divider(pairs: float, threads: int = 1) -> Bound:
    """The hardware's square root and division, one each an element: about as many float32 elements.

    What a step of Adam costs at least for each parameter if both are done by these instructions.
    """
    rounds = max(1, round(pairs / (3 * WIDTH * threads)))
    found = np.empty((threads, 3 * WIDTH), np.float32)
    divided(1, found[0])
    calls = [lambda mine=mine: divided(rounds, mine) for mine in found]
    return Bound("divider", _on_threads(calls), rounds * threads * 3 * WIDTH)


@njit(nogil=True, error_model="numpy")
def divided(rounds, found):
    a, b, c, k = splat(f32(1)), splat(f32(2)), splat(f32(3)), splat(f32(1.5))
    for _ in range(rounds):
        a = k / sqrt(a)
        b = k / sqrt(b)
        c = k / sqrt(c)
    store(found, 0, a)
    store(found, WIDTH, b)
    store(found, 2 * WIDTH, c)


def memory(size: float, threads: int = 1) -> Bound:
    """Adding to an array larger than caches usually are; about `size` bytes read or written."""
    numbers = np.ones(2**25, np.float32)  # 128 MB
    parts = np.array_split(numbers, threads)
    passes = max(1, round(size / (2 * numbers.nbytes)))
    with_all = _on_threads(
        [lambda part=part: [np.add(part, 1, out=part) for _ in range(passes)] for part in parts]
    )
    return Bound("memory", with_all, 2.0 * numbers.nbytes * passes)


def _on_threads(calls: Sequence[Callable[[], object]]) -> Callable[[], object]:
    """All calls at once, each in a thread of its own; one alone in this."""
    if len(calls) == 1:
        return calls[0]

    def run() -> None:
        with ThreadPoolExecutor(len(calls)) as pool:
            for each in [pool.submit(call) for call in calls]:
                each.result()

    return run
