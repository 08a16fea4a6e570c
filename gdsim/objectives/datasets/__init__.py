"""Data to train networks on: generated, real, or a user's own.

Every data set of the catalogue (one file each in `sets`, found by discovery) is a function here:
`gdsim.datasets.spiral(samples=500, noise=0.1, seed=0, test=0.5)`.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from numpy.typing import ArrayLike

from gdsim.base.errors import SettingError, SettingTypeError, shown, suggestion, unknown
from gdsim.base.settings import number
from gdsim.catalogue.definitions import DataSet
from gdsim.catalogue.discovery import discover
from gdsim.objectives.datasets import arrays, files, formulas, making
from gdsim.objectives.datasets.data import Data
from gdsim.objectives.datasets.description import Column, Description, describe
from gdsim.objectives.datasets.makers import Maker

__all__ = [
    "Column", "Data", "Description", "Maker", "catalogue", "describe", "from_arrays", "from_file",
    "from_formula", "from_recipe", "maker",
]  # fmt: skip

_NOT_IN_RECIPES = ("path", "folder", "formula")


def catalogue() -> Mapping[str, DataSet]:
    """Every data set by its name, in alphabetical order."""
    return discover("data set")


def maker(name: str) -> Maker:
    """The data set called `name`; SettingError with the nearest names if none has it."""
    if name not in catalogue():
        raise SettingError(unknown("data set", name, catalogue()), "name")
    return Maker(name)


def from_arrays(
    inputs: ArrayLike,
    targets: ArrayLike,
    classes: Sequence[str] | bool | None = None,
    *,
    names: Sequence[str] | None = None,
    test: float = 0.0,
    split_seed: int = 0,
    features: Sequence[str] | None = None,
    standardize: bool = False,
    missing: str = "refuse",
    test_inputs: ArrayLike | None = None,
    test_targets: ArrayLike | None = None,
) -> Data:
    """Data from arrays in memory, which are copied.

    inputs: numbers (n, d), or (n,) for one per sample. targets: numbers (n,) or (n, k), or labels
    (n,): text, or any values if `classes` is given, which is True or the names of the classes in
    the order of their numbers. names: of the inputs; x1, x2, … if not given. missing: "refuse" or
    "drop" samples with a missing value (NaN, None, pandas' NA, text such as "?", or a masked
    value). test_inputs, test_targets: the samples to test with, of the same columns and classes,
    instead of a share `test` of the others. The remaining arguments are those of
    `making.Treatment`. Errors: SettingError, and SettingTypeError for wrong types.
    """
    samples = arrays.samples(inputs, targets, classes, names, "", missing)
    tested = arrays.tested(samples, test_inputs, test_targets, classes, "", missing)
    treatment = making.Treatment(test, split_seed, features, standardize)
    return making.make(samples, treatment, None, tested)


def from_file(
    path: str | os.PathLike[str],
    target: str | Sequence[str] | None = None,
    classes: Sequence[str] | bool | None = None,
    *,
    names: Sequence[str] | None = None,
    test: float = 0.0,
    split_seed: int = 0,
    features: Sequence[str] | None = None,
    standardize: bool = False,
    header: bool | None = None,
    missing: str = "refuse",
    test_file: str | os.PathLike[str] | None = None,
    folder: str | os.PathLike[str] | None = None,
) -> Data:
    """Data from a file.

    CSV (also compressed by gzip, and with semicolons, tabs, | or blanks for commas): names of
    columns in the first line, then numbers, with semicolons also with decimal commas; `target`
    names the column to predict (by default the last), or several columns of numbers. A target
    column of text has classes; other columns are numbers. Columns that none of `features` is of are
    left out, be they text or with gaps. A first column without a name, such as pandas writes for
    its index, is left out. ARFF: the same, with dense rows; a nominal target has the classes that
    it states. LIBSVM (or SVMlight): a target, then index:value for each input that is not 0; the
    target is a number unless `classes` is given. NPZ: arrays `inputs` and `targets` (or X and y),
    as for `from_arrays`, and perhaps `test_inputs` and `test_targets` (or X_test and y_test). NPY:
    one array, with columns as in a CSV file.

    test_file: the samples to test with, a file of the same format with the same columns (in any
    order) and classes, instead of a share `test` of the first file's.

    The arguments of `from_arrays` mean the same; an empty cell is also missing, text that `classes`
    names is not. header: whether the first line of a CSV file names the columns; if not given, a
    first line that looks like a sample is refused. names: of the inputs in an NPZ or LIBSVM file,
    or of all columns of a file without names; x1, x2, … if not given. folder: the start of
    relative paths; the recipe keeps the given ones.
    Errors: SettingError, and SettingTypeError for wrong types, with the line and the column.
    """
    for key, each in (("file", path), ("test_file", "" if test_file is None else test_file)):
        if not isinstance(each, str | os.PathLike):
            raise SettingTypeError(f"{key} must be a path, got {shown(each)}", key)
    full = Path(folder or ".") / path
    samples = files.samples(full, target, classes, names, header, missing, None, features)
    tested = files.tested_within(full, samples, classes, missing)
    if test_file is not None:
        second = Path(folder or ".") / test_file
        tested = files.samples(second, target, classes, names, header, missing, samples, features)
    treatment = making.Treatment(test, split_seed, features, standardize)
    given = {"target": target, "classes": classes, "names": names, "header": header}
    plain = {
        name: value if isinstance(value, str | bool) else list(value)
        for name, value in given.items()
        if value is not None
    }
    if missing != "refuse":
        plain["missing"] = missing
    if test_file is not None:
        plain["test_file"] = os.fspath(test_file)
    return making.make(samples, treatment, {"file": os.fspath(path), **plain}, tested)


def from_formula(
    formula: str,
    *,
    samples: int = 500,
    span: float = 3.0,
    noise: float = 0.0,
    seed: int = 0,
    test: float = 0.0,
    split_seed: int = 0,
    features: Sequence[str] | None = None,
    standardize: bool = False,
) -> Data:
    """Data by a typed formula, whose inputs are uniform from -span to span.

    A comparison of two formulas in x and y (or x1 and x2), such as "y > sin(3*x) + 0.2", divides
    the plane into two classes: which way it points does not matter. One formula, such as "sin(3*x)"
    or "y = sin(3*x)", gives values to predict, of x alone or of both variables.
    noise: the standard deviation of what is added to the inputs of samples in classes, once they
    have their class, and else to the values. The remaining arguments are those of
    `making.Treatment`. Errors: gdsim.calculus.ExpressionError, with the column, for a text that is
    no formula; SettingError where it is not finite, and for only one class.
    """
    given = {"samples": samples, "span": span, "noise": noise, "seed": seed}
    own: dict[str, Any] = {
        name: number(given[name], name, each.range, each.whole)
        for name, each in formulas.SETTINGS.items()
    }
    treatment = making.Treatment(test, split_seed, features, standardize)
    drawn = formulas.samples(formula, **own)
    return making.make(drawn, treatment, {"formula": formula, **own})


def from_recipe(recipe: Mapping[str, Any], folder: str | os.PathLike[str] | None = None) -> Data:
    """Data from a recipe: a "name", "file" or "formula", and the settings of its maker.

    `Data.recipe` is a recipe. folder: the start of a relative path.
    """
    if not isinstance(recipe, Mapping):
        raise SettingTypeError(f"data must be a table with a name or a file, got {shown(recipe)}")
    given = dict(recipe)
    if len(given.keys() & {"name", "file", "formula"}) != 1:
        kinds = 'a "name", as in { name = "spiral" }, or a "file", or a "formula"'
        raise SettingError(f"data needs either {kinds}")
    if "name" in given:
        name = given.pop("name")
        if not isinstance(name, str):
            raise SettingTypeError(f"name must be that of a data set, got {shown(name)}", "name")
        return maker(name)(**given)
    if "formula" in given:
        _check_names(given, from_formula, "formula")
        return from_formula(given.pop("formula"), **given)
    file = given.pop("file")
    _check_names(given, from_file, "file")
    return from_file(file, **given, folder=folder)


def _check_names(given: Mapping[str, Any], make: Callable[..., Data], what: str) -> None:
    """SettingError for the name of a setting that a maker of data does not have."""
    known = [each for each in inspect.signature(make).parameters if each not in _NOT_IN_RECIPES]
    for name in given:
        if name not in known and name != what:
            hint = suggestion(name, known)
            raise SettingError(f"a {what} has no setting {shown(name)}; {hint}", name)


def __getattr__(name: str) -> Maker:
    if name.startswith("_"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name not in catalogue():
        raise AttributeError(f"unknown data set {name!r}; {suggestion(name, catalogue())}")
    return Maker(name)


def __dir__() -> list[str]:
    return sorted([*__all__, *catalogue()])
