"""The networks that torch trains as references: a selection in which any two choices meet."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np

from tests.reference.network_cases import NetworkChoice

SIZES = [
    [(1, 1), (3, 2), (4, 3)],
    [(4, 3, 1), (1, 5, 1), (2, 6, 3), (3, 7, 2)],
    [(3, 5, 7, 2), (2, 4, 3, 1), (1, 3, 9, 3)],
    [(5, 3, 2, 4, 1), (2, 3, 4, 3, 3), (1, 8, 2, 3, 2)],
]
ACTIVATIONS = [
    ("identity",),
    ("relu",),
    ("leaky_relu", 0.2),
    ("elu", 0.7),
    ("gelu",),
    ("gelu_tanh",),
    ("silu",),
    ("sigmoid",),
    ("tanh",),
    ("softplus",),
    ("sin",),
]
# Loss, its settings, output.
LOSSES = [
    ("mse", {}, "identity"),
    ("mse", {}, "sigmoid"),
    ("mse", {}, "tanh"),
    ("mse", {}, "softmax"),
    ("mae", {}, "identity"),
    ("huber", {"delta": 0.6}, "identity"),
    ("binary_cross_entropy", {}, "sigmoid"),
    ("cross_entropy", {}, "softmax"),
    ("hinge", {}, "identity"),
]
BATCHES = [(None, False), (1, False), (7, False), (5, False), (7, True)]
PENALTIES = [(0.0, 0.0), (0.01, 0.0), (0.0, 0.1), (0.02, 0.05)]
OPTIMIZERS = {
    "sgd": [{"lr": 0.2}, {"lr": 0.3, "weight_decay": 0.05}],
    "momentum": [
        {"lr": 0.05, "momentum": 0.8},
        {"lr": 0.1, "momentum": 0.7, "dampening": 0.3, "weight_decay": 0.02},
    ],
    "adam": [
        {"lr": 0.02, "beta1": 0.8, "beta2": 0.95, "eps": 1e-3},
        {"lr": 0.03, "beta1": 0.7, "beta2": 0.99, "eps": 1e-2, "weight_decay": 0.1},
    ],
    "adamw": [
        {"lr": 0.02, "beta1": 0.85, "beta2": 0.97, "eps": 1e-3, "weight_decay": 0.0},
        {"lr": 0.03, "beta1": 0.6, "beta2": 0.98, "eps": 1e-2, "weight_decay": 0.3},
    ],
    "rmsprop": [
        {"lr": 0.01, "alpha": 0.95, "eps": 1e-2},
        {"lr": 0.01, "alpha": 0.9, "eps": 0.1, "momentum": 0.5, "centered": True},
        {"lr": 0.02, "alpha": 0.97, "eps": 0.03, "weight_decay": 0.05, "momentum": 0.3},
    ],
}
INITS = ["normal", "xavier", "he", "ntk"]


def multipliers_of(sizes: tuple[int, ...], init: str) -> tuple[float, ...]:
    """What the sums of each layer are multiplied by."""
    if init != "ntk":
        return (1.0,) * (len(sizes) - 1)
    return (*(1 / math.sqrt(inputs) for inputs in sizes[:-2]), 1 / sizes[-2])


def draw_choice(draw: np.random.Generator, turn: int) -> NetworkChoice:
    """Any choice that makes sense."""

    def one(values: Any) -> Any:
        return values[draw.integers(len(values))]

    depth = int(draw.choice(4, p=[0.1, 0.2, 0.3, 0.4]))
    loss, loss_settings, output = one(LOSSES)
    sizes = one([s for s in SIZES[depth] if s[-1] > 1 or output != "softmax"])
    layers = range(depth + 1)
    init, optimizer = one(INITS), one(list(OPTIMIZERS))
    batch, replacement = one(BATCHES)
    l1, l2 = one(PENALTIES)
    factors = (
        draw.uniform(0.4, 1.5, depth + 1).round(2).tolist()
        if one([0, 1])
        else [1.0 for _ in layers]
    )
    drift = (
        draw.uniform(-0.01, 0.01, depth + 1).round(4).tolist()
        if one([0, 0, 1])
        else [0.0 for _ in layers]
    )
    return NetworkChoice(
        sizes,
        tuple(one(ACTIVATIONS) for _ in range(depth)),
        output,
        loss,
        loss_settings,
        init,
        multipliers_of(sizes, init),
        bool(one([0, 1, 1])),
        batch,
        replacement,
        turn + 3,
        l1,
        l2,
        optimizer,
        one(OPTIMIZERS[optimizer]),
        tuple(factors),
        tuple(drift),
    )


def pairs_in(choice: NetworkChoice) -> set[frozenset[str]]:
    """The pairs of decisions that meet in a choice."""
    decisions = [
        [f"{choice.depth} hidden"],
        [f"{choice.loss} of {choice.output}"],
        [f"{choice.optimizer}"],
        [f"batch {choice.batch} {choice.replacement}"],
        [f"l1 {choice.l1} l2 {choice.l2}"],
        [f"init {choice.init}"],
        [f"bias {choice.bias}"],
        [f"factors {max(choice.lr_factors) != 1}"],
        [f"drift {max(choice.drift) != 0}"],
        [str(name) for name, *_ in choice.activations],
    ]
    return {
        frozenset(pair)
        for some, others in itertools.combinations(decisions, 2)
        for pair in itertools.product(some, others)
    }


def choices() -> list[NetworkChoice]:
    """Choices in which every pair of decisions meets: greedily, the one with most new pairs."""
    draw = np.random.default_rng(20)
    wanted = set().union(*(pairs_in(draw_choice(draw, 0)) for _ in range(20000)))
    found = []
    while wanted:
        tried = [draw_choice(draw, len(found)) for _ in range(400)]
        best = max(tried, key=lambda choice: len(pairs_in(choice) & wanted))
        if pairs_in(best) & wanted:
            found.append(best)
            wanted -= pairs_in(best)
    return found
