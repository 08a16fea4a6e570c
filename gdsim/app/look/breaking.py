"""Line breaks of formulas that are too wide."""

from __future__ import annotations

import re

MOST_LINES = 6
DEEPER = 5  # letters by which a line may miss its length to break outside one more parenthesis
_COMMAND = re.compile(r"\\[A-Za-z]+|\\.")
_SIGN = re.compile(r" [+-] ")
_PRODUCT = re.compile(r"(?<=[)|]) (?:\\, )?(?=\(|\\left)|\\q?quad ?")
# A delimiter that grows with its content, which no line break may part; "." is an invisible one.
_GROWING = re.compile(r"\\(?:left|right)(?![A-Za-z])\.?")
_NESTING = re.compile(r"\\left(?![A-Za-z])|\\right(?![A-Za-z])|\\[{}]|[{}]")
_INWARD = {r"\left": (0, 1), r"\right": (0, -1), "{": (1, 0), "}": (-1, 0)}


def broken(latex: str, letters: int) -> str:
    """The LaTeX in as few lines of about `letters` letters as it takes, even in length.

    Lines break before a plus or minus, between parentheses, and where the formula has a wide gap;
    never inside braces. A formula that fits is returned unchanged.
    """
    whole = letters_of(latex)
    count = min(-(-whole // letters), MOST_LINES)
    if count <= 1:
        return latex
    places = {place: deep for place, deep in _places(latex).items() if 0 < place < len(latex)}
    lines, start = [], 0
    for number in range(1, count):
        ahead = [place for place in places if place > start]
        if not ahead:
            break
        wanted = whole * number / count
        cost = {
            place: abs(letters_of(latex[:place]) - wanted) + DEEPER * places[place]
            for place in ahead
        }
        end = min(cost, key=cost.__getitem__)
        lines.append(latex[start:end])
        start = end
    return "\n".join(_trimmed(line) for line in [*lines, latex[start:]])


def letters_of(latex: str) -> int:
    """The approximate width of a formula, in letters."""
    words = re.sub(r"\\(exp|log|sin|cos|tan|sinh|cosh|tanh|max|min|sqrt)\b", r" \1", latex)
    words = re.sub(r"\\(left|right|frac|quad|qquad|mathrm|operatorname)\b", "", words)
    return len(re.sub(r"[{}^_\s]", "", _COMMAND.sub(lambda match: match[0][1:2], words)))


def _places(latex: str) -> dict[int, int]:
    """Where a line may end: places outside braces, each with its depth of delimiters."""
    marks = [(match.start(), "") for match in _SIGN.finditer(latex)]
    marks += [(match.end(), "") for match in _PRODUCT.finditer(latex)]
    marks += [(match.start(), match[0]) for match in _NESTING.finditer(latex)]
    braces, deep = 0, 0
    places: dict[int, int] = {}
    for place, mark in sorted(marks):
        if not mark and braces == 0:
            places[place] = deep
        brace, delimiter = _INWARD.get(mark, (0, 0))
        braces, deep = braces + brace, deep + delimiter
    return places


def _trimmed(line: str) -> str:
    return re.sub(r"^(\s|\\,)+|(\s|\\,|\\q?quad)+$", "", _GROWING.sub("", line))
