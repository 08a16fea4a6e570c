"""Which command takes a file or folder of another program, where none is expected."""

from __future__ import annotations

import shlex
from itertools import islice
from pathlib import Path

from gdsim.base.errors import SettingError
from gdsim.results.interchange.study import is_study

_LOOKED_AT = 10_000  # files of a folder, which may be anything


def use_of(path: Path) -> str:
    """A sentence on a file or folder of another program, and on what draws it; "" for any other."""
    quoted = shlex.quote(str(path))
    if path.is_dir():
        names = (file.name for file in islice(path.rglob("*"), _LOOKED_AT))
        if any(_is_of_runs(name) for name in names):
            return f"{path} is data of COCO or IOHprofiler, which `gdsim plot {quoted} ecdf` draws"
    elif path.is_file() and is_study(path):
        return f"{path} is a study of Optuna, which `gdsim plot {quoted} trials` draws"
    return ""


def check_own(path: Path) -> None:
    """SettingError, which says what to do with it, for a file or folder of another program."""
    if use := use_of(path):
        raise SettingError(use)


def _is_of_runs(name: str) -> bool:
    return name.endswith(".info") or (name.startswith("IOHprofiler") and name.endswith(".json"))
