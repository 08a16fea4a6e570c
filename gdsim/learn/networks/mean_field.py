"""Mean-field theory of wide networks: signals and gradients at the start of training."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from gdsim.base.axes import Axis
from gdsim.calculus import Expression
from gdsim.engine.evaluate import evaluate
from gdsim.objectives.network import Network

Array = NDArray[np.float64]
# Means over a standard normal variable are sums over POINTS points, out to REACH deviations; none
# of the points is 0, where activations have their kinks.
POINTS, REACH = 240, 8.0


@dataclass(frozen=True)
class Signal:
    """Means over networks of one kind, in the limit of wide layers.

    variances: of each layer's z. activities: the mean squared length of each layer's inputs.
    factors: what each hidden layer multiplies the mean squared error signal by in the backward
    pass: units * variance of the weights above * mean squared derivative. lengths: root mean
    square lengths of each layer's gradient, if the last error signal has length 1.
    """

    variances: Array
    activities: Array
    factors: Array
    lengths: Array

    def anchored(self, network: Network) -> Array | None:
        """The lengths for a squared error on one sample; None for anything else."""
        targets = network.perceptron().targets
        squared = network.loss.name == "mse" and network.output == "identity"
        if not squared or len(targets) != 1:
            return None
        outputs = targets.shape[1]
        last = 4 / outputs**2 * (outputs * self.variances[-1] + float((targets**2).sum()))
        lengths: Array = self.lengths * np.sqrt(last)
        return lengths


def signal(network: Network) -> Signal | None:
    """The theory's numbers for a network's first step; None if its weights are not random.

    Weights are taken as independent and sums over units as normal (mean field). Samples are taken
    one at a time, with the mean squared length of all inputs. Source: Schoenholz et al. 2017, Deep
    information propagation, arXiv:1611.01232, with the layers' own sizes.
    """
    perceptron = network.perceptron()
    variances = _weight_variances(network)
    if variances is None:
        return None
    sizes, biased = network.layers, network.bias
    activity = float((perceptron.inputs**2).sum(axis=1).mean())
    activities, sums, slopes = [activity], [], []
    for layer, variance in enumerate(variances):
        q = variance * activity
        sums.append(q)
        if layer < len(variances) - 1:
            square, slope = _means(perceptron.activations[layer], q)
            activity = sizes[layer + 1] * square
            activities.append(activity)
            slopes.append(slope)
    above = np.array(variances[1:])
    factors = np.array(sizes[1:-1]) * above * np.array(slopes)
    errors = np.append(np.cumprod(factors[::-1])[::-1], 1.0)
    inputs = np.array(activities) * np.array(perceptron.multipliers) ** 2
    lengths = np.sqrt(errors * (inputs + (1.0 if biased else 0.0)))
    return Signal(np.array(sums), np.array(activities), factors, lengths)


def _weight_variances(network: Network) -> list[float] | None:
    """The variance of each layer's weights times its squared multiplier; None if not random."""
    if not network.inits:
        return None
    numbers = {name: network.parameters[name] for name in network.init_parameters}
    if any(isinstance(value, Axis) for value in numbers.values()):
        return None
    if any(value for name, value in numbers.items() if name.startswith("init_bias")):
        return None
    drawn = network.draws(numbers.__getitem__).layers  # type: ignore[arg-type]
    variances = []
    for tensor in network.perceptron().tensors:
        if tensor.is_bias:
            continue
        draw = drawn[tensor.layer]
        assert isinstance(draw.scale, float)  # there are no axes
        share = {
            "normal": 1.0,
            "uniform": 1 / 3,
            "orthogonal": 1 / max(tensor.rows, tensor.columns),
        }.get(draw.distribution)
        if share is None:
            return None
        multiplier = network.perceptron().multipliers[tensor.layer]
        variances.append(draw.scale**2 * share * multiplier**2)
    return variances


@lru_cache(1024)
def _means(activation: Expression, variance: float) -> tuple[float, float]:
    """The mean squares of an activation and of its derivative over normal z of this variance."""
    middle = (np.arange(POINTS) + 0.5) / POINTS * 2 - 1
    z = REACH * middle
    weights = np.exp(-(z**2) / 2)
    weights /= weights.sum()
    found = evaluate(activation, (z * np.sqrt(variance))[:, None], order=1)
    with np.errstate(all="ignore"):
        squares, slopes = found["value"] ** 2, found["gradient"][:, 0] ** 2
    return float(weights @ squares), float(weights @ slopes)
