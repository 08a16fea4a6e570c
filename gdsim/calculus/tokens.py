"""The tokens of an expression: numbers, names and operators, each with its column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from gdsim.calculus.errors import ExpressionError

MAX_LENGTH = 10_000  # characters

_WORD = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<operator>\*\*|<=|>=|==|!=|[-+*/%^(),;=<>])"
    r"|(?P<raised>[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+)"
)

# Other characters that people type for an operator.
_SPELLED = {
    "−": "-", "–": "-", "·": "*", "×": "*", "⋅": "*", "∗": "*", "÷": "/", "≤": "<=", "≥": ">=",
    "≠": "!=",
}  # fmt: skip
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")

_HINTS = {
    "|": "write abs(...) for an absolute value",
    "&": "conditions cannot be joined; put a where(...) into another",
    "?": "write where(x < 1, a, b) for 'x < 1 ? a : b'",
    ":": "write only the formula, such as x**2",
    ".": "write sin(x) for np.sin(x), and x^2 for x.^2",
    "'": "derivatives are found without being asked for; write only the function",
    "′": "derivatives are found without being asked for; write only the function",
    "$": "write the formula as in a program, not in LaTeX",
    "°": "angles are in radians; write x*pi/180",
    "∞": "a formula has no infinity",
    "[": "write round brackets, and x1, x2 for the components of a vector",
    "]": "write round brackets, and x1, x2 for the components of a vector",
    "{": "write round brackets",
    "}": "write round brackets",
    "!": "factorials are not supported",
    "√": "write sqrt(...)",
    "∛": "write cbrt(...)",
    "∑": "write sum(...), in which x_i is each variable",
    "∏": "write prod(...), in which x_i is each variable",
    "\\": "write the formula as in a program, not in LaTeX",
}


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its kind, its text and its column from 0.

    The kinds are "number", "name", "operator", "raised" (an exponent in raised digits) and "end".
    """

    kind: str
    text: str
    column: int


def tokenize(text: str) -> list[Token]:
    """The tokens of a text and an "end"; ExpressionError at a character without a meaning."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError(
            f"the text must have at most {MAX_LENGTH:,} characters, got {len(text):,}",
            text,
            MAX_LENGTH,
        )
    return list(_tokens(text))


def _tokens(text: str) -> Iterator[Token]:
    column = 0
    while column < len(text):
        character = text[column]
        match = _WORD.match(text, column)
        if match is not None:
            yield Token(str(match.lastgroup), match.group(), column)
            column = match.end()
            continue
        if character in _SPELLED:
            yield Token("operator", _SPELLED[character], column)
        elif name := _greek(character):
            # A Greek letter is a name of its own, with the digits that follow: β1 is beta1.
            digits = re.compile(r"_?[0-9]*").match(text, column + 1)
            tail = digits.group() if digits else ""
            yield Token("name", name + tail, column)
            column += len(tail)
        elif not character.isspace():
            hint = _HINTS.get(character)
            if text[column - 1 : column + 1] in ("_{", "_["):
                hint = "x_i is each variable and x_j the one after it; there is no other index"
            problem = f"the character {character!r} has no meaning here"
            raise ExpressionError(f"{problem}; {hint}" if hint else problem, text, column)
        column += 1
    yield Token("end", "the end of the text", len(text))


def raised_number(text: str) -> float | None:
    """The whole number in raised digits, -23 for "⁻²³"; None if they are not one."""
    try:
        return float(text.translate(_RAISED))
    except ValueError:
        return None


def _greek(character: str) -> str:
    """The English name of a Greek letter; "" for any other character."""
    # As a letter: µ is also a sign of units, ϵ and ϕ are symbols of mathematics.
    letter = unicodedata.normalize("NFKC", character)
    full = unicodedata.name(letter, "") if len(letter) == 1 else ""
    for case in ("SMALL", "CAPITAL"):
        name = full.removeprefix(f"GREEK {case} LETTER ").replace("LAMDA", "LAMBDA")
        if name.isalpha() and name.isascii() and full != name:
            return name.lower() if case == "SMALL" else name.capitalize()
    return ""
