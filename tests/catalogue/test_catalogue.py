"""What the catalogue finds, what its ranges allow, and that every definition is complete."""

from __future__ import annotations

import importlib
import math
from pathlib import Path

import numpy as np
import pytest
from matplotlib.mathtext import MathTextParser

import gdsim
from gdsim.base.ranges import Flag, Hyper, Range, finite, nonnegative, positive, share, steps, unit
from gdsim.calculus import parse
from gdsim.catalogue import discovery, functions, optimizers, schedules
from gdsim.catalogue.definitions import Function, Optimizer, Schedule
from gdsim.catalogue.discovery import arguments, discover, look_up

FOLDERS = {"functions": functions, "optimizers": optimizers, "schedules": schedules}
KINDS = {"functions": Function, "optimizers": Optimizer, "schedules": Schedule}
MODIFIERS = [
    pytest.param(definition, id=f"modifiers/{name}")
    for name, definition in discover("modifier").items()
]
METHODS = [
    pytest.param(definition, id=f"{folder}/{name}")
    for folder in ("optimizers", "schedules")
    for name, definition in FOLDERS[folder].catalogue().items()
]
EVERYTHING = (
    METHODS
    + MODIFIERS
    + [
        pytest.param(definition, id=f"functions/{name}")
        for name, definition in functions.catalogue().items()
    ]
)
ABOVE_ONE = math.nextafter(1.0, 2.0)
BELOW_ONE = math.nextafter(1.0, 0.0)
TINY = 5e-324


@pytest.mark.parametrize(
    ("allowed", "inside", "outside"),
    [
        (finite, [0.0, -1.7e308, 1.7e308], [math.inf, -math.inf, math.nan]),
        (positive, [TINY, 1.7e308], [0.0, -0.0, -TINY, math.inf, math.nan]),
        (nonnegative, [0.0, -0.0, TINY, 3], [-TINY, math.inf, math.nan]),
        (unit, [0.0, BELOW_ONE], [1.0, -TINY, math.nan]),
        (share, [0.0, 1.0], [ABOVE_ONE, -TINY, math.nan]),
        (steps, [0, 2**24], [2**24 + 1, -1]),
        (Range(-2.5, 7), [-2.5, 7, np.float32(0.1)], [-2.5000001, 7.0000001]),
        (Range(-2.5, 7, False, True), [-2.4999999, 7], [-2.5]),
        (Range(3, 3), [3], [2.9999999, 3.0000001]),
        (Range(-math.inf, -1, False, False), [-1.0000001, -9e99], [-1, -math.inf, 0]),
    ],
)
def test_a_range_holds_the_numbers_between_its_ends(allowed, inside, outside):
    assert [number for number in inside if number not in allowed] == []
    assert [number for number in outside if number in allowed] == []


@pytest.mark.parametrize(
    ("allowed", "words"),
    [
        (finite, "any finite number"),
        (positive, "a number above 0"),
        (nonnegative, "a number at least 0"),
        (unit, "a number in [0, 1)"),
        (share, "a number in [0, 1]"),
        (Range(-2.5, 7, False, True), "a number in (-2.5, 7]"),
        (Range(0.25, 3e6, False, False), "a number in (0.25, 3e+06)"),
        (Range(1.5, math.inf, True, False), "a number at least 1.5"),
    ],
)
def test_a_range_says_what_it_holds(allowed, words):
    assert str(allowed) == words


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_file_of_a_folder_is_found_and_nothing_else(folder):
    package = FOLDERS[folder]
    files = {path.stem for path in Path(package.__file__).parent.glob("*.py")} - {"__init__"}
    found = package.catalogue()
    assert set(found) == files
    assert list(found) == sorted(found)
    assert all(type(definition) is KINDS[folder] for definition in found.values())
    for name, definition in found.items():
        module = importlib.import_module(f"gdsim.catalogue.{folder}.{name}")
        assert module.DEFINITION is definition
        assert module.__doc__


def test_there_are_as_many_methods_as_promised():
    assert len(functions.catalogue()) >= 45
    assert len(optimizers.catalogue()) >= 23
    assert len(schedules.catalogue()) >= 11


def test_files_without_a_definition_are_passed_over(tmp_path, monkeypatch):
    package = tmp_path / "shelf_of_three"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "zebra.py").write_text("DEFINITION = 'z'")
    (package / "aardvark.py").write_text("DEFINITION = 'a'")
    (package / "shared_parts.py").write_text("HALF = 0.5")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(discovery, "KINDS", {"letter": discovery.Kind(str, "shelf_of_three")})
    assert list(discover("letter").items()) == [("aardvark", "a"), ("zebra", "z")]


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_known_name_is_looked_up(folder):
    for name, definition in FOLDERS[folder].catalogue().items():
        assert look_up(folder.removesuffix("s"), name) is definition


@pytest.mark.parametrize(
    ("folder", "name", "hint"),
    [
        ("functions", "rosenbrok", "unknown function 'rosenbrok'; did you mean .*rosenbrock"),
        ("functions", "Himmelblau", "unknown function 'Himmelblau'; did you mean himmelblau"),
        ("optimizers", "adma", "unknown optimizer 'adma'; did you mean .*adam"),
        ("schedules", "cosin", "unknown schedule 'cosin'; did you mean cosine"),
        ("schedules", "???", "unknown schedule '\\?\\?\\?'; known: .*constant, cosine,"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(folder, name, hint):
    with pytest.raises(ValueError, match=hint) as caught:
        look_up(folder.removesuffix("s"), name)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("definition", EVERYTHING)
def test_every_definition_says_what_it_does_and_who_published_it(definition):
    assert definition.summary[0].isupper() and definition.summary.endswith(".")
    assert definition.source[0].isupper() or definition.source.startswith("torch.")
    assert definition.source.endswith(".")
    settings = getattr(definition, "hyper", None) or getattr(definition, "parameters", {})
    for name, setting in settings.items():
        assert name.isidentifier()
        first = setting.summary.split()[0]
        assert first[0].isupper() or first[0].isdigit() or first in settings
        assert setting.summary.endswith(".")


@pytest.mark.parametrize("definition", EVERYTHING)
def test_the_default_of_every_setting_is_allowed(definition):
    settings = getattr(definition, "hyper", None) or getattr(definition, "parameters", {})
    for setting in settings.values():
        if isinstance(setting, Flag):
            assert isinstance(setting.default, bool)
            continue
        assert isinstance(setting, Hyper)
        assert setting.default in setting.range
        assert not setting.whole or float(setting.default).is_integer()
        assert not setting.log or setting.range.low >= 0


@pytest.mark.parametrize("definition", METHODS)
def test_every_argument_of_a_method_has_a_value(definition):
    known = {"t", "steps", *definition.hyper}
    if isinstance(definition, Schedule):
        assert set(arguments(definition.factor)) <= known
        return
    known |= {"p", "g", "h", "n", *definition.state, *definition.shared, *definition.coefficients}
    if definition.tensor:
        known |= {"rows", "columns", "vector", *definition.scratch}
    if definition.gradient_point is not None:
        point = arguments(definition.gradient_point)
        assert set(point) <= {"p", *definition.state, *definition.hyper} - {"lr"}
        known |= {"y"}
    assert set(arguments(definition.step)) <= known
    initial = {value for value in definition.state.values() if isinstance(value, str)}
    assert initial <= {"p", *definition.hyper}
    used = {*arguments(definition.step), *initial}
    if definition.gradient_point is not None:
        used |= set(point)
    if definition.prepare is not None:
        assert set(arguments(definition.prepare)) <= {"t", *definition.hyper, *definition.shared}
        used |= set(arguments(definition.prepare))
    assert set(definition.hyper) <= used
    assert set(definition.state) <= used


@pytest.mark.parametrize("kind", ["optimizers", "schedules"])
def test_class_names_are_unique_and_public(kind):
    found = FOLDERS[kind].catalogue()
    names = [definition.name for definition in found.values()]
    assert len(set(names)) == len(names)
    for file, name in zip(found, names, strict=True):
        assert name.isidentifier() and name[0].isupper()
        assert name.lower() == file.replace("_", "")
        assert callable(getattr(gdsim, name))


def test_modifiers_are_public_by_their_names_and_as_their_file_says():
    for file, definition in discover("modifier").items():
        assert definition.name.lower() == file.replace("_", "")
        assert getattr(gdsim, definition.name)().name == file


def drawn_size(formula: str) -> tuple[float, float]:
    """Width and height of a formula as matplotlib draws it; ValueError for unknown LaTeX."""
    picture = MathTextParser("agg").parse(f"${formula}$", dpi=72)
    return picture.width, picture.height


@pytest.mark.parametrize("definition", METHODS + MODIFIERS)
def test_the_formula_of_every_method_can_be_drawn(definition):
    width, height = drawn_size(definition.formula)
    assert width > 10
    assert height > 5


@pytest.mark.parametrize("name", functions.catalogue())
def test_the_formula_of_every_function_can_be_drawn(name):
    definition = functions.catalogue()[name]
    defaults = {key: hyper.default for key, hyper in definition.parameters.items()}
    width, height = drawn_size(parse(definition.text, defaults).latex)
    assert width > 10
    assert height > 5


def test_a_formula_of_unknown_commands_cannot_be_drawn():
    with pytest.raises(ValueError, match="nonsuch"):
        drawn_size(r"\nonsuch{x}")
