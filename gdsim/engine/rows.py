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

# What changes at every step: the least loss and the sum of losses of a window.
WATCHED = {"low": math.inf, "total": 0.0}

# The results of a stride by which its runs are judged: the least squared gradient norm of its
# steps, and the loss and squared gradient norm of the last. What every step changes comes after.
JUDGED = ("least", "value", "square")
LEAST, VALUE, SQUARE, LOW, TOTAL, PARAMETERS_OUT = range(len(JUDGED) + len(WATCHED) + 1)

# The bounds at which a run ends.
ENDS = ("target", "tolerance", "limit")
