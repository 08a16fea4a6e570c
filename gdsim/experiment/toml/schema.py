"""The JSON Schema of experiment files, with which editors complete and check them.

It is made of the same declarations that files are read by: the fields of an experiment, the
catalogue with its ranges, and the arguments of data. What it allows is more than what is read:
formulas are texts to it, and what depends on other keys (how many activations, the variables of a
start) is not said. What it refuses is refused when it is read, but for names in another spelling.
"""

from __future__ import annotations

import inspect
import json
import math
import re
from collections.abc import Callable, Iterable
from typing import Any, get_args

from gdsim import catalogue
from gdsim.base.ranges import SEEDS, Flag, Hyper, Range, finite, nonnegative
from gdsim.base.settings import words_of
from gdsim.catalogue.choices import Kind, Method, methods
from gdsim.experiment.fields import DTYPES, MOST_STEPS
from gdsim.experiment.toml import function
from gdsim.objectives import datasets, mup
from gdsim.objectives.network import Network
from gdsim.objectives.network_fields import WIDEST
from gdsim.objectives.records import NETWORK_RECORDS
from gdsim.objectives.targets import outputs

Schema = dict[str, Any]

DIALECT = "http://json-schema.org/draft-07/schema#"  # which editors of TOML know
TEXT: Schema = {"type": "string"}
YES_OR_NO: Schema = {"type": "boolean"}
_ABOVE = Range(0, math.inf, False, True)


def schema() -> Schema:
    """The schema of experiment files, with the catalogue that is in use."""
    return {
        "$schema": DIALECT,
        "title": "gdsim experiment",
        "description": "An objective, optimizers, and settings, many of which may have many values",
        **_table(_fields(), ("gdsim", "objective", "optimizers")),
        "definitions": _definitions(),
    }


def text() -> str:
    """The schema as a file has it."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


def _definitions() -> dict[str, Schema]:
    """What other parts refer to: the methods of each kind, and axes of each range of numbers."""
    made: dict[str, Schema] = {kind: _methods(kind) for kind in get_args(Kind)}
    used = {(Range(1, 2**31), True), (Range(1, WIDEST), True), (SEEDS, True)}
    used |= {(each, False) for each in (finite, nonnegative, _ABOVE)}
    for kind in get_args(Kind):
        for method in methods(kind).values():
            used |= {
                (each.range, each.whole)
                for each in method.hyper.values()
                if isinstance(each, Hyper)
            }
    return made | dict(sorted((_name_of(*each), _axes(*each)) for each in used))


def _name_of(allowed: Range, whole: bool) -> str:
    """The name of the definition of axes, in words: "number_at_least_0"."""
    words = re.sub(r"[^\w.+-]+", "_", words_of(allowed, whole).removeprefix("a "))
    ends = f"{allowed.low_included:d}{allowed.high_included:d}"
    return f"{words.strip('_')}_{ends}"


def _refer(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name}"}


def _fields() -> dict[str, Schema]:
    rule = _any(_number(Range(1, MOST_STEPS), whole=True), _pattern(r"^(log|linear):\d{1,8}$"))
    recorded = _names(NETWORK_RECORDS)
    modifiers = _listed(_choice("modifier"), 0)
    return {
        "gdsim": _said({"const": 1}, "version of this format, always first"),
        "title": TEXT,
        "objective": _any(
            _said(TEXT, "the name of a function, or a formula of its variables"),
            _function(),
            _table({"network": _network()}, ("network",)),
        ),
        "optimizers": _several(_choice("optimizer")),
        "lr": _axis(nonnegative, "learning rate of all optimizers that have none of their own"),
        "start": _start(),
        "schedule": _several(_choice("schedule")),
        "modifiers": _any(_choice("modifier"), modifiers),
        "steps": _said(_number(Range(1, MOST_STEPS), whole=True), "updates of a run"),
        "epochs": _said(
            _number(Range(1, MOST_STEPS), whole=True), "passes over the data, instead of steps"
        ),
        "noise": _axis(nonnegative, "standard deviation of what is added to the gradient"),
        "clip_value": _axis(_ABOVE, "bound on each component of the gradient"),
        "clip_norm": _axis(_ABOVE, "bound on the length of the gradient"),
        "seed": _axis(SEEDS, "seed of noise and batches", whole=True),
        "target": _said(_number(finite), "loss at which a run has converged"),
        "tolerance": _said(_number(nonnegative), "length of the gradient at which it has"),
        "limit": _said(_number(_ABOVE), "size of the loss at which a run has diverged"),
        "stop": _said(TEXT, "condition at which a run has converged, besides the others"),
        "record": _any(
            recorded,
            _listed(recorded, 0),
            {"type": "object", "propertyNames": recorded, "additionalProperties": rule},
        ),
        "every": _said(rule, "steps between two records, or how many, such as log:64"),
        "dtype": {"enum": list(DTYPES)},
        "measures": _any(
            _names(catalogue.discover("measure")), _listed(_names(catalogue.discover("measure")), 0)
        ),
        "keep_params": _said(YES_OR_NO, "whether results have the last parameters"),
        "window": {"type": "object", "description": "how the window shows it"},
        "lesson": {"type": "object", "description": "a lesson about it"},
    }


def _function() -> Schema:
    pair = _listed(_number(finite), 2, 2)
    parts = {
        "function": _said(TEXT, "its name, or a formula of its variables"),
        "parameters": {"type": "object", "additionalProperties": _axis(finite)},
        "domain": _listed(_any(pair, _number(finite))),
        "start": _listed(_number(finite)),
        "step": _said(TEXT, "the name of the step number in the formula"),
    }
    return _table({key: parts[key] for key in function.KEYS}, ("function",))


def _network() -> Schema:
    activation = _any(_said(TEXT, "a name, or a formula of z"), _choice("activation"))
    initializer = _any(
        _choice("initializer"),
        _table({"weights": {"type": "array"}}, ("weights",)),
        _table({"file": TEXT}, ("file",)),
    )
    weights = {"type": "array", "items": {"type": ["number", "array", "object"]}}
    size = Range(1, WIDEST)
    of_layers = {
        name: _listed(_axis(finite if name == "drift" else nonnegative))
        for name in ("lr_scale", "bias_lr_scale", "drift")
    }
    parts = {
        "layers": _said(_listed(_number(size, whole=True), 2), "units of each layer"),
        "activation": _any(activation, _listed(activation)),
        "output": _names(outputs()),
        "loss": _choice("loss"),
        "data": _data(),
        "init": _any(initializer, _listed(initializer), weights),
        "batch_size": _axis(Range(1, 2**31), "samples of a step", whole=True),
        "replacement": _said(YES_OR_NO, "whether each step draws its samples anew"),
        "l1": _axis(nonnegative),
        "l2": _axis(nonnegative),
        "bias": YES_OR_NO,
        "init_seed": _axis(SEEDS, "seed of the first weights", whole=True),
        "width": _axis(size, "units of every hidden layer", whole=True),
        "parametrization": _names(mup.KINDS),
        "base_width": _number(size, whole=True),
        **of_layers,
    }
    known = inspect.signature(Network).parameters
    return _table({key: parts[key] for key in known}, ("layers", "data"))


def _data() -> Schema:
    """Data of the catalogue, of a file, by a formula, or listed."""
    names = list(datasets.catalogue())
    shared = _arguments(datasets.from_arrays)
    exact: dict[str, Schema] = {
        key: {"type": "array"} for key in ("means", "deviations", "exponents")
    }
    return _any(
        _names(names),
        *(
            _table({"name": {"const": name}, **_arguments(datasets.maker(name))}, ("name",))
            for name in names
        ),
        _table({"file": TEXT, **_arguments(datasets.from_file, "path", "folder")}, ("file",)),
        _table(_arguments(datasets.from_formula), ("formula",)),
        _table({**shared, **exact}, ("inputs", "targets")),
    )


def _arguments(make: Callable[..., Any], *without: str) -> dict[str, Schema]:
    """The arguments of a function, of which those with plain defaults have a type."""
    found = inspect.signature(make).parameters.values()
    return {each.name: _like(each.default) for each in found if each.name not in without}


def _like(default: object) -> Schema:
    """Values of the kind of a default; anything where that says nothing."""
    if isinstance(default, bool):
        return YES_OR_NO
    if isinstance(default, int | float):
        return {"type": "number"}
    return TEXT if isinstance(default, str) else {}


def _start() -> Schema:
    domain = {"type": "array"}
    count = _number(Range(1, math.inf), whole=True)
    seed = _number(Range(0, 2**53), whole=True)
    return _said(
        _any(
            _axis(finite),
            {"type": "array"},
            _table({"uniform": count, "seed": seed, "domain": domain}, ("uniform",)),
            _table({"grid": _several(count), "domain": domain}, ("grid",)),
        ),
        "a point, points, { uniform = n, seed = 0 }, or { grid = [n, m] }",
    )


def _choice(kind: Kind) -> Schema:
    """A method by its name, or a table with its settings."""
    return _refer(kind)


def _methods(kind: Kind) -> Schema:
    found = methods(kind).values()
    names = _names(dict.fromkeys(name for each in found for name in _names_of(each)))
    return _any(names, *(_settings(each) for each in found))


def _settings(method: Method) -> Schema:
    parts: dict[str, Schema] = {"name": _names(_names_of(method))}
    for name, hyper in method.hyper.items():
        parts[name] = _setting(hyper, is_axis=method.kind not in ("activation", "loss"))
    if method.kind == "optimizer":
        parts["schedule"] = _choice("schedule")  # of its own, instead of the experiment's
    return _said(_table(parts, ("name",)), method.definition.summary)


def _names_of(method: Method) -> tuple[str, ...]:
    return tuple(dict.fromkeys((method.name, method.title)))


def _setting(hyper: Hyper | Flag, is_axis: bool) -> Schema:
    if isinstance(hyper, Flag):
        return _said(YES_OR_NO, hyper.summary)
    if is_axis:
        return _axis(hyper.range, hyper.summary, hyper.whole, hyper.default)
    return _said(_number(hyper.range, hyper.whole), hyper.summary)


def _axis(
    allowed: Range, summary: str = "", whole: bool = False, default: float | None = None
) -> Schema:
    """A number, or several: listed, evenly spaced, or in a file."""
    found: Schema = {"allOf": [_refer(_name_of(allowed, whole))]}
    if default is not None and math.isfinite(default):
        found["default"] = default
    return _said(found, summary)


def _axes(allowed: Range, whole: bool) -> Schema:
    number = _number(allowed, whole)
    end = _number(allowed)
    spaced = {"type": "array", "items": [end, end, _number(Range(1, math.inf), whole=True)],
              "minItems": 3, "maxItems": 3}  # fmt: skip
    return _any(
        number,
        _listed(number),
        _table({"logspace": spaced}, ("logspace",)),
        _table({"linspace": spaced}, ("linspace",)),
        _table({"values": _several(number)}, ("values",)),
        _table({"file": TEXT, "column": TEXT, "sha256": TEXT}, ("file",)),
        _table({"coordinate": TEXT, "sha256": TEXT}, ("coordinate", "sha256")),
    )


def _number(allowed: Range, whole: bool = False) -> Schema:
    made: Schema = {"type": "integer" if whole else "number"}
    if allowed.high == math.inf and allowed.high_included and not whole:
        made["type"] = ["number", "null"]  # editors check JSON, in which inf becomes null
    if math.isfinite(allowed.low):
        made["minimum" if allowed.low_included else "exclusiveMinimum"] = allowed.low
    if math.isfinite(allowed.high):
        made["maximum" if allowed.high_included else "exclusiveMaximum"] = allowed.high
    return made


def _table(parts: dict[str, Schema], needed: Iterable[str]) -> Schema:
    return {
        "type": "object", "properties": parts, "required": list(needed),
        "additionalProperties": False,
    }  # fmt: skip


def _several(one: Schema) -> Schema:
    """One, or a list of at least one."""
    return _any(one, _listed(one))


def _listed(one: Schema, least: int = 1, most: int | None = None) -> Schema:
    made: Schema = {"type": "array", "items": one, "minItems": least}
    return made if most is None else {**made, "maxItems": most}


def _names(names: Iterable[str]) -> Schema:
    return {"enum": list(names)}


def _pattern(text: str) -> Schema:
    return {"type": "string", "pattern": text}


def _any(*forms: Schema) -> Schema:
    return {"anyOf": list(forms)}


def _said(form: Schema, summary: str) -> Schema:
    return {**form, "description": summary} if summary else form
