"""What a benchmark ran on, for its report."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Any

PEERS = ("jax", "optax", "torch", "numba")


def machine() -> dict[str, Any]:
    """Processor, threads, vector unit, load, and the versions of what is compared."""
    from gdsim.base.machine import processors
    from gdsim.base.version import version_of
    from gdsim.lanes.host import vector_unit

    unit = vector_unit()
    return {
        "processor": processor(),
        "threads": processors(),
        "vector_unit": unit.name,
        "width": unit.width("float32"),
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0,
        "python": platform.python_version(),
        "peers": {name: version_of(name) for name in PEERS},
    }


def processor() -> str:
    """The processor's name, as far as the system tells it."""
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()
