"""A definition executed statement by statement: what each line of its source computes.

An optimizer's `step` is one plain Python function. Its source is executed one statement at a time,
and each assignment is recorded with its text, the numbers in it and its value. So explanations show
what the kernels compile, and no optimizer is described a second time.
"""

from __future__ import annotations

import ast
import copy
import inspect
import io
import textwrap
import tokenize
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import FunctionType
from typing import Any

import numpy as np

from gdsim.calculus import parse

Names = dict[str, Any]
_COLUMNS = (list, np.ndarray)


@dataclass(frozen=True)
class Part:
    """A term of a formula: its text, its LaTeX and its value.

    kind: "summand", "subtrahend", "numerator", "denominator", or "factor" (of a product, if it is
    a sum). names: the names in it.
    """

    kind: str
    formula: str
    latex: str
    value: Any
    names: frozenset[str]


@dataclass(frozen=True)
class Statement:
    """What one statement of a definition computes.

    names: what it assigns, or the columns that it changes. formula, latex: its right side (for a
    loop: what happens to each element). inputs: the numbers in it by name, before the statement.
    sources: all names that it depends on, also through earlier statements. parts: its terms. value:
    the number, or the numbers of each changed column. comment: the source's comment above it.
    """

    names: tuple[str, ...]
    formula: str
    latex: str
    value: Any
    inputs: Mapping[str, Any]
    sources: frozenset[str]
    parts: tuple[Part, ...] = ()
    comment: str = ""
    is_loop: bool = False


@dataclass
class Followed:
    """A definition that was executed: its statements, and what it returned."""

    statements: list[Statement] = field(default_factory=list)
    result: Any = None


def follow(
    function: Callable[..., Any], known: Mapping[str, Any], results: tuple[str, ...] = ()
) -> Followed:
    """Execute a definition's function on `known` arguments, one statement at a time.

    `results` names what it returns; a returned expression counts as an assignment to its name.
    Columns in `known` are changed in place, as the function itself does.
    """
    return _Run(function, known, results).followed


def formula_of(node: ast.expr, names: Mapping[str, Any]) -> str:
    """An expression as text, with running means and fused products expanded."""
    return ast.unparse(_written_out(node, names))


def latex_of(node: ast.expr, names: Mapping[str, Any]) -> str:
    """An expression as LaTeX, with the letters that are usual for optimizers."""
    written = _Lettered().visit(_written_out(node, names))
    text = ast.unparse(ast.fix_missing_locations(written))
    letters = sorted({n.id for n in ast.walk(written) if isinstance(n, ast.Name)} - _FUNCTIONS)
    if not letters:
        return text
    try:  # one variable is enough; the others may be parameters
        return parse(text, dict.fromkeys(letters[1:], 1.0), letters[:1]).latex
    except (ValueError, TypeError):  # it contains columns
        return rf"\mathtt{{{formula_of(node, names)}}}".replace("_", r"\_")


class _Run:
    """One pass through a function's body."""

    def __init__(
        self, function: Callable[..., Any], known: Mapping[str, Any], results: tuple[str, ...]
    ) -> None:
        body, self.comments = _source(function)
        self.names: Names = {**getattr(function, "__globals__", {}), **known}
        self.numbers = set(known)
        self.sources: dict[str, frozenset[str]] = {name: frozenset({name}) for name in known}
        self.results = results
        self.followed = Followed()
        with np.errstate(all="ignore"):
            self._take(body)

    def _take(self, body: list[ast.stmt]) -> None:
        for statement in body:
            match statement:
                case ast.If():
                    chosen = self._value(statement.test)
                    self._take(statement.body if chosen else statement.orelse)
                case ast.Return(value=value) if value is not None:
                    self._return(value)
                case ast.Assign(targets=[ast.Name(id=name)]):
                    self._assign(name, statement.value, self._comment(statement))
                case _:
                    self._change(statement)

    def _value(self, node: ast.expr) -> Any:
        code = compile(ast.Expression(node), "<definition>", "eval")
        return eval(code, self.names)

    def _assign(self, name: str, node: ast.expr, comment: str = "") -> None:
        inputs, value = self._inputs(node), self._value(node)
        written = _written_out(node, self.names)
        self.followed.statements.append(
            Statement(
                (name,),
                formula_of(node, self.names),
                latex_of(node, self.names),
                value,
                inputs,
                self._sources(inputs),
                tuple(self._part(*each) for each in _terms(written)),
                comment,
            )
        )
        self._keep(name, value, self._sources(inputs))

    def _part(self, kind: str, node: ast.expr) -> Part:
        latex, names = latex_of(node, self.names), frozenset(self._inputs(node))
        return Part(kind, ast.unparse(node), latex, self._value(node), names)

    def _return(self, node: ast.expr) -> None:
        items = node.elts if isinstance(node, ast.Tuple) else [node]
        values = []
        # All are computed from the names before the return, so none may be changed in between.
        names = dict(self.names)
        for name, item in zip(self.results, items, strict=True):
            self.names = dict(names)
            value = self._value(item)
            values.append(value)
            if not (isinstance(item, ast.Name) and item.id == name):
                self._assign(name, item)
        self.followed.result = tuple(values) if isinstance(node, ast.Tuple) else values[0]

    def _change(self, statement: ast.stmt) -> None:
        """A statement that changes columns, or assigns several names."""
        inputs = self._inputs(statement)
        before = copy.deepcopy(inputs)
        module = ast.Module([statement], [])
        exec(compile(module, "<definition>", "exec"), self.names)
        sources = self._sources(inputs)
        targets = _assigned(statement)
        changed = {
            name: self.names[name]
            for name in [*before, *(each for each in targets if each not in before)]
            if _differs(before.get(name), self.names[name])
            and (isinstance(self.names[name], _COLUMNS) or isinstance(statement, ast.Assign))
        }
        formula = "; ".join(_each(statement, self.names))
        self.followed.statements.append(
            Statement(
                tuple(changed),
                formula,
                rf"\mathtt{{{formula}}}".replace("_", r"\_"),
                copy.deepcopy(changed),
                before,
                sources,
                comment=self._comment(statement),
                is_loop=True,
            )
        )
        for name in changed:
            self._keep(name, self.names[name], sources)

    def _keep(self, name: str, value: Any, sources: frozenset[str]) -> None:
        self.names[name] = value
        self.numbers.add(name)
        self.sources[name] = sources

    def _inputs(self, node: ast.AST) -> dict[str, Any]:
        read = [n.id for n in ast.walk(node) if isinstance(n, ast.Name)]
        return {
            name: self.names[name]
            for name in dict.fromkeys(read)
            if name in self.numbers or isinstance(self.names.get(name), float)
        }

    def _sources(self, inputs: Mapping[str, Any]) -> frozenset[str]:
        names: frozenset[str] = frozenset(inputs)
        return names.union(*(self.sources.get(name, ()) for name in inputs))

    def _comment(self, statement: ast.stmt) -> str:
        return self.comments.get(statement.lineno - 1, "")


@cache
def _source(function: Callable[..., Any]) -> tuple[list[ast.stmt], dict[int, str]]:
    """The statements of a function after its docstring, and its comments by line."""
    text = textwrap.dedent(inspect.getsource(function))
    (definition,) = ast.parse(text).body
    assert isinstance(definition, ast.FunctionDef)
    body = definition.body
    if ast.get_docstring(definition) is not None:
        body = body[1:]
    comments = {
        token.start[0]: token.string.lstrip("# ")
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type == tokenize.COMMENT and token.line.lstrip().startswith("#")
    }
    return body, comments


def _written_out(node: ast.expr, names: Mapping[str, Any]) -> ast.expr:
    """An expression with fma and running means expanded into products and sums."""
    expanded: ast.expr = ast.fix_missing_locations(_Inlined(names).visit(copy.deepcopy(node)))
    return expanded


class _Inlined(ast.NodeTransformer):
    """Expands fused products, and functions of a single expression; x[i] for load(x, i)."""

    def __init__(self, names: Mapping[str, Any]) -> None:
        self.names = names

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        if not isinstance(node.func, ast.Name):
            return node
        match node.func.id, node.args:
            case "fma", [a, b, c]:
                return ast.BinOp(ast.BinOp(a, ast.Mult(), b), ast.Add(), c)
            case "load", [column, i]:
                return ast.Subscript(column, i, ast.Load())
        function = self.names.get(node.func.id)
        if isinstance(function, FunctionType) and function.__module__ == "gdsim.lanes.means":
            return self._inlined(function, node.args)
        return node

    def _inlined(self, function: Any, given: list[ast.expr]) -> ast.expr:
        ((returned,), _) = _source(function)
        assert isinstance(returned, ast.Return) and returned.value is not None
        arguments = dict(zip(inspect.signature(function).parameters, given, strict=True))
        body = _Inlined(function.__globals__).visit(copy.deepcopy(returned.value))
        inlined: ast.expr = _Replaced(arguments).visit(body)
        return inlined


class _Replaced(ast.NodeTransformer):
    """Replaces names by expressions."""

    def __init__(self, replacements: Mapping[str, ast.expr]) -> None:
        self.replacements = replacements

    def visit_Name(self, node: ast.Name) -> ast.expr:
        replacement = self.replacements.get(node.id)
        return node if replacement is None else copy.deepcopy(replacement)


# The calculus' names for the functions of definitions, and the letters that formulas use.
_CALLED = {
    "select": "where", "maximum": "max", "larger": "max", "minimum": "min", "smaller": "min",
    "power": "pow",
}  # fmt: skip
_FUNCTIONS = {*_CALLED.values(), "abs", "sign", "sqrt", "exp", "log"}
_LETTERS = {"p": "theta", "lr": "eta", "eps": "epsilon", "weight_decay": "lambda", "momentum": "mu"}


class _Lettered(ast.NodeTransformer):
    """Replaces names by those of the calculus' formulas, and a*a by a**2."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        match node:
            case ast.BinOp(left=ast.Name(id=a), op=ast.Mult(), right=ast.Name(id=b)) if a == b:
                return ast.BinOp(node.left, ast.Pow(), ast.Constant(2))
        return node

    def visit_Name(self, node: ast.Name) -> ast.expr:
        name = _CALLED.get(node.id) or _LETTERS.get(node.id) or node.id
        return ast.Name(name, ast.Load())


def _terms(node: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """The terms of a formula that are formulas themselves, each with its kind."""
    match node:
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Div() as op, right=right):
            for side, kind in ((left, _KINDS[type(op)][0]), (right, _KINDS[type(op)][1])):
                yield from _terms(side)
                if not isinstance(side, ast.Name | ast.Constant):
                    yield kind, side
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            for side in (left, right):
                yield from _terms(side)
                if isinstance(side, ast.BinOp) and isinstance(side.op, ast.Add | ast.Sub):
                    yield "factor", side


_KINDS: Mapping[type, tuple[str, str]] = {
    ast.Add: ("summand", "summand"),
    ast.Sub: ("summand", "subtrahend"),
    ast.Div: ("numerator", "denominator"),
}


def _each(statement: ast.stmt, names: Mapping[str, Any]) -> Iterator[str]:
    """What a loop does: one formula for each element that it stores."""
    loops = isinstance(statement, ast.For)
    for node in ast.walk(statement) if loops else [statement]:
        match node:
            case ast.Assign(targets=[target], value=value):
                left = f"{ast.unparse(target)} = " if loops else ""
                yield left + formula_of(value, names)
            case ast.Expr(
                value=ast.Call(func=ast.Name(id="store"), args=[ast.Name(id=column), i, value])
            ):
                yield f"{column}[{formula_of(i, names)}] = {formula_of(value, names)}"
            case ast.Expr(value=value):
                yield formula_of(value, names)


def _assigned(statement: ast.stmt) -> list[str]:
    if not isinstance(statement, ast.Assign):
        return []
    return [n.id for each in statement.targets for n in ast.walk(each) if isinstance(n, ast.Name)]


def _differs(before: Any, after: Any) -> bool:
    if isinstance(after, _COLUMNS) and before is not None:
        return not np.array_equal(before, after, equal_nan=True)
    return before is None or before != after
