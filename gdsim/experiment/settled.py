"""An experiment with other values of the settings that may be axes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from gdsim.base.axes import Axis

if TYPE_CHECKING:
    from gdsim.catalogue.choices import Choice
    from gdsim.experiment.experiment import Experiment

# The owner and the name of a setting, as in `Layout.names`, and its value to the new value.
Change = Callable[[str, str, Any], Any]


def with_settings(experiment: Experiment, change: Change) -> Experiment:
    """The experiment with every axis (but those of starts) as `change` returns it."""

    def changed(choice: Choice, owner: str) -> Choice:
        changes: dict[str, Any] = {n: change(owner, n, axis) for n, axis in choice.axes.items()}
        if choice.schedule is not None:
            changes["schedule"] = changed(choice.schedule, "schedule")
        return choice.replace(**changes)

    objective = experiment.objective
    axes = {n: v for n, v in objective.parameters.items() if isinstance(v, Axis)}
    if axes:
        objective = objective.replace(**{n: change("objective", n, v) for n, v in axes.items()})
    changes: dict[str, Any] = {
        "objective": objective,
        "optimizers": [changed(each, "optimizer") for each in experiment.optimizers],
        "modifiers": [changed(each, each.name) for each in experiment.modifiers],
        "lr": change("optimizer", "lr", experiment.lr),
    }
    if experiment.schedule is not None:
        changes["schedule"] = [changed(each, "schedule") for each in experiment.schedules]
    for name in ("noise", "clip_value", "clip_norm", "seed"):
        changes[name] = change("experiment", name, getattr(experiment, name))
    return experiment.replace(**changes)
