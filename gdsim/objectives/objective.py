"""The interface of everything that an experiment minimises: functions, networks, other kinds.

No code above this folder asks whether it has a `Function` or a `Network`: a new kind is a subclass
of `Objective` that implements its abstract methods.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdsim.base.axes import WHOLE, Axis, Part, first_value
from gdsim.base.errors import SettingError
from gdsim.base.ranges import Hyper
from gdsim.catalogue.definitions import Optimizer
from gdsim.engine.program import Cycle, Value
from gdsim.objectives.records import RECORDS, Record
from gdsim.objectives.starts import Coordinate, Domain, Grid, Point, Points, Start, Uniform, started
from gdsim.objectives.weights import Vectors

if TYPE_CHECKING:
    from gdsim.engine.perceptron import Tensor

# Where runs start, with a grid written out as the axes that it has.
Starts = Point | Points | Uniform | Vectors

# The default gradient norm at which a run has converged: about the rounding error of a gradient of
# the catalogue's functions in float32, and a usual choice in float64.
TOLERANCE = {"float32": 1e-4, "float64": 1e-6}
_CHECKED_STARTS = 1000  # points whose loss is checked before anything runs


KINDS: dict[str, type[Objective]] = {}  # by `kind`; every class that states one adds itself


class Objective(ABC):
    """Something to minimise. A kind implements the abstract methods, and overrides what differs.

    By default an objective starts at points of a domain, has no data and no layers, and has only
    the records that every kind has.
    """

    kind: ClassVar[str]  # the kind's name, which is also its key in an experiment file
    has_domain: ClassVar[bool] = True
    """Whether runs are points of a domain, few enough numbers to be recorded, mapped and drawn."""

    def __init_subclass__(cls) -> None:
        if "kind" in vars(cls):  # a part of a kind, such as `NetworkValues`, has none
            KINDS[cls.kind] = cls

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
    @abstractmethod
    def parameters(self) -> dict[str, float | Axis]:
        """The value of each parameter of the objective, or its axis."""

    @property
    def structural(self) -> tuple[str, ...]:
        """Those of `parameters` that have several values, each of which needs its own program.

        They come before all others in `parameters`, so that the runs of a program are consecutive.
        """
        return ()

    @property
    def sizes(self) -> dict[str, int]:
        """The whole numbers that it has besides `parameters`, which may be `structural` axes."""
        return {}

    def placed(self, other: Objective) -> tuple[int, NDArray[np.int64]] | None:
        """The number of its variables, and where those of one of its `structural` values are.

        None if both have the same variables.
        """
        return None

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
        slopes = (ahead - behind) / (2 * reach[:, None])
        symmetric: NDArray[np.float64] = (slopes + slopes.T) / 2
        return symmetric

    def value(self, point: ArrayLike, step: int = 0) -> float:
        """The value at one point, (size,), at a step."""
        return float(self.settled().evaluate(np.asarray([point], np.float64))[0])

    def slope(self, point: ArrayLike, step: int = 0) -> NDArray[np.float64]:
        """The gradient at one point, (size,), at a step."""
        gradient: NDArray[np.float64] = self.gradient(np.asarray([point], np.float64))[0]
        return gradient

    def seen_by_step(
        self, point: ArrayLike, step: int, seed: int, parameters: Mapping[str, float]
    ) -> tuple[float, NDArray[np.float64]]:
        """The loss and its gradient, (size,), that a run's step sees at a point: of its batch.

        seed: the run's own. parameters: the values that they have in the run.
        """
        return self.value(point, step), self.slope(point, step)

    def curvatures(self, point: ArrayLike, step: int = 0) -> NDArray[np.float64] | None:
        """The eigenvalues of the Hessian, ascending; None if it is not finite.

        For a very large Hessian only the largest one.
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
        curvatures = self.curvatures(point)
        if curvatures is None:
            pairs = zip(self.variables, point, strict=True)
            where = ", ".join(f"{name} = {x:g}" for name, x in pairs)
            raise SettingError(f"{self.text} has no finite second derivatives at {where}")
        return float(curvatures[-1])

    @property
    def size(self) -> int:
        """The number of variables."""
        return len(self.variables)

    @property
    def space(self) -> str:
        """A description of the space of points; equal for objectives that share it."""
        return ", ".join(self.variables)

    @property
    def definition(self) -> Any:
        """The catalogue's definition, or None."""
        return None

    @property
    def methods(self) -> frozenset[tuple[str, str]]:
        """The kinds and names of the methods that it uses from the catalogue."""
        return frozenset()

    @property
    def minima(self) -> tuple[tuple[float, ...], ...]:
        """The known minima."""
        return ()

    @property
    def minimum(self) -> float | None:
        """The least value, or None if it is not known."""
        return None

    @property
    def lower_bound(self) -> float | None:
        """A lower bound of the loss: the least value, if it is known."""
        return self.minimum

    @property
    def steps_per_epoch(self) -> int | None:
        """The number of steps in which every sample is used once; None without data.

        None also where runs differ in it.
        """
        return None

    @property
    def has_data(self) -> bool:
        """Whether its loss is over samples of data."""
        return self.steps_per_epoch is not None

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
    def moves_alike(self) -> bool:
        """Whether all of its parameters have the same learning rate, and steps alone move them."""
        return True

    @property
    def random(self) -> str:
        """A description of the random numbers that the experiment's seed determines."""
        return "the gradient noise"

    def layer_rates(self, optimizer: Optimizer) -> tuple[tuple[float, float], ...]:
        """Factors on an optimizer's rate, of each layer's weights and of its biases; () if all 1.

        Those that the objective has by itself, besides parameters that a user gives.
        """
        return ()

    def tolerance(self, dtype: str) -> float:
        """The default gradient norm at which a run has converged."""
        return TOLERANCE[dtype]

    def why_not(self, optimizer: Optimizer) -> str:
        """Why an optimizer cannot train it, to be put after the optimizer's name; "" if it can."""
        if not optimizer.tensor or self.tensors:
            return ""
        return (
            "takes weight matrices as a whole, which only networks have; "
            f"{self.name} is a {self.kind}"
        )

    @abstractmethod
    def file_fields(self) -> Mapping[str, Any]:
        """The arguments that it is made with, as in an experiment file."""

    # What is recorded.

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
    def choices(self) -> frozenset[str]:
        """Those of `parameters` that are choices of training; the others pose another problem."""
        return frozenset()

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

    # Where runs start.

    @property
    def domain(self) -> Domain:
        """One (low, high) pair per variable: the region of random starts."""
        raise NotImplementedError

    @property
    def start(self) -> tuple[float, ...]:
        """The point where runs start by default."""
        raise NotImplementedError

    def is_finite(self, point: Sequence[float]) -> bool:
        """Whether it has a finite value at a point."""
        return bool(np.isfinite(self.value(point)))

    def checked_start(self, given: Any) -> Start | Vectors:
        """The start that a user gave; SettingError if it does not fit."""
        return started(given, self.variables)

    def starts(self, given: Start | Vectors | None) -> Starts | None:
        """Where runs start, with defaults filled in; None if the objective draws the starts."""
        if given is None:
            return Point(self.start)
        return given.lines(self.domain) if isinstance(given, Grid) else given

    def first_start(self, starts: Starts | None) -> NDArray[np.float64]:
        """The point, (size,), at which the first run starts."""
        part = dict.fromkeys(self.start_axes(starts), slice(1))  # no others are computed
        coordinates = self.start_coordinates(starts, part).values()
        return np.array([each.values[0] for each in coordinates], np.float64)

    def start_axes(self, starts: Starts | None) -> dict[str, Axis | int]:
        """The axes of the starts, or their number if they have no order."""
        if starts is None or isinstance(starts, Vectors):
            return {}
        return starts.axes(self.variables)

    def start_coordinates(self, starts: Starts | None, part: Part = WHOLE) -> dict[str, Coordinate]:
        """The values of each variable at the start, and the dimension they run along.

        Empty if runs do not start at points.
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
        return tuple(
            float(each.values[0]) if each.dim is None else Cycle(each.values, strides[each.dim])
            for each in self.start_coordinates(starts, part).values()
        )

    @property
    def start_columns(self) -> tuple[str, ...]:
        """The names of the columns of a file of starts."""
        return self.variables

    def drawn_by(self, start: Start | Vectors | None) -> str:
        """The setting whose seed or count draws the starts; "" if none does."""
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
