"""The multilayer perceptron: dense layers, an activation after each but the last, and a loss."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from gdsim.calculus import Expression
from gdsim.engine.looks import look_steps


@dataclass(frozen=True)
class Tensor:
    """One weight matrix (`columns` inputs of `rows` units) or bias vector (`columns` is 1).

    It is parameters `first` to `first + size` of its network, row by row; `layer` counts from 0.
    """

    layer: int
    first: int
    rows: int
    columns: int
    is_bias: bool

    @property
    def size(self) -> int:
        """The number of its parameters."""
        return self.rows * self.columns


@dataclass(frozen=True, eq=False)
class Perceptron:
    """A network, its data and its loss: what is the same for all runs.

    Layer l computes z = m W a + b, with m its multiplier and a the activations of the layer before
    (the inputs, for the first), and passes on activation(z). `output` is applied to the last z.
    The loss is the mean of `loss` over samples and outputs (cross-entropy: over samples).

    sizes: the inputs, the units of each hidden layer, the outputs. activations: one per hidden
    layer, each an expression of one variable. output, loss: names in the catalogue. multipliers:
    one per weight layer. inputs (n, sizes[0]) and targets (n, sizes[-1]), float64; test_ likewise.
    batch: the samples of a step; None for all of them, in their order. replacement: whether each
    step draws its samples afresh; else each epoch goes through all of them in a new order.
    midpoint: with one output, a sample is of class 1 if y is above it (with several outputs, of the
    class with the largest y); None if the targets are not classes.
    """

    sizes: tuple[int, ...]
    activations: tuple[Expression, ...]
    output: str
    loss: str
    multipliers: tuple[float, ...]
    bias: bool
    inputs: np.ndarray
    targets: np.ndarray
    test_inputs: np.ndarray
    test_targets: np.ndarray
    batch: int | None = None
    replacement: bool = False
    midpoint: float | None = None
    loss_settings: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def samples_of_kernels(self) -> dict[str, Any]:
        """The data in the form that kernels read, by precision; see `batches.Samples`."""
        return {}

    @property
    def layers(self) -> range:
        """The numbers of the weight layers, from 0."""
        return range(len(self.sizes) - 1)

    @cached_property
    def tensors(self) -> tuple[Tensor, ...]:
        """The weight matrices and bias vectors, in the order of their parameters."""
        return tuple(self._tensors())

    def _tensors(self) -> Iterator[Tensor]:
        first = 0
        for layer in self.layers:
            columns, rows = self.sizes[layer], self.sizes[layer + 1]
            yield Tensor(layer, first, rows, columns, False)
            first += rows * columns
            if self.bias:
                yield Tensor(layer, first, rows, 1, True)
                first += rows

    @property
    def parameters(self) -> int:
        """The number of parameters."""
        last = self.tensors[-1]
        return last.first + last.size

    def places_in(self, wider: Perceptron) -> np.ndarray:
        """Where its parameters are among those of a network with as many layers, (parameters,)."""
        places = [
            np.add.outer(np.arange(own.rows) * other.columns, np.arange(own.columns)).ravel()
            + other.first
            for own, other in zip(self.tensors, wider.tensors, strict=True)
        ]
        return np.concatenate(places).astype(np.int64)

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """The parameters' names: "w1_0_2" from input 2 to unit 0 of layer 1, "b1_0" its bias."""
        names: list[str] = []
        for tensor in self.tensors:
            layer = tensor.layer + 1
            for row in range(tensor.rows):
                if tensor.is_bias:
                    names.append(f"b{layer}_{row}")
                else:
                    names += [f"w{layer}_{row}_{column}" for column in range(tensor.columns)]
        return tuple(names)

    @property
    def classes(self) -> int:
        """The number of classes; 0 if the targets are not classes."""
        return 0 if self.midpoint is None else max(self.sizes[-1], 2)

    def class_of(self, targets: np.ndarray) -> np.ndarray:
        """The class of each sample, int64 (n,), by its targets (n, outputs)."""
        one = targets[:, 0] > self.midpoint if self.sizes[-1] == 1 else np.argmax(targets, axis=1)
        return np.asarray(one, np.int64)

    @property
    def samples(self) -> int:
        """The number of training samples."""
        return len(self.inputs)

    @property
    def steps_per_epoch(self) -> int:
        """Steps of one pass over the training samples; the last may have fewer samples."""
        return 1 if self.batch is None else -(-self.samples // self.batch)

    def looks(self, steps: int) -> tuple[int, ...]:
        """The steps at which runs of `steps` are judged by the whole loss; see `engine.looks`."""
        return () if self.batch is None else look_steps(steps, self.samples, self.batch)
