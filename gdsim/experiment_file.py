"""The experiment file: an experiment as TOML, for people to write and read.

    gdsim = 1                                        # version of this format, always first
    title = "Welcome"
    objective = { function = "rosenbrock", parameters = { b = 100.0 } }
    steps = 1000
    dtype = "float32"
    lr = { logspace = [1e-4, 1.0, 512] }             # or a number, a list, { linspace = ... }
    start = { uniform = 64, seed = 0 }               # or a point, points, { grid = [100, 80] }
    schedule = { name = "cosine", warmup = 50 }      # or several in a list

    [[optimizers]]
    name = "momentum"
    momentum = 0.9

`objective` takes `function` (a name or text), `parameters`, `domain` and `start`; or it is just the
name or text. The other keys are those of `Experiment`. A file that is read and written again gives
an equal experiment: numbers are written in full, and axes as they were given.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
import tomllib
from pathlib import Path
from typing import Any

from gdsim.axes import Linspace, Logspace, Values, linspace, logspace, several
from gdsim.errors import SettingError, SettingTypeError, placed, suggestion
from gdsim.experiment import Experiment
from gdsim.files import reason, written_whole
from gdsim.methods import Choice, find
from gdsim.objective import Function
from gdsim.starts import Grid, Point, Points, Uniform, grid, uniform
from gdsim.toml_lines import line_of

FORMAT = 1
LARGEST_FILE = 64 * 2**20  # bytes; a million listed values fit
_ALWAYS = ("steps", "dtype")  # written also at their defaults, as every reader asks for them
_FIELDS = {field.name: field.default for field in dataclasses.fields(Experiment)}


def load(path: str | os.PathLike[str]) -> Experiment:
    """Read the experiment in a file; SettingError names file, line and key."""
    name = os.fspath(path)
    try:
        with Path(path).open("rb") as file:  # not asked for its size: a device has none
            content = file.read(LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            raise SettingError(f"{name}: larger than {LARGEST_FILE >> 20} MiB; no experiment is")
        text = content.decode()
    except UnicodeDecodeError:
        raise SettingError(f"{name}: not a text file in UTF-8, so no experiment file") from None
    except OSError as error:
        raise SettingError(f"{name}: cannot be read ({reason(error)})") from None
    return read(text, name)


def save(experiment: Experiment, path: str | os.PathLike[str]) -> None:
    """Write an experiment file; a file that is there already stays whole until the new one is."""
    with written_whole(path) as part:
        part.write_text(write(experiment), encoding="utf-8", newline="\n")


def read(text: str, name: str = "experiment") -> Experiment:
    """Read an experiment from a file's text; `name` stands for the file in errors."""
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        words = str(error) if isinstance(error, ValueError) else "nested too deeply"
        raise SettingError(f"{name}: {_syntax(words)}") from None
    try:
        _check_version(document)
        return _experiment(document)
    except ValueError as error:
        key = getattr(error, "key", "")
        line = line_of(text, key)
        where = f", line {line} ({key})" if line else f" ({key})" if key else ""
        kind = SettingTypeError if isinstance(error, TypeError) else SettingError
        raise kind(f"{name}{where}: {error}", key) from error


def write(experiment: Experiment) -> str:
    """The text of an experiment's file; equal experiments have equal text."""
    lines = [f"gdsim = {FORMAT}"]
    if experiment.title:
        lines.append(f"title = {_text(experiment.title)}")
    lines.append(f"objective = {_objective_text(experiment.objective)}")
    for name, default in _FIELDS.items():
        value = getattr(experiment, name)
        if name in ("title", "objective", "optimizers"):
            continue
        if name in _ALWAYS or value != default:
            lines.append(f"{name} = {_value_text(value)}")
    for choice in experiment.optimizers:
        lines += ["", "[[optimizers]]", f"name = {_text(choice.name)}"]
        lines += [f"{name} = {_value_text(value)}" for name, value in choice.given]
    return "\n".join(lines) + "\n"


def _syntax(words: str) -> str:
    """A tomllib message with its line in front, as all our errors have it."""
    found = re.search(r"\s*\(at line (\d+), column (\d+)\)", words)
    if found is None:
        return f"not valid TOML: {words}"
    message = words.replace(found.group(0), "")
    return f"line {found[1]}, column {found[2]}: not valid TOML: {message}"


def _check_version(document: dict[str, Any]) -> None:
    version = document.get("gdsim")
    if version is None:
        raise SettingError(
            f"no experiment file: it has no line 'gdsim = {FORMAT}', the version of its format"
        )
    if version != FORMAT or isinstance(version, bool):
        raise SettingError(
            f"format version {version!r} is not known to this gdsim, which reads {FORMAT}; "
            "a newer gdsim may",
            "gdsim",
        )


def _experiment(document: dict[str, Any]) -> Experiment:
    fields = {name: value for name, value in document.items() if name != "gdsim"}
    for name in fields:
        if name not in _FIELDS:
            raise SettingError(f"unknown key {name!r}; {suggestion(name, _FIELDS)}", name)
    for name in ("objective", "optimizers"):
        if name not in fields:
            raise SettingError(f"the key {name!r} is missing", name)
    fields["objective"] = _objective(fields["objective"])
    fields["optimizers"] = _choices(fields["optimizers"], "optimizer", "optimizers")
    if "schedule" in fields:
        fields["schedule"] = _choices(fields["schedule"], "schedule", "schedule")
    if "start" in fields:
        fields["start"] = _start(fields["start"])
    for name in ("lr", "noise", "clip_value", "clip_norm", "seed"):
        if name in fields:
            fields[name] = _setting(fields[name], name)
    return Experiment(**fields)


def _objective(value: Any) -> Function:
    if isinstance(value, str):
        value = {"function": value}
    known = ("function", "parameters", "domain", "start")
    table = _table(value, "objective", known, "a function's name or text, or a table")
    if "function" not in table:
        raise SettingError("the key 'function' is missing", "objective")
    parameters = table.get("parameters", {})
    if not isinstance(parameters, dict):
        raise SettingTypeError(f"must be a table, got {parameters!r}", "objective.parameters")
    for name in ("name_or_text", "domain", "start"):
        if name in parameters:
            raise SettingError(
                f"a parameter cannot be called {name!r}", f"objective.parameters.{name}"
            )
    settings = {
        name: _setting(each, f"objective.parameters.{name}") for name, each in parameters.items()
    }
    try:
        return Function(table["function"], table.get("domain"), table.get("start"), **settings)
    except SettingError:
        raise
    except ValueError as error:  # of the text, with its column
        raise SettingError(str(error), "objective.function") from error


def _choices(value: Any, kind: Any, key: str) -> list[Choice]:
    several = isinstance(value, list)
    given = value if several else [value]
    return [
        _choice(each, kind, f"{key}[{index}]" if several else key)
        for index, each in enumerate(given)
    ]


def _choice(value: Any, kind: Any, key: str) -> Choice:
    if isinstance(value, str):
        return find(kind, value, key)()
    table = _table(value, key, None, f"the name of a {kind}, or a table")
    name = table.get("name")
    if not isinstance(name, str):
        raise SettingError(f"a {kind} needs a name, such as name = {_EXAMPLE[kind]!r}", key)
    method = find(kind, name, f"{key}.name")
    settings = {
        name: _setting(each, f"{key}.{name}") for name, each in table.items() if name != "name"
    }
    with placed(key):
        return method(**settings)


_EXAMPLE = {"optimizer": "adam", "schedule": "cosine"}


def _setting(value: Any, key: str) -> Any:
    """A number or list as it stands, or the axis that a table describes."""
    if not isinstance(value, dict):
        return value
    table = _table(value, key, ("logspace", "linspace", "values"), "a number, a list or an axis")
    if len(table) != 1:
        raise SettingError("an axis is { logspace = [low, high, count] } or linspace", key)
    ((form, ends),) = table.items()
    if form == "values":
        with placed(key):
            return several(ends if isinstance(ends, list) else [ends], key)
    if not isinstance(ends, list) or len(ends) != 3:
        raise SettingError(f"{form} takes [low, high, count], got {ends!r}", key)
    with placed(key):
        return (logspace if form == "logspace" else linspace)(*ends)


def _start(value: Any) -> Any:
    if isinstance(value, list):
        return [_setting(each, "start") for each in value]
    if not isinstance(value, dict) or {"logspace", "linspace", "values"} & value.keys():
        return _setting(value, "start")
    table = _table(value, "start", ("uniform", "grid", "seed", "domain"), "a start")
    if ("uniform" in table) == ("grid" in table):
        raise SettingError("a start is { uniform = n, seed = 0 } or { grid = [n, m] }", "start")
    with placed("start"):
        if "uniform" in table:
            return uniform(table["uniform"], table.get("seed", 0), table.get("domain"))
        counts = table["grid"] if isinstance(table["grid"], list) else [table["grid"]]
        if "seed" in table:
            raise SettingError("a grid of starts has no seed")
        return grid(*counts, domain=table.get("domain"))


def _table(value: Any, key: str, known: tuple[str, ...] | None, expected: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise SettingTypeError(f"{key} must be {expected}, got {value!r}", key)
    for name in value:
        if known is not None and name not in known:
            raise SettingError(f"unknown key {name!r}; {suggestion(name, known)}", f"{key}.{name}")
    return value


def _objective_text(function: Function) -> str:
    parts = [f"function = {_text(function.given)}"]
    if function.given_parameters:
        settings = ", ".join(
            f"{name} = {_value_text(value)}" for name, value in function.given_parameters.items()
        )
        parts.append(f"parameters = {{ {settings} }}")
    if function.given_domain is not None:
        parts.append(f"domain = {_value_text(function.given_domain)}")
    if function.given_start is not None:
        parts.append(f"start = {_value_text(function.given_start)}")
    return f"{{ {', '.join(parts)} }}"


def _value_text(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return repr(value)  # the shortest text that reads as the same number; inf and nan too
        case str():
            return _text(value)
        case Logspace(low, high, count) | Linspace(low, high, count):
            form = "logspace" if isinstance(value, Logspace) else "linspace"
            return f"{{ {form} = [{low!r}, {high!r}, {count}] }}"
        case Values(given):
            return _value_text(given)
        case Point(coordinates):
            return f"[{', '.join(map(_coordinate_text, coordinates))}]"
        case Points(points):
            return _value_text(points)
        case Uniform(n, seed, domain):
            return f"{{ uniform = {n}, seed = {seed}{_domain_text(domain)} }}"
        case Grid(counts, domain):
            return f"{{ grid = {_value_text(counts)}{_domain_text(domain)} }}"
        case Choice(_, name, given):
            settings = "".join(f", {each} = {_value_text(of)}" for each, of in given)
            return f"{{ name = {_text(name)}{settings} }}"
        case _:
            return f"[{', '.join(map(_value_text, value))}]"


def _coordinate_text(value: Any) -> str:
    """A coordinate of a point; listed values are marked, or the point would read as points."""
    text = _value_text(value)
    return f"{{ values = {text} }}" if isinstance(value, Values) else text


def _domain_text(domain: Any) -> str:
    return "" if domain is None else f", domain = {_value_text(domain)}"


def _text(value: str) -> str:
    """A basic TOML string: JSON's escapes, and those for the characters that only TOML refuses."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
