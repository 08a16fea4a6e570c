"""What every test runs under: no screen, no randomness between runs, a kernel cache of its own."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

# Before anything imports Qt, Matplotlib or Numba.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["MPLBACKEND"] = "Agg"
# What people set for themselves, which would change what is printed, drawn, kept or loaded.
_PERSONAL = (
    *("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX", "PYTHONWARNINGS", "PYTHONOPTIMIZE"),
    *("COLUMNS", "LINES", "FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"),
    *("GDSIM_CATALOGUES", "GDSIM_TRACEBACK", "MATPLOTLIBRC"),
)
for _name in os.environ:
    if _name in _PERSONAL or _name.startswith(("QT_SCALE", "QT_FONT", "QT_STYLE", "NUMBA_")):
        del os.environ[_name]
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


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl-C is heeded, here and in processes that are started: in the background it is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
