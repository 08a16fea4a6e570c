"""The formulas of the catalogue, which are LaTeX, as a line of text for a terminal."""

from __future__ import annotations

import re
from functools import partial

_LETTERS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "eta": "η",
    "theta": "θ", "lambda": "λ", "mu": "μ", "nu": "ν", "pi": "π", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "phi": "φ", "Delta": "Δ", "Phi": "Φ", "Pi": "Π", "Sigma": "Σ", "ell": "L",
    "leftarrow": "<-", "rightarrow": "->", "cdot": "*", "odot": "*", "sim": "~", "sum": "sum",
    "quad": "  ", "lfloor": "floor(", "rfloor": ")", "left": "", "right": "", "|": "|",
    **{name: name for name in ("min", "max", "cos", "sin", "log", "tanh", "ln", "exp", "cosh")},
}  # fmt: skip
_MARKS = {"hat": "\u0302", "bar": "\u0304"}
_ARGUMENT = r"\s*(\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}|\\[A-Za-z]+|[^\s{}\\])"


def plain(latex: str) -> str:
    """A formula as text: "θ <- θ - η m̂ / (√(v̂) + ε)"."""
    text = re.sub(r"\\[,;]|\\ |~", " ", latex)
    for name, written in (("frac", _fraction), ("sqrt", _root)):
        pattern = rf"\\{name}{_ARGUMENT}" + (_ARGUMENT if name == "frac" else "")
        while re.search(pattern, text):
            text = re.sub(pattern, written, text)
    text = re.sub(rf"\\mathrm{_ARGUMENT}", lambda match: _inside(match[1]), text)
    for name, mark in _MARKS.items():
        text = re.sub(rf"\\{name}{_ARGUMENT}", partial(_marked, mark=mark), text)
    text = re.sub(r"\\([A-Za-z]+|\|)", lambda match: _LETTERS.get(match[1], match[1]), text)
    text = re.sub(r"([_^])\{([^{}]*)\}", _script, text)
    text = re.sub(r"[{}]", "", text)
    text = re.sub(r" *, *", ", ", re.sub(r"\s+", " ", text)).strip()
    return text.replace("( ", "(").replace(" )", ")")


def _inside(argument: str) -> str:
    return argument[1:-1] if argument.startswith("{") else argument


def _fraction(match: re.Match[str]) -> str:
    above, below = (_inside(each).strip() for each in match.groups())
    return f"{_grouped(above)} / {_grouped(below)}"


def _root(match: re.Match[str]) -> str:
    return f"√({_inside(match[1]).strip()})"


def _grouped(text: str) -> str:
    return text if re.fullmatch(r"\\?[A-Za-z0-9]+|\\\|[^|]*\\\|", text) else f"({text})"


def _marked(match: re.Match[str], mark: str) -> str:
    """A letter with its mark; a longer name has the mark on its first letter."""
    letters = _inside(match[1])
    first = re.match(r"\\[A-Za-z]+|.", letters)
    assert first is not None
    return f"{first[0]}{mark}{letters[first.end() :]}"


def _script(match: re.Match[str]) -> str:
    inside = match[2].strip()
    return f"{match[1]}{inside}" if re.fullmatch(r"-?\w+", inside) else f"{match[1]}({inside})"
