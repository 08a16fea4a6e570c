"""ECDFs against counting one by one."""

import numpy as np
import pytest

import gdsim as gd
from gdsim.base.errors import SettingError
from gdsim.results.analysis import ecdf
from gdsim.results.analysis.hits import first_hits, with_hits
from tests.results.analysis.hit_results import drawn, of_hits


@pytest.mark.parametrize("per_dimension", [False, True])
def test_the_share_is_what_counting_one_by_one_gives(per_dimension):
    hits = drawn(seed=3)
    data = ecdf(of_hits(hits), per_dimension=per_dimension)
    for optimizer in range(4):
        for budget, share in zip(
            data["budget"].values, data["share"].values[optimizer], strict=True
        ):
            reached = 0
            for problem, start, target in np.ndindex(3, 5, 2):
                divisor = problem + 1 if per_dimension else 1
                reached += hits[problem, optimizer, start, target] / divisor <= budget
            assert share == pytest.approx(reached / 30)
    assert (np.diff(data["share"].values, axis=1) >= 0).all()
    np.testing.assert_array_equal(data["reached"], data["share"][:, -1])


def test_what_never_arrives_is_in_no_budget_and_what_is_missing_is_not_counted():
    hits = np.array([[[[np.inf], [np.nan], [0.0], [50.0]]]])
    data = ecdf(of_hits(hits, steps=60))
    share = data["share"].sel(optimizer="Optimizer A")
    assert share.sel(budget=0) == pytest.approx(1 / 3)
    assert share.sel(budget=60) == pytest.approx(2 / 3)


def test_the_best_setting_is_the_one_with_the_largest_area_on_all_problems_alike():
    dims = ("problem", "optimizer", "lr", "start", "target")
    hits = drawn(seed=1, shape=(2, 3, 4, 6, 2))
    result = of_hits(hits, dims=dims, lr=[0.1, 0.2, 0.3, 0.4])
    data = ecdf(result)
    budgets = np.geomspace(1, 101, 4001)
    for optimizer in range(3):
        areas = [
            np.mean([(hits[:, optimizer, lr] + 1 <= budget).mean() for budget in budgets])
            for lr in range(4)
        ]
        assert data["lr"].values[optimizer] == result["lr"].values[int(np.argmax(areas))]
        chosen = hits[:, optimizer, int(np.argmax(areas))]
        assert data["reached"].values[optimizer] == pytest.approx(np.isfinite(chosen).mean())
    pooled = ecdf(result, settings="all")
    assert "lr" not in pooled.coords
    assert pooled["reached"].values[1] == pytest.approx(np.isfinite(hits[:, 1]).mean())


def test_an_experiment_with_a_target_is_a_suite_of_one_problem():
    experiment = gd.Experiment(
        "parabola", ["sgd"], lr=[0.003, 0.3], start=gd.uniform(6, seed=2), target=1e-3,
        tolerance=0, steps=400,
    )  # fmt: skip
    result = experiment.run()
    hits = with_hits(result)["hit"]
    there = result["verdict"].values == gd.Verdict.CONVERGED
    assert there.any() and not there.all()
    expected = np.where(there, result["steps"].values, np.inf)
    np.testing.assert_array_equal(hits.values[0, :, :, :, 0], expected)
    assert ecdf(result)["lr"].item() == 0.3


def test_traced_losses_give_the_hits_that_a_suite_finds():
    starts = gd.uniform(6, seed=2)
    experiment = gd.Experiment(
        "parabola", "sgd", lr=[0.02, 0.3], start=starts, record="loss", tolerance=0, steps=300,
        dtype="float64",
    )  # fmt: skip
    suite = gd.suite(["parabola"], starts=6, seed=2)
    expected = suite.run("sgd", lr=[0.02, 0.3], steps=300)
    found = with_hits(experiment.run())
    np.testing.assert_array_equal(found["hit"].values, expected["hit"].values)
    thinned = with_hits(experiment.replace(every=7).run())["hit"].values
    np.testing.assert_array_equal(
        thinned[np.isfinite(thinned)], 7 * np.ceil(expected["hit"].values / 7)[np.isfinite(thinned)]
    )


def test_a_result_that_says_nothing_of_targets_is_refused():
    result = gd.Experiment("parabola", "sgd", steps=5).run()
    with pytest.raises(SettingError, match='give the experiment a target, or record="loss"'):
        ecdf(result)


def test_a_loss_that_is_no_number_reaches_nothing():
    losses = np.array([[5.0, np.nan, np.nan], [5.0, 0.5, np.nan], [np.nan, np.nan, np.nan]])
    np.testing.assert_array_equal(
        first_hits(losses, [5.0, 1.0]), [[0, np.inf], [0, 1], [np.inf, np.inf]]
    )
