"""A step as an equation in LaTeX with its numbers in the place of its names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gdsim.learn.explanations.names import latex_name
from gdsim.learn.explanations.notebook import latex_number, latex_value
from gdsim.learn.explanations.show import is_number
from gdsim.learn.explanations.step import Step

MANY = 4  # terms of a sum whose formula is shown


def worked(step: Step) -> list[str]:
    """The sides of a step's equation: its name, its formula, that in numbers, and its value.

    A step whose name is its formula, such as a term of a sum, has no name. A sum of many terms is
    that of their values.
    """
    sides = [] if step.name == step.formula else [latex_name(step.name)]
    if len(step.terms) > MANY:
        values = [latex_number(term.value) for term in step.terms]
        brackets = [rf"\left({each}\right)" if each[0] == "-" else each for each in values[1:]]
        sides.append(" + ".join([values[0], *brackets]))
    elif step.latex:
        sides += [step.latex, in_numbers(step.latex, step.values)]
    if step.value is not None:
        sides.append(latex_value(step.value))
    return list(dict.fromkeys(sides))


def in_numbers(latex: str, named: Mapping[str, Any]) -> str:
    """A formula in LaTeX with its names replaced by numbers; negative ones have brackets."""
    numbers = {latex_name(name): value for name, value in named.items() if is_number(value)}
    if not numbers:
        return latex
    longest_first = sorted(numbers, key=len, reverse=True)
    # A letter inside a longer word, or before an index of its own, is another name.
    pattern = rf"(?<![A-Za-z\\])(?:{'|'.join(map(re.escape, longest_first))})(?![A-Za-z_^])"

    def replaced(match: re.Match[str]) -> str:
        digits = latex_number(numbers[match.group()])
        before, after = latex[: match.start()], latex[match.end() :]
        is_alone = not before or (before.endswith(r"\left(") and after.startswith(r"\right)"))
        return rf"\left({digits}\right)" if digits.startswith("-") and not is_alone else digits

    # Names may stand beside each other in a product; numbers need a sign between them.
    return re.sub(pattern, replaced, latex).replace(r" \, ", r" \cdot ")
