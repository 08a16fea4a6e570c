"""What a file is that is to be opened, by its name, and the samples of a file of data."""

from __future__ import annotations

from pathlib import Path

from gdsim.app.translation import tr
from gdsim.base.errors import SettingError
from gdsim.objectives import datasets
from gdsim.objectives.datasets import Data

EXPERIMENT, RESULT, DATA = "experiment", "result", "data"
_SUFFIXES = {
    ".toml": EXPERIMENT,
    **dict.fromkeys((".zarr", ".nc"), RESULT),
    **dict.fromkeys((".csv", ".tsv", ".arff", ".svm", ".libsvm", ".npz", ".npy"), DATA),
}
TEST = 0.2  # share of the samples put aside for testing, of so many at least
ENOUGH = 20
NAMED = 4  # names that a sentence lists at most


def kind_of(path: Path) -> str:
    """The kind of a file: `EXPERIMENT`, `RESULT` or `DATA`; "" for one that cannot be opened."""
    name = path.name.casefold().removesuffix(".gz")
    return _SUFFIXES.get(Path(name).suffix, "")


def refusal(path: Path) -> str:
    """Why a file is not opened, whose name says nothing that is known."""
    return tr(
        "{file} is neither an experiment (.toml), nor a sweep or result (.zarr, .nc), nor data "
        "(.csv, .tsv, .arff, .svm, .npz, .npy).",
        file=path.name or tr("What was given"),
    )


def folder_of(path: Path) -> Path:
    """The sweep that a file of it was chosen for, since no file dialog chooses folders."""
    return path.parent if path.name == "zarr.json" else path


def samples_of(path: Path) -> tuple[Data, str]:
    """The samples of a file, with some put aside for testing, and a sentence of what they are.

    Errors: SettingError.
    """
    path = path.absolute()
    try:
        data, header = datasets.from_file(path), None
    except SettingError as error:
        if error.key != "header":
            raise
        data, header = datasets.from_file(path, header=False), False
    share = TEST if len(data.inputs) >= ENOUGH else 0.0
    data = datasets.from_file(path, header=header, test=share, standardize=True)
    return data, _in_words(path, data)


def _in_words(path: Path, data: Data) -> str:
    inputs, names = len(data.raw_names), _listed(data.raw_names)
    tests = len(data.test_inputs)
    words = [tr("{count} sample", "{count} samples", len(data.inputs) + tests)]
    if tests:
        words.append(tr("{number} of them to test", number=f"{tests:,}"))
    words.append(tr("{count} input ({names})", "{count} inputs ({names})", inputs, names=names))
    goal = tr("values to predict")
    if data.classes:
        classes, names = len(data.classes), _listed(data.classes)
        goal = tr("{count} class ({names})", "{count} classes ({names})", classes, names=names)
    return f"{path.name}: {', '.join([*words, goal])}"


def _listed(names: tuple[str, ...]) -> str:
    words = ", ".join(map(str, names[:NAMED]))
    return words if len(names) <= NAMED else f"{words}, …"
