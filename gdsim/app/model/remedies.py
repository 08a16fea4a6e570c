"""What a diagnosis advises, as edits of the experiment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gdsim.app.model.turnable import put_in_optimizer
from gdsim.app.translation import QT_TR_NOOP, grouped, tr
from gdsim.base.axes import Axis
from gdsim.base.figures import number

if TYPE_CHECKING:
    from gdsim.catalogue.choices import Choice
    from gdsim.experiment.experiment import Experiment

WORDS = {
    "lr": QT_TR_NOOP("Learning rate {value}"),
    "steps": QT_TR_NOOP("{value} steps"),
    "dtype": "{value}",
    "schedule": QT_TR_NOOP("{value} schedule"),
}


@dataclass(frozen=True)
class Remedy:
    """One value that would be better: of the optimizer at an index, or, index None, of all."""

    name: str
    value: Any
    index: int | None

    @property
    def words(self) -> str:
        """What the value is, for a button."""
        value = self.value
        if isinstance(value, int):
            value = grouped(value)
        elif not isinstance(value, str):
            value = number(value)
        given = tr(WORDS.get(self.name, "{name} {value}"), name=self.name, value=value)
        return given[:1].upper() + given[1:]

    def apply(self, experiment: Experiment) -> Experiment:
        """The experiment with the value."""
        if self.index is None:
            return experiment.replace(**{self.name: self.value})
        return put_in_optimizer(self.name, experiment, self.value, self.index)


def remedies(experiment: Experiment, run: int, edits: Mapping[str, Any]) -> tuple[Remedy, ...]:
    """The edits of the diagnosis of a run that can be made; not those of a setting that is an axis.

    run: its number over all dimensions.
    """
    index = experiment.place_of(run).optimizer
    choice = experiment.optimizers[index]
    return tuple(
        Remedy(name, value, index if name in {**choice.method.hyper, **choice.arguments} else None)
        for name, value in edits.items()
        if _is_open(_given(experiment, choice, name), value)
    )


def _given(experiment: Experiment, choice: Choice, name: str) -> Any:
    """What a run has of a setting now: a value, or several."""
    if name == "schedule":
        schedules = experiment.schedules if choice.schedule is None else [choice.schedule]
        return [schedule.name for schedule in schedules]
    if name not in choice.method.hyper:
        return getattr(experiment, name)
    return choice.settings.get(name, experiment.lr if name == "lr" else None)


def _is_open(given: Any, value: Any) -> bool:
    """Whether one value may stand in place of what is given; equal, it was followed already."""
    several = isinstance(given, Axis) or (isinstance(given, list) and len(given) > 1)
    return not several and given not in (value, [value])
