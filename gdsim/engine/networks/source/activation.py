"""The source text of an activation and its derivatives."""

from __future__ import annotations

from collections.abc import Sequence

from gdsim.calculus import Expression, emit
from gdsim.engine.networks.source.formula import formula_lines
from gdsim.engine.networks.source.kinds import kind_line
from gdsim.engine.source.text import fill
from gdsim.lanes.host import REGISTERS


class _ActivationWriter:
    """Writes an activation and its derivatives."""

    def __init__(self, expression: Expression, dtype: str, width: int) -> None:
        self.dtype, self.width = dtype, width
        names = {variable: "p0" for variable in expression.variables}
        self.codes = [emit(expression, names=names, order=order, prefix="u") for order in (1, 2)]

    def imports(self) -> list[str]:
        maths = sorted(set(self.codes[0].functions) | set(self.codes[1].functions))
        return [
            kind_line(self.dtype, self.width),
            f"REGISTERS, TOGETHER = {REGISTERS}, {REGISTERS} if ACROSS == W else 1",
            *([f"from gdsim.lanes.math import {', '.join(maths)}"] if maths else []),
        ]

    def functions(self) -> list[str]:
        first, second = self.codes
        bend = second.hessian[0][0] if second.hessian else "0.0"
        return [
            *formula_lines("first_order", ["p0"], first, [first.value, *_or_zero(first.gradient)]),
            "",
            "",
            *formula_lines(
                "second_order", ["p0"], second, [second.value, *_or_zero(second.gradient), bend]
            ),
        ]


def _or_zero(atoms: Sequence[str]) -> Sequence[str]:
    return atoms or ("0.0",)


def activation_text(expression: Expression, dtype: str, width: int) -> str:
    """The text of the module with an activation, an expression of one variable."""
    template = "activation" if width > 1 else "activation_of_one"
    return fill(template, _ActivationWriter(expression, dtype, width))
