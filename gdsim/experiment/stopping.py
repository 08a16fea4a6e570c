"""Stop conditions: text such as "x > 0" or "loss < 1e-3 and step >= 100".

A condition is one comparison or several, joined by "and" and "or" ("and" binds more closely; round
brackets may stand around conditions), of formulas in gdsim's own grammar (`gdsim.calculus.parser`);
the text is parsed, never evaluated. A formula may have the variables and parameters of a function,
and of every objective loss, grad_norm and step: the loss and the gradient's length before the step,
and the number of updates that were made. Of runs on mini-batches they are those of all training
samples, and a condition of them is asked at the few steps at which these are computed
(`gdsim.engine.looks`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from gdsim.base.errors import SettingError, SettingTypeError, shown, suggestion
from gdsim.calculus import Expression, parse
from gdsim.calculus.errors import ExpressionError
from gdsim.calculus.operations import COMPARISONS
from gdsim.calculus.parser import MAX_DEPTH
from gdsim.calculus.tokens import Token, tokenize
from gdsim.objectives.objective import Objective

KNOWN = ("loss", "grad_norm", "step")
_ONE = 'must be one comparison, such as "loss < 1e-3"; join several by "and" or "or"'
_JOINED = {"&": 'join conditions by "and"', "|": 'join conditions by "or"'}
_OPPOSITE = 'write the opposite comparison, "loss >= 1" for "not loss < 1"'


def checked(given: Any, task: Objective) -> str | None:
    """The text of a condition that an objective's runs can have, or None."""
    if given is None:
        return None
    if not isinstance(given, str):
        raise SettingTypeError(
            f'stop must be a condition as text, such as "loss < 1e-3", got {shown(given)}', "stop"
        )
    text = " ".join(given.split())
    condition(text, task)
    return text


def condition(text: str, task: Objective) -> Expression:
    """The condition as a formula: above 0 where it holds, and else 0."""
    return parse(_formula(text, _tokens(text), 0, task))


class _Placed(NamedTuple):
    """A token, where the next one starts, and what it stands in.

    depth: how many brackets are open around it; is_in_where: whether one of them is a where's.
    """

    token: Token
    end: int
    depth: int
    is_in_where: bool

    def is_at(self, depth: int, *texts: str) -> bool:
        """Whether it is one of these, in so many brackets."""
        return self.depth == depth and self.token.text in texts


def _tokens(text: str) -> list[_Placed]:
    """The tokens of a condition; SettingError where its brackets do not match."""
    try:
        tokens = tokenize(text)
    except ExpressionError as error:
        character = text[error.column : error.column + 1]
        hint = _OPPOSITE if character == "!" else _JOINED.get(character, error.problem)
        raise _error(text, hint) from error
    placed: list[_Placed] = []
    opened: list[bool] = []
    for before, token, after in zip([None, *tokens], tokens, tokens[1:], strict=False):
        if token.text == ")":
            if not opened:
                raise _error(text, "a bracket was never opened")
            opened.pop()
        placed.append(_Placed(token, after.column, len(opened), any(opened)))
        if token.text == "(":
            opened.append(before is not None and before.text == "where")
        if len(opened) > MAX_DEPTH:
            raise _error(text, f"it is nested deeper than {MAX_DEPTH} levels")
    if opened:
        raise _error(text, "a bracket is never closed")
    return placed


def _formula(text: str, tokens: list[_Placed], depth: int, task: Objective) -> str:
    """Conditions joined by "and" and "or", as a formula; the tokens are within `depth` brackets."""
    either = []
    for part in _split(tokens, depth, "or"):
        both = [_one(text, each, depth, task) for each in _split(part, depth, "and")]
        either.append("*".join(both))
    return either[0] if len(either) == 1 else f"max({', '.join(either)})"


def _split(tokens: list[_Placed], depth: int, word: str) -> list[list[_Placed]]:
    parts: list[list[_Placed]] = [[]]
    for each in tokens:
        if each.is_at(depth, word):
            parts.append([])
        else:
            parts[-1].append(each)
    return parts


def _one(text: str, tokens: list[_Placed], depth: int, task: Objective) -> str:
    """One comparison, or conditions in brackets, as a formula that is above 0 where it holds."""
    if tokens and tokens[0].is_at(depth, "not"):
        raise _error(text, _OPPOSITE)
    inside = tokens[1:-1]
    if tokens and tokens[0].is_at(depth, "(") and all(each.depth > depth for each in inside):
        return f"({_formula(text, inside, depth + 1, task)})"
    part = text[tokens[0].token.column : tokens[-1].end].strip() if tokens else ""
    compared = [each for each in tokens if each.token.text in COMPARISONS and not each.is_in_where]
    if len(compared) != 1 or compared[0].depth != depth:
        raise _error(text, f"{shown(part)} {_ONE}")
    if any(each.is_at(depth, ",", ";", "=") for each in tokens):
        raise _error(text, f"{shown(part)} {_ONE}")
    formula = f"where({part}, 1, 0)"
    try:
        names = parse(formula).variables
    except ExpressionError as error:
        raise _error(text, error.problem) from error
    _check_names(text, names, task)
    return formula


def _check_names(text: str, names: Sequence[str], task: Objective) -> None:
    own = (*task.variables, *task.parameters) if task.has_domain else ()
    known = [*own, *KNOWN]
    for name in names:
        if name not in known:
            kind = "" if task.has_domain else f"; a {task.kind} has no other names"
            hint = f"{suggestion(name, known)}{kind}"
            raise SettingError(f"stop {shown(text)} has {shown(name)}; {hint}", "stop")
        if name in own and name in KNOWN:
            both = f"the {task.kind}'s own {name} and the {name} that every objective has"
            problem = f"has {shown(name)}, which is {both}; give the {task.kind}'s another name"
            raise SettingError(f"stop {shown(text)} {problem}", "stop")


def _error(text: str, problem: str) -> SettingError:
    return SettingError(f"stop {shown(text)}: {problem}", "stop")
