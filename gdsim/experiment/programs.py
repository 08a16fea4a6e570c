"""What an experiment passes to the kernels: one program per optimizer and schedule."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from gdsim.base.axes import ALL, Part, indices
from gdsim.catalogue.choices import Choice
from gdsim.engine.program import Program, Value
from gdsim.experiment import stopping
from gdsim.experiment.layout import Layout

if TYPE_CHECKING:
    from gdsim.experiment.design import Design, Pair
    from gdsim.objectives.objective import Objective


def programs(experiment: Design) -> list[Program]:
    """What the kernels run, in a result's order."""
    grids = _grids(experiment, {})
    return [
        _of_pair(experiment, pair, grid) for pair in range(len(experiment.pairs)) for grid in grids
    ]


def parts(experiment: Design, pair: int, taken: Part) -> list[Program]:
    """The programs of some runs of one optimizer and schedule: one slice per dimension.

    There are several, of equally many runs, where the objective has `structural` axes. A dimension
    that is not in `taken` is whole. Only the selected values of an axis are computed. Each run
    gives the same bits as in the whole experiment.
    """
    return [_of_pair(experiment, pair, grid) for grid in _grids(experiment, taken)]


def part(experiment: Design, pair: int, taken: Part) -> Program:
    """The only one of `parts`."""
    (program,) = parts(experiment, pair, taken)
    return program


class _Grid(NamedTuple):
    """What the programs of all optimizers and schedules share on one objective.

    `numbers`: of its runs among all of a pair.
    """

    objective: Objective
    layout: Layout
    numbers: range | np.ndarray
    common: dict[str, Any]


def _grids(experiment: Design, taken: Part) -> list[_Grid]:
    grids = []
    for objective, slices in _variants(experiment, taken):
        layout = experiment.layout.part(slices)
        numbers = experiment.layout.numbers(slices)
        grids.append(_Grid(objective, layout, numbers, _common(experiment, objective, layout)))
    return grids


def _of_pair(experiment: Design, pair: int, grid: _Grid) -> Program:
    objective, layout, numbers, common = grid
    first, choices = pair * experiment.layout.runs, experiment.pairs[pair]
    program = _program(experiment, objective, layout, choices, common, first + numbers[0])
    if isinstance(numbers, range):
        return program
    return replace(program, numbers=first + numbers)


def _variants(experiment: Design, taken: Part) -> Iterator[tuple[Objective, Part]]:
    """The objectives of a part's programs, without structural axes, and the part of each."""
    layout = experiment.layout
    dims = [layout.names["objective", name] for name in experiment.objective.structural]
    chosen = (indices(taken.get(dim, ALL), layout.sizes[dim]).tolist() for dim in dims)
    for places in itertools.product(*chosen):
        slices = {dim: slice(i, i + 1) for dim, i in zip(dims, places, strict=True)}
        yield experiment.variant(places), {**taken, **slices}


def outlines(experiment: Design, runs: int | None = None) -> list[Program]:
    """The same programs with only the first value of each axis: enough to compute their sizes.

    `runs`: the number of runs of each program, if it is for a part. An axis of a schedule keeps its
    length, because its table has that length, with the same value throughout.
    """
    whole = experiment.layout
    sizes = whole.sizes
    firsts = []
    for objective, slices in _variants(experiment, {}):
        layout = whole.part({**whole.first, **slices})
        firsts.append((objective, layout, _common(experiment, objective, layout)))
    of_each = runs or whole.runs // len(firsts)

    def outline(
        pair: Pair, objective: Objective, layout: Layout, common: dict[str, Any]
    ) -> Program:
        program = _program(experiment, objective, layout, pair, common, 0)
        schedule = dict(program.schedule_settings)
        for name, value in schedule.items():
            if not isinstance(value, float):
                values = np.broadcast_to(value.values, sizes[whole.names["schedule", name]])
                schedule[name] = replace(value, values=values)
        return replace(program, runs=of_each, schedule_settings=schedule)

    return [outline(pair, *first) for pair in experiment.pairs for first in firsts]


def _common(experiment: Design, objective: Objective, layout: Layout) -> dict[str, Any]:
    """The fields that the programs of all optimizers and schedules share."""
    measured = experiment.objective.whole_loss
    is_extra = experiment.measures and measured not in experiment.record
    only_measured = (measured,) if is_extra else ()
    common: dict[str, Any] = {
        **_task(experiment, objective, layout),
        "placed": experiment.objective.placed(objective),
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
    if experiment.stop is not None:
        common["stop"] = stopping.condition(experiment.stop, experiment.objective)
    for name in ("steps", "limit", "every", "dtype", "measures", "keep_params"):
        common[name] = getattr(experiment, name)
    common["seen_slots"] = experiment.slots if "state" in experiment.record else ()
    return {**common, "keep_points": experiment.takes_gradient_elsewhere}


def _program(
    experiment: Design,
    objective: Objective,
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
        layer_rates=objective.layer_rates(pair.optimizer.method.definition),
        runs=layout.runs,
        first_run=int(first_run),
        **common,
    )


def _task(experiment: Design, objective: Objective, layout: Layout) -> dict[str, Any]:
    """A program's fields for the objective and for where runs start."""
    parameters = {
        name: layout.value("objective", name, value) for name, value in objective.parameters.items()
    }
    starts = objective.starts(experiment.start)
    return objective.program_fields(parameters, starts, layout.strides, layout.taken)


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
