"""An experiment as a Python script that runs it."""

from __future__ import annotations

import dataclasses
import io
import itertools
import tokenize
from pathlib import Path
from typing import Any

from gdsim.app.model.offered import offer_of
from gdsim.app.translation import tr
from gdsim.base.errors import SettingError
from gdsim.experiment import Experiment
from gdsim.experiment.toml import long_arrays


def as_python(experiment: Experiment, path: Path | None = None) -> str:
    """A script that makes the experiment, runs it and prints the result.

    path: the experiment's file, None if it is not saved: a script loads it for arrays that are too
    long to be written out. Errors: SettingError if it has such arrays and no file.
    """
    long = long_arrays.names(experiment)
    if long:
        if path is None:
            raise SettingError(
                tr(
                    "Save the experiment first: a script can only load the array of {setting} "
                    "from its file.",
                    setting=next(iter(long.values())),
                )
            )
        return _script(f"gd.Experiment.load({str(path.absolute())!r})")
    if not offer_of(experiment.objective).has_call(experiment.objective):
        return _script(f'gd.Experiment.from_toml(\n    r"""{experiment.to_toml()}"""\n)')
    arguments = []
    for field in dataclasses.fields(experiment):
        value = getattr(experiment, field.name)
        if field.default is dataclasses.MISSING or value != field.default:
            arguments.append(f"    {field.name}={_source(value)},")
    body = "\n".join(arguments)
    return _script(f"gd.Experiment(\n{body}\n)")


def _script(call: str) -> str:
    lines = ["import gdsim as gd", "", f"experiment = {call}", "result = experiment.run()"]
    return "\n".join([*lines, "print(result)", ""])


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
