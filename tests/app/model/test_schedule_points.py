"""The points of a schedule's curve: where they stand, and what a drag of them sets."""

import pytest

import gdsim as gd
from gdsim.app.model.schedule_points import dragged, points
from gdsim.app.model.schedules import shared_rate
from gdsim.catalogue.choices import methods
from gdsim.experiment.rates import factors

STEPS, NEAR = 500, 2e-3
EVERY = [method(warmup=w) for method in methods("schedule").values() for w in (0, 60)]
# Of each schedule, what its points set, in any order.
NAMES = {
    "constant": {"warmup"},
    "cosine": {"warmup", "period+min_factor"},
    "cosine_restarts": {"warmup", "period+min_factor"},
    "exponential": {"warmup", "gamma"},
    "inverse_sqrt": {"warmup", "timescale"},
    "linear": {"warmup+start_factor", "period+end_factor"},
    "multi_step": {"warmup", "milestone1+gamma", "milestone2", "milestone3", "milestone4"},
    "one_cycle": {"warmup+div_factor", "pct_start", "final_div_factor"},
    "polynomial": {"warmup", "period", "power"},
    "step": {"warmup", "step_size+gamma"},
    "warmup_stable_decay": {"warmup", "decay", "final_factor"},
}


@pytest.mark.parametrize("schedule", EVERY, ids=repr)
def test_every_point_stands_on_the_curve_and_goes_where_it_is_dragged(schedule):
    stand = points(schedule, STEPS)
    assert {"+".join(each.names) for each in stand} == NAMES[schedule.name]
    for point in stand:
        assert point.factor == factors(schedule, STEPS, [point.step])[0]
        step = point.step + (43 if point.step < STEPS - 50 else -43)
        factor = 0.6 * point.factor + 0.01
        changes = dragged(schedule, STEPS, point, step, factor, NEAR)
        assert set(changes) == set(point.names)
        changed = schedule.replace(**changes)
        if point.along is not None:
            (there,) = (each for each in points(changed, STEPS) if each.names == point.names)
            assert abs(there.step - step) <= (point.along == "decay")
        if point.up is not None:
            at = step if point.along is not None else point.step
            assert factors(changed, STEPS, [at])[0] == pytest.approx(factor, abs=NEAR)


def test_a_number_along_whose_side_a_point_is_not_dragged_is_not_set():
    for schedule in EVERY:
        for point in points(schedule, STEPS):
            there = point.step, point.factor + NEAR / 2
            assert dragged(schedule, STEPS, point, *there, NEAR) == {}
    (drop, _) = points(gd.Step(), STEPS)  # after a third of the run
    assert set(dragged(gd.Step(), STEPS, drop, drop.step, 0.5, NEAR)) == {"gamma"}
    assert set(dragged(gd.Step(), STEPS, drop, 90, drop.factor, NEAR)) == {"step_size"}


def test_a_period_that_is_dragged_to_the_end_is_the_whole_run_again():
    (end, _) = points(gd.Cosine(period=200), STEPS)
    assert (end.along, end.step) == ("period", 199)
    changes = dragged(gd.Cosine(period=200), STEPS, end, STEPS - 1, 0.0, NEAR)
    assert changes == {"period": 0}


def test_a_moment_that_is_dragged_to_the_end_is_never_reached():
    for schedule, name, never in (
        (gd.MultiStep(), "milestone1", 1.0),
        (gd.WarmupStableDecay(warmup=60), "decay", 0.0),
    ):
        (point,) = (each for each in points(schedule, STEPS) if each.along == name)
        changes = dragged(schedule, STEPS, point, STEPS - 1, point.factor, NEAR)
        assert changes == {name: never}
        after = schedule.replace(**changes)
        (point,) = (each for each in points(after, STEPS) if each.along == name)
        back = dragged(after, STEPS, point, 300, point.factor, NEAR)
        assert 0 < back[name] < 1


def test_numbers_have_points_in_the_longest_run_too():
    assert [each.names for each in points(gd.Exponential(), 2**24)] == [("warmup",), ("gamma",)]


def test_a_setting_with_several_values_has_no_point():
    given = gd.Cosine(min_factor=[0.1, 0.2], warmup=gd.linspace(0, 9, 10))
    assert [each.names for each in points(given, STEPS)] == [("period",)]
    assert points(gd.Constant(), 1)[0].step == 0


def test_the_rate_of_a_curve_is_that_of_all_who_run_with_the_schedule():
    own = gd.Experiment("booth", [gd.SGD(), gd.Adam(lr=0.3, schedule="cosine")], lr=0.1)
    assert shared_rate(own, None) == 0.1 and shared_rate(own, 1) == 0.3
    assert shared_rate(own.replace(optimizers=["sgd", gd.Adam(lr=0.3)]), None) is None
    assert shared_rate(own.replace(lr=[0.1, 0.2]), None) is None


@pytest.mark.parametrize("steps", [1, 2, 400])
def test_points_of_odd_schedules_can_be_dragged_anywhere(steps):
    odd = [
        gd.Exponential(gamma=10), gd.Step(gamma=1e6, step_size=1), gd.Linear(start_factor=1e300),
        gd.Cosine(warmup=5000), gd.OneCycle(pct_start=0), gd.WarmupStableDecay(decay=0),
        gd.MultiStep(milestone1=0), gd.CosineRestarts(mult=3, period=7),
    ]  # fmt: skip
    for schedule in odd:
        for point in points(schedule, steps):
            for step, factor in ((0, 0.0), (steps - 1, 1.0), (steps // 2, 0.5)):
                changes = dragged(schedule, steps, point, step, factor, NEAR)
                assert set(changes) <= set(point.names)
                schedule.replace(**changes)
