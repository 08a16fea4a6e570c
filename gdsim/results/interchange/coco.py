"""Runs as data of COCO, which cocopp reads: one folder per algorithm.

Format: Hansen et al. 2021, arXiv:1603.08785, and the files of coco-experiment 2.8.
An evaluation is one of the objective with its gradient: a run's start is evaluation 1, and step k
ends at evaluation k + 1. Values are the best so far, above the known minimum.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.errors import SettingError
from gdsim.base.files import file_name, reason
from gdsim.results.analysis.subject import Array, Subject

if TYPE_CHECKING:
    import xarray

_PRECISION = 1e-8  # the last target of COCO's suites
_FUNCTION = 99  # none of the 24 of COCO's suite bbob, which cocopp shows by their titles
_NAME = f"f{_FUNCTION}"
_LARGEST = 1e300  # in place of a loss that no number holds: cocopp misreads inf and nan
_COLUMNS = (
    "% f evaluations | g evaluations | best noise-free fitness - Fopt | measured fitness | "
    "best measured fitness"
)


def write_coco(result: xarray.Dataset, folder: str | os.PathLike[str]) -> list[Path]:
    """Write traced runs on a function of a known minimum as data of COCO; returns the folders.

    Each optimizer, schedule and value of a setting is an algorithm with a folder of its own in
    `folder`, which must not exist. Seeds and starts are its instances, numbered from 1. Runs that
    were not computed are left out. Errors: SettingError.
    """
    subject = Subject.of(result)
    goal = _checked(subject)
    folder = file_name(folder)
    if folder.exists():
        raise SettingError(f"{folder}: exists already; COCO data is written to a new folder")
    written: list[Path] = []
    try:
        folder.mkdir(parents=True)
        for label, runs in _algorithms(subject, goal):
            written.append(folder / f"{len(written) + 1:02}_{_plain(label)}")
            _write_algorithm(written[-1], label, runs, subject)
    except OSError as error:
        raise SettingError(f"{folder}: cannot be written ({reason(error)})") from error
    return written


def _checked(subject: Subject) -> float:
    """The minimum; SettingError for a result that has no data for COCO."""
    minimum = subject.experiment.objective.minimum
    if minimum is None or subject.problems:
        raise SettingError("COCO data needs one function whose minimum is known")
    if "trace_loss" not in subject.result:
        raise SettingError('COCO data needs traced losses; run it with record = ["loss"]')
    return minimum


def _algorithms(subject: Subject, goal: float) -> Iterator[tuple[str, list[Any]]]:
    """Each algorithm's name, and the (evaluations, best above the minimum) of its instances."""
    settings = [name for name in subject.dims if name not in subject.samples]
    traces = subject.rows("trace_loss")
    done = subject.done()
    steps = subject.result["step"].values
    places = [subject.dims.index(name) + 1 for name in settings]
    targets = list(range(1, len(places) + 1))
    traces, done = np.moveaxis(traces, places, targets), np.moveaxis(done, places, targets)
    sizes = done.shape[: len(settings) + 1]
    traces, done = traces.reshape(*sizes, -1, len(steps)), done.reshape(*sizes, -1)
    for place in np.ndindex(sizes):
        values = zip(settings, place[1:], strict=True)
        words = [f"{name}={subject.result[name].values[at]}" for name, at in values]
        runs = [_run(trace, steps, goal) for trace in traces[place][done[place]]]
        if runs:
            yield ", ".join([subject.labels[place[0]], *words]), runs


def _run(trace: NDArray[Any], steps: NDArray[Any], goal: float) -> Any:
    """Evaluations, best values above the minimum, and losses.

    At each improvement, and at the last record.
    """
    last = np.flatnonzero(~np.isnan(trace))[-1:]
    length = int(last[0]) + 1 if last.size else 1
    above = np.nan_to_num(trace[:length].astype(np.float64) - goal, nan=_LARGEST, posinf=_LARGEST)
    best = np.minimum.accumulate(np.clip(above, 0, _LARGEST))
    kept = np.flatnonzero(np.diff(best, prepend=np.inf) < 0)
    kept = np.union1d(kept, [length - 1])
    return steps[kept] + 1, best[kept], np.minimum(above[kept] + goal, _LARGEST)


def _write_algorithm(folder: Path, label: str, runs: list[Any], subject: Subject) -> None:
    dimension = subject.experiment.objective.size
    place = f"data_{_NAME}/{_NAME}_DIM{dimension}"
    (folder / f"data_{_NAME}").mkdir(parents=True)
    rows = "".join(f"{_COLUMNS}\n{_rows(*run)}" for run in runs)
    for suffix in (".dat", ".tdat"):  # cocopp leaves out what has only one of them
        (folder / f"{place}{suffix}").write_text(rows, encoding="utf-8")
    ends = ", ".join(
        f"{number}:{evaluations[-1]}|{best[-1]:.1e}"
        for number, (evaluations, best, _) in enumerate(runs, 1)
    )
    head = (
        f"funcId = {_FUNCTION}, DIM = {dimension}, Precision = {_PRECISION:.3e}, "
        f"algId = '{_plain(label)}', data_format = 'bbob-new2'"
    )
    title = " ".join(str(subject.result.attrs.get("title", "")).split())
    text = f"{head}\n% gdsim: {title}\n{place}.dat, {ends}\n"
    (folder / f"{_NAME}.info").write_text(text, encoding="utf-8")


def _rows(evaluations: NDArray[Any], best: Array, measured: Array) -> str:
    lowest = np.minimum.accumulate(measured)
    return "".join(
        f"{at} 0 {above:.9e} {value:.9e} {low:.9e}\n"
        for at, above, value, low in zip(evaluations, best, measured, lowest, strict=True)
    )


def _plain(label: str) -> str:
    """A label in letters that names of folders and COCO's headers hold."""
    return re.sub(r"[^A-Za-z0-9.=+-]+", "_", label).strip("_") or "run"
