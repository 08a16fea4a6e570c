"""An experiment as a Python script that runs it."""

from __future__ import annotations

import dataclasses
import io
import itertools
import tokenize
from typing import Any


def as_python(experiment: Any) -> str:
    """A script that makes the experiment, runs it and prints the result."""
    if getattr(getattr(experiment.objective, "data", None), "recipe", {}) is None:
        return (  # data from arrays have no call that makes them
            "import gdsim as gd\n\n"
            f'experiment = gd.Experiment.from_toml(\n    r"""{experiment.to_toml()}"""\n)\n'
            "result = experiment.run()\n"
            "print(result)\n"
        )
    arguments = []
    for field in dataclasses.fields(experiment):
        value = getattr(experiment, field.name)
        if field.default is dataclasses.MISSING or value != field.default:
            arguments.append(f"    {field.name}={_source(value)},")
    body = "\n".join(arguments)
    return (
        "import gdsim as gd\n\n"
        f"experiment = gd.Experiment(\n{body}\n)\n"
        "result = experiment.run()\n"
        "print(result)\n"
    )


def _source(value: Any) -> str:
    """The value as source text; a list of methods has a line for each."""
    if isinstance(value, tuple) and value and not isinstance(value[0], (int, float, str)):
        inner = "".join(f"        {_source(each)},\n" for each in value)
        return f"[\n{inner}    ]"
    return _with_prefix(repr(value))


def _with_prefix(text: str) -> str:
    """`gd.` before every name that is called or looked into; text in quotes is left alone."""
    tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    pieces, at, before = [], 0, ""
    for token, following in itertools.pairwise(tokens):
        if token.type == tokenize.NAME and following.string in ("(", ".") and before != ".":
            pieces += [text[at : token.start[1]], "gd."]
            at = token.start[1]
        before = token.string
    return "".join([*pieces, text[at:]])
