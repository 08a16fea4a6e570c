"""What keeps a network from learning: dead units, saturated units, vanishing gradients."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gdsim.engine.evaluate import evaluate
from gdsim.learn.diagnosis.symptom import Symptom
from gdsim.learn.diagnosis.watched import Watched
from gdsim.learn.explanations.show import number
from gdsim.learn.explanations.step import Step
from gdsim.objectives.network import Network
from gdsim.objectives.objective import only

_DEAD = 0.5  # share of a layer's units from which it counts as dead
_SATURATED = 0.1  # mean slope below which a layer is saturated, as a share of the largest slope
_VANISHED = 1e-3  # the first layer's gradient, as a share of the last one's
_LEARNED = 0.1  # share of the loss at the start below which a network has learned
_FAR = 40.0  # as far out as an activation is tried


def dead_units(seen: Watched) -> Symptom | None:
    """Units with slope 0 on every sample, whose weights never change."""
    network = _network(seen)
    if "dead" not in seen.traces:
        return None
    shares = seen.traces["dead"][-1]
    layer = int(np.argmax(shares))
    if shares[layer] < _DEAD or _is_bounded(network, layer):
        return None
    if shares[layer] < 1 and _has_learned(seen):
        return None
    units = network.layers[layer + 1]
    first = f"{seen.traces['dead'][0][layer]:.0%} at the start"
    return Symptom(
        "dead units",
        f"learns little because {shares[layer]:.0%} of the {units} ReLUs of hidden layer "
        f"{layer + 1} are dead ({first}): they are off for every sample, and pass no gradient",
        "try a smaller lr, leaky_relu, or init = he_normal with small biases",
        (_of_layers("dead", shares, "The share of dead units of each hidden layer."),),
    )


def saturation(seen: Watched) -> Symptom | None:
    """Sigmoids far from 0, where they are flat."""
    network = _network(seen)
    if len(network.layers) == 2 or _has_learned(seen):
        return None
    slopes = _slopes(network, np.asarray(seen.params[-1], np.float64))
    left = np.array([
        slope / _steepest(network, layer) if _is_bounded(network, layer) else 1.0
        for layer, slope in enumerate(slopes)
    ])  # fmt: skip
    layer = int(np.argmin(left))
    if left[layer] >= _SATURATED:
        return None
    return Symptom(
        "saturation",
        f"learns little because hidden layer {layer + 1} is saturated: the mean slope of its units "
        f"is {left[layer]:.2g} of the largest slope, so hardly any gradient passes",
        "try smaller weights at the start, a smaller lr, or relu",
        (_of_layers("slope", left, "The mean slope of each hidden layer, as a share of 1."),),
    )


def vanished(seen: Watched) -> Symptom | None:
    """A gradient that vanishes before it gets back to the first layer."""
    if len(_network(seen).layers) < 4 or _has_learned(seen):
        return None
    traced = seen.traces["layer_grad_norm"]
    norms = traced[int(np.argmax(traced[:, -1]))]  # where the last layer's gradient was largest
    if not norms[-1] > 0 or norms[0] >= _VANISHED * norms[-1]:
        return None
    return Symptom(
        "vanished gradients",
        f"learns little because the gradients vanish on their way back: that of layer 1 is "
        f"{number(float(norms[0]))} long, that of layer {len(norms)} {number(float(norms[-1]))}",
        "try relu with init = he_normal, fewer layers, or Adam",
        (_of_layers("|∇W|", norms, "The length of each layer's gradient."),),
    )


# What is asked of networks, in this order.
ASKED = (dead_units, saturation, vanished)


def _network(seen: Watched) -> Network:
    return only(Network, seen.run.objective, AssertionError("symptoms of networks alone"))


def _has_learned(seen: Watched) -> bool:
    losses = seen.traces["train_loss"]
    return bool(losses[-1] < _LEARNED * losses[0])


def _of_layers(name: str, values: NDArray[np.float64], sentence: str) -> Step:
    return Step(name, "", "", sentence, tuple(map(float, values)))


def _bend(network: Network, layer: int, z: NDArray[np.float64]) -> NDArray[np.float64]:
    """The values and slopes of a hidden layer's activation, (2, n)."""
    expression = network.perceptron().activations[layer]
    derivatives = evaluate(expression, z.reshape(-1, 1), order=1)
    return np.stack([derivatives["value"], derivatives["gradient"][:, 0]])


def _is_bounded(network: Network, layer: int) -> bool:
    """Whether an activation is flat far out on both sides."""
    slopes = _bend(network, layer, np.array([-_FAR, _FAR]))[1]
    return bool(np.abs(slopes).max() < 1e-6)


def _steepest(network: Network, layer: int) -> float:
    return float(np.abs(_bend(network, layer, np.linspace(-_FAR, _FAR, 2001))[1]).max())


def _slopes(network: Network, params: NDArray[np.float64]) -> list[float]:
    """The mean |slope| of each hidden layer's units over the training samples."""
    perceptron = network.perceptron()
    signal, means = perceptron.inputs, []
    pairs = zip(network.weights(params)[:-1], perceptron.multipliers[:-1], strict=True)
    for layer, ((weights, biases), factor) in enumerate(pairs):
        z = factor * (signal @ weights.T)
        z = z if biases is None else z + biases
        values, slopes = _bend(network, layer, z.ravel())
        means.append(float(np.abs(slopes).mean()))
        signal = values.reshape(z.shape)
    return means
