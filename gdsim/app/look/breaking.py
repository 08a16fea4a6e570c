"""Where a formula that is too wide for its place goes on in another line."""

from __future__ import annotations

import re

MOST_LINES = 6
DEEPER = 5  # letters a line may be off its length to break outside of one more parenthesis
_COMMAND = re.compile(r"\\[A-Za-z]+|\\.")
_SIGN = re.compile(r" [+-] ")
_PRODUCT = re.compile(r"(?<=[)|]) (?:\\, )?(?=\(|\\left)|\\q?quad ?")
# A delimiter that grows with what it encloses, which cannot be torn apart; "." is an invisible one.
_GROWING = re.compile(r"\\(?:left|right)(?![A-Za-z])\.?")
_NESTING = re.compile(r"\\left(?![A-Za-z])|\\right(?![A-Za-z])|\\[{}]|[{}]")
_INWARD = {r"\left": (0, 1), r"\right": (0, -1), "{": (1, 0), "}": (-1, 0)}


def broken(latex: str, letters: int) -> str:
    """The LaTeX in as few lines of about `letters` letters as it takes, even in length.

    Lines break before a plus or minus, between parentheses, and where the formula has a wide gap;
    never inside braces. A formula that fits is returned as it is.
    """
    whole = letters_of(latex)
    count = min(-(-whole // letters), MOST_LINES)
    if count <= 1:
        return latex
    places = {place: deep for place, deep in _places(latex).items() if 0 < place < len(latex)}
    lines, begin = [], 0
    for number in range(1, count):
        ahead = [place for place in places if place > begin]
        if not ahead:
            break
        wanted = whole * number / count
        off = {place: abs(letters_of(latex[:place]) - wanted) for place in ahead}
        end = min(ahead, key=lambda place, off=off: off[place] + DEEPER * places[place])
        lines.append(latex[begin:end])
        begin = end
    return "\n".join(_trimmed(line) for line in [*lines, latex[begin:]])


def letters_of(latex: str) -> int:
    """About how many letters wide the formula is."""
    words = re.sub(r"\\(exp|log|sin|cos|tan|sinh|cosh|tanh|max|min|sqrt)\b", r" \1", latex)
    words = re.sub(r"\\(left|right|frac|quad|qquad|mathrm|operatorname)\b", "", words)
    return len(re.sub(r"[{}^_\s]", "", _COMMAND.sub(lambda found: found[0][1:2], words)))


def _places(latex: str) -> dict[int, int]:
    """Where a line may end, and in how many pairs of delimiters that is; none is inside braces."""
    marks = [(match.start(), "") for match in _SIGN.finditer(latex)]
    marks += [(match.end(), "") for match in _PRODUCT.finditer(latex)]
    marks += [(match.start(), match[0]) for match in _NESTING.finditer(latex)]
    braces, deep, found = 0, 0, {}
    for place, mark in sorted(marks):
        if not mark and braces == 0:
            found[place] = deep
        brace, delimiter = _INWARD.get(mark, (0, 0))
        braces, deep = braces + brace, deep + delimiter
    return found


def _trimmed(line: str) -> str:
    return re.sub(r"^(\s|\\,)+|(\s|\\,|\\q?quad)+$", "", _GROWING.sub("", line))
