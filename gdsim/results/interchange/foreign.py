"""Which command takes a file or folder of another program, where none is expected."""

from __future__ import annotations

import shlex
from itertools import islice
from pathlib import Path

from gdsim.base.errors import SettingError
from gdsim.base.files import reading
from gdsim.results.interchange.study import is_study

INDEX = "IOHprofiler*.json"  # of a function and an algorithm, in data of IOHprofiler
_LOOKED_AT = 10_000  # files of a folder, which may be anything
_HEADS = b"funcId", b"suite"  # with which an .info file of COCO begins


def use_of(path: Path) -> str:
    """A sentence on a file or folder of another program, and on what draws it; "" for any other."""
    quoted = shlex.quote(str(path))
    try:
        if has_runs(path, _LOOKED_AT):
            return f"{path} is data of COCO or IOHprofiler, which `gdsim plot {quoted} ecdf` draws"
        if path.is_file() and is_study(path):
            return f"{path} is a study of Optuna, which `gdsim plot {quoted} trials` draws"
    except (OSError, SettingError):  # why it cannot be read, its reader says
        return ""
    return ""


def has_runs(folder: Path, most: int | None = None) -> bool:
    """Whether a folder has data of COCO or IOHprofiler, of which at most so many files are seen.

    Errors: SettingError for an .info file that cannot be read.
    """
    return folder.is_dir() and any(map(_is_of_runs, islice(folder.rglob("*"), most)))


def check_own(path: Path) -> None:
    """SettingError, which says what to do with it, for a file or folder of another program."""
    if use := use_of(path):
        raise SettingError(use)


def _is_of_runs(file: Path) -> bool:
    if file.suffix == ".info" and file.is_file():  # coverage of code has such files, too
        with reading(file) as text:
            return text.read(max(map(len, _HEADS))).startswith(_HEADS)
    return file.match(INDEX)
