"""Equal-budget comparison: every optimizer is tuned with as many runs, then run from new starts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from gdsim.base.axes import Logspace, plain_count
from gdsim.base.errors import SettingError, shown, suggestion
from gdsim.base.ranges import Range
from gdsim.base.settings import setting, whole
from gdsim.catalogue.choices import Choice, chosen
from gdsim.experiment.experiment import Experiment
from gdsim.experiment.fields import STEPS
from gdsim.results.analysis.comparison import QUANTITIES
from gdsim.suites.collection import Optimizers, Suite
from gdsim.suites.contest import Contest
from gdsim.suites.known import known, suite
from gdsim.suites.problem import Problem

if TYPE_CHECKING:
    import xarray

RATES = Logspace(1e-7, 100.0, 64)  # the default range of learning rates
TRIALS = 8
FEWEST = 8  # fresh runs that a confidence interval needs
_LARGEST_SEED = 2**14


def compare(
    given: Any,
    optimizers: Optimizers | None = None,
    budget: int = 64,
    fresh: int = 64,
    steps: int | None = None,
    seed: int = 0,
    *,
    lr: Any = RATES,
    trials: int = TRIALS,
    against: str | None = None,
    level: float = 0.95,
    by: str | None = None,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    **fields: Any,
) -> xarray.Dataset:
    """Tune each optimizer with the same number of runs, compare them on fresh ones.

    given: a function, network, experiment or suite, or several of them in a list. optimizers: by
    default those of the experiment. On each problem each optimizer tries `budget` settings from the
    same `trials` starts (or seeds): its lr is spread evenly over the bounds of `lr`, or over its
    own values, and any other setting with several values is drawn between them. The setting with
    the lowest median loss, or, among those that solve the problem, the one with the fewest steps,
    is then run from `fresh` other starts. by: the result by which settings are chosen and
    optimizers compared instead of the training loss: "test_loss", or "test_accuracy" or
    "train_accuracy" by their shares of errors. Everything is a pure function of the arguments.

    An xarray.Dataset over (problem, optimizer): the best settings, `tuning_loss` over "setting",
    and over "start" and "target" the variables of `Suite.run`; with the variables of
    `analysis.comparison`, whose attribute `sentences` has its findings. Errors: SettingError.
    """
    contest = contest_of(
        given, optimizers, budget, fresh, steps, seed, lr=lr, trials=trials, against=against,
        level=level, by=by, threads=threads, progress=progress, **fields,
    )  # fmt: skip
    for _ in contest.rounds():
        pass
    return contest.result()


def contest_of(
    given: Any,
    optimizers: Optimizers | None,
    budget: int,
    fresh: int,
    steps: int | None,
    seed: int = 0,
    *,
    lr: Any,
    trials: int,
    against: str | None = None,
    level: float = 0.95,
    by: str | None = None,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    **fields: Any,
) -> Contest:
    """What `compare` runs, to be run problem by problem. Errors: SettingError."""
    seed = whole(seed, "seed", 0, _LARGEST_SEED)
    counts = (
        plain_count(budget, "budget"),
        plain_count(trials, "trials"),
        plain_count(fresh, "fresh"),
    )
    if fresh < FEWEST:
        raise SettingError(f"fresh must be at least {FEWEST} runs, got {fresh!r}", "fresh")
    suite, choices, default_steps = _contestants(given, optimizers)
    for problem in suite if by is not None else ():
        _check_result(problem, by)
    return Contest(
        suite, choices, *counts, seed, setting(lr, "lr", Range(0, np.inf, False, False)),
        {"steps": steps or default_steps, **fields}, against, level, by, threads, progress,
        cancelled,
    )  # fmt: skip


def _contestants(
    given: Any, optimizers: Optimizers | None
) -> tuple[Suite, tuple[Choice, ...], int]:
    """The suite, the optimizers and the default number of steps of a comparison."""
    steps = STEPS
    if isinstance(given, Experiment):
        steps = given.steps
        if optimizers is None:
            optimizers = given.optimizers
    if optimizers is None:
        raise SettingError("name the optimizers to be compared", "optimizers")
    if isinstance(given, str):
        is_suite = given.replace("_", "-").casefold() in known()
        given = suite(given if is_suite else [given])
    elif not isinstance(given, Suite):
        given = suite(given if isinstance(given, Iterable) else [given])
    single = isinstance(optimizers, str) or not isinstance(optimizers, Iterable)
    listed: list[Any] = [optimizers] if single else list(optimizers)  # type: ignore[arg-type]
    choices = tuple(chosen(each, "optimizer", f"optimizers[{i}]") for i, each in enumerate(listed))
    if len(choices) < 2:
        raise SettingError("a comparison needs at least 2 optimizers", "optimizers")
    return given, choices, steps


def _check_result(problem: Problem, by: Any) -> None:
    """SettingError unless runs of a problem end with this result."""
    known = [name for name in problem.function.finals if name in QUANTITIES]
    if by not in known:
        hint = suggestion(by if isinstance(by, str) else "", known)
        raise SettingError(f"{problem.name} has no result {shown(by)} to compare by; {hint}", "by")
