"""The trajectories that optimizers of whole weight matrices are compared with.

`make_tensor_trajectories.py` wrote the data from the same table. Four matrices and a vector move
together, each in the gradient of its own waves. The script refuses a case that is chaotic, as in
`trajectories.py`, and one with a setting that makes little difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

STEPS = 120
STORED = range(0, STEPS + 1, 10)
RELATIVE_TOLERANCE = 1e-10
NUDGE, LARGEST_MOVE, SMALLEST_DIFFERENCE = 1e-12, 1e-10, 1e-4

PATH = Path(__file__).parent / "tensor_trajectories.npz"

# Weights of five layers, and a bias. torch and optax take each as a tensor of its own.
SHAPES: tuple[tuple[int, ...], ...] = ((3, 5), (7, 3), (1, 4), (4, 1), (5,))
SIZES = [int(np.prod(shape)) for shape in SHAPES]


@dataclass(frozen=True)
class Case:
    """A run of an optimizer with settings; both by gdsim's names."""

    optimizer: str
    settings: Mapping[str, Any]

    @property
    def key(self) -> str:
        """What the data is stored under; it changes with any setting."""
        return " ".join([self.optimizer, *(f"{n}={v}" for n, v in self.settings.items())])

    def stored(self) -> np.ndarray:
        """The reference's parameters at the stored steps: float64, shape (13, parameters)."""
        return data()[self.key]


@cache
def data() -> dict[str, np.ndarray]:
    """The stored arrays by key."""
    with np.load(PATH) as file:
        return dict(file)


def start() -> np.ndarray:
    """All parameters one behind another; the bias begins at 0, as biases do."""
    i = np.arange(sum(SIZES))
    return np.where(i < sum(SIZES[:-1]), np.sin(1.7 * i * i + 0.4), 0.0)


def gradient(p: np.ndarray, t: int) -> np.ndarray:
    """Of parameters (n,) at update t (from 1): a wave with a minimum, and one that passes by."""
    i = np.arange(len(p))
    return (0.3 + 0.2 * np.cos(5 * i)) * np.sin(p - np.cos(3 * i)) + 0.2 * np.sin(0.31 * t + i * i)


def apart(p: np.ndarray) -> Iterator[np.ndarray]:
    """Each tensor in its shape."""
    parts = np.split(p, np.cumsum(SIZES)[:-1])
    return (part.reshape(shape) for part, shape in zip(parts, SHAPES, strict=True))


CASES = [
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
