"""One step of an explanation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Step:
    """One step of an explanation.

    name: the quantity, such as "f'(x)" or "dL/dw". formula: as text; latex: the same as LaTeX.
    value: the result, a number or an array (nested tuples); None if the step only says something.
    values: the numbers in the formula, by name; if each is a sequence, all of one length, they are
    the columns of a table. sentence: what it means, in one sentence; may be empty.
    check: the value computed in another way (finite differences, the compiled kernel), and how,
    {"by": "central difference", "value": …}; None without a check.
    place: what of a picture of the subject the value belongs to, such as ("error", 2, 0) of a
    network; empty without one. terms: the summands of the value, as steps of their own.

    A step with only a name and a sentence is a heading for those that follow.
    """

    name: str
    formula: str
    latex: str
    sentence: str
    value: Any = None
    values: Mapping[str, Any] = field(default_factory=dict)
    check: Mapping[str, Any] | None = None
    place: Place = ()
    terms: tuple[Step, ...] = ()
