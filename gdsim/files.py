"""Writing a file so that whoever reads it sees all of it or the one before."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from gdsim.errors import SettingError


def reason(error: OSError) -> str:
    """Why a file cannot be used, in the system's words; HDF5 says it at greater length."""
    return os.strerror(error.errno) if error.errno else str(error)


def check_writable(path: str | os.PathLike[str]) -> None:
    """SettingError if a file cannot be written there; to be asked before a long computation."""
    target = Path(path)
    folder = target.absolute().parent
    if not folder.is_dir():
        raise SettingError(f"cannot write {target}: there is no folder {target.parent}")
    if target.is_dir():
        raise SettingError(f"cannot write {target}: it is a folder")
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise SettingError(f"cannot write {target}: {reason(error)}") from error


@contextlib.contextmanager
def written_whole(path: str | os.PathLike[str]) -> Iterator[Path]:
    """A path to write to, which takes the place of `path` at the end; SettingError if it cannot.

    It lies in the same folder and has the same suffix. When the writing fails it is removed and
    `path` stays as it was.
    """
    target = Path(path)
    part = target.with_name(f".{target.stem}.{os.getpid()}.part{target.suffix}")
    try:
        yield part
        os.replace(part, target)
    except OSError as error:
        raise SettingError(f"cannot write {target}: {reason(error)}") from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink()
