"""The code of a stop condition."""

from __future__ import annotations

from collections.abc import Mapping

from gdsim.calculus import Expression, emit

# The names in kernels of what every condition may have.
CONDITION = {"loss": "value", "grad_norm": "norm", "step": "clock"}


def condition_lines(condition: Expression, names: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """The lines that compute a condition from its inputs, and the name of the result.

    It is above 0 where the condition holds.
    """
    code = emit(condition, names=names, order=0, prefix="c")
    return list(code.lines), [code.value]
