"""Equal-budget comparison: every optimizer is tuned with as many runs, then run from new starts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.axes import Axis, Logspace, plain_count
from gdsim.base.errors import SettingError, shown, suggestion
from gdsim.base.ranges import Range
from gdsim.base.settings import setting, whole
from gdsim.base.words import counted
from gdsim.catalogue.choices import Choice, chosen, labels
from gdsim.experiment.experiment import Experiment
from gdsim.experiment.fields import STEPS
from gdsim.results.analysis.comparison import QUANTITIES, comparison
from gdsim.suites import observing
from gdsim.suites.collection import WORDS_OF_RUNS, Optimizers, Suite
from gdsim.suites.known import known, suite
from gdsim.suites.problem import Problem
from gdsim.suites.searching import is_end, judged, plain, settings_tried

if TYPE_CHECKING:
    import xarray

    from gdsim.engine.program import Program

Array = NDArray[np.float64]
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
    contest = _Contest(
        suite, choices, *counts, seed, setting(lr, "lr", Range(0, np.inf, False, False)),
        {"steps": steps or default_steps, **fields}, threads, progress, by,
    )  # fmt: skip
    result = contest.run()
    compared = comparison(result, against, level, seed)
    result = result.merge(compared)
    result.attrs["sentences"] = [*compared.attrs["sentences"], *_edges(result)]
    result.attrs |= {name: compared.attrs[name] for name in ("level", "level_each")}
    return result


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


@dataclass
class _Contest:
    """Tuning and fresh runs of optimizers on a suite."""

    suite: Suite
    optimizers: tuple[Choice, ...]
    budget: int
    trials: int
    fresh: int
    seed: int
    lr: float | Axis
    fields: dict[str, Any]
    threads: int | None
    progress: Callable[[int, int], None] | None
    by: str | None = None
    done: int = 0

    def run(self) -> xarray.Dataset:
        """The labelled result, without confidence intervals."""
        from gdsim.engine import warming

        tuning = self.suite.drawn(self.trials, 2 * self.seed + 1)
        fresh = self.suite.drawn(self.fresh, 2 * self.seed + 2)
        tried = [
            settings_tried(choice, self.lr, self.budget, self.seed) for choice in self.optimizers
        ]
        searched = list(dict.fromkeys(name for settings in tried for name in settings))
        shape = len(self.suite), len(self.optimizers)
        losses = np.empty((*shape, self.budget))
        best = {name: np.full(shape, np.nan) for name in searched}
        at_end = np.zeros(shape, dtype=bool)
        rows: list[dict[str, Any]] = []
        with warming.ahead(self._programs(tuning, tried)):
            for p, (trial, last) in enumerate(zip(tuning, fresh, strict=True)):
                rows.append({name: [] for name in observing.VARIABLES})
                for o, (choice, settings) in enumerate(zip(self.optimizers, tried, strict=True)):
                    seen = self._trials(trial, plain(choice), settings)
                    losses[p, o], place = judged(seen, trial.targets[-1])
                    picked = {name: values[[place]] for name, values in settings.items()}
                    for name, value in picked.items():
                        best[name][p, o] = value[0]
                    at_end[p, o] = is_end(place, settings)
                    seen = self._trials(last, plain(choice), picked)
                    for name in observing.VARIABLES:
                        rows[-1][name].append(seen[name][0])
        runs = {
            name: np.stack([np.stack(row[name]) for row in rows]) for name in observing.VARIABLES
        }
        result = self._labelled(runs, losses, best, tried, at_end)
        result["experiment"] = ("problem", [self._prepared(each).to_toml() for each in fresh])
        return result

    def _prepared(self, problem: Problem) -> Experiment:
        """The experiment of a problem with all optimizers, without the settings that are tried."""
        optimizers = [plain(choice) for choice in self.optimizers]
        return observing.prepared(problem, optimizers=optimizers, **self.fields)

    def _programs(self, suite: Suite, tried: list[dict[str, Array]]) -> Iterator[Program]:
        """The program of each problem and optimizer with one of its settings, in order of use."""
        for problem in suite:
            for choice, settings in zip(self.optimizers, tried, strict=True):
                program = observing.program_of(problem, plain(choice), **self.fields)
                first = {name: values[:1] for name, values in settings.items()}
                yield observing.with_settings(program, first, 1)

    def _trials(
        self, problem: Problem, choice: Choice, settings: dict[str, Array]
    ) -> observing.Seen:
        total = len(self.suite) * len(self.optimizers)
        total *= self.budget * self.trials + self.fresh

        def advance(runs: int) -> None:
            self.done += runs
            if self.progress is not None:
                self.progress(self.done, total)

        return observing.trials(
            problem, choice, settings, self.threads, advance, self.by, **self.fields
        )

    def _labelled(
        self,
        runs: dict[str, Any],
        losses: Array,
        best: dict[str, Array],
        tried: list[dict[str, Array]],
        at_end: NDArray[np.bool_],
    ) -> xarray.Dataset:
        import xarray

        dims = ("problem", "optimizer", "start")
        data: dict[str, Any] = {
            name: ((*dims, "target") if name == "hit" else dims, values, WORDS_OF_RUNS[name])
            for name, values in runs.items()
        }
        words = {"long_name": "median loss of a setting's trials, infinite if it diverged"}
        data["tuning_loss"] = (("problem", "optimizer", "setting"), losses, words)
        nothing = np.full(self.budget, np.nan)
        for name, values in best.items():
            data[f"best_{name}"] = (dims[:2], values, {"long_name": f"best {name}"})
            each = np.stack([settings.get(name, nothing) for settings in tried])
            data[f"tried_{name}"] = (("optimizer", "setting"), each, {"long_name": f"{name} tried"})
        words = {"long_name": "the best lr is the least or the largest that was tried"}
        data["at_end"] = (dims[:2], at_end, words)
        names = labels(tuple(plain(choice) for choice in self.optimizers))
        result = xarray.Dataset(data, coords={"optimizer": list(names), **self.suite.coordinates()})
        steps = self.fields["steps"]
        problems = f" on {counted(len(self.suite), 'function')}" if len(self.suite) > 1 else ""
        shown = ", ".join(names) if len(names) <= 4 else f"{len(names)} optimizers"
        last = "last target" if self.by is None else "last target of the training loss"
        result.attrs = {
            "title": f"{self.suite.title}: {shown} compared",
            "of": f"Each tuned{problems} with {counted(self.budget, 'setting')} from "
            f"{counted(self.trials, 'start')}, then run from {counted(self.fresh, 'fresh one')}; "
            f"{counted(steps, 'step')}. Steps are the median to the {last}, "
            f"{min(self.suite.problems[0].precisions):g} of where starts lie.",
            "suite": self.suite.name, "steps": steps, "budget": self.budget,
            "trials": self.trials, "fresh": self.fresh, "seed": self.seed,
        }  # fmt: skip
        if self.by is not None:
            result.attrs["by"] = self.by
            finest = [_finest(problem, self.by) for problem in self.suite]
            result = result.assign_coords(finest=("problem", finest))
            result["loss"].attrs["long_name"] = f"{QUANTITIES[self.by]} at the last step"
        return result


def _check_result(problem: Problem, by: Any) -> None:
    """SettingError unless runs of a problem end with this result."""
    known = [name for name in problem.function.finals if name in QUANTITIES]
    if by not in known:
        hint = suggestion(by if isinstance(by, str) else "", known)
        raise SettingError(f"{problem.name} has no result {shown(by)} to compare by; {hint}", "by")


def _finest(problem: Problem, by: str) -> float:
    """The least result that is told apart from 0: half a sample's share; of a loss, any number."""
    if not by.endswith("accuracy"):
        return float(np.finfo(float).tiny)
    data = problem.function.data  # type: ignore[attr-defined]  # only networks have accuracies
    return 0.5 / len(data.test_inputs if by.startswith("test") else data.inputs)


def _edges(result: xarray.Dataset) -> list[str]:
    """Sentences about optimizers whose best learning rate may lie beyond those tried."""
    at_end = result["at_end"].transpose("optimizer", "problem").values
    problems = at_end.shape[1]
    return [
        f"The best lr of {name} is the least or the largest tried"
        + (f" on {row.sum()} of {problems} problems" if problems > 1 else "")
        + "; a wider range may serve it better."
        for name, row in zip(map(str, result["optimizer"].values), at_end, strict=True)
        if row.mean() > 0.1
    ]
