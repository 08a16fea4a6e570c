"""An experiment whose numbers are moved by sliders, and its start by hand."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from gdsim.base.axes import Axis
from gdsim.base.errors import SettingError, SettingTypeError, shown, suggestion
from gdsim.base.figures import number
from gdsim.base.ranges import Hyper
from gdsim.base.scale import Scale, scale_of
from gdsim.experiment import Experiment
from gdsim.results.origin import experiment_at

MOST_WORK = 20_000_000  # steps of all runs: about a tenth of a second for functions


@dataclass(frozen=True)
class Slider:
    """A number that is moved: of the optimizer with an index, or of the objective (None)."""

    name: str
    optimizer: int | None
    title: str
    scale: Scale
    value: float

    @property
    def place(self) -> float:
        """Where its handle is at first, 0 to 1."""
        return self.scale.place(self.value)

    def put(self, experiment: Experiment, place: float) -> Experiment:
        """The experiment with the number at a place of the slider."""
        value: Any = self.scale.value(min(max(place, 0.0), 1.0))
        if self.optimizer is None:
            objective = experiment.objective.replace(**{self.name: value})
            return experiment.replace(objective=objective)
        choices = list(experiment.optimizers)
        choices[self.optimizer] = choices[self.optimizer].replace(**{self.name: value})
        return experiment.replace(optimizers=choices)

    def said(self, place: float | None = None) -> str:
        """The number at a place, in words; None: the one that it has at first."""
        at = self.value if place is None else self.scale.value(min(max(place, 0.0), 1.0))
        return number(at)


@dataclass(frozen=True)
class Moved:
    """An experiment as it was given, and the sliders that move it."""

    experiment: Experiment
    sliders: tuple[Slider, ...]

    @classmethod
    def of(cls, subject: Any, names: Iterable[str] | None = None) -> Moved:
        """An Experiment or its file, with sliders for names; None: those that are usual."""
        if isinstance(subject, str | os.PathLike):
            subject = experiment_at(subject)
        if not isinstance(subject, Experiment):
            raise SettingTypeError(f"an Experiment or its file is needed, got {shown(subject)}")
        work = subject.runs * subject.steps
        if work > MOST_WORK:
            raise SettingError(
                f"a widget follows the hand up to {MOST_WORK:,} steps of all runs together, and "
                f"this experiment has {work:,}: take fewer runs or steps"
            )
        return cls(subject, tuple(_sliders(subject, names)))

    @property
    def can_drag(self) -> bool:
        """Whether the start is a point of a picture: of one or two variables."""
        return self.experiment.objective.has_domain and len(self.experiment.objective.variables) < 3

    def at(
        self, places: Sequence[float | None] = (), start: Iterable[float | None] | None = None
    ) -> Experiment:
        """The experiment with sliders at places, None where one has not moved, and a start.

        A page sends None for a coordinate that is not finite.

        Errors: SettingError for a start that the objective does not allow.
        """
        experiment = self.experiment
        for slider, place in zip(self.sliders, places, strict=False):
            if place is not None:
                experiment = slider.put(experiment, float(place))
        if start is not None and self.can_drag:
            experiment = experiment.replace(
                start=tuple(math.nan if x is None else float(x) for x in start)
            )
        return experiment


def _sliders(experiment: Experiment, names: Iterable[str] | None) -> Iterator[Slider]:
    """The sliders for names, in their order."""
    offered = list(_offered(experiment))
    if names is None:
        shapes = experiment.objective.has_domain  # of a network other numbers are its own
        yield from (e for e in offered if e.name == "lr" or (shapes and e.optimizer is None))
        return
    if isinstance(names, str):
        names = [names]
    for name in names:
        found = [each for each in offered if each.name == name]
        if not found:
            known = sorted({each.name for each in offered})
            raise SettingError(
                f"no slider moves {shown(name)}; {suggestion(str(name), known)}", "sliders"
            )
        yield from found


def _offered(experiment: Experiment) -> Iterator[Slider]:
    """Sliders for all numbers that have one value and an order."""
    several = len(experiment.optimizers) > 1
    for index, choice in enumerate(experiment.optimizers):
        for name, hyper in choice.method.hyper.items():
            given: Any = choice.settings.get(name)
            if given is None:
                common = experiment.lr if name == "lr" else None
                given = hyper.default if common is None else common
            words = name.replace("_", " ")
            title = f"{experiment.labels[index]}: {words}" if several else words
            yield from _slider(name, index, title, given, hyper)
    objective = experiment.objective
    for name, given in objective.parameters.items():
        yield from _slider(name, None, name, given, objective.declared(name))


def _slider(
    name: str, optimizer: int | None, title: str, given: Any, hyper: Any
) -> Iterator[Slider]:
    if not isinstance(hyper, Hyper) or isinstance(given, Axis):
        return
    scale = scale_of(hyper, float(given))
    if scale is not None:
        yield Slider(name, optimizer, title, scale, float(given))
