"""Every schedule has the factors of torch's at every step, and begins after its warmup."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gdsim.catalogue import schedules
from gdsim.catalogue.definitions import Schedule
from tests.reference.driver import complete
from tests.reference.trajectories import FACTORS, TOLERANCE, Factors

# torch has none of these: they are compared with transformers in test_settings_elsewhere, and with
# their formulas below.
WITHOUT_TORCH = {"inverse_sqrt", "warmup_stable_decay"}


def definition(name: str) -> Schedule:
    return schedules.catalogue()[name]


def factors(name: str, steps: int, warmup: int = 0, **settings: float) -> np.ndarray:
    schedule = definition(name)
    chosen = complete(schedule, settings)
    return np.array([schedules.factor_at(schedule, t, steps, warmup, chosen) for t in range(steps)])


@pytest.mark.parametrize("case", FACTORS, ids=lambda case: case.key)
def test_schedule_has_the_factors_of_torch(case: Factors) -> None:
    found = factors(case.schedule, case.steps, case.warmup, **case.settings)
    np.testing.assert_allclose(found, case.stored(), rtol=TOLERANCE, atol=TOLERANCE)


def test_every_schedule_is_compared() -> None:
    assert {case.schedule for case in FACTORS} | WITHOUT_TORCH == set(schedules.catalogue())


@pytest.mark.parametrize("name", sorted(set(schedules.catalogue()) - WITHOUT_TORCH))
def test_every_setting_is_compared_away_from_its_default(name: str) -> None:
    hyper = definition(name).hyper
    tried = {
        setting
        for case in FACTORS
        if case.schedule == name
        for setting, value in case.settings.items()
        if value != hyper[setting].default
    }
    assert tried == set(hyper)


@pytest.mark.parametrize("name", sorted(schedules.catalogue()))
@pytest.mark.parametrize("steps", [1, 2, 3, 4, 250])
def test_factor_is_a_number_for_any_length_of_run(name: str, steps: int) -> None:
    for warmup in (0, 1, steps - 1, steps, steps + 10):
        found = factors(name, steps, warmup)
        assert np.isfinite(found).all()
        assert (found >= 0).all() and (found <= 1).all()


@pytest.mark.parametrize("name", sorted(schedules.catalogue()))
def test_warmup_rises_in_a_line_and_hands_over_to_the_schedule(name: str) -> None:
    steps, warmup = 90, 12
    found = factors(name, steps, warmup)
    np.testing.assert_array_equal(found[:warmup], [(t + 1) / warmup for t in range(warmup)])
    np.testing.assert_array_equal(found[warmup:], factors(name, steps - warmup))


def test_constant_stays_at_one() -> None:
    np.testing.assert_array_equal(factors("constant", 50), np.ones(50))


def test_inverse_sqrt_is_the_rule_of_the_transformer() -> None:
    # Vaswani et al. 2017, equation 3, with k = 1, 2, … and the peak at step `warmup` divided out.
    warmup = 40
    rule = [min(k**-0.5, k * warmup**-1.5) * warmup**0.5 for k in range(1, 501)]
    found = factors("inverse_sqrt", 500, warmup, timescale=warmup)
    np.testing.assert_allclose(found[:warmup], rule[:warmup], rtol=1e-14)
    # Warmup's last update and the schedule's first both have factor 1: the rule, one step later.
    np.testing.assert_allclose(found[warmup:], rule[warmup - 1 : -1], rtol=1e-14)


@pytest.mark.parametrize(("decay", "final"), [(0.2, 0.0), (0.35, 0.1), (1.0, 0.5)])
def test_warmup_stable_decay_is_flat_and_then_a_line(decay: float, final: float) -> None:
    found = factors("warmup_stable_decay", 200, decay=decay, final_factor=final)
    flat = round(200 * (1 - decay))
    line = [1 + (final - 1) * k / (200 - flat) for k in range(200 - flat)]
    np.testing.assert_allclose(found, [1.0] * flat + line, rtol=0, atol=1e-12)


def test_without_decay_warmup_stable_decay_is_constant() -> None:
    np.testing.assert_array_equal(factors("warmup_stable_decay", 60, decay=0.0), np.ones(60))


@pytest.mark.parametrize("first", [1, 2, 3, 10, 12, 97])
@pytest.mark.parametrize("mult", [2, 3, 5, 7, 10])
def test_restarts_come_at_the_exact_step(first: int, mult: int) -> None:
    restarts, length = set(), first
    at = 0
    while at < 2**24 - 1:
        restarts.add(at)
        at, length = at + length, length * mult
    schedule = definition("cosine_restarts")
    chosen = complete(schedule, {"period": first, "mult": mult, "min_factor": 0.125})
    for restart in restarts:
        for t in {max(restart - 1, 0), restart, restart + 1}:
            found = schedules.factor_at(schedule, t, 2**24, 0, chosen)
            begin = max(r for r in restarts if r <= t)
            later = [r for r in restarts if r > begin]
            span = (min(later) if later else at) - begin
            expected = 0.125 + 0.875 * (1 + math.cos(math.pi * (t - begin) / span)) / 2
            assert found == pytest.approx(expected, rel=1e-13)
            assert (found == 1) == (t in restarts)


def test_equal_cycles_restart_at_every_multiple() -> None:
    found = factors("cosine_restarts", 2000, period=7, mult=1, min_factor=0.2)
    np.testing.assert_array_equal(np.flatnonzero(found == 1), np.arange(0, 2000, 7))


def test_steps_drop_at_the_end_of_the_interval_even_far_out() -> None:
    schedule = definition("step")
    chosen = complete(schedule, {"step_size": 4095, "gamma": 0.5})
    for k in (1, 2, 50, 1000):
        at = 4095 * k
        before, after = (schedules.factor_at(schedule, t, 2**24, 0, chosen) for t in (at - 1, at))
        assert (before, after) == (0.5 ** (k - 1), 0.5**k)


def test_cosine_stays_down_where_torch_rises_again() -> None:
    found = factors("cosine", 90, period=60, min_factor=0.25)
    assert found[60:].tolist() == [0.25] * 30
    assert found[59] > 0.25


def test_default_lengths_follow_the_run() -> None:
    assert np.flatnonzero(np.diff(factors("step", 300))).tolist() == [99, 199]
    assert np.flatnonzero(factors("cosine_restarts", 400) == 1).tolist() == [0, 100, 200, 300]
    assert factors("linear", 50)[-1] == pytest.approx(1 / 50)
    assert factors("polynomial", 50, power=1.0)[-1] == pytest.approx(1 / 50)


def test_milestones_fall_on_the_nearest_whole_step() -> None:
    # 0.07 * 100 is a little above 7 in floating point.
    found = factors("multi_step", 100, milestone1=0.07, milestone2=1.0, gamma=0.5)
    assert np.flatnonzero(np.diff(found)).tolist() == [6]
