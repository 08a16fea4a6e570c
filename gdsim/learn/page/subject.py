"""What a page is of: an experiment, the runs of it that are shown, and what is said of it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base import presets, toml_text
from gdsim.base.evenly import evenly
from gdsim.base.files import read_text
from gdsim.base.words import in_paragraphs
from gdsim.experiment.experiment import Experiment
from gdsim.experiment.toml import file as experiment_file
from gdsim.experiment.toml.window import WindowTable
from gdsim.learn.diagnosis.chosen import chosen
from gdsim.results.files import load
from gdsim.results.origin import check_is_experiment

MOST_RUNS = 48  # that a page shows
_ROWS = ("optimizer", "schedule")


@dataclass(frozen=True)
class PageSubject:
    """An experiment and the numbers in it of the runs that are shown.

    count: the runs of the subject, of which those shown are a sample if there are more. paragraphs:
    what the experiment's file says of it. lesson: its name if it is a lesson. look: the names and
    colours that optimizers have in the window.
    """

    experiment: Experiment
    runs: tuple[int, ...]
    count: int
    paragraphs: tuple[str, ...] = ()
    lesson: str = ""
    look: WindowTable = field(default_factory=WindowTable)

    @classmethod
    def of(cls, subject: Any) -> PageSubject:
        """The subject of a page: an Experiment, its file or result, or the name of one shipped.

        Errors: SettingError for a file that cannot be read and an unknown name; SettingTypeError
        for any other subject.
        """
        if isinstance(subject, str | os.PathLike):
            path = presets.experiment_file(subject)
            if path.suffix.lower() in (".nc", ".zarr"):
                return cls._of_result(load(path))
            check_is_experiment(path)
            text = read_text(path)
            read = experiment_file.read_with_window(text, Experiment, os.fspath(path), path.parent)
            paragraphs, is_lesson = _said(text)
            return cls.of_experiment(*read, paragraphs, path.stem * is_lesson)
        if isinstance(subject, Experiment):
            return cls.of_experiment(subject)
        return cls._of_result(subject)

    @classmethod
    def of_experiment(
        cls,
        experiment: Experiment,
        look: WindowTable | None = None,
        paragraphs: tuple[str, ...] = (),
        lesson: str = "",
    ) -> PageSubject:
        """An experiment, all runs of which are meant."""
        runs = _sample(experiment.runs, len(experiment.pairs))
        look = look or WindowTable()
        return cls(experiment, runs, experiment.runs, paragraphs, lesson, look)

    @classmethod
    def _of_result(cls, result: Any) -> PageSubject:
        experiment, first = chosen(result, 0)
        sizes = dict(result["verdict"].sizes)
        count = int(np.prod([*sizes.values()], dtype=np.int64))
        rows = int(np.prod([sizes.get(name, 1) for name in _ROWS]))
        others = (chosen(result, number)[1] for number in _sample(count, rows)[1:])
        return cls(experiment, (first, *others), count)


def _said(text: str) -> tuple[tuple[str, ...], bool]:
    """The paragraphs of an experiment's file, and whether it is a lesson, which has claims."""
    table = toml_text.tables(text).get("lesson")
    if not isinstance(table, dict):
        return (), False
    return in_paragraphs(str(table.get("text", ""))), "claims" in table


def _sample(count: int, rows: int) -> tuple[int, ...]:
    """The numbers of at most MOST_RUNS runs, evenly from each of some rows of equally many."""
    if rows > MOST_RUNS or count <= MOST_RUNS:
        return _numbers(evenly(count, MOST_RUNS))
    each = count // rows
    places = evenly(each, max(MOST_RUNS // rows, 1))
    return _numbers((np.arange(rows)[:, None] * each + places).ravel())


def _numbers(places: NDArray[np.int64]) -> tuple[int, ...]:
    return tuple(map(int, places))
