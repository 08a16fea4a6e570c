"""Runs as data of COCO, which cocopp reads: a folder per algorithm.

Format: Hansen et al. 2021, arXiv:1603.08785, and the files of coco-experiment 2.8. Values are the
best so far, above the known minimum.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gdsim.base.errors import SettingError
from gdsim.base.files import read_text
from gdsim.base.settings import whole
from gdsim.results.analysis.subject import Array, Subject
from gdsim.results.interchange.folders import folders, plain, words_of
from gdsim.results.interchange.runs import (
    FUNCTION,
    LARGEST,
    LARGEST_COUNT,
    Run,
    counted_in,
    least,
    seen,
)

if TYPE_CHECKING:
    import xarray

_PRECISION = 1e-8  # the last target of COCO's suites
_NAME = f"f{FUNCTION}"
_OURS = "gdsim: "  # begins the comment that names the function
_COLUMNS = (
    "% f evaluations | g evaluations | best noise-free fitness - Fopt | measured fitness | "
    "best measured fitness"
)
_FIELD = re.compile(r"(\w+)\s*=\s*('[^']*'|\"[^\"]*\"|[^,]*)")
_INSTANCE = re.compile(r"^\s*(\d+)\s*:\s*(\d+)")
_LARGEST_DATA = 2**29  # bytes of one file of values


def write_coco(result: xarray.Dataset, folder: str | os.PathLike[str]) -> list[Path]:
    """Write traced runs on a function of a known minimum as data of COCO; returns the folders.

    Each optimizer, schedule and value of a setting is an algorithm with a folder of its own in
    `folder`, which must not exist. Seeds and starts are its instances, numbered from 1. Runs that
    were not computed are left out. Errors: SettingError.
    """
    goal = least(Subject.of(result))
    comment = f"% {_OURS}{words_of(result)}"
    return [_write(path, runs, goal, comment) for path, runs in folders(result, folder, "COCO")]


def _write(folder: Path, runs: list[Run], goal: float, comment: str) -> Path:
    first = runs[0]
    place = f"data_{_NAME}/{_NAME}_DIM{first.dimension}"
    (folder / f"data_{_NAME}").mkdir(parents=True)
    rows = "".join(f"{_COLUMNS}\n{_rows(run, goal)}" for run in runs)
    for suffix in (".dat", ".tdat"):  # cocopp leaves out what has only one of them
        (folder / f"{place}{suffix}").write_text(rows, encoding="utf-8")
    ends = ", ".join(
        f"{run.instance}:{run.evaluations[-1]}|{run.best[-1]:.1e}" for run in runs
    )  # fmt: skip
    head = (
        f"funcId = {FUNCTION}, DIM = {first.dimension}, Precision = {_PRECISION:.3e}, "
        f"algId = '{plain(first.algorithm)}', data_format = 'bbob-new2'"
    )
    text = f"{head}\n{comment}\n{place}.dat, {ends}\n"
    (folder / f"{_NAME}.info").write_text(text, encoding="utf-8")
    return folder


def _rows(run: Run, goal: float) -> str:
    measured = np.minimum(run.values + goal, LARGEST)
    lowest = np.minimum.accumulate(measured)
    return "".join(
        f"{at} 0 {above:.9e} {value:.9e} {low:.9e}\n"
        for at, above, value, low in zip(run.evaluations, run.best, measured, lowest, strict=True)
    )


def read_coco(folder: str | os.PathLike[str]) -> Iterator[Run]:
    """The runs of all data of COCO below a folder, as coco-experiment and older loggers write them.

    An algorithm is called by its algId, or by its folder where several folders have the same.
    Evaluations of constraints count, as in cocopp. Errors: SettingError for what cannot be read,
    and for data of several objectives.
    """
    files = sorted(Path(folder).rglob("*.info"))
    entries = [entry for file in files for entry in _entries(file)]
    places: dict[str, set[Path]] = {}
    for entry in entries:
        places.setdefault(entry.algorithm, set()).add(entry.file.parent)
    taken: dict[Path, int] = {}  # the runs of a file that earlier entries name
    for entry in entries:
        shared = len(places[entry.algorithm]) > 1
        first = taken.get(entry.data, 0)
        taken[entry.data] = first + len(entry.instances)
        yield from _runs(entry, first, entry.file.parent.name if shared else entry.algorithm)


@dataclass(frozen=True)
class _Entry:
    """What an .info file says of a function in a dimension: a data file, and its instances."""

    file: Path
    algorithm: str
    problem: str
    dimension: int
    data: Path
    instances: list[int]
    has_constraints: bool  # whether the second column counts evaluations, of constraints


def _entries(file: Path) -> Iterator[_Entry]:
    head: dict[str, str] = {}
    comment = ""
    for number, line in enumerate(read_text(file).splitlines(), 1):
        where = f"{file}, line {number}"
        if line.startswith("%"):
            comment = line.removeprefix("%").strip()
        elif re.match(r"\s*\w+\s*=", line):
            head = {name: value.strip().strip("'\"") for name, value in _FIELD.findall(line)}
            comment = ""
            if "indicator" in head:
                raise SettingError(f"{where}: data of several objectives is not read")
        elif line.strip():
            yield _entry(file, where, head, comment, line)


def _entry(file: Path, where: str, head: dict[str, str], comment: str, line: str) -> _Entry:
    name, *runs = (part.strip() for part in line.split(","))
    try:
        function, dimension = head["funcId"], int(head["DIM"])
    except (KeyError, ValueError):
        raise SettingError(
            f"{where}: the lines before this one must give funcId and DIM, got {head}"
        ) from None
    dimension = whole(dimension, f"{where}: DIM", 1, LARGEST_COUNT, "")
    suite = head.get("suite", "bbob")
    problem = f"f{function}" if suite == "bbob" else f"{suite} f{function}"
    if comment.startswith(_OURS):
        problem = comment.removeprefix(_OURS).split(";")[0]
    matches = [_INSTANCE.match(run) for run in runs if run]
    if not all(matches) or not matches:
        raise SettingError(f"{where}: runs must be written INSTANCE:EVALUATIONS|PRECISION")
    numbers = [int(match[1]) for match in matches if match]
    instances = [whole(each, f"{where}: an instance", 0, LARGEST_COUNT, "") for each in numbers]
    # Windows' separators; loggers of 2009 wrote them.
    data = file.parent / name.replace("\\", "/")
    return _Entry(
        file, head.get("algId", file.parent.name), problem, dimension, data,
        instances,
        head.get("data_format", "").startswith("bbob-new"),
    )  # fmt: skip


def _runs(entry: _Entry, first: int, algorithm: str) -> Iterator[Run]:
    rows = _read_rows(entry.data, entry.has_constraints)
    count = first + len(entry.instances)
    if len(rows) < count:
        raise SettingError(f"{entry.data}: has {len(rows)} runs; {entry.file.name} names {count}")
    timed = entry.data.with_suffix(".tdat")  # the same runs at other evaluations
    has_more = timed != entry.data and timed.exists()
    more = _read_rows(timed, entry.has_constraints) if has_more else []
    for number, instance in enumerate(entry.instances, first):
        both = rows[number]
        if len(more) == len(rows):
            both = np.concatenate([both, more[number]])
        # Of one evaluation in both files the lower value counts, and comes last.
        order = np.lexsort((-both[:, 1], both[:, 0]))
        at, values = both[order].T
        last = np.append(np.diff(at) > 0, True)
        evaluations, heights = seen(at[last], np.fmin.accumulate(values)[last])
        yield Run(algorithm, entry.problem, entry.dimension, instance, evaluations, heights)


def _read_rows(file: Path, has_constraints: bool) -> list[Array]:
    """The rows of each run of a file: evaluations (of constraints too), and the best value."""
    runs: list[list[tuple[float, float]]] = []
    begins = True
    for number, line in enumerate(read_text(file, _LARGEST_DATA).splitlines(), 1):
        words = line.split()
        if line.startswith("%"):
            begins = True
        elif words:
            try:
                more = float(words[1]) if has_constraints else 0.0
                count, value = counted_in(float(words[0]) + more), float(words[2])
            except (ValueError, IndexError):
                raise SettingError(
                    f"{file}, line {number}: a row must begin with evaluations (1 or more), those "
                    f"of constraints and a value, got {line[:60]!r}"
                ) from None
            if begins:
                runs.append([])
                begins = False
            runs[-1].append((count, value))
    return [np.array(run) for run in runs]
