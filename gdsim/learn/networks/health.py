"""How the layers of a network fare at some weights: gradients, weights, activations, dead units.

The numbers are those of the records "layer_grad_norm" (over all training samples), "weight_norm"
and "dead", at any weights instead of along a run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdsim.base.evenly import evenly
from gdsim.learn.networks.passes import compiled, weighted
from gdsim.learn.networks.responses import responses
from gdsim.objectives.network import Network
from gdsim.objectives.weights import Vectors

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class LayerHealth:
    """Numbers of each layer of weights, from the first on, at r vectors of parameters.

    gradient_norms: (r, layers), the lengths of the layers' gradients, biases included.
    weight_norms: (r, layers), those of the weights alone. dead: (r, hidden layers), the share of
    units whose output no training sample can change: their activation's slope is 0 at all of them.
    """

    gradient_norms: Array
    weight_norms: Array
    dead: Array


def layer_health(network: Network, params: ArrayLike) -> LayerHealth:
    """The health of the layers at parameters, (r, P) or (P,). Errors: SettingError."""
    rows = Vectors.of(params, network.size, "params", "params").values
    pairs, gradients = network.weights(rows), network.weights(network.gradient(rows))
    squares = [
        (w**2).sum(axis=(-2, -1)) + (0.0 if b is None else (b**2).sum(axis=-1))
        for w, b in gradients
    ]
    norms = [np.sqrt((w**2).sum(axis=(-2, -1))) for w, _ in pairs]
    dead = [(np.abs(each).max(axis=1) == 0).mean(axis=-1) for each in _slopes(network, rows)]
    none = np.empty((len(rows), 0))
    return LayerHealth(
        np.sqrt(np.stack(squares, axis=-1)),
        np.stack(norms, axis=-1),
        np.stack(dead, axis=-1) if dead else none,
    )


def activations(network: Network, params: ArrayLike, samples: int = 500) -> list[Array]:
    """What hidden units put out for training samples, (samples, units) for each hidden layer.

    params: (P,). samples: evenly picked among the training samples, at most.
    Errors: SettingError.
    """
    points = network.data.raw_inputs
    return responses(network, params, points[evenly(len(points), samples)])[1:-1]


def _slopes(network: Network, rows: Array) -> Iterator[Array]:
    """The slopes of the activations, (r, samples, units), of every hidden layer."""
    perceptron = network.perceptron()
    inputs = np.asarray(perceptron.inputs, np.float64)
    a = np.broadcast_to(inputs, (len(rows), *inputs.shape))
    pairs, formulas = network.weights(rows)[:-1], perceptron.activations
    for pair, multiplier, formula in zip(pairs, perceptron.multipliers, formulas, strict=False):
        a, slopes = compiled(formula, weighted(a, pair, multiplier))
        yield slopes
