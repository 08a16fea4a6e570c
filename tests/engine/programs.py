"""Programs to test kernels with, and comparisons of their outcomes."""

from __future__ import annotations

from typing import Any

import numpy as np

import gdsim as gd
from gdsim.calculus import parse
from gdsim.catalogue import optimizers
from gdsim.engine.backends.cpu import Outcome
from gdsim.engine.program import Cycle, Program
from tests.reference.naive_kernel import naive_run

# A banana with settings, a wavy bowl whose numbers come from log and sin, a surface of 3 variables.
FUNCTIONS = {
    "banana": ("(a - x)**2 + b*(y - x**2)**2; a = 1, b = 20", (-1.2, 1.0)),
    "waves": ("log(1 + x**2/2 + y**4) + sin(3*x)/4 - erf(y)/5", (1.7, -1.1)),
    "saddle": ("cosh(x) + exp(y)/3 - y + z**2*(1.5 + cos(x*y))", (1.3, 0.7, -0.9)),
}

FIELDS = ("loss", "best_loss", "grad_norm", "steps", "verdict", "params", "gradient_point", "done")


def cycle(*values: float, stride: int = 1) -> Cycle:
    return Cycle(np.array(values, float), stride)


def program(function: str = "banana", optimizer: str = "sgd", **changes: Any) -> Program:
    """A program with the defaults of its optimizer but for `settings`, from the function's start.

    `function` is a name of FUNCTIONS or text, which then needs a `start`.
    """
    text, start = FUNCTIONS.get(function, (function, ()))
    hyper = optimizers.catalogue()[optimizer].hyper
    settings = {name: h.default for name, h in hyper.items()} | changes.pop("settings", {})
    assert set(settings) == set(hyper)
    known = {"start": start, "runs": 1, "steps": 60, "keep_points": True}
    return Program(
        expression=parse(text), optimizer=optimizer, settings=settings, **{**known, **changes}
    )


def only(objective: Any, optimizer: Any = "sgd", **fields: Any) -> Program:
    """The program of an experiment of three steps with one optimizer."""
    (made,) = gd.Experiment(objective, optimizer, steps=3, **fields).programs()
    return made


def noisy(**changes: Any) -> Program:
    """Noisy runs in three blocks, the last one part full, of which some diverge."""
    known = {
        "settings": {"lr": cycle(*np.geomspace(1e-3, 2, 7), stride=100), "beta2": 0.9},
        "start": (cycle(-1.2, 0.5, 1.4), 1.0),
        "noise": cycle(0.1, 1.0, stride=3),
        "seed": 4,
        "runs": 700,
        "steps": 57,
        "limit": 200.0,
        "record": ("loss", "params", "lr", "grad_norm"),
        "every": 5,
    }
    return program("banana", "adam", **{**known, **changes})


def stepping(losses: str, **changes: Any) -> Program:
    """A program whose loss at step s is what the text `losses` says of s, but for s / 2**30.

    The text has no slope of its own (a `where` of constants). Plain descent moves the variable s by
    exactly 1 a step: the slope is -2**-30 and the learning rate 2**30.
    """
    given = {"start": (0.0,), "settings": {"lr": 2.0**30}, "dtype": "float64", **changes}
    return program(losses.replace(";", "- s/1073741824;", 1), **given)


def same_bits(a: Outcome, b: Outcome, fields: tuple[str, ...] = FIELDS) -> None:
    """Every number of two outcomes has the same bits; any NaN is as good as any other."""
    for name in fields:
        np.testing.assert_array_equal(getattr(a, name), getattr(b, name), err_msg=name, strict=True)
        first, second = np.asarray(getattr(a, name)), np.asarray(getattr(b, name))
        numbers = ~np.isnan(first.astype(float))
        np.testing.assert_array_equal(np.signbit(first[numbers]), np.signbit(second[numbers]))
    assert set(a.traces) == set(b.traces)
    for name, trace in a.traces.items():
        np.testing.assert_array_equal(trace, b.traces[name], err_msg=f"trace {name}", strict=True)


def same_as_naive(given: Program, found: Outcome, runs: list[int] | range) -> None:
    """Every number of an outcome is what the slow twin gets, to the bit."""
    for run in runs:
        expected = naive_run(given, run)
        for name in FIELDS[:-1]:
            wanted, got = getattr(expected, name), getattr(found, name)[run]
            np.testing.assert_array_equal(got, wanted, err_msg=f"{name} of run {run}")
        for name, trace in expected.traces.items():
            np.testing.assert_array_equal(
                found.traces[name][run], trace, err_msg=f"trace {name} of run {run}"
            )
