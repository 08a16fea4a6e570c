"""A suite: problems on which optimizers are compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gdsim.base.cards import Card
from gdsim.base.errors import SettingError
from gdsim.base.words import counted
from gdsim.catalogue.choices import Choice, Method
from gdsim.engine.verdict import Verdict
from gdsim.experiment.experiment import Experiment
from gdsim.experiment.fields import STEPS
from gdsim.results.analysis.hits import WORDS
from gdsim.suites import observing
from gdsim.suites.problem import Problem

if TYPE_CHECKING:
    import xarray

Optimizers = Choice | Method | str | Sequence[Choice | Method | str]
_FIELDS = ("schedule", "noise", "clip_value", "clip_norm", "modifiers", "limit")


@dataclass(frozen=True, repr=False)
class Suite(Card):
    """Problems with starts and targets; `for problem in suite` gives them one by one."""

    name: str
    problems: tuple[Problem, ...]

    def __post_init__(self) -> None:
        if not self.problems:
            raise SettingError("a suite needs at least one problem, got none")
        counts = {problem.starts for problem in self.problems}
        precisions = {problem.precisions for problem in self.problems}
        if len(counts) > 1 or len(precisions) > 1:
            what = "starts" if len(counts) > 1 else "precisions"
            raise SettingError(f"the problems of a suite must have equally many {what}")

    def __repr__(self) -> str:
        return f"<Suite {self.name!r}: {counted(len(self), 'problem')}>"

    def card(self) -> tuple[str, dict[str, str]]:
        """What `print` and a notebook show of it: each problem with its minimum and target."""
        rows = {
            name: f"{problem.experiment.objective.text}; minimum {problem.minimum:.4g}, "
            f"{counted(problem.starts, 'start')}"
            for name, problem in zip(self.names, self, strict=True)
        }
        return f"Suite {self.name}", rows

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.problems)

    def __len__(self) -> int:
        return len(self.problems)

    @property
    def title(self) -> str:
        """The title of the suite in words."""
        return self.problems[0].function.title if len(self) == 1 else self.name

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the problems, all different."""
        given = [problem.name for problem in self.problems]
        return tuple(
            name if given.count(name) == 1 else f"{name} #{given[: index + 1].count(name)}"
            for index, name in enumerate(given)
        )

    def drawn(self, starts: int, seed: int) -> Suite:
        """The same problems and targets from other starts (or with other seeds)."""
        for problem in self.problems:
            _ = problem.scale  # computed from these starts, before they are replaced
        return Suite(self.name, tuple(problem.drawn(starts, seed) for problem in self.problems))

    def run(
        self,
        optimizers: Optimizers,
        lr: Any = None,
        steps: int = STEPS,
        *,
        threads: int | None = None,
        progress: Callable[[int, int], None] | None = None,
        **fields: Any,
    ) -> xarray.Dataset:
        """Run optimizers on every problem; an xarray.Dataset over (problem, optimizer, …, start).

        lr, and any setting of an optimizer, may be several values: an axis. fields: any of
        `schedule`, `noise`, `clip_value`, `clip_norm`, `modifiers` and `limit`, as in `Experiment`.
        Variables are `loss` (at the end), `best_loss`, `steps`, `verdict` and, over the further
        dimension "target", `hit`: the step at which the best loss first reached it, inf if never.
        Runs stop at the last target. Traces are dropped, so that memory holds one problem's hits at
        most. `progress(done, total)` is called with the number of runs completed. Errors:
        SettingError.
        """
        for name in fields:
            if name not in _FIELDS:
                raise SettingError(
                    f"a suite's run has no field {name!r}; it takes {', '.join(_FIELDS)}", name
                )
        experiments = [
            observing.prepared(each, optimizers=optimizers, lr=lr, steps=steps, **fields)
            for each in self.problems
        ]
        _check_alike(experiments)
        total, done = sum(each.runs for each in experiments), 0

        def advance(runs: int) -> None:
            nonlocal done
            done += runs
            if progress is not None:
                progress(done, total)

        variables: dict[str, list[Any]] = {name: [] for name in observing.VARIABLES}
        for problem, experiment in zip(self.problems, experiments, strict=True):
            seen = [
                observing.grid(problem, experiment, pair, threads, advance)
                for pair in range(len(experiment.pairs))
            ]
            for name, rows in variables.items():
                stacked = np.concatenate([each[name] for each in seen])
                rows.append(_starts_last(stacked, experiment))
        return self._labelled(
            experiments, {name: np.stack(rows) for name, rows in variables.items()}
        )

    def _labelled(self, experiments: list[Experiment], variables: dict[str, Any]) -> xarray.Dataset:
        import xarray

        first = experiments[0]
        others = [each for each in first.layout.dimensions if each.name not in _SAMPLES]
        schedule = ("schedule",) * (len(first.schedules) > 1)
        dims = ("problem", "optimizer", *schedule, *(each.name for each in others), "start")
        data = {
            name: ((*dims, "target") if name == "hit" else dims, values, WORDS_OF_RUNS[name])
            for name, values in variables.items()
        }
        coords: dict[str, Any] = {"optimizer": list(first.labels), **self.coordinates()}
        if schedule:
            coords["schedule"] = list(first.schedule_labels)
        for each in others:
            values = np.arange(each.size) if each.axis is None else each.axis.values
            words = {"long_name": each.long_name, "units": each.units}
            coords[each.name] = (each.name, values, words)
        result = xarray.Dataset(data, coords=coords)
        result.attrs = {
            "title": f"{self.name}: {', '.join(first.labels)}",
            "suite": self.name,
            "steps": first.steps,
        }
        result["experiment"] = ("problem", [each.to_toml() for each in experiments])
        return result

    def coordinates(self) -> dict[str, Any]:
        """The coordinates of a result: problems and targets."""
        precision = {"long_name": "share of the median start's loss above the minimum"}
        return {
            "problem": list(self.names),
            "target": ("target", np.array(self.problems[0].precisions), precision),
            "minimum": ("problem", [each.minimum for each in self], {"long_name": "least loss"}),
            "scale": (
                "problem",
                [each.scale for each in self],
                {"long_name": "median loss of the starts above the minimum"},
            ),
            "dimension": ("problem", [each.dimension for each in self]),
        }


_SAMPLES = ("start", "seed", "init_seed")
WORDS_OF_RUNS: dict[str, dict[str, Any]] = {
    "loss": {"long_name": "loss at the last step", "units": "1"},
    "best_loss": {"long_name": "least loss of all steps", "units": "1"},
    "steps": {"long_name": "updates taken", "units": "step"},
    "verdict": {
        "long_name": "what became of the run",
        "units": "1",
        "flag_values": np.array(list(Verdict), dtype=np.uint8),
        "flag_meanings": " ".join(map(str, Verdict)),
    },
    "hit": WORDS,
}


def _starts_last(values: np.ndarray, experiment: Experiment) -> np.ndarray:
    """Values of runs, (runs, ...), in an experiment's shape with the starts as its last axis."""
    dims = list(experiment.dims)
    shaped = values.reshape(*experiment.shape, *values.shape[1:])
    samples = [dims.index(name) for name in _SAMPLES if name in dims]
    if not samples:
        return np.expand_dims(shaped, len(dims))
    return np.moveaxis(shaped, samples[0], len(dims) - 1)


def _check_alike(experiments: list[Experiment]) -> None:
    """SettingError unless the results of all problems have the same dimensions."""
    axes = {
        tuple(
            (each.name, each.size)
            for each in experiment.layout.dimensions
            if each.name not in _SAMPLES
        )
        for experiment in experiments
    }
    if len(axes) > 1:
        raise SettingError("the problems of a suite must be run over the same axes")
