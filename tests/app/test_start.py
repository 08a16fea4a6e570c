"""The window opens without what only computing needs."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("numba", "xarray", "pandas", "scipy", "sympy", "matplotlib", "contourpy", "dask")


@pytest.mark.usefixtures("complete_children")
def test_the_window_is_imported_without_the_compiler_and_other_heavy_packages():
    code = f"import sys, gdsim.app.window; print([m for m in {HEAVY} if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
