"""One step of an explanation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Step:
    """One step of an explanation.

    name: what is found out, "f'(x)" or "dL/dw". formula: as text; latex: the same for print.
    value: what it comes to, a number or an array (nested tuples); None where the step only says
    something. values: the numbers that go in, by name; where each is a sequence, all of one length,
    they are the columns of a table. sentence: what it means, one sentence; may be empty.
    check: the value found in another way (finite differences, the compiled kernel) and how,
    {"by": "central difference", "value": …}; None where there is none.

    A step of a name and a sentence alone is the heading of those that follow.
    """

    name: str
    formula: str
    latex: str
    sentence: str
    value: Any = None
    values: Mapping[str, Any] = field(default_factory=dict)
    check: Mapping[str, Any] | None = None
