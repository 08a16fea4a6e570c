"""Comparisons: intervals against scipy, sentences against differences put in by hand."""

import numpy as np
import pytest
import scipy.stats

import gdsim as gd
from gdsim.base.errors import SettingError
from gdsim.engine.verdict import Verdict
from gdsim.results.analysis import comparison, standings
from gdsim.results.analysis.bootstrap import interval, medians
from gdsim.results.analysis.comparison import log_heights, times
from tests.results.analysis.hit_results import of_hits

MADE = ["Optimizer A", "Optimizer B"]


def made(losses, hits=None, steps=100, verdict=None):
    """A suite's result with these losses (problem, optimizer, start), minimum 0 and scale 1."""
    losses = np.asarray(losses, dtype=float)
    hits = np.full((*losses.shape, 1), np.inf) if hits is None else hits
    result = of_hits(hits, steps=steps)
    dims = ("problem", "optimizer", "start")
    codes = np.full(losses.shape, Verdict.STALLED) if verdict is None else verdict
    result = result.assign(loss=(dims, losses), verdict=(dims, codes))
    result = result.assign_coords(target=[1e-8])
    return result.assign_coords(
        minimum=("problem", np.zeros(len(losses))), scale=("problem", np.ones(len(losses)))
    )


def noisy(factor, n=64, seed=0, problems=1):
    """Losses of two optimizers, the second `factor` times the first but for noise."""
    generator = np.random.default_rng(seed)
    first = 10 ** generator.normal(-3, 1, (problems, n))
    second = first * factor * 10 ** generator.normal(0, 0.3, (problems, n))
    return np.stack([first, second], axis=1)


@pytest.mark.parametrize("n", [8, 9, 64])
def test_an_interval_is_that_of_scipys_bootstrap(n):
    sample = np.random.default_rng(n).normal(size=n)
    drawn = medians(sample[np.newaxis], 100_000, np.random.default_rng(1))
    low, high = interval(drawn, 0.95)
    reference = scipy.stats.bootstrap(
        (sample,), np.median, method="percentile", n_resamples=100_000, batch=10_000, rng=2
    )
    expected = reference.confidence_interval
    # Bootstrapped medians take few values: ends are equal, or neighbours among these.
    spread = np.sort(sample)
    gap = np.diff(spread[np.abs(spread - np.median(sample)) < 2]).max()
    assert (
        abs(low.item() - expected.low) < 0.3 * gap and abs(high.item() - expected.high) < 0.3 * gap
    )
    kinds = scipy.stats.ks_2samp(drawn[0], reference.bootstrap_distribution)
    assert kinds.statistic < 0.01


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    generator = np.random.default_rng(7)
    samples = generator.normal(0.5, 1.0, (800, 41))
    low, high = interval(medians(samples, 4000, np.random.default_rng(1)), 0.9)
    share = ((low <= 0.5) & (high >= 0.5)).mean()
    assert 0.87 < share < 0.95


def test_a_difference_is_found_with_its_size_and_its_direction():
    found = comparison(made(noisy(5.0)))
    part = found.sel(measure="loss").isel(pair=0)
    assert (str(part["first"].item()), str(part["second"].item())) == tuple(MADE)
    assert part["low"] < 5.0 < part["high"] and part["low"] > 3 and part["high"] < 8
    assert part["real"]
    losses = noisy(5.0)
    expected = 10 ** np.median(np.log10(losses[0, 1] / losses[0, 0]))
    assert part["factor"] == pytest.approx(expected)
    said = found.attrs["sentences"][0]
    assert said.startswith(f"Optimizer A ends {times(expected)} times lower than Optimizer B (95 %")
    assert said.endswith("the difference is real.")


def test_the_other_way_round_the_words_turn_and_the_factors_too():
    one = comparison(made(noisy(5.0)), against="Optimizer B").sel(measure="loss")
    turned = comparison(made(noisy(5.0)), against="Optimizer A").sel(measure="loss")
    assert turned["factor"].item() == pytest.approx(1 / one["factor"].item())
    assert "Optimizer B ends 5" in turned.attrs["sentences"][0]
    assert "times higher than Optimizer A" in turned.attrs["sentences"][0]


def test_an_end_that_is_not_1_is_not_written_as_1():
    assert [times(each) for each in (1.02, 0.97, 1.0004, 1.0)] == ["1.02", "0.97", "1.0004", "1.0"]


@pytest.mark.parametrize("n", [12, 24, 64])
@pytest.mark.parametrize("is_skewed", [False, True])
def test_intervals_of_2000_comparisons_hold_their_truth_93_to_97_times_in_100(n, is_skewed):
    generator = np.random.default_rng(3)
    samples = generator.normal(0.0, 1.0, (2000, n))
    if is_skewed:
        samples = generator.exponential(1.0, (2000, n)) - np.log(2)
    low, high = interval(medians(samples, 2000, np.random.default_rng(1)), 0.95)
    assert 0.93 <= ((low <= 0) & (high >= 0)).mean() <= 0.97


def test_chance_is_not_taken_for_a_difference():
    real = [
        comparison(made(noisy(1.0, n=32, seed=seed)))["real"].sel(measure="loss").item()
        for seed in range(100)
    ]
    assert sum(real) <= 8  # 95 % hold, for loss and steps together
    found = comparison(made(noisy(1.0, n=32, seed=1)))
    said = found.attrs["sentences"]
    assert said[0].startswith("No difference seen between Optimizer")
    assert "includes 1; 32 runs do not tell them apart." in said[0] and "real" not in said[0]
    assert said[1] == "No run reached the last target (1e-08): nothing can be said of steps to it."
    other = made(noisy(1.0, n=32, seed=1)).assign_attrs(by="test_accuracy", steps=100)
    said = comparison(other.assign_coords(finest=("problem", [0.01]))).attrs["sentences"]
    assert said[1].startswith("No run reached the last target of the training loss (1e-08):")


def test_who_ends_alike_is_told_apart_by_steps_alone():
    losses = np.full((1, 2, 20), 1e-8)
    hits = np.stack([np.arange(20) + 10, 2 * (np.arange(20) + 11) - 1])[np.newaxis, ..., np.newaxis]
    found = comparison(made(losses, hits))
    assert found["factor"].values[0].tolist() == pytest.approx([1.0, 2.0])
    assert "end equally low" in found.attrs["sentences"][0]
    assert "Optimizer A takes 2.0 times fewer steps" in found.attrs["sentences"][0]
    alike = comparison(made(losses, np.repeat(hits[:, :1], 2, axis=1)))
    assert not any("No run reached" in each for each in alike.attrs["sentences"])
    assert alike.attrs["sentences"] == [
        "Optimizer A and Optimizer B end alike, in as many steps: 20 runs show no difference."
    ]


def test_losses_below_the_last_target_and_zero_count_as_the_target():
    losses = np.stack([np.zeros(20), np.full(20, 1e-30), np.full(20, -0.5)])[np.newaxis]
    found = comparison(made(losses))
    np.testing.assert_array_equal(found["factor"], 1.0)


def test_diverged_runs_count_as_the_worst_that_was_seen():
    losses = noisy(1.0, n=20)
    losses[0, 0, :15], losses[0, 1, 3] = np.nan, 1e5
    verdict = np.where(np.isnan(losses), Verdict.DIVERGED, Verdict.STALLED)
    found = comparison(made(losses, verdict=verdict), against="Optimizer B")
    replaced = np.where(np.isnan(losses), 1e5, losses)
    expected = 10 ** np.median(np.log10(replaced[0, 1] / replaced[0, 0]))
    assert found["factor"].sel(measure="loss").item() == pytest.approx(expected)
    said = found.attrs["sentences"][-1]
    assert said.startswith("Of the 20 runs of each, 15 of Optimizer A diverged; such a run counts")


def test_of_several_problems_the_mean_of_the_medians_is_compared():
    losses = noisy(3.0, problems=4, n=16)
    losses[2, 1] *= 100
    found = comparison(made(losses)).sel(measure="loss")
    each = [np.median(np.log10(part[1] / part[0])) for part in losses]
    assert found["factor"].item() == pytest.approx(10 ** np.mean(each))
    assert found["low"] < found["factor"] < found["high"]


def test_more_pairs_have_wider_intervals_that_hold_together():
    four = np.concatenate([noisy(2.0), noisy(2.0, seed=1)], axis=1)
    found = comparison(made(four))
    assert found.sizes["pair"] == 6
    assert found.attrs["level_each"] == pytest.approx(1 - 0.05 / 12)
    assert "widened to 99.58 %, so that all hold together with 95 %" in " ".join(
        found.attrs["sentences"]
    )
    alone = comparison(made(noisy(2.0)), level=0.9)
    wide = comparison(made(noisy(2.0)), level=0.999)
    assert (wide["low"] < alone["low"]).sel(measure="loss").all()


def test_of_many_optimizers_each_is_compared_with_the_best():
    losses = np.concatenate([noisy(2.0, seed=k) * (6 - k) for k in range(3)], axis=1)
    found = comparison(made(losses))
    medians_of = np.median(losses[0], axis=1)
    best = f"Optimizer {'ABCDEF'[int(np.argmin(medians_of))]}"
    assert found.sizes["pair"] == 5 and set(found["first"].values) == {best}


@pytest.mark.parametrize(
    ("options", "words"),
    [({"against": "Optimizr A"}, "did you mean Optimizer A"), ({"level": 1.0}, "level must be")],
)
def test_what_cannot_be_compared_is_refused(options, words):
    with pytest.raises(SettingError, match=words):
        comparison(made(noisy(2.0)), **options)


PROBLEM = gd.Function("quadratic", condition=10.0)
FEW = {"budget": 13, "trials": 3, "fresh": 9, "steps": 40, "lr": gd.logspace(1e-3, 1.0, 5)}


def test_each_optimizer_tries_as_many_settings_and_takes_the_best_of_them():
    told = []
    result = gd.compare(
        PROBLEM, ["sgd", "sign_sgd"], **FEW, progress=lambda done, of: told.append((done, of))
    )
    assert told[-1] == (2 * (13 * 3 + 9),) * 2
    rates = result["tried_lr"].sel(optimizer="SGD").values
    np.testing.assert_allclose(rates, np.geomspace(1e-3, 1.0, 13))
    starts = gd.suite([PROBLEM], starts=3, seed=1).problems[0].experiment.start
    tuned = gd.Experiment(
        PROBLEM, ["sgd", "sign_sgd"], lr=rates, start=starts, steps=40, dtype="float64",
        tolerance=0, target=1e-8 * float(result["scale"].item()),
    ).run()  # fmt: skip
    losses = np.where(tuned["verdict"] == Verdict.DIVERGED, np.inf, tuned["loss"])
    middle = np.sort(losses, axis=-1)[..., 1]
    np.testing.assert_array_equal(result["tuning_loss"].values[0], middle)
    best = result["best_lr"].values[0]
    np.testing.assert_array_equal(best, rates[np.argmin(middle, axis=-1)])
    # The best fixed rate on curvatures 1 and 10 is 2 / (1 + 10) (Polyak 1964).
    assert abs(np.log(best[0] * 11 / 2)) < np.log(rates[1] / rates[0])


def test_the_fresh_runs_begin_elsewhere_and_are_those_of_the_best_setting():
    result = gd.compare(PROBLEM, ["sgd", "sign_sgd"], **FEW, seed=5)
    fresh = gd.suite([PROBLEM], starts=9, seed=12).problems[0].experiment
    again = fresh.replace(
        optimizers=[gd.SGD(lr=float(result["best_lr"].values[0, 0]))], steps=40, tolerance=0,
        target=1e-8 * float(result["scale"].item()),
    ).run()  # fmt: skip
    np.testing.assert_array_equal(result["loss"].values[0, 0], again["loss"].values[0])
    kept = gd.Experiment.from_toml(result["experiment"].item())
    assert kept.start == fresh.start and kept.steps == 40
    trials = gd.suite([PROBLEM], starts=9, seed=11).problems[0].experiment.start_coordinates
    assert not set(trials["x"].values) & set(fresh.start_coordinates["x"].values)


def test_a_comparison_is_a_pure_function_of_what_is_compared():
    one = gd.compare(PROBLEM, ["sgd", "sign_sgd"], **FEW)
    other = gd.compare(PROBLEM, ["sign_sgd", "sgd"], **FEW, threads=1)
    assert one.identical(gd.compare(PROBLEM, ["sgd", "sign_sgd"], **FEW))
    assert one.attrs["sentences"] == other.attrs["sentences"]
    for name in ("loss", "best_lr", "hit", "tuning_loss"):
        assert one[name].identical(other[name].sel(optimizer=one["optimizer"]))


def test_other_settings_are_drawn_where_they_are_given_as_several():
    optimizers = [
        gd.Momentum(lr=0.05, momentum=gd.linspace(0.5, 0.9, 2)),
        gd.Momentum(momentum=[0.2, 0.4]),
        "sgd",
    ]
    result = gd.compare(PROBLEM, optimizers, **FEW, seed=3)
    tried = result["tried_momentum"].values
    assert np.isnan(tried[2]).all() and set(tried[1]) == {0.2, 0.4}
    assert (tried[0] >= 0.5).all() and (tried[0] <= 0.9).all() and len(set(tried[0])) == 13
    assert set(result["tried_lr"].values[0]) == {0.05}
    table = standings(result)
    assert table["best_momentum"].sel(optimizer="SGD").isnull()
    assert not (table["best_momentum"].sel(optimizer="SGD") > 0)


def test_of_settings_that_are_alike_the_middle_one_is_taken():
    flat = gd.Problem.of("0*x + 1", minimum=0.0)
    result = gd.compare(gd.suite([flat]), ["sgd", "sign_sgd"], **FEW)
    np.testing.assert_array_equal(result["best_lr"], result["tried_lr"].values[:, 6][np.newaxis])
    assert not result["at_end"].any()
    assert "show no difference" in result.attrs["sentences"][0]


def test_an_edge_is_told_of():
    result = gd.compare(PROBLEM, ["sgd", "sign_sgd"], **{**FEW, "lr": gd.logspace(1e-4, 1e-3, 2)})
    assert result["at_end"].sel(optimizer="SGD").item()
    said = [each for each in result.attrs["sentences"] if each.startswith("The best lr of SGD")]
    assert said == [
        "The best lr of SGD is the least or the largest tried; a wider range may serve it better."
    ]


def test_standings_count_what_was_solved():
    result = gd.compare(PROBLEM, ["sgd", "sign_sgd"], **FEW)
    table = standings(result)
    last = result["hit"].isel(target=-1, problem=0)
    for name in ("SGD", "SignSGD"):
        row = table.sel(optimizer=name)
        hits = last.sel(optimizer=name).values
        assert row["solved"] == pytest.approx(np.isfinite(hits).mean())
        assert row["steps"] == np.sort(hits)[4]
    assert list(table["optimizer"].values) == ["SGD", "SignSGD"]
    assert np.all(np.diff(table["score"]) < 0)


@pytest.mark.parametrize(
    ("given", "options", "words"),
    [
        ("parabola", {"fresh": 3}, "fresh must be at least 8"),
        ("parabola", {"budget": 0}, "budget must be a whole number"),
        ("quick3d", {}, "unknown"),
        (gd.Experiment("parabola", ["sgd", "adam"], start=1.0), {}, "given one by one"),
    ],
)
def test_what_is_no_comparison_is_refused(given, options, words):
    with pytest.raises(SettingError, match=words):
        gd.compare(given, ["sgd", "adam"], **options)


def test_a_comparison_needs_two_optimizers():
    with pytest.raises(SettingError, match="at least 2 optimizers"):
        gd.compare("parabola", "sgd")
    with pytest.raises(SettingError, match="name the optimizers"):
        gd.compare("parabola")


@pytest.mark.parametrize(
    ("factor", "words"),
    [(1.0, "1.0"), (3.21, "3.2"), (0.5, "0.5"), (14.4, "14"), (1530.0, "1,500"), (2e7, "2.0e+07")],
)
def test_factors_are_short(factor, words):
    assert times(factor) == words


def test_optimizers_are_chosen_and_compared_by_the_result_that_is_asked_for():
    data = gd.datasets.moons(samples=40, noise=0.4, test=0.5)
    network = gd.Network([2, 4, 1], "tanh", data=data)
    given = {"budget": 6, "fresh": 8, "trials": 2, "steps": 40}
    by_loss = gd.compare(network, ["sgd", "momentum"], **given)
    found = gd.compare(network, ["sgd", "momentum"], by="test_accuracy", **given)
    assert by_loss["loss"].attrs["long_name"] == "loss at the last step"
    assert found["loss"].attrs["long_name"] == "share of errors in the test at the last step"
    # The runs of the settings that were chosen, run again: the share of 20 test samples.
    experiment = gd.Experiment.from_toml(str(found["experiment"].values[0]))
    for place, name in enumerate(("SGD", "Momentum")):
        rate = float(found["best_lr"].sel(optimizer=name).values[0])
        again = experiment.replace(optimizers=[experiment.optimizers[place].replace(lr=rate)])
        shares = 1 - again.run()["test_accuracy"].values.ravel()
        np.testing.assert_allclose(found["loss"].sel(optimizer=name).values[0], shares)
        assert np.allclose(20 * shares, np.round(20 * shares))
    assert "of errors in the test" in found.attrs["sentences"][0]
    assert "to the last target of the training loss, 1e-08 of" in found.attrs["of"]
    logs = log_heights(found)
    assert logs.min() >= np.log10(0.5 / 20) and logs.max() <= 0
    with pytest.raises(SettingError, match=r"no result 'test_acuracy' .* mean test_accuracy\?"):
        gd.compare(network, ["sgd", "momentum"], by="test_acuracy")
    with pytest.raises(SettingError, match="rosenbrock has no result 'test_loss' to compare by"):
        gd.compare("rosenbrock", ["sgd", "momentum"], by="test_loss")


def test_medians_that_are_alike_are_not_told_to_be_1_times_lower():
    losses = noisy(1.0, n=32, seed=1)
    losses[0, 1] = losses[0, 0] * 10 ** np.where(np.arange(32) % 2, 1e-9, -1e-9)
    said = comparison(made(losses)).attrs["sentences"][0]
    assert "the medians of the loss are alike" in said and "times lower" not in said
