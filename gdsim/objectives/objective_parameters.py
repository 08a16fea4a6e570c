"""What an objective is called, and which numbers of it may have several values."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, Self

from gdsim.base.axes import Axis, first_value
from gdsim.base.ranges import Hyper


class ObjectiveParameters(ABC):
    """The names, variables and parameters of an objective."""

    @property
    @abstractmethod
    def name(self) -> str:
        """A short name."""

    @property
    @abstractmethod
    def title(self) -> str:
        """The name on screen."""

    @property
    @abstractmethod
    def text(self) -> str:
        """The objective as text."""

    @property
    @abstractmethod
    def variables(self) -> tuple[str, ...]:
        """The names of the variables, in the order of points."""

    @property
    def size(self) -> int:
        """The number of variables."""
        return len(self.variables)

    @property
    def space(self) -> str:
        """A description of the space of points; equal for objectives that share it."""
        return ", ".join(self.variables)

    @property
    @abstractmethod
    def parameters(self) -> dict[str, float | Axis]:
        """The value of each parameter of the objective, or its axis."""

    @abstractmethod
    def described(self, parameter: str) -> tuple[str, str]:
        """A parameter's place in an experiment file, and its description."""

    def declared(self, parameter: str) -> Hyper:
        """A parameter's declaration: the numbers it may be, and how they are spaced."""
        return Hyper(first_value(self.parameters[parameter]))

    @abstractmethod
    def replace(self, **changes: Any) -> Self:
        """The same objective with some arguments or parameters changed."""

    def settled(self) -> Self:
        """The same objective with the first value of each parameter that has several."""
        several = {n: v.first for n, v in self.parameters.items() if isinstance(v, Axis)}
        return self.replace(**several) if several else self

    @abstractmethod
    def file_fields(self) -> Mapping[str, Any]:
        """The arguments that it is made with, as in an experiment file."""

    @property
    def choices(self) -> frozenset[str]:
        """Those of `parameters` that are choices of training; the others pose another problem."""
        return frozenset()

    @property
    def definition(self) -> Any:
        """The catalogue's definition, or None."""
        return None

    @property
    def methods(self) -> frozenset[tuple[str, str]]:
        """The kinds and names of the methods that it uses from the catalogue."""
        return frozenset()
