"""The experiment file: an experiment as TOML, for people to write and read.

    gdsim = 1                                        # version of this format, always first
    title = "Welcome"
    objective = { function = "rosenbrock", parameters = { b = 100.0 } }
    steps = 1000
    dtype = "float32"
    lr = { logspace = [1e-4, 1.0, 512] }             # or a number, a list, { linspace = ... },
                                                     # { file = "rates.npy" }
    start = { uniform = 64, seed = 0 }               # or a point, points, { grid = [100, 80] }
    record = { loss = "log:64" }                     # or names, and every = 10 or every = "log:64"
    schedule = { name = "cosine", warmup = 50 }      # or several in a list
    modifiers = ["cautious"]                         # or tables with a name and settings

    [[optimizers]]
    name = "momentum"
    momentum = 0.9
    schedule = "cosine"                              # of its own, instead of the one above

How the window shows it may be in a table of its own, see `gdsim.experiment.toml.window`.
`objective` takes `function` (a name or text), `parameters`, `domain`, `start` and `step` (the name
of the step number in the text); or it is just the name or text; or it has `network`, see
`gdsim.experiment.toml.network`. The other keys are those of `Experiment`.

The values of a setting, and starts, may be in a file: an .npy file of one dimension (two for
starts), or a .csv file of one column; of several columns one is chosen with `column = "its name"`.
Paths are relative to the experiment file's folder. A file that is read and written again gives an
equal experiment: numbers are written in full, axes in the form they were given in, and more than
1024 values in an .npy file next to it.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import os
import re
import tomllib
from pathlib import Path
from typing import Any, TypeVar

from gdsim.base import presets, toml_text
from gdsim.base.errors import SettingError, SettingTypeError, placed, shown, suggestion
from gdsim.base.files import file_name, read_text, written_whole
from gdsim.base.sources import KEYS, Sources
from gdsim.base.words import with_article
from gdsim.catalogue.choices import Choice, Kind, find
from gdsim.experiment.design import Design
from gdsim.experiment.toml import long_arrays
from gdsim.experiment.toml.comments import carried
from gdsim.experiment.toml.lines import line_of, text_of
from gdsim.experiment.toml.objectives import read_objective, write_objective
from gdsim.experiment.toml.values import (
    Named,
    read_setting,
    read_table,
    string_text,
    value_text,
)
from gdsim.experiment.toml.window import KEY, WindowTable, read_window, window_lines
from gdsim.objectives.objective import Objective
from gdsim.objectives.starts import grid, uniform

FORMAT = 1
Made = TypeVar("Made", bound=Design)
_NO_FIELDS = ("gdsim", "lesson", KEY)  # keys of a file that are not the experiment's
_ALWAYS = ("steps", "dtype")  # written also at their defaults: every reader wants to know them
_FIELDS = {field.name: field.default for field in dataclasses.fields(Design)}


def load(path: str | os.PathLike[str], make: type[Made]) -> Made:
    """Read an experiment file into the class `make`; SettingError names file, line and key."""
    path = presets.experiment_file(path)
    return read(read_text(path), make, os.fspath(path), path.parent)


def save(
    experiment: Design, path: str | os.PathLike[str], window: WindowTable | None = None
) -> None:
    """Write an experiment file; an existing file is replaced only once the new one is complete.

    Its table lesson stays, and without `window` its table [window] too, as far as it fits; so do
    comments above and beside keys that remain.
    Paths of other files are written relative to its folder. Arrays of more than 1024 numbers are
    written to files of their own next to it; those of the replaced file are removed.
    """
    path = file_name(path)
    before = ""
    with contextlib.suppress(SettingError, OSError):  # of a file that was no experiment
        before = read_text(path) if path.is_file() else ""
    with written_whole(path) as part:
        named = long_arrays.saved_beside(experiment, path)
        table, (keys, lesson) = _kept(before, len(experiment.optimizers))
        table = table if window is None else window
        text = write(experiment, path.parent, named=named, window=table)
        version, _, fields = text.partition("\n")
        keys = keys if not keys or keys.endswith("\n") else f"{keys}\n"
        text = f"{version}\n{keys}{fields}" + (f"\n{lesson}" if lesson else "")
        text = carried(before, text, "lesson")
        part.write_text(text, encoding="utf-8", newline="\n")
    long_arrays.remove_unused(path, before)


def _kept(text: str, optimizers: int) -> tuple[WindowTable, tuple[str, str]]:
    """What stays of a file that is replaced: its window, for so many optimizers, and its lesson.

    Of the lesson the keys before the first table, and its tables.
    """
    try:
        document = toml_text.tables(text)
        _check_version(document)
        given = document.get("optimizers")
        table = read_window(document, len(given) if isinstance(given, list) else 1)
    except (ValueError, RecursionError):  # no experiment file, or one that cannot be read
        return WindowTable(), ("", "")
    return table.of_first(optimizers), text_of(text, "lesson")


def read(
    text: str,
    make: type[Made],
    name: str = "experiment",
    folder: Path | None = None,
    coordinates: Any = None,
) -> Made:
    """Read an experiment from a file's text into the class `make`: `Design` or a class of it.

    `name` stands for the file in errors; paths in the text are relative to `folder`; `coordinates`
    maps names to the arrays that the text of a result only names.
    """
    return _read(text, make, name, folder, coordinates)[0]


def read_with_window(
    text: str, make: type[Made], name: str = "experiment", folder: Path | None = None
) -> tuple[Made, WindowTable]:
    """The same, and how the window shows it."""
    return _read(text, make, name, folder)


def _read(
    text: str, make: type[Made], name: str, folder: Path | None, coordinates: Any = None
) -> tuple[Made, WindowTable]:
    """The experiment of a file's text, and how the window shows it; errors get the place."""
    if not isinstance(text, str):
        raise SettingTypeError(f"{name} must be the text of one, got {shown(text)}")
    try:
        document = toml_text.tables(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        words = str(error) if isinstance(error, ValueError) else "nested too deeply"
        raise SettingError(f"{name}: {_syntax(words)}") from None
    try:
        return _both(document, make, folder, coordinates)
    except ValueError as error:
        key = getattr(error, "key", "")
        line = line_of(text, key)
        place = key if key.isprintable() else shown(key)
        where = f", line {line} ({place})" if line else f" ({place})" if key else ""
        kind = SettingTypeError if isinstance(error, TypeError) else SettingError
        raise kind(f"{name}{where}: {error}", key) from error


def from_document(
    document: dict[str, Any],
    make: type[Made],
    folder: Path | None = None,
    coordinates: Any = None,
) -> Made:
    """The experiment that a parsed file describes; SettingError has the key.

    A table [lesson] is allowed too, and ignored here: see `gdsim.learn.lessons.lessons`. So is
    [window], which must be valid, though.
    """
    return _both(document, make, folder, coordinates)[0]


def _both(
    document: dict[str, Any], make: type[Made], folder: Path | None, coordinates: Any
) -> tuple[Made, WindowTable]:
    _check_version(document)
    experiment = make(**_read_fields(document, Sources(folder, coordinates)))
    return experiment, read_window(document, len(experiment.optimizers))


def write(
    experiment: Design,
    folder: Path | None = None,
    by_content: bool = False,
    named: Named | None = None,
    window: WindowTable | None = None,
) -> str:
    """The text of an experiment's file; `window`: how the window shows it.

    Equal experiments have equal text, except for networks' data that come from a file, which are
    written as its path, relative to `folder` if given. With `by_content` equal data have equal text
    too, which cannot be read back. `named` writes long arrays, which else are written in full: see
    `gdsim.experiment.toml.long_arrays`.
    """
    lines = [f"gdsim = {FORMAT}"]
    if experiment.title:
        lines.append(f"title = {string_text(experiment.title)}")
    task = experiment.objective
    inline, table = write_objective(task, folder, by_content, named)
    if inline:
        lines.append(f"objective = {inline}")
    for name, default in _FIELDS.items():
        value = getattr(experiment, name)
        if name in ("title", "objective", "optimizers"):
            continue
        if name in _ALWAYS or value != default:
            lines.append(f"{name} = {value_text(value, named)}")
    if table:
        lines += ["", *table]
    for choice in experiment.optimizers:
        lines += ["", "[[optimizers]]", f"name = {string_text(choice.name)}"]
        lines += [f"{name} = {value_text(each, named)}" for name, each in choice.arguments.items()]
    if window is not None:
        lines += window_lines(window)
    return "\n".join(lines) + "\n"


def digest(experiment: Design) -> str:
    """SHA-256 of an experiment's text in which data and long arrays are written as hashes."""
    return _sha256(write(experiment, by_content=True, named=long_arrays.referred(experiment)))


def digest_in_full(experiment: Design) -> str:
    """SHA-256 of an experiment's text in which arrays of any length are written in full.

    Stores of older versions, which did not yet hash long arrays separately, have this hash.
    """
    return _sha256(write(experiment, by_content=True))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _syntax(words: str) -> str:
    """A tomllib message that begins with the line, as all our errors do."""
    position = re.search(r"\s*\(at line (\d+), column (\d+)\)", words)
    if position is None:
        return f"not valid TOML: {words}"
    message = words.replace(position.group(0), "")
    return f"line {position[1]}, column {position[2]}: not valid TOML: {message}"


def _check_version(document: dict[str, Any]) -> None:
    version = document.get("gdsim")
    if version is None:
        raise SettingError(
            f"not an experiment file: the line 'gdsim = {FORMAT}', its format version, is missing"
        )
    if version != FORMAT or isinstance(version, bool):
        raise SettingError(
            f"unknown format version {shown(version)}: this gdsim reads {FORMAT}; "
            "a newer gdsim may read it",
            "gdsim",
        )


def _read_fields(document: dict[str, Any], sources: Sources) -> dict[str, Any]:
    """The arguments of the experiment's class."""
    fields = {name: value for name, value in document.items() if name not in _NO_FIELDS}
    for name in fields:
        if name not in _FIELDS:
            raise SettingError(f"unknown key {shown(name)}; {suggestion(name, _FIELDS)}", name)
    for name in ("objective", "optimizers"):
        if name not in fields:
            raise SettingError(f"the key {name!r} is missing", name)
    if "steps" in fields and "epochs" in fields:
        raise SettingError("an experiment has steps or epochs, not both", "epochs")
    if isinstance(fields.get("record"), dict) and "every" in fields:
        raise SettingError(
            "record is a table, which already has the steps; leave out every", "every"
        )
    fields["objective"] = read_objective(fields["objective"], sources)
    fields["optimizers"] = _choices(fields["optimizers"], "optimizer", "optimizers", sources)
    if "schedule" in fields:
        fields["schedule"] = _choices(fields["schedule"], "schedule", "schedule", sources)
    if "modifiers" in fields:
        fields["modifiers"] = _choices(fields["modifiers"], "modifier", "modifiers", sources)
    if "start" in fields:
        fields["start"] = _start(fields["start"], fields["objective"], sources)
    for name in ("lr", "noise", "clip_value", "clip_norm", "seed"):
        if name in fields:
            fields[name] = read_setting(fields[name], name, sources)
    return fields


def _choices(value: Any, kind: Kind, key: str, sources: Sources) -> list[Choice]:
    several = isinstance(value, list)
    given = value if several else [value]
    return [
        _choice(each, kind, f"{key}[{index}]" if several else key, sources)
        for index, each in enumerate(given)
    ]


def _choice(value: Any, kind: Kind, key: str, sources: Sources) -> Choice:
    if isinstance(value, str):
        return find(kind, value, key)()
    table = read_table(value, key, None, f"the name of {with_article(kind)}, or a table")
    name = table.get("name")
    if not isinstance(name, str):
        raise SettingError(
            f"{with_article(kind)} needs a name, such as name = {_EXAMPLE[kind]!r}", key
        )
    method = find(kind, name, f"{key}.name")
    given = {n: each for n, each in table.items() if n != "name"}
    own = {}
    if kind == "optimizer" and "schedule" in given:
        own["schedule"] = _choice(given.pop("schedule"), "schedule", f"{key}.schedule", sources)
    settings = {n: read_setting(each, f"{key}.{n}", sources) for n, each in given.items()}
    with placed(key):
        return method(**settings, **own)


_EXAMPLE = {"optimizer": "adam", "schedule": "cosine", "modifier": "cautious"}


def _start(value: Any, task: Objective, sources: Sources) -> Any:
    if isinstance(value, list):
        return [read_setting(each, "start", sources) for each in value]
    if isinstance(value, dict) and {"file", "coordinate"} & value.keys():
        with placed("start"):
            place = read_table(value, "", KEYS, "a start")
            return sources.array(place, task.start_columns)
    if not isinstance(value, dict) or {"logspace", "linspace", "values"} & value.keys():
        return read_setting(value, "start", sources)
    table = read_table(value, "start", ("uniform", "grid", "seed", "domain"), "a start")
    if ("uniform" in table) == ("grid" in table):
        raise SettingError("a start is { uniform = n, seed = 0 } or { grid = [n, m] }", "start")
    with placed("start"):
        if "uniform" in table:
            return uniform(table["uniform"], table.get("seed", 0), table.get("domain"))
        counts = table["grid"] if isinstance(table["grid"], list) else [table["grid"]]
        if "seed" in table:
            raise SettingError("a grid of starts has no seed")
        return grid(*counts, domain=table.get("domain"))
