"""`gdsim.explain`: the explanation of a function, a network, a run or an optimizer."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gdsim.base.errors import SettingError, SettingTypeError, shown, suggestion
from gdsim.catalogue.choices import Choice, Method
from gdsim.experiment.experiment import Experiment
from gdsim.learn.derivatives.chain_rule import chain_rule
from gdsim.learn.derivatives.derivative import derivative
from gdsim.learn.derivatives.gradient import gradient
from gdsim.learn.diagnosis.diagnosis import diagnosis
from gdsim.learn.explanations.explanation import Explanation
from gdsim.learn.networks.backpropagation import backpropagation
from gdsim.learn.networks.moment import moment
from gdsim.learn.steps.optimizer_step import optimizer_step
from gdsim.objectives.objective import Objective

Teller = Callable[..., Explanation]


def _backpropagation_at(network: Any, at: Any = None, **options: Any) -> Explanation:
    """Backpropagation through a network without an experiment, at its parameters `at`, (P,)."""
    return backpropagation(network, params=at, **options)


def _gradient_in_a_run(
    experiment: Experiment, run: int = 0, step: int = 0, **options: Any
) -> Explanation:
    """The gradient of a network at one step of a run."""
    here = moment(experiment, run, step)
    return gradient(here.network.replace(**here.penalties), here.params, **options)


def _step_of_first(experiment: Experiment, at: Any = None, **options: Any) -> Explanation:
    """One step of an experiment's first optimizer."""
    given: dict[str, Any] = {"objective": experiment.objective, "schedule": experiment.schedule,
                             "steps": experiment.steps}  # fmt: skip
    return optimizer_step(experiment.optimizers[0], at=at, **{**given, **options})


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


def explain(subject: Any, at: Any = None, about: str | None = None, **options: Any) -> Explanation:
    """Explain a function, a network, a run or an optimizer, with its numbers.

    `subject` is one of these:
    a Function, or the name or text of one: the chain rule at the point `at`; `about` may be
    "derivative" or "gradient" instead.
    a Network: backpropagation, or with `about="gradient"` the gradient; `at`: its parameters.
    an Experiment that trains a network: the same, at `run=0, step=0` (and `sample=0`); one on a
    function, or any other objective: the step `step=0` of its first optimizer.
    an optimizer, `gdsim.Adam(beta2=0.99)`: one step, on `objective`, from `at`.
    a result: the diagnosis of its run number `run=0`; so for an Experiment with
    `about="diagnosis"`.

    `options` are passed to the function of `gdsim.learn` that explains it. Errors: SettingError,
    SettingTypeError.
    """
    if isinstance(subject, str | Objective):
        return _of_objective(subject, at, about, options)
    if isinstance(subject, Choice | Method):
        _pick({"optimizer_step": optimizer_step}, about)
        return optimizer_step(subject, at=at, **options)
    if _is_result(subject) or (isinstance(subject, Experiment) and about == "diagnosis"):
        _pick({"diagnosis": diagnosis}, about)
        return diagnosis(subject, **options)
    if isinstance(subject, Experiment):
        return _of_experiment(subject, at, about, options)
    raise SettingTypeError(
        "the subject must be a function or its text, a network, an experiment, a result or "
        f"an optimizer, got {shown(subject)}"
    )


def _of_objective(
    subject: str | Objective, at: Any, about: str | None, options: dict[str, Any]
) -> Explanation:
    kind = "function" if isinstance(subject, str) else subject.kind
    known = _KNOWN.get(kind, _OTHERS).alone
    if not known:
        raise SettingError(f"a {kind} alone has no explanation; explain an Experiment on it")
    return _pick(known, about)(subject, at, **options)


def _is_result(subject: Any) -> bool:
    """Whether a subject is a labelled result, decided without loading xarray."""
    xarray = sys.modules.get("xarray")
    return xarray is not None and isinstance(subject, xarray.Dataset)


def _of_experiment(
    experiment: Experiment, at: Any, about: str | None, options: dict[str, Any]
) -> Explanation:
    known = _KNOWN.get(experiment.objective.kind, _OTHERS)
    if not known.has_runs:
        return _pick(known.in_a_run, about)(experiment, at, **options)
    if at is not None:
        raise SettingError("give a run's step with run and step, not with a point", "at")
    return _pick(known.in_a_run, about)(experiment, **options)


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
