"""The interface of everything that an experiment minimises: functions, networks, other kinds.

No code above this folder asks whether it has a `Function` or a `Network`: a new kind is a subclass
of `Objective` that implements its abstract methods. What all kinds share is in
`objective_parameters`, `objective_values`, `objective_starts` and `objective_records`.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import numpy as np
from numpy.typing import NDArray

from gdsim.base.axes import Part
from gdsim.catalogue.definitions import Optimizer
from gdsim.engine.program import Value
from gdsim.objectives.objective_records import ObjectiveRecords
from gdsim.objectives.objective_starts import ObjectiveStarts, Starts

if TYPE_CHECKING:
    from gdsim.engine.perceptron import Tensor

# The default gradient norm at which a run has converged: about the rounding error of a gradient of
# the catalogue's functions in float32, and a usual choice in float64.
TOLERANCE = {"float32": 1e-4, "float64": 1e-6}


KINDS: dict[str, type[Objective]] = {}  # by `kind`; every class that states one adds itself


class Objective(ObjectiveStarts, ObjectiveRecords):
    """Something to minimise. A kind implements the abstract methods, and overrides what differs.

    By default an objective starts at points of a domain, has no data and no layers, and has only
    the records that every kind has.
    """

    kind: ClassVar[str]  # the kind's name, which is also its key in an experiment file
    has_domain: ClassVar[bool] = True
    """Whether runs are points of a domain, few enough numbers to be recorded, mapped and drawn."""

    def __init_subclass__(cls) -> None:
        if "kind" in vars(cls):  # a part of a kind, such as `NetworkStarts`, has none
            KINDS[cls.kind] = cls

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
    def moves_alike(self) -> bool:
        """Whether all of its parameters have the same learning rate, and steps alone move them."""
        return True

    @property
    def random(self) -> str:
        """A description of the random numbers that the experiment's seed determines."""
        return "the gradient noise"

    @property
    def is_random(self) -> bool:
        """Whether its steps differ with the experiment's seed, even without gradient noise."""
        return False

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
