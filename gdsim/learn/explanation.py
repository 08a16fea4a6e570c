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


@dataclass(frozen=True)
class Explanation:
    """A worked explanation: a title, steps in order, and what they come to.

    kind: "derivative", "gradient", "chain_rule", "backpropagation", "optimizer_step", and so on.
    subject: what is explained, as a person gave it. conclusion: one sentence. data: arrays that a
    picture is drawn from, by name, JSON-like (lists of numbers).

    `print` shows it as text, a notebook with its formulas set.
    """

    kind: str
    title: str
    subject: str
    steps: tuple[Step, ...]
    conclusion: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    def text(self, width: int = 80) -> str:
        """The explanation as plain text, no line longer than `width` columns (at least 30)."""
        from gdsim.learn.show import text

        return text(self, width)

    def to_json(self) -> dict[str, Any]:
        """The explanation as JSON-like data: dicts, lists, text, numbers, True, False, None.

        Numbers that JSON does not have are the words "inf", "-inf" and "nan".
        """
        from gdsim.learn.show import plain

        fields = ("kind", "title", "subject", "conclusion", "data")
        found: dict[str, Any] = {name: plain(getattr(self, name)) for name in fields}
        found["steps"] = [plain(vars(step)) for step in self.steps]
        return found

    def __str__(self) -> str:
        return self.text()

    def _repr_markdown_(self) -> str:
        from gdsim.learn.notebook import markdown

        return markdown(self)

    def _repr_html_(self) -> str:
        from gdsim.learn.notebook import html

        return html(self)

    def _repr_latex_(self) -> str:
        from gdsim.learn.notebook import latex

        return latex(self)
