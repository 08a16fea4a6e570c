"""Straight-line code of an expression; it does the same operations as its value, in the same order.

Both start from the lowered graph: see `gdsim.calculus.lowering`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gdsim.calculus.graph import reachable
from gdsim.calculus.operations import OPERATIONS

if TYPE_CHECKING:
    from gdsim.calculus.expression import Expression
from gdsim.calculus.lowering import arranged


@dataclass(frozen=True)
class Code:
    """Straight-line Python of a value and its derivatives.

    `lines` are assignments, one per line, to new names; `value` and the entries of `gradient` and
    `hessian` are atoms: a name or a literal. `functions` are the names of `gdsim.lanes.math` that
    the lines call. Derivatives above the requested order are empty.
    """

    lines: tuple[str, ...]
    value: str
    gradient: tuple[str, ...]
    hessian: tuple[tuple[str, ...], ...]
    functions: tuple[str, ...]


def emit(
    expression: Expression,
    names: Mapping[str, str] | None = None,
    order: int = 1,
    prefix: str = "u",
) -> Code:
    """Code for the value (order 0), also the gradient (1), or also the Hessian (2).

    `names` maps variables and parameters to their names in the code. A variable that is not in it
    keeps its own name; a parameter becomes a literal. New names are `prefix` and a number. Common
    subexpressions are computed once; unused ones are left out.
    """
    if order not in (0, 1, 2):
        raise ValueError(f"order must be 0, 1 or 2, got {order!r}")
    atoms = {**{name: name for name in expression.variables}, **(names or {})}
    for name, number in expression.parameters.items():
        atoms.setdefault(name, _literal(number))
    used = set(atoms.values())
    lines: list[str] = []
    functions: set[str] = set()
    roots = expression.lowered(order)
    atom_of: dict[int, str] = {}
    number = 0
    for node in reachable(roots):
        if node.is_number:
            atom_of[node.index] = _literal(float(node.payload or 0))
        elif node.operation == "name":
            atom_of[node.index] = atoms[str(node.payload)]
        else:
            code = OPERATIONS[node.operation].code
            while f"{prefix}{number}" in used:
                number += 1
            atom = atom_of[node.index] = f"{prefix}{number}"
            number += 1
            lines.append(f"{atom} = {code.format(*(atom_of[i.index] for i in node.inputs))}")
            functions.update(re.findall(r"(\w+)\(", code))
    results = [atom_of[root.index] for root in roots]
    return Code(
        tuple(lines), *arranged(results, len(expression.variables)), tuple(sorted(functions))
    )


def _literal(number: float) -> str:
    """A number as Python source; 1e999 is the literal of infinity."""
    if math.isnan(number):
        return "(1e999 - 1e999)"
    return repr(number).replace("inf", "1e999")
