"""A program for each optimizer of the catalogue, at settings away from the defaults."""

from __future__ import annotations

from itertools import cycle as endlessly
from typing import Any

from gdsim.catalogue import optimizers
from gdsim.engine.program import Program
from tests.engine.programs import FUNCTIONS, cycle, program

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


def catalogue_programs() -> dict[str, Program]:
    """Every optimizer, some in both precisions; functions, schedules and extras take turns."""
    functions, extras, choices = endlessly(FUNCTIONS), endlessly(EXTRAS), endlessly(SCHEDULES)
    programs = {}
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
            programs[f"{name}-{dtype}-{function}-{schedule}"] = given
        next(functions)
        next(extras)
    return programs
