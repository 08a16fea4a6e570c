"""What each unit of a network puts out, at any points: what it has learnt to see."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdsim.calculus import Expression
from gdsim.engine.evaluate import evaluate
from gdsim.learn.networks.passes import output_of, weighted, whole_output
from gdsim.objectives.network import Network

Array = NDArray[np.float64]


def responses(network: Network, params: ArrayLike, points: ArrayLike) -> list[Array]:
    """The outputs of all units at raw points (m, inputs): (m, units) per layer, features first.

    params: (P,). The last array has the network's outputs, in float64.
    Errors: SettingError for another number of parameters.
    """
    perceptron = network.perceptron()
    formulas = (*perceptron.activations, output_of(perceptron))
    a = np.asarray(network.data.features_of(points), np.float64)
    layers = [a]
    pairs = network.weights(np.asarray(params, np.float64))
    for pair, multiplier, formula in zip(pairs, perceptron.multipliers, formulas, strict=True):
        z = weighted(a, pair, multiplier)
        a = whole_output(z) if formula is None else _values(formula, z)
        layers.append(a)
    return layers


def _values(formula: Expression, z: Array) -> Array:
    values: Array = evaluate(formula, z.reshape(-1, 1), order=0)["value"].reshape(z.shape)
    return values
