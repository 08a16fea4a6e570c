"""Checks of the names and values of a text's parameters and variables."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

import numpy as np

from gdsim.base.errors import shown
from gdsim.calculus.errors import ExpressionError
from gdsim.calculus.graph import Graph
from gdsim.calculus.operations import CONSTANTS, RESERVED
from gdsim.calculus.parser import Parser
from gdsim.calculus.sums import INDEX_WORDS, MAX_VARIABLES, SUMS
from gdsim.calculus.tokens import Token


def _reserved(name: str) -> bool:
    return name in RESERVED or name in SUMS or name in INDEX_WORDS


def _is_name(name: object) -> bool:
    return isinstance(name, str) and re.fullmatch("[A-Za-z_][A-Za-z0-9_]*", name) is not None


def checked_parameters(text: str, parameters: Mapping[str, object]) -> dict[str, float]:
    """Parameters given as an argument, as floats; ExpressionError unless they are finite."""
    checked = {}
    for name, value in parameters.items():
        number = isinstance(value, int | float | np.integer | np.floating)
        if not number or isinstance(value, bool) or not math.isfinite(value):  # type: ignore[arg-type]
            problem = f"parameter {name} must be a finite number, got {shown(value)}"
            raise ExpressionError(problem, text, 0)
        checked[name] = float(value)  # type: ignore[arg-type]
    return checked


def check_parameter_names(
    text: str, body: Sequence[Token], tokens: Sequence[Token], parameters: Mapping[str, float]
) -> None:
    """Refuse a parameter whose name has another meaning, or that the text does not use."""
    used = {token.text for token in body if token.kind == "name"}
    columns = {token.text: token.column for token in reversed(tokens)}
    for name in parameters:
        if not _is_name(name):
            raise ExpressionError(f"{shown(name)} is not a valid name for a parameter", text, 0)
        if _reserved(name):
            problem = f"{shown(name)} already has a meaning and cannot be a parameter"
            raise ExpressionError(problem, text, columns.get(name, 0))
        if name not in used:
            problem = f"parameter {shown(name)} does not occur in the expression"
            raise ExpressionError(problem, text, columns.get(name, 0))


def checked_variables(
    text: str, variables: Sequence[str], parameters: Mapping[str, float]
) -> tuple[str, ...]:
    """The variables of a text or of an argument; ExpressionError for invalid names or too many."""
    for name in variables:
        if not _is_name(name) or (_reserved(name) and name not in ("i", "j")):
            raise ExpressionError(f"{shown(name)} is not a valid name for a variable", text, 0)
        if name in parameters:
            raise ExpressionError(f"{shown(name)} is both a variable and a parameter", text, 0)
        if list(variables).count(name) > 1:
            raise ExpressionError(f"the variable {shown(name)} is listed twice", text, 0)
    if len(variables) > MAX_VARIABLES:
        problem = f"at most {MAX_VARIABLES} variables are allowed, got {len(variables)}"
        raise ExpressionError(problem, text, 0)
    return tuple(variables)


def stated_parameters(text: str, tokens: Sequence[Token], start: int) -> dict[str, float]:
    """The parameters that a text states after its semicolon: name = a constant, ..."""
    stated: dict[str, float] = {}
    graph = Graph()
    parser = Parser(text, tokens, graph, {})
    parser.names = {name: graph.name(name, value) for name, value in CONSTANTS.items()}
    while start < len(tokens) and tokens[start].kind != "end":
        name = tokens[start]
        if name.kind != "name" or tokens[start + 1].text != "=":
            problem = "after the ';' come values of parameters, as in '; a = 1.5, b = 2'"
            raise ExpressionError(problem, text, name.column)
        if name.text in stated:
            raise ExpressionError(f"parameter {shown(name.text)} has two values", text, name.column)
        stop, depth = start + 2, 0
        while tokens[stop].kind != "end" and (depth > 0 or tokens[stop].text != ","):
            depth += {"(": 1, ")": -1}.get(tokens[stop].text, 0)
            stop += 1
        value = parser.read(start + 2, stop).constant
        assert value is not None  # it has no variable to depend on
        stated[name.text] = value
        start = stop + (tokens[stop].text == ",")
    return stated
