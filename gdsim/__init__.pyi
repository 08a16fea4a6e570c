"""The public names of gdsim, for type checkers. Made by packaging/stubs.py."""

# Docstrings here stand for those that the methods compute.
# pyright: reportIncompatibleMethodOverride=false

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray

from gdsim import learn as learn
from gdsim.base.axes import Axis
from gdsim.base.axes import linspace as linspace
from gdsim.base.axes import logspace as logspace
from gdsim.base.errors import SettingError as SettingError
from gdsim.base.errors import SettingTypeError as SettingTypeError
from gdsim.base.version import __version__ as __version__
from gdsim.catalogue.choices import Choice, Method
from gdsim.catalogue.plugins.in_use import use_catalogue as use_catalogue
from gdsim.engine.verdict import Verdict as Verdict
from gdsim.experiment.experiment import Experiment as Experiment
from gdsim.experiment.session import Session as Session
from gdsim.learn.code.code import code as code
from gdsim.learn.page.page import page as page
from gdsim.learn.subjects import explain as explain
from gdsim.notebook.widget import widget as widget
from gdsim.objectives import datasets as datasets
from gdsim.objectives import inits as inits
from gdsim.objectives.function import Function as Function
from gdsim.objectives.network import Network as Network
from gdsim.objectives.starts import grid as grid
from gdsim.objectives.starts import uniform as uniform
from gdsim.results import analysis as analysis
from gdsim.results.analysis.zoom import zoom as zoom
from gdsim.results.files import export as export
from gdsim.results.files import load as load
from gdsim.results.files import save as save
from gdsim.results.interchange.gathering import gather as gather
from gdsim.results.interchange.study import read_study as read_study
from gdsim.results.plots import picture as picture
from gdsim.results.plots.kinds import plot as plot
from gdsim.results.summary import summary as summary
from gdsim.results.verdicts import verdict_table as verdict_table
from gdsim.suites.collection import Suite as Suite
from gdsim.suites.known import suite as suite
from gdsim.suites.problem import Problem as Problem
from gdsim.suites.tuning import compare as compare
from gdsim.sweeps.sweep import run as run

_Values = float | Axis | Sequence[float] | NDArray[Any]

class _AMSGrad(Method):
    """Adam that remembers the largest gradients it has seen, which mends cases where Adam fails
    to converge.
    """

    def __call__(
        self,
        *,
        lr: _Values = 0.001,
        beta1: _Values = 0.9,
        beta2: _Values = 0.999,
        eps: _Values = 1e-08,
        weight_decay: _Values = 0.0,
        schedule: Choice | Method | str | None = None,
    ) -> Choice: ...

AMSGrad: _AMSGrad

class _AdaBelief(Method):
    """Adam that takes long steps where the gradient is what it expected and short ones where it
    is not.
    """

    def __call__(
        self,
        *,
        lr: _Values = 0.001,
        beta1: _Values = 0.9,
        beta2: _Values = 0.999,
        eps: _Values = 1e-16,
        eps_root: _Values = 1e-16,
        schedule: Choice | Method | str | None = None,
    ) -> Choice: ...

AdaBelief: _AdaBelief

class _Adadelta(Method):
    """Scales each step by the size of recent moves over the size of recent gradients. It starts
    slowly, with steps of about the root of eps.
    """

    def __call__(
        self,
        *,
        lr: _Values = 1.0,
        rho: _Values = 0.9,
        eps: _Values = 1e-06,
        weight_decay: _Values = 0.0,
        schedule: Choice | Method | str | None = None,
    ) -> Choice: ...

Adadelta: _Adadelta

class _Adafactor(Method):
    """Scales the gradient like Adam, but remembers only one mean for each row and one for each
    column of a weight matrix. Saves most of Adam's memory.
    """

    def __call__(
        self,
        *,
        lr: _Values = 0.01,
        beta2_decay: _Values = -0.8,
        eps1: _Values = 0.0,
        eps2: _Values = 0.001,
        d: _Values = 1.0,
        weight_decay: _Values = 0.0,
        schedule: Choice | Method | str | None = None,
    ) -> Choice: ...

Adafactor: _Adafactor

class _Adagrad(Method):
    """Divides each parameter's step by the size of all its gradients so far. Needs little
    tuning, but never speeds up again.
    """

    def __call__(
        self,
        *,
        lr: _Values = 0.01,
        lr_decay: _Values = 0.0,
        initial_accumulator: _Values = 0.0,
        eps: _Values = 1e-10,
        weight_decay: _Values = 0.0,
        schedule: Choice | Method | str | None = None,
    ) -> Choice: ...

Adagrad: _Adagrad

class _Adam(Method):
    """Momentum with steps scaled per parameter by the size of its recent gradients. The default
    for most deep learning.
    """

    def __call__(
        self,
        *,
        lr: _Values = 0.001,
        beta1: _Values = 0.9,
        beta2: _Values = 0.999,
        eps: _Values = 1e-08,
        weight_decay: _Values = 0.0,
        schedule: Choice | Method | str | None = None,
    ) -> Choice: ...

Adam: _Adam

class _AdamW(Method):
    """Adam with decoupled weight decay: every parameter shrinks by the same share. The standard
    choice for training transformers.
    """

    def __call__(
        self,
        *,
        lr: _Values = 0.001,
        beta1: _Values = 0.9,
        beta2: _Values = 0.999,
        eps: _Values = 1e-08,
        weight_decay: _Values = 0.01,
        schedule: Choice | Method | str | None = None,
    ) -> Choice: ...

AdamW: _AdamW

class _Adamax(Method):
    """Adam that divides by the largest recent gradient instead of their mean square. No step is
    longer than lr.
    """

    def __call__(
        self,
        *,
        lr: _Values = 0.002,
        beta1: _Values = 0.9,
        beta2: _Values = 0.999,
        eps: _Values = 1e-08,
        weight_decay: _Values = 0.0,
        schedule: Choice | Method | str | None = None,
    ) -> Choice: ...

Adamax: _Adamax

class _Adan(Method):
    """Adam that also follows how the gradient changes from step to step, and so turns earlier."""

    def __call__(
        self,
        *,
        lr: _Values = 0.001,
        beta1: _Values = 0.98,
        beta2: _Values = 0.92,
        beta3: _Values = 0.99,
        eps: _Values = 1e-08,
        weight_decay: _Values = 0.0,
        schedule: Choice | Method | str | None = None,
    ) -> Choice: ...

Adan: _Adan

class _Cautious(Method):
    """Leaves out the components of a step whose sign disagrees with the gradient, such as those
    of a momentum that has overshot, and lengthens the others to make up for it.
    """

    def __call__(
        self,
        *,
        floor: _Values = 0.001,
    ) -> Choice: ...

Cautious: _Cautious

class _ClipNorm(Method):
    """Shortens gradients that are longer than a bound. They keep their direction, so that a
    cliff throws no run off.
    """

    def __call__(
        self,
        *,
        bound: _Values = 1.0,
    ) -> Choice: ...

ClipNorm: _ClipNorm

class _ClipValue(Method):
    """Bounds each component of the gradient by itself, which turns its direction."""

    def __call__(
        self,
        *,
        bound: _Values = 1.0,
    ) -> Choice: ...

ClipValue: _ClipValue

class _Constant(Method):
    """The same learning rate from the first step to the last."""

    def __call__(
        self,
        *,
        warmup: _Values = 0,
    ) -> Choice: ...

Constant: _Constant

class _Cosine(Method):
    """Starts and ends gently and falls fastest halfway. The most used schedule of deep learning."""

    def __call__(
        self,
        *,
        min_factor: _Values = 0.0,
        period: _Values = 0,
        warmup: _Values = 0,
    ) -> Choice: ...

Cosine: _Cosine

class _CosineRestarts(Method):
    """Cosine decay with sudden returns to the full learning rate, which shake a run out of where
    it has settled.
    """

    def __call__(
        self,
        *,
        period: _Values = 0,
        mult: _Values = 1,
        min_factor: _Values = 0.0,
        warmup: _Values = 0,
    ) -> Choice: ...

CosineRestarts: _CosineRestarts

class _DecoupledDecay(Method):
    """Shrinks every parameter by the same share, whatever the optimizer makes of the gradient."""

    def __call__(
        self,
        *,
        weight_decay: _Values = 0.01,
    ) -> Choice: ...

DecoupledDecay: _DecoupledDecay

class _Exponential(Method):
    """A smooth decay that loses the same share of the learning rate at every step."""

    def __call__(
        self,
        *,
        gamma: _Values = 0.995,
        warmup: _Values = 0,
    ) -> Choice: ...

Exponential: _Exponential

class _InverseSqrt(Method):
    """Falls quickly at first and then ever more slowly, without an end to plan for."""

    def __call__(
        self,
        *,
        timescale: _Values = 100.0,
        warmup: _Values = 0,
    ) -> Choice: ...

InverseSqrt: _InverseSqrt

class _LAMB(Method):
    """Adam with a weight matrix's step as long, in proportion, as the matrix: every layer
    changes by the same share. Made for very large batches.
    """

    def __call__(
        self,
        *,
        lr: _Values = 0.001,
        beta1: _Values = 0.9,
        beta2: _Values = 0.999,
        eps: _Values = 1e-06,
        weight_decay: _Values = 0.0,
        schedule: Choice | Method | str | None = None,
    ) -> Choice: ...

LAMB: _LAMB

class _Linear(Method):
    """Goes down in a straight line, by default from the full learning rate to nothing at the end
    of the run.
    """

    def __call__(
        self,
        *,
        start_factor: _Values = 1.0,
        end_factor: _Values = 0.0,
        period: _Values = 0,
        warmup: _Values = 0,
    ) -> Choice: ...

Linear: _Linear

class _Lion(Method):
    """Moves every parameter by exactly lr, up or down. Light on memory; it circles a minimum at
    the distance of its step.
    """

    def __call__(
        self,
        *,
        lr: _Values = 0.0001,
        beta1: _Values = 0.9,
        beta2: _Values = 0.99,
        weight_decay: _Values = 0.0,
        schedule: Choice | Method | str | None = None,
    ) -> Choice: ...

Lion: _Lion

class _Momentum(Method):
    """A heavy ball: gradients that agree add up, gradients that alternate cancel. Faster than
    SGD along valleys, and it overshoots.
    """

    def __call__(
        self,
        *,
        lr: _Values = 0.001,
        momentum: _Values = 0.9,
        dampening: _Values = 0.0,
        weight_decay: _Values = 0.0,
        schedule: Choice | Method | str | None = None,
    ) -> Choice: ...

Momentum: _Momentum

class _MultiStep(Method):
    """Cuts the learning rate at up to four moments of the run, as in the classic recipes for
    image networks.
    """

    def __call__(
        self,
        *,
        milestone1: _Values = 0.5,
        milestone2: _Values = 0.75,
        milestone3: _Values = 1.0,
        milestone4: _Values = 1.0,
        gamma: _Values = 0.1,
        warmup: _Values = 0,
    ) -> Choice: ...

MultiStep: _MultiStep

class _Muon(Method):
    """Replaces the momentum of a weight matrix by the nearest orthogonal matrix, so that it
    moves in all directions alike. Fast for hidden layers; biases are left to AdamW.
    """

    def __call__(
        self,
        *,
        lr: _Values = 0.001,
        momentum: _Values = 0.95,
        weight_decay: _Values = 0.1,
        a: _Values = 3.4445,
        b: _Values = -4.775,
        c: _Values = 2.0315,
        eps: _Values = 1e-07,
        nesterov: bool = True,
        match_rms_adamw: bool = False,
        schedule: Choice | Method | str | None = None,
    ) -> Choice: ...

Muon: _Muon

class _NAdam(Method):
    """Adam that already counts the next step's momentum. A little faster than Adam where the
    gradient turns slowly.
    """

    def __call__(
        self,
        *,
        lr: _Values = 0.002,
        beta1: _Values = 0.9,
        beta2: _Values = 0.999,
        eps: _Values = 1e-08,
        momentum_decay: _Values = 0.004,
        weight_decay: _Values = 0.0,
        decoupled_weight_decay: bool = False,
        schedule: Choice | Method | str | None = None,
    ) -> Choice: ...

NAdam: _NAdam

class _Nesterov(Method):
    """Momentum that already counts the gradient's share of the next step, so it brakes earlier
    and overshoots less.
    """

    def __call__(
        self,
        *,
        lr: _Values = 0.001,
        momentum: _Values = 0.9,
        weight_decay: _Values = 0.0,
        schedule: Choice | Method | str | None = None,
    ) -> Choice: ...

Nesterov: _Nesterov

class _Newton(Method):
    """Divides the gradient by the curvature and so jumps to the bottom of the parabola that fits
    here. Few steps, each at the price of the Hessian.
    """

    def __call__(
        self,
        *,
        lr: _Values = 1.0,
        damping: _Values = 0.001,
        floor: _Values = 1e-06,
        schedule: Choice | Method | str | None = None,
    ) -> Choice: ...

Newton: _Newton

class _OneCycle(Method):
    """Rises to the learning rate that is set, then falls far below where it began. Made for
    short runs with a high peak.
    """

    def __call__(
        self,
        *,
        pct_start: _Values = 0.3,
        div_factor: _Values = 25.0,
        final_div_factor: _Values = 10000.0,
        warmup: _Values = 0,
    ) -> Choice: ...

OneCycle: _OneCycle

class _Polynomial(Method):
    """Decays to zero along a curve: quickly at first, gently at the end."""

    def __call__(
        self,
        *,
        power: _Values = 2.0,
        period: _Values = 0,
        warmup: _Values = 0,
    ) -> Choice: ...

Polynomial: _Polynomial

class _QHAdam(Method):
    """Adam whose direction is a mixture of the newest gradient and its long-run mean. With both
    shares at 1 it is Adam.
    """

    def __call__(
        self,
        *,
        lr: _Values = 0.001,
        beta1: _Values = 0.995,
        beta2: _Values = 0.999,
        nu1: _Values = 0.7,
        nu2: _Values = 1.0,
        eps: _Values = 1e-08,
        weight_decay: _Values = 0.0,
        schedule: Choice | Method | str | None = None,
    ) -> Choice: ...

QHAdam: _QHAdam

class _QHM(Method):
    """Averages a plain gradient step with a long-memory momentum step: some of momentum's speed,
    less of its overshoot.
    """

    def __call__(
        self,
        *,
        lr: _Values = 0.001,
        beta: _Values = 0.999,
        nu: _Values = 0.7,
        weight_decay: _Values = 0.0,
        schedule: Choice | Method | str | None = None,
    ) -> Choice: ...

QHM: _QHM

class _RAdam(Method):
    """Adam with its own warmup: while few gradients have been seen it takes plain momentum
    steps, then it trusts its scaling more and more.
    """

    def __call__(
        self,
        *,
        lr: _Values = 0.001,
        beta1: _Values = 0.9,
        beta2: _Values = 0.999,
        eps: _Values = 1e-08,
        weight_decay: _Values = 0.0,
        decoupled_weight_decay: bool = False,
        schedule: Choice | Method | str | None = None,
    ) -> Choice: ...

RAdam: _RAdam

class _RMSprop(Method):
    """Divides each step by the recent size of that parameter's gradient, so steep and flat
    directions move alike.
    """

    def __call__(
        self,
        *,
        lr: _Values = 0.01,
        alpha: _Values = 0.99,
        eps: _Values = 1e-08,
        momentum: _Values = 0.0,
        weight_decay: _Values = 0.0,
        centered: bool = False,
        schedule: Choice | Method | str | None = None,
    ) -> Choice: ...

RMSprop: _RMSprop

class _Rprop(Method):
    """Ignores how steep the slope is: steps grow while its sign stays and halve when it turns.
    Fast without noise, lost with it.
    """

    def __call__(
        self,
        *,
        lr: _Values = 0.01,
        eta_minus: _Values = 0.5,
        eta_plus: _Values = 1.2,
        step_min: _Values = 1e-06,
        step_max: _Values = 50.0,
        schedule: Choice | Method | str | None = None,
    ) -> Choice: ...

Rprop: _Rprop

class _SGD(Method):
    """Steps downhill in proportion to the slope. Slow along valleys, and it blows up when lr
    times the curvature exceeds 2.
    """

    def __call__(
        self,
        *,
        lr: _Values = 0.001,
        weight_decay: _Values = 0.0,
        schedule: Choice | Method | str | None = None,
    ) -> Choice: ...

SGD: _SGD

class _ScheduleFreeAdamW(Method):
    """AdamW's scaled steps, averaged: it needs no schedule and matches tuned ones. The
    parameters are the average; the gradient is taken between it and the newest step.
    """

    def __call__(
        self,
        *,
        lr: _Values = 0.0025,
        beta1: _Values = 0.9,
        beta2: _Values = 0.999,
        eps: _Values = 1e-08,
        weight_decay: _Values = 0.0,
        schedule: Choice | Method | str | None = None,
    ) -> Choice: ...

ScheduleFreeAdamW: _ScheduleFreeAdamW

class _ScheduleFreeSGD(Method):
    """Takes plain steps and averages them, so no schedule has to be chosen in advance. The
    parameters are the average; the gradient is taken between it and the newest step.
    """

    def __call__(
        self,
        *,
        lr: _Values = 1.0,
        beta: _Values = 0.9,
        weight_decay: _Values = 0.0,
        schedule: Choice | Method | str | None = None,
    ) -> Choice: ...

ScheduleFreeSGD: _ScheduleFreeSGD

class _SignSGD(Method):
    """Uses only whether the slope goes up or down. It never blows up, and it ends by jumping to
    and fro across the minimum.
    """

    def __call__(
        self,
        *,
        lr: _Values = 0.001,
        schedule: Choice | Method | str | None = None,
    ) -> Choice: ...

SignSGD: _SignSGD

class _Step(Method):
    """Keeps the learning rate for a while, then cuts it, again and again."""

    def __call__(
        self,
        *,
        step_size: _Values = 0,
        gamma: _Values = 0.1,
        warmup: _Values = 0,
    ) -> Choice: ...

Step: _Step

class _WarmupStableDecay(Method):
    """Stays at the full learning rate for most of the run and decays only at the end, so the
    length need not be known in advance. Use it with a warmup.
    """

    def __call__(
        self,
        *,
        decay: _Values = 0.2,
        final_factor: _Values = 0.0,
        warmup: _Values = 0,
    ) -> Choice: ...

WarmupStableDecay: _WarmupStableDecay

class _Yogi(Method):
    """Adam whose memory of large gradients fades slowly, so steps do not suddenly grow after a
    quiet stretch.
    """

    def __call__(
        self,
        *,
        lr: _Values = 0.01,
        beta1: _Values = 0.9,
        beta2: _Values = 0.999,
        eps: _Values = 0.001,
        initial_accumulator: _Values = 1e-06,
        schedule: Choice | Method | str | None = None,
    ) -> Choice: ...

Yogi: _Yogi
