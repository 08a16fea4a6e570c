"""How the layers of a network fare at some weights: gradients, weights, activations, dead units.

The numbers are those of the records "layer_grad_norm" (over all training samples), "weight_norm"
and "dead", at any weights instead of along a run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdsim.base.errors import SettingError
from gdsim.engine.evaluate import evaluate
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
    dead = [(np.abs(slopes).max(axis=1) == 0).mean(axis=-1)
            for _, slopes in _hidden(network, rows, network.perceptron().inputs)]  # fmt: skip
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
    rows = Vectors.of(params, network.size, "params", "params").values
    if len(rows) != 1:
        raise SettingError(f"params must be one vector, got {len(rows)}", "params")
    inputs = network.perceptron().inputs
    picked = np.unique(np.linspace(0, len(inputs) - 1, min(len(inputs), samples)).astype(int))
    return [a[0] for a, _ in _hidden(network, rows, inputs[picked])]


def _hidden(network: Network, rows: Array, inputs: NDArray[np.float64]) -> Iterator[
    tuple[Array, Array]
]:  # fmt: skip
    """The activations and their slopes, (r, samples, units) each, of every hidden layer."""
    perceptron = network.perceptron()
    a = np.broadcast_to(np.asarray(inputs, np.float64), (len(rows), *inputs.shape))
    layers = zip(
        network.weights(rows), perceptron.multipliers, perceptron.activations, strict=False
    )
    for (weights, biases), multiplier, formula in layers:
        z = multiplier * (a @ weights.swapaxes(-2, -1))
        if biases is not None:
            z = z + biases[:, None]
        known = evaluate(formula, z.reshape(-1, 1), order=1)
        a, slopes = known["value"].reshape(z.shape), known["gradient"].reshape(z.shape)
        yield a, slopes
