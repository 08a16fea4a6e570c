"""The factors of schedules, as kernels use them, and settings for a wanted factor."""

import numpy as np
import pytest

import gdsim as gd
from gdsim.catalogue.choices import methods
from gdsim.engine.schedule import tabulator
from gdsim.experiment import rates
from gdsim.experiment.rates import factors, setting_for

STEPS = 240
SCHEDULES = [
    gd.Cosine(min_factor=0.1, warmup=30), gd.OneCycle(pct_start=0.4),
    gd.MultiStep(milestone3=0.9, warmup=7), gd.Polynomial(power=3),
]  # fmt: skip


@pytest.mark.parametrize("schedule", SCHEDULES, ids=lambda each: each.name)
def test_factors_are_those_of_a_run_with_and_without_a_compiler(schedule, monkeypatch):
    experiment = gd.Experiment(
        "x**2", gd.SGD(lr=0.5), schedule=schedule, steps=STEPS, dtype="float64", record="lr",
        tolerance=0.0,
    )  # fmt: skip
    recorded = experiment.run()["trace_lr"].values.ravel()[:STEPS]
    at = np.flatnonzero(np.isfinite(recorded))
    assert tabulator(schedule.name).is_compiled and len(at) > STEPS / 2
    np.testing.assert_array_equal(0.5 * factors(schedule, STEPS, at), recorded[at])
    whole = factors(schedule, STEPS, range(STEPS))
    monkeypatch.setattr(rates, "TABULATED", 0)
    np.testing.assert_array_equal(factors(schedule, STEPS, range(0, STEPS, 9)), whole[::9])


def test_of_several_values_the_first_counts():
    several = factors(gd.Cosine(min_factor=[0.25, 0.5]), 100, [99])
    assert several == factors(gd.Cosine(min_factor=0.25), 100, [99])


@pytest.mark.parametrize(
    ("schedule", "name", "at", "factor"),
    [
        (gd.Exponential(), "gamma", 100, 0.3),
        (gd.Polynomial(), "power", 120, 0.9),
        (gd.InverseSqrt(warmup=20), "timescale", 200, 0.5),
        (gd.Step(), "gamma", 170, 0.04),
        (gd.Cosine(), "min_factor", STEPS - 1, 0.123456),
        (gd.Linear(), "start_factor", 0, 1.7),
        (gd.OneCycle(), "div_factor", 0, 0.6),
    ],
)
def test_the_setting_for_a_factor_gives_it_with_few_figures(schedule, name, at, factor):
    value = setting_for(schedule, name, STEPS, at, factor, near=1e-3)
    found = factors(schedule.replace(**{name: value}), STEPS, [at])[0]
    assert found == pytest.approx(factor, abs=1e-3)
    assert len(f"{value:.9g}".replace(".", "").lstrip("0")) <= 6


@pytest.mark.parametrize(
    ("schedule", "name", "at", "factor"),
    [
        (gd.Cosine(), "warmup", 5, 0.25), (gd.Cosine(), "period", 50, 0.5),
        (gd.Step(), "step_size", 100, 0.01), (gd.Polynomial(), "period", 60, 0.25),
        (gd.InverseSqrt(warmup=20), "warmup", 0, 1.0),
    ],
)  # fmt: skip
def test_a_setting_in_whole_numbers_is_given_as_one(schedule, name, at, factor):
    value = setting_for(schedule, name, STEPS, at, factor, near=1e-3)
    assert value == int(value)
    near = [float(factors(schedule.replace(**{name: int(value) + off}), STEPS, [at])[0])
            for off in (0, 1)]  # fmt: skip
    assert abs(near[0] - factor) <= max(1e-3, abs(near[1] - near[0]))


def test_a_factor_that_no_value_gives_is_met_at_the_end_of_the_range():
    assert setting_for(gd.Cosine(), "min_factor", STEPS, STEPS - 1, 3.0) == 1.0
    assert setting_for(gd.Cosine(), "min_factor", STEPS, STEPS - 1, -1.0) == 0.0
    assert setting_for(gd.Linear(start_factor=0.4), "end_factor", STEPS, 0, 0.9) is None


def test_every_schedule_of_the_catalogue_has_factors():
    for name, method in methods("schedule").items():
        assert np.isfinite(factors(method(warmup=3), 20, range(20))).all(), name
