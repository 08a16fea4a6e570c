"""Expression graphs as text that `parse` reads, and as LaTeX. Needs no SymPy."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from gdsim.calculus.graph import Node
from gdsim.calculus.operations import COMPARISONS, CONSTANTS, FUNCTIONS

# How tightly a form binds: what stands inside something tighter gets brackets.
_LOOSE, _SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(6)

# What a node is made of: text, and inputs with how tightly they must bind.
Piece = str | tuple[Node, int]

_SYMBOLS = {name: symbol for symbol, name in COMPARISONS.items()}
_NAMES = {operation: name for name, (operation, _) in reversed(FUNCTIONS.items())}


def text(root: Node) -> str:
    """An expression as text, with no more brackets than it needs."""
    return _written(root, _text_pieces, "(", ")")


def latex(root: Node) -> str:
    """An expression as LaTeX, of the commands that matplotlib's mathtext knows."""
    return _written(root, _latex_pieces, r"\left(", r"\right)")


def number(value: float) -> str:
    """A number as people write it, and exactly: 100, 0.1, 1e-05."""
    return repr(value).removesuffix(".0")


def _written(
    root: Node, pieces_of: Callable[[Node], tuple[int, list[Piece]]], left: str, right: str
) -> str:
    """The text of a graph, by a stack of what is still to be written."""
    done: list[str] = []
    waiting: list[Piece] = [(root, _LOOSE)]
    while waiting:
        piece = waiting.pop()
        if isinstance(piece, str):
            done.append(piece)
            continue
        node, outer = piece
        level, pieces = pieces_of(node)
        waiting.extend(reversed([left, *pieces, right] if level < outer else pieces))
    return "".join(done)


def _separated(inputs: tuple[Node, ...], separator: str) -> list[Piece]:
    pieces: list[Piece] = []
    for each in inputs:
        pieces += [separator] * bool(pieces) + [(each, _LOOSE)]
    return pieces


def _text_pieces(node: Node) -> tuple[int, list[Piece]]:
    a, b = (*node.inputs, node, node)[:2]
    match node.operation:
        case "number":
            negative = str(node.payload).startswith("-")
            return (_SIGN if negative else _ATOM), [number(_payload(node))]
        case "name":
            return _ATOM, [str(node.payload)]
        case "add":
            return _SUM, [(a, _SUM), " + ", (b, _PRODUCT)]
        case "subtract":
            return _SUM, [(a, _SUM), " - ", (b, _PRODUCT)]
        case "multiply":
            return _PRODUCT, [(a, _PRODUCT), "*", (b, _SIGN)]
        case "divide":
            return _PRODUCT, [(a, _PRODUCT), "/", (b, _SIGN)]
        case "negative":
            return _SIGN, ["-", (a, _SIGN)]
        case "power":
            return _POWER, [(a, _ATOM), "**", (b, _SIGN)]
        case "less" | "less_equal" | "greater" | "greater_equal":
            return _LOOSE, [(a, _SUM), f" {_SYMBOLS[node.operation]} ", (b, _SUM)]
    return _ATOM, [f"{_NAMES[node.operation]}(", *_separated(node.inputs, ", "), ")"]


def _payload(node: Node) -> Any:
    return node.payload


_GREEK = (
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda",
    "mu", "nu", "xi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega", "Gamma",
    "Delta", "Theta", "Lambda", "Xi", "Sigma", "Upsilon", "Phi", "Psi", "Omega",
)  # fmt: skip

_LATEX_FUNCTIONS = {
    **{name: rf"\{name}" for name in ("exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh")},
    "asin": r"\arcsin",
    "acos": r"\arccos",
    "atan": r"\arctan",
    "minimum": r"\min",
    "maximum": r"\max",
    "sigmoid": r"\sigma",
}
_AROUND = {
    "abs": (r"\left|", r"\right|"),
    "floor": (r"\left\lfloor ", r"\right\rfloor "),
    "ceil": (r"\left\lceil ", r"\right\rceil "),
    "sqrt": (r"\sqrt{", "}"),
}
_LATEX_SYMBOLS = {"less": "<", "less_equal": r"\leq", "greater": ">", "greater_equal": r"\geq"}


def _latex_pieces(node: Node) -> tuple[int, list[Piece]]:
    a, b = (*node.inputs, node, node)[:2]
    match node.operation:
        case "number":
            return _latex_number(float(_payload(node)))
        case "name":
            return _ATOM, [_latex_name(str(node.payload))]
        case "add":
            return _SUM, [(a, _SUM), " + ", (b, _PRODUCT)]
        case "subtract":
            return _SUM, [(a, _SUM), " - ", (b, _PRODUCT)]
        case "multiply":
            dot = r" \cdot " if _starts_with_digit(b) else r" \, "
            return _PRODUCT, [(a, _PRODUCT), dot, (b, _PRODUCT + (b.operation == "negative"))]
        case "divide":
            return _POWER, [r"\frac{", (a, _LOOSE), "}{", (b, _LOOSE), "}"]
        case "negative":
            return _SUM, ["-", (a, _PRODUCT)]
        case "power":
            if a.operation == "name" and a.payload == "e":
                return _POWER, ["e^{", (b, _LOOSE), "}"]
            return _POWER, [(a, _ATOM), "^{", (b, _LOOSE), "}"]
        case "select":
            mask, first, second = node.inputs
            return _ATOM, [
                r"\left\{", (first, _LOOSE), r"\;\mathrm{if}\;", (mask, _LOOSE), r",\;\;",
                (second, _LOOSE), r"\;\mathrm{else}\right.",
            ]  # fmt: skip
    if node.operation in _LATEX_SYMBOLS:
        return _LOOSE, [(a, _SUM), f" {_LATEX_SYMBOLS[node.operation]} ", (b, _SUM)]
    if node.operation in _AROUND:
        left, right = _AROUND[node.operation]
        return _ATOM, [left, (a, _LOOSE), right]
    name = _LATEX_FUNCTIONS.get(node.operation, rf"\mathrm{{{node.operation}}}")
    return _ATOM, [rf"{name}\left(", *_separated(node.inputs, r",\, "), r"\right)"]


def _starts_with_digit(node: Node) -> bool:
    while node.operation in ("multiply", "power"):
        node = node.inputs[0]
    return node.is_number


def _latex_number(value: float) -> tuple[int, list[Piece]]:
    mantissa, _, exponent = number(value).partition("e")
    if not exponent:
        return (_SUM if mantissa.startswith("-") else _ATOM), [mantissa]
    ten = f"10^{{{int(exponent)}}}"
    if mantissa in ("1", "-1"):
        return (_SUM if value < 0 else _POWER), [mantissa.removesuffix("1") + ten]
    return (_SUM if value < 0 else _PRODUCT), [rf"{mantissa} \cdot {ten}"]


def _latex_name(name: str) -> str:
    if name in CONSTANTS:
        return {"pi": r"\pi"}.get(name, name)
    match = re.fullmatch(r"(.*?)_?([0-9]*)", name)
    stem, digits = match.groups() if match and match.group(1) else (name, "")
    stem, _, word = (
        stem.partition("_") if re.fullmatch("[A-Za-z]+_[A-Za-z]+", stem) else (stem, "", "")
    )
    if stem in _GREEK:
        stem = rf"\{stem}"
    elif len(stem) > 1:
        stem = rf"\mathrm{{{stem}}}".replace("_", r"\_")
    below = ",".join(each for each in (rf"\mathrm{{{word}}}" if word else "", digits) if each)
    return f"{stem}_{{{below}}}" if below else stem
