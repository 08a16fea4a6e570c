"""What a page is of: an experiment, the runs of it that are shown, and what is said of it."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base import assets
from gdsim.base.errors import SettingError, suggestion
from gdsim.base.evenly import evenly
from gdsim.base.files import read_text
from gdsim.experiment.experiment import Experiment
from gdsim.learn.diagnosis.chosen import chosen
from gdsim.results.files import load

MOST_RUNS = 48  # that a page shows
_ROWS = ("optimizer", "schedule")
_FOLDERS = ("experiments", "lessons")  # of what gdsim ships


@dataclass(frozen=True)
class PageSubject:
    """An experiment and the numbers in it of the runs that are shown.

    count: the runs of the subject, of which those shown are a sample if there are more. paragraphs:
    what the experiment's file says of it. lesson: its name if it is a lesson.
    """

    experiment: Experiment
    runs: tuple[int, ...]
    count: int
    paragraphs: tuple[str, ...] = ()
    lesson: str = ""

    @classmethod
    def of(cls, subject: Any) -> PageSubject:
        """The subject of a page: an Experiment, its file or result, or the name of one shipped.

        Errors: SettingError for a file that cannot be read and an unknown name; SettingTypeError
        for any other subject.
        """
        if isinstance(subject, str | os.PathLike):
            path = _file(subject)
            if path.suffix.lower() in (".nc", ".zarr"):
                return cls._of_result(load(path))
            experiment = Experiment.load(path)
            runs = _sample(experiment.runs, len(experiment.pairs))
            paragraphs, is_lesson = _said(path)
            return cls(experiment, runs, experiment.runs, paragraphs, path.stem * is_lesson)
        if isinstance(subject, Experiment):
            return cls(subject, _sample(subject.runs, len(subject.pairs)), subject.runs)
        return cls._of_result(subject)

    @classmethod
    def _of_result(cls, result: Any) -> PageSubject:
        experiment, first = chosen(result, 0)
        sizes = dict(result["verdict"].sizes)
        count = int(np.prod([*sizes.values()], dtype=np.int64))
        rows = int(np.prod([sizes.get(name, 1) for name in _ROWS]))
        others = (chosen(result, number)[1] for number in _sample(count, rows)[1:])
        return cls(experiment, (first, *others), count)


def _file(subject: str | os.PathLike[str]) -> Path:
    """The file at a path, or the shipped one of a name, such as "welcome"."""
    path = Path(subject)
    if path.suffix or path.exists() or len(path.parts) != 1:
        return path
    shipped = {
        file.stem: file for name in _FOLDERS for file in sorted(assets.path(name).glob("*.toml"))
    }
    name = path.name.replace("-", "_")
    if name not in shipped:
        raise SettingError(
            f"there is no file, lesson or example {path.name!r}; {suggestion(name, shipped)}"
        )
    return shipped[name]


def _said(path: Path) -> tuple[tuple[str, ...], bool]:
    """The paragraphs of an experiment's file, and whether it is a lesson, which has claims."""
    table = tomllib.loads(read_text(path)).get("lesson")
    if not isinstance(table, dict):
        return (), False
    parts = str(table.get("text", "")).strip().split("\n\n")
    return tuple(" ".join(each.split()) for each in parts if each), "claims" in table


def _sample(count: int, rows: int) -> tuple[int, ...]:
    """The numbers of at most MOST_RUNS runs, evenly from each of some rows of equally many."""
    if rows > MOST_RUNS or count <= MOST_RUNS:
        return _numbers(evenly(count, MOST_RUNS))
    each = count // rows
    places = evenly(each, max(MOST_RUNS // rows, 1))
    return _numbers((np.arange(rows)[:, None] * each + places).ravel())


def _numbers(places: NDArray[np.int64]) -> tuple[int, ...]:
    return tuple(map(int, places))
