"""What the Calculus workspace looks at: a function, and a point of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from gdsim.app.controls.objective import typed
from gdsim.app.model.offered import function_at_start, is_edited_by
from gdsim.app.translation import QT_TR_NOOP
from gdsim.experiment import Experiment
from gdsim.objectives import Function

Point = tuple[float, ...]


@dataclass(frozen=True)
class Subject:
    """A function whose parameters have one value each, and a point, one number per variable."""

    function: Function
    point: Point

    @classmethod
    def of(cls, function: Function, at: Mapping[str, float] | None = None) -> Subject:
        """A function at a point; variables that `at` does not name are as where runs start."""
        settled = function.settled()
        assert isinstance(settled, Function)
        given = at or {}
        numbers = zip(settled.variables, settled.start, strict=True)
        return cls(settled, tuple(given.get(name, start) for name, start in numbers))

    @property
    def text(self) -> str:
        """The formula with the values of its parameters, as it is typed."""
        return str(self.function.expression)

    @property
    def coordinates(self) -> dict[str, float]:
        """The variables and their numbers."""
        return dict(zip(self.function.variables, self.point, strict=True))

    def retyped(self, text: str) -> Subject:
        """Another text at the same numbers, as far as it has the same variables.

        Errors: ValueError, with the `columns` that are wrong.
        """
        function = typed(text, self.function)
        kept = {name: x for name, x in self.coordinates.items() if name in function.variables}
        new = Subject.of(function, kept)
        return new if function.is_finite(new.point) else Subject.of(function)

    def at(self, point: Sequence[float]) -> Subject:
        """The same function at another point."""
        return replace(self, point=tuple(point))


def subject_of(experiment: Experiment) -> Subject | None:
    """The function that an experiment minimises, at its first start; None for a network."""
    if not is_edited_by(experiment.objective, "function"):
        return None
    return Subject.of(*function_at_start(experiment))


@dataclass(frozen=True)
class Example:
    """A function worth looking at: its name, text, point, and the view that shows it best."""

    name: str
    text: str
    at: Mapping[str, float]
    view: str

    @property
    def subject(self) -> Subject:
        """The function at the point."""
        return Subject.of(Function(self.text), self.at)


EXAMPLES = (
    Example(QT_TR_NOOP("A square of a sum"), "(2*x + 3)**2", {"x": 1.0}, "derivative"),
    Example(QT_TR_NOOP("A corner"), "abs(x)", {"x": 1.0}, "derivative"),
    Example(QT_TR_NOOP("A wave on a slope"), "sin(2*x) + x/2", {"x": 1.0}, "derivative"),
    Example(
        QT_TR_NOOP("A bowl"), "x**2 + 3*y**2", {"x": 2.0, "y": 1.0}, "gradient"
    ),
    Example(
        QT_TR_NOOP("A neuron and its squared error"),
        "(w*x + b - y)**2; x = 2, y = 3", {"w": 0.5, "b": 0.1}, "chain",
    ),
    Example(
        QT_TR_NOOP("A value used twice"), "exp(x)*sin(exp(x))", {"x": 0.5}, "chain"
    ),
)  # fmt: skip
