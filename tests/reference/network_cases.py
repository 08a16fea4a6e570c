"""Networks trained by torch: the cases, their settings and outcomes, from one stored table.

`make_network_trajectories.py` wrote the data of the networks that `network_choices.py` names. Every
case is far from chaotic and from kinks: the script refuses one in which moving the start by a share
of 1e-12 moves any stored number by a share of 1e-8, or in which anything that has a kink comes
within 1e-9 of it. So a relative difference of 1e-9 means different arithmetic.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from tests.reference.naive_network import NaiveNetwork

FILE = Path(__file__).with_name("network_trajectories.npz")
STEPS = 100
RELATIVE_TOLERANCE = 1e-9
# What the script tries to rule out chaos, and how far from a kink it stays.
NUDGE, LARGEST_MOVE, KINK = 1e-12, 1e-8, 1e-9


@dataclass(frozen=True)
class NetworkChoice:
    """A network and its training; names and settings are gdsim's.

    There is one activation per hidden layer: its name and settings. lr_factors and drift have one
    number per layer, or none; `batch` None is all samples; `seed` is that of the batches.
    """

    sizes: tuple[int, ...]
    activations: tuple[tuple[Any, ...], ...]
    output: str
    loss: str
    loss_settings: dict[str, float]
    init: str
    multipliers: tuple[float, ...]
    bias: bool
    batch: int | None
    replacement: bool
    seed: int
    l1: float
    l2: float
    optimizer: str
    settings: dict[str, Any]
    lr_factors: tuple[float, ...]
    drift: tuple[float, ...]

    @classmethod
    def from_json(cls, text: str) -> NetworkChoice:
        """The choice that a JSON text has."""
        return cls(**{name: _as_tuple(value) for name, value in json.loads(text).items()})

    @property
    def depth(self) -> int:
        """The number of hidden layers."""
        return len(self.sizes) - 2

    @property
    def title(self) -> str:
        """What sets it apart, in short: layers, loss, batch and optimizer."""
        names = [str(name) for name, *_ in self.activations]
        batch = f"{self.batch}{' drawn anew' if self.replacement else ''}" if self.batch else "all"
        layers = "-".join(map(str, self.sizes))
        network = " ".join([layers, *names, self.output])
        return f"{network}, {self.loss}, batch {batch}, {self.optimizer}"


@dataclass(frozen=True, eq=False)
class NetworkCase:
    """A choice, its data, and what torch made of it in float64.

    start, final (parameters,) are before and after 100 updates; losses (101,) are each step's, of
    its batch, that after the last update among them; batches are their samples. At the start, for
    all samples: outputs (n, outputs), gradient (parameters,) and product (parameters,), the Hessian
    times `vector`; eigenvalues (2,) are the Hessian's smallest and largest.
    """

    number: int
    choice: NetworkChoice
    inputs: np.ndarray
    targets: np.ndarray
    start: np.ndarray
    batches: list[list[int]]
    losses: np.ndarray
    final: np.ndarray
    outputs: np.ndarray
    gradient: np.ndarray
    vector: np.ndarray
    product: np.ndarray
    eigenvalues: np.ndarray

    @property
    def key(self) -> str:
        """A name for reports."""
        return f"{self.number}: {self.choice.title}"

    @property
    def naive(self) -> NaiveNetwork:
        """The slow twin of its network."""
        chosen = self.choice
        return NaiveNetwork(
            chosen.sizes,
            chosen.activations,
            chosen.loss,
            chosen.output,
            tuple(chosen.loss_settings.values()),
            chosen.multipliers,
            chosen.bias,
            chosen.l1,
            chosen.l2,
        )


def _as_tuple(value: Any) -> Any:
    return tuple(_as_tuple(v) for v in value) if isinstance(value, list) else value


@cache
def stored_cases() -> list[NetworkCase]:
    """All cases of the table."""
    with np.load(FILE) as file:
        arrays = dict(file)
    found = []
    for number in range(len(arrays) // len([n for n in arrays if n.startswith("0/")])):
        mine = {n.split("/")[1]: a for n, a in arrays.items() if n.startswith(f"{number}/")}
        choice = NetworkChoice.from_json(str(mine.pop("choice")))
        # Shorter batches are filled up with -1.
        batches = [[int(i) for i in row if i >= 0] for row in mine.pop("batches")]
        found.append(NetworkCase(number, choice, batches=batches, **mine))
    return found
