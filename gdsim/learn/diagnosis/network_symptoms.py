"""What keeps a network from learning, and what it learns too well.

Equal, dead and saturated units, no bends, penalties, gradients that vanish, samples without
scale, and overfitting.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.figures import number
from gdsim.engine.evaluate import evaluate
from gdsim.learn.diagnosis.held import decays, worded
from gdsim.learn.diagnosis.scale import rescaled, scale
from gdsim.learn.diagnosis.symptom import Symptom, few_digits
from gdsim.learn.diagnosis.trial import better_rate
from gdsim.learn.diagnosis.watched import LOOKS, Watched
from gdsim.learn.explanations.step import Step
from gdsim.objectives.network import Network
from gdsim.objectives.objective import only

_DEAD = 0.5  # share of a layer's units from which it counts as dead
_SATURATED = 0.1  # mean slope below which a layer is saturated, as a share of the largest slope
_VANISHED = 1e-3  # the first layer's gradient, as a share of the last one's
_LEARNED = 0.1  # share of the loss at the start below which a network has learned
_SHRUNK = 0.2  # share of its weights that a penalty leaves where it holds a network down
_OVERFITTED = 1.5  # how far the test loss has risen above its least
_FAR = 40.0  # as far out as an activation is tried
_REACH = np.linspace(-2.0, 2.0, 9)  # where an activation would bend
_LATELY = 8  # observations in which every sample is in its class, once a network has learned
_RIGHT = 0.95  # share of samples in their class from which a network has learned enough
_RESTS = 1e-3  # share of the loss that a run at rest gains in its last third, at most


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
    units, at_first = network.layers[layer + 1], float(seen.traces["dead"][0][layer])
    first = f"{at_first:.0%} at the start"
    # No rate brings units to life that no sample ever moved.
    remedy = "a smaller lr, or leaky_relu"
    if at_first >= _DEAD:
        remedy = "init = he_normal without negative biases, or leaky_relu"
    return Symptom(
        "dead units",
        f"learns little because {shares[layer]:.0%} of the {units} units of hidden layer "
        f"{layer + 1} are dead ({first}): they are off for every sample, and pass no gradient",
        f"try {rescaled(seen)}{remedy}",
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
        f"try {rescaled(seen)}smaller weights at the start, a smaller lr, or relu",
        (_of_layers("slope", left, "The mean slope of each hidden layer, as a share of 1."),),
    )


def equal_units(seen: Watched) -> Symptom | None:
    """Units of a layer that began equal: they get equal gradients, and stay so."""
    network = _network(seen)
    if len(network.layers) == 2 or _has_learned(seen):
        return None
    for layer, units in enumerate(network.layers[1:-1]):
        kinds = max(_kinds(network, np.asarray(p, np.float64), layer) for p in seen.way[[0, -1]])
        if units > 1 and kinds == 1:
            return Symptom(
                "equal units",
                f"learns little because the {units} units of hidden layer {layer + 1} are equal: "
                "they have the same weights, get the same gradient and stay equal, and so do the "
                "work of one",
                "try random weights at the start, such as init = xavier_uniform",
            )
    return None


def penalty(seen: Watched) -> Symptom | None:
    """A penalty, or weight decay, that holds the weights near 0."""
    network = _network(seen)
    strengths = _strengths(seen)
    name = max(strengths, key=lambda each: strengths[each])
    if not strengths[name] > 0 or _has_learned(seen):
        return None
    first, last = (
        max(float(np.linalg.norm(w)) for w, _ in network.weights(np.asarray(p, np.float64)))
        for p in (seen.way[0], seen.params[-1])
    )
    if not last < _SHRUNK * first:
        return None
    return Symptom(
        "penalty",
        f"learns nothing because {worded(name, strengths[name])} holds the weights near 0: the "
        f"longest layer went from {number(first)} to {number(last)}",
        f"try {name.rpartition('.')[2]} below {number(few_digits(strengths[name] / 100))}",
    )


def overfitting(seen: Watched) -> Symptom | None:
    """A network that has learned its samples, and does worse on others than before."""
    tested = seen.traces.get("test_loss")
    if tested is None or not np.isfinite(tested).all() or len(tested) < 3:
        return None
    least, trained = int(np.argmin(tested)), float(seen.traces["train_loss"][-1])
    last, first = float(tested[-1]), float(seen.traces["train_loss"][0])
    if not (last > _OVERFITTED * float(tested[least]) and last > 2 * trained < first):
        return None
    best = least * max(1, seen.run.program.steps // LOOKS)
    shorter = f"{best} steps, " if best else ""
    return Symptom(
        "overfitting",
        f"overfits: the loss is {number(trained)} on the training samples, and on the test samples "
        f"{number(last)}, after a least of {number(float(tested[least]))} at step {best}",
        f"try {shorter}l2 or weight decay, more samples, or fewer units",
        (
            Step("test loss", "", "", "The loss over the test samples at the end.", last),
            Step("train loss", "", "", "The loss over the training samples at the end.", trained),
        ),
    )


def saturated_output(seen: Watched) -> Symptom | None:
    """A squared error behind a bounded output that is flat: the output hardly changes."""
    network = _network(seen)
    if network.output not in ("sigmoid", "tanh") or network.loss.name != "mse":
        return None
    if _has_learned(seen):
        return None
    outputs = network.outputs(_last(seen)[None], network.data.inputs)
    low = 0.0 if network.output == "sigmoid" else -1.0
    slopes = (outputs - low) * (1 - outputs) * (4 / (1 - low) ** 2)
    left = float(np.mean(np.abs(slopes)))
    if left >= _SATURATED:
        return None
    return Symptom(
        "saturated output",
        f"learns little because its {network.output} output is saturated under mse: its mean slope "
        f"is {left:.2g} of the largest, however wrong it is",
        f"try {rescaled(seen)}loss = binary_cross_entropy, whose gradient does not fade there",
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


def linear(seen: Watched) -> Symptom | None:
    """A network without a bend, at rest: it draws one straight line, whatever its weights."""
    network = _network(seen)
    hidden = [_bend(network, k, _REACH) for k in range(len(network.layers) - 2)]
    if any(np.ptp(slopes) > 0 for _, slopes in hidden) or _has_learned(seen):
        return None
    losses = seen.traces["train_loss"]
    if losses[-len(losses) // 3] - losses[-1] > _RESTS * abs(losses[-1]):
        return None
    # At a rate that is too small, or has faded, it rests anywhere.
    if seen.has_faded or better_rate(seen) is not None:
        return None
    drawn = "straight border between its classes" if network.has_classes else "straight line"
    lacking, advice = "a hidden layer", "a hidden layer, such as 8 units with tanh"
    if hidden:
        lacking, advice = "a bend in its hidden layers", "an activation that bends, such as tanh"
    return Symptom(
        "linear network",
        f"is as good as it can be: without {lacking} it draws one {drawn}, and the best one leaves "
        f"a loss of {number(float(losses[-1]))}",
        f"try {advice}",
    )


def learned(seen: Watched) -> Symptom | None:
    """A network that puts every sample into its class: the loss falls on without end."""
    network = _network(seen)
    if "cross_entropy" not in network.loss.name or not _has_learned(seen):
        return None
    right = seen.traces.get("train_accuracy")
    if right is None or right[-_LATELY:].min() < 1:
        return None
    first, last = (number(float(seen.traces["train_loss"][k])) for k in (0, -1))
    endless = "; it nears 0 only as the weights grow without end"
    if any(strength > 0 for strength in _strengths(seen).values()):
        endless = ""
    return Symptom(
        "learned",
        f"has learned its samples: all are put into their class, and the loss went from {first} to "
        f"{last}{endless}",
        "try fewer steps, or state a target",
    )


def unscaled(seen: Watched) -> Symptom | None:
    """Inputs or targets far from the size of 1, in a network that has not learned."""
    found = scale(seen)
    if found is None:
        return None
    right = seen.traces.get("train_accuracy")
    if _has_learned(seen) if right is None else right[-1] > _RIGHT:
        return None
    return Symptom(
        "unscaled",
        f"learns badly because its {found.name} are of size {number(float(f'{found.size:.2g}'))}, "
        "not 1: the loss is far steeper in some weights than in others, and no rate suits all",
        f"try {found.advice}",
    )


# What is asked of networks, in this order.
ASKED = (
    overfitting,
    learned,
    penalty,
    equal_units,
    linear,
    dead_units,
    saturated_output,
    saturation,
    vanished,
    unscaled,
)


def _network(seen: Watched) -> Network:
    return only(Network, seen.run.objective, AssertionError("symptoms of networks alone"))


def _strengths(seen: Watched) -> dict[str, float]:
    """The strengths of what draws the weights to 0, by name."""
    network = _network(seen)
    given: dict[str, Any] = {"l1": network.l1, "l2": network.l2}
    return {**{name: float(strength) for name, strength in given.items()}, **decays(seen)}


def _has_learned(seen: Watched) -> bool:
    losses = seen.traces["train_loss"]
    return bool(losses[-1] < _LEARNED * losses[0])


def _last(seen: Watched) -> NDArray[np.float64]:
    return np.asarray(seen.params[-1], np.float64)


def _kinds(network: Network, params: NDArray[np.float64], layer: int) -> int:
    """How many different units a hidden layer has, by the weights to and from them."""
    pairs = network.weights(params)
    (to, biases), (away, _) = pairs[layer], pairs[layer + 1]
    columns = [to, away.T] if biases is None else [to, biases[:, None], away.T]
    units = np.concatenate(columns, axis=1)
    # Equal units are summed in another order now and then: what rounding leaves is no difference.
    size = float(np.abs(units).max()) or 1.0
    return len(np.unique(np.round(units / size, 5), axis=0))


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
