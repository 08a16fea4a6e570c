"""The fields of an experiment, checked one by one and converted to the form that is kept."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from gdsim import catalogue
from gdsim.base.axes import Axis
from gdsim.base.errors import SettingError, SettingTypeError, shown, suggestion
from gdsim.base.ranges import SEEDS, Hyper, Range, nonnegative
from gdsim.base.settings import flag, number, setting, whole
from gdsim.base.words import counted
from gdsim.catalogue.choices import Choice, Method, chosen
from gdsim.engine.recipe import PRECONDITIONED, slot_name
from gdsim.engine.recording import Rule, form_of
from gdsim.experiment import stopping
from gdsim.objectives.given import objective
from gdsim.objectives.objective import Objective
from gdsim.objectives.records import NETWORK_RECORDS

STEPS = 1000  # the default
MOST_STEPS = 2**24  # float32 counts exactly up to here
DTYPES = ("float32", "float64")
_NO_PRECONDITIONER = (
    "has no preconditioner: its steps are not gradients divided by one number per parameter"
)
_ABOVE = Range(0, math.inf, False, True)  # a bound that may be switched off with infinity


def checked(given: Mapping[str, Any]) -> dict[str, Any]:
    """Every field in the form that is kept; SettingError for the first that cannot be used."""
    task = objective(given["objective"])
    optimizers = _choices(given["optimizers"], "optimizer", "optimizers")
    _check_kinds(optimizers, task)
    schedule = given["schedule"]
    if schedule is not None:
        schedules = _choices(schedule, "schedule", "schedule")
        schedule = schedules[0] if len(schedules) == 1 else schedules
        _check_own_schedules(optimizers, schedules)
    lr = None if given["lr"] is None else setting(given["lr"], "lr", nonnegative)
    for choice in optimizers:
        hyper = choice.method.hyper.get("lr")
        if lr is not None and isinstance(hyper, Hyper) and "lr" not in choice.settings:
            setting(lr, f"lr (of {choice.method.title})", hyper.range, key="lr")
    start = None if given["start"] is None else task.checked_start(given["start"])
    measures, modifiers = _measures(given["measures"]), _modifiers(given)
    return {
        "objective": task,
        "optimizers": optimizers,
        "lr": lr,
        "start": start,
        "schedule": schedule,
        "steps": _steps(given["steps"], given["epochs"], task),
        "noise": setting(given["noise"], "noise", nonnegative),
        "clip_value": _optional(given["clip_value"], "clip_value"),
        "clip_norm": _optional(given["clip_norm"], "clip_norm"),
        "seed": setting(given["seed"], "seed", SEEDS, whole=True),
        "target": None if given["target"] is None else number(given["target"], "target"),
        "tolerance": None
        if given["tolerance"] is None
        else number(given["tolerance"], "tolerance", nonnegative),
        "limit": number(given["limit"], "limit", _ABOVE),
        "record": _record(given["record"], task, optimizers, modifiers),
        "every": _every(given["every"], given["record"], measures),
        "dtype": _dtype(given["dtype"]),
        "title": _text(given["title"], "title"),
        "measures": measures,
        "keep_params": flag(given["keep_params"], "keep_params"),
        "epochs": None,
        "modifiers": modifiers,
        "stop": stopping.checked(given["stop"], task),
    }


def _check_kinds(optimizers: tuple[Choice, ...], task: Objective) -> None:
    """SettingError for an optimizer that needs something the objective does not have."""
    for index, choice in enumerate(optimizers):
        reason = task.why_not(choice.method.definition)
        if reason:
            raise SettingError(f"{choice.method.title} {reason}", f"optimizers[{index}]")


def _check_own_schedules(optimizers: tuple[Choice, ...], schedules: tuple[Choice, ...]) -> None:
    """SettingError for an optimizer with a schedule of its own where several are compared."""
    for index, choice in enumerate(optimizers):
        if choice.schedule is not None and len(schedules) > 1:
            raise SettingError(
                f"the {len(schedules)} schedules of the experiment are compared with every "
                f"optimizer, but {choice.method.title} has a schedule of its own; give the "
                "experiment one schedule",
                f"optimizers[{index}].schedule",
            )


def _steps(steps: Any, epochs: Any, task: Objective) -> int:
    updates = whole(steps, "steps", 1, MOST_STEPS)
    if epochs is None:
        return updates
    if updates != STEPS:
        raise SettingError(
            f"give either steps or epochs, got both: {shown(steps)} and {shown(epochs)}",
            "epochs",
        )
    length = task.steps_per_epoch
    if length is None and task.has_data:
        raise SettingError(
            "an epoch is as many steps as batch_size makes of the data, and batch_size has several "
            "values; give steps instead",
            "epochs",
        )
    if length is None:
        raise SettingError(
            f"epochs are passes over a network's training data, and {task.name} is a {task.kind}; "
            "give steps instead",
            "epochs",
        )
    count = whole(epochs, "epochs", 1, MOST_STEPS)
    if count * length > MOST_STEPS:
        raise SettingError(
            f"epochs must be at most {MOST_STEPS // length:,} of {counted(length, 'step')} each, "
            f"got {shown(epochs)}",
            "epochs",
        )
    return count * length


def _measures(given: Any) -> tuple[str, ...]:
    known = catalogue.discover("measure")
    wanted = (given,) if isinstance(given, str) else given
    if not isinstance(wanted, list | tuple | set | frozenset):
        raise SettingTypeError(
            f"measures must be names of {', '.join(known)}, got {shown(given)}", "measures"
        )
    for name in wanted:
        if not isinstance(name, str) or name not in known:
            hint = suggestion(name if isinstance(name, str) else "", known)
            raise SettingError(f"unknown measure {shown(name)}; {hint}", "measures")
    return tuple(name for name in known if name in wanted)


def _record(
    given: Any, task: Objective, optimizers: tuple[Choice, ...], modifiers: tuple[Choice, ...]
) -> tuple[str, ...]:
    """The names to record, in a fixed order; SettingError for one the objective does not have.

    They are given as one name, several, or a table with the steps at which each is recorded.
    """
    known = task.records
    wanted = (given,) if isinstance(given, str) else given
    if not isinstance(wanted, list | tuple | set | frozenset | Mapping):
        raise SettingTypeError(
            f"record must be names of {', '.join(known)}, got {shown(given)}", "record"
        )
    for name in wanted:
        if not isinstance(name, str):
            raise SettingTypeError(
                f"record must be names of {', '.join(known)}, got {shown(name)} among them",
                "record",
            )
        if name in NETWORK_RECORDS and name not in known:
            raise SettingError(
                f"only networks record {name}; a {task.kind} records {', '.join(known)}",
                "record",
            )
        if name not in known:
            hint = suggestion(name, known)
            if any(name in each.method.definition.state for each in optimizers):
                hint = f'"state" records what optimizers remember, {name} among it'
            raise SettingError(f"cannot record {shown(name)}; {hint}", "record")
        reason = task.why_not_recorded(name) or _why_not_of(optimizers, modifiers, name)
        if reason:
            raise SettingError(f"cannot record {name}: {reason}", "record")
    return tuple(name for name in known if name in wanted)


def slots(optimizers: tuple[Choice, ...], modifiers: tuple[Choice, ...]) -> tuple[str, ...]:
    """The slots of state of optimizers and modifiers, each once."""
    own = [name for each in optimizers for name in each.method.definition.state]
    theirs = [slot_name(each.name, n) for each in modifiers for n in each.method.definition.state]
    return tuple(dict.fromkeys([*own, *theirs]))


def _why_not_of(optimizers: tuple[Choice, ...], modifiers: tuple[Choice, ...], name: str) -> str:
    """Why a quantity cannot be recorded of runs of these methods; "" if it can."""
    if name == "state" and not slots(optimizers, modifiers):
        titles = ", ".join(dict.fromkeys(each.method.title for each in optimizers))
        return f"{titles} {'remembers' if len(optimizers) == 1 else 'remember'} nothing"
    if name != PRECONDITIONED:
        return ""
    lacking = (each for each in optimizers if each.method.definition.preconditioner is None)
    return next((f"{each.method.title} {_NO_PRECONDITIONER}" for each in lacking), "")


def _every(given: Any, record: Any, measures: tuple[str, ...]) -> Rule:
    """Which steps are recorded; `record` may be a table with a rule for each name."""
    every, key = _rule(given, "every", "every"), "every"
    for name, value in record.items() if isinstance(record, Mapping) else ():
        rule, own = _rule(value, f"record of {name}", f"record.{name}"), f"record.{name}"
        if every not in (1, rule):
            raise SettingError(
                "a result has one axis of steps, so everything is recorded at the same steps, "
                f"got {shown(every)} ({key}) and {shown(rule)} ({own})",
                own,
            )
        every, key = rule, own
    if measures and every != 1:
        raise SettingError(
            f"{measures[0]} is computed from the loss of every step, so every must be 1, "
            f"got {shown(every)}",
            key,
        )
    return every


def _rule(given: Any, name: str, key: str) -> Rule:
    """A rule of `gdsim.engine.recording`: the number of steps between two records, or a text."""
    if not isinstance(given, str):
        return whole(given, name, 1, MOST_STEPS, key)
    form = form_of(given)
    if form is None:
        raise SettingError(
            f'{name} must be a whole number, or a text such as "log:64" or "linear:64" with the '
            f"total number of steps, 2 or more, got {shown(given)}",
            key,
        )
    return "{}:{}".format(*form)


def _choices(given: Any, kind: Any, key: str) -> tuple[Choice, ...]:
    if isinstance(given, str | Choice | Method):
        return (chosen(given, kind, key),)
    if not isinstance(given, list | tuple):
        raise SettingTypeError(f"{key} must be {kind}s or their names, got {shown(given)}", key)
    if not given:
        raise SettingError(f"{key} must name at least one {kind}, got none", key)
    return tuple(chosen(each, kind, f"{key}[{index}]") for index, each in enumerate(given))


def _modifiers(given: Mapping[str, Any]) -> tuple[Choice, ...]:
    """The modifiers, each of them once; the experiment's bounds on the gradient are two of them."""
    if isinstance(given["modifiers"], list | tuple) and not given["modifiers"]:
        return ()
    choices = _choices(given["modifiers"], "modifier", "modifiers")
    names = [choice.name for choice in choices]
    for index, (choice, name) in enumerate(zip(choices, names, strict=True)):
        where = f"modifiers[{index}]"
        if name in names[:index]:
            raise SettingError(f"{choice.method.title} is given twice in modifiers", where)
        if given.get(name) is not None:
            raise SettingError(
                f"{choice.method.title} is given twice, in modifiers and as {name}", where
            )
    return choices


def _optional(value: Any, name: str) -> float | Axis | None:
    return None if value is None else setting(value, name, _ABOVE)


def _dtype(given: Any) -> str:
    for name in DTYPES:
        if isinstance(given, str | type | np.dtype) and (
            given == name or given in (np.dtype(name), np.dtype(name).type)
        ):
            return name
    raise SettingError(
        f"dtype must be {' or '.join(map(repr, DTYPES))}, got {shown(given)}", "dtype"
    )


def _text(given: Any, name: str) -> str:
    if not isinstance(given, str):
        raise SettingTypeError(f"{name} must be text, got {shown(given)}", name)
    try:
        given.encode()
    except UnicodeEncodeError:
        raise SettingError(
            f"{name} has characters that cannot be written to a file: {shown(given)}", name
        ) from None
    return given
