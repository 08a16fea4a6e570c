"""Expression graphs as text that `parse` reads."""

from __future__ import annotations

from collections.abc import Callable

from gdsim.calculus.graph import Node
from gdsim.calculus.operations import COMPARISONS, FUNCTIONS

# How tightly a form binds: a form inside a tighter one gets brackets.
LOOSE, SUM, PRODUCT, SIGN, POWER, ATOM = range(6)

# A piece of a node's text: text itself, or an input and how tightly it must bind.
Piece = str | tuple[Node, int]

_SYMBOLS = {name: symbol for symbol, name in COMPARISONS.items()}
_NAMES = {operation: name for name, (operation, _) in reversed(FUNCTIONS.items())}


def text(root: Node) -> str:
    """An expression as text, with the fewest brackets."""
    return written(root, _text_pieces, "(", ")")


def number(value: float) -> str:
    """A number in its shortest exact form: 100, 0.1, 1e-05."""
    return repr(value).removesuffix(".0")


def written(
    root: Node, pieces_of: Callable[[Node], tuple[int, list[Piece]]], left: str, right: str
) -> str:
    """The text of a graph, written with a stack of the remaining pieces."""
    done: list[str] = []
    waiting: list[Piece] = [(root, LOOSE)]
    while waiting:
        piece = waiting.pop()
        if isinstance(piece, str):
            done.append(piece)
            continue
        node, outer = piece
        level, pieces = pieces_of(node)
        waiting.extend(reversed([left, *pieces, right] if level < outer else pieces))
    return "".join(done)


def minuend(node: Node) -> tuple[float, tuple[Node, ...]] | None:
    """The size and factors of a negative term, (3, (x,)) for -3*x; None for any other term."""
    factors = node.inputs if node.operation == "multiply" else (node,)
    if factors[0].is_number and float(factors[0].payload or 0) < 0:
        return -float(factors[0].payload or 0), factors[1:]
    return None


def separated(inputs: tuple[Node, ...], separator: str) -> list[Piece]:
    """The inputs of a call, with a separator between them."""
    pieces: list[Piece] = []
    for argument in inputs:
        pieces += [separator] * bool(pieces) + [(argument, LOOSE)]
    return pieces


def _text_pieces(node: Node) -> tuple[int, list[Piece]]:
    a, b = (*node.inputs, node, node)[:2]
    match node.operation:
        case "number":
            digits = number(float(node.payload or 0))
            return (SIGN if digits.startswith("-") else ATOM), [digits]
        case "name":
            return ATOM, [str(node.payload)]
        case "add":
            negative = minuend(b)
            if negative is None:
                return SUM, [(a, SUM), " + ", (b, PRODUCT)]
            size, rest = negative
            factors = [piece for factor in rest for piece in ("*", (factor, SIGN))]
            return SUM, [(a, SUM), " - ", number(size), *factors]
        case "subtract":
            return SUM, [(a, SUM), " - ", (b, PRODUCT)]
        case "multiply":
            return PRODUCT, [(a, PRODUCT), "*", (b, SIGN)]
        case "divide":
            return PRODUCT, [(a, PRODUCT), "/", (b, SIGN)]
        case "negative":
            return SIGN, ["-", (a, SIGN)]
        case "power":
            return POWER, [(a, ATOM), "**", (b, SIGN)]
    if node.operation in _SYMBOLS:
        return LOOSE, [(a, SUM), f" {_SYMBOLS[node.operation]} ", (b, SUM)]
    return ATOM, [f"{_NAMES[node.operation]}(", *separated(node.inputs, ", "), ")"]
