"""Whose schedule is edited: the experiment's, or that of one optimizer's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gdsim.app.model.turnable import put_in_optimizer, setting_of
from gdsim.base.axes import Axis
from gdsim.catalogue.choices import Choice, find
from gdsim.experiment import Experiment


def schedule_of(experiment: Experiment, optimizer: int | None) -> Choice | None:
    """The schedule that an optimizer has of its own, if any; of no optimizer: the experiment's."""
    if optimizer is None:
        return experiment.schedules[0]
    return experiment.optimizers[optimizer].schedule


def with_schedule(experiment: Experiment, name: str, optimizer: int | None) -> Experiment:
    """The experiment with another schedule there, at its defaults but for the warmup, which stays.

    name: "" for none of an optimizer's own.
    """
    before = schedule_of(experiment, optimizer) or experiment.schedules[0]
    warmup = before.settings.get("warmup")
    kept = {} if warmup is None else {"warmup": warmup}
    return _with(experiment, find("schedule", name)(**kept) if name else None, optimizer)


def with_schedule_settings(
    experiment: Experiment, changes: Mapping[str, Any], optimizer: int | None
) -> Experiment:
    """The experiment with other settings of a schedule."""
    before = schedule_of(experiment, optimizer)
    assert before is not None  # what it does not have cannot be edited
    changed = before.replace(**changes)
    if optimizer is None and len(experiment.schedules) > 1:
        return experiment.replace(schedule=[changed, *experiment.schedules[1:]])
    return _with(experiment, changed, optimizer)


def shared_rate(experiment: Experiment, optimizer: int | None) -> float | None:
    """The learning rate that is multiplied with a schedule's factor, if there is just one."""
    choices = [each for each in experiment.optimizers if each.schedule is None]
    if optimizer is not None:
        choices = [experiment.optimizers[optimizer]]
    rates = {setting_of(experiment, each, "lr") for each in choices if "lr" in each.method.hyper}
    rate = rates.pop() if len(rates) == 1 else None
    return None if rate is None or isinstance(rate, Axis) else float(rate)


def _with(experiment: Experiment, schedule: Choice | None, optimizer: int | None) -> Experiment:
    if optimizer is None:
        return experiment.replace(schedule=schedule)
    return put_in_optimizer("schedule", experiment, schedule, optimizer)
