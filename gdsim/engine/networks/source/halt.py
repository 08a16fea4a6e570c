"""The source text of the stop condition of a network's runs."""

from __future__ import annotations

from gdsim.calculus import Expression, emit
from gdsim.engine.networks.source.kinds import KindWriter
from gdsim.engine.source.condition import CONDITION, condition_lines
from gdsim.engine.source.text import fill, function_lines


class _HaltWriter(KindWriter):
    """Writes a condition of loss, grad_norm and step."""

    def __init__(self, condition: Expression, dtype: str, width: int) -> None:
        super().__init__(dtype, width)
        self.expression = condition
        self.names = {name: CONDITION[name] for name in condition.variables}

    def functions(self) -> list[str]:
        maths = sorted(emit(self.expression, order=0).functions)
        lines = condition_lines(self.expression, self.names)
        return [
            *([f"from gdsim.lanes.math import {', '.join(maths)}", ""] if maths else []),
            *function_lines("holds", list(self.names.values()), *lines),
        ]

    def condition(self) -> list[str]:
        return [f"held = holds({', '.join(self.names.values())})"]


def halt_text(condition: Expression, dtype: str, width: int) -> str:
    """The text of the module with a stop condition."""
    return fill("halt", _HaltWriter(condition, dtype, width))
