"""The rows of memory that every kernel has, whatever its objective and optimizer, by name.

Compiled code reads and writes them by these names; `gdsim.engine.recipe.Recipe.places` has them in
this order, then the parameters and the optimizer's state.
"""

from __future__ import annotations

import math

# What is stored of a run from time to time, with its value before the first step: the least loss,
# the loss and squared gradient norm of its last step, that step's number, and the verdict.
NOTED = {"best": math.inf, "loss": math.nan, "slope": math.nan, "stopped": 0.0, "status": 0.0}
BEST, LOSS, SLOPE, STOPPED, STATUS = range(len(NOTED))

# What changes at every step: the least loss and the sum of losses of a window. What else does, the
# parameters first, comes after.
WATCHED = {"low": math.inf, "total": 0.0}
LOW, TOTAL, PARAMETERS_ROW = range(len(NOTED), len(NOTED) + len(WATCHED) + 1)

# What a run is judged by at a step: its loss, its squared gradient norm, and what is compared with
# the tolerance, which is the same unless there is a stop condition.
RESULTS = ("value", "square", "compared")
VALUE, SQUARE, COMPARED = range(len(RESULTS))

# The bounds at which a run ends; see `gdsim.engine.judge`.
ENDS = ("floor", "tolerance", "limit")
