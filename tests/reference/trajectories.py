"""The trajectories that optimizers and schedules are compared with: one table for all tests.

The make_*_trajectories.py beside it wrote the data from the same table. Every case is far from
chaotic: the scripts refuse one in which moving a coordinate of the start by 1e-12 moves any stored
point by more than 1e-9. So a difference of 1e-13 means different arithmetic, not luck.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

STEPS = 300
# The steps that are stored: every tenth, the last one among them.
STORED = range(0, STEPS + 1, 10)
# Of numbers of about 1, so it bounds the difference too, where one passes by 0.
TOLERANCE = 1e-13
# What the scripts try to rule out chaos.
NUDGE, LARGEST_MOVE = 1e-12, 1e-9

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Case:
    """One run: an optimizer with settings on an objective, under a schedule.

    Names and settings are gdsim's. `reference` says whose trajectory is stored.
    """

    reference: str
    optimizer: str
    function: str
    settings: Mapping[str, Any]
    schedule: str = "constant"
    schedule_settings: Mapping[str, float] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What the data is stored under; it changes with any setting."""
        return " ".join(
            [
                self.optimizer,
                *(f"{n}={v}" for n, v in self.settings.items()),
                f"on {self.function} under {self.schedule}",
                *(f"{n}={v}" for n, v in self.schedule_settings.items()),
            ]
        )

    @property
    def averages(self) -> bool:
        """Whether the method's answer is not where it takes the gradient."""
        return self.optimizer.startswith("schedule_free")

    def stored(self) -> np.ndarray:
        """Where the reference took the gradient at the stored steps: float64, (31, variables)."""
        own = self.reference if self.reference in ("torch", "optax") else "other"
        return data(f"{own}_trajectories")[self.key]

    def stored_average(self) -> np.ndarray:
        """The reference's answer at the stored steps, of a method whose answer is an average."""
        return data("other_trajectories")[f"{self.key}: average"]


@dataclass(frozen=True)
class Factors:
    """A schedule with settings and a run length, whose factors torch gave."""

    schedule: str
    settings: Mapping[str, float]
    steps: int = STEPS
    warmup: int = 0

    @property
    def key(self) -> str:
        """What the data is stored under; it changes with any setting."""
        named = [f"{n}={v}" for n, v in self.settings.items()]
        return " ".join([self.schedule, *named, f"steps={self.steps} warmup={self.warmup}"])

    def stored(self) -> np.ndarray:
        """The reference's factors at every step: float64, shape (steps,)."""
        return data("torch_factors")[self.key]


@cache
def data(name: str) -> dict[str, np.ndarray]:
    """A stored table of arrays by key."""
    with np.load(FOLDER / f"{name}.npz") as file:
        return dict(file)


def _product(
    reference: str, optimizer: str, *settings: Mapping[str, Any], functions: str
) -> Iterable[Case]:
    for function in functions.split():
        for chosen in settings:
            yield Case(reference, optimizer, function, chosen)


ALL = "rosenbrock ellipse well"

TORCH = [
    *_product(
        "torch",
        "sgd",
        {"lr": 4e-4},
        {"lr": 7e-4, "weight_decay": 0.1},
        {"lr": 2e-4, "weight_decay": 1.5},
        functions=ALL,
    ),
    *_product(
        "torch",
        "momentum",
        {"lr": 1e-4, "momentum": 0.8},
        {"lr": 2e-4, "momentum": 0.7, "dampening": 0.3, "weight_decay": 0.05},
        {"lr": 5e-4, "momentum": 0.93, "dampening": 0.93},
        functions=ALL,
    ),
    *_product(
        "torch",
        "nesterov",
        {"lr": 1e-4, "momentum": 0.8},
        {"lr": 2e-4, "momentum": 0.6, "weight_decay": 0.2},
        {"lr": 5e-5, "momentum": 0.95},
        functions=ALL,
    ),
    *_product(
        "torch",
        "adagrad",
        {"lr": 0.1, "eps": 0.02},
        {"lr": 0.3, "lr_decay": 0.02, "initial_accumulator": 0.5},
        {"lr": 0.05, "lr_decay": 1e-3, "weight_decay": 0.1, "initial_accumulator": 2.0},
        functions=ALL,
    ),
    *_product(
        "torch",
        "adadelta",
        {"lr": 0.4, "rho": 0.8},
        {"lr": 0.2, "rho": 0.95, "eps": 1e-4},
        {"lr": 0.25, "rho": 0.7, "eps": 2e-6, "weight_decay": 0.1},
        functions=ALL,
    ),
    *_product(
        "torch",
        "rmsprop",
        {"lr": 5e-4, "alpha": 0.95},
        {"lr": 2e-3, "alpha": 0.95, "eps": 1e-3, "weight_decay": 0.1},
        {"lr": 3e-4, "alpha": 0.97, "momentum": 0.7, "eps": 1e-4},
        {"lr": 1e-3, "alpha": 0.95, "centered": True, "eps": 1e-2},
        {"lr": 2e-4, "alpha": 0.9, "centered": True, "momentum": 0.5, "eps": 0.1},
        functions=ALL,
    ),
    *_product(
        "torch",
        "adam",
        {"lr": 1e-2, "beta1": 0.8, "beta2": 0.99},
        {"lr": 3e-3, "beta1": 0.7, "beta2": 0.95, "eps": 1e-3},
        {"lr": 2e-2, "beta1": 0.95, "beta2": 0.999, "weight_decay": 0.2},
        functions=ALL,
    ),
    *_product(
        "torch",
        "amsgrad",
        {"lr": 1e-2, "beta1": 0.8, "beta2": 0.9},
        {"lr": 5e-3, "beta1": 0.5, "beta2": 0.95, "eps": 1e-3},
        {"lr": 2e-2, "beta1": 0.9, "beta2": 0.99, "weight_decay": 0.2},
        functions=ALL,
    ),
    *_product(
        "torch",
        "adamw",
        {"lr": 1e-2, "beta1": 0.8, "beta2": 0.99, "weight_decay": 0.0},
        {"lr": 3e-3, "beta1": 0.7, "beta2": 0.95, "eps": 1e-3, "weight_decay": 0.5},
        {"lr": 2e-2, "beta1": 0.95, "beta2": 0.999, "weight_decay": 0.1},
        functions=ALL,
    ),
    *_product(
        "torch",
        "nadam",
        {"lr": 1e-2, "beta1": 0.8, "beta2": 0.99, "momentum_decay": 0.02},
        {"lr": 5e-3, "beta1": 0.95, "beta2": 0.98, "eps": 1e-3, "weight_decay": 0.1},
        {"lr": 1e-2, "beta1": 0.7, "weight_decay": 0.3, "decoupled_weight_decay": True},
        functions=ALL,
    ),
    *_product(
        "torch",
        "radam",
        {"lr": 1e-2, "beta1": 0.8, "beta2": 0.99},
        {"lr": 2e-3, "beta1": 0.6, "beta2": 0.9, "eps": 1e-3, "weight_decay": 0.1},
        {"lr": 5e-4, "beta1": 0.7, "beta2": 0.6},
        {"lr": 5e-3, "beta1": 0.9, "weight_decay": 0.3, "decoupled_weight_decay": True},
        functions="ellipse well",
    ),
    *_product(
        "torch",
        "radam",
        {"lr": 4e-4, "beta1": 0.8, "beta2": 0.99},
        {"lr": 3e-4, "beta1": 0.6, "beta2": 0.98, "eps": 1e-3, "weight_decay": 0.1},
        {"lr": 5e-4, "beta1": 0.9, "weight_decay": 0.3, "decoupled_weight_decay": True},
        functions="rosenbrock",
    ),
    *_product(
        "torch",
        "adamax",
        {"lr": 1e-2, "beta1": 0.8, "beta2": 0.99},
        {"lr": 4e-3, "beta1": 0.7, "beta2": 0.9, "eps": 0.1},
        {"lr": 2e-2, "beta1": 0.95, "beta2": 0.999, "weight_decay": 0.2},
        functions=ALL,
    ),
    *_product(
        "torch",
        "rprop",
        {"lr": 1e-2, "eta_plus": 1.1},
        {"lr": 3e-3, "eta_minus": 0.4, "eta_plus": 1.3, "step_max": 0.05},
        {"lr": 2e-2, "eta_minus": 0.6, "eta_plus": 1.15, "step_min": 1e-4, "step_max": 0.1},
        functions=ALL,
    ),
    Case("torch", "sgd", "rosenbrock", {"lr": 6e-4}, "step", {"step_size": 40, "gamma": 0.6}),
    Case(
        "torch",
        "momentum",
        "ellipse",
        {"lr": 5e-3, "momentum": 0.9},
        "one_cycle",
        {"pct_start": 0.4, "div_factor": 10, "final_div_factor": 100},
    ),
    Case(
        "torch",
        "adam",
        "rosenbrock",
        {"lr": 2e-2, "beta1": 0.8, "beta2": 0.99},
        "cosine",
        {"min_factor": 0.1, "warmup": 20},
    ),
    Case(
        "torch",
        "adamw",
        "ellipse",
        {"lr": 3e-2, "weight_decay": 0.2},
        "linear",
        {"start_factor": 0.9, "end_factor": 0.2, "period": 200},
    ),
    Case(
        "torch",
        "rmsprop",
        "well",
        {"lr": 3e-3, "momentum": 0.6},
        "cosine_restarts",
        {"period": 30, "mult": 2, "min_factor": 0.05},
    ),
    Case("torch", "nadam", "rosenbrock", {"lr": 1e-2}, "polynomial", {"power": 1.5, "warmup": 7}),
    Case("torch", "adagrad", "ellipse", {"lr": 0.5}, "exponential", {"gamma": 0.98}),
    Case("torch", "rprop", "ellipse", {"lr": 2e-2}, "exponential", {"gamma": 0.98}),
]

OPTAX = [
    *_product(
        "optax",
        "lion",
        {"lr": 1e-3, "beta1": 0.8, "beta2": 0.95},
        {"lr": 3.7e-3, "beta1": 0.95, "beta2": 0.9, "weight_decay": 0.1},
        {"lr": 7.3e-4, "beta1": 0.5, "beta2": 0.98, "weight_decay": 1.0},
        functions=ALL,
    ),
    *_product(
        "optax",
        "adabelief",
        {"lr": 2e-3, "beta1": 0.8, "beta2": 0.99, "eps": 1e-4},
        {"lr": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "eps_root": 1e-6},
        {"lr": 2e-3, "beta1": 0.6, "beta2": 0.95, "eps": 1e-2, "eps_root": 1e-3},
        functions=ALL,
    ),
    *_product(
        "optax",
        "yogi",
        {"lr": 1e-2, "beta1": 0.8, "beta2": 0.99},
        {"lr": 5e-3, "beta1": 0.7, "beta2": 0.95, "eps": 1e-2, "initial_accumulator": 0.1},
        {"lr": 2e-2, "beta1": 0.95, "beta2": 0.98, "eps": 0.1, "initial_accumulator": 1e-3},
        functions=ALL,
    ),
    *_product("optax", "sign_sgd", {"lr": 1.3e-3}, {"lr": 4.1e-3}, {"lr": 1.7e-4}, functions=ALL),
]

# What neither torch nor optax has, or has by another rule, from the package that has it.
OTHERS = [
    *_product(
        "pytorch_optimizer",
        "adan",
        {"lr": 1e-2, "beta1": 0.95, "beta2": 0.9, "beta3": 0.98},
        {"lr": 3e-3, "beta1": 0.9, "beta2": 0.8, "eps": 1e-3},
        {"lr": 5e-3, "beta1": 0.97, "beta3": 0.95, "eps": 1e-2, "weight_decay": 0.2},
        functions=ALL,
    ),
    *_product(
        "qhoptim",
        "qhm",
        {"lr": 4e-4, "beta": 0.9, "nu": 0.6},
        {"lr": 2e-4, "beta": 0.99, "nu": 0.9, "weight_decay": 0.2},
        {"lr": 6e-4, "beta": 0.5, "nu": 1.0, "weight_decay": 0.05},
        functions=ALL,
    ),
    *_product(
        "qhoptim",
        "qhadam",
        {"lr": 5e-3, "beta1": 0.9, "beta2": 0.99, "nu1": 0.8, "nu2": 1.0, "eps": 1e-6},
        {"lr": 2e-3, "beta1": 0.8, "beta2": 0.95, "nu1": 0.5, "nu2": 0.7, "eps": 1e-2},
        {"lr": 1e-2, "beta1": 0.95, "nu1": 1.0, "nu2": 0.9, "eps": 1e-3, "weight_decay": 0.1},
        functions=ALL,
    ),
    *_product(
        "schedulefree",
        "schedule_free_sgd",
        {"lr": 5e-4, "beta": 0.8},
        {"lr": 2e-4, "beta": 0.95, "weight_decay": 0.3},
        {"lr": 1e-3, "beta": 0.6, "weight_decay": 0.1},
        functions=ALL,
    ),
    *_product(
        "schedulefree",
        "schedule_free_adamw",
        {"lr": 1e-2, "beta1": 0.8, "beta2": 0.99},
        {"lr": 3e-3, "beta1": 0.95, "beta2": 0.95, "eps": 1e-3, "weight_decay": 0.3},
        {"lr": 2e-2, "beta1": 0.9, "beta2": 0.98, "eps": 1e-2, "weight_decay": 0.1},
        functions=ALL,
    ),
    *_product(
        "sympy and scipy",
        "newton",
        {"lr": 0.05, "damping": 0.1, "floor": 1e-3},
        {"lr": 0.1, "damping": 0.0, "floor": 1.0},
        {"lr": 0.03, "damping": 5.0, "floor": 1e-5},
        functions=f"{ALL} saddle",
    ),
]

CASES = [*TORCH, *OPTAX, *OTHERS]

FACTORS = [
    Factors("step", {"step_size": 30, "gamma": 0.5}),
    Factors("step", {"step_size": 7, "gamma": 0.93}),
    Factors("step", {"step_size": 100, "gamma": 1.7}, warmup=13),
    Factors("multi_step", {"milestone1": 0.2, "milestone2": 0.5, "gamma": 0.3}),
    Factors(
        "multi_step",
        {
            "milestone1": 0.07,
            "milestone2": 0.29,
            "milestone3": 0.58,
            "milestone4": 0.9,
            "gamma": 0.7,
        },
        steps=100,
    ),
    Factors("multi_step", {"milestone1": 0.5, "milestone2": 0.5, "gamma": 0.4}, warmup=100),
    Factors("exponential", {"gamma": 0.97}),
    Factors("exponential", {"gamma": 1.01}),
    Factors("exponential", {"gamma": 0.5}, steps=40, warmup=9),
    Factors("linear", {"start_factor": 0.25, "end_factor": 1.0, "period": 60}),
    Factors("linear", {"start_factor": 1.0, "end_factor": 0.1}),
    Factors("linear", {"start_factor": 0.7, "end_factor": 0.2}, steps=120, warmup=20),
    Factors("polynomial", {"power": 1.0}),
    Factors("polynomial", {"power": 2.7, "period": 110}),
    Factors("polynomial", {"power": 0.5}, steps=90, warmup=10),
    Factors("cosine", {"min_factor": 0.0}),
    Factors("cosine", {"min_factor": 0.2}, steps=77),
    Factors("cosine", {"min_factor": 0.05}, warmup=40),
    Factors("cosine", {"min_factor": 0.1, "period": 410}),
    Factors("cosine_restarts", {"period": 50, "mult": 1, "min_factor": 0.1}),
    Factors("cosine_restarts", {"period": 9, "mult": 2, "min_factor": 0.0}),
    Factors("cosine_restarts", {"period": 1, "mult": 3, "min_factor": 0.3}),
    Factors("cosine_restarts", {"period": 7, "mult": 2, "min_factor": 0.1}, warmup=11),
    Factors("one_cycle", {"pct_start": 0.3, "div_factor": 25, "final_div_factor": 1e4}),
    Factors("one_cycle", {"pct_start": 0.55, "div_factor": 4, "final_div_factor": 50}, steps=101),
    Factors("constant", {}, steps=60, warmup=7),
    Factors("one_cycle", {"pct_start": 0.1, "div_factor": 100, "final_div_factor": 2}, steps=35),
]
