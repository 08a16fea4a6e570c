"""One run of a program, step by step in plain Python: the slow and obvious twin of a kernel.

No lanes, no blocks, no strides: the definitions, the expression and the random numbers are called
as the plain functions they are, on NumPy's float32 or float64, and the rules of what becomes of a
run are written out once more. A kernel has to give the same bits.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from gdsim.calculus import Expression
from gdsim.catalogue import discover, optimizers, schedules
from gdsim.engine.judge import STILL
from gdsim.engine.program import Cycle, Program
from gdsim.engine.verdict import Verdict
from gdsim.lanes.arithmetic import fma, maximum, minimum, sqrt
from gdsim.lanes.random import normal_pair, philox
from tests.reference.driver import bind

WORD = 0xFFFFFFFF


@dataclass
class NaiveRun:
    """What became of one run; the fields are those of `gdsim.engine.backends.cpu.Outcome`."""

    loss: Any
    best_loss: Any
    grad_norm: Any
    steps: int
    verdict: int
    params: np.ndarray
    gradient_point: np.ndarray
    traces: dict[str, np.ndarray]


def of_run(value: Any, run: int) -> Any:
    """A setting's value for one run: the values of a cycle take turns, each `stride` runs long."""
    if not isinstance(value, Cycle):
        return value
    return float(value.values[run // value.stride % len(value.values)])


def settings_of_run(program: Program, run: int) -> Program:
    """The program of one run alone: no setting differs from run to run any more."""

    def settled(settings: Any) -> dict[str, Any]:
        return {name: of_run(value, run) for name, value in settings.items()}

    return replace(
        program,
        settings=settled(program.settings),
        start=tuple(of_run(v, run) for v in program.start),
        parameters=settled(program.parameters),
        schedule_settings=settled(program.schedule_settings),
        noise=of_run(program.noise, run),
        clip_value=of_run(program.clip_value, run),
        clip_norm=of_run(program.clip_norm, run),
        modifiers={name: settled(each) for name, each in program.modifiers.items()},
        seed=int(of_run(program.seed, run)),
        runs=1,
        first_run=program.first_run + run,
    )


@cache
def _with_parameters(
    expression: Expression, parameters: tuple[tuple[str, float], ...]
) -> Expression:
    changed = copy(expression)
    # Not by `parse`, which takes finite numbers only: axes may lead anywhere.
    changed._parameters = dict(parameters)
    return changed


def learning_rates(program: Program, number: type) -> list[Any]:
    """The rate of each update, and that of the last one once more for the step after it."""
    definition = schedules.catalogue()[program.schedule]
    settings = {n: h.default for n, h in definition.hyper.items()} | dict(program.schedule_settings)
    warmup = settings.pop("warmup", 0.0)
    factors = [
        schedules.factor_at(definition, t, program.steps, warmup, settings)
        for t in range(program.steps)
    ]
    lr = number(program.settings["lr"])
    return [lr * number(f) for f in [*factors, factors[-1]]]


def _with_noise(program: Program, number: type, step: int, g: list[Any]) -> list[Any]:
    if program.noise == 0:
        return g
    run, noisy = program.first_run, list(g)
    for i in range(len(g)):
        pair = i - i % 2
        words = philox(run & WORD, run >> 32, step, pair, program.seed, 0)
        noisy[i] = fma(number(program.noise), normal_pair(*words, number(0))[i % 2], g[i])
    return noisy


def _clipped(program: Program, number: type, g: list[Any]) -> list[Any]:
    if program.clip_value < math.inf:
        bound = number(program.clip_value)
        g = [minimum(maximum(x, -bound), bound) for x in g]
    if program.clip_norm < math.inf:
        # Squares that overflow are those of a smaller gradient of the same direction.
        far = np.isinf(sum_of_squares(g))
        down = number(2.0 ** (-80 if number is np.float32 else -600)) if far else number(1)
        g, most = [x * down for x in g], number(1) / down
        scale = number(program.clip_norm) / (sqrt(sum_of_squares(g)) + number(1e-6) * down)
        g = [x * (scale if scale < most else most) for x in g]
    return g


def sum_of_squares(g: list[Any]) -> Any:
    """From the first to the last, with a rounding at each operation."""
    total = g[0] * g[0]
    for x in g[1:]:
        total = total + x * x
    return total


class Method:
    """An optimizer and its memory, for one run."""

    def __init__(self, program: Program, number: type, p: list[Any]) -> None:
        self.definition, self.number = optimizers.catalogue()[program.optimizer], number
        self.hyper = {
            n: v if isinstance(v, bool) else number(v) for n, v in program.settings.items()
        }
        self.slots = {
            slot: [x if v == "p" else self.hyper[v] if isinstance(v, str) else number(v) for x in p]
            for slot, v in self.definition.state.items()
        }
        self.shared = {slot: number(v) for slot, v in self.definition.shared.items()}

    def gradient_point(self, p: list[Any]) -> list[Any]:
        """Where the gradient is taken."""
        if self.definition.gradient_point is None:
            return list(p)
        places = [{n: slot[i] for n, slot in self.slots.items()} for i in range(len(p))]
        return [
            bind(self.definition.gradient_point, {**self.hyper, **mine, "p": x})
            for x, mine in zip(p, places, strict=True)
        ]

    def update(self, p: list[Any], g: list[Any], h: list[Any], t: int, rate: Any) -> list[Any]:
        """The parameters after update number t (from 1)."""
        known = {**self.hyper, **self.shared, "t": self.number(t), "lr": rate, "n": len(p)}
        if self.definition.prepare:
            prepared = iter(bind(self.definition.prepare, known))
            known |= {name: next(prepared) for name in self.definition.coefficients}
            self.shared = {name: next(prepared) for name in self.shared}
        if self.definition.hessian:
            p = list(p)
            bind(self.definition.step, {**known, "p": p, "g": list(g), "h": list(h)})
            return p
        y = self.gradient_point(p)
        return [self._one({**known, "y": y[i]}, i, p[i], g[i]) for i in range(len(p))]

    def _one(self, known: dict[str, Any], i: int, p: Any, g: Any) -> Any:
        mine = {slot: values[i] for slot, values in self.slots.items()}
        found = bind(self.definition.step, {**known, **mine, "p": p, "g": g})
        new = iter(found if self.slots else (found,))
        p = next(new)
        for slot in self.slots:
            self.slots[slot][i] = next(new)
        return p


class Modifying:
    """The modifiers of a run, with their settings and memory; clipping is written out above."""

    def __init__(self, program: Program, number: type, p: list[Any]) -> None:
        self.number = number
        self.each = [
            (
                discover("modifier")[name],
                {n: number(v) for n, v in settings.items()},
                {
                    slot: [x if v == "p" else number(v) for x in p]
                    for slot, v in discover("modifier")[name].state.items()
                },
            )
            for name, settings in program.modifiers.items()
        ]

    def gradient(self, p: list[Any], g: list[Any], t: int) -> list[Any]:
        """The gradient that the optimizer gets."""
        for definition, settings, _ in self.each:
            if definition.gradient is None:
                continue
            known = {**settings, "t": self.number(t)}
            if definition.prepare is not None:
                square = sum_of_squares(g)
                assert np.isfinite(square)  # what is done beyond it is clipping's test
                sums = {"square": square, "unit": self.number(1)}
                known |= _coefficients(definition, {**known, **sums})
            g = [
                bind(definition.gradient, {**known, "g": x, "p": y})
                for x, y in zip(g, p, strict=True)
            ]
        return g

    def update(self, p: list[Any], new: list[Any], g: list[Any], t: int, rate: Any) -> list[Any]:
        """The parameters after a step that led from p to new."""
        for definition, settings, slots in self.each:
            if definition.update is None:
                continue
            known = {**settings, "t": self.number(t), "lr": rate}
            of_each = [
                {"p": p[i], "new": new[i], "g": g[i], **{n: s[i] for n, s in slots.items()}}
                for i in range(len(p))
            ]
            sums = {"n": self.number(len(p))}
            for name, term in definition.sums.items():
                first, *others = (self.number(bind(term, {**known, **one})) for one in of_each)
                for each in others:
                    first = first + each
                sums[name] = first
            known |= _coefficients(definition, {**known, **sums})
            found = [bind(definition.update, {**known, **one}) for one in of_each]
            if slots:
                new, *kept = map(list, zip(*found, strict=True))
                slots |= dict(zip(slots, kept, strict=True))
            else:
                new = found
        return new


def _coefficients(definition: Any, known: dict[str, Any]) -> dict[str, Any]:
    if definition.prepare is None:
        return {}
    return dict(zip(definition.coefficients, bind(definition.prepare, known), strict=True))


class Progress:
    """What is known of a run's losses, and the verdict they lead to if it does not end before."""

    def __init__(self, program: Program, number: type) -> None:
        self.program, self.number = program, number
        self.best, self.verdict = number(math.inf), Verdict.RUNNING
        self._begin_window()

    def _begin_window(self) -> None:
        self.low, self.total = self.number(math.inf), self.number(0)

    def note(self, step: int, loss: Any) -> None:
        """Note the loss of a step; judge the steps since the last verdict if one is due."""
        if loss < self.low:
            self.low = loss
        self.total = self.total + loss
        left, window = self.program.steps - step, self.program.window
        if step > 0 and left % window == 0:
            self._judge(self.number(window))

    def _judge(self, window: Any) -> None:
        best, low = self.best, self.low
        if best - low > self.number(STILL) * min(abs(best), abs(low)):
            self.verdict = Verdict.RUNNING
        elif self.total / window - low > self.number(STILL) * abs(low):
            self.verdict = Verdict.OSCILLATING
        else:
            self.verdict = Verdict.STALLED
        self.best = min(best, low)
        self._begin_window()


def _end(program: Program, number: type, loss: Any, square: Any) -> Verdict | None:
    limit = min(program.limit, float(np.finfo(number).max))
    if not abs(loss) <= number(limit):
        return Verdict.DIVERGED
    if loss <= number(program.target):
        return Verdict.CONVERGED
    if program.tolerance > 0 and square <= number(program.tolerance**2):
        return Verdict.CONVERGED
    return None


def _steps(
    program: Program, number: type
) -> Iterator[tuple[int, list[Any], list[Any], Any, Any, Any]]:
    """Step, parameters, where the gradient is taken, loss, squared norm and rate, on and on."""
    parameters = {**program.expression.parameters, **program.parameters}
    p = [number(x) for x in program.start]
    method, modifying = Method(program, number, p), Modifying(program, number, p)
    for step, rate in enumerate(learning_rates(program, number)):
        if program.step is not None:
            parameters[program.step] = number(step)
        expression = _with_parameters(program.expression, tuple(parameters.items()))
        loss = number(expression.value(p))
        g, y = [number(x) for x in expression.gradient_at(p)], method.gradient_point(p)
        yield step, p, y, loss, sum_of_squares(g), rate
        if method.definition.gradient_point is not None:
            g = [number(x) for x in expression.gradient_at(y)]
        h: list[Any] = []
        if method.definition.hessian:
            h = [number(x) for row in expression.hessian_at(y) for x in row]
        g = _clipped(program, number, _with_noise(program, number, step, g))
        g = modifying.gradient(p, g, step + 1)
        p = modifying.update(p, method.update(p, g, h, step + 1, rate), g, step + 1, rate)


def naive_run(program: Program, run: int) -> NaiveRun:
    """Run one run of a program to its end."""
    program = settings_of_run(program, run)
    number = {"float32": np.float32, "float64": np.float64}[program.dtype]
    progress = Progress(program, number)
    vectors = ("params", "gradient_point")
    shapes = {n: (program.slots, *([program.dimensions] * (n in vectors))) for n in program.record}
    traces = {n: np.full(shape, np.nan, number) for n, shape in shapes.items()}
    slots = {int(step): slot for slot, step in enumerate(program.recorded_steps)}
    with np.errstate(all="ignore"):
        for step, p, y, loss, square, rate in _steps(program, number):
            now = {"loss": loss, "params": p, "grad_norm": np.sqrt(square), "lr": rate}
            now["gradient_point"] = y
            if step in slots:
                for name, trace in traces.items():
                    trace[slots[step]] = now[name]
            verdict = _end(program, number, loss, square)
            if verdict is not None:
                break
            progress.note(step, loss)
            verdict = progress.verdict
        best = np.fmin(np.fmin(progress.best, progress.low), loss)
        found = np.sqrt(square), step, verdict, np.array(p), np.array(y), traces
        return NaiveRun(loss, best, *found)
