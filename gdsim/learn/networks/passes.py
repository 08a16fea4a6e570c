"""A network's forward and backward passes in plain Python, with all intermediate quantities.

Formulas come from the calculus, losses and softmax from the catalogue's definitions: nothing here
knows an activation or a loss. The kernels compute the same, compiled, and keep no intermediates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.calculus import Expression, parse
from gdsim.catalogue.definitions import Activation, Loss
from gdsim.catalogue.discovery import look_up
from gdsim.engine.evaluate import evaluate
from gdsim.engine.perceptron import Perceptron
from gdsim.objectives.weights import Pair, split

Array = NDArray[np.float64]
# From this many numbers on, a formula is compiled instead of evaluated number by number.
MANY = 5_000


@dataclass(frozen=True)
class Layer:
    """What a layer of weights computes: arrays have one row per sample and one column per unit.

    inputs: of the layer. z: weighted inputs and bias. a: the activations, in the last layer the
    outputs. slope: da/dz; None where softmax or the loss takes all of z at once. error: dL/dz.
    weight_gradient, bias_gradient: shaped like the weights and biases, penalties included.
    activation: the formula of z, or None for softmax.
    """

    weights: Array
    biases: Array | None
    multiplier: float
    activation: Expression | None
    inputs: Array
    z: Array
    a: Array
    slope: Array | None
    error: Array
    weight_gradient: Array
    bias_gradient: Array | None


@dataclass(frozen=True)
class Passes:
    """Both passes over some samples.

    losses: (samples, outputs), or (samples,) for a loss that takes all outputs together. loss:
    their mean, with the penalties. slopes: dL/dy of the outputs; None if the loss is computed from
    z. rule: the loss's formula of y (or z) and t; None if it has no formula. gradient: (P,).
    """

    layers: tuple[Layer, ...]
    targets: Array
    losses: Array
    loss: float
    slopes: Array | None
    rule: Expression | None
    gradient: Array


def output_of(network: Perceptron) -> Expression | None:
    """The formula that turns the last z into outputs; None for softmax."""
    activation: Activation = look_up("activation", network.output, "output")
    return None if activation.whole else parse(activation.text)


def rule_of(network: Perceptron) -> Expression | None:
    """A loss as a formula of an output y (or of z) and its target t; None if it has no formula."""
    loss: Loss = look_up("loss", network.loss)
    if loss.whole:
        return None
    return parse(loss.text, network.loss_settings, ("z" if loss.contains else "y", "t"))


def passes(
    network: Perceptron,
    params: Array,
    samples: Sequence[int],
    penalties: Mapping[str, float],
) -> Passes:
    """Forward and backward over the training samples of these numbers, at parameters (P,)."""
    pairs = split(network.sizes, network.bias, params)
    chosen = list(samples)
    inputs, targets = network.inputs[chosen], network.targets[chosen]
    formulas = (*network.activations, output_of(network))
    forward = _forward(pairs, network.multipliers, formulas, inputs)
    _, z, y, slope = forward[-1]
    losses, from_y, error = _loss(network, z, y, slope, targets)
    layers: list[Layer] = []
    for number in reversed(range(len(pairs))):
        (weights, biases), m = pairs[number], network.multipliers[number]
        before, z, a, slope = forward[number]
        if number < len(pairs) - 1:
            assert slope is not None  # only outputs take all of z together
            above = layers[0]
            error = ((above.error * above.multiplier) @ above.weights) * slope
        gradient = m * error.T @ before
        gradient += penalties.get("l2", 0.0) * weights
        gradient += penalties.get("l1", 0.0) * np.sign(weights)
        of_biases = None if biases is None else error.sum(axis=0)
        fields = (
            weights,
            biases,
            m,
            formulas[number],
            before,
            z,
            a,
            slope,
            error,
            gradient,
            of_biases,
        )
        layers.insert(0, Layer(*fields))
    total = float(losses.mean()) + _penalty(pairs, penalties)
    flat = [
        part.ravel()
        for layer in layers
        for part in (layer.weight_gradient, layer.bias_gradient)
        if part is not None
    ]
    return Passes(
        tuple(layers), targets, losses, total, from_y, rule_of(network), np.concatenate(flat)
    )


def elementwise(expression: Expression, z: Array) -> tuple[Array, Array]:
    """The values of a formula of one variable, and its derivatives, at the numbers of an array."""
    if z.size >= MANY:
        return compiled(expression, z)
    numbers = z.ravel().tolist()
    values = [expression.value([x]) for x in numbers]
    slopes = [expression.gradient_at([x])[0] for x in numbers]
    return np.reshape(values, z.shape), np.reshape(slopes, z.shape)


def compiled(expression: Expression, z: Array) -> tuple[Array, Array]:
    """The same, compiled: what does not exist is NaN or infinite."""
    derivatives = evaluate(expression, z.reshape(-1, 1), order=1)
    return derivatives["value"].reshape(z.shape), derivatives["gradient"].reshape(z.shape)


def weighted(a: Array, pair: Pair, multiplier: float) -> Array:
    """The z of a layer, (…, samples, units), of its inputs, (…, samples, inputs)."""
    weights, biases = pair
    z: Array = multiplier * (a @ weights.swapaxes(-2, -1))
    return z if biases is None else z + biases[..., None, :]


def _forward(
    pairs: Sequence[Pair],
    multipliers: Sequence[float],
    formulas: Sequence[Expression | None],
    inputs: Array,
) -> list[tuple[Array, Array, Array, Array | None]]:
    """For each layer: inputs, z, activations, and their slopes by z."""
    layers: list[tuple[Array, Array, Array, Array | None]] = []
    a = inputs
    for pair, multiplier, formula in zip(pairs, multipliers, formulas, strict=True):
        before, z = a, weighted(a, pair, multiplier)
        slope: Array | None = None
        if formula is None:
            a = whole_output(z)
        else:
            a, slope = elementwise(formula, z)
        layers.append((before, z, a, slope))
    return layers


def whole_output(z: Array) -> Array:
    """The softmax of each row."""
    definition: Activation = look_up("activation", "softmax", "output")
    assert definition.whole is not None
    y = np.empty_like(z)
    for row, out in zip(z, y, strict=True):
        definition.whole.forward(len(row), row, out)
    return y


def _loss(
    network: Perceptron, z: Array, y: Array, slope: Array | None, targets: Array
) -> tuple[Array, Array | None, Array]:
    """The losses, the slopes of their mean by y (None where computed from z), and those by z."""
    definition: Loss = look_up("loss", network.loss)
    if definition.whole is not None:
        error = np.empty_like(z)
        losses = np.empty(len(z))
        for i, (row, target) in enumerate(zip(z, targets, strict=True)):
            losses[i] = definition.whole.value(len(row), row, target)
            definition.whole.gradient(len(row), row, target, error[i])
        return losses, None, error / len(z)
    rule = rule_of(network)
    assert rule is not None
    of = z if definition.contains else y
    points = np.stack([of.ravel(), targets.ravel()], axis=1).tolist()
    losses = np.reshape([rule.value(point) for point in points], of.shape)
    slopes = np.reshape([rule.gradient_at(point)[0] for point in points], of.shape) / of.size
    if definition.contains:
        return losses, None, slopes
    if slope is not None:
        return losses, slopes, slopes * slope
    softmax: Any = look_up("activation", network.output, "output").whole
    error = np.empty_like(z)
    for i in range(len(z)):
        softmax.backward(z.shape[1], y[i], slopes[i], error[i])
    return losses, slopes, error


def _penalty(pairs: Sequence[Pair], penalties: Mapping[str, float]) -> float:
    l1, l2 = penalties.get("l1", 0.0), penalties.get("l2", 0.0)
    return float(
        sum(l1 * np.abs(weights).sum() + l2 / 2 * (weights**2).sum() for weights, _ in pairs)
    )
