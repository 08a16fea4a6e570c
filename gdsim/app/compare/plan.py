"""What a comparison runs: every rate from several starts, then each optimizer's best afresh."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gdsim.app.translation import tr
from gdsim.base.axes import Axis, logspace
from gdsim.base.errors import SettingError
from gdsim.catalogue.choices import Choice
from gdsim.experiment import Experiment
from gdsim.results.analysis.comparison import QUANTITIES
from gdsim.suites.contest import Contest
from gdsim.suites.known import suite
from gdsim.suites.problem import Problem
from gdsim.suites.tuning import contest_of

EXPERIMENT, RESULT = "experiment", "result"  # what is compared on; others are names of suites
RATES, REPEATS, FRESH = 25, 8, 64
LOW, HIGH = 1e-4, 1.0  # of the rates, at least


@dataclass(frozen=True)
class Wanted:
    """What is chosen of a comparison.

    optimizers: without learning rates of their own. low, high, rates: the ends and the number of
    learning rates that each tries. repeats: starts, or seeds, that each is tried from. drawn:
    whether these are drawn, or else as in the experiment. steps: of each run. by: the result by
    which optimizers are compared; "" for the loss.
    """

    optimizers: tuple[Choice, ...]
    steps: int
    low: float = LOW
    high: float = HIGH
    rates: int = RATES
    repeats: int = REPEATS
    fresh: int = FRESH
    drawn: bool = True
    by: str = ""

    @property
    def axis(self) -> Any:
        """The learning rates. Errors: SettingError."""
        if self.low >= self.high:
            low, high = f"{self.low:g}", f"{self.high:g}"
            raise SettingError(
                tr(
                    "The least rate must be below the largest one, got {low} and {high}.",
                    low=low,
                    high=high,
                )
            )
        return logspace(self.low, self.high, self.rates)


def rateless(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """Optimizers without learning rates of their own, equal ones once."""
    return tuple(dict.fromkeys(choice.replace(lr=None) for choice in choices))


def usual_rates(experiment: Experiment) -> tuple[float, float]:
    """Ends of the learning rates to try: whole decades with room around those in use."""
    given = [choice.settings.get("lr", experiment.lr) for choice in experiment.optimizers]
    ends = [e for each in given for e in (each.bounds if isinstance(each, Axis) else (each,))]
    used = [float(end) for end in ends if end is not None and end > 0]
    low = math.floor(math.log10(min(used, default=1.0) / 10))
    return min(LOW, 10.0**low), max(HIGH, 10.0 ** math.ceil(math.log10(max(used, default=1.0))))


def quantities(experiment: Experiment) -> dict[str, str]:
    """What optimizers can be compared by, in words: "" is the loss that they lower."""
    finals = [name for name in experiment.objective.finals if name in QUANTITIES]
    return {"": tr("loss"), **{name: QUANTITIES[name] for name in finals}}


def problem_of(experiment: Experiment) -> Problem:
    """The experiment as a problem whose starts, weights or noise can be drawn anew."""
    one = experiment.replace(optimizers=experiment.optimizers[:1], lr=None, record=(), measures=())
    minimum = experiment.objective.lower_bound
    problem = Problem.of(one, 0.0 if minimum is None else minimum)  # it only has starts drawn
    return problem if problem.is_drawn else Problem.of(one.replace(start=None), problem.minimum)


def sweep_of(experiment: Experiment, wanted: Wanted) -> Experiment:
    """Each optimizer at each rate, from each start, as one experiment. Errors: SettingError."""
    base = experiment
    if wanted.drawn:
        base = problem_of(experiment).drawn(wanted.repeats, 1).experiment  # those of a contest
    return base.replace(
        optimizers=wanted.optimizers, lr=wanted.axis, steps=wanted.steps, record=(), measures=()
    )


def contest_on(
    given: Experiment | str,
    wanted: Wanted,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Contest:
    """The comparison on an experiment, or on the suite of a name. Errors: SettingError."""
    problems: Any = suite(given) if isinstance(given, str) else given
    if isinstance(given, Experiment):
        kept = problem_of(given).experiment if wanted.drawn else given
        problems = kept.replace(lr=None, record=(), measures=())
    contest = contest_of(
        problems, wanted.optimizers, wanted.rates, wanted.fresh, wanted.steps,
        lr=wanted.axis, trials=wanted.repeats, by=wanted.by or None,
        progress=progress, cancelled=cancelled,
    )  # fmt: skip
    _ = contest.tuning  # refused where no starts can be drawn
    return contest


def runs_of(given: Experiment | str, wanted: Wanted) -> int:
    """How many runs a comparison has. Errors: SettingError."""
    if isinstance(given, str):
        return contest_on(given, wanted).runs
    runs = sweep_of(given, wanted).runs
    try:
        return runs + contest_on(given, wanted).runs
    except (ValueError, TypeError):
        return runs  # the page says why there is no contest
