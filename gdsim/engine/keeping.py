"""A writable folder for files that later processes use again."""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import stat
import tempfile
from pathlib import Path

log = logging.getLogger("gdsim")


def writable(base: Path, inner: str) -> Path:
    """The folder `inner` of `base`, created if missing; if it is not writable, that of a spare one.

    The spare folder is the user's own in the temporary folder; a warning is logged when it is first
    used. Code is loaded from it, so no other user may be able to write to it; otherwise it is a
    folder of this process, which is removed when the process ends.
    """
    wanted = base / inner
    if _can_be_written(wanted):
        return wanted
    spare = spare_folder() / inner
    if not spare.exists():
        log.warning(
            "The folder %s cannot be written, so compiled kernels are kept in %s until that is "
            "cleared; set GDSIM_CACHE to a folder that can.",
            *(base, spare_folder()),
        )
    spare.mkdir(parents=True, exist_ok=True)
    return spare


_of_process: list[Path] = []


def spare_folder() -> Path:
    """A folder in the temporary one that no other user can write to, perhaps this process's own."""
    owner = f"-{os.getuid()}" if hasattr(os, "getuid") else ""  # elsewhere all of it is the user's
    folder = Path(tempfile.gettempdir()) / f"gdsim{owner}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if _is_private(folder):
            return folder
    except OSError:
        pass
    if not _of_process:
        _of_process.append(Path(tempfile.mkdtemp(prefix="gdsim-")))
        atexit.register(shutil.rmtree, _of_process[0], ignore_errors=True)
    return _of_process[0]


def _is_private(folder: Path) -> bool:
    """Whether only this user can write to a folder, or replace it by another."""
    if not hasattr(os, "getuid"):
        return True
    status, above = folder.lstat(), folder.parent.stat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid() or status.st_mode & 0o077:
        return False
    return bool(above.st_mode & stat.S_ISVTX) or not above.st_mode & 0o022


def _can_be_written(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
