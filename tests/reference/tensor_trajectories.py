"""The trajectories that optimizers of whole weight matrices are compared with.

`make_tensor_trajectories.py` wrote the data from the same table. Four matrices and a vector move
together, each in the gradient of its own waves; and the weights of two networks in the gradient of
their loss. The script refuses a case that is chaotic, as in `trajectories.py`, and waves with a
setting that makes little difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from tests.reference.network_cases import NetworkCase, stored_cases

STEPS = 200
STORED = range(0, STEPS + 1, 10)
# Of numbers of about 1, as in `trajectories.py`.
TOLERANCE = 1e-13
NUDGE, LARGEST_MOVE, SMALLEST_DIFFERENCE = 1e-12, 1e-10, 1e-4

PATH = Path(__file__).parent / "tensor_trajectories.npz"

# Weights of five layers, and a bias. torch and optax take each as a tensor of its own.
SHAPES: tuple[tuple[int, ...], ...] = ((3, 5), (7, 3), (1, 4), (4, 1), (5,))
SIZES = [int(np.prod(shape)) for shape in SHAPES]
# Stored cases of whole batches with biases and without kinks, of one hidden layer and of three.
NETWORKS = {"one hidden layer": 43, "three hidden layers": 11}


class Waves:
    """Tensors of `SHAPES`, each in the gradient of its own waves."""

    shapes = SHAPES

    def start(self) -> np.ndarray:
        """All parameters in one row; the bias begins at 0, as biases do."""
        i = np.arange(sum(SIZES))
        return np.where(i < sum(SIZES[:-1]), np.sin(1.7 * i * i + 0.4), 0.0)

    def gradient(self, p: np.ndarray, t: int) -> np.ndarray:
        """Of parameters (n,) at update t, from 1: a wave with a minimum, and one that passes by."""
        i = np.arange(len(p))
        waves = (0.3 + 0.2 * np.cos(5 * i)) * np.sin(p - np.cos(3 * i))
        return waves + 0.2 * np.sin(0.31 * t + i * i)


class OfNetwork:
    """The weights and biases of a stored network, in the gradient of its loss over all samples."""

    def __init__(self, name: str) -> None:
        self.case: NetworkCase = stored_cases()[NETWORKS[name]]
        layers = list(pairwise(self.case.choice.sizes))
        self.shapes = tuple(s for inputs, units in layers for s in ((units, inputs), (units,)))

    def start(self) -> np.ndarray:
        """All parameters in one row, as gdsim has them."""
        return self.case.start.copy()

    def gradient(self, p: np.ndarray, t: int) -> np.ndarray:
        """Of parameters (n,)."""
        return self.case.naive.gradient(p, self.case.inputs, self.case.targets)


def task_of(name: str) -> Waves | OfNetwork:
    """What is minimised, by its name."""
    return OfNetwork(name) if name in NETWORKS else Waves()


def apart(p: np.ndarray, shapes: tuple[tuple[int, ...], ...]) -> Iterator[np.ndarray]:
    """Each tensor in its shape."""
    parts = np.split(p, np.cumsum([int(np.prod(shape)) for shape in shapes])[:-1])
    return (part.reshape(shape) for part, shape in zip(parts, shapes, strict=True))


@dataclass(frozen=True)
class Case:
    """A run of an optimizer with settings on a task; all by gdsim's names."""

    optimizer: str
    settings: Mapping[str, Any]
    task: str = "waves"

    @property
    def key(self) -> str:
        """What the data is stored under; it changes with any setting."""
        named = [f"{n}={v}" for n, v in self.settings.items()]
        return " ".join([self.optimizer, *named, f"on {self.task}"])

    def stored(self) -> np.ndarray:
        """The reference's parameters at the stored steps: float64, shape (21, parameters)."""
        return data()[self.key]


@cache
def data() -> dict[str, np.ndarray]:
    """The stored arrays by key."""
    with np.load(PATH) as file:
        return dict(file)


WAVES = [
    Case("lamb", {"lr": 2e-2}),
    Case("lamb", {"lr": 5e-3, "beta1": 0.8, "beta2": 0.95, "eps": 1e-2, "weight_decay": 0.3}),
    Case("lamb", {"lr": 6e-2, "beta1": 0.0, "beta2": 0.99, "weight_decay": 1.5}),
    Case("adafactor", {"lr": 0.1}),
    Case("adafactor", {"lr": 0.3, "beta2_decay": -1.3, "eps2": 0.5, "d": 1.1}),
    Case("adafactor", {"lr": 0.05, "beta2_decay": -0.5, "eps1": 0.2, "weight_decay": 0.4}),
    Case("muon", {"lr": 2e-2}),
    Case("muon", {"lr": 5e-2, "momentum": 0.7, "weight_decay": 0.6, "nesterov": False}),
    Case("muon", {"lr": 3e-2, "match_rms_adamw": True, "a": 3.0, "b": -3.2, "c": 1.2, "eps": 1.5}),
]

# At larger rates all of these end in chaos on networks, as their steps do not shrink of themselves.
ON_NETWORKS = [
    Case(optimizer, settings, task)
    for task in NETWORKS
    for optimizer, settings in [
        ("lamb", {"lr": 5e-3, "beta1": 0.8, "beta2": 0.95, "eps": 1e-2, "weight_decay": 0.3}),
        ("lamb", {"lr": 2e-3, "beta1": 0.7, "beta2": 0.99, "eps": 1e-3, "weight_decay": 0.1}),
        ("lamb", {"lr": 3e-3, "beta1": 0.3, "beta2": 0.9, "eps": 0.3}),
        ("adafactor", {"lr": 0.05, "beta2_decay": -0.5, "eps1": 0.05, "weight_decay": 0.4}),
        ("adafactor", {"lr": 0.02, "beta2_decay": -1.3, "eps1": 0.05, "eps2": 0.5, "d": 1.1}),
        ("adafactor", {"lr": 4e-3, "beta2_decay": -0.6, "eps1": 0.03, "d": 1.5}),
        ("muon", {"lr": 1e-3, "momentum": 0.7, "weight_decay": 0.6, "nesterov": False}),
        ("muon", {"lr": 1e-3, "momentum": 0.9, "weight_decay": 0.2}),
        ("muon", {"lr": 0.03, "match_rms_adamw": True, "a": 3.0, "b": -3.2, "c": 1.2, "eps": 1.5}),
    ]
]

CASES = [*WAVES, *ON_NETWORKS]
