"""Long arrays of an experiment: its text only names them, and they are found where they lie.

What an experiment is given as up to `LISTED` numbers one by one stands in its text. More are data.
The text that is hashed, and that results carry, names instead of them the coordinate of the result
that they are, and their SHA-256 (of the numbers as float64, little-endian):

    lr = { coordinate = "lr", sha256 = "9f86..." }

An experiment file names a file beside it: lr = { file = "rates.lr-9f86d081.npy" }.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gdsim.base.axes import Values
from gdsim.base.files import written_whole
from gdsim.base.given_numbers import GivenNumbers
from gdsim.experiment.toml.values import Named, table_text
from gdsim.objectives.starts import MANY, Points

if TYPE_CHECKING:
    from gdsim.experiment.design import Design


def names(experiment: Design) -> dict[GivenNumbers, str]:
    """The long arrays of an experiment, with the dimension that each runs along.

    Of an array along several dimensions the first.
    """
    found: dict[GivenNumbers, str] = {}
    for each in experiment.layout.dimensions:
        if isinstance(each.axis, Values) and each.axis.is_long:
            found.setdefault(each.axis, each.name)
    if isinstance(experiment.start, Points) and experiment.start.is_long:
        found[experiment.start] = MANY
    return found


def referred(experiment: Design) -> Named:
    """How long arrays are written that are coordinates of a result."""
    known = names(experiment)
    return lambda array: table_text({"coordinate": known[array], "sha256": array.digest})


def saved_beside(experiment: Design, path: Path) -> Named:
    """How long arrays are written in an experiment file at `path`: as files, made here.

    A file's name has its dimension and a part of its hash, so that an experiment file that is
    written over keeps its own arrays until it is gone.
    """
    known = names(experiment)

    def save(array: GivenNumbers) -> str:
        file = path.with_name(f"{path.stem}.{known[array]}-{array.digest[:8]}.npy")
        with written_whole(file) as part, part.open("wb") as opened:
            np.save(opened, array.given, allow_pickle=False)
        return table_text({"file": file.name})

    return save
