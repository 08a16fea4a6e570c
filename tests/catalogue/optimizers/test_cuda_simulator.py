"""The whole catalogue runs per thread under Numba's CUDA simulator, with the same bits."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from gdsim.catalogue import functions, optimizers, schedules

ROOT = Path(__file__).resolve().parents[3]


def test_every_definition_runs_per_thread_with_the_same_bits() -> None:
    # In a process of its own: Numba chooses the simulator when it is imported.
    finished = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.reference.simulated_cuda"],
        cwd=ROOT,
        env={**os.environ, "NUMBA_ENABLE_CUDASIM": "1"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert finished.returncode == 0, finished.stderr
    counts = [len(x.catalogue()) for x in (optimizers, schedules, functions)]
    assert finished.stdout.strip() == "optimizers {}, schedules {}, functions {}".format(*counts)
