"""What an explanation is: steps, each with a formula, the values in it and one sentence.

Nothing here computes: explanations are filled by asking the calculus, the optimizers and the
networks that really run. The terminal, a notebook, the window and the tests show the same object.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Step:
    """One step of an explanation.

    name: what is found out, "f'(x)" or "dL/dw". formula: as text; latex: the same for print.
    value: what it comes to, a number or an array (nested tuples); None where the step only says
    something. values: the numbers that go in, by name. sentence: what it means, one sentence.
    check: the value found in another way (finite differences, the compiled kernel) and how,
    {"by": "central difference", "value": …}; None where there is none.
    """

    name: str
    formula: str
    latex: str
    sentence: str
    value: Any = None
    values: Mapping[str, float] = field(default_factory=dict)
    check: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Explanation:
    """A worked explanation: a title, steps in order, and what they come to.

    kind: "derivative", "gradient", "chain_rule", "backpropagation", "optimizer_step", and so on.
    subject: what is explained, as a person gave it. conclusion: one sentence. data: arrays that a
    picture is drawn from, by name, JSON-like (lists of numbers).
    """

    kind: str
    title: str
    subject: str
    steps: tuple[Step, ...]
    conclusion: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
