"""`gdsim.explain`: the explanation of a function, a network, a run or an optimizer."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gdsim.base.errors import SettingError, SettingTypeError, shown, suggestion
from gdsim.base.words import with_article
from gdsim.catalogue.choices import Choice, Method
from gdsim.experiment.experiment import Experiment
from gdsim.learn.derivatives.chain_rule import chain_rule
from gdsim.learn.derivatives.derivative import derivative
from gdsim.learn.derivatives.gradient import gradient
from gdsim.learn.derivatives.points import with_data
from gdsim.learn.diagnosis.diagnosis import diagnosis
from gdsim.learn.explanations.explanation import Explanation
from gdsim.learn.methods.initializer import initializer
from gdsim.learn.methods.loss import loss
from gdsim.learn.methods.schedule import schedule
from gdsim.learn.networks.backpropagation import backpropagation
from gdsim.learn.networks.moment import moment
from gdsim.learn.steps.optimizer_step import optimizer_step
from gdsim.objectives.objective import Objective

Teller = Callable[..., Explanation]


def _backpropagation_at(network: Any, at: Any = None, **options: Any) -> Explanation:
    """Backpropagation through a network without an experiment, at its parameters `at`, (P,)."""
    return _told(backpropagation, network, **{"params": at, **options})


def _gradient_in_a_run(
    experiment: Experiment, run: int = 0, step: int = 0, **options: Any
) -> Explanation:
    """The gradient of a network at one step of a run."""
    here = moment(experiment, run, step)
    return _told(gradient, here.network.replace(**here.penalties), here.params, **options)


def _step_of_first(experiment: Experiment, at: Any = None, **options: Any) -> Explanation:
    """One step of an experiment's first optimizer."""
    given: dict[str, Any] = {"objective": experiment.objective, "schedule": experiment.schedule,
                             "steps": experiment.steps}  # fmt: skip
    return optimizer_step(experiment.optimizers[0], at=at, **{**given, **options})


def _told(teller: Teller, *given: Any, **options: Any) -> Explanation:
    """What a teller tells; SettingTypeError for options that it does not take."""
    try:
        inspect.signature(teller).bind(*given, **options)
    except TypeError as error:
        raise SettingTypeError(f"the explanation {teller.__name__!r}: {error}") from None
    return teller(*given, **options)


@dataclass(frozen=True)
class _Known:
    """The explanations of a kind of objective, alone and in a run; the first is the default.

    has_runs: whether those in a run are for any of its steps, and so take no point.
    """

    alone: Mapping[str, Teller]
    in_a_run: Mapping[str, Teller]
    has_runs: bool = False


_STEP: Mapping[str, Teller] = {"optimizer_step": _step_of_first}
# By the kind of objective; for any other kind, one step of an optimizer on it.
_KNOWN = {
    "function": _Known(
        {"chain_rule": chain_rule, "derivative": derivative, "gradient": gradient}, _STEP
    ),
    "network": _Known(
        {"backpropagation": _backpropagation_at, "gradient": gradient},
        {"backpropagation": backpropagation, "gradient": _gradient_in_a_run},
        has_runs=True,
    ),
}
_OTHERS = _Known({}, _STEP)
_METHODS: Mapping[str, Teller] = {
    "optimizer": optimizer_step,
    "schedule": schedule,
    "initializer": initializer,
    "loss": loss,
}


def explain(subject: Any, at: Any = None, about: str | None = None, **options: Any) -> Explanation:
    """Explain a function, a network, a run or a method, with its numbers.

    `subject` is one of these:
    a Function, or the name or text of one: the chain rule at the point `at`; `about` may be
    "derivative" or "gradient" instead.
    a Network: backpropagation, or with `about="gradient"` the gradient; `at`: its parameters.
    an Experiment that trains a network: the same, at `run=0, step=0` (and `sample=0`); one on a
    function, or any other objective: the step `step=0` of its first optimizer.
    an optimizer, `gdsim.Adam(beta2=0.99)`: one step, on `objective`, from `at`.
    a schedule, `gdsim.Cosine(warmup=50)`: its rule and warmup's, and the rates of a run of `steps`.
    an initializer, `gdsim.inits.he_normal()`: its weights for a layer of `inputs` and `units`.
    a loss, with `about="loss"`: its name, or the network that has it, or its experiment.
    a result: the diagnosis of its run number `run=0`; so for an Experiment with
    `about="diagnosis"`.

    `data={"x": 2, "y": 3}` holds variables of a function's text fixed, so that the others, the
    weights, are what is differentiated by. Other `options` are passed to the function of
    `gdsim.learn` that explains the subject. Errors: SettingError, SettingTypeError.
    """
    if about is not None and not isinstance(about, str):
        raise SettingTypeError(f"about must be a text, got {shown(about)}")
    if isinstance(subject, str | Objective) and about != "loss":
        return _of_objective(subject, at, about, options)
    if isinstance(subject, Choice | Method):
        return _of_method(subject, at, about, options)
    if about == "loss":
        if at is not None:
            raise SettingError("a loss is explained without a point", "at")
        network = subject.objective if isinstance(subject, Experiment) else subject
        return _told(loss, network, **options)
    if _is_result(subject) or (isinstance(subject, Experiment) and about == "diagnosis"):
        _pick({"diagnosis": diagnosis}, about)
        return _told(diagnosis, subject, **options)
    if isinstance(subject, Experiment):
        return _of_experiment(subject, at, about, options)
    raise SettingTypeError(
        "the subject must be a function or its text, a network, an experiment, a result, an "
        f"optimizer, a schedule or an initializer, got {shown(subject)}"
    )


def _of_method(
    subject: Choice | Method, at: Any, about: str | None, options: dict[str, Any]
) -> Explanation:
    teller = _METHODS.get(subject.kind)
    if teller is None:
        known = " or ".join(map(repr, _METHODS))
        raise SettingTypeError(
            f"{with_article(subject.kind)} is not explained; a method must be {known}"
        )
    _pick({teller.__name__: teller}, about)
    if at is not None and subject.kind != "optimizer":
        raise SettingError(f"{with_article(subject.kind)} is explained without a point", "at")
    point = {} if at is None else {"at": at}
    return _told(teller, subject, **point, **options)


def _of_objective(
    subject: str | Objective, at: Any, about: str | None, options: dict[str, Any]
) -> Explanation:
    kind = "function" if isinstance(subject, str) else subject.kind
    known = _KNOWN.get(kind, _OTHERS).alone
    if "data" in options and isinstance(subject, str):
        subject = with_data(subject, options.pop("data"))
    if not known:
        raise SettingError(f"a {kind} alone has no explanation; explain an Experiment on it")
    return _told(_pick(known, about), subject, at, **options)


def _is_result(subject: Any) -> bool:
    """Whether a subject is a labelled result, decided without loading xarray."""
    xarray = sys.modules.get("xarray")
    return xarray is not None and isinstance(subject, xarray.Dataset)


def _of_experiment(
    experiment: Experiment, at: Any, about: str | None, options: dict[str, Any]
) -> Explanation:
    known = _KNOWN.get(experiment.objective.kind, _OTHERS)
    if not known.has_runs:
        return _told(_pick(known.in_a_run, about), experiment, at, **options)
    if at is not None:
        raise SettingError("give a run's step with run and step, not with a point", "at")
    return _told(_pick(known.in_a_run, about), experiment, **options)


def _pick(known: Mapping[str, Teller], about: str | None) -> Teller:
    if about is None:
        return next(iter(known.values()))
    if not isinstance(about, str) or about not in known:
        raise SettingError(
            f"about must be {' or '.join(map(repr, known))} here, got {shown(about)}; "
            f"{suggestion(about if isinstance(about, str) else '', known)}",
            "about",
        )
    return known[about]
