"""Programs that together have every kind of kernel that a GPU is given."""

from __future__ import annotations

from typing import Any

from gdsim.calculus import parse
from gdsim.engine.program import Program
from tests.engine.programs import cycle, program

# Every function of formulas, at points at which each has a branch of its own.
EVERY = (
    "exp(x/9) + expm1(x/7) + log(x*x + 1/2) + log1p(x*x) + log2(x*x + 2) + log10(x*x + 3)"
    " + sqrt(x*x) + cbrt(x) + sin(x) + cos(y) + tan(x/9) + sinh(x/5) + cosh(y/5) + tanh(x)"
    " + asin(y/9) + acos(y/9) + atan(x) + erf(x) + sigmoid(x) + softplus(y) + relu(x) + abs(y)"
    " + sign(x) + floor(x) + ceil(y) + min(x, y) + max(x, 0.3*y) + hypot(x, y) + atan2(x, y)"
    " + mod(x, y) + x**3 + (x*x + 1)**0.7"
)
POINTS = cycle(-7.5, -2.0, -0.0, 1e-30, 0.3, 1.0, 8.0), cycle(1.0, -4.5, 0.0, 2.5, stride=7)

PROGRAMS: dict[str, tuple[Any, ...]] = {
    "every function": (EVERY, "sgd", {"start": POINTS, "runs": 28, "steps": 3}),
    "every function in double precision": (
        EVERY,
        "momentum",
        {"start": POINTS, "runs": 28, "steps": 3, "dtype": "float64"},
    ),
    "a Hessian": (
        "saddle",
        "newton",
        {
            "settings": {"lr": 0.4, "damping": cycle(0.1, 0.5)},
            "dtype": "float64",
            "record": ("params", "lr"),
            "every": "log:9",
        },
    ),
    "modifiers and a far gradient": (
        "banana",
        "adam",
        {
            "settings": {"lr": 0.1, "beta1": cycle(0.8, 0.5)},
            "modifiers": {
                "cautious": {"floor": cycle(0.6, 1e-3, 0.2)},
                "decoupled_decay": {"weight_decay": 0.3},
            },
            "start": (cycle(-1.2, 1e13), 1.0),
            "limit": 1e300,
            "noise": 0.4,
            "seed": cycle(1, 2),
            "clip_norm": 30.0,
            "record": ("grad_norm",),
        },
    ),
    "axes of a schedule": (
        "waves",
        "nadam",
        {
            "settings": {"lr": cycle(0.1, 0.02)},
            "schedule": "cosine",
            "schedule_settings": {"min_factor": cycle(0.0, 0.3), "warmup": cycle(0, 9, stride=2)},
            "record": ("lr", "loss"),
        },
    ),
    "a gradient elsewhere, and a state": (
        "banana",
        "schedule_free_adamw",
        {
            "settings": {"lr": 0.05, "beta1": cycle(0.8, 0.9)},
            "record": ("gradient_point", "state"),
            "seen_slots": ("v", "absent"),
            "every": 4,
        },
    ),
    "a moving objective that is stopped": (
        # A whole number as divisor is not traced, so that the kernel calls a function.
        "(a - x + sin(now/7))**2 + (1 + now/50)*y**2 + mod(now, 3)/9; now = 0, a = 1.5",
        "rmsprop",
        {
            "settings": {"lr": cycle(0.01, 0.05, 0.2), "centered": True},
            "start": (-1.2, 0.7),
            "step": "now",
            "stop": parse("x - grad_norm/9 - step/1000", variables=("x", "grad_norm", "step")),
            "tolerance": 0.3,
            "clip_value": cycle(2.0, 0.5),
        },
    ),
}


def case(name: str, **changes: Any) -> Program:
    """One of the programs, with a few runs and steps."""
    function, optimizer, known = PROGRAMS[name]
    return program(function, optimizer, **{"runs": 5, "steps": 44, **known, **changes})
