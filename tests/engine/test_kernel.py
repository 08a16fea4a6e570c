"""Kernels have the bits of a slow twin in plain Python: every optimizer, and both precisions.

In double precision it is one optimizer of each kind of kernel; there all have the steps of outside
packages (`test_trajectories`) and of the plain step (`tests/learn/steps`).
"""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle as endlessly
from typing import Any

import pytest

from gdsim.catalogue import optimizers, schedules
from gdsim.engine.backends import cpu
from gdsim.engine.program import Cycle, Program
from tests.engine.programs import FUNCTIONS, cycle, program, same_as_naive, same_bits

pytestmark = pytest.mark.slow  # much to compile, or many processes

# Settings away from their defaults, and for every run another learning rate.
SETTINGS: dict[str, dict[str, Any]] = {
    "adabelief": {"lr": 0.02, "beta1": 0.7, "beta2": 0.9, "eps": 1e-4, "eps_root": 1e-6},
    "adadelta": {"lr": 0.5, "rho": 0.8, "eps": 1e-3, "weight_decay": 0.1},
    "adagrad": {"lr": 0.2, "eps": 1e-4, "lr_decay": 0.01, "initial_accumulator": 0.3},
    "adam": {"lr": 0.05, "beta1": 0.7, "beta2": 0.95, "eps": 1e-4, "weight_decay": 0.1},
    "adamax": {"lr": 0.05, "beta1": 0.8, "beta2": 0.9, "eps": 1e-3},
    "adamw": {"lr": 0.05, "beta1": 0.7, "beta2": 0.95, "weight_decay": 0.2},
    "adan": {"lr": 0.03, "beta1": 0.9, "beta2": 0.8, "beta3": 0.95, "weight_decay": 0.2},
    "amsgrad": {"lr": 0.05, "beta1": 0.5, "beta2": 0.9, "eps": 1e-3},
    "lion": {"lr": 0.01, "beta1": 0.8, "beta2": 0.95, "weight_decay": 0.5},
    "momentum": {"lr": 0.002, "momentum": 0.7, "dampening": 0.3, "weight_decay": 0.1},
    "nadam": {"lr": 0.03, "momentum_decay": 0.02, "weight_decay": 0.2},
    "nesterov": {"lr": 0.002, "momentum": 0.8, "weight_decay": 0.1},
    "newton": {"lr": 0.7, "damping": 0.1, "floor": 1e-3},
    "qhadam": {"lr": 0.03, "beta1": 0.9, "nu1": 0.6, "nu2": 0.9, "weight_decay": 0.1},
    "qhm": {"lr": 0.003, "beta": 0.9, "nu": 0.6, "weight_decay": 0.1},
    "radam": {"lr": 0.03, "beta1": 0.8, "beta2": 0.9, "weight_decay": 0.2},
    "rmsprop": {"lr": 0.01, "alpha": 0.9, "eps": 1e-3, "momentum": 0.5},
    "rprop": {"lr": 0.02, "eta_minus": 0.4, "eta_plus": 1.3, "step_max": 0.2},
    "schedule_free_adamw": {"lr": 0.05, "beta1": 0.8, "beta2": 0.9, "weight_decay": 0.1},
    "schedule_free_sgd": {"lr": 0.005, "beta": 0.8, "weight_decay": 0.1},
    "sgd": {"lr": 0.003, "weight_decay": 0.2},
    "sign_sgd": {"lr": 0.01},
    "yogi": {"lr": 0.02, "beta1": 0.7, "beta2": 0.9, "eps": 1e-2, "initial_accumulator": 0.1},
}
FLAGS = {"centered": True, "decoupled_weight_decay": True}

SCHEDULES: dict[str, dict[str, Any]] = {
    "constant": {"warmup": 7},
    "cosine": {"min_factor": 0.1, "warmup": 12},
    "cosine_restarts": {"period": 9, "mult": 2, "min_factor": 0.2},
    "exponential": {"gamma": 0.97},
    "inverse_sqrt": {"timescale": 11.0},
    "linear": {"start_factor": 0.9, "end_factor": 0.2, "warmup": 3},
    "multi_step": {"milestone1": 0.3, "milestone2": 0.6, "gamma": 0.4},
    "one_cycle": {"pct_start": 0.4, "div_factor": 10.0},
    "polynomial": {"power": 1.5},
    "step": {"step_size": 13, "gamma": 0.6},
    "warmup_stable_decay": {"decay": 0.4, "final_factor": 0.1, "warmup": 5},
}

# What else may be switched on; each goes with some optimizers.
EXTRAS: list[dict[str, Any]] = [
    {"record": ("loss",), "every": 7},
    {"noise": 0.3, "seed": 5, "record": ("params", "grad_norm")},
    {"clip_value": 0.8, "noise": cycle(0.0, 0.5), "record": ("params",)},
    {"clip_norm": 0.9, "record": ("lr", "loss"), "every": "log:14"},
    {"clip_value": cycle(0.3, 5.0), "clip_norm": cycle(0.5, 2.0, 1e9), "seed": cycle(3, 4, 9)},
]


# Of each kind of kernel: with a Hessian, a gradient point, coefficients of the moment or of the
# number of the step, signs, a centre, and with none of these.
DOUBLE = ("adam", "nadam", "newton", "radam", "rmsprop", "rprop", "schedule_free_adamw", "sgd")

# The others step whole weight matrices, which functions have none of.
ON_FUNCTIONS = {n: d for n, d in optimizers.catalogue().items() if not d.tensor}


def catalogue_programs() -> list[Any]:
    """Every optimizer, some in both precisions; functions, schedules and extras take turns."""
    functions, extras, choices = endlessly(FUNCTIONS), endlessly(EXTRAS), endlessly(SCHEDULES)
    programs = []
    for dtype in ("float32", "float64"):
        for k, (name, definition) in enumerate(ON_FUNCTIONS.items()):
            known = SETTINGS[name]
            flags = {n: v for n, v in FLAGS.items() if n in definition.hyper and dtype == "float32"}
            rates = cycle(known["lr"], known["lr"] / 3, known["lr"] * 2.5)
            # Every other one has only its rate in lanes, so both ways of `prepare` are met.
            more = {}
            if k % 2:
                last = [n for n in known if n != "lr"][-1:]
                more = {n: cycle(known[n], known[n] / 2, stride=3) for n in last}
            function, schedule = next(functions), next(choices)
            changes = {
                "settings": {**known, **flags, "lr": rates, **more},
                "schedule": schedule,
                "schedule_settings": SCHEDULES[schedule],
                "runs": 6,
                "steps": 44,
                "dtype": dtype,
                **next(extras),
            }
            given = program(function, name, **changes)
            if dtype == "float64" and name not in DOUBLE:
                continue
            programs.append(pytest.param(given, id=f"{name}-{dtype}-{function}-{schedule}"))
        next(functions)
        next(extras)
    return programs


def test_every_optimizer_and_schedule_is_compared() -> None:
    assert set(SETTINGS) == set(ON_FUNCTIONS)
    assert set(SCHEDULES) == set(schedules.catalogue())


@pytest.mark.parametrize("given", catalogue_programs())
def test_kernel_has_the_bits_of_plain_python(given: Program) -> None:
    same_as_naive(given, cpu.run(given, threads=1), [0, 2, 4])


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_schedules_axes_reach_the_runs_they_belong_to(dtype: str) -> None:
    given = program(
        "waves",
        "adam",
        settings={"lr": cycle(0.1, 0.02), "beta2": cycle(0.9, 0.99, stride=12)},
        schedule="cosine",
        schedule_settings={
            "min_factor": cycle(0.0, 0.3, stride=2),
            "warmup": cycle(0, 9, 20, stride=4),
        },
        runs=24,
        record=("lr",),
        dtype=dtype,
    )
    same_as_naive(given, cpu.run(given), range(0, 24, 5))


def test_rates_of_every_schedule_are_those_of_plain_python() -> None:
    for name, settings in SCHEDULES.items():
        given = program(
            settings={"lr": 0.3},
            start=(1.0, 1.0),
            schedule=name,
            schedule_settings=settings,
            record=("lr",),
            steps=101,
            dtype="float64",
        )
        same_as_naive(given, cpu.run(given), [0])


@pytest.mark.parametrize("optimizer", ["adam", "nadam", "radam", "schedule_free_adamw"])
def test_a_setting_given_as_an_axis_changes_no_bit(optimizer: str) -> None:
    # Uniform settings are prepared once a step for all runs, an axis in the lanes of each.
    given = program("banana", optimizer, settings=SETTINGS[optimizer], runs=3, steps=40)
    varied = {n: cycle(v, v) for n, v in given.settings.items() if not isinstance(v, bool | Cycle)}
    found = cpu.run(replace(given, settings={**given.settings, **varied}))
    same_bits(found, cpu.run(given))
    same_as_naive(given, found, [1])


def test_parameters_of_the_objective_may_be_axes() -> None:
    given = program(
        settings={"lr": 0.002},
        parameters={"b": cycle(1.0, 10.0, 100.0, stride=2), "a": cycle(0.5, 2.0)},
        start=(cycle(-1.2, 0.3, stride=6), 1.0),
        runs=12,
    )
    same_as_naive(given, cpu.run(given), range(12))


@pytest.mark.parametrize(
    ("optimizer", "text", "dtype"),
    [
        ("newton", "x**2/3 + 0.7*y**2", "float32"),
        ("newton", "0.1*x + x*y/7", "float64"),
        ("adam", "0.1*x + 0.3*y", "float32"),
    ],
)
def test_derivatives_may_be_the_same_everywhere(optimizer: str, text: str, dtype: str) -> None:
    given = program(text, optimizer, start=(1.3, -0.7), dtype=dtype, noise=0.1)
    same_as_naive(given, cpu.run(given), [0])
