"""What a comparison answers: the library's labelled data for each figure, or why there is none."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gdsim.app.compare.plan import Wanted, contest_on, sweep_of
from gdsim.app.translation import tr
from gdsim.app.worker.background import IsWanted
from gdsim.app.worker.compiling import compiled
from gdsim.base.errors import SettingError
from gdsim.base.words import counted
from gdsim.engine import memory
from gdsim.experiment import Experiment
from gdsim.results import files
from gdsim.results.analysis.standings import standings
from gdsim.results.analysis.subject import Subject, row_labels
from gdsim.results.origin import experiment_of, is_of_several
from gdsim.results.plots.kinds import find

if TYPE_CHECKING:
    import xarray

    from gdsim.suites.contest import Contest

FIGURES = "sensitivity", "ecdf", "profiles", "comparison", "best", "standings"
OF_RUNS = "sensitivity", "best"  # asked of a sweep; the others of a contest, if there is one
OFTEN, SHARE = 1.0, 4.0  # s from one partial answer to the next, and times what one costs
COPIES = 8  # of a result's numbers that an analysis holds at a time, about
Report = Callable[[str, float], None]  # what is done, and the share that is done


@dataclass(frozen=True, eq=False)
class Answers:
    """The answers to a comparison, as far as they are known.

    sweep: every rate from every start, or an opened result, of `experiment`. contest: what
    `gdsim.compare` gives, with `experiment_of(place)` of its problems. data: the answers of
    `gdsim.analysis` by the names of `FIGURES`. why: why there is no answer, where there is none.
    """

    sweep: xarray.Dataset | None = None
    experiment: Experiment | None = None
    contest: xarray.Dataset | None = None
    experiment_of: Callable[[int], Experiment] | None = None
    data: Mapping[str, xarray.Dataset] = field(default_factory=dict)
    why: Mapping[str, str] = field(default_factory=dict)
    is_complete: bool = False

    @property
    def labels(self) -> list[str]:
        """The names of the rows: optimizers, or these with schedules."""
        known = self.contest if self.sweep is None else self.sweep
        return [] if known is None else row_labels(known)

    @property
    def headline(self) -> str:
        """Who wins and how sure that is, and below it which values work for the winner."""
        said = list(self.contest.attrs["sentences"])[:1] if self.contest is not None else []
        if "sensitivity" in self.data:
            data = self.data["sensitivity"]
            row = int(np.argmin(data["best"].values))
            if self.contest is not None:
                row = self.labels.index(str(self.contest["first"].values[0]))
            said.append(str(data.attrs["words"]).split("\n")[row])
        return "\n".join(said)

    @property
    def sentences(self) -> list[str]:
        """The findings of the comparison, and then the bands that work."""
        said = list(self.contest.attrs["sentences"]) if self.contest is not None else []
        if "sensitivity" in self.data:
            said += str(self.data["sensitivity"].attrs["words"]).split("\n")
        return said


def compared(
    given: Experiment | str, wanted: Wanted, report: Report, is_wanted: IsWanted
) -> Iterator[Answers]:
    """The answers on an experiment, or on the suite of a name, better and better.

    The last `is_complete`, unless it is no longer wanted. Errors: SettingError.
    """
    answers = Answers()
    if isinstance(given, Experiment):
        answers = _swept(given, wanted, report, is_wanted)
        if not is_wanted():
            return
        yield answers
    try:
        contest = contest_on(
            given, wanted, lambda done, of: report(tr("comparing"), done / of),
            cancelled=lambda: not is_wanted(),
        )  # fmt: skip
    except (ValueError, TypeError) as error:
        if isinstance(given, str):
            raise
        yield _with_contest(answers, None, str(error))
        return
    if not compiled(contest.programs(), is_wanted, lambda share: report(tr("compiling"), share)):
        return
    next_at = 0.0
    for problems in contest.rounds():
        start, is_complete = time.monotonic(), problems == len(contest.suite)
        if is_complete or start >= next_at:
            yield _with_contest(answers, contest, "", is_complete)
            now = time.monotonic()
            next_at = now + max(OFTEN, SHARE * (now - start))


def on_problem(
    answers: Answers, experiment: Experiment, wanted: Wanted, report: Report, is_wanted: IsWanted
) -> Iterator[Answers]:
    """The answers on a suite with those of a sweep on one of its problems. Errors: SettingError."""
    swept = _swept(experiment, wanted, report, is_wanted)
    if is_wanted():
        data = {name: swept.data[name] for name in OF_RUNS if name in swept.data}
        known = replace(answers, sweep=swept.sweep, experiment=swept.experiment, is_complete=True)
        yield _with(known, data=data, why=swept.why)


def _swept(experiment: Experiment, wanted: Wanted, report: Report, is_wanted: IsWanted) -> Answers:
    """The answers that need one sweep."""
    swept = sweep_of(experiment, wanted)
    runs = swept.runs
    if not compiled(swept.programs(), is_wanted, lambda share: report(tr("compiling"), share)):
        return Answers()
    result = swept.run(
        progress=lambda done: report(tr("trying rates"), done / runs),
        cancelled=lambda: not is_wanted(),
    )
    return _asked(Answers(result, swept), OF_RUNS, result, swept)


def _with_contest(
    answers: Answers, contest: Contest | None, why: str, is_complete: bool = True
) -> Answers:
    """The answers with those of a contest, or why there is none."""
    rest = [name for name in FIGURES if name not in OF_RUNS]
    if contest is None:
        return _with(replace(answers, is_complete=True), why=dict.fromkeys(rest, why))
    result = contest.result()
    problems = contest.last.problems
    made = _asked(
        replace(answers, contest=result, is_complete=is_complete,
                experiment_of=lambda place: contest.prepared(problems[place])),
        ("ecdf", "profiles"), result, None,
    )  # fmt: skip
    made = _with(made, data={"comparison": result, "standings": standings(result)})
    if answers.sweep is None:
        reason = tr("This view is of one problem of the suite.")
        made = _with(made, why=dict.fromkeys(OF_RUNS, reason))
    return made


def opened(path: Path) -> Answers:
    """The answers that a stored sweep, or a result's file, has. Errors: SettingError."""
    result = files.load(path)
    return of_result(result, experiment_of(result))


def of_result(result: xarray.Dataset, experiment: Experiment) -> Answers:
    """The answers that a result has. Errors: SettingError if there is no memory for them."""
    names = [str(n) for n in result if "parameter" not in result[n].dims]
    size = sum(result[name].nbytes for name in names if not name.startswith("trace_"))
    words = f"comparing {counted(experiment.runs, 'run')} needs"
    memory.check(COPIES * size, words, [tr("open a coarser sweep")])
    asked = [name for name in FIGURES if name != "standings"]
    answers = _asked(Answers(result, experiment, is_complete=True), asked, result, experiment)
    reason = answers.why.get("comparison", "")
    return _with(answers, why={"standings": reason} if reason else {})


def _asked(
    answers: Answers, names: Sequence[str], result: xarray.Dataset, experiment: Experiment | None
) -> Answers:
    """The answers with those of some kinds of figures to a result."""
    data, why = {}, {}
    for name in names:
        kind = find(name)
        lacking = "" if is_of_several(result) else kind.lacks(Subject.of(result, experiment))
        if lacking:
            why[name] = tr("This needs {what}.", what=lacking)
            continue
        try:
            data[name] = kind.answer(result, experiment)
        except (SettingError, TypeError) as error:
            why[name] = str(error)
    return _with(answers, data=data, why=why)


def _with(
    answers: Answers,
    data: Mapping[str, xarray.Dataset] | None = None,
    why: Mapping[str, str] | None = None,
) -> Answers:
    """The answers with further ones."""
    known = {**answers.data, **(data or {})}
    reasons = {n: each for n, each in {**answers.why, **(why or {})}.items() if n not in known}
    return replace(answers, data=known, why=reasons)
