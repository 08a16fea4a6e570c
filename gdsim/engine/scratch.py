"""The scratch memory of one lane group of a network: what is in it, and where."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gdsim.engine import plan
from gdsim.engine.networks.source.product import panel_size
from gdsim.engine.perceptron import Perceptron
from gdsim.engine.recipe import Recipe
from gdsim.engine.room import LINE
from gdsim.lanes.host import PADDED, vector_unit

# The bytes of a chunk of samples that go through the layers together, and the fewest samples: more
# than a first-level cache has, so that sums over samples are long enough, and less than a
# second-level one.
CHUNK_BYTES, CHUNK_SAMPLES = 96 * 2**10, 2 * PADDED
# The same at width 1, where a sample's activations are few bytes, and all weights are read, and all
# sums of the gradient read and written, for each chunk.
CHUNK_BYTES_OF_ONE, CHUNK_SAMPLES_OF_ONE = 256 * 2**10, 128
# Steps of Lanczos' algorithm: far more than its largest eigenvalue needs on networks.
LANCZOS = 32
# The lanes values before all others, which say whose order of samples is in the memory; see `order`
# in the template of the passes.
RESERVED = 4


@dataclass(frozen=True)
class Scratch:
    """The number of lanes values of each part of the memory, in their order.

    chunk: the samples that go through the layers together; there is room for whole tiles of them,
    as `gdsim.lanes.layers` needs it. line: the lanes values of a cache line, or 1. shared: the
    parts of the whole network, by the names of `gdsim.engine.plan`. layers: those of each layer.
    """

    chunk: int
    line: int
    shared: dict[int, int]
    layers: tuple[dict[int, int], ...]

    @classmethod
    def of(
        cls, network: Perceptron, recipe: Recipe, own_order: bool, most: int | None = None
    ) -> Scratch:
        """The scratch memory of a network's kernel; `own_order`: each run has its own.

        most: the most samples of a chunk, if those that suit the processor's caches are too many.
        """
        chunk = _chunk(network, recipe, own_order)
        chunk = chunk if most is None else min(chunk, most)
        room = -(-chunk // PADDED) * PADDED
        layers = tuple(_of_layer(network, layer, room, recipe.curved) for layer in network.layers)
        line = max(LINE // (recipe.width * np.dtype(recipe.dtype).itemsize), 1)
        return cls(chunk, line, _of_all(network, recipe, room, own_order), layers)

    @property
    def rows(self) -> int:
        """The number of all lanes values."""
        return self._placed[0]

    def places(self, size: int) -> tuple[dict[int, int], tuple[dict[int, int], ...]]:
        """The byte at which each part begins, with lanes values of `size` bytes."""
        in_bytes = [
            {name: place * size for name, place in each.items()} for each in self._placed[1]
        ]
        return in_bytes[0], tuple(in_bytes[1:])

    @cached_property
    def _placed(self) -> tuple[int, list[dict[int, int]]]:
        """The number of all lanes values, and that of those before each part.

        A part begins a cache line, so that threads which share it write to lines of their own.
        """
        first, parts = RESERVED, []
        for counts in (self.shared, *self.layers):
            places = {}
            for name, count in counts.items():
                places[name] = first = -(-first // self.line) * self.line
                first += max(count, 1)
            parts.append(places)
        return first, parts


def _chunk(network: Perceptron, recipe: Recipe, own_order: bool) -> int:
    """How many samples go through the layers together."""
    inputs, *hidden, outputs = network.sizes
    curved = recipe.curved
    a_sample = (2 + 3 * curved) * sum(hidden) + (3 + 2 * curved) * outputs
    a_sample += (1 + curved) * max(hidden, default=0) + inputs * own_order
    size = recipe.width * np.dtype(recipe.dtype).itemsize
    most = max(network.samples, len(network.test_inputs))
    if recipe.width == 1:
        return int(min(max(CHUNK_BYTES_OF_ONE // (a_sample * size), CHUNK_SAMPLES_OF_ONE), most))
    return int(min(max(CHUNK_BYTES // (a_sample * size) // PADDED * PADDED, CHUNK_SAMPLES), most))


def _of_all(network: Perceptron, recipe: Recipe, room: int, own_order: bool) -> dict[int, int]:
    inputs, *hidden, outputs = network.sizes
    curved = recipe.curved
    widest, definition = max(hidden, default=0), recipe.definition
    largest = max(tensor.size for tensor in network.tensors)
    # At width 1 losses of all outputs together are computed with samples in lanes.
    samples_in_lanes = vector_unit().narrow_width(recipe.dtype) if recipe.width == 1 else 1
    # Modifiers of the step read the parameters and the gradient before it.
    kept = 2 * any(each.update is not None for each in recipe.modifying.values())
    return {
        plan.SUMS: 4,
        plan.COEFFICIENTS: 1 + len(definition.coefficients),
        plan.GRADIENT: network.parameters,
        plan.SLOPES: room * outputs,
        plan.WORK: max(room * widest, room * outputs, 5 * outputs * samples_in_lanes),
        plan.GATHERED: room * (inputs * own_order + outputs),
        plan.ORDER: network.samples * own_order,
        plan.SPARE: max((len(definition.scratch) + kept) * largest, 3 * len(hidden)),
        plan.REACHED: sum(hidden),
        plan.BENDS: room * outputs * curved,
        plan.SECOND_WORK: room * widest * curved,
        plan.OTHER_SUMS: network.parameters * curved,
        plan.DIRECTIONS: (3 + recipe.scaled) * network.parameters * curved,
        plan.DIAGONAL: (2 * LANCZOS + 1) * curved,
        plan.POINT: network.parameters * (definition.gradient_point is not None),
        plan.SCALES: network.parameters * recipe.scaled,
        plan.PANEL: panel_size(recipe.dtype, max(network.sizes), room) * (recipe.width == 1),
    }


def _of_layer(network: Perceptron, layer: int, room: int, curved: bool) -> dict[int, int]:
    names = [plan.L_VALUES]
    if layer < len(network.activations):
        names.append(plan.L_DERIVATIVES)
    if curved:
        names += [plan.L_SECONDS, plan.L_TANGENTS, plan.L_TANGENT_SUMS]
    return dict.fromkeys(names, room * network.sizes[layer + 1])
