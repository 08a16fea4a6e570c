"""An optimizer's run in plain Python, up to any step, by calling its definition.

It repeats what the kernels do to a run, one definition call at a time, in float64, so that a step
can be inspected: which numbers go in and which come out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gdsim.base.errors import SettingError, shown, suggestion
from gdsim.base.ranges import Flag
from gdsim.base.words import counted
from gdsim.catalogue import schedules
from gdsim.catalogue.definitions import Optimizer
from gdsim.catalogue.discovery import arguments, look_up
from gdsim.engine.perceptron import Tensor
from gdsim.experiment.experiment import Experiment
from gdsim.learn.steps.statements import Followed, follow

Number = np.float64
Call = Callable[..., Any]


@dataclass
class Update:
    """One update and its statements: the values before it, and what the definition computed.

    known: the arguments of the definition that all parameters share. y: where the gradient is
    taken; p unless the method says otherwise. of: name and statements of each variable that was
    followed (or of each tensor, or a single entry for methods that update the whole vector).
    points: the same for y. schedule: the statements of the factor.
    """

    t: int
    factor: float
    lr: float
    known: dict[str, Any]
    p: list[Any]
    y: list[Any]
    gradient: list[Any]
    slots: dict[str, list[Any]]
    shared: dict[str, Any]
    schedule: Followed | None = None
    prepare: Followed | None = None
    points: list[tuple[str, Followed]] = field(default_factory=list)
    of: list[tuple[str, Followed]] = field(default_factory=list)


class Replay:
    """One run of an experiment of one run, in plain Python.

    p: the parameters. slots: the optimizer's state, a list over parameters for each slot. shared:
    the state that all parameters share. updates: the number of updates made.
    Errors: SettingError if a setting has several values, or for noise, clipping and drift, which a
    replay does not support.
    """

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        if experiment.runs != 1:
            several = ", ".join(experiment.axes) or "the optimizers or schedules"
            raise SettingError(
                "one step of one run is explained, but the experiment has "
                f"{counted(experiment.runs, 'run')}: give {several} one value"
            )
        (self.program,) = experiment.programs()
        self.task = experiment.objective
        self.definition: Optimizer = look_up("optimizer", self.program.optimizer)
        self._refuse()
        self.hyper: dict[str, Any] = {
            name: value if isinstance(hyper, Flag) else Number(_number(value))
            for (name, hyper), value in zip(
                self.definition.hyper.items(), self.program.settings.values(), strict=True
            )
        }
        self.p = [Number(x) for x in self._start()]
        self.slots = {
            name: [p if v == "p" else self._initial(v) for p in self.p]
            for name, v in self.definition.state.items()
        }
        self.shared = {name: Number(v) for name, v in self.definition.shared.items()}
        self.updates = 0

    def give(self, slots: Mapping[str, Any]) -> None:
        """Set the optimizer's state: for each slot a number, or one number per variable."""
        for name, value in slots.items():
            if name not in self.slots:
                raise SettingError(
                    f"{self.definition.name} has no state {name!r}; {suggestion(name, self.slots)}"
                )
            try:
                given = np.broadcast_to(np.asarray(value, np.float64), len(self.p))
            except (TypeError, ValueError):
                raise SettingError(
                    f"{name} must be a number, or one number for each of {len(self.p)} variables, "
                    f"got {shown(value)}"
                ) from None
            self.slots[name] = [Number(x) for x in given]

    def take(self, count: int, only_shared: bool = False) -> None:
        """Make `count` updates; with `only_shared`, without changing parameters and their state."""
        for _ in range(count):
            with np.errstate(all="ignore"):
                update = self._begin(_called)
                if not only_shared:
                    self._finish(update, _called, ())
            self.updates += 1

    def follow(self, variables: Sequence[int]) -> Update:
        """Make the next update, and record its statements for some variables, by their indices."""
        with np.errstate(all="ignore"):
            update = self._begin(follow)
            self._finish(update, follow, variables)
        self.updates += 1
        return update

    def loss_and_gradient(self, place: Sequence[Any] | None = None) -> tuple[float, list[Any]]:
        """The loss over the step's batch and its gradient, at the parameters or another place."""
        point = [float(x) for x in (self.p if place is None else place)]
        seed = int(_number(self.program.seed))
        parameters = {name: _number(value) for name, value in self.program.parameters.items()}
        loss, gradient = self.task.seen_by_step(point, self.updates, seed, parameters)
        return loss, list(gradient)

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the parameters."""
        return self.task.variables

    @property
    def tensors(self) -> tuple[Tensor, ...]:
        """The weight matrices and biases of the parameters; none for an objective without them."""
        return self.task.tensors

    def _begin(self, call: Call) -> Update:
        """The part of an update that all parameters share: rate and coefficients."""
        definition = self.definition
        factor, scheduled = self._factor(call)
        rate = self.hyper.get("lr", Number(0.0)) * Number(factor)
        known = {**self.hyper, **self.shared, "t": Number(self.updates + 1), "n": len(self.p)}
        if "lr" in self.hyper:
            known["lr"] = rate
        update = Update(
            self.updates + 1,
            float(factor),
            float(rate),
            known,
            list(self.p),
            list(self.p),
            [],
            {name: list(slot) for name, slot in self.slots.items()},
            dict(self.shared),
            scheduled,
        )
        if definition.prepare:
            names = (*definition.coefficients, *definition.shared)
            result = call(definition.prepare, _bound(definition.prepare, known), names)
            if isinstance(result, Followed):
                update.prepare, result = result, result.result
            values = dict(zip(names, result, strict=True))
            known.update({n: values[n] for n in definition.coefficients})
            self.shared = {n: values[n] for n in definition.shared}
        return update

    def _finish(self, update: Update, call: Call, variables: Sequence[int]) -> None:
        """The update of the parameters."""
        loss, update.gradient = self.loss_and_gradient()
        if not abs(loss) <= self.program.limit:
            raise SettingError(
                f"the run diverged at step {self.updates}, with loss {loss:.4g}: it makes no "
                "update at that step or later"
            )
        if self.definition.gradient_point is not None:
            self._take_point(update, call, variables)
            _, update.gradient = self.loss_and_gradient(update.y)
        if not all(math.isfinite(x) for x in update.gradient):
            raise SettingError(
                f"the gradient at step {self.updates} is not finite, so no update can be made"
            )
        if self.definition.hessian:
            self._whole_vector(update, call)
        elif self.definition.tensor:
            self._tensors(update, call)
        else:
            self._one_by_one(update, call, variables)

    def _take_point(self, update: Update, call: Call, variables: Sequence[int]) -> None:
        """Compute the point at which the gradient is taken."""
        function = self.definition.gradient_point
        assert function is not None  # the method has one
        for i, p in enumerate(self.p):
            known = {**self.hyper, **{name: slot[i] for name, slot in self.slots.items()}, "p": p}
            result = (call if i in variables else _called)(
                function, _bound(function, known), ("y",)
            )
            if isinstance(result, Followed):
                update.points.append((self.variables[i], result))
                result = result.result
            update.y[i] = result

    def _one_by_one(self, update: Update, call: Call, variables: Sequence[int]) -> None:
        step, names = self.definition.step, ("p", *self.definition.state)
        wanted, scales = set(variables), self._scales()
        for i, gradient in enumerate(update.gradient):
            known = {**update.known, "p": self.p[i], "g": gradient, "y": update.y[i]}
            known |= {name: slot[i] for name, slot in self.slots.items()}
            if scales is not None:
                known["lr"] = known["lr"] * scales[i]
            result = (call if i in wanted else _called)(step, _bound(step, known), names)
            if isinstance(result, Followed):
                update.of.append((self.variables[i], result))
                result = result.result
            new = result if self.definition.state else (result,)
            self.p[i] = new[0]
            for slot, value in zip(self.slots.values(), new[1:], strict=True):
                slot[i] = value

    def _whole_vector(self, update: Update, call: Call) -> None:
        rows = self.task.hessian([float(x) for x in update.y], self.updates)
        known = {**update.known, "p": self.p, "g": list(update.gradient)}
        known["h"] = [Number(x) for row in rows for x in row]
        result = call(self.definition.step, _bound(self.definition.step, known), ())
        if isinstance(result, Followed):
            update.of.append(("", result))

    def _tensors(self, update: Update, call: Call) -> None:
        scales = self._scales()
        for tensor in self.tensors:
            place = slice(tensor.first, tensor.first + tensor.size)
            columns = {"p": self.p[place], "g": list(update.gradient[place])}
            columns |= {name: slot[place] for name, slot in self.slots.items()}
            columns |= {name: [Number(0)] * tensor.size for name in self.definition.scratch}
            shape = {"rows": tensor.rows, "columns": tensor.columns, "vector": tensor.is_bias}
            known = {**update.known, **columns, **shape}
            if scales is not None:
                known["lr"] = known["lr"] * scales[tensor.first]
            result = call(self.definition.step, _bound(self.definition.step, known), ())
            if isinstance(result, Followed):
                update.of.append((tensor_name(tensor), result))
            self.p[place] = columns["p"]
            for name, slot in self.slots.items():
                slot[place] = columns[name]

    def _factor(self, call: Call) -> tuple[float, Followed | None]:
        program = self.program
        definition = look_up("schedule", program.schedule)
        settings = {n: _number(v) for n, v in program.schedule_settings.items()}
        warmup = settings.pop("warmup", 0.0)
        factor = schedules.factor_at(definition, self.updates, program.steps, warmup, settings)
        if call is _called or self.updates < warmup:
            return factor, None
        # A schedule counts its steps from the end of the warmup.
        t, left = vars(schedules)["after_warmup"], vars(schedules)["remaining_steps"]
        counts = {"t": t(float(self.updates), warmup), "steps": left(program.steps, warmup)}
        known = {**settings, **counts}
        return factor, call(definition.factor, _bound(definition.factor, known), ("factor",))

    def _start(self) -> Sequence[float]:
        start = self.program.start
        if isinstance(start, tuple):
            return [_number(x) for x in start]
        params: list[float] = self.task.first_start(self.experiment.starts).tolist()
        return params

    def _initial(self, value: float | str) -> Any:
        return self.hyper[value] if isinstance(value, str) else Number(value)

    def _scales(self) -> list[Any] | None:
        """The factor of lr for each parameter, if layers have rates of their own."""
        factors = [tuple(map(_number, pair)) for pair in self.program.rate_factors]
        if all(pair == (1.0, 1.0) for pair in factors):
            return None
        return [
            Number(factors[tensor.layer][tensor.is_bias])
            for tensor in self.tensors
            for _ in range(tensor.size)
        ]

    def _refuse(self) -> None:
        program = self.program
        for name, off in (("noise", 0.0), ("clip_value", math.inf), ("clip_norm", math.inf)):
            if getattr(program, name) != off:
                raise SettingError(f"one step is explained without {name}; leave it out")
        if program.modifiers:
            raise SettingError("one step is explained without modifiers; leave them out")
        if any(name.startswith("drift_") and self.tensors for name in program.parameters):
            raise SettingError("one step is explained without drift; leave it out")


def tensor_name(tensor: Tensor) -> str:
    """The name of a weight matrix ("W1") or bias vector ("b1")."""
    return f"{'b' if tensor.is_bias else 'W'}{tensor.layer + 1}"


def _number(value: Any) -> float:
    """A setting of one run; it may be an axis with a single value."""
    return float(value if isinstance(value, int | float) else value.values[0])


def _called(function: Callable[..., Any], known: Mapping[str, Any], results: Any) -> Any:
    return function(**known)


def _bound(function: Callable[..., Any], known: Mapping[str, Any]) -> dict[str, Any]:
    return {name: known[name] for name in arguments(function)}
