"""What an experiment hands down to the kernels: a program an optimizer and schedule."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from gdsim.axes import ALL
from gdsim.layout import Layout
from gdsim.methods import Choice
from gdsim.network import Network
from gdsim.network_fields import draws
from gdsim.starts import MANY, WHOLE, Coordinate, Part
from gdsim.weights import Vectors

if TYPE_CHECKING:
    from gdsim.experiment import Experiment
    from gdsim.kernels.program import Draws, Program, Value
    from gdsim.kernels.program import Vectors as GivenStarts

# Gradient norm at which a run has converged, where the experiment does not say: about what rounding
# leaves of a gradient on the catalogue's functions in float32, and a usual choice in float64.
TOLERANCE = {"float32": 1e-4, "float64": 1e-6}


def programs(experiment: Experiment) -> list[Program]:
    """What the kernels run, in a result's order."""
    runs = experiment.layout.runs
    common = _common(experiment, experiment.layout)
    return [
        _program(experiment, experiment.layout, pair, common, index * runs)
        for index, pair in enumerate(_pairs(experiment))
    ]


def part(experiment: Experiment, pair: int, taken: Part) -> Program:
    """A program for some of the runs: of one optimizer and schedule, a slice of each dimension.

    Only what is taken of an axis is computed; a dimension that is not in `taken` is whole. Each run
    has the same bits as among all.
    """
    chosen = next(itertools.islice(_pairs(experiment), pair, None))
    layout = experiment.layout.part(taken)
    first = pair * experiment.layout.runs
    numbers = experiment.layout.numbers(taken)
    program = _program(experiment, layout, chosen, _common(experiment, layout), first + numbers[0])
    if numbers[-1] - numbers[0] == len(numbers) - 1:
        return program
    return replace(program, numbers=first + numbers)


def outlines(experiment: Experiment, runs: int | None = None) -> list[Program]:
    """The same with the first value only of each axis, for whom the size of programs matters.

    `runs`: those of each program, if it is to be of a part. An axis of a schedule has its length,
    as its table does, but one value all along.
    """
    whole = experiment.layout
    layout = whole.part({each.name: slice(0, 1) for each in whole.dimensions})
    common, sizes = _common(experiment, layout), {each.name: each.size for each in whole.dimensions}

    def outline(pair: tuple[Choice, Choice]) -> Program:
        program = _program(experiment, layout, pair, common, 0)
        schedule = dict(program.schedule_settings)
        for name, value in schedule.items():
            if not isinstance(value, float):
                values = np.broadcast_to(value.values, sizes[whole.names["schedule", name]])
                schedule[name] = replace(value, values=values)
        return replace(program, runs=runs or whole.runs, schedule_settings=schedule)

    return [outline(pair) for pair in _pairs(experiment)]


def _common(experiment: Experiment, layout: Layout) -> dict[str, Any]:
    """What programs of all optimizers and schedules share."""
    measured = _only_measured(experiment)
    common: dict[str, Any] = {
        **_task(experiment, layout),
        "noise": _value(experiment, layout, "noise", 0.0),
        "clip_value": _value(experiment, layout, "clip_value", math.inf),
        "clip_norm": _value(experiment, layout, "clip_norm", math.inf),
        "seed": _value(experiment, layout, "seed", 0),
        "target": -math.inf if experiment.target is None else experiment.target,
        "tolerance": _tolerance(experiment),
        "record": (*experiment.record, *measured),
        "only_measured": measured,
    }
    for name in ("steps", "limit", "every", "dtype", "measures", "keep_params"):
        common[name] = getattr(experiment, name)
    return {**common, "keep_points": experiment.takes_gradient_elsewhere}


def _program(
    experiment: Experiment,
    layout: Layout,
    pair: tuple[Choice, Choice],
    common: dict[str, Any],
    first_run: int,
) -> Program:
    from gdsim.kernels.program import Program

    optimizer, schedule = pair
    return Program(
        optimizer=optimizer.name,
        settings=_settings(experiment, layout, optimizer),
        schedule=schedule.name,
        schedule_settings=_settings(experiment, layout, schedule),
        runs=layout.runs,
        first_run=int(first_run),
        **common,
    )


def _pairs(experiment: Experiment) -> Iterator[tuple[Choice, Choice]]:
    for optimizer in experiment.optimizers:
        for schedule in experiment.schedules:
            yield optimizer, schedule


def _tolerance(experiment: Experiment) -> float:
    if experiment.tolerance is not None:
        return experiment.tolerance
    return 0.0 if isinstance(experiment.objective, Network) else TOLERANCE[experiment.dtype]


def _only_measured(experiment: Experiment) -> tuple[str, ...]:
    """What is recorded only for measures to be made of it."""
    task = experiment.objective
    in_batches = isinstance(task, Network) and task.batch_size is not None
    needed = "train_loss" if in_batches else "loss"
    return (needed,) if experiment.measures and needed not in experiment.record else ()


def _task(experiment: Experiment, layout: Layout) -> dict[str, Any]:
    """What a program says of its objective, and where runs begin."""
    task = experiment.objective
    parameters = {
        name: layout.value("objective", name, value) for name, value in task.parameters.items()
    }
    if not isinstance(task, Network):
        start = _start(experiment, layout)
        known = {"expression": task.expression, "parameters": parameters}
        return {**known, "start": start, "step": task.step}
    return {
        "expression": None,
        "network": task.perceptron(),
        "start": _network_start(experiment, layout, task, parameters),
        "parameters": {n: v for n, v in parameters.items() if n not in task.init_parameters},
    }


def _start(experiment: Experiment, layout: Layout) -> tuple[Value, ...]:
    from gdsim.kernels.program import Cycle

    return tuple(
        float(each.values[0]) if each.dim is None else Cycle(each.values, layout.strides[each.dim])
        for each in start_coordinates(experiment, layout.taken).values()
    )


def start_coordinates(experiment: Experiment, taken: Part = WHOLE) -> dict[str, Coordinate]:
    """The values of each variable at the start, and the dimension they run along.

    None for a network: it has too many.
    """
    task, starts = experiment.objective, experiment.starts
    if isinstance(task, Network) or isinstance(starts, Vectors) or starts is None:
        return {}
    return {
        name: starts.coordinate(index, task.variables, task.domain, taken)
        for index, name in enumerate(task.variables)
    }


def _network_start(
    experiment: Experiment, layout: Layout, network: Network, parameters: dict[str, Value]
) -> Draws | GivenStarts:
    from gdsim.kernels.program import Vectors as GivenStarts

    starts = experiment.starts
    if isinstance(starts, Vectors):
        stride = 1 if starts.single else layout.strides[MANY]
        return GivenStarts(starts.values[layout.taken.get(MANY, ALL)], stride)
    assert isinstance(network.init, Choice)  # weights that are given are starts
    return draws(network.init, network.layers, parameters.__getitem__)


def _value(experiment: Experiment, layout: Layout, name: str, default: float) -> Value:
    value = getattr(experiment, name)
    return layout.value("experiment", name, default if value is None else value)


def _settings(experiment: Experiment, layout: Layout, choice: Choice) -> dict[str, Value | bool]:
    given = choice.settings
    if choice.kind == "optimizer" and experiment.lr is not None:
        given = {"lr": experiment.lr, **given}
    found: dict[str, Value | bool] = {}
    for name, hyper in choice.method.hyper.items():
        value = given.get(name, hyper.default)
        if isinstance(value, bool):
            found[name] = value
        else:
            found[name] = layout.value(choice.kind, name, value)
    return found
