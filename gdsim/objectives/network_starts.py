"""With which weights the runs of a network begin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.axes import Axis
from gdsim.base.errors import SettingError, shown
from gdsim.engine.program import Draws, Value
from gdsim.objectives import mup, network_init
from gdsim.objectives.network_values import NetworkValues
from gdsim.objectives.objective_starts import Starts
from gdsim.objectives.starts import MANY, vectors
from gdsim.objectives.weights import Vectors

Array = NDArray[np.float64]


class NetworkStarts(NetworkValues):
    """The weights at the start: vectors that are given, or those that `init` draws."""

    def checked_start(self, given: Any) -> Vectors:
        """The vectors of parameters that a user gave as start."""
        if self.width is not None:
            raise SettingError(
                f"start has the parameters of one network, but width has several values, "
                f"{shown(self.width)}",
                "start",
            )
        return vectors(given, self.size)

    def starts(self, given: Any) -> Vectors | None:
        """The vectors at which runs start; None if `init` draws them."""
        chosen = self.init if given is None else given
        return chosen if isinstance(chosen, Vectors) else None

    def first_start(self, starts: Starts | None) -> Array:
        """The parameters with which the first run begins."""
        return np.array(starts.values[0]) if isinstance(starts, Vectors) else self.initial()

    def initial(self, seed: int | None = None) -> Array:
        """The initial parameters, (P,), of a run with this `init_seed`, in float64."""
        from gdsim.engine.networks import queries

        if seed is not None:
            return self.replace(init_seed=seed).initial()
        if isinstance(self.init, Vectors):
            given: Array = self.init.values[0].copy()
            return given
        numbers = self._numbers("init_seed", *self.init_parameters)
        drawn = self.draws(numbers.__getitem__)
        params: Array = queries.initial(self.perceptron(), drawn, int(numbers["init_seed"]))
        return params

    def start_losses(self, starts: Starts | None) -> Array:
        """The loss over all training samples at each start: `whole_loss`."""
        penalties = {} if self.whole_loss == "loss" else {"l1": 0.0, "l2": 0.0}
        plain = self.replace(init_seed=0, **penalties)
        if isinstance(starts, Vectors):
            return plain.evaluate(np.atleast_2d(starts.values))
        seed = self.init_seed
        seeds = np.atleast_1d(seed.values if isinstance(seed, Axis) else seed)
        return plain.evaluate(np.stack([plain.initial(int(seed)) for seed in seeds]))

    def draws(self, value: Callable[[str], Value]) -> Draws:
        """The distributions of its initial weights; `value` gives the value of a parameter."""
        if self.parametrization == "standard":
            return network_init.draws(self.init, self.inits, self.layers, value)
        return mup.draws(self.init, self.inits, self.layers, self.base_width, value)

    def drawn_by(self, start: Any) -> str:
        """The setting "init_seed", if the weights at the start are drawn."""
        return "init_seed" if self.starts(start) is None else ""

    def start_axes(self, starts: Starts | None) -> dict[str, Axis | int]:
        """The number of vectors."""
        if not isinstance(starts, Vectors) or starts.single:
            return {}
        return {MANY: len(starts)}

    def check_starts(self, starts: Starts | None) -> None:
        """Accept any vector of parameters."""

    @property
    def start_columns(self) -> tuple[str, ...]:
        """The names of the columns of a file of starts: none, all numbers are one vector."""
        return ("parameters",)
