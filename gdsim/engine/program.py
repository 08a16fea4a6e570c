"""The input of a kernel: one optimizer and schedule on one objective, with many runs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from gdsim.calculus import Expression
from gdsim.engine.looks import window_of
from gdsim.engine.perceptron import Perceptron
from gdsim.engine.recording import Rule, Steps, count_recorded, recorded_steps


@dataclass(frozen=True, eq=False)
class Cycle:
    """A setting that differs from run to run: run r has `values[(r // stride) % len(values)]`.

    `values` is float64 of shape (n,). The runs of a product of axes are numbered with the last axis
    fastest, so `stride` is the number of runs in one turn of the axes after it.
    """

    values: np.ndarray
    stride: int

    def of_runs(self, runs: np.ndarray) -> np.ndarray:
        """The value of each run, by its number."""
        picked: np.ndarray = self.values[(runs // self.stride) % len(self.values)]
        return picked


Value = float | Cycle


@dataclass(frozen=True)
class Draw:
    """The initial parameters of a layer: its weights' distribution and scale, and its biases.

    `distribution` is "constant", "normal", "uniform" or "orthogonal"; see
    `gdsim.catalogue.definitions.Initializer`.
    """

    distribution: str
    scale: Value
    bias: Value = 0.0


@dataclass(frozen=True)
class Draws:
    """Random starts of a network, one `Draw` per layer; they depend on its "init_seed" only."""

    layers: tuple[Draw, ...]


@dataclass(frozen=True, eq=False)
class Vectors:
    """Given starts of a network: run r begins at `values[(r // stride) % len(values)]`.

    `values` is float64 of shape (n, parameters).
    """

    values: np.ndarray
    stride: int = 1


@dataclass(frozen=True)
class Program:
    """One optimizer and schedule on one objective over the product of an experiment's axes.

    The objective is an `expression` or a `network`. `start` has one value per variable of an
    expression; a network's is `Draws` or `Vectors`. `parameters` are those of the expression, or a
    network's "l1", "l2", "init_seed", "lr_1", … (factors on a layer's learning rate), "bias_lr_1",
    … (on that of its biases, which otherwise have the layer's) and "drift_1", … (added to
    each weight of a layer before each step, including the first step and the one after the last
    update); by default they are 0, and factors 1. `step` names the parameter of the
    expression whose value is the number of the step, if it has one. `keep_params`: whether the
    outcome has the parameters at the last step; `keep_points`: and where the gradient is taken.
    `layer_rates`: further factors on these rates, of each layer's weights and of its biases.
    `calls_objective`: whether the kernel calls the objective, which it else contains: such a kernel
    is that of other functions too, has the same bits, and is slower.
    `placed`: how many parameters an outcome has, which other programs write to as well, and where
    its own are among them: int64 of shape (parameters,). None: it has the program's own.
    `settings` has every setting of the optimizer, `lr` included, flags as bool. `noise` is the
    standard deviation of the normal noise added to each gradient
    component; `clip_value` bounds each component, `clip_norm` the gradient's length (inf: off).
    `first_run` is the number of run 0 in the whole experiment, which keys its random numbers; if
    the runs are not consecutive, `numbers` has the numbers of all, int64 of shape (runs,).
    A run has converged at loss <= `target` or gradient norm <= `tolerance` (0: off), or where
    `stop`, a formula of "loss", "grad_norm", "step" and of an expression's variables and
    parameters, is above 0; and diverged when its loss is not finite or |loss| > `limit`. `record`
    names what is recorded (of "loss", "params", "gradient_point", "grad_norm", "lr", "state", and
    of networks the others of `gdsim.objectives.records`) at the steps of the rule `every`
    (`gdsim.engine.recording`).
    `seen_slots` are the slots that the record "state" has, perhaps also those of other optimizers.
    `modifiers` are those of the catalogue that change gradients and steps, with all their settings,
    in the order in which they act.
    `measures` names what is computed from each run's losses (of `gdsim.catalogue.measures`), which
    are the record `measured`: "loss", or "train_loss" where there are mini-batches. `only_measured`
    names what is recorded for this purpose only, and is dropped after it is measured.
    """

    expression: Expression | None
    optimizer: str
    settings: Mapping[str, Value | bool]
    start: tuple[Value, ...] | Draws | Vectors
    runs: int
    steps: int
    parameters: Mapping[str, Value] = field(default_factory=dict)
    schedule: str = "constant"
    schedule_settings: Mapping[str, Value] = field(default_factory=dict)
    noise: Value = 0.0
    clip_value: Value = math.inf
    clip_norm: Value = math.inf
    seed: Value = 0
    first_run: int = 0
    numbers: np.ndarray | None = None
    target: float = -math.inf
    tolerance: float = 0.0
    limit: float = 1e12
    record: tuple[str, ...] = ()
    every: Rule = 1
    dtype: str = "float32"
    network: Perceptron | None = None
    stop: Expression | None = None
    measures: tuple[str, ...] = ()
    measured: str = "loss"
    only_measured: tuple[str, ...] = ()
    step: str | None = None
    modifiers: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    keep_params: bool = True
    keep_points: bool = False
    calls_objective: bool = False
    placed: tuple[int, np.ndarray] | None = None
    seen_slots: tuple[str, ...] = ()
    layer_rates: tuple[tuple[float, float], ...] = ()

    @property
    def dimensions(self) -> int:
        """The number of parameters of a run."""
        if self.network is not None:
            return self.network.parameters
        assert self.expression is not None  # one of the two is given
        return len(self.expression.variables)

    @property
    def placed_dimensions(self) -> int:
        """The number of parameters of an outcome."""
        return self.dimensions if self.placed is None else self.placed[0]

    @property
    def rate_factors(self) -> list[tuple[Value, Value]]:
        """The factors on the learning rate of each layer's weights and of its biases."""
        given, factors = self.parameters, []
        for layer in self.network.layers if self.network is not None else ():
            own = given.get(f"lr_{layer + 1}", 1.0)
            pair = own, given.get(f"bias_lr_{layer + 1}", own)
            if self.layer_rates:
                weights, biases = self.layer_rates[layer]
                pair = _times(pair[0], weights), _times(pair[1], biases)
            factors.append(pair)
        return factors

    @property
    def applied(self) -> dict[str, Mapping[str, Value]]:
        """Every modifier with its settings, in the order in which they act: clipping is first."""
        bounds = {"clip_value": self.clip_value, "clip_norm": self.clip_norm}
        clipping = {
            name: {"bound": bound}
            for name, bound in bounds.items()
            if isinstance(bound, Cycle) or bound != math.inf
        }
        return {**clipping, **self.modifiers}

    @property
    def kept(self) -> tuple[str, ...]:
        """Those of `record` that were asked for, not recorded only to be measured."""
        return tuple(n for n in self.record if n not in self.only_measured)

    @property
    def slots(self) -> int:
        """The number of recorded steps."""
        return count_recorded(self.every, self.steps) if self.record else 0

    @property
    def recorded_steps(self) -> Steps:
        """The recorded steps, ascending; shape (slots,)."""
        return recorded_steps(self.every, self.steps)[: self.slots]

    @property
    def window(self) -> int:
        """The number of steps over which progress is judged."""
        return window_of(self.steps)

    @property
    def stops_at_looks(self) -> bool:
        """Whether the stop condition is of losses or gradients, where those of batches say nothing.

        It is then compared with those of all training samples, at the looks.
        """
        of_losses = self.stop is not None and {"loss", "grad_norm"} & {*self.stop.variables}
        return bool(of_losses and self.looks)

    @property
    def looks(self) -> tuple[int, ...]:
        """The steps, ascending, at which the whole loss is looked at: none with full batches."""
        return () if self.network is None else self.network.looks(self.steps)


def _times(value: Value, factor: float) -> Value:
    if isinstance(value, Cycle):
        return Cycle(value.values * factor, value.stride)
    return value * factor
