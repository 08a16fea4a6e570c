"""Long arrays of an experiment: its text only names them.

Up to `LISTED` numbers given one by one are written in the experiment's text; more are data. The
text that is hashed, and that results carry, then has the name of their coordinate in the result and
their SHA-256 (of the numbers as float64, little-endian):

    lr = { coordinate = "lr", sha256 = "9f86..." }

An experiment file names a file next to it: lr = { file = "rates.lr-9f86d081.npy" }.
"""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gdsim.base.axes import Values
from gdsim.base.errors import SettingError
from gdsim.base.files import read_array, read_text, written_whole
from gdsim.base.given_numbers import GivenNumbers
from gdsim.experiment.toml.values import Named, table_text
from gdsim.objectives.starts import MANY, Points

if TYPE_CHECKING:
    from gdsim.experiment.design import Design

_FILE = re.compile(
    r'"([^"\\/]+-([0-9a-f]{8})\.npy)"'
)  # a name that `saved_beside` gives, in a text


def names(experiment: Design) -> dict[GivenNumbers, str]:
    """The long arrays of an experiment, each with its dimension, or the first of several."""
    dims: dict[GivenNumbers, str] = {}
    for dimension in experiment.layout.dimensions:
        if isinstance(dimension.axis, Values) and dimension.axis.is_long:
            dims.setdefault(dimension.axis, dimension.name)
    if isinstance(experiment.start, Points) and experiment.start.is_long:
        dims[experiment.start] = MANY
    return dims


def referred(experiment: Design) -> Named:
    """Writes long arrays as coordinates of a result."""
    dims = names(experiment)
    return lambda array: table_text({"coordinate": dims[array], "sha256": array.digest})


def saved_beside(experiment: Design, path: Path) -> Named:
    """Writes long arrays of an experiment file at `path` as files next to it.

    A file's name has its dimension and a part of its hash, so that an experiment file that is
    being overwritten keeps its own arrays until it is replaced.
    """
    dims = names(experiment)

    def save(array: GivenNumbers) -> str:
        file = path.with_name(f"{path.stem}.{dims[array]}-{array.digest[:8]}.npy")
        with written_whole(file) as part, part.open("wb") as opened:
            np.save(opened, array.given, allow_pickle=False)
        return table_text({"file": file.name})

    return save


def remove_unused(path: Path, before: str) -> None:
    """Remove the arrays of an experiment file that was replaced; `before` is its former text.

    Only what `saved_beside` has written, and no experiment file of the folder names any more.
    """
    for name, digest in set(_FILE.findall(before)):
        file = path.with_name(name)
        if name.startswith(f"{path.stem}.") and not _is_named(name, path):
            with contextlib.suppress(ValueError, OSError):  # another file of that name, or none
                if GivenNumbers(read_array(file)).digest.startswith(digest):
                    file.unlink()


def _is_named(name: str, path: Path) -> bool:
    """Whether an experiment file at a path, or beside it, names a file, or cannot be read."""
    try:
        return any(name in read_text(each) for each in {path, *path.parent.glob("*.toml")})
    except SettingError:
        return True
