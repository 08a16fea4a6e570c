"""`gdsim.explain`: what there is to explain of a function, a network, a run or an optimizer."""

from __future__ import annotations

import sys
from collections.abc import Callable
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
from gdsim.objectives.function import Function
from gdsim.objectives.network import Network

Teller = Callable[..., Explanation]
_OF_FUNCTION: dict[str, Teller] = {
    "chain_rule": chain_rule,
    "derivative": derivative,
    "gradient": gradient,
}
_OF_NETWORK: dict[str, Teller] = {
    "backpropagation": backpropagation,
    "gradient": gradient,
}


def explain(subject: Any, at: Any = None, about: str | None = None, **options: Any) -> Explanation:
    """What is behind a function, a network, a run or an optimizer, worked with its numbers.

    `subject` is one of these:
    a Function, or the name or text of one: the chain rule at the point `at`; `about` may be
    "derivative" or "gradient" instead.
    a Network: backpropagation, or with `about="gradient"` the gradient; `at` are its parameters.
    an Experiment that trains a network: the same, at `run=0, step=0` (and `sample=0`); one on a
    function: the step `step=0` of its first optimizer.
    an optimizer, `gdsim.Adam(beta2=0.99)`: one step, on `objective`, from `at`.
    a result: the diagnosis of its run number `run=0`, as with `about="diagnosis"` of an Experiment.

    `options` are those of the function in `gdsim.learn` that answers. Errors: SettingError,
    SettingTypeError.
    """
    if isinstance(subject, str | Function):
        teller = _pick(_OF_FUNCTION, about)
        return teller(subject, at, **options)
    if isinstance(subject, Network):
        if _pick(_OF_NETWORK, about) is backpropagation:
            return backpropagation(subject, params=at, **options)
        return gradient(subject, at, **options)
    if isinstance(subject, Choice | Method):
        _pick({"optimizer_step": optimizer_step}, about)
        return optimizer_step(subject, at=at, **options)
    if _is_result(subject) or (isinstance(subject, Experiment) and about == "diagnosis"):
        _pick({"diagnosis": diagnosis}, about)
        return diagnosis(subject, **options)
    if isinstance(subject, Experiment):
        return _of_experiment(subject, at, about, options)
    raise SettingTypeError(
        "what is explained must be a function or its text, a network, an experiment, a result or "
        f"an optimizer, got {shown(subject)}"
    )


def _is_result(subject: Any) -> bool:
    """Whether a subject is a labelled result; xarray is not loaded to find that out."""
    xarray = sys.modules.get("xarray")
    return xarray is not None and isinstance(subject, xarray.Dataset)


def _of_experiment(
    experiment: Experiment, at: Any, about: str | None, options: dict[str, Any]
) -> Explanation:
    if isinstance(experiment.objective, Network):
        if at is not None:
            raise SettingError("a run's step is given by run and step, not by a point", "at")
        if _pick(_OF_NETWORK, about) is backpropagation:
            return backpropagation(experiment, **options)
        here = moment(experiment, options.pop("run", 0), options.pop("step", 0))
        return gradient(here.network.replace(**here.penalties), here.params, **options)
    _pick({"optimizer_step": optimizer_step}, about)
    given: dict[str, Any] = {"objective": experiment.objective, "schedule": experiment.schedule,
                             "steps": experiment.steps}  # fmt: skip
    return optimizer_step(experiment.optimizers[0], at=at, **{**given, **options})


def _pick(known: dict[str, Teller], about: str | None) -> Teller:
    if about is None:
        return next(iter(known.values()))
    if not isinstance(about, str) or about not in known:
        raise SettingError(
            f"about must be {' or '.join(map(repr, known))} here, got {shown(about)}; "
            f"{suggestion(about if isinstance(about, str) else '', known)}",
            "about",
        )
    return known[about]
