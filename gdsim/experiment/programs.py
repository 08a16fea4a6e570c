"""What an experiment passes to the kernels: one program per optimizer and schedule."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from gdsim.base.axes import Part
from gdsim.catalogue.choices import Choice
from gdsim.engine.program import Program, Value
from gdsim.experiment.layout import Layout

if TYPE_CHECKING:
    from gdsim.experiment.design import Design, Pair


def programs(experiment: Design) -> list[Program]:
    """What the kernels run, in a result's order."""
    runs = experiment.layout.runs
    common = _common(experiment, experiment.layout)
    return [
        _program(experiment, experiment.layout, pair, common, index * runs)
        for index, pair in enumerate(experiment.pairs)
    ]


def part(experiment: Design, pair: int, taken: Part) -> Program:
    """The program of some runs of one optimizer and schedule: one slice per dimension.

    A dimension that is not in `taken` is whole. Only the selected values of an axis are computed.
    Each run gives the same bits as in the whole experiment.
    """
    layout = experiment.layout.part(taken)
    first = pair * experiment.layout.runs
    numbers = experiment.layout.numbers(taken)
    program = _program(
        experiment, layout, experiment.pairs[pair], _common(experiment, layout), first + numbers[0]
    )
    if numbers[-1] - numbers[0] == len(numbers) - 1:
        return program
    return replace(program, numbers=first + numbers)


def outlines(experiment: Design, runs: int | None = None) -> list[Program]:
    """The same programs with only the first value of each axis: enough to compute their sizes.

    `runs`: the number of runs of each program, if it is for a part. An axis of a schedule keeps its
    length, because its table has that length, with the same value throughout.
    """
    whole = experiment.layout
    layout = whole.part(whole.first)
    common, sizes = _common(experiment, layout), whole.sizes

    def outline(pair: Pair) -> Program:
        program = _program(experiment, layout, pair, common, 0)
        schedule = dict(program.schedule_settings)
        for name, value in schedule.items():
            if not isinstance(value, float):
                values = np.broadcast_to(value.values, sizes[whole.names["schedule", name]])
                schedule[name] = replace(value, values=values)
        return replace(program, runs=runs or whole.runs, schedule_settings=schedule)

    return [outline(pair) for pair in experiment.pairs]


def _common(experiment: Design, layout: Layout) -> dict[str, Any]:
    """The fields that the programs of all optimizers and schedules share."""
    measured = experiment.objective.whole_loss
    is_extra = experiment.measures and measured not in experiment.record
    only_measured = (measured,) if is_extra else ()
    common: dict[str, Any] = {
        **_task(experiment, layout),
        "noise": _value(experiment, layout, "noise", 0.0),
        "clip_value": _value(experiment, layout, "clip_value", math.inf),
        "clip_norm": _value(experiment, layout, "clip_norm", math.inf),
        "seed": _value(experiment, layout, "seed", 0),
        "target": -math.inf if experiment.target is None else experiment.target,
        "tolerance": experiment.objective.tolerance(experiment.dtype)
        if experiment.tolerance is None
        else experiment.tolerance,
        "record": (*experiment.record, *only_measured),
        "measured": measured,
        "only_measured": only_measured,
        "modifiers": {
            each.name: _settings(experiment, layout, each, each.name)
            for each in experiment.modifiers
        },
    }
    for name in ("steps", "limit", "every", "dtype", "measures", "keep_params"):
        common[name] = getattr(experiment, name)
    return {**common, "keep_points": experiment.takes_gradient_elsewhere}


def _program(
    experiment: Design,
    layout: Layout,
    pair: Pair,
    common: dict[str, Any],
    first_run: int,
) -> Program:
    return Program(
        optimizer=pair.optimizer.name,
        settings=_settings(experiment, layout, pair.optimizer, "optimizer"),
        schedule=pair.schedule.name,
        schedule_settings=_settings(experiment, layout, pair.schedule, "schedule"),
        runs=layout.runs,
        first_run=int(first_run),
        **common,
    )


def _task(experiment: Design, layout: Layout) -> dict[str, Any]:
    """A program's fields for the objective and for where runs start."""
    task = experiment.objective
    parameters = {
        name: layout.value("objective", name, value) for name, value in task.parameters.items()
    }
    return task.program_fields(parameters, experiment.starts, layout.strides, layout.taken)


def _value(experiment: Design, layout: Layout, name: str, default: float) -> Value:
    value = getattr(experiment, name)
    return layout.value("experiment", name, default if value is None else value)


def _settings(
    experiment: Design, layout: Layout, choice: Choice, owner: str
) -> dict[str, Value | bool]:
    """All settings of a method; `owner` is whose they are in the layout."""
    given = choice.settings
    if choice.kind == "optimizer" and experiment.lr is not None:
        given = {"lr": experiment.lr, **given}
    settings: dict[str, Value | bool] = {}
    for name, hyper in choice.method.hyper.items():
        value = given.get(name, hyper.default)
        if isinstance(value, bool):
            settings[name] = value
        else:
            settings[name] = layout.value(owner, name, value)
    return settings
