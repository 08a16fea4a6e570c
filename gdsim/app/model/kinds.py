"""What a file is that is to be opened, by its name."""

from __future__ import annotations

import contextlib
from pathlib import Path

from gdsim.app.translation import tr
from gdsim.base import toml_text
from gdsim.base.files import read_text
from gdsim.results.interchange.foreign import use_of

EXPERIMENT, RESULT, DATA = "experiment", "result", "data"
_SUFFIXES = {
    ".toml": EXPERIMENT,
    **dict.fromkeys((".zarr", ".nc"), RESULT),
    **dict.fromkeys((".csv", ".tsv", ".arff", ".svm", ".libsvm", ".npz", ".npy"), DATA),
}


def kind_of(path: Path) -> str:
    """The kind of a file: `EXPERIMENT`, `RESULT` or `DATA`; "" for one that cannot be opened."""
    name = path.name.casefold().removesuffix(".gz")
    return _SUFFIXES.get(Path(name).suffix, "")


def refusal(path: Path) -> str:
    """Why a file is not opened, whose name says nothing that is known."""
    if use := use_of(path):
        return use
    return tr(
        "{file} is neither an experiment (.toml), nor a sweep or result (.zarr, .nc), nor data "
        "(.csv, .tsv, .arff, .svm, .npz, .npy).",
        file=path.name or tr("What was given"),
    )


def has_lesson(path: Path) -> bool:
    """Whether an experiment file has a text to be shown beside the views."""
    with contextlib.suppress(ValueError, OSError, RecursionError):
        return toml_text.has(read_text(path), "lesson")
    return False


def folder_of(path: Path) -> Path:
    """The sweep that a file of it was chosen for, since no file dialog chooses folders."""
    return path.parent if path.name == "zarr.json" else path
