"""A network at one step of one run: its parameters, the step's batch, and the update."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdsim.base.errors import SettingError, SettingTypeError, shown
from gdsim.base.ranges import Range
from gdsim.base.settings import number, whole
from gdsim.catalogue import schedules
from gdsim.catalogue.choices import methods
from gdsim.catalogue.discovery import look_up
from gdsim.engine.verdict import Verdict
from gdsim.experiment.experiment import Experiment
from gdsim.experiment.one_run import one_run
from gdsim.experiment.programs import part
from gdsim.experiment.session import Session
from gdsim.objectives.network import Network
from gdsim.objectives.objective import only
from gdsim.objectives.weights import Vectors
from gdsim.results.origin import experiment_at

Array = NDArray[np.float64]
AT_ONCE = 100  # updates between two times that a session may keep what it can go back to


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
        subject = experiment_at(subject)
    if not isinstance(subject, Experiment):
        reason = (
            "the subject must be a Network, or an Experiment with one (or its file), "
            f"got {shown(subject)}"
        )
        return _alone(only(Network, subject, SettingTypeError(reason)), run, step, params, lr)
    if params is not None or lr is not None:
        raise SettingError("params and lr are only for a Network; an experiment has its own")
    return RunMoments(subject, run).at(step)


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


class RunMoments:
    """The moments of one run of an experiment, in any order; steps in order cost least.

    run: its number over all dimensions. Errors: SettingError unless the experiment trains a network
    and has that run.
    """

    def __init__(self, experiment: Experiment, run: int = 0) -> None:
        reason = (
            "backpropagation is for networks, but the experiment minimises "
            f"{experiment.objective.text}; explain this as a {experiment.objective.kind}"
        )
        only(Network, experiment.objective, SettingError(reason))
        self.run = whole(run, "run", 0, experiment.runs - 1)
        place = experiment.place_of(self.run)
        self._program = part(experiment, place.pair, experiment.layout.place(place.run))
        variant = experiment.variant(experiment.structural_places(place.run))
        self.network = only(Network, variant, SettingError(f"no network: {variant.text}"))
        # Noise is drawn by the number of a run among all.
        self._is_alone = _number(self._program.noise) == 0
        self._experiment = experiment
        if self._is_alone:
            self._experiment = one_run(experiment, place.optimizer, place.run, place.schedule)
        self._session: Session | None = None
        self._last: tuple[int, Moment] | None = None

    @property
    def penalties(self) -> dict[str, float]:
        """The penalties "l1" and "l2" of the run."""
        return {name: _number(self._program.parameters.get(name, 0.0)) for name in ("l1", "l2")}

    @property
    def seed(self) -> int:
        """The seed that the batches of the run are drawn with."""
        return int(_number(self._program.seed))

    def gradient(self, params: ArrayLike, step: int) -> Array:
        """The gradient, (P,), at parameters (P,), over the samples that the run sees at a step."""
        return self.network.seen_by_step(params, step, self.seed, self.penalties)[1]

    def at(self, step: int) -> Moment:
        """The run before its update number `step`, from 0.

        Errors: SettingError for a step that the run does not reach.
        """
        step = whole(step, "step", 0, self._experiment.steps)
        if self._last is not None and self._last[0] == step:
            return self._last[1]
        if self._session is None:
            self._session = Session(self._experiment)
        session = self._session
        if session.step > step:
            session.rewind(step)
        while session.step < step:
            if not session.advance(min(AT_ONCE, step - session.step)):
                break
        taken, before, verdict = self._state(session)
        if taken < step:
            raise SettingError(
                f"run {self.run} {verdict} and stopped at step {taken}; it has no step {step}"
            )
        session.advance(1)
        later, after, _ = self._state(session)
        self._last = step, self._moment(step, before, after if later > step else None)
        return self._last[1]

    def _state(self, session: Session) -> tuple[int, Array, Verdict]:
        """The updates that the run has taken, its parameters, and its verdict."""
        snapshot, run = session.snapshot(), 0 if self._is_alone else self.run
        params = snapshot.params.reshape(-1, snapshot.params.shape[-1])[run].astype(np.float64)
        if not self._is_alone and self._program.placed is not None:
            params = params[self._program.placed[1]]
        verdict = Verdict(int(snapshot.verdict.ravel()[run]))
        return int(snapshot.steps.ravel()[run]), params, verdict

    def _moment(self, step: int, before: Array, after: Array | None) -> Moment:
        program, network = self._program, self.network
        settings = {n: v if isinstance(v, bool) else _number(v) for n, v in
                    program.settings.items()}  # fmt: skip
        schedule = {n: _number(v) for n, v in program.schedule_settings.items()}
        warmup = schedule.pop("warmup", 0.0)
        definition = look_up("schedule", program.schedule)
        steps = self._experiment.steps
        factor = schedules.factor_at(definition, min(step, steps - 1), steps, warmup, schedule)
        layers = range(1, len(network.layers))
        scales = {_number(each) for pair in program.rate_factors for each in pair}
        drifts = (_number(program.parameters.get(f"drift_{n}", 0.0)) for n in layers)
        plain = program.optimizer == "sgd" and settings["weight_decay"] == 0 and scales == {1.0}
        method = methods("optimizer")[program.optimizer]
        return Moment(
            network,
            before,
            network.batch(step, self.seed).tolist(),
            self.penalties,
            float(settings.get("lr", 0.0)) * factor,
            method.title,
            after,
            plain and _is_off(program) and not any(drifts),
            method.definition.gradient_point is not None,
            f"run {self.run} at step {step}",
        )


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
