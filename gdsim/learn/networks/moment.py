"""A network at one step of one run: its parameters, the step's batch, and the update."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.errors import SettingError, SettingTypeError, shown
from gdsim.base.ranges import Range
from gdsim.base.settings import number, whole
from gdsim.catalogue import schedules
from gdsim.catalogue.choices import methods
from gdsim.catalogue.discovery import look_up
from gdsim.engine.verdict import Verdict
from gdsim.experiment.experiment import Experiment
from gdsim.experiment.programs import part
from gdsim.experiment.session import Session
from gdsim.objectives.network import Network
from gdsim.objectives.objective import only
from gdsim.objectives.weights import Vectors

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Moment:
    """A network before the update of a step.

    params: (P,). batch: the numbers of the samples that the step sees. penalties: "l1" and "l2".
    lr: the step's learning rate. optimizer: the public name of the method; "SGD" for a network
    without an experiment. after: the parameters after the run's update, (P,); None without one.
    is_plain: whether the update is p - lr * gradient. is_apart: whether its gradient is taken
    elsewhere than at params. where: the run and step in words; empty without an experiment.
    """

    network: Network
    params: Array
    batch: list[int]
    penalties: Mapping[str, float]
    lr: float
    optimizer: str = "SGD"
    after: Array | None = None
    is_plain: bool = True
    is_apart: bool = False
    where: str = ""


def moment(
    subject: Any, run: int = 0, step: int = 0, params: Any = None, lr: float | None = None
) -> Moment:
    """A network, or that of an experiment (or its file) in one run at one step.

    A network without an experiment is at its first step, with the batch of that step, and with
    `params`, (P,), and `lr`, by default its initial parameters and 0.01. Errors: SettingError.
    """
    if isinstance(subject, str | os.PathLike):
        subject = Experiment.load(subject)
    if not isinstance(subject, Experiment):
        reason = (
            "the subject must be a Network, or an Experiment with one (or its file), "
            f"got {shown(subject)}"
        )
        return _alone(only(Network, subject, SettingTypeError(reason)), run, step, params, lr)
    reason = (
        "backpropagation is for networks, but the experiment minimises "
        f"{subject.objective.text}; explain this as a {subject.objective.kind}"
    )
    only(Network, subject.objective, SettingError(reason))
    if params is not None or lr is not None:
        raise SettingError("params and lr are only for a Network; an experiment has its own")
    run = whole(run, "run", 0, subject.runs - 1)
    step = whole(step, "step", 0, subject.steps)
    return _of_run(subject, run, step)


def _alone(network: Network, run: int, step: int, params: Any, lr: float | None) -> Moment:
    if run != 0 or step != 0:
        raise SettingError(
            f"a network has no run {run} and step {step}; give an Experiment that trains it"
        )
    if params is None:
        start = network.initial()
    else:
        start = Vectors.of(params, network.size, "params", "params").values[0].copy()
    rate = number(0.01 if lr is None else lr, "lr", Range(0, np.inf, False, False))
    numbers = {name: _number(network.parameters[name]) for name in ("l1", "l2")}
    return Moment(network, start, network.batch(0).tolist(), numbers, rate)


def _of_run(experiment: Experiment, run: int, step: int) -> Moment:
    pair, _, _, own = experiment.place_of(run)
    program = part(experiment, pair, experiment.layout.place(own))  # of this run alone
    variant = experiment.variant(experiment.structural_places(own))
    network = only(Network, variant, SettingError(f"no network: {variant.text}"))
    session = Session(experiment)
    session.advance(step)
    snapshot = session.snapshot()
    stopped = int(snapshot.steps.ravel()[run])
    verdict = Verdict(int(snapshot.verdict.ravel()[run]))
    if stopped < step:
        raise SettingError(
            f"run {run} {verdict} and stopped at step {stopped}; it has no step {step}"
        )
    own_params = slice(None) if program.placed is None else program.placed[1]
    before = _row(snapshot.params, run)[own_params]
    after = None
    session.advance(1)
    later = session.snapshot()
    if int(later.steps.ravel()[run]) > step:
        after = _row(later.params, run)[own_params]
    numbers = {n: _number(v) for n, v in program.parameters.items()}
    settings = {n: v if isinstance(v, bool) else _number(v) for n, v in
                program.settings.items()}  # fmt: skip
    schedule = {n: _number(v) for n, v in program.schedule_settings.items()}
    warmup = schedule.pop("warmup", 0.0)
    definition = look_up("schedule", program.schedule)
    last = min(step, experiment.steps - 1)
    factor = schedules.factor_at(definition, last, experiment.steps, warmup, schedule)
    layers = range(1, len(network.layers))
    scales = {_number(each) for pair in program.rate_factors for each in pair}
    plain = program.optimizer == "sgd" and settings["weight_decay"] == 0 and scales == {1.0}
    plain = plain and _is_off(program) and not any(numbers.get(f"drift_{n}") for n in layers)
    method = methods("optimizer")[program.optimizer]
    return Moment(
        network,
        before,
        network.batch(step, int(_number(program.seed))).tolist(),
        {n: numbers.get(n, 0.0) for n in ("l1", "l2")},
        float(settings.get("lr", 0.0)) * factor,
        method.title,
        after,
        plain,
        method.definition.gradient_point is not None,
        f"run {run} at step {step}",
    )


def _row(params: np.ndarray, run: int) -> Array:
    row: Array = params.reshape(-1, params.shape[-1])[run].astype(np.float64)
    return row


def _is_off(program: Any) -> bool:
    """Whether neither noise nor clipping changes the gradient before the update."""
    clips = (program.clip_value, program.clip_norm)
    quiet = _number(program.noise) == 0 and not program.modifiers
    return quiet and all(np.isinf(_number(c)) for c in clips)


def _number(value: Any) -> float:
    """A setting of a network, or of a program of one run: the first value where it has several."""
    if isinstance(value, int | float):
        return float(value)
    if hasattr(value, "of_runs"):
        return float(value.of_runs(np.array([0]))[0])
    return float(value.values[0])
