"""The definitions of the catalogue's methods: one class per kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gdsim.base.ranges import Flag, Hyper


@dataclass(frozen=True)
class Function:
    """An objective function of the catalogue, as text, from which its derivatives are derived.

    `domain` has a (low, high) pair a variable, in the order of the variables; `minima` are points,
    `minimum` the value there. `parameters` are the names in the text that are settings. Where
    the minima depend on them they are stated for the defaults.
    """

    text: str
    domain: tuple[tuple[float, float], ...]
    start: tuple[float, ...]
    summary: str
    source: str
    minima: tuple[tuple[float, ...], ...] = ()
    minimum: float | None = None
    parameters: Mapping[str, Hyper] = field(default_factory=dict)
    title: str = ""


@dataclass(frozen=True)
class Optimizer:
    """An optimizer of the catalogue.

    `step` is one update of one parameter. Its arguments are bound by name: `p` the parameter, `g`
    its gradient, each slot of `state`, `t` the update's number (from 1), any setting of `hyper`,
    any name in `shared` or `coefficients`. `lr` arrives with the schedule's factor in it. It
    returns the new `p` and the new slots, in the order of `state`. `name` is the public class
    ("AdamW").

    `prepare`, if given, runs once per run and step, before `step`: it takes `t`, settings and
    `shared` values by name and returns first the `coefficients`, then the new `shared` values, in
    one flat tuple. What it computes is the same for all parameters of a run (bias corrections).

    `state` and `shared` map a slot to its value before the first update: a number, the name of a
    setting, or "p" (the start).

    `gradient_point`, if given, says where the gradient is taken instead of at `p`, which is the
    method's answer: loss, gradient norm and verdict are those at `p`, whatever `g` is. It is a
    function of one parameter, `p`, slots of `state` and numbers of `hyper` but `lr`, bound by name.
    `step` gets the gradient there (with `hessian`, also h is from there), and that point as `y`
    unless it is called on whole columns.

    `preconditioner` is the diagonal matrix P by whose inverse a step multiplies its direction, a
    sum of gradients: p moves by -lr * P^-1 direction. It is 1 where gradients are not scaled, None
    where a step has no such form (signs, whole matrices), or a function that gives the number of
    one parameter in the step that comes next, bound by name: it takes `p`, `g`, `t`, settings and
    coefficients as `step` does, and each slot of `state` as `step` returns it. A factor of all
    parameters that corrects the bias of the mean gradient, such as Adam's 1 / (1 - beta1**t), is
    part of it, as in Cohen et al. 2022, arXiv:2207.14484.

    `letters` are what `formula` leaves open, such as a matrix's momentum: what each is set to, in
    LaTeX by name and in this order, with G for the gradient of a matrix of n rows and m columns.

    `revision` is raised when a change makes the same settings give different results, so that a
    sweep stored earlier is not resumed.

    `hessian=True`: `step` is called once per run on the whole vector, `step(n, p, g, h, ...)`: `p`
    and `g` are columns of n numbers and `h` of n * n, read and written with `lanes.columns.load`
    and `store`; it updates `p` in place and returns nothing.

    `tensor=True`: for networks only. `step` is called once per run and weight matrix,
    `step(rows, columns, p, g, ...)`: `p`, `g`, each slot of `state` and each name in `scratch` is a
    column of rows * columns numbers, row-major (a row per unit). A bias is one with `columns` = 1;
    `vector`, if asked for, tells it from a matrix of one column. `step` updates `p` and the slots
    in place, may overwrite `g`, and returns nothing.
    """

    step: Callable[..., Any]
    hyper: Mapping[str, Hyper | Flag]
    summary: str
    formula: str
    source: str
    name: str
    state: Mapping[str, float | str] = field(default_factory=dict)
    prepare: Callable[..., Any] | None = None
    shared: Mapping[str, float] = field(default_factory=dict)
    coefficients: tuple[str, ...] = ()
    hessian: bool = False
    tensor: bool = False
    scratch: tuple[str, ...] = ()
    gradient_point: Callable[..., Any] | None = None
    preconditioner: Callable[..., Any] | int | None = None
    revision: int = 1
    letters: Mapping[str, str] = field(default_factory=dict)

    @property
    def order(self) -> int:
        """The highest derivative of a function that it uses: 1 or 2."""
        return 2 if self.hessian else 1


@dataclass(frozen=True)
class Modifier:
    """What changes the gradient or the step of any optimizer; give `gradient` or `update`.

    Both are functions of one parameter. Their arguments are bound by name: any setting of `hyper`,
    any name in `coefficients`, `t`, the update's number (from 1), and

    `gradient(g, p, ...)`, the component of the gradient on its way to the optimizer: `g` itself,
    and `p`, the parameter. It returns the new `g`. It comes after the noise.

    `update(p, new, g, ...)`, the parameter on its way out of the optimizer's step: `p` before the
    step, `new` after it, `g` the gradient that the step was given, `lr` the rate with the
    schedule's factor in it, and each slot of `state`. It returns the new `new` and the new slots,
    in the order of `state`, which maps a slot to its value before the first update, a number or
    "p" (the start).

    `prepare`, if given, makes the `coefficients`, which are the same for all parameters; it returns
    them in a tuple. It takes settings and `t` by name, and

    with `gradient`: `square`, the sum of the squares of the gradient's components. Where it would
    overflow, the gradient is multiplied by a power of two first, `unit` (elsewhere 1), and `square`
    is of that gradient; the gradient that is returned may be longer by 1 / `unit` again.

    with `update`: each name of `sums`, whose functions are of one parameter like `update`, added up
    over all parameters; `n`, their number; and `lr`. Of networks they are those of one weight
    matrix or bias vector, which is stepped by itself.
    """

    hyper: Mapping[str, Hyper]
    summary: str
    formula: str
    source: str
    name: str
    gradient: Callable[..., Any] | None = None
    update: Callable[..., Any] | None = None
    prepare: Callable[..., Any] | None = None
    coefficients: tuple[str, ...] = ()
    sums: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    state: Mapping[str, float | str] = field(default_factory=dict)


@dataclass(frozen=True)
class Schedule:
    """A learning-rate schedule of the catalogue.

    `factor` gives the number that the rate is multiplied with at one update. Its arguments are
    bound by name: `t`, the updates already made (from 0, torch's `last_epoch`), `steps`, the total
    of updates, and any setting of `hyper`. It does not handle warmup, which
    `gdsim.catalogue.schedules` puts before any schedule.

    `moments` are the settings that stand at a step of the run, where their point of the schedule's
    curve is dragged along the steps. The end of the warmup is one of every schedule's.
    """

    factor: Callable[..., Any]
    hyper: Mapping[str, Hyper | Flag]
    summary: str
    formula: str
    source: str
    name: str
    moments: Mapping[str, Moment] = field(default_factory=dict)


@dataclass(frozen=True)
class Moment:
    """Where a setting of a schedule stands on its curve.

    `step(value, steps)` is the step, a straight line over the values; it and `steps`, the total,
    are counted after the warmup. `height` names the setting that moves the curve up and down there.
    """

    step: Callable[[float, float], float]
    height: str = ""


@dataclass(frozen=True)
class Activation:
    """An activation: the output of a unit as a function of its weighted input.

    `text` is a formula of one variable, z, in which the names of `parameters` are settings; its
    derivatives are derived from it. `name` is the public name ("ReLU").

    Softmax, which is for outputs only, maps a vector to a vector and has `whole` instead.
    """

    text: str
    summary: str
    formula: str
    source: str
    name: str
    parameters: Mapping[str, Hyper] = field(default_factory=dict)
    whole: Whole | None = None


@dataclass(frozen=True)
class Whole:
    """A function y(z) of all n outputs together, on columns of n numbers.

    `forward(n, z, y)` writes y. `backward(n, y, g, d)` writes d = J^T g, J the derivative of y by z
    and g that of a loss by y. For second derivatives: `tangent(n, y, v, w)` writes w = J v, and
    `backward_tangent(n, y, w, g, u, d)` writes the derivative of J^T g along v, where g changes by
    u. Results may be written over arguments of the same length, except y.
    """

    forward: Callable[..., None]
    backward: Callable[..., None]
    tangent: Callable[..., None]
    backward_tangent: Callable[..., None]


@dataclass(frozen=True)
class Loss:
    """A loss: the cost of a network's outputs y for the targets t.

    `text` is the loss of one output, a formula of y and t and the settings in `parameters`; a
    network's loss is the mean over outputs and samples.

    A loss that `contains` an output function is computed from z, the input of that function, so
    that its numbers neither overflow nor vanish; its `text` is then a formula of z and t.
    Cross-entropy, which takes all outputs together, has `whole` instead of a text and is a mean
    over samples.

    `targets` says what t is: "values", "bits" (0 or 1), "signs" (-1 or 1) or "classes" (one-hot).
    `outputs` are the output functions that it may be used with, the usual one first.
    """

    text: str
    summary: str
    formula: str
    source: str
    name: str
    targets: str
    outputs: tuple[str, ...]
    contains: str | None = None
    parameters: Mapping[str, Hyper] = field(default_factory=dict)
    whole: WholeLoss | None = None


@dataclass(frozen=True)
class WholeLoss:
    """A loss of n outputs together, on columns of n numbers z and targets t.

    `value(n, z, t)` is the loss of a sample; `gradient(n, z, t, d)` writes its derivatives by z;
    `curvature(n, z, t, v, h)` writes their change along v, H v.
    """

    value: Callable[..., Any]
    gradient: Callable[..., None]
    curvature: Callable[..., None]


@dataclass(frozen=True)
class Initializer:
    """An initializer: the distribution of a layer's initial weights.

    `distribution` is "constant" (each weight is the scale), "normal" (standard deviation scale),
    "uniform" (from -scale to scale) or "orthogonal" (orthonormal rows or columns times scale).
    `scale` takes `fan_in`, `fan_out` and settings of `hyper` by name. `multiplier(fan_in, last)` is
    the factor of the sum of a layer's weighted inputs, 1 if None; `last`: for the output layer.
    """

    distribution: str
    scale: Callable[..., float]
    summary: str
    formula: str
    source: str
    name: str
    hyper: Mapping[str, Hyper] = field(default_factory=dict)
    multiplier: Callable[[int, bool], float] | None = None


@dataclass(frozen=True)
class DataSet:
    """Samples to train a network on.

    `make` takes settings of `hyper` by name ("samples", "noise" and "seed" where it has them) and
    returns inputs, float64 (n, d), and targets: class numbers, int64 (n,), where `classes` names
    the classes, or float64 (n, k). It gives the same bits on every machine. `classes` may also be
    the setting that says how many classes there are, which are then called 1, 2, ….

    `inputs` names the inputs; if it is empty they are called x1, x2, …. `test` is the default share
    of the samples that is put aside for testing.
    """

    make: Callable[..., Any]
    summary: str
    source: str
    name: str
    inputs: tuple[str, ...] = ()
    classes: tuple[str, ...] | str = ()
    hyper: Mapping[str, Hyper] = field(default_factory=dict)
    test: float = 0.5

    def class_names(self, settings: Mapping[str, float]) -> tuple[str, ...]:
        """The names of the classes with these settings; those not given have their defaults."""
        if not isinstance(self.classes, str):
            return self.classes
        count = settings.get(self.classes, self.hyper[self.classes].default)
        return tuple(str(number) for number in range(1, int(count) + 1))


@dataclass(frozen=True)
class Measure:
    """A measure: one number per run, computed from the run's losses.

    `function(losses, converged)` takes losses, (runs, steps), NaN after the step at which a run
    stopped, and whether it stopped because it had converged, (runs,); it returns float64 (runs,).
    """

    function: Callable[..., Any]
    summary: str
    formula: str
    source: str
    name: str


@dataclass(frozen=True)
class Suite:
    """A suite: functions of the catalogue on which optimizers are compared.

    `choose` takes gdsim's own functions by name and returns the chosen names.
    """

    choose: Callable[[Mapping[str, Function]], list[str]]
    summary: str
