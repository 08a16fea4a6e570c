"""Runs of several programs on the same functions, side by side as one labelled result."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from gdsim.base.errors import SettingError, SettingTypeError, shown
from gdsim.base.files import file_name
from gdsim.base.ranges import Range
from gdsim.base.settings import number
from gdsim.engine import memory
from gdsim.engine.verdict import Verdict
from gdsim.results.files import load
from gdsim.results.interchange import coco, ioh
from gdsim.results.interchange.foreign import has_runs
from gdsim.results.interchange.runs import LARGEST, Run, of_result
from gdsim.results.origin import is_of_several

if TYPE_CHECKING:
    import xarray

Source = Any  # a result, or the path of a result's file or of a folder
# COCO's targets: 51 from 1e2 to 1e-8, spaced by factors (cocopp's runtime distributions).
TARGETS = tuple(10.0 ** (2 - k / 5) for k in range(51))
_ABOVE_0 = Range(0, np.inf, False, False)


def gather(
    sources: Source | Sequence[Source],
    targets: Sequence[float] = TARGETS,
    minimum: float = 0.0,
    problem: str | None = None,
) -> xarray.Dataset:
    """Runs of several programs on the same functions, side by side as one labelled result.

    sources: results with traced losses on a function of a known minimum, what was gathered before,
    files of both (.nc), and folders with data of COCO or of IOHprofiler, at any depth. minimum: the
    least value of the functions of IOH data (0 for those of BBOB). problem: a name for the one
    function of all sources, where programs name it differently.

    An xarray.Dataset over (problem, optimizer, start), as suites give it, so that `ecdf`,
    `profiles`, `comparison` and their pictures take it. A problem is a function in a dimension; a
    start is an instance or a repetition, numbered in order. `loss` and `best_loss`: the least
    value, above the minimum; `steps`: evaluations after the first; `hit` over the further
    dimension "target": the step at which the least value was at or below it, inf if never;
    `trace_evaluations` and `trace_best` over "record": the curve of each run, NaN after its end;
    `done`: False where an algorithm has fewer runs than others. A verdict is "converged" at the
    last target, "diverged" where no number held the loss. Errors: SettingError.
    """
    given = [sources] if isinstance(sources, str | os.PathLike) or _is_result(sources) else sources
    if not isinstance(given, Sequence) or not given:
        raise SettingTypeError(f"sources must be results, files or folders, got {shown(sources)}")
    minimum = number(minimum, "minimum", Range(-np.inf, np.inf, False, False))
    goals = sorted({number(each, "targets", _ABOVE_0) for each in targets}, reverse=True)
    if not goals:
        raise SettingError("targets needs at least one value above the minimum, got none")
    runs: list[Run] = []
    for source in given:
        for some in _runs_of(source, minimum):
            runs += _renamed(list(some), {run.algorithm for run in runs})
    if problem is not None:
        runs = _as_one(runs, problem)
    return _labelled(runs, np.array(goals))


def _is_result(source: Source) -> bool:
    return hasattr(source, "data_vars")


def _runs_of(source: Source, minimum: float) -> Iterator[Iterator[Run]]:
    """The runs of a source, those of each format apart."""
    if _is_result(source):
        yield _of_dataset(source)
        return
    path = file_name(source)
    if path.suffix.lower() in (".nc", ".zarr"):
        yield _of_dataset(load(path))
        return
    if not path.exists():
        raise SettingError(f"{path}: there is no such folder")
    if not has_runs(path):
        raise SettingError(
            f"{path}: is no folder with data of COCO (.info) or IOHprofiler (IOHprofiler*.json)"
        )
    yield coco.read_coco(path)
    yield ioh.read_ioh(path, minimum)


def _of_dataset(result: xarray.Dataset) -> Iterator[Run]:
    """The runs of a result, or of one that was gathered before."""
    if not is_of_several(result):
        yield from of_result(result)
        return
    if not {"trace_best", "trace_evaluations", "dimension"} <= {*result.variables}:
        raise SettingError("runs of a suite have no curves, which gathering needs")
    done = result["done"] if "done" in result else result["verdict"] >= 0
    problems, algorithms = result["problem"].values, result["optimizer"].values
    for o, p, s in np.argwhere(done.transpose("optimizer", "problem", "start").values):
        run = result.isel(problem=p, optimizer=o, start=s)
        evaluations = run["trace_evaluations"].values
        length = np.count_nonzero(np.isfinite(evaluations))
        values = run["trace_best"].values[:length].copy()
        if run["verdict"] == Verdict.DIVERGED:
            values[-1] = LARGEST
        dimension = int(run["dimension"])
        problem = str(problems[p]).removesuffix(f" in {dimension}-D")
        yield Run(
            str(algorithms[o]), problem, dimension, int(run["instance"]),
            evaluations[:length].astype(np.int64), values,
        )  # fmt: skip


def _renamed(runs: list[Run], others: set[str]) -> list[Run]:
    """The runs of a source, whose algorithms get a number if another source has the same."""
    names: dict[str, str] = {}
    for run in runs:
        if run.algorithm not in names:
            count, name = 2, run.algorithm
            while name in others:
                name, count = f"{run.algorithm} #{count}", count + 1
            names[run.algorithm] = name
    return [replace(run, algorithm=names[run.algorithm]) for run in runs]


def _as_one(runs: list[Run], problem: str) -> list[Run]:
    for name in dict.fromkeys(run.algorithm for run in runs):
        theirs = sorted({run.problem for run in runs if run.algorithm == name})
        if len(theirs) > 1:
            raise SettingError(
                f"{name} has runs on several functions ({', '.join(theirs[:5])}), which cannot "
                f"all be {problem}",
                "problem",
            )
    return [replace(run, problem=problem) for run in runs]


def _labelled(runs: list[Run], goals: np.ndarray) -> xarray.Dataset:
    import xarray

    if not runs:
        raise SettingError("there are no runs in what was given")
    problems = {
        key: f"{key[0]} in {key[1]}-D" for key in sorted({(r.problem, r.dimension) for r in runs})
    }
    labels = list(dict.fromkeys(run.algorithm for run in runs))
    rows: dict[tuple[int, int], list[Run]] = {}
    for run in runs:
        at = list(problems).index((run.problem, run.dimension)), labels.index(run.algorithm)
        rows.setdefault(at, []).append(run)
    shape = len(problems), len(labels), max(map(len, rows.values()))
    longest = max(len(run.evaluations) for run in runs)
    cells = int(np.prod(shape, dtype=np.int64)) * (2 * longest + len(goals))
    memory.check(8 * cells, "these runs need", ["gather fewer of them"])
    curves = {name: np.full((*shape, longest), np.nan) for name in ("evaluations", "best")}
    hit = np.full((*shape, len(goals)), np.nan)
    best, last = np.full(shape, np.nan), np.zeros(shape, np.int64)
    instance, done = np.zeros(shape, np.int64), np.zeros(shape, bool)
    verdict = np.full(shape, Verdict.RUNNING, np.uint8)
    for (p, o), some in rows.items():
        for s, run in enumerate(some):
            place, length = (p, o, s), len(run.evaluations)
            curves["evaluations"][place][:length] = run.evaluations
            curves["best"][place][:length] = run.best
            above = np.searchsorted(-run.best, -goals)
            hit[place] = np.append(run.evaluations - 1.0, np.inf)[above]
            best[place], last[place] = run.best[-1], run.evaluations[-1] - 1
            instance[place], done[place] = run.instance, True
            if above[-1] < length:
                verdict[place] = Verdict.CONVERGED
            elif run.values[-1] >= LARGEST:
                verdict[place] = Verdict.DIVERGED
    dims = ("problem", "optimizer", "start")
    flags = {
        "flag_values": np.array(list(Verdict), dtype=np.uint8),
        "flag_meanings": " ".join(map(str, Verdict)),
    }
    step = {"long_name": "evaluations after the first", "units": "step"}
    height = {"long_name": "least value above the minimum", "units": "1"}
    result = xarray.Dataset(
        {
            "loss": (dims, best, height),
            "best_loss": (dims, best, height),
            "steps": (dims, last, step),
            "verdict": (dims, verdict, {"long_name": "how it ended", **flags}),
            "hit": (
                (*dims, "target"), hit,
                {"long_name": "evaluations after the first until the target", "units": "step"},
            ),
            "instance": (dims, instance, {"long_name": "number of the instance"}),
            "trace_evaluations": ((*dims, "record"), curves["evaluations"], {"units": "1"}),
            "trace_best": ((*dims, "record"), curves["best"], height),
        },
        coords={
            "problem": list(problems.values()),
            "optimizer": labels,
            "target": ("target", goals, {"long_name": "value above the minimum"}),
            "minimum": ("problem", np.zeros(shape[0]), {"long_name": "least loss"}),
            "scale": ("problem", np.ones(shape[0]), {"long_name": "unit of the targets"}),
            "dimension": ("problem", [dimension for _, dimension in problems]),
        },
        attrs={"title": ", ".join(labels), "steps": int(last.max())},
    )  # fmt: skip
    if not done.all():
        result["done"] = (dims, done, {"long_name": "whether there is such a run"})
    return result
