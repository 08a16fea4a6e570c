"""Kernels have the bits of a slow twin in plain Python: every optimizer, and both precisions.

In double precision it is one optimizer of each kind of kernel; there all have the steps of outside
packages (`test_trajectories`) and of the plain step (`tests/learn/steps`).
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from gdsim.catalogue import schedules
from gdsim.engine.backends import cpu
from gdsim.engine.program import Cycle, Program
from tests.engine.catalogue_programs import (
    ON_FUNCTIONS,
    SCHEDULES,
    SETTINGS,
    catalogue_programs,
)
from tests.engine.programs import cycle, program, same_as_naive, same_bits

pytestmark = pytest.mark.slow  # much to compile, or many processes


def test_every_optimizer_and_schedule_is_compared() -> None:
    assert set(SETTINGS) == set(ON_FUNCTIONS)
    assert set(SCHEDULES) == set(schedules.catalogue())


@pytest.mark.parametrize("given", catalogue_programs().values(), ids=catalogue_programs())
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
