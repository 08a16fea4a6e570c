"""What an experiment minimises, whatever kind it is of: a function, a network, or another.

`Function` and `Network` are such. Nothing above this folder asks which of them it has: another kind
is a class of `Objective` that says what this one asks.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdsim.base.axes import WHOLE, Axis, Part
from gdsim.base.errors import SettingError
from gdsim.catalogue.definitions import Optimizer
from gdsim.objectives.records import RECORDS, Record
from gdsim.objectives.starts import Coordinate, Domain, Grid, Point, Points, Start, Uniform, started
from gdsim.objectives.weights import Vectors

if TYPE_CHECKING:
    from gdsim.engine.perceptron import Tensor
    from gdsim.engine.program import Value

# Where runs start, with a grid written out as the axes that it has.
Starts = Point | Points | Uniform | Vectors

# Gradient norm at which a run has converged, where the experiment does not say: about what rounding
# leaves of a gradient on the catalogue's functions in float32, and a usual choice in float64.
TOLERANCE = {"float32": 1e-4, "float64": 1e-6}
_CHECKED_STARTS = 1000  # points whose loss is looked at before anything runs


KINDS: dict[str, type[Objective]] = {}  # by the word for it; a class of `Objective` adds itself


class Objective(ABC):
    """Something to minimise. A kind of its own says what is abstract here, and what differs.

    As it stands here, an objective is one that starts at points of a domain, has no data and no
    parts, and is recorded by what every kind has.
    """

    kind: ClassVar[str]  # the word for it, and its key in an experiment file
    has_domain: ClassVar[bool] = True
    """Whether runs are points of a domain, few enough numbers to be recorded, mapped and drawn."""

    def __init_subclass__(cls) -> None:
        KINDS[cls.kind] = cls

    @property
    @abstractmethod
    def name(self) -> str:
        """A short name."""

    @property
    @abstractmethod
    def title(self) -> str:
        """What to call it on screen."""

    @property
    @abstractmethod
    def text(self) -> str:
        """What it is, as text."""

    @property
    @abstractmethod
    def variables(self) -> tuple[str, ...]:
        """The names of what is minimised over, in the order of points."""

    @property
    @abstractmethod
    def parameters(self) -> dict[str, float | Axis]:
        """The value of each parameter of the objective, or its axis."""

    @abstractmethod
    def described(self, parameter: str) -> tuple[str, str]:
        """Where a parameter stands in an experiment file, and what it is in words."""

    @abstractmethod
    def replace(self, **changes: Any) -> Self:
        """The same objective with some arguments or parameters changed."""

    def settled(self) -> Self:
        """The same objective with the first value of each parameter that has several."""
        several = {n: v.first for n, v in self.parameters.items() if isinstance(v, Axis)}
        return self.replace(**several) if several else self

    @abstractmethod
    def evaluate(self, points: ArrayLike, /) -> NDArray[np.float64]:
        """The value at points, (n, size), as (n,) in float64."""

    @abstractmethod
    def gradient(self, points: ArrayLike, /) -> NDArray[np.float64]:
        """The gradient at points, (n, size), as (n, size) in float64."""

    def hessian(self, point: ArrayLike, step: int = 0) -> NDArray[np.float64]:
        """The Hessian at one point, (size, size), at a step; here by central differences."""
        here = np.asarray(point, np.float64)
        reach = np.cbrt(np.finfo(np.float64).eps) * np.maximum(1.0, np.abs(here))
        ahead, behind = (self.gradient(here + sign * np.diag(reach)) for sign in (1, -1))
        found = (ahead - behind) / (2 * reach[:, None])
        symmetric: NDArray[np.float64] = (found + found.T) / 2
        return symmetric

    def value(self, point: ArrayLike, step: int = 0) -> float:
        """The value at one point, (size,), at a step."""
        return float(self.settled().evaluate(np.asarray([point], np.float64))[0])

    def slope(self, point: ArrayLike, step: int = 0) -> NDArray[np.float64]:
        """The gradient at one point, (size,), at a step."""
        found: NDArray[np.float64] = self.gradient(np.asarray([point], np.float64))[0]
        return found

    def seen_by_step(
        self, point: ArrayLike, step: int, seed: int, parameters: Mapping[str, float]
    ) -> tuple[float, NDArray[np.float64]]:
        """The loss and its gradient, (size,), that a run's step sees at a point: of its batch.

        seed: the run's own. parameters: the values that they have in the run.
        """
        return self.value(point, step), self.slope(point, step)

    def curvatures(self, point: ArrayLike, step: int = 0) -> NDArray[np.float64] | None:
        """The eigenvalues of the Hessian, ascending; None if it is not finite.

        Of a Hessian that is too large for all of them, the largest alone.
        """
        if not np.isfinite(point).all():
            return None
        hessian = self.hessian(point, step)
        if not np.isfinite(hessian).all():
            return None
        return np.asarray(np.linalg.eigvalsh(hessian), np.float64)

    def sharpness(self, points: ArrayLike, /) -> NDArray[np.float64]:
        """The largest eigenvalue of the Hessian at points, (n, size), as (n,).

        Errors: SettingError where it is not finite.
        """
        return np.array([self._sharpness(point) for point in np.asarray(points, np.float64)])

    def _sharpness(self, point: NDArray[np.float64]) -> float:
        found = self.curvatures(point)
        if found is None:
            pairs = zip(self.variables, point, strict=True)
            where = ", ".join(f"{name} = {x:g}" for name, x in pairs)
            raise SettingError(f"{self.text} has no finite second derivatives at {where}")
        return float(found[-1])

    @property
    def size(self) -> int:
        """The number of variables."""
        return len(self.variables)

    @property
    def space(self) -> str:
        """What runs are points of, in words: two objectives with the same words share points."""
        return ", ".join(self.variables)

    @property
    def definition(self) -> Any:
        """The catalogue's definition; None for what is not in it."""
        return None

    @property
    def methods(self) -> frozenset[tuple[str, str]]:
        """What it takes from the catalogue: kinds and names."""
        return frozenset()

    @property
    def minima(self) -> tuple[tuple[float, ...], ...]:
        """The known minima."""
        return ()

    @property
    def minimum(self) -> float | None:
        """The known least value; None if it is not known."""
        return None

    @property
    def lower_bound(self) -> float | None:
        """A value that no loss lies below: the least value, where it is known."""
        return self.minimum

    @property
    def steps_per_epoch(self) -> int | None:
        """The steps in which all of its data are seen once; None without data."""
        return None

    @property
    def samples_per_step(self) -> int | None:
        """The samples of a mini-batch; None where a step sees all of its data, or it has none."""
        return None

    @property
    def tensors(self) -> tuple[Tensor, ...]:
        """The weight matrices and bias vectors that its variables are; empty for single numbers."""
        return ()

    @property
    def inputs(self) -> int:
        """How many numbers it answers with `outputs`; 0 for what has none, a height alone."""
        return 0

    def outputs(self, params: ArrayLike, points: ArrayLike, dtype: str = "float64") -> NDArray[Any]:
        """What it answers at points, (m, inputs), with parameters (size,): (m, outputs)."""
        raise NotImplementedError

    @property
    def random(self) -> str:
        """What the experiment's seed decides, in words."""
        return "the gradient noise"

    def tolerance(self, dtype: str) -> float:
        """The gradient norm at which a run has converged, where the experiment does not say."""
        return TOLERANCE[dtype]

    def why_not(self, optimizer: Optimizer) -> str:
        """Why an optimizer cannot train it, as what follows the optimizer's name; "" if it can."""
        if not optimizer.tensor or self.tensors:
            return ""
        return (
            "takes weight matrices as a whole, which only networks have; "
            f"{self.name} is a {self.kind}"
        )

    @abstractmethod
    def file_fields(self) -> Mapping[str, Any]:
        """The arguments that it is made with, as an experiment file has them."""

    # What is recorded.

    @property
    def records(self) -> Mapping[str, Record]:
        """What can be recorded of its kind, by name."""
        return RECORDS

    @property
    def finals(self) -> tuple[str, ...]:
        """The records that are also known at the end of every run."""
        return ()

    @property
    def final_loss(self) -> str:
        """The variable of results that has the loss with which runs ended."""
        return "loss"

    @property
    def whole_loss(self) -> str:
        """The record that has the loss itself, not an estimate of it."""
        return "loss"

    @property
    def choices(self) -> frozenset[str]:
        """Those of `parameters` that are choices of training; the others pose another problem."""
        return frozenset()

    @property
    def reserved(self) -> frozenset[str]:
        """Names that results use of it, and so no axis can have."""
        return frozenset()

    def why_not_recorded(self, name: str) -> str:
        """Why one of `records` cannot be recorded of it; "" if it can."""
        return ""

    def length(self, dim: str | None) -> int:
        """The length of a record's own dimension; 1 if it has none."""
        return 1 if dim is None else self.size

    # Where runs start.

    @property
    def domain(self) -> Domain:
        """A (low, high) pair a variable: where starts are drawn."""
        raise NotImplementedError

    @property
    def start(self) -> tuple[float, ...]:
        """Where runs start unless the experiment says otherwise."""
        raise NotImplementedError

    def is_finite(self, point: Sequence[float]) -> bool:
        """Whether it has a finite value at a point."""
        return bool(np.isfinite(self.value(point)))

    def checked_start(self, given: Any) -> Start | Vectors:
        """What a person gave as start; SettingError if it does not fit."""
        return started(given, self.variables)

    def starts(self, given: Start | Vectors | None) -> Starts | None:
        """Where runs start, with what was not given filled in; None where they are drawn."""
        if given is None:
            return Point(self.start)
        return given.lines(self.domain) if isinstance(given, Grid) else given

    def first_start(self, starts: Starts | None) -> NDArray[np.float64]:
        """The point, (size,), at which the first run starts."""
        coordinates = self.start_coordinates(starts).values()
        return np.array([each.values[0] for each in coordinates], np.float64)

    def start_axes(self, starts: Starts | None) -> dict[str, Axis | int]:
        """The axes that starts run along, or how many there are without an order."""
        if starts is None or isinstance(starts, Vectors):
            return {}
        return starts.axes(self.variables)

    def start_coordinates(self, starts: Starts | None, part: Part = WHOLE) -> dict[str, Coordinate]:
        """The values of each variable at the start, and the dimension they run along.

        Empty where runs do not start at points.
        """
        if starts is None or isinstance(starts, Vectors):
            return {}
        return {
            name: starts.coordinate(index, self.variables, self.domain, part)
            for index, name in enumerate(self.variables)
        }

    def start_values(
        self, starts: Starts | None, strides: Mapping[str, int], part: Part
    ) -> tuple[Value, ...]:
        """Each variable at the start of runs, as a kernel takes it."""
        from gdsim.engine.program import Cycle

        return tuple(
            float(each.values[0]) if each.dim is None else Cycle(each.values, strides[each.dim])
            for each in self.start_coordinates(starts, part).values()
        )

    @property
    def start_columns(self) -> tuple[str, ...]:
        """What the columns of a file of starts are called."""
        return self.variables

    def drawn_by(self, start: Start | Vectors | None) -> str:
        """The setting that draws where runs start, as its seed or number; "" if none does."""
        return "start" if start is None or isinstance(start, Uniform) else ""

    @property
    def is_random(self) -> bool:
        """Whether its steps differ with the experiment's seed, even without gradient noise."""
        return False

    def start_losses(self, starts: Starts | None) -> NDArray[np.float64]:
        """The loss of each start, in their order: (n,)."""
        return self.settled().evaluate(self._points(starts))

    def _points(self, starts: Starts | None) -> NDArray[np.float64]:
        columns = [each.values for each in self.start_coordinates(starts).values()]
        return np.stack(np.broadcast_arrays(*columns), axis=-1)

    def check_starts(self, starts: Starts | None) -> None:
        """SettingError if it has no finite value at a start that was written down."""
        points: Sequence[Sequence[Any]] = ()
        if isinstance(starts, Points):
            points = starts.given[:_CHECKED_STARTS].tolist()
        elif isinstance(starts, Point) and all(isinstance(x, float) for x in starts.coordinates):
            points = (starts.coordinates,)
        for point in points:
            if not self.is_finite(point):
                pairs = zip(self.variables, point, strict=True)
                words = ", ".join(f"{name}={x:g}" for name, x in pairs)
                raise SettingError(
                    f"start: {self.name} has no finite value at {words}; "
                    "start inside its domain of definition",
                    "start",
                )

    # What kernels run.

    @property
    def cost(self) -> float:
        """About how much longer a step of a run takes than one of a function of two variables."""
        return max(1.0, self.size / 2)

    @abstractmethod
    def program_fields(
        self,
        parameters: Mapping[str, Value],
        starts: Starts | None,
        strides: Mapping[str, int],
        part: Part,
    ) -> dict[str, Any]:
        """What a `gdsim.engine.program.Program` says of it and of where its runs begin.

        parameters: as a kernel takes them. strides: how many runs each value along a dimension
        lasts. part: which slice of each dimension the program is of.
        """


Kind = TypeVar("Kind", bound=Objective)


def only(kind: type[Kind], value: Any, error: Exception) -> Kind:
    """A value that is of one kind of objective alone, for what no other has; else the error."""
    if not isinstance(value, kind):
        raise error
    return value
