"""What a diagnosis advises, as edits of the experiment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gdsim.base.axes import Axis
from gdsim.catalogue.choices import find
from gdsim.learn.explanations.show import number

if TYPE_CHECKING:
    from gdsim.experiment.experiment import Experiment

WORDS = {"lr": "Learning rate {}", "steps": "{} steps", "dtype": "{}", "schedule": "{} schedule"}


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
            value = f"{value:,}"
        elif not isinstance(value, str):
            value = number(value)
        given = WORDS.get(self.name, f"{self.name} {{}}").format(value)
        return given[:1].upper() + given[1:]

    def apply(self, experiment: Experiment) -> Experiment:
        """The experiment with the value."""
        if self.index is None:
            value = find("schedule", self.value)() if self.name == "schedule" else self.value
            return experiment.replace(**{self.name: value})
        choices = list(experiment.optimizers)
        choices[self.index] = choices[self.index].replace(**{self.name: self.value})
        return experiment.replace(optimizers=choices)


def remedies(experiment: Experiment, run: int, edits: Mapping[str, Any]) -> tuple[Remedy, ...]:
    """The edits of the diagnosis of a run that can be made; not those of a setting that is an axis.

    run: its number over all dimensions.
    """
    index = run // experiment.layout.runs // len(experiment.schedules)
    settings = experiment.optimizers[index].settings
    found = []
    for name, value in edits.items():
        owner = settings if name in settings else vars(experiment)
        if isinstance(owner.get(name), Axis) or (isinstance(experiment.lr, Axis) and name == "lr"):
            continue
        if owner.get(name) == value:
            continue  # it has been followed
        if name == "schedule" and len(experiment.schedules) > 1:
            continue
        found.append(Remedy(name, value, index if name in settings else None))
    return tuple(found)
