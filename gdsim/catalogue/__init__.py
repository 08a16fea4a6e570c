"""The catalogue of methods: the classes of their definitions, and how their files are discovered.

A method (an objective function, an optimizer, a schedule, ...) is one file in a folder here, with
one plain scalar Python function (or, for a function, its text) and one `DEFINITION`. Nothing lists
the files: `discover` walks the folder, and lists, forms, the command line and the tests start from
it. Users' own methods (`gdsim.catalogue.plugins`) are discovered with them; a file of a method
imports what it needs from here.
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
    Modifier,
    Moment,
    Optimizer,
    Schedule,
    Suite,
    Whole,
    WholeLoss,
)
from gdsim.catalogue.discovery import arguments, discover, folded, look_up

__all__ = [  # noqa: RUF022 - kinds, their settings, how they are found
    "Activation", "DataSet", "Function", "Initializer", "Loss", "Measure", "Modifier", "Moment",
    "Optimizer", "Schedule", "Suite", "Whole", "WholeLoss",
    "Flag", "Hyper", "Range", "finite", "nonnegative", "positive", "share", "steps", "unit",
    "arguments", "discover", "folded", "look_up",
]  # fmt: skip
