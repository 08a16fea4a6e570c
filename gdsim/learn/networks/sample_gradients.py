"""The gradients of single samples' losses, of many samples at once.

A layer's gradient for one sample is the product of its error, dL/dz, and its inputs: both passes
over all samples give those of each, and no gradient is stored before it is asked for.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdsim.engine.perceptron import Perceptron
from gdsim.learn.networks.passes import compiled, weighted
from gdsim.objectives.network import Network
from gdsim.objectives.weights import Pair, Vectors

Array = NDArray[np.float64]
BLOCK = 32  # samples whose errors one call of a kernel finds


class SampleGradients:
    """Gradients of training samples' losses, penalties included, at parameters (P,).

    samples: the numbers of the samples, (k,); rows are places among these. penalties: "l1", "l2".
    Errors: SettingError for another number of parameters.
    """

    def __init__(
        self,
        network: Network,
        params: ArrayLike,
        samples: ArrayLike,
        penalties: Mapping[str, float],
    ) -> None:
        perceptron, chosen = network.perceptron(), np.asarray(samples, np.int64)
        point = Vectors.of(params, network.size, "params", "params").values[0]
        pairs = network.weights(point)
        with np.errstate(all="ignore"):
            self._layers = _errors(perceptron, pairs, chosen)
            self._penalty = _penalty(pairs, penalties)
        self._has_biases = network.bias

    def of(self, rows: ArrayLike) -> Array:
        """The gradient of each of some samples, (rows, P)."""
        picked = np.asarray(rows, np.int64)
        parts = []
        for multiplier, inputs, errors in self._layers:
            of_weights = multiplier * errors[picked, :, None] * inputs[picked, None, :]
            parts.append(of_weights.reshape(len(picked), -1))
            parts += [errors[picked]] if self._has_biases else []
        return np.concatenate(parts, axis=1) + self._penalty

    def mean(self, rows: ArrayLike) -> Array:
        """The mean of their gradients, (P,): that of a batch of these samples."""
        picked = np.asarray(rows, np.int64)
        parts = []
        for multiplier, inputs, errors in self._layers:
            parts.append((multiplier * errors[picked].T @ inputs[picked]).ravel() / len(picked))
            parts += [errors[picked].mean(axis=0)] if self._has_biases else []
        mean: Array = np.concatenate(parts) + self._penalty
        return mean


Layer = tuple[float, Array, Array]  # its multiplier, inputs (k, inputs) and errors (k, units)


def _errors(network: Perceptron, pairs: list[Pair], samples: NDArray[np.int64]) -> list[Layer]:
    """Both passes: each layer's inputs, and the slopes of each sample's own loss by its z."""
    a, inputs, slopes = np.asarray(network.inputs, np.float64)[samples], [], []
    for number, (pair, multiplier) in enumerate(zip(pairs, network.multipliers, strict=True)):
        inputs.append(a)
        z = weighted(a, pair, multiplier)
        if number < len(network.activations):
            a, slope = compiled(network.activations[number], z)
            slopes.append(slope)
    error = _of_outputs(network, z, samples)
    layers: list[Layer] = []
    for number in reversed(range(len(pairs))):
        m = network.multipliers[number]
        layers.insert(0, (m, inputs[number], error))
        if number:
            error = m * (error @ pairs[number][0]) * slopes[number - 1]
    return layers


def _of_outputs(network: Perceptron, z: Array, samples: NDArray[np.int64]) -> Array:
    """The slopes of each sample's loss by the last z, (k, outputs).

    The kernels of training find them, so that no loss or output is written twice: in a network
    without hidden layers whose inputs are unit vectors, the weights of an input are the z of its
    sample, and the gradient by them is what is wanted, divided by the number of samples.
    """
    from gdsim.engine.networks import queries

    outputs = z.shape[1]
    units = dataclasses.replace(
        network, sizes=(BLOCK, outputs), activations=(), multipliers=(1.0,), bias=False,
        inputs=np.eye(BLOCK), batch=None,
    )  # fmt: skip
    found = np.empty_like(z)
    for first in range(0, len(z), BLOCK):
        rows = np.minimum(np.arange(first, first + BLOCK), len(z) - 1)  # the last one fills up
        block = dataclasses.replace(units, targets=network.targets[samples[rows]])
        weights = np.ascontiguousarray(z[rows].T).reshape(1, -1)
        gradient = queries.loss_and_gradient(block, weights)[1]
        slopes = BLOCK * gradient.reshape(outputs, BLOCK).T
        found[first : first + BLOCK] = slopes[: len(z) - first]
    return found


def _penalty(pairs: list[Pair], penalties: Mapping[str, float]) -> Array:
    l1, l2 = penalties.get("l1", 0.0), penalties.get("l2", 0.0)
    parts = []
    for weights, biases in pairs:
        parts.append((l1 * np.sign(weights) + l2 * weights).ravel())
        parts += [] if biases is None else [np.zeros(len(biases))]
    return np.concatenate(parts)
