"""A multilayer perceptron in plain NumPy: the slow and obvious twin of the kernels for networks.

Whole arrays, one formula after the other, in float64. Activations, outputs and losses are typed
here once more, with their derivatives by hand. Every formula also takes complex numbers and is
analytic but for its kinks, where the real part decides: so an imaginary step of 1e-30 gives
derivatives to the last digit.

`p` is a network's flat vector of parameters, `x` inputs (n, inputs), `t` targets (n, outputs).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special

Array = np.ndarray
STEP = 1e-30  # of a complex step: its square vanishes beside any number


def sigmoid(z: Array) -> Array:
    return 1 / (1 + np.exp(-z))


def softplus(z: Array) -> Array:
    size = np.where(z.real > 0, z, -z)
    return (z + size) / 2 + np.log1p(np.exp(-size))


def normal_density(z: Array) -> Array:
    return np.exp(-z * z / 2) / np.sqrt(2 * np.pi)


def normal_share(z: Array) -> Array:
    return special.erfc(-z / np.sqrt(2)) / 2


def gelu_tanh(z: Array) -> Array:
    """The published z/2 (1 + tanh(u)), where it is no small difference: (1 + tanh(u))/2 is this."""
    return z * sigmoid(2 * np.sqrt(2 / np.pi) * (z + 0.044715 * z**3))


def gelu_tanh_slope(z: Array) -> Array:
    share = sigmoid(2 * np.sqrt(2 / np.pi) * (z + 0.044715 * z**3))
    inner = 2 * np.sqrt(2 / np.pi) * (1 + 3 * 0.044715 * z**2)
    return share + z * share * (1 - share) * inner


def above(z: Array, yes: Array | float, no: Array | float) -> Array:
    return np.where(z.real > 0, yes, no)


# Name -> value and slope; a setting comes second.
ACTIVATIONS: dict[str, tuple[Callable[..., Array], Callable[..., Array]]] = {
    "identity": (lambda z: z, np.ones_like),
    "relu": (lambda z: above(z, z, 0), lambda z: above(z, 1, 0)),
    "leaky_relu": (lambda z, a: above(z, z, a * z), lambda z, a: above(z, 1, a)),
    "elu": (
        lambda z, a: above(z, z, a * np.expm1(z)),
        lambda z, a: above(z, 1, a * np.exp(z)),
    ),
    "gelu": (
        lambda z: z * normal_share(z),
        lambda z: normal_share(z) + z * normal_density(z),
    ),
    "gelu_tanh": (gelu_tanh, gelu_tanh_slope),
    "silu": (lambda z: z * sigmoid(z), lambda z: sigmoid(z) * (1 + z * (1 - sigmoid(z)))),
    "sigmoid": (sigmoid, lambda z: sigmoid(z) * (1 - sigmoid(z))),
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "softplus": (softplus, sigmoid),
    "sin": (np.sin, np.cos),
}


def softmax(z: Array) -> Array:
    weights = np.exp(z - z.real.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


def cross_entropy(z: Array, t: Array) -> Array:
    """Of each sample."""
    largest = z.real.max(axis=1, keepdims=True)
    log_sum = largest + np.log(np.exp(z - largest).sum(axis=1, keepdims=True))
    return (t * (log_sum - z)).sum(axis=1)


def size(d: Array) -> Array:
    return np.sign(d.real) * d


def huber(y: Array, t: Array, delta: float) -> Array:
    d = y - t
    return np.where(abs(d.real) <= delta, d**2 / 2, delta * (size(d) - delta / 2))


def huber_slope(y: Array, t: Array, delta: float) -> Array:
    d = y - t
    return np.where(abs(d.real) <= delta, d, delta * np.sign(d.real))


# Name -> value and slope for each output y and target t; a setting comes third. Those of LOGITS
# take z instead, what goes into the output function.
LOSSES: dict[str, tuple[Callable[..., Array], Callable[..., Array]]] = {
    "mse": (lambda y, t: (y - t) ** 2, lambda y, t: 2 * (y - t)),
    "mae": (lambda y, t: size(y - t), lambda y, t: np.sign((y - t).real)),
    "huber": (huber, huber_slope),
    "hinge": (lambda y, t: above(1 - t * y, 1 - t * y, 0), lambda y, t: above(1 - t * y, -t, 0)),
    "binary_cross_entropy": (lambda z, t: softplus(z) - t * z, lambda z, t: sigmoid(z) - t),
    "cross_entropy": (cross_entropy, lambda z, t: t.sum(axis=1, keepdims=True) * softmax(z) - t),
}
LOGITS = {"binary_cross_entropy": "sigmoid", "cross_entropy": "softmax"}


@dataclass(frozen=True)
class NaiveNetwork:
    """What a network is, but for its parameters and data.

    There is one activation per hidden layer: a name of ACTIVATIONS and its settings.
    """

    sizes: tuple[int, ...]
    activations: tuple[tuple[str, ...], ...]
    loss: str
    output: str = "identity"
    loss_settings: tuple[float, ...] = ()
    multipliers: tuple[float, ...] | None = None
    bias: bool = True
    l1: float = 0.0
    l2: float = 0.0

    def layers(self, p: Array) -> list[tuple[Array, Array]]:
        """The weights (units, inputs) and biases (units,) of each layer: views of p."""
        found, first = [], 0
        for inputs, units in zip(self.sizes, self.sizes[1:], strict=False):
            weights = p[first : first + units * inputs].reshape(units, inputs)
            first += units * inputs
            biases = p[first : first + units] if self.bias else np.zeros(units)
            first += units * self.bias
            found.append((weights, biases))
        assert first == len(p)
        return found

    def is_weight(self) -> Array:
        """Which parameters are weights, not biases; bool (parameters,)."""
        return self.by_layer([1.0] * (len(self.sizes) - 1), [0.0] * (len(self.sizes) - 1)) > 0

    def by_layer(self, weights: list[float], biases: list[float]) -> Array:
        """A number for each parameter, from one for each layer's weights and biases."""
        parts = []
        for layer, (inputs, units) in enumerate(zip(self.sizes, self.sizes[1:], strict=False)):
            parts += [weights[layer]] * (units * inputs)
            parts += [biases[layer]] * (units * self.bias)
        return np.array(parts)

    def _scales(self) -> tuple[float, ...]:
        return self.multipliers or (1.0,) * (len(self.sizes) - 1)

    def forward(self, p: Array, x: Array) -> tuple[list[Array], list[Array]]:
        """Each layer's z, and what each layer is given: the inputs, then activations."""
        given, sums = [x], []
        for layer, (weights, biases) in enumerate(self.layers(p)):
            sums.append(self._scales()[layer] * (given[-1] @ weights.T) + biases)
            if layer < len(self.activations):
                name, *settings = self.activations[layer]
                given.append(ACTIVATIONS[name][0](sums[-1], *settings))
        return sums, given

    def outputs(self, p: Array, x: Array) -> Array:
        """The network's answers y (n, outputs)."""
        z = self.forward(p, x)[0][-1]
        return softmax(z) if self.output == "softmax" else ACTIVATIONS[self.output][0](z)

    def data_loss(self, p: Array, x: Array, t: Array) -> complex:
        """The mean loss of the samples, without penalties."""
        z = self.forward(p, x)[0][-1]
        y = z if self.loss in LOGITS else self.outputs(p, x)
        return LOSSES[self.loss][0](y, t, *self.loss_settings).mean()

    def value(self, p: Array, x: Array, t: Array) -> complex:
        """The mean loss of the samples and the penalties on weights."""
        weights = p[self.is_weight()]
        return (
            self.data_loss(p, x, t)
            + self.l1 * size(weights).sum()
            + self.l2 / 2 * (weights**2).sum()
        )

    def _output_slope(self, z: Array, t: Array) -> Array:
        """The derivative of the mean loss by the last layer's z."""
        if self.loss in LOGITS:
            count = len(t) if self.loss == "cross_entropy" else t.size
            return LOSSES[self.loss][1](z, t) / count
        if self.output == "softmax":
            y = softmax(z)
            slope = LOSSES[self.loss][1](y, t, *self.loss_settings) / t.size
            return y * (slope - (slope * y).sum(axis=1, keepdims=True))
        value, derivative = ACTIVATIONS[self.output]
        return LOSSES[self.loss][1](value(z), t, *self.loss_settings) / t.size * derivative(z)

    def gradient(self, p: Array, x: Array, t: Array) -> Array:
        """The derivative of `value` by each parameter, by backpropagation."""
        sums, given = self.forward(p, x)
        layers, parts = self.layers(p), []
        slope = self._output_slope(sums[-1], t)
        for layer in reversed(range(len(layers))):
            scale, weights = self._scales()[layer], layers[layer][0]
            penalty = self.l1 * np.sign(weights.real) + self.l2 * weights
            biases = [slope.sum(axis=0)] if self.bias else []
            parts = [(scale * slope.T @ given[layer] + penalty).ravel(), *biases, *parts]
            if layer > 0:
                name, *settings = self.activations[layer - 1]
                local = ACTIVATIONS[name][1](sums[layer - 1], *settings)
                slope = scale * (slope @ weights) * local
        return np.concatenate(parts)

    def hessian_vector_product(self, p: Array, vector: Array, x: Array, t: Array) -> Array:
        """The Hessian of `value` times a vector: how the gradient changes along it."""
        return self.gradient(p + 1j * STEP * vector, x, t).imag / STEP

    def hessian(self, p: Array, x: Array, t: Array) -> Array:
        """The Hessian of `value`, (parameters, parameters)."""
        return np.array([self.hessian_vector_product(p, v, x, t) for v in np.eye(len(p))])
