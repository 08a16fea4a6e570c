"""The scratch memory that one lane group of a network works with: what is in it, and where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdsim.engine.perceptron import Perceptron
from gdsim.engine.recipe import Recipe

# Bytes of a chunk of samples on their way through the layers: more than a first-level cache has, so
# that sums over samples are long enough, and less than a second-level one.
CHUNK_BYTES = 48 * 2**10
# Steps of Lanczos' algorithm: far more than its largest eigenvalue needs on networks.
LANCZOS = 32
# What is there is told by the first lanes values; see the `order` of the passes' template.
TOLD = 4


@dataclass(frozen=True)
class Scratch:
    """How many lanes values there are of each thing, in their order.

    chunk: samples that go through the layers together. shared: by name, of the whole network.
    layers: by name, of each layer.
    """

    chunk: int
    shared: dict[str, int]
    layers: tuple[dict[str, int], ...]

    @classmethod
    def of(cls, network: Perceptron, recipe: Recipe, own_order: bool) -> Scratch:
        """The scratch memory of a network's kernel; `own_order`: runs have orders of their own."""
        curved = "sharpness" in recipe.record
        chunk = _chunk(network, recipe, own_order, curved)
        layers = tuple(_of_layer(network, layer, chunk, curved) for layer in network.layers)
        return cls(chunk, _of_all(network, recipe, chunk, own_order, curved), layers)

    @property
    def rows(self) -> int:
        """Lanes values in all."""
        counts = (self.shared, *self.layers)
        return TOLD + sum(max(count, 1) for each in counts for count in each.values())

    def places(self, size: int) -> tuple[dict[str, int], tuple[dict[str, int], ...]]:
        """The byte at which each thing begins, with lanes values of `size` bytes."""
        first, found = TOLD, []
        for counts in (self.shared, *self.layers):
            places = {}
            for name, count in counts.items():
                places[name] = first * size
                first += max(count, 1)
            found.append(places)
        return found[0], tuple(found[1:])


def _chunk(network: Perceptron, recipe: Recipe, own_order: bool, curved: bool) -> int:
    """How many samples go through the layers together."""
    inputs, *hidden, outputs = network.sizes
    a_sample = (2 + 3 * curved) * sum(hidden) + (3 + 2 * curved) * outputs
    a_sample += (1 + curved) * max(hidden, default=0) + inputs * own_order
    size = recipe.width * np.dtype(recipe.dtype).itemsize
    most = max(network.samples, len(network.test_inputs))
    return int(min(max(CHUNK_BYTES // (a_sample * size) // 12 * 12, 12), most))


def _of_all(
    network: Perceptron, recipe: Recipe, chunk: int, own_order: bool, curved: bool
) -> dict[str, int]:
    inputs, *hidden, outputs = network.sizes
    widest, definition = max(hidden, default=0), recipe.definition
    largest = max(tensor.size for tensor in network.tensors)
    return {
        "SUMS": 4,
        "COEFFICIENTS": 1 + len(definition.coefficients),
        "GRADIENT": network.parameters,
        "SLOPES": chunk * outputs,
        "WORK": max(chunk * widest, chunk * outputs, 4 * outputs),
        "GATHERED": chunk * (inputs * own_order + outputs),
        "ORDER": network.samples * own_order,
        "SPARE": max(len(definition.scratch) * largest, 3 * len(hidden)),
        "REACHED": sum(hidden),
        "BENDS": chunk * outputs * curved,
        "SECOND_WORK": chunk * widest * curved,
        "OTHER_SUMS": network.parameters * curved,
        "DIRECTIONS": 3 * network.parameters * curved,
        "DIAGONAL": (2 * LANCZOS + 1) * curved,
        "POINT": network.parameters * (definition.gradient_point is not None),
    }


def _of_layer(network: Perceptron, layer: int, chunk: int, curved: bool) -> dict[str, int]:
    names = ["L_VALUES"]
    if layer < len(network.activations):
        names.append("L_DERIVATIVES")
    if curved:
        names += ["L_SECONDS", "L_TANGENTS", "L_TANGENT_SUMS"]
    return dict.fromkeys(names, chunk * network.sizes[layer + 1])
