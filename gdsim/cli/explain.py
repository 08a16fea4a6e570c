"""`gdsim explain EXPR`: a function, its derivatives, and their values at a point."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from gdsim.errors import SettingError

if TYPE_CHECKING:
    from gdsim.objective import Function


def explain(
    expression: Annotated[str, typer.Argument(help='A function\'s name, or text: "x**2 + y".')],
    at: Annotated[str, typer.Option(help='A point: "x=1,y=2"; else where runs start.')] = "",
) -> int:
    """Show a function and its derivatives, and their values."""
    from gdsim.calculus import ExpressionError
    from gdsim.cli.screen import show, table
    from gdsim.objective import Function

    try:
        function = Function(expression)
    except ExpressionError as error:
        raise SettingError(str(error)) from error
    point = _point(at, function.variables) if at else function.start
    made = table("", "formula", f"at {_words(function.variables, point)}")
    if function.definition is not None:
        made.title = f"{function.title}: {function.definition.summary}"
        made.title_justify = "left"
    for name, formula, value in _derivatives(function, point):
        made.add_row(name, formula, value)
    show(made)
    simplified = str(function.expression.simplified)
    if simplified != str(function.expression):
        print(f"simplified: {simplified}")
    for minimum in function.minima:
        print(f"minimum: {function.minimum:g} at {_words(function.variables, minimum)}")
    return 0


def _derivatives(function: Function, point: Sequence[float]) -> Iterator[tuple[str, str, str]]:
    """Name, formula and value of the function and of its first and second derivatives."""
    from gdsim.calculus import printing

    graph, names = function.expression, function.variables
    yield "f", str(graph), f"{graph.value(point):.6g}"
    gradient = graph.gradient_at(point)
    for name, node, value in zip(names, graph.gradient, gradient, strict=True):
        yield f"∂f/∂{name}", printing.text(node), f"{value:.6g}"
    values = graph.hessian_at(point)
    for i, row in enumerate(graph.hessian):
        for j in range(i + 1):
            below = f"∂{names[i]}²" if i == j else f"∂{names[j]}∂{names[i]}"
            yield f"∂²f/{below}", printing.text(row[j]), f"{values[i][j]:.6g}"


def _point(text: str, variables: Sequence[str]) -> tuple[float, ...]:
    found: dict[str, float] = {}
    for part in text.split(","):
        name, sign, number = (each.strip() for each in part.partition("="))
        if not sign or name not in variables or name in found:
            raise SettingError(
                f"--at must give each of {', '.join(variables)} once, as in "
                f"{_words(variables, [1] * len(variables))}, got {text!r}"
            )
        try:
            found[name] = float(number)
        except ValueError:
            raise SettingError(f"--at: {name} must be a number, got {number!r}") from None
    missing = [name for name in variables if name not in found]
    if missing:
        raise SettingError(f"--at says nothing of {', '.join(missing)}, got {text!r}")
    return tuple(found[name] for name in variables)


def _words(names: Sequence[str], point: Sequence[float]) -> str:
    return ", ".join(f"{name}={value:g}" for name, value in zip(names, point, strict=True))
