"""The rows of memory that every kernel has, whatever its objective and optimizer, by name.

Compiled code reads and writes them by these names; `gdsim.engine.recipe.Recipe.places` has them in
this order, then the parameters and the optimizer's state.
"""

from __future__ import annotations

import math

# What is noted of a run at times, with what it is before the first step: its least loss, the loss
# and the squared gradient norm of its last step, the number of that step, and its verdict.
NOTED = {"best": math.inf, "loss": math.nan, "slope": math.nan, "stopped": 0.0, "status": 0.0}
BEST, LOSS, SLOPE, STOPPED, STATUS = range(len(NOTED))

# What changes at every step: the least loss and the sum of losses of a window.
WATCHED = {"low": math.inf, "total": 0.0}

# What a stride puts out to judge its runs by: the least squared gradient norm of its steps, and the
# loss and the squared gradient norm of the last. What changes at every step comes after these.
JUDGED = ("least", "value", "square")
LEAST, VALUE, SQUARE, LOW, TOTAL, PARAMETERS_OUT = range(len(JUDGED) + len(WATCHED) + 1)

# What a run ends by.
ENDS = ("target", "tolerance", "limit")
