"""Training with optimizers of whole weight matrices, in plain Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from gdsim.catalogue.definitions import Optimizer
from tests.reference.driver import bind, complete


class Tensor:
    """A weight matrix or bias vector with the slots that an optimizer keeps for it."""

    def __init__(self, definition: Optimizer, values: Any, number: type = float) -> None:
        values = np.asarray(values)
        self.definition, self.number, self.shape = definition, number, values.shape
        self.vector = values.ndim == 1
        self.rows, self.columns = values.shape if values.ndim == 2 else (values.size, 1)
        self.p = [number(x) for x in values.ravel()]
        slots = [*definition.state, *definition.scratch]
        # What scratch holds before a step must not matter.
        self.slots = {n: [number(definition.state.get(n, np.nan))] * values.size for n in slots}

    def step(self, g: Any, known: Mapping[str, Any]) -> np.ndarray:
        """One update, in place; how far the values moved."""
        before = self.array
        mine = {"rows": self.rows, "columns": self.columns, "vector": self.vector, "p": self.p}
        mine |= {"g": [self.number(x) for x in np.ravel(g)], **self.slots}
        assert bind(self.definition.step, {**known, **mine}) is None
        return self.array - before

    @property
    def array(self) -> np.ndarray:
        return np.array(self.p).reshape(self.shape)


def train(
    tensors: Sequence[Tensor],
    settings: Mapping[str, Any],
    gradient: Callable[[np.ndarray, int], np.ndarray],
    steps: int,
) -> np.ndarray:
    """All parameters, one tensor after another, before the first and after every update.

    The gradient is a function of all parameters and the update's number, from 1.
    """
    definition, number = tensors[0].definition, tensors[0].number
    hyper = complete(definition, settings, number)
    shared = {n: number(v) for n, v in definition.shared.items()}
    places = np.cumsum([len(tensor.p) for tensor in tensors])[:-1]
    passed = [np.concatenate([tensor.p for tensor in tensors])]
    for t in range(1, steps + 1):
        known = {**hyper, **shared, "t": number(t)}
        values = iter(bind(definition.prepare, known))
        known |= {n: next(values) for n in definition.coefficients}
        shared = {n: next(values) for n in shared}
        for tensor, g in zip(tensors, np.split(gradient(passed[-1], t), places), strict=True):
            tensor.step(g, known)
        passed.append(np.concatenate([tensor.p for tensor in tensors]))
    return np.array(passed)
