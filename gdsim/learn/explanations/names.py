"""The names of steps, such as df/du and f'(x), as LaTeX."""

from __future__ import annotations

import re

from gdsim.calculus import ExpressionError, formula, parse
from gdsim.calculus.graph import Graph

_NAME = "[A-Za-z][A-Za-z0-9_]*"
_ESCAPED = {"\\": r"\backslash ", "~": r"\sim ", "^": r"\wedge "}


def latex_name(name: str) -> str:
    """The name of a step as LaTeX: a fraction for df/dx, a subscript for u1, else upright words."""
    if name.startswith("new "):  # a parameter after an update
        return r"\text{new }" + latex_name(name.removeprefix("new "))
    fraction = re.fullmatch(rf"([d∂]²?)({_NAME})/((?:∂{_NAME}²?)+|d{_NAME}²?)", name)
    if fraction:
        sign, above, below = fraction.groups()
        named = re.findall(rf"([d∂])({_NAME})(²?)", below)
        parts = [_sign(d) + _letters(each) + ("^2" if square else "") for d, each, square in named]
        top = _sign(sign[0]) + ("^2 " if len(sign) > 1 else "") + _letters(above)
        below = " ".join(parts)
        return rf"\frac{{{top}}}{{{below}}}"
    if re.fullmatch(_NAME, name):
        return _letters(name)
    call = re.fullmatch(rf"({_NAME})('*)\(([A-Za-z0-9_]*)\)", name)
    if call:
        function, primes, argument = call.groups()
        inside = _letters(argument) if re.match("[A-Za-z]", argument) else argument
        return rf"{_letters(function)}{primes}\left({inside}\right)"
    derivative = re.fullmatch(rf"d\((.+)\)/d({_NAME})", name)
    if derivative:
        inside, variable = derivative.groups()
        by = rf"\frac{{\mathrm{{d}}}}{{\mathrm{{d}} {_letters(variable)}}}"
        return rf"{by} \left({_formula(inside)}\right)"
    return upright(name)


def _formula(text: str) -> str:
    try:
        return parse(text).latex
    except ExpressionError:
        return upright(text)


def _letters(name: str) -> str:
    indexed = re.fullmatch(r"([a-z])(\d*)((?:_\d+)+)", name)
    if indexed:  # of a network: w2_0_1 is from unit 1 to unit 0 of layer 2
        letter, layer, places = indexed.groups()
        above = f"^{{({layer})}}" if layer else ""
        return f"{letter}{above}_{{{places[1:].replace('_', ',')}}}"
    return formula.latex(Graph().name(name))


def _sign(d: str) -> str:
    return r"\partial " if d == "∂" else r"\mathrm{d} "


def upright(words: str) -> str:
    """Words inside LaTeX."""
    escaped = re.sub(r"[\\{}$%&#_^~]", lambda m: _ESCAPED.get(m[0], "\\" + m[0]), words)
    return rf"\text{{{escaped}}}"
