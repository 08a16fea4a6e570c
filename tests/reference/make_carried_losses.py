"""Write carried_losses.npz: run with torch 2.13.0, jax 0.10.2, optax 0.2.8 and keras 3.15.1.

python -m tests.reference.make_carried_losses

What was stored of a script is kept: remove the file to run all of them again.
"""

from __future__ import annotations

import contextlib
import runpy
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

import gdsim as gd
from gdsim.learn.code.code import TARGETS
from tests.reference.carried import CASES, PATH, key, practised, stored


def run(script: str) -> np.ndarray:
    """The losses of a script."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "script.py"
        path.write_text(script)
        return np.array(runpy.run_path(str(path))["losses"])


def scripts() -> Iterator[tuple[str, str]]:
    """Each script, with its package."""
    for package in TARGETS:
        for case in CASES:
            with contextlib.suppress(gd.SettingError):
                yield package, gd.code(case, to=package)
    with tempfile.TemporaryDirectory() as folder:
        yield "torch", gd.code(practised(Path(folder) / "samples.csv"), to="torch")


def main() -> None:
    """Write the file."""
    known, losses = stored(), {}
    for package, script in scripts():
        name = key(package, script)
        losses[name] = known[name] if name in known else run(script)
    np.savez_compressed(PATH, **losses)


if __name__ == "__main__":
    main()
