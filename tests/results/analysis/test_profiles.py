"""Performance profiles against a literal version of their definition (Dolan and Moré 2002)."""

import numpy as np
import pytest

from gdsim.base.errors import SettingError
from gdsim.results.analysis import profiles
from tests.results.analysis.hit_results import drawn, of_hits


def naive_ratios(hits):
    """r(p, s) = t(p, s) / min over s of t(p, s), one by one; infinite where s does not solve p."""
    problems, optimizers, starts, targets = hits.shape
    found = [[] for _ in range(optimizers)]
    for p, start, target in np.ndindex(problems, starts, targets):
        times = [hits[p, s, start, target] + 1 for s in range(optimizers)]
        for s in range(optimizers):
            solved = times[s] < np.inf
            found[s].append(times[s] / min(times) if solved else np.inf)
    return found


@pytest.mark.parametrize("tau_max", [2.0, 4.0, 11.0])
def test_rho_and_score_are_those_of_the_definition(tau_max):
    hits = drawn(seed=5)
    hits[0, :, 0, 0] = np.inf  # nobody solves this one
    data = profiles(of_hits(hits), tau_max=tau_max)
    for s, ratios in enumerate(naive_ratios(hits)):
        for tau, rho in zip(data["tau"].values, data["rho"].values[s], strict=True):
            assert rho == pytest.approx(sum(ratio <= tau for ratio in ratios) / 30)
        fine = np.linspace(1, tau_max, 200_001)
        heights = np.searchsorted(np.sort(ratios), fine, side="right") / 30
        area = np.trapezoid(heights, fine) / (tau_max - 1)
        assert data["score"].values[s] == pytest.approx(area, abs=1e-4)
        assert data["solved"].values[s] == pytest.approx(np.isfinite(ratios).mean())


def test_rho_of_1_is_the_share_of_instances_on_which_nobody_is_faster():
    hits = drawn(seed=9)
    data = profiles(of_hits(hits))
    least = hits.min(axis=1, keepdims=True)
    wins = ((hits == least) & np.isfinite(hits)).mean(axis=(0, 2, 3))
    np.testing.assert_allclose(data["rho"].sel(tau=1.0), wins)


def test_who_is_always_the_fastest_scores_1_and_who_is_never_within_tau_scores_0():
    hits = np.stack([np.full((3, 5, 2), 9.0), np.full((3, 5, 2), 49.0)], axis=1)
    data = profiles(of_hits(hits))
    np.testing.assert_array_equal(data["score"], [1.0, 0.0])  # 50 / 10 is beyond 4
    exact = profiles(of_hits(hits), tau_max=7.0)["score"].values
    np.testing.assert_allclose(exact, [1.0, (7 - 5) / (7 - 1)])


def test_a_median_over_starts_is_one_instance_a_target():
    hits = drawn(seed=2, shape=(3, 2, 5, 2))
    data = profiles(of_hits(hits), medians=True)
    middle = np.sort(hits, axis=2)[:, :, 2:3]
    expected = profiles(of_hits(middle))
    np.testing.assert_array_equal(data["rho"], expected["rho"])
    assert data.attrs["of"] == "6 (problem, target)"


def test_an_instance_with_a_missing_run_is_left_out_for_all():
    hits = np.array([[[[3.0], [np.nan]], [[7.0], [0.0]]]])
    data = profiles(of_hits(hits), tau_max=3.0)
    np.testing.assert_allclose(data["score"], [1.0, (3 - 8 / 4) / 2])


@pytest.mark.parametrize("tau_max", [1.0, 0.5, np.inf, np.nan])
def test_an_area_needs_a_width(tau_max):
    with pytest.raises(SettingError, match="tau_max must be a number above 1"):
        profiles(of_hits(drawn()), tau_max=tau_max)
