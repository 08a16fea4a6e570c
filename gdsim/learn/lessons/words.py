"""Words of lessons as HTML."""

from __future__ import annotations

import re
import textwrap
from html import escape


def as_html(text: str) -> str:
    """A text as HTML, with raised exponents, indices and arrows: x^2, p_a, w <- w - rate * g."""
    arrows = escape(textwrap.dedent(text)).replace("&lt;-", "←").replace(" %", "\u00a0%")
    raised = re.sub(r"\^(-?\w+)", r"<sup>\1</sup>", arrows)
    return re.sub(r"\b([A-Za-z])_(\w)\b", r"\1<sub>\2</sub>", raised)
