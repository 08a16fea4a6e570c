"""What every test runs under: no screen, no randomness between runs, a kernel cache of its own."""

from __future__ import annotations

import os
from pathlib import Path

from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

# Before anything imports Qt, Matplotlib or Numba.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("MPLBACKEND", "Agg")
# Processes that tests start keep bytecode as they do wherever nobody has told Python not to.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# Kept from one test run to the next: compiling every kernel again would take minutes.
os.environ.setdefault("GDSIM_CACHE", str(ROOT / ".pytest_cache" / "kernels"))

settings.register_profile(
    "gdsim",
    derandomize=True,
    deadline=None,  # the first example may compile a kernel
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("gdsim")
