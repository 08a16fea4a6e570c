"""An experiment as Python source text."""

from __future__ import annotations

import dataclasses
import io
import itertools
import tokenize
from typing import Any

from gdsim.experiment.design import Design


def call(experiment: Design) -> str:
    """The call that makes an experiment, `gd.Experiment(...)`, with the arguments that it needs."""
    arguments = []
    for field in dataclasses.fields(experiment):
        value = getattr(experiment, field.name)
        if field.default is dataclasses.MISSING or value != field.default:
            arguments.append(f"    {field.name}={_source(value)},")
    body = "\n".join(arguments)
    return f"gd.Experiment(\n{body}\n)"


def _source(value: Any) -> str:
    """The value as source text; a list of methods has a line for each."""
    if isinstance(value, tuple) and value and not isinstance(value[0], (int, float, str)):
        inner = "".join(f"        {_source(method)},\n" for method in value)
        return f"[\n{inner}    ]"
    return _with_prefix(repr(value))


def _with_prefix(text: str) -> str:
    """The text with `gd.` before every name that is called or has an attribute taken."""
    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    pieces: list[str] = []
    copied, before = 0, ""
    for token, following in itertools.pairwise(tokens):
        if token.type == tokenize.NAME and following.string in ("(", ".") and before != ".":
            pieces += [text[copied : token.start[1]], "gd."]
            copied = token.start[1]
        before = token.string
    return "".join([*pieces, text[copied:]])
