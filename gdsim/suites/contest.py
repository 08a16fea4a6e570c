"""The runs of an equal-budget comparison: tuning on each problem, then fresh runs of the best."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.axes import Axis
from gdsim.base.words import counted
from gdsim.catalogue.choices import Choice, labels
from gdsim.experiment.experiment import Experiment
from gdsim.results.analysis.comparison import QUANTITIES, comparison
from gdsim.suites import observing
from gdsim.suites.collection import WORDS_OF_RUNS, Suite
from gdsim.suites.problem import Problem
from gdsim.suites.searching import is_end, judged, plain, settings_tried

if TYPE_CHECKING:
    import xarray

    from gdsim.engine.program import Program

Array = NDArray[np.float64]


@dataclass(frozen=True)
class _Row:
    """What was computed of one problem: arrays over optimizers (and settings, starts, targets)."""

    runs: dict[str, NDArray[Any]]
    losses: Array
    best: dict[str, Array]
    at_end: NDArray[np.bool_]
    experiment: str


@dataclass
class Contest:
    """Tuning and fresh runs of optimizers on a suite."""

    suite: Suite
    optimizers: tuple[Choice, ...]
    budget: int
    trials: int
    fresh: int
    seed: int
    lr: float | Axis
    fields: dict[str, Any]
    against: str | None
    level: float
    by: str | None
    threads: int | None
    progress: Callable[[int, int], None] | None
    cancelled: Callable[[], bool] | None
    done: int = 0
    _seen: list[_Row] = field(default_factory=list)

    @property
    def runs(self) -> int:
        """The number of all runs."""
        each = self.budget * self.trials + self.fresh
        return len(self.suite) * len(self.optimizers) * each

    @cached_property
    def tuning(self) -> Suite:
        """The problems from the starts of the trials."""
        return self.suite.drawn(self.trials, 2 * self.seed + 1)

    @cached_property
    def last(self) -> Suite:
        """The problems from the fresh starts."""
        return self.suite.drawn(self.fresh, 2 * self.seed + 2)

    @cached_property
    def tried(self) -> list[dict[str, Array]]:
        """The settings that each optimizer tries."""
        return [
            settings_tried(choice, self.lr, self.budget, self.seed) for choice in self.optimizers
        ]

    def rounds(self) -> Iterator[int]:
        """Run problem by problem: the number of those that are completed, after each.

        It ends early once `cancelled` returns True; what was computed of a problem is then lost.
        """
        from gdsim.engine import warming

        with warming.ahead(self.programs()):
            for trial, last in zip(self.tuning, self.last, strict=True):
                try:
                    self._seen.append(self._row(trial, last))
                except observing.Cancelled:
                    return
                yield len(self._seen)

    def result(self) -> xarray.Dataset:
        """The labelled result of the completed problems, at least one, with its findings."""
        result = self._labelled()
        compared = comparison(result, self.against, self.level, self.seed)
        result = result.merge(compared)
        result.attrs["sentences"] = [*compared.attrs["sentences"], *_edges(result)]
        result.attrs |= {name: compared.attrs[name] for name in ("level", "level_each")}
        return result

    def programs(self) -> Iterator[Program]:
        """The program of each problem and optimizer with one of its settings, in order of use."""
        for problem in self.tuning:
            for choice, settings in zip(self.optimizers, self.tried, strict=True):
                program = observing.program_of(problem, plain(choice), **self.fields)
                first = {name: values[:1] for name, values in settings.items()}
                yield observing.with_settings(program, first, 1)

    def _row(self, trial: Problem, last: Problem) -> _Row:
        """Tune all optimizers on a problem, and run each at its best settings from fresh starts."""
        count = len(self.optimizers)
        searched = dict.fromkeys(name for settings in self.tried for name in settings)
        best = {name: np.full(count, np.nan) for name in searched}
        losses, at_end = np.empty((count, self.budget)), np.zeros(count, dtype=bool)
        runs: dict[str, list[Any]] = {name: [] for name in observing.VARIABLES}
        for o, (choice, settings) in enumerate(zip(self.optimizers, self.tried, strict=True)):
            seen = self._trials(trial, plain(choice), settings)
            losses[o], place = judged(seen, trial.targets[-1])
            picked = {name: values[[place]] for name, values in settings.items()}
            for name, value in picked.items():
                best[name][o] = value[0]
            at_end[o] = is_end(place, settings)
            seen = self._trials(last, plain(choice), picked)
            for name in observing.VARIABLES:
                runs[name].append(seen[name][0])
        stacked = {name: np.stack(each) for name, each in runs.items()}
        return _Row(stacked, losses, best, at_end, self.prepared(last).to_toml())

    def prepared(self, problem: Problem) -> Experiment:
        """The experiment of a problem with all optimizers, without the settings that are tried."""
        optimizers = [plain(choice) for choice in self.optimizers]
        return observing.prepared(problem, optimizers=optimizers, **self.fields)

    def _trials(
        self, problem: Problem, choice: Choice, settings: dict[str, Array]
    ) -> observing.Seen:
        def advance(runs: int) -> None:
            self.done += runs
            if self.progress is not None:
                self.progress(self.done, self.runs)

        return observing.trials(
            problem, choice, settings, self.threads, advance, self.by, self.cancelled, **self.fields
        )

    def _labelled(self) -> xarray.Dataset:
        """The result of the completed problems, without confidence intervals."""
        import xarray

        seen, suite = self._seen, Suite(self.suite.name, self.suite.problems[: len(self._seen)])
        runs = {name: np.stack([row.runs[name] for row in seen]) for name in observing.VARIABLES}
        losses, at_end = (np.stack([getattr(row, n) for row in seen]) for n in ("losses", "at_end"))
        best = {name: np.stack([row.best[name] for row in seen]) for name in seen[0].best}
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
            each = np.stack([settings.get(name, nothing) for settings in self.tried])
            data[f"tried_{name}"] = (("optimizer", "setting"), each, {"long_name": f"{name} tried"})
        words = {"long_name": "the best lr is the least or the largest that was tried"}
        data["at_end"] = (dims[:2], at_end, words)
        names = labels(tuple(plain(choice) for choice in self.optimizers))
        result = xarray.Dataset(data, coords={"optimizer": list(names), **suite.coordinates()})
        steps = self.fields["steps"]
        problems = f" on {counted(len(suite), 'function')}" if len(self.suite) > 1 else ""
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
            finest = [_finest(problem, self.by) for problem in suite]
            result = result.assign_coords(finest=("problem", finest))
            result["loss"].attrs["long_name"] = f"{QUANTITIES[self.by]} at the last step"
        result["experiment"] = ("problem", [row.experiment for row in seen])
        return result


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


def _finest(problem: Problem, by: str) -> float:
    """The least result that is told apart from 0: half a sample's share; of a loss, any number."""
    if not by.endswith("accuracy"):
        return float(np.finfo(float).tiny)
    data = problem.function.data  # type: ignore[attr-defined]  # only networks have accuracies
    return 0.5 / len(data.test_inputs if by.startswith("test") else data.inputs)
