"""The sums and products over variables in a text, `sum(...)` and `prod(...)`, and its variables.

Inside the brackets `x_i` stands for each variable in turn and `i` for its number, from 1. Where
`x_j` or `j` occurs, they are the next variable and its number, and the sum ends with the last pair:
`sum(100*(x_j - x_i**2)**2 + (1 - x_i)**2)` is Rosenbrock's function of any number of variables.
`n` is the number of variables, anywhere in a text with a sum. The variables are those that the text
names, or that `parse` is passed, or x1 to x3 for `sum(..., 3)`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from gdsim.calculus.errors import ExpressionError
from gdsim.calculus.operations import RESERVED
from gdsim.calculus.tokens import Token

MAX_VARIABLES = 8
SUMS = {"sum": "add", "prod": "multiply"}
INDEX_WORDS = ("x_i", "i", "x_j", "j")


@dataclass(frozen=True)
class Sum:
    """One sum or product: the tokens of its body, and how it repeats."""

    start: int  # token of the name
    body: int
    comma: int  # the first token after the body
    stop: int  # its closing bracket
    pairs: bool
    count: int | None


def find_sums(text: str, tokens: Sequence[Token]) -> dict[int, Sum]:
    """The sums and products of a text, by the token that they start at."""
    sums: dict[int, Sum] = {}
    end = 0
    for start in range(len(tokens) - 1):
        if tokens[start].text in SUMS and tokens[start + 1].text == "(":
            if start < end:
                problem = f"{tokens[start].text}(...) cannot stand inside another sum or product"
                raise ExpressionError(problem, text, tokens[start].column)
            sums[start] = _read(text, tokens, start)
            end = sums[start].stop
    return sums


def _read(text: str, tokens: Sequence[Token], start: int) -> Sum:
    depth, stop, commas = 0, start + 1, []
    for stop in range(start + 1, len(tokens)):
        depth += {"(": 1, ")": -1}.get(tokens[stop].text, 0)
        if depth == 0 or tokens[stop].kind == "end":
            break
        if depth == 1 and tokens[stop].text == ",":
            commas.append(stop)
    if depth:
        raise ExpressionError("this bracket is never closed", text, tokens[start + 1].column)
    comma = commas[0] if commas else stop
    words = {token.text for token in tokens[start + 2 : comma]}
    if not words & {*INDEX_WORDS}:
        name = tokens[start].text
        problem = f"{name}(...) must contain x_i, which stands for each variable in turn"
        raise ExpressionError(problem, text, tokens[start].column)
    count = _count(text, tokens[commas[0] + 1 : stop], tokens[comma]) if commas else None
    return Sum(start, start + 2, comma, stop, bool(words & {"x_j", "j"}), count)


def _count(text: str, tokens: Sequence[Token], comma: Token) -> int:
    if len(tokens) == 1 and re.fullmatch(f"[1-{MAX_VARIABLES}]", tokens[0].text):
        return int(tokens[0].text)
    column = tokens[0].column if tokens else comma.column
    allowed = f"a whole number from 1 to {MAX_VARIABLES}"
    problem = f"the second argument is the number of variables and must be {allowed}"
    raise ExpressionError(problem, text, column)


def natural(name: str) -> list[tuple[int, str]]:
    """A sorting key that puts x2 before x10."""
    parts = re.findall(r"[0-9]+|[^0-9]+", name)
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts]


def find_variables(
    text: str, tokens: Sequence[Token], sums: dict[int, Sum], parameters: Collection[str]
) -> tuple[str, ...]:
    """The names of a text that are neither functions, constants nor parameters, sorted."""
    reserved = {*RESERVED, *SUMS, *parameters} | ({"n"} if sums else set())
    inside = {number for total in sums.values() for number in range(total.start, total.stop)}
    columns: dict[str, int] = {}
    for number, token in enumerate(tokens):
        called = token.kind == "name" and tokens[number + 1].text == "("
        if token.kind != "name" or called or token.text in reserved:
            continue
        if not (token.text in INDEX_WORDS and (number in inside or token.text in ("x_i", "x_j"))):
            columns.setdefault(token.text, token.column)
    for total in sums.values():
        for number in range(1, (total.count or 0) + 1):
            columns.setdefault(f"x{number}", tokens[total.start].column)
    if sums and not columns:
        problem = "state the number of variables: sum(x_i**2, 3) has x1, x2 and x3"
        raise ExpressionError(problem, text, tokens[min(sums)].column)
    if len(columns) > MAX_VARIABLES:
        names = list(columns)
        extra = names[MAX_VARIABLES]
        problem = f"at most {MAX_VARIABLES} variables are allowed; {extra!r} is one more"
        raise ExpressionError(problem, text, columns[extra])
    return tuple(sorted(columns, key=natural))
