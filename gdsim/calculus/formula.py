"""Expression graphs as LaTeX, with only the commands that matplotlib's mathtext knows."""

from __future__ import annotations

import re

from gdsim.calculus.graph import Node
from gdsim.calculus.printing import (
    ATOM,
    LOOSE,
    POWER,
    PRODUCT,
    SUM,
    Piece,
    minuend,
    number,
    separated,
    written,
)

_GREEK = (
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda",
    "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega", "Gamma",
    "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega",
)  # fmt: skip
_FUNCTIONS = {
    **{name: rf"\{name}" for name in ("exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh")},
    "asin": r"\arcsin",
    "acos": r"\arccos",
    "atan": r"\arctan",
    "minimum": r"\min",
    "maximum": r"\max",
    "sigmoid": r"\sigma",
    "log2": r"\log_{2}",
    "log10": r"\log_{10}",
    "heaviside": r"\mathrm{step}",
    "hypot": r"\mathrm{hypot}",
}
_AROUND = {
    "abs": (r"\left|", r"\right|"),
    "floor": (r"\left\lfloor ", r"\right\rfloor "),
    "ceil": (r"\left\lceil ", r"\right\rceil "),
    "sqrt": (r"\sqrt{", "}"),
    "cbrt": (r"\sqrt[3]{", "}"),
}
_SYMBOLS = {
    "less": "<", "less_equal": r"\leq", "greater": ">", "greater_equal": r"\geq", "equal": "=",
    "not_equal": r"\neq",
}  # fmt: skip


def latex(root: Node) -> str:
    """An expression as LaTeX, with the fewest brackets."""
    return written(root, _pieces, r"\left(", r"\right)")


def _pieces(node: Node) -> tuple[int, list[Piece]]:
    a, b = (*node.inputs, node, node)[:2]
    match node.operation:
        case "number":
            return _number(float(node.payload or 0))
        case "name":
            return ATOM, [_name(str(node.payload))]
        case "add" | "subtract":
            return SUM, _sum(node.operation, a, b)
        case "multiply":
            return _product(a, b)
        case "divide":
            return POWER, [r"\frac{", (a, LOOSE), "}{", (b, LOOSE), "}"]
        case "negative":
            return SUM, ["-", (a, PRODUCT)]
        case "power":
            return POWER, [(a, ATOM), "^{", (b, LOOSE), "}"]
        case "select":
            mask, first, second = node.inputs
            return LOOSE, [
                r"\left\{", (first, LOOSE), r"\;\mathrm{if}\;", (mask, LOOSE), r",\;\;",
                (second, LOOSE), r"\;\mathrm{else}\right.",
            ]  # fmt: skip
        case "modulo":
            # Books do not agree on how tightly it binds.
            return LOOSE, [(a, PRODUCT), r"\;\mathrm{mod}\;", (b, POWER)]
        case "minimum" | "maximum" | "hypot":
            arguments = separated(_chain(node), r",\, ")
            return ATOM, [_FUNCTIONS[node.operation], r"\left(", *arguments, r"\right)"]
    if node.operation in _SYMBOLS:
        return LOOSE, [(a, SUM), f" {_SYMBOLS[node.operation]} ", (b, SUM)]
    if node.operation in _AROUND:
        left, right = _AROUND[node.operation]
        return ATOM, [left, (a, LOOSE), right]
    name = _FUNCTIONS.get(node.operation, rf"\mathrm{{{node.operation}}}")
    return ATOM, [rf"{name}\left(", *separated(node.inputs, r",\, "), r"\right)"]


def _sum(operation: str, a: Node, b: Node) -> list[Piece]:
    negative = minuend(b) if operation == "add" else None
    if negative is None:
        return [(a, SUM), " + " if operation == "add" else " - ", (b, PRODUCT)]
    size, rest = negative
    factors: list[Piece] = [piece for factor in rest for piece in (_dot(factor), (factor, PRODUCT))]
    return [(a, SUM), " - ", *_number(size)[1], *factors]


def _product(a: Node, b: Node) -> tuple[int, list[Piece]]:
    right: list[Piece] = [_dot(b), (b, PRODUCT)]
    signed = a.operation == "negative" or (a.is_number and float(a.payload or 0) < 0)
    return (SUM, [(a, SUM), *right]) if signed else (PRODUCT, [(a, PRODUCT), *right])


def _dot(factor: Node) -> str:
    """The separator before a factor: a space, or a dot where two numbers would meet."""
    while factor.operation in ("multiply", "power", "divide"):
        factor = factor.inputs[0]
    return r" \cdot " if factor.is_number else r" \, "


def _chain(node: Node) -> tuple[Node, ...]:
    """The arguments of nested minima, maxima or lengths, as if they were one call."""
    arguments: list[Node] = []
    waiting = [node]
    while waiting:
        argument = waiting.pop()
        if argument.operation == node.operation:
            waiting.extend(reversed(argument.inputs))
        else:
            arguments.append(argument)
    return tuple(arguments)


def _number(value: float) -> tuple[int, list[Piece]]:
    mantissa, _, exponent = number(value).partition("e")
    if not exponent:
        return (SUM if mantissa.startswith("-") else ATOM), [mantissa]
    ten = f"10^{{{int(exponent)}}}"
    if mantissa in ("1", "-1"):
        return (SUM if value < 0 else POWER), [mantissa.removesuffix("1") + ten]
    return (SUM if value < 0 else PRODUCT), [rf"{mantissa} \cdot {ten}"]


def _name(name: str) -> str:
    """A name in LaTeX: x1 is x with a subscript, alpha is the letter, a word is upright."""
    stem, word, digits = name, "", ""
    match = re.fullmatch("([A-Za-z]+)(?:_([A-Za-z]+))?_?([0-9]*)", name)
    if match is not None:
        stem, word, digits = match.group(1), match.group(2) or "", match.group(3)
    below = ",".join(part for part in (_letters(word) if word else "", digits) if part)
    return f"{_letters(stem)}_{{{below}}}" if below else _letters(stem)


def _letters(word: str) -> str:
    if word in _GREEK:
        return rf"\{word}"
    return word if len(word) == 1 else rf"\mathrm{{{word}}}".replace("_", r"\_")
