"""An explanation: steps, each with a formula, its values and one sentence.

Nothing is computed here: the numbers come from the calculus, the optimizers and the networks that
runs use. The terminal, a notebook, the window and the tests show the same object.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gdsim.learn.explanations import notebook, show
from gdsim.learn.explanations.step import Step


@dataclass(frozen=True)
class Explanation:
    """A worked explanation: a title, steps in order, and a conclusion.

    kind: "derivative", "gradient", "chain_rule", "backpropagation", "optimizer_step", and so on.
    subject: what is explained, as the user gave it. conclusion: one sentence. data: the arrays of a
    picture, by name, JSON-like (lists of numbers).

    `print` shows it as text; a notebook typesets its formulas.
    """

    kind: str
    title: str
    subject: str
    steps: tuple[Step, ...]
    conclusion: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    def text(self, width: int = 80) -> str:
        """The explanation as plain text, no line longer than `width` columns (at least 30)."""
        return show.text(self.title, self.steps, self.conclusion, width)

    def to_json(self) -> dict[str, Any]:
        """The explanation as JSON-like data: dicts, lists, text, numbers, True, False, None.

        Numbers that JSON does not have become the words "inf", "-inf" and "nan".
        """
        fields = ("kind", "title", "subject", "conclusion", "data")
        fields_json: dict[str, Any] = {name: show.plain(getattr(self, name)) for name in fields}
        fields_json["steps"] = [show.plain(step) for step in self.steps]
        return fields_json

    def __str__(self) -> str:
        return self.text()

    def _repr_markdown_(self) -> str:
        return notebook.markdown(self.title, self.steps, self.conclusion)

    def _repr_html_(self) -> str:
        return notebook.html(self.title, self.steps, self.conclusion)

    def _repr_latex_(self) -> str:
        return notebook.latex(self.steps)
