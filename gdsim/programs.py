"""What an experiment hands down to the kernels: a program an optimizer and schedule."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from gdsim.methods import Choice
from gdsim.network import Network
from gdsim.network_fields import draws
from gdsim.starts import MANY
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
    from gdsim.kernels.program import Program

    measured = _only_measured(experiment)
    common: dict[str, Any] = {
        **_task(experiment),
        "noise": _value(experiment, "noise", 0.0),
        "clip_value": _value(experiment, "clip_value", math.inf),
        "clip_norm": _value(experiment, "clip_norm", math.inf),
        "seed": _value(experiment, "seed", 0),
        "target": -math.inf if experiment.target is None else experiment.target,
        "tolerance": _tolerance(experiment),
        "record": (*experiment.record, *measured),
        "only_measured": measured,
    }
    for name in ("steps", "limit", "every", "dtype", "measures"):
        common[name] = getattr(experiment, name)
    runs = experiment.layout.runs
    return [
        Program(
            optimizer=optimizer.name,
            settings=_settings(experiment, optimizer),
            schedule=schedule.name,
            schedule_settings=_settings(experiment, schedule),
            runs=runs,
            first_run=index * runs,
            **common,
        )
        for index, (optimizer, schedule) in enumerate(_pairs(experiment))
    ]


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


def _task(experiment: Experiment) -> dict[str, Any]:
    """What a program says of its objective, and where runs begin."""
    task = experiment.objective
    parameters = {
        name: experiment.layout.value("objective", name, value)
        for name, value in task.parameters.items()
    }
    if not isinstance(task, Network):
        start = _start(experiment)
        known = {"expression": task.expression, "parameters": parameters}
        return {**known, "start": start, "step": task.step}
    return {
        "expression": None,
        "network": task.perceptron(),
        "start": _network_start(experiment, task, parameters),
        "parameters": {n: v for n, v in parameters.items() if n not in task.init_parameters},
    }


def _start(experiment: Experiment) -> tuple[Value, ...]:
    from gdsim.kernels.program import Cycle

    return tuple(
        float(each.values[0])
        if each.dim is None
        else Cycle(each.values, experiment.layout.strides[each.dim])
        for each in experiment.start_coordinates.values()
    )


def _network_start(
    experiment: Experiment, network: Network, parameters: dict[str, Value]
) -> Draws | GivenStarts:
    from gdsim.kernels.program import Vectors as GivenStarts

    starts = experiment.starts
    if isinstance(starts, Vectors):
        stride = 1 if starts.single else experiment.layout.strides[MANY]
        return GivenStarts(starts.values, stride)
    assert isinstance(network.init, Choice)  # weights that are given are starts
    return draws(network.init, network.layers, parameters.__getitem__)


def _value(experiment: Experiment, name: str, default: float) -> Value:
    value = getattr(experiment, name)
    return experiment.layout.value("experiment", name, default if value is None else value)


def _settings(experiment: Experiment, choice: Choice) -> dict[str, Value | bool]:
    given = choice.settings
    if choice.kind == "optimizer" and experiment.lr is not None:
        given = {"lr": experiment.lr, **given}
    found: dict[str, Value | bool] = {}
    for name, hyper in choice.method.hyper.items():
        value = given.get(name, hyper.default)
        if isinstance(value, bool):
            found[name] = value
        else:
            found[name] = experiment.layout.value(choice.kind, name, value)
    return found
