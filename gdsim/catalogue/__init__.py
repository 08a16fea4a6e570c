"""What a method of the catalogue is, and how its files are found.

An objective function, an optimizer or a schedule is one file with one plain scalar Python function
(or, for a function, its text) and one `DEFINITION`. Nothing lists the files: `discover` walks the
folder. Lists, forms, the command line and the tests all start from there. What a user's own files
add (`gdsim.catalogue.plugins`) is found in the same place; they import what they need from here.
"""

from gdsim.base.ranges import (
    Flag,
    Hyper,
    Range,
    finite,
    nonnegative,
    positive,
    share,
    steps,
    unit,
)
from gdsim.catalogue.definitions import (
    Activation,
    DataSet,
    Function,
    Initializer,
    Loss,
    Measure,
    Optimizer,
    Schedule,
    Suite,
    Whole,
    WholeLoss,
)
from gdsim.catalogue.discovery import arguments, discover, folded, look_up

__all__ = [  # noqa: RUF022 - kinds, their settings, how they are found
    "Activation", "DataSet", "Function", "Initializer", "Loss", "Measure", "Optimizer", "Schedule",
    "Suite", "Whole", "WholeLoss",
    "Flag", "Hyper", "Range", "finite", "nonnegative", "positive", "share", "steps", "unit",
    "arguments", "discover", "folded", "look_up",
]  # fmt: skip
