"""Training of a naive network: whole vectors, with optimizers written from torch's manual."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from tests.reference.naive_network import Array, NaiveNetwork

Memory = dict[str, Any]


def sgd(p: Array, g: Array, lr: Array, t: int, memory: Memory, weight_decay: float = 0.0) -> Array:
    return p - lr * (g + weight_decay * p)


def momentum(
    p: Array,
    g: Array,
    lr: Array,
    t: int,
    memory: Memory,
    momentum: float = 0.9,
    dampening: float = 0.0,
    weight_decay: float = 0.0,
) -> Array:
    g = g + weight_decay * p
    memory["v"] = g if t == 1 else momentum * memory["v"] + (1 - dampening) * g
    return p - lr * memory["v"]


def adam(
    p: Array,
    g: Array,
    lr: Array,
    t: int,
    memory: Memory,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    weight_decay: float = 0.0,
) -> Array:
    g = g + weight_decay * p
    memory["m"] = beta1 * memory.get("m", 0) + (1 - beta1) * g
    memory["v"] = beta2 * memory.get("v", 0) + (1 - beta2) * g**2
    mean, spread = memory["m"] / (1 - beta1**t), memory["v"] / (1 - beta2**t)
    return p - lr * mean / (np.sqrt(spread) + eps)


def adamw(
    p: Array,
    g: Array,
    lr: Array,
    t: int,
    memory: Memory,
    weight_decay: float = 0.01,
    **settings: float,
) -> Array:
    return adam(p, g, lr, t, memory, **settings) - lr * weight_decay * p


def rmsprop(
    p: Array,
    g: Array,
    lr: Array,
    t: int,
    memory: Memory,
    alpha: float = 0.99,
    eps: float = 1e-8,
    momentum: float = 0.0,
    weight_decay: float = 0.0,
    centered: bool = False,
) -> Array:
    g = g + weight_decay * p
    memory["square"] = alpha * memory.get("square", 0) + (1 - alpha) * g**2
    memory["mean"] = alpha * memory.get("mean", 0) + (1 - alpha) * g
    spread = memory["square"] - memory["mean"] ** 2 * centered
    memory["v"] = momentum * memory.get("v", 0) + g / (np.sqrt(spread) + eps)
    return p - lr * memory["v"]


OPTIMIZERS: dict[str, Callable[..., Array]] = {
    f.__name__: f for f in (sgd, momentum, adam, adamw, rmsprop)
}


def train(
    network: NaiveNetwork,
    start: Array,
    data: tuple[Array, Array],
    batches: Sequence[Sequence[int] | Array],
    optimizer: str,
    settings: Mapping[str, Any],
    lr_factors: Sequence[float] | None = None,
    drift: Sequence[float] | None = None,
) -> tuple[Array, Array]:
    """The loss of each batch at the parameters it meets, and the last of these parameters.

    One update comes between a batch and the next, none after the last one. `drift` is added to
    the weights of each layer before each batch, so also before the last. `lr_factors` are those of
    the layers on lr.
    """
    inputs, targets = data
    layers = len(network.sizes) - 1
    factors, drifts = list(lr_factors or [1.0] * layers), list(drift or [0.0] * layers)
    rates = settings["lr"] * network.by_layer(factors, factors)
    moves = network.by_layer(drifts, [0.0] * layers)
    others = {name: value for name, value in settings.items() if name != "lr"}
    p, losses, memory = start, [], Memory()
    for t, batch in enumerate(batches, 1):
        p = p + moves
        sample = inputs[list(batch)], targets[list(batch)]
        losses.append(network.value(p, *sample))
        if t < len(batches):
            g = network.gradient(p, *sample)
            p = OPTIMIZERS[optimizer](p, g, rates, t, memory, **others)
    return np.array(losses), p
