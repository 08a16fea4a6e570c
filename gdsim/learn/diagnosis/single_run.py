"""One run of an experiment on its own, with the same random numbers and the same bits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gdsim.base.axes import Axis
from gdsim.base.settings import whole
from gdsim.catalogue import schedules
from gdsim.catalogue.choices import Choice
from gdsim.catalogue.discovery import look_up
from gdsim.engine.program import Draws, Program, Vectors
from gdsim.experiment import programs
from gdsim.experiment.experiment import Experiment
from gdsim.objectives.objective import Objective


@dataclass(frozen=True)
class SingleRun:
    """A run on its own: its number and program, and its optimizer and objective without axes."""

    experiment: Experiment
    number: int
    program: Program
    optimizer: Choice
    objective: Objective

    @classmethod
    def of(cls, experiment: Experiment, run: int) -> SingleRun:
        """A run by its number over all dimensions; SettingError if there is no such run."""
        run = whole(run, "run", 0, experiment.runs - 1)
        pair, optimizer, _, own = experiment.place_of(run)
        # Only this run's value of each axis is computed.
        program = alone(programs.part(experiment, pair, experiment.layout.place(own)), 0)
        choice = experiment.optimizers[optimizer]
        axes = {n: program.settings[n] for n in choice.axes}
        return cls(
            experiment,
            run,
            program,
            choice.replace(**axes) if axes else choice,
            _objective(experiment.variant(experiment.structural_places(own)), program),
        )

    @property
    def is_costly(self) -> bool:
        """Whether its curvature takes long to compute, as for an objective with data."""
        return self.objective.has_data

    @property
    def words(self) -> str:
        """The run in words: its optimizer, and its value on each axis."""
        experiment, layout = self.experiment, self.experiment.layout
        _, optimizer, schedule, own = experiment.place_of(self.number)
        parts = [experiment.labels[optimizer]]
        if "schedule" in experiment.dims:
            parts.append(experiment.schedule_labels[schedule])
        for each, place in zip(layout.dimensions, layout.place(own).values(), strict=True):
            value = place.start if each.axis is None else each.axis.section(place)[0]
            parts.append(f"{each.name} {value:.4g}")
        return ", ".join(parts)

    @property
    def noise(self) -> float:
        """The standard deviation of the noise in each component of the gradient."""
        return _float(self.program.noise)

    def lr(self, step: int) -> float:
        """The learning rate of a step; NaN for a method without one."""
        settings = {n: _float(v) for n, v in self.program.schedule_settings.items()}
        warmup = settings.pop("warmup", 0.0)
        definition = look_up("schedule", self.program.schedule)
        last = min(step, self.program.steps - 1)
        factor = schedules.factor_at(definition, last, self.program.steps, warmup, settings)
        return _float(self.program.settings.get("lr", np.nan)) * factor


def alone(program: Program, run: int) -> Program:
    """The program of one run of a program, with the same random numbers and no axes."""

    def of_run(settings: Mapping[str, Any]) -> dict[str, Any]:
        return {name: _of_run(value, run) for name, value in settings.items()}

    return replace(
        program,
        settings=of_run(program.settings),
        start=_start(program.start, run),
        parameters=of_run(program.parameters),
        schedule_settings=of_run(program.schedule_settings),
        noise=_of_run(program.noise, run),
        clip_value=_of_run(program.clip_value, run),
        clip_norm=_of_run(program.clip_norm, run),
        modifiers={name: of_run(each) for name, each in program.modifiers.items()},
        seed=int(_of_run(program.seed, run)),
        runs=1,
        placed=None,
        first_run=program.first_run + run,
    )


def _start(start: Any, run: int) -> tuple[float, ...] | Draws | Vectors:
    if isinstance(start, Draws):
        layers = (
            replace(each, scale=_of_run(each.scale, run), bias=_of_run(each.bias, run))
            for each in start.layers
        )
        return Draws(tuple(layers))
    if isinstance(start, Vectors):
        row = run // start.stride % len(start.values)
        return Vectors(start.values[row : row + 1])
    return tuple(_of_run(value, run) for value in start)


def _of_run(value: Any, run: int) -> Any:
    """A setting of one run: the number, or the run's value of several."""
    return float(value.of_runs(np.array([run]))[0]) if hasattr(value, "of_runs") else value


def _objective(objective: Objective, program: Program) -> Objective:
    """The objective with the numbers of a program instead of axes."""
    given = {
        name: program.parameters[name]
        for name, value in objective.parameters.items()
        if isinstance(value, Axis) and name in program.parameters
    }
    return objective.replace(**given) if given else objective


def _float(value: Any) -> float:
    return float(value)
