"""Outputs, gradients and curvatures of a network at given parameters, outside of training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from gdsim.engine import plan
from gdsim.engine.networks import layout, modules
from gdsim.engine.networks.parts import Parts
from gdsim.engine.networks.starting import initial
from gdsim.engine.perceptron import Perceptron
from gdsim.engine.program import Program, Vectors
from gdsim.engine.recipe import Recipe
from gdsim.engine.room import aligned

__all__ = [
    "hessian_vector_product", "initial", "loss", "loss_and_gradient", "outputs", "sharpness",
]  # fmt: skip


class _At:
    """A network at given parameters, in groups of as many as a kernel has lanes."""

    def __init__(
        self,
        network: Perceptron,
        params: np.ndarray,
        settings: Mapping[str, float],
        dtype: str,
        curved: bool = False,
    ) -> None:
        program = Program(
            expression=None, network=network, optimizer="sgd", settings={"lr": 1.0},
            start=Vectors(params), runs=len(params), steps=1, dtype=dtype,
            parameters=dict(settings), record=("sharpness",) * curved,
        )  # fmt: skip
        # As in training of as many runs, whose modules are there already.
        width = layout.width(program)
        network = replace(network, batch=None)
        sizes = {"sizes": network.sizes, "bias": network.bias, "record": program.record}
        recipe = Recipe(None, "sgd", dtype, width, scheduled=False, **sizes)  # type: ignore[arg-type]
        self.parts = Parts(replace(program, network=network), recipe, trains=False)
        self.width, self.dtype = width, np.dtype(dtype)
        self.count, self.plan = len(params), self.parts.plan(0, 1)
        self._kept, self.scratch = aligned(self.parts.scratch * width, dtype)
        values = [settings.get(name.removeprefix("objective."), 0.0) for name in recipe.fixed]
        self.settings = np.repeat(np.array(values, dtype), width)
        self.params = self.lanes(params)

    def lanes(self, vectors: np.ndarray) -> np.ndarray:
        """Vectors (r, n) as groups of lanes (groups, n, width), padded with 0."""
        groups = -(-self.count // self.width)
        padded = np.zeros((groups * self.width, vectors.shape[1]), self.dtype)
        padded[: self.count] = vectors
        grouped = padded.reshape(groups, self.width, -1).transpose(0, 2, 1)
        return np.ascontiguousarray(grouped)

    def vectors(self, lanes: np.ndarray) -> np.ndarray:
        """The reverse of `lanes`."""
        return lanes.transpose(0, 2, 1).reshape(-1, lanes.shape[1])[: self.count]

    def room(self, rows: int) -> np.ndarray:
        """Zeros for `rows` numbers of each vector, in groups of lanes."""
        return np.zeros((len(self.params), rows, self.width), self.dtype)

    def call(self, function: Any, *arguments: Any) -> None:
        """Call a compiled part; its first arguments are the plan and the scratch memory."""
        function.ctypes(self.plan.ctypes.data, self.scratch, *arguments)

    def view(self, what: int, rows: int) -> np.ndarray:
        """A part of the scratch memory, (rows, width)."""
        start = self.scratch - self._kept.ctypes.data + int(self.plan[what])
        values = self._kept[start : start + rows * self.width * self.dtype.itemsize]
        return values.view(self.dtype).reshape(rows, self.width)

    def scratched(self, what: int, rows: int) -> np.ndarray:
        """A copy of a part of the scratch memory, (rows, width)."""
        return self.view(what, rows).copy()


def outputs(
    network: Perceptron, params: np.ndarray, inputs: np.ndarray, dtype: str = "float64"
) -> np.ndarray:
    """The outputs of networks with parameters (r, P) for inputs (m, n): (r, m, outputs)."""
    at = _At(network, params, {}, dtype)
    x = np.ascontiguousarray(inputs, dtype)
    results = at.room(len(x) * network.sizes[-1])
    code = modules.passes(dtype, at.width).load()
    for p, y in zip(at.params, results, strict=True):
        at.call(code.put_out, p.ctypes.data, x.ctypes.data, len(x), y.ctypes.data)
    return at.vectors(results).reshape(len(params), len(x), -1)


def loss(
    network: Perceptron,
    params: np.ndarray,
    settings: Mapping[str, float] | None = None,
    dtype: str = "float64",
) -> np.ndarray:
    """The loss of `loss_and_gradient` to the bit, (r,), in a third of its time."""
    at = _At(network, params, settings or {}, dtype)
    losses = at.room(1)
    code, varying = modules.passes(dtype, at.width).load(), at.settings.ctypes.data
    plan_at, size = at.plan.ctypes.data, at.params[0].nbytes
    first, descend = at.params.ctypes.data, code.descend.ctypes
    total = at.view(plan.SUMS, 2)[1]
    for i in range(len(at.params)):
        descend(plan_at, at.scratch, 0, first + i * size, varying, 0, 0, 0)
        losses[i] = total
    return at.vectors(losses)[:, 0]


def loss_and_gradient(
    network: Perceptron,
    params: np.ndarray,
    settings: Mapping[str, float] | None = None,
    dtype: str = "float64",
) -> tuple[np.ndarray, np.ndarray]:
    """The loss over all training samples at parameters (r, P), (r,), and its gradient, (r, P).

    With the penalties "l1" and "l2" of `settings`.
    """
    at = _At(network, params, settings or {}, dtype)
    losses, gradients = at.room(1), at.room(network.parameters)
    code, varying = modules.passes(dtype, at.width).load(), at.settings.ctypes.data
    for i, p in enumerate(at.params):
        at.call(code.descend, 0, p.ctypes.data, varying, 0, 0, 1)
        losses[i] = at.scratched(plan.SUMS, 2)[1:]
        gradients[i] = at.scratched(plan.GRADIENT, network.parameters)
    return at.vectors(losses)[:, 0], at.vectors(gradients)


def hessian_vector_product(
    network: Perceptron,
    params: np.ndarray,
    vectors: np.ndarray,
    settings: Mapping[str, float] | None = None,
    dtype: str = "float64",
) -> np.ndarray:
    """The Hessian of the loss over all training samples at parameters (r, P) times vectors (r, P).

    With the penalty "l2" of `settings`; the penalty l1 has no curvature.
    """
    at = _At(network, params, settings or {}, dtype, curved=True)
    along, products = at.lanes(vectors), at.room(network.parameters)
    code, l2 = (
        modules.curver(dtype, at.width).load(),
        at.settings[plan.L2_ROW * at.width :].ctypes.data,
    )
    for p, v, h in zip(at.params, along, products, strict=True):
        at.call(code.curve, p.ctypes.data, v.ctypes.data, l2, h.ctypes.data)
    return at.vectors(products)


def sharpness(
    network: Perceptron,
    params: np.ndarray,
    settings: Mapping[str, float] | None = None,
    dtype: str = "float64",
) -> np.ndarray:
    """The largest eigenvalue of that Hessian at parameters (r, P): (r,)."""
    at = _At(network, params, settings or {}, dtype, curved=True)
    code, l2, eigenvalues = (
        modules.curver(dtype, at.width).load(),
        at.settings[plan.L2_ROW * at.width :].ctypes.data,
        at.room(1),
    )
    for p, largest in zip(at.params, eigenvalues, strict=True):
        at.call(code.sharpen, p.ctypes.data, l2, 0, largest.ctypes.data)
    return at.vectors(eigenvalues)[:, 0]
