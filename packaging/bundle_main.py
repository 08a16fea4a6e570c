"""Where the frozen program starts: the command line, with the kernel cache in a place of its own.

Under the name gdsim-app it opens the window.

In a frozen program Numba takes a cached kernel for fresh for as long as the executable does not
change, and where Python runs from files, for as long as the kernel's file does not. So the two
would overwrite each other's kernels for ever; a cache folder for each build keeps them apart.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sys
import time
from pathlib import Path

KEEP_DAYS = 30


def cache_folder(build: str) -> Path:
    """A writable folder for the kernels that this build of the program compiles."""
    import platformdirs

    from gdsim.engine.keeping import writable

    folder = writable(
        Path(platformdirs.user_cache_dir("gdsim", appauthor=False)), f"builds/{build}"
    )
    os.utime(folder)
    forget_old(folder.parent)
    return folder


def forget_old(builds: Path) -> None:
    """Remove the caches of builds that were not started for a month."""
    for folder in builds.iterdir():
        if time.time() - folder.stat().st_mtime > KEEP_DAYS * 86_400:
            shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    multiprocessing.freeze_support()
    build = Path(sys._MEIPASS, "build-id.txt").read_text().strip()  # type: ignore[attr-defined]
    os.environ.setdefault("GDSIM_CACHE", str(cache_folder(build)))
    if Path(sys.executable).stem == "gdsim-app":  # the same program, without a terminal
        sys.argv.insert(1, "app")

    from gdsim.cli import main as command_line

    command_line()


if __name__ == "__main__":
    main()
