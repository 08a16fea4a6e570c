"""Where a formula that is too wide for its place goes on in another line."""

from __future__ import annotations

import re

MOST_LINES = 6
DEEPER = 5  # letters a line may be off its length to break outside of one more parenthesis
_COMMAND = re.compile(r"\\[A-Za-z]+|\\.")
_SIGN = re.compile(r" [+-] ")
_PRODUCT = re.compile(r"(?<=\)) (?:\\, )?(?=\()|\\q?quad ?")


def broken(latex: str, letters: int) -> str:
    """The LaTeX in as few lines of about `letters` letters as it takes, even in length.

    Lines break before a plus or minus, between parentheses, and where the formula has a wide gap;
    never inside braces. A formula that fits is returned as it is.
    """
    whole = letters_of(latex)
    count = min(-(-whole // letters), MOST_LINES)
    if count <= 1:
        return latex
    # a parenthesis that grows with what it holds cannot be torn apart
    latex = latex.replace(r"\left(", "(").replace(r"\right)", ")")
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
    """Where a line may end, and in how many parentheses that is."""
    braces, parentheses, depths = 0, 0, [(0, 0)]
    for letter in latex:
        braces += (letter == "{") - (letter == "}")
        parentheses += (letter == "(") - (letter == ")")
        depths.append((braces, parentheses))
    found = [match.start() for match in _SIGN.finditer(latex)]
    found += [match.end() for match in _PRODUCT.finditer(latex)]
    return {place: depths[place][1] for place in sorted(found) if depths[place][0] == 0}


def _trimmed(line: str) -> str:
    return re.sub(r"^(\s|\\,)+|(\s|\\,|\\q?quad)+$", "", line)
