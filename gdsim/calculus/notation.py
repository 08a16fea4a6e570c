"""What other languages and books write, and how it is written in a formula here."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from gdsim.base.errors import shown
from gdsim.calculus.errors import ExpressionError
from gdsim.calculus.tokens import Token

_ASINH = "where(x < 0, -log1p(x/(1 + hypot(x, 1))*x - x), log1p(x/(1 + hypot(x, 1))*x + x))"
_ACOSH = "log1p(x - 1 + sqrt(x - 1)*sqrt(x + 1))"

# Functions that a formula here does not have, with what stands for them.
FUNCTIONS = {
    "logistic": "sigmoid(x)",
    "expit": "sigmoid(x)",
    "silu": "x*sigmoid(x)",
    "swish": "x*sigmoid(x)",
    "sgn": "sign(x)",
    "fabs": "abs(x)",
    "lg": "log10(x)",
    "lb": "log2(x)",
    "ld": "log2(x)",
    "log_10": "log10(x)",
    "log_2": "log2(x)",
    "exp2": "2**x",
    "square": "x**2",
    "fmod": "sign(x)*mod(abs(x), abs(y))",
    "remainder": "mod(x, y)",
    "frac": "mod(x, 1)",
    "trunc": "sign(x)*floor(abs(x))",
    "fix": "sign(x)*floor(abs(x))",
    "round": "floor(x + 1/2)",
    "clamp": "clip(x, low, high)",
    "norm": "hypot(x, y)",
    "mean": "sum(x_i)/n",
    "sinc": "where(x == 0, 1, sin(pi*x)/(pi*x))",
    "erfc": "1 - erf(x)",
    "sec": "1/cos(x)",
    "csc": "1/sin(x)",
    "cot": "1/tan(x)",
    "sech": "1/cosh(x)",
    "csch": "1/sinh(x)",
    "coth": "1/tanh(x)",
    "asinh": _ASINH,
    "arcsinh": _ASINH,
    "arsinh": _ASINH,
    "acosh": _ACOSH,
    "arccosh": _ACOSH,
    "arcosh": _ACOSH,
    "atanh": "log1p(2*x/(1 - x))/2",
    "arctanh": "log1p(2*x/(1 - x))/2",
    "artanh": "log1p(2*x/(1 - x))/2",
    **dict.fromkeys(("if", "iif", "ifelse", "select", "piecewise", "cases"), "where(x < 1, a, b)"),
}

# What a reader may mean by a function that has several meanings.
REMARKS = {
    "remainder": "it has the sign of y, as in NumPy and torch",
    "round": "halves go up",
    "sinc": "as in NumPy and torch; in mathematics it is without pi",
}

# What to write instead of a function with too many arguments.
MORE_ARGUMENTS = {
    "log": "write log10(x), log2(x) or log(x)/log(b) for another base",
    "ln": "write log10(x), log2(x) or log(x)/log(b) for another base",
    "atan": "write atan2(y, x) for the angle of a point",
    "arctan": "write atan2(y, x) for the angle of a point",
    "heaviside": "at 0 it is 1/2; write where(x < 0, 0, where(x > 0, 1, a)) for another value",
    "Heaviside": "at 0 it is 1/2; write where(x < 0, 0, where(x > 0, 1, a)) for another value",
    "sqrt": "write x**(1/n) for another root, and hypot(x, y) for a length",
}

_CONSTANTS = {
    "PI": "the constant is pi", "Pi": "the constant is pi",
    **dict.fromkeys(("inf", "Inf", "infinity", "Infinity"), "a formula has no infinity"),
    **dict.fromkeys(("nan", "NaN"), "a formula has only numbers"),
    **dict.fromkeys(("True", "False"), "a formula has only numbers"),
    **dict.fromkeys(("if", "else"), "write where(condition, a, b) for 'a if condition else b'"),
    **dict.fromkeys(
        ("and", "or", "not"), "conditions cannot be joined; put a where(...) into another"
    ),
}  # fmt: skip


# Words that other languages write between two operands.
_BETWEEN = {"mod": "x % y or mod(x, y)", "rem": "x % y or mod(x, y)", "div": "floor(x/y)"}


def check(text: str, tokens: Sequence[Token], known: Collection[str]) -> None:
    """Refuse a text of another notation that could be read, but not as it is meant.

    `known` are the variables and parameters that are stated. Errors: ExpressionError.
    """
    _check_left_side(text, tokens)
    _check_between(text, tokens, known)
    for token, after, second in zip(tokens, tokens[1:], [*tokens[2:], tokens[-1]], strict=False):
        name = token.text
        if token.kind != "name" or name in known:
            continue
        if name in _CONSTANTS and not (name == "if" and after.text == "("):
            raise ExpressionError(f"{shown(name)}: {_CONSTANTS[name]}", text, token.column)
        if name.endswith("_") and after.text == "(":
            problem = "x_i is each variable and x_j the one after it; there is no other index"
            raise ExpressionError(problem, text, token.column)
        # E**2 may be the square of a variable E.
        if name == "E" and after.text in ("**", "^") and second.kind != "number":
            raise ExpressionError("the constant is e: write e**x or exp(x)", text, token.column)


def _check_between(text: str, tokens: Sequence[Token], known: Collection[str]) -> None:
    """Refuse a word between two operands, as in x mod 2."""
    for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        word = token.text.casefold()
        if token.kind != "name" or word not in _BETWEEN or token.text in known:
            continue
        ends = before.kind in ("number", "name", "raised") or before.text == ")"
        starts = after.kind in ("number", "name") or after.text in ("(", "-")
        if ends and starts:
            problem = f"{shown(token.text)} does not stand between numbers: write {_BETWEEN[word]}"
            raise ExpressionError(problem, text, token.column)


def _check_left_side(text: str, tokens: Sequence[Token]) -> None:
    """Refuse y = x**2 and f(x) = x**2."""
    place = 1
    if tokens[0].kind == "name" and tokens[1].text == "(":
        place = next((i for i, token in enumerate(tokens) if token.text == ")"), 0) + 1
        inside = tokens[2 : place - 1]
        if any(token.kind != "name" and token.text != "," for token in inside):
            return
    if tokens[0].kind == "name" and tokens[place].text == "=":
        left = text[tokens[0].column : tokens[place].column].strip()
        problem = f"a formula has no left side; leave out {shown(f'{left} =')}"
        raise ExpressionError(problem, text, tokens[place].column)
