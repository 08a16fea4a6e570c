"""Schedule-free methods as the authors' package has them: with losses, with warmup, on networks.

`make_schedule_free_trajectories.py` wrote the data from the tables here. Loss and parameters are
those of `eval()`, the averages x; gradients were taken in `train()` mode, at y.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from gdsim.catalogue import optimizers
from tests.reference import naive_optimizers
from tests.reference.driver import complete
from tests.reference.network_cases import NetworkCase, NetworkChoice
from tests.reference.trajectories import Case, data

Array = np.ndarray


def published(
    optimizer: str,
    settings: Mapping[str, Any],
    gradient: Callable[[Array], Array],
    start: Sequence[float] | Array,
    rates: Sequence[Any],
) -> tuple[Array, Array]:
    """x and y before each update and after the last, by the published rule."""
    known = complete(optimizers.catalogue()[optimizer], settings)
    known.pop("lr")
    rule = getattr(naive_optimizers, optimizer)(np.array(start), **known)
    y, x = naive_optimizers.walk_and_average(rule, gradient, rates)
    return x, y


def warmed(lr: float, warmup: float, steps: int) -> list[float]:
    """The rate of each update, in the words of the package."""
    return [lr * (t + 1) / warmup if t < warmup else lr for t in range(steps)]


# With warmup; the table of trajectories has others, without.
CASES = [
    Case("schedule_free", optimizer, function, settings, "constant", {"warmup": warmup})
    for function in ("rosenbrock", "ellipse", "well")
    for optimizer, settings, warmup in (
        ("schedule_free_sgd", {"lr": 6e-4, "beta": 0.8, "weight_decay": 0.1}, 40),
        (
            "schedule_free_adamw",
            {"lr": 2e-2, "beta1": 0.95, "beta2": 0.97, "eps": 1e-3, "weight_decay": 0.2},
            25,
        ),
    )
]


def _network(optimizer: str, settings: dict[str, Any], **changes: Any) -> NetworkChoice:
    given: dict[str, Any] = {
        "sizes": (2, 5, 3, 1),
        "activations": (("tanh",), ("softplus",)),
        "output": "identity",
        "loss": "mse",
        "loss_settings": {},
        "init": "xavier",
        "multipliers": (1.0, 1.0, 1.0),
        "bias": True,
        "batch": None,
        "replacement": False,
        "seed": 7,
        "l1": 0.0,
        "l2": 0.0,
        "optimizer": optimizer,
        "settings": settings,
        "lr_factors": (1.0, 1.0, 1.0),
        "drift": (0.0, 0.0, 0.0),
    }
    return NetworkChoice(**given | changes)


# Networks by name, with the steps of warmup.
NETWORKS: dict[str, tuple[NetworkChoice, int]] = {
    "sgd, batches of 4": (
        _network("schedule_free_sgd", {"lr": 0.3, "beta": 0.8, "weight_decay": 0.02}, batch=4), 15,
    ),
    "adamw, batches of 5 drawn anew, penalty, rates of layers": (
        _network(
            "schedule_free_adamw",
            {"lr": 0.02, "beta1": 0.85, "beta2": 0.96, "eps": 1e-4, "weight_decay": 0.1},
            batch=5, replacement=True, l2=0.05, lr_factors=(1.5, 1.0, 0.5),
        ), 0,
    ),
    "adamw, all samples, classes": (
        _network(
            "schedule_free_adamw",
            {"lr": 0.03, "beta1": 0.7, "beta2": 0.98, "eps": 1e-5, "weight_decay": 0.0},
            sizes=(3, 4, 3), activations=(("silu",),), output="softmax", loss="cross_entropy",
            multipliers=(1.0, 0.8), lr_factors=(1.0, 1.0), drift=(0.0, 0.0),
        ), 20,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Trained:
    """A network that the package trained: the case, its warmup, and what is stored besides.

    The losses of the case are those at x, each of its step's batch, and its final parameters are x.
    """

    case: NetworkCase
    warmup: int
    point: Array
    train_loss: float

    def published(self) -> tuple[Array, Array, Array]:
        """Losses at x of each batch, x and y at the end, by the published rule."""
        chosen, naive = self.case.choice, self.case.naive
        samples = [(self.case.inputs[b], self.case.targets[b]) for b in self.case.batches]
        factors, seen = naive.by_layer(chosen.lr_factors, chosen.lr_factors), iter(samples)
        rates = warmed(chosen.settings["lr"], self.warmup, len(samples) - 1)
        x, y = published(
            chosen.optimizer,
            chosen.settings,
            lambda y: naive.gradient(y, *next(seen)),
            self.case.start,
            [rate * factors for rate in rates],
        )
        losses = [naive.value(p, *each) for p, each in zip(x, samples, strict=True)]
        return np.array(losses), x[-1], y[-1]


@cache
def trained(name: str) -> Trained:
    """A network of the table."""
    stored = data("schedule_free_trajectories")
    mine = {n.split("/")[1]: a for n, a in stored.items() if n.startswith(f"{name}/")}
    choice = NetworkChoice.from_json(str(mine.pop("choice")))
    assert choice == NETWORKS[name][0]
    batches = [[int(i) for i in row if i >= 0] for row in mine.pop("batches")]
    point, train_loss = mine.pop("point"), float(mine.pop("train_loss"))
    unknown = dict.fromkeys(
        ("outputs", "gradient", "vector", "product", "eigenvalues"), np.empty(0)
    )
    case = NetworkCase(0, choice, batches=batches, **mine, **unknown)
    return Trained(case, NETWORKS[name][1], point, train_loss)
