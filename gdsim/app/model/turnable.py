"""The numbers of an experiment that can be turned: what each is, what it may be, how it is set."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from gdsim.app.translation import QT_TR_NOOP, tr
from gdsim.base.axes import Axis, first_value, several
from gdsim.base.ranges import SEEDS, Hyper, Range, finite, nonnegative, positive
from gdsim.base.ranges import steps as step_range
from gdsim.base.scale import shown_first
from gdsim.base.settings import Setting
from gdsim.objectives.starts import Point

if TYPE_CHECKING:
    from gdsim.catalogue.choices import Choice
    from gdsim.experiment.experiment import Experiment

Put = Callable[["Experiment", Any, int], "Experiment"]
COUNTED = 64  # whole numbers that are shown first


@dataclass(frozen=True)
class Turnable:
    """One number of an experiment.

    `value`: what it is now. `home`: the part of its range that a map shows first. `log`: whether
    that is drawn over logarithms. `whole`: whether it has no values between whole numbers.
    `put(experiment, value, optimizer)`: the experiment with another value, or several, there;
    `optimizer` says whose number it is, if it is an optimizer's.
    """

    key: str
    title: str
    value: float
    range: Range
    home: tuple[float, float]
    log: bool
    put: Put = field(compare=False)
    whole: bool = False


def turnables(experiment: Experiment) -> dict[str, Turnable]:
    """The numbers of an experiment of one run (`one_run`), by key, the learning rate first."""
    return {each.key: each for each in _all(experiment)}


def axes_of(experiment: Experiment) -> dict[str, Axis]:
    """The axes that an experiment has itself, by the keys of the numbers that they give.

    They are in the order of the dimensions of its results.
    """
    keys = {dim: _key(*setting) for setting, dim in experiment.layout.names.items()}
    keys |= {f"start_{name}": f"start.{name}" for name in experiment.objective.variables}
    dimensions = experiment.layout.dimensions
    return {keys[each.name]: each.axis for each in dimensions if each.axis is not None}


def _key(owner: str, name: str) -> str:
    """The key of an owner's setting; the experiment's own have their name."""
    return name if owner == "experiment" else f"{owner}.{name}"


def _all(experiment: Experiment) -> Iterator[Turnable]:
    choice = experiment.optimizers[0]
    for name, hyper in sorted(choice.method.hyper.items(), key=lambda item: item[0] != "lr"):
        if not isinstance(hyper, Hyper):
            continue
        value = setting_of(experiment, choice, name)
        yield _number(
            _key("optimizer", name),
            words_of(name),
            value,
            hyper,
            partial(put_in_optimizer, name),
        )
    if experiment.objective.has_domain:
        yield from _starts(experiment)
    objective = experiment.objective
    for name, value in {**objective.parameters, **objective.sizes}.items():
        hyper = objective.declared(name)
        if hyper.range == SEEDS and objective.drawn_by(experiment.start) != name:
            continue  # nothing is drawn with it
        words, put = objective.described(name)[1], partial(_put_in_objective, name)
        yield _number(_key("objective", name), words, value, hyper, put)
    schedule = experiment.pairs[0].schedule
    for name, hyper in schedule.method.hyper.items():
        if isinstance(hyper, Hyper):
            yield _number(
                _key("schedule", name),
                tr("{setting} of {method}", setting=_words(name), method=schedule.method.title),
                schedule.settings.get(name, hyper.default),
                hyper,
                partial(_put_in_schedule, name),
                experiment.steps,
            )
    for index, modifier in enumerate(experiment.modifiers):
        for name, hyper in modifier.method.hyper.items():
            if isinstance(hyper, Hyper):
                yield _number(
                    _key(modifier.name, name),
                    tr("{setting} of {method}", setting=_words(name), method=modifier.method.title),
                    modifier.settings.get(name, hyper.default),
                    hyper,
                    partial(_put_in_modifier, index, name),
                )
    for name, (words, hyper) in COMMON.items():
        value = getattr(experiment, name)
        yield _number(
            name,
            tr(words),
            hyper.default if value is None else value,
            hyper,
            partial(_put_in_experiment, name),
        )


# The numbers of every experiment that may be axes, as the window shows and nudges them.
COMMON = {
    "noise": (
        QT_TR_NOOP("gradient noise σ"),
        Hyper(
            0.0,
            nonnegative,
            True,
            QT_TR_NOOP("Standard deviation of noise added to each component."),
        ),
    ),
    "clip_value": (
        QT_TR_NOOP("clip components"),
        Hyper(1.0, positive, True, QT_TR_NOOP("Empty: no clipping.")),
    ),
    "clip_norm": (
        QT_TR_NOOP("clip the norm"),
        Hyper(1.0, positive, True, QT_TR_NOOP("Empty: no clipping.")),
    ),
    "seed": (
        QT_TR_NOOP("noise seed"),
        Hyper(0, SEEDS, summary=QT_TR_NOOP("Of the gradient noise."), whole=True),
    ),
}


def _starts(experiment: Experiment) -> Iterator[Turnable]:
    objective = experiment.objective
    point = objective.first_start(experiment.starts).tolist()
    sides = zip(objective.variables, point, objective.domain, strict=True)
    for index, (name, value, (low, high)) in enumerate(sides):
        put = partial(_put_in_start, index)
        yield Turnable(
            f"start.{name}", tr("start: {name}", name=name), value, finite, (low, high), False, put
        )


def setting_of(experiment: Experiment, choice: Choice, name: str) -> Setting:
    """The setting that applies: the given one, the experiment's common one, or the default."""
    if name in choice.settings:
        return choice.settings[name]
    if name == "lr" and experiment.lr is not None:
        return experiment.lr
    return choice.method.hyper[name].default


def put_in_optimizer(name: str, experiment: Experiment, value: Any, optimizer: int) -> Experiment:
    """The experiment with another value of an optimizer's setting."""
    choices = list(experiment.optimizers)
    choices[optimizer] = choices[optimizer].replace(**{name: value})
    return experiment.replace(optimizers=choices)


def _put_in_objective(name: str, experiment: Experiment, value: Any, _: int) -> Experiment:
    return experiment.replace(objective=experiment.objective.replace(**{name: value}))


def _put_in_schedule(name: str, experiment: Experiment, value: Any, optimizer: int) -> Experiment:
    own = experiment.optimizers[optimizer].schedule
    if own is not None:
        return put_in_optimizer("schedule", experiment, own.replace(**{name: value}), optimizer)
    first, *others = experiment.schedules
    return experiment.replace(schedule=[first.replace(**{name: value}), *others])


def _put_in_modifier(
    index: int, name: str, experiment: Experiment, value: Any, _: int
) -> Experiment:
    choices = list(experiment.modifiers)
    choices[index] = choices[index].replace(**{name: value})
    return experiment.replace(modifiers=choices)


def _put_in_experiment(name: str, experiment: Experiment, value: Any, _: int) -> Experiment:
    return experiment.replace(**{name: value})


def _put_in_start(index: int, experiment: Experiment, value: Any, _: int) -> Experiment:
    start = experiment.start
    if isinstance(start, Point):
        point: list[Any] = list(start.coordinates)
    else:
        point = experiment.objective.first_start(experiment.starts).tolist()
    point[index] = several(value) if isinstance(value, np.ndarray) else value
    return experiment.replace(start=tuple(point))


def _number(
    key: str, title: str, given: float | Axis, hyper: Hyper, put: Put, steps: int = 0
) -> Turnable:
    """A number of a method; steps: those of a run, if it may count them."""
    value = first_value(given)
    if hyper.whole:
        home = (
            (0.0, float(steps)) if steps and hyper.range == step_range else _counted(value, hyper)
        )
        return Turnable(key, title, value, hyper.range, home, False, partial(_put_whole, put), True)
    home, log = shown_first(value, hyper)
    return Turnable(key, title, value, hyper.range, home, log, put)


def _put_whole(put: Put, experiment: Experiment, value: Any, optimizer: int) -> Experiment:
    return put(experiment, value if isinstance(value, np.ndarray) else int(value), optimizer)


def _counted(value: float, hyper: Hyper) -> tuple[float, float]:
    """The whole numbers that are shown first: the least ones, or those about the present one."""
    low = max(hyper.range.low, value - COUNTED / 2)
    return low, min(low + COUNTED, hyper.range.high)


def words_of(name: str) -> str:
    """A setting, by its name in files, as the window calls it."""
    return tr("learning rate") if name == "lr" else _words(name)


def _words(name: str) -> str:
    return name.replace("_", " ")
