"""What can be recorded of the runs on an objective."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gdsim.objectives.objective_parameters import ObjectiveParameters
from gdsim.objectives.records import RECORDS, Record


class ObjectiveRecords(ObjectiveParameters):
    """The records of an objective; by default those that every kind has."""

    @property
    def records(self) -> Mapping[str, Record]:
        """The quantities that can be recorded of its kind, by name."""
        return RECORDS

    @property
    def finals(self) -> tuple[str, ...]:
        """The names of the records that are also computed at the end of every run."""
        return ()

    @property
    def final_loss(self) -> str:
        """The variable of results that has the loss with which runs ended."""
        return "loss"

    @property
    def whole_loss(self) -> str:
        """The name of the record of the loss itself, not of an estimate."""
        return "loss"

    def looks(self, steps: int) -> tuple[int, ...]:
        """The steps at which runs of `steps` are judged by the loss itself; (): at every step."""
        return ()

    @property
    def reserved(self) -> frozenset[str]:
        """The names that its results use, which no axis can have."""
        return frozenset()

    def why_not_recorded(self, name: str) -> str:
        """Why one of `records` cannot be recorded; "" if it can."""
        return ""

    def places(self, dim: str) -> Sequence[Any]:
        """The coordinates of a record's own dimension: numbers from 1, or names."""
        return self.variables
