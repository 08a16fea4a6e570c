"""The edge of stability of optimizers that scale their steps, with their scaling held fixed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.axes import Axis
from gdsim.catalogue.choices import Choice
from gdsim.catalogue.definitions import Optimizer
from gdsim.catalogue.discovery import arguments
from gdsim.catalogue.stability import settled, stable_rate, stepped

Array = NDArray[np.float64]
# A scaling so large, and numbers so small, that gradients change the scaling by less than rounding.
_LARGE, _SMALL = 1e8, 1e-6
_LOW, _HIGH, _HALVINGS, _ROOM = 1e-6, 1e4, 40, 1e-9


def stable_product(choice: Choice) -> float | None:
    """The largest stable product of learning rate and preconditioned sharpness; None if none.

    With its preconditioner P held fixed, a method acts on (p, memory) as a matrix, which is
    measured by calling the method's definition. 2 for RMSprop, (2 + 2 beta1) / (1 - beta1) for
    Adam: 38 with beta1 = 0.9. Weight decay is left out, as it is of the sharpness. For a method
    that scales nothing it is the product with the sharpness.
    Source: Cohen et al. 2022, arXiv:2207.14484, section 2.
    """
    definition = choice.method.definition
    if any(isinstance(value, Axis) for value in choice.settings.values()):
        return None  # settings with several values have no single bound
    if not callable(definition.preconditioner):
        return stable_rate(choice, 1.0) if definition.preconditioner else None
    return _stable_product(definition.preconditioner, choice)


@lru_cache(256)
def _stable_product(preconditioner: Any, choice: Choice) -> float | None:
    """Of a choice whose definition has this preconditioner, which another of its name may lack."""
    definition = choice.method.definition
    hyper = {n: choice.settings.get(n, each.default) for n, each in definition.hyper.items()}
    hyper |= {name: 0.0 for name in ("weight_decay",) if name in hyper}
    plain = {n: v if isinstance(v, bool) else np.float64(v) for n, v in hyper.items()}
    with np.errstate(all="ignore"):
        known = settled(definition, {**plain, "lr": np.float64(1.0)})
        frozen = _Frozen(definition, known)
        if not frozen.shrinks(_LOW) or frozen.shrinks(_HIGH):
            return None
        low, high = _LOW, _HIGH
        for _ in range(_HALVINGS):
            middle = float(np.sqrt(low * high))
            low, high = (middle, high) if frozen.shrinks(middle) else (low, middle)
    return float(f"{low:.8g}")


class _Frozen:
    """A method's update of (p, memory), where the slots that P is made of are large and stay."""

    def __init__(self, definition: Optimizer, known: Mapping[str, Any]) -> None:
        self.definition, self.known = definition, known
        wanted = arguments(definition.preconditioner)
        scaling = [name for name in definition.state if name in wanted]
        slots = dict.fromkeys(definition.state, np.float64(0.0))
        self.slots = slots | {name: np.float64(_LARGE) for name in scaling[:1]}
        still = self._moved({}, 0.0, 1.0)
        after = dict(zip(definition.state, still[1:], strict=True))
        zeros = {"p": np.float64(0.0), "g": np.float64(0.0)}
        every = {**known, **zeros, **after}
        self.divisor = float(definition.preconditioner(**{n: every[n] for n in wanted}))  # type: ignore[operator, misc]
        # What moves p is its memory; AMSGrad's v, which the largest one hides, does not.
        self.memory = [
            name
            for name in definition.state
            if name not in scaling and self._moved({name: _SMALL}, 0.0, 1.0)[0] != 0
        ]

    def shrinks(self, product: float) -> bool:
        """Whether errors do not grow on a bowl whose preconditioned sharpness is 1."""
        names = ["p", *self.memory]
        rows = [0, *(1 + list(self.definition.state).index(name) for name in self.memory)]
        columns = [self._moved({n: _SMALL}, self.divisor, product)[rows] / _SMALL for n in names]
        matrix = np.stack(columns, axis=1)
        finite = bool(np.isfinite(matrix).all())
        return finite and bool(np.abs(np.linalg.eigvals(matrix)).max() <= 1 + _ROOM)

    def _moved(self, state: Mapping[str, float], curvature: float, rate: float) -> Array:
        """The parameter and the slots after one step, where the gradient is the curvature's."""
        every = {**self.known, **self.slots, "p": np.float64(0.0), **state}
        return stepped(self.definition, {**every, "lr": np.float64(rate)}, curvature)
