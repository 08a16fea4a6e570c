"""Programs whose outcomes on a GPU are compared, bit by bit, with digests of the CPU's."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import numpy as np

from gdsim.engine.outcome import Outcome
from gdsim.engine.program import Program
from tests.engine.backends.cuda.networks import NETWORKS
from tests.engine.backends.cuda.networks import case as network_case
from tests.engine.backends.cuda.programs import PROGRAMS, case
from tests.engine.catalogue_programs import catalogue_programs
from tests.engine.programs import FIELDS, noisy

DIGESTS = Path(__file__).parent / "digests.json"
RUNS = 300  # more than a block


def cases() -> dict[str, Program]:
    """The programs by name: all optimizers, and every kind of kernel, in both precisions."""
    kinds = {name: case(name) for name in PROGRAMS}
    other = {"float32": "float64", "float64": "float32"}
    turned = {f"{n}, {other[p.dtype]}": replace(p, dtype=other[p.dtype]) for n, p in kinds.items()}
    several = {**catalogue_programs(), **kinds, **turned}
    return {
        "noise": noisy(),
        **{n: replace(p, runs=RUNS) for n, p in several.items()},
        **{f"network, {name}": network_case(name) for name in NETWORKS},
    }


def digest(outcome: Outcome) -> str:
    """A hash of every number of an outcome; any NaN is as good as any other."""
    found = hashlib.sha256()
    arrays = {name: getattr(outcome, name) for name in FIELDS}
    arrays |= {**outcome.traces, **{f"final {n}": each for n, each in outcome.finals.items()}}
    for name, array in sorted(arrays.items()):
        numbers = np.ascontiguousarray(array)
        if numbers.dtype.kind == "f":
            numbers = np.where(np.isnan(numbers), numbers.dtype.type(np.nan), numbers)
        found.update(f"{name} {numbers.dtype} {numbers.shape}".encode())
        found.update(numbers.tobytes())
    return found.hexdigest()[:32]


def stored() -> dict[str, str]:
    """The digests of the CPU's outcomes, by name."""
    digests: dict[str, str] = json.loads(DIGESTS.read_text())
    return digests
