"""The JSON Schema of experiment files, held against what reads them."""

from __future__ import annotations

import copy
import json
import math
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema
import pytest

from gdsim.base import assets
from gdsim.base.errors import SettingError
from gdsim.cli import run_command
from gdsim.experiment.design import Design
from gdsim.experiment.toml import schema
from gdsim.experiment.toml.file import from_document

FILES = sorted([*assets.path("experiments").glob("*.toml"), *assets.path("lessons").glob("*.toml")])

# Tables and lists of all forms, with every kind of method, as small as they can be.
FULL = """
gdsim = 1
title = "All"
objective = { function = "a*x**2 + y**2", parameters = { a = [1.0, 2.0] }, start = [1.0, 1.0] }
steps = 20
lr = { logspace = [1e-3, 1e-1, 3] }
start = { uniform = 4, seed = 1, domain = [[-1.0, 1.0], [-1.0, 1.0]] }
noise = [0.0, 0.1]
clip_norm = inf
seed = 3
target = -1.0
tolerance = 0.0
limit = 1e9
record = { loss = "log:8" }
dtype = "float64"
keep_params = false
schedule = { name = "cosine", warmup = 2, min_factor = 0.1 }
modifiers = ["cautious", { name = "decoupled_decay", weight_decay = 0.1 }]
stop = "x > 0.9 and loss < 1e-3"

[[optimizers]]
name = "Adam"
beta1 = 0.5
schedule = "constant"

[[optimizers]]
name = "rmsprop"
centered = true
"""
NETWORK = """
gdsim = 1
optimizers = "adam"
epochs = 2
measures = []
record = ["loss", "weight_norm"]
every = 2

[objective.network]
layers = [2, 3, 1]
activation = { name = "leaky_relu", slope = 0.1 }
loss = { name = "huber", delta = 0.5 }
data = { name = "xor", samples = 16, noise = 0.1 }
init = { name = "normal", std = [0.1, 1.0] }
batch_size = 4
l2 = 0.1
lr_scale = [1.0, 0.5]
init_seed = [0, 1]
bias = true
"""
# In their place stands what is of the wrong type, out of range, unknown or empty.
STRANGE: tuple[Any, ...] = (-1.0, 0, 3.5, 1e300, "nothing", "", True, [], {}, [[1.0]], {"x": 1})


@cache
def validator() -> Any:
    made = schema.schema()
    jsonschema.Draft7Validator.check_schema(made)
    return jsonschema.Draft7Validator(made)


def is_read(document: dict[str, Any]) -> bool:
    try:
        from_document(copy.deepcopy(document), Design)
    except SettingError:
        return False
    return True


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of each value of a document, the values in tables and lists among them."""
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in entries:
        yield (*path, key)
        if isinstance(each, dict | list):
            yield from places(each, (*path, key))


def changed(document: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    new = copy.deepcopy(document)
    inner = new
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return new


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_it_allows_every_file_that_is_shipped(file: Any) -> None:
    validator().validate(tomllib.loads(file.read_text()))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_editors_that_have_null_for_infinity_allow_it_too(file: Any) -> None:
    document = tomllib.loads(file.read_text())
    for path in places(document):
        value = document
        for key in path:
            value = value[key]
        if value == math.inf:
            document = changed(document, path, None)
    validator().validate(document)


def test_null_is_allowed_only_where_infinity_is() -> None:
    document = tomllib.loads(FULL)
    is_valid = {
        key: validator().is_valid({**document, key: None}) for key in ("clip_norm", "limit", "lr")
    }
    assert is_valid == {"clip_norm": True, "limit": True, "lr": False}


@pytest.mark.parametrize("text", [FULL, NETWORK], ids=["function", "network"])
def test_what_it_refuses_is_refused_when_it_is_read(text: str) -> None:
    document = tomllib.loads(text)
    validator().validate(document)
    assert is_read(document)
    refused = known = 0
    for path in places(document):
        for value in STRANGE:
            other = changed(document, path, value)
            is_allowed, is_valid = validator().is_valid(other), is_read(other)
            assert is_allowed or not is_valid, f"{path} = {value!r} is read, but not allowed"
            refused += not is_valid
            known += not is_allowed
    assert known > 0.75 * refused  # the rest depends on other keys, or is in a formula


@pytest.mark.parametrize(
    "line",
    [
        'steps = "many"', "steps = 0", "steps = 1.5", "lr = -0.1", "lr = { logspace = [1, 2] }",
        "lr = { logspace = [0.1, -1.0, 3] }", "lr = []", "learning_rate = 0.1",
        'dtype = "float16"', 'every = "log"', 'record = "los"', 'measures = "best"',
        "keep_params = 1", 'schedule = "cosin"', 'schedule = { name = "cosine", warmup = -1 }',
        'schedule = { name = "cosine", period = 10, gamma = 1 }', 'modifiers = ["careful"]',
        "seed = 1.5", "tolerance = -1.0", "clip_norm = 0.0", "start = { uniform = 0 }",
        "start = { grid = [3, 0] }", "start = { random = 3 }", "title = 1",
    ],
)  # fmt: skip
def test_it_refuses_what_cannot_be_read(line: str) -> None:
    document = tomllib.loads(f'gdsim = 1\nobjective = "rosenbrock"\noptimizers = "adam"\n{line}')
    assert not is_read(document)
    assert not validator().is_valid(document)


@pytest.mark.parametrize(
    ("table", "setting"),
    [("optimizers", "beta1 = 1.0"), ("optimizers", "beta3 = 0.5"), ("optimizers", "amsgrad = 1")],
)
def test_settings_of_methods_have_their_ranges(table: str, setting: str) -> None:
    text = f'gdsim = 1\nobjective = "sphere"\n[[{table}]]\nname = "adam"\n{setting}'
    document = tomllib.loads(text)
    assert not is_read(document) and not validator().is_valid(document)


def test_what_is_missing_is_refused() -> None:
    whole = {"gdsim": 1, "objective": "sphere", "optimizers": "adam"}
    validator().validate(whole)
    for key in whole:
        document = {name: value for name, value in whole.items() if name != key}
        assert not is_read(document) and not validator().is_valid(document)


def test_every_field_and_every_method_is_in_it() -> None:
    made = schema.schema()
    named = set(made["properties"]) - {"gdsim", "window", "lesson"}
    assert named == {each for each in Design.__dataclass_fields__}
    names = {
        name for form in made["definitions"]["optimizer"]["anyOf"] for name in form.get("enum", ())
    }
    assert {each.lower() for each in names} >= {"adam", "muon", "lion", "sgd"}


def test_the_command_prints_it_and_writes_it(tmp_path: Any, capsys: Any) -> None:
    assert run_command(["schema"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads(schema.text())
    out = tmp_path / "experiment.schema.json"
    assert run_command(["schema", "-o", str(out)]) == 0
    assert out.read_text() == schema.text()
    assert out.read_text() == assets.path("schema/experiment.schema.json").read_text()
