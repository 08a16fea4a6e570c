"""What a file is that is to be opened, by its name, and the samples of a file of data."""

from __future__ import annotations

from pathlib import Path

from gdsim.base.errors import SettingError
from gdsim.base.words import counted
from gdsim.objectives import datasets
from gdsim.objectives.datasets import Data

EXPERIMENT, RESULT, DATA = "experiment", "result", "data"
_SUFFIXES = {
    ".toml": EXPERIMENT,
    **dict.fromkeys((".zarr", ".nc"), RESULT),
    **dict.fromkeys((".csv", ".tsv", ".npz", ".npy"), DATA),
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
    return (
        f"{path.name or 'What was given'} is neither an experiment (.toml), nor a sweep or result "
        "(.zarr, .nc), nor data (.csv, .tsv, .npz, .npy)."
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
    inputs = counted(len(data.raw_names), "input")
    goal = "values to predict"
    if data.classes:
        goal = f"{len(data.classes)} classes ({_listed(data.classes)})"
    tests = f", {len(data.test_inputs):,} of them to test" if len(data.test_inputs) else ""
    count = len(data.inputs) + len(data.test_inputs)
    samples = counted(count, "sample")
    return f"{path.name}: {samples}{tests}, {inputs} ({_listed(data.raw_names)}), {goal}"


def _listed(names: tuple[str, ...]) -> str:
    words = ", ".join(map(str, names[:NAMED]))
    return words if len(names) <= NAMED else f"{words}, …"
