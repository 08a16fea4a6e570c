"""Where the frozen program starts: the command line, with the kernel cache in a place of its own.

In a frozen program Numba trusts a cached kernel for as long as the executable does not change,
though the sources lie outside of it. A cache folder for each build makes a stale hit impossible,
and an unwritable home folder harmless.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from pathlib import Path


def cache_folder(build: str) -> Path:
    """A folder that can be written to, for what this build of the program compiles."""
    import platformdirs

    wanted = Path(platformdirs.user_cache_dir("gdsim", appauthor=False)) / f"build-{build}"
    try:
        wanted.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=wanted):
            return wanted
    except OSError:
        return Path(tempfile.gettempdir()) / f"gdsim-{os.getuid()}-{build}"


def main() -> None:
    multiprocessing.freeze_support()
    build = Path(sys._MEIPASS, "build-id.txt").read_text().strip()  # type: ignore[attr-defined]
    folder = os.environ.setdefault("GDSIM_CACHE", str(cache_folder(build)))
    os.environ.setdefault("NUMBA_CACHE_DIR", str(Path(folder) / "numba"))

    from gdsim.cli import main as command_line

    command_line()


if __name__ == "__main__":
    main()
