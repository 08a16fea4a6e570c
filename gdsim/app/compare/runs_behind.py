"""The runs behind a figure: what is clicked, as the experiment of one run with the same bits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gdsim.app.compare.answers import Answers
from gdsim.app.model.stored import run_behind
from gdsim.app.translation import tr
from gdsim.base.errors import SettingError
from gdsim.engine.verdict import Verdict
from gdsim.experiment import Experiment
from gdsim.experiment.one_run import one_run
from gdsim.results.analysis.profiles import ratios
from gdsim.results.analysis.selection import Selection
from gdsim.results.analysis.standings import searched
from gdsim.results.analysis.subject import Subject

if TYPE_CHECKING:
    import xarray


def at_value(answers: Answers, row: int, place: int) -> Experiment:
    """The median run of a row at one value of the axis that sensitivity is to, by its `place`."""
    result, experiment = answers.sweep, answers.experiment
    assert result is not None and experiment is not None  # they have been drawn
    data = answers.data["sensitivity"]
    axis, value = data.attrs["axis"], data.attrs["value"]
    given = result[axis].values
    index = int(np.argsort(given, kind="stable")[place])
    return run_behind(result, experiment, {**_row(result, row), axis: index}, value)


def at_best(answers: Answers, row: int) -> Experiment:
    """The median run of a row at its best setting."""
    result, experiment = answers.sweep, answers.experiment
    assert result is not None and experiment is not None  # they have been drawn
    data, index = answers.data["best"], _row(result, row)
    chosen = data["chosen"].values.reshape(-1, data.sizes["setting"])[row]
    for name, value in zip(map(str, data["setting"].values), chosen, strict=True):
        if np.isnan(value):
            raise SettingError(tr("The median run diverged at every setting."))
        index[name] = int(np.flatnonzero(result[name].values == value)[0])
    return run_behind(result, experiment, index, data.attrs["value"])


def of_contest(answers: Answers, row: int, problem: int, start: int) -> Experiment:
    """One of the fresh runs of a comparison, at the best settings of its optimizer."""
    result = answers.contest
    assert result is not None and answers.experiment_of is not None  # it has been drawn
    experiment = answers.experiment_of(problem)
    given = experiment.optimizers[row]
    best = {}
    for name in searched(result):
        value = float(result[f"best_{name}"].transpose("problem", "optimizer").values[problem, row])
        if np.isfinite(value):
            is_whole = getattr(given.method.hyper[name], "whole", False)
            best[name] = int(value) if is_whole else value
    chosen = list(experiment.optimizers)
    chosen[row] = given.replace(**best)
    return one_run(experiment.replace(optimizers=chosen), row, start)


def of_middle(answers: Answers, row: int) -> Experiment:
    """The fresh run of an optimizer whose loss is in the middle, on the first problem."""
    assert answers.contest is not None  # it has been drawn
    ordered = answers.contest.transpose("problem", "optimizer", "start", ...)
    losses = ordered["loss"].values[0, row].astype(float)
    lost = ordered["verdict"].values[0, row] == Verdict.DIVERGED
    order = np.argsort(np.where(lost | np.isnan(losses), np.inf, losses), kind="stable")
    return of_contest(answers, row, 0, int(order[len(order) // 2]))


def of_target(answers: Answers, row: int, name: str, place: float) -> Experiment:
    """The run that reaches its target nearest to a place of a curve of the "ecdf" or "profiles".

    place: of the former a number of steps, of the latter a multiple of the fewest.
    Errors: SettingError if the row reached no target.
    """
    hits = _hits(answers, name)  # (row, problem, start, target)
    numbers = hits[row]
    if name == "profiles":
        numbers = ratios((hits + 1).reshape(len(hits), -1)).reshape(hits.shape)[row]
    numbers = np.where(np.isfinite(numbers), numbers, np.nan)
    if np.isnan(numbers).all():
        raise SettingError(tr("None of these runs reached a target."))
    away = np.abs(np.log1p(numbers) - np.log1p(place))
    problem, start, _ = np.unravel_index(int(np.nanargmin(away)), numbers.shape)
    if answers.contest is not None:
        return of_contest(answers, row, int(problem), int(start))
    return _of_sweep(answers, row, name, int(problem), int(start))


def _hits(answers: Answers, name: str) -> np.ndarray:
    """The steps to targets (row, problem, start, target), each row at its best setting."""
    if answers.contest is not None:
        hit = answers.contest["hit"]
        return np.asarray(hit.transpose("optimizer", "problem", "start", "target").values)
    assert answers.sweep is not None  # it has been drawn
    return Selection.of(answers.sweep, experiment=answers.experiment).hits[:, 0]


def _of_sweep(answers: Answers, row: int, name: str, problem: int, start: int) -> Experiment:
    """The run of an opened result at the setting that was chosen for its row."""
    result, experiment = answers.sweep, answers.experiment
    assert result is not None and experiment is not None  # they have been drawn
    subject, data = Subject.of(result, experiment), answers.data[name]
    index = _row(result, row)
    for setting in (n for n in subject.dims if n not in subject.repeats):
        values = result[setting].values
        chosen = data[setting].values[row] if setting in data.coords else values[0]
        index[setting] = int(np.flatnonzero(values == chosen)[0])
    for dims, place in ((subject.problems, problem), (subject.samples, start)):
        places = np.unravel_index(place, [result.sizes[n] for n in dims] or [1])
        index |= dict(zip(dims, map(int, places), strict=False))
    return run_behind(result, experiment, index, "best_loss")


def _row(result: xarray.Dataset, row: int) -> dict[str, int]:
    """The optimizer, and the schedule, of a row."""
    schedules = result.sizes.get("schedule", 1)
    return {"optimizer": row // schedules, "schedule": row % schedules}
