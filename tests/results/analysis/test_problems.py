"""A function's own parameters are problems to be solved, not settings to choose from."""

from __future__ import annotations

import numpy as np
import pytest

import gdsim as gd
from gdsim.results.analysis import bands, best, ecdf, profiles

CURVATURES, RATES, STARTS = [0.5, 2.0, 8.0], [0.05, 0.2, 0.9], [1.0, 3.0]
# On a x^2 / 2, gradient descent takes the loss down by (1 - lr a)^2 a step.
EXPERIMENT = gd.Experiment(
    gd.Function("a*x**2/2", a=CURVATURES),
    gd.SGD(),
    lr=RATES,
    start=[[x] for x in STARTS],
    steps=40,
    target=1e-3,
    tolerance=0.0,
    record="loss",
    dtype="float64",
)


@pytest.fixture(scope="module")
def result():
    return EXPERIMENT.run()


def hits(lr: float) -> np.ndarray:
    """The step at which the loss is at the target, (curvature, start); infinite if it never is."""
    found = np.full((len(CURVATURES), len(STARTS)), np.inf)
    for i, a in enumerate(CURVATURES):
        for j, x in enumerate(STARTS):
            losses = a / 2 * x**2 * (1 - lr * a) ** (2 * np.arange(41))
            if (losses <= 1e-3).any():
                found[i, j] = np.argmax(losses <= 1e-3)
    return found


def test_one_rate_is_chosen_for_all_problems_together(result):
    found = best(result)
    assert list(found["setting"].values) == ["lr"]
    medians = result["best_loss"].median(["a", "start"]).values[0]
    assert found["chosen"].values.ravel()[0] == RATES[int(np.argmin(medians))]
    each = best(result, by="a")
    assert each["chosen"].sizes["a"] == len(CURVATURES)


def test_targets_are_counted_on_every_problem(result):
    data = ecdf(result)
    solved = {lr: np.isfinite(hits(lr)).mean() for lr in RATES}
    rate = float(data["lr"].values[0])
    assert solved[rate] == max(solved.values()) == 1.0
    budgets = data["budget"].values
    reached = [(hits(rate) <= budget).mean() for budget in budgets]
    np.testing.assert_allclose(data["share"].values[0], reached)


def test_profiles_tell_the_problems_apart(result):
    experiment = gd.Experiment.from_toml(result.attrs["experiment"])
    scores = profiles(result.sel(a=[2.0, 8.0]), experiment=experiment)
    assert float(scores["solved"].values[0]) == 1.0


def test_bands_are_over_problems_and_starts(result):
    data = bands(result)
    assert data["quantile"].size and "a" not in data.dims and "start" not in data.dims
