"""A function of lanes from the code of a formula."""

from __future__ import annotations

from collections.abc import Sequence

from gdsim.calculus import Code
from gdsim.engine.source.text import whole


def formula_lines(
    name: str, inputs: Sequence[str], code: Code, results: Sequence[str]
) -> list[str]:
    """A function that returns a tuple of atoms of the code."""
    values = (atom if atom.isidentifier() else whole(atom) for atom in results)
    return [
        f"def {name}({', '.join(inputs)}):",
        *(f"    {line}" for line in code.lines),
        f"    return {', '.join(values)},",
    ]
