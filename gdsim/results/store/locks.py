"""The lock of a stored sweep, and the temporary folder in which a new one is made.

A lock ends with its process, even if that is killed. It is a file in an array's folder, where Zarr
ignores it.
"""

from __future__ import annotations

import contextlib
import errno
import glob
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

from gdsim.base.errors import SettingError
from gdsim.base.files import reason

LOCK = "done/.lock"
_ATTEMPTS = 100  # to make a folder and lock it before another process removes it
_FRESH = 60.0  # seconds that a new folder may be without its lock, which its process will take
_MOMENT = 0.3  # seconds to wait for the lock: a process that only tests it holds it for less


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Lock a sweep against other writers; SettingError if a process has the lock."""
    from filelock import FileLock, Timeout

    lock = FileLock(path / LOCK, timeout=_MOMENT)
    try:
        lock.acquire()
    except Timeout:
        raise SettingError(
            f"{path} is being computed by another process; wait for it, or give this one "
            "another name"
        ) from None
    except OSError as error:
        raise SettingError(f"cannot write {path}: {reason(error)}") from error
    try:
        yield
    finally:
        lock.release()


def is_locked(path: Path) -> bool:
    """Whether a process writes to a sweep now, as far as this machine can tell."""
    from filelock import FileLock, Timeout

    file = path / LOCK
    if not file.exists():
        return False
    try:
        with FileLock(file, timeout=0):
            return False
    except Timeout:
        return True
    except OSError:  # a folder that cannot be written
        return False


@contextlib.contextmanager
def workplace(path: Path) -> Iterator[Path]:
    """A new folder beside `path` for this process only; it is removed at the end.

    Errors: OSError.
    """
    part, lock = _locked_folder(path)
    try:
        yield part
    finally:
        lock.release()
        shutil.rmtree(part, ignore_errors=True)


def _locked_folder(path: Path) -> tuple[Path, Any]:
    from filelock import FileLock

    for attempt in range(_ATTEMPTS):
        part = path.with_name(f".{path.name}.{uuid4().hex[:12]}.part")
        lock = FileLock(part / LOCK)
        try:
            part.mkdir()
            (part / LOCK).parent.mkdir()
            lock.acquire()
            if (part / LOCK).exists():
                return part, lock
            lock.release()
        except FileNotFoundError:
            if attempt == _ATTEMPTS - 1:
                raise
        # Another process removed it as abandoned before it was locked.
    raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))


def remove_left(path: Path) -> None:
    """Remove the temporary folders beside `path` that killed processes left behind.

    A new folder is not touched: testing its lock would create a file in it.
    """
    from filelock import FileLock, Timeout

    for part in path.parent.glob(f".{glob.escape(path.name)}.*.part"):
        with contextlib.suppress(OSError, Timeout):
            if time.time() - part.stat().st_mtime < _FRESH:
                continue
            with FileLock(part / LOCK, timeout=0):
                shutil.rmtree(part, ignore_errors=True)
