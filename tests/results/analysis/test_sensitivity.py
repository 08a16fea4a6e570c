"""The band that works ends where theory says, and is what its rule says in numbers."""

import functools

import numpy as np
import pytest

import gdsim as gd
from gdsim.results.analysis import sensitivity
from gdsim.results.analysis.working_band import Rule, band

CURVATURE = 40.0  # of a * x^2 / 2; gradient descent diverges beyond a learning rate of 2 / a
QUADRATIC = gd.Experiment(
    f"{CURVATURE} * x**2 / 2", ["sgd", gd.Momentum(momentum=0.7)], lr=gd.logspace(2e-4, 1.0, 160),
    start=[(0.3,), (-1.5,), (2.0,)], steps=400, dtype="float64",
)  # fmt: skip
STEP = 5000 ** (1 / 159)  # from one learning rate to the next
ROSENBROCK = gd.Experiment(
    "rosenbrock", ["sgd", gd.Adam(beta2=0.99)], lr=gd.logspace(1e-4, 1.0, 9),
    start=gd.uniform(12), steps=300,
)  # fmt: skip


@functools.cache
def run(experiment):
    return experiment.run()


def raw(result, name="best_loss"):
    diverged = result["verdict"].values == gd.Verdict.DIVERGED
    return np.where(diverged, np.inf, np.maximum(result[name].values, 1e-12))


def test_the_band_of_gradient_descent_ends_at_two_over_the_curvature():
    found = sensitivity(run(QUADRATIC))
    sgd, momentum = found["high"].values
    assert sgd == pytest.approx(2 / CURVATURE, rel=STEP - 1)
    # Heavy-ball momentum is stable up to 2 (1 + momentum) / curvature.
    assert momentum == pytest.approx(2 * 1.7 / CURVATURE, rel=STEP - 1)
    # |1 - lr a|^400 * 40 * 1.5 is the tolerance of 1e-6 at the lower end, for the middle start.
    lowest = (1 - (1e-6 / (CURVATURE * 1.5)) ** (1 / 400)) / CURVATURE
    assert found["low"].values[0] == pytest.approx(lowest, rel=STEP - 1)
    assert found["width"].values[0] == pytest.approx(np.log10(sgd / found["low"].values[0]))
    assert found["width"].attrs["units"] == "decade"
    assert not found["open_low"].values.any() and not found["open_high"].values.any()


def test_an_axis_that_ends_before_the_band_makes_its_width_a_lower_bound():
    result = run(QUADRATIC).sel(lr=slice(0.02, 0.045))
    found = sensitivity(result)
    assert found["open_low"].values.all() and found["open_high"].values.all()
    assert found["high"].values.tolist() == [result["lr"].values[-1]] * 2
    for sentence in found.attrs["words"].split("\n"):
        assert "at least 0." in sentence
        assert "reaches the lower and upper end of the axis" in sentence


def test_curves_are_the_quantiles_of_the_raw_losses():
    result = run(ROSENBROCK)
    found = sensitivity(result, value="loss", quantiles=(0.2, 0.8))
    assert found["quantile"].values.tolist() == [0.2, 0.5, 0.8]
    expected = np.quantile(raw(result, "loss"), [0.2, 0.5, 0.8], axis=2, method="higher")
    assert np.isinf(expected).any()
    np.testing.assert_allclose(found["loss"].values, np.moveaxis(expected, 0, -1))
    for name in ("converged", "diverged"):
        shares = (result["verdict"].values == gd.Verdict[name.upper()]).mean(axis=2)
        np.testing.assert_allclose(found[name].values, shares)
    assert found["best"].values == pytest.approx(found["loss"].sel(quantile=0.5).min("lr").values)


def test_excess_is_the_integral_of_the_losses_capped_at_that_of_the_start():
    result = run(QUADRATIC.replace(optimizers="sgd", start=(1.5,), steps=30, tolerance=0.0))
    found = sensitivity(result, value="loss")
    lr = result["lr"].values
    first = CURVATURE * 1.5**2 / 2
    losses = first * (1 - lr * CURVATURE) ** 60  # after 30 steps
    capped = np.minimum(losses, first)
    expected = np.trapezoid(capped, np.log(lr)) / np.log(lr[-1] / lr[0]) - losses.min()
    assert found["excess"].item() == pytest.approx(expected, rel=1e-9)


def test_ends_are_interpolated_where_the_loss_crosses_the_limit():
    places = np.linspace(-3, 2, 26)  # losses 10**(2 |place|): 5 times the best at log10(5) / 2
    losses = 10.0 ** (2 * np.abs(places))
    found = band(10**places, losses, np.zeros(26), Rule(factor=5.0, share=None))
    assert found.low == pytest.approx(10 ** (-np.log10(5) / 2))
    assert found.high == pytest.approx(10 ** (np.log10(5) / 2))
    assert found.width == pytest.approx(np.log10(5))
    assert found.best == 15 and not found.apart


def test_ends_are_interpolated_where_the_share_that_converged_crosses_the_limit():
    values = np.array([0.0, 1.0, 2.0, 3.0, 4.0])
    losses = np.array([9.0, 9.0, 1.0, np.inf, np.inf])
    converged = np.array([0.0, 0.3, 0.9, 0.1, 0.0])
    found = band(values, losses, converged, Rule(factor=None, share=0.6))
    assert found.low == pytest.approx(1.5) and found.high == pytest.approx(2 + 0.3 / 0.8)
    # Both conditions: the band goes on for as long as one of them holds.
    found = band(values, losses, converged, Rule(factor=4.0, share=0.6))
    assert found.low == pytest.approx(2 - np.log(4) / np.log(9))
    assert found.high == pytest.approx(2.5)  # half way to where the loss is infinite


def test_what_works_apart_from_the_band_is_said():
    values = np.geomspace(1e-3, 1e3, 7)
    losses = np.array([1.0, 50.0, 0.8, 0.7, 50.0, 1.1, np.inf])
    found = band(values, losses, np.zeros(7), Rule(factor=2.0))
    assert found.best == 3
    assert values[1] < found.low < values[2] and values[3] < found.high < values[4]
    assert len(found.apart) == 2
    (first, second) = found.apart
    assert first[0] == values[0] and first[0] < first[1] < values[1]
    assert values[4] < second[0] < values[5] and second[1] == pytest.approx(10**2.5)


def test_of_equal_losses_the_middle_one_is_the_best():
    losses = np.array([3.0, 1.0, 1.0, 1.0, 3.0])
    assert band(np.arange(5.0), losses, np.zeros(5), Rule()).best == 2


def test_losses_below_zero_may_be_as_much_above_the_best_as_it_is_large():
    rule = Rule(factor=1.5)
    assert rule.ceiling(np.array([-40.0, 3.0])) == -20
    assert rule.ceiling(np.array([40.0, 90.0])) == 60
    found = band(np.arange(3.0), np.array([-40.0, -30.0, 0.0]), np.zeros(3), rule)
    assert found.high == pytest.approx(1 + 1 / 3)


def test_a_loss_near_the_best_has_also_fallen_from_that_at_the_start():
    rule = Rule(factor=2.0, share=None, start=0.7)
    assert rule.ceiling(np.array([0.69, 0.4, 0.35])) == pytest.approx(0.35 + 0.1 * 0.35)
    assert rule.ceiling(np.array([0.02, 0.01])) == pytest.approx(0.02)  # the factor is less
    assert rule.ceiling(np.array([0.9, 0.8])) == pytest.approx(1.6)  # nothing has fallen
    # x^2 + 5 from 1 falls by 1 - (1 - 2 lr)^20 in ten steps, to all but a tenth of 1.
    floor = QUADRATIC.replace(
        objective=f"{CURVATURE} * x**2 / 2 + 500", optimizers="sgd", start=(1.0,), steps=10,
        tolerance=0.0,
    )  # fmt: skip
    found = sensitivity(run(floor))
    lowest = (1 - 0.1 ** (1 / 20)) / CURVATURE
    assert found["low"].item() == pytest.approx(lowest, rel=STEP - 1)
    assert "has fallen by 90% of what the best one has" in found.attrs["rule"]


def test_where_all_diverged_or_nothing_is_done_there_is_no_band():
    result = run(ROSENBROCK.replace(optimizers="sgd", lr=[1e3, 1e4, 1e5]))
    assert (result["verdict"] == gd.Verdict.DIVERGED).all()
    found = sensitivity(result)
    assert np.isnan(found["width"]).all() and np.isnan(found["best_at"]).all()
    assert "no learning rate works, the median run diverged at all of them" in found.attrs["words"]
    assert found["diverged"].values.tolist() == [[1, 1, 1]]
    empty = result.assign(done=result["verdict"] < 0)
    assert "no run is done" in sensitivity(empty).attrs["words"]


def test_runs_that_are_not_done_count_for_nothing():
    result = run(ROSENBROCK).copy(deep=True)
    done = np.ones(result["verdict"].shape, dtype=bool)
    done[:, :, ::3] = False
    done[:, 4] = False
    result["done"] = result["verdict"].dims, done
    result["best_loss"].values[~done] = -1.0
    found = sensitivity(result)
    kept = raw(run(ROSENBROCK))[:, :, np.arange(12) % 3 > 0]
    expected = np.quantile(kept, 0.5, axis=2, method="higher")
    expected[:, 4] = np.nan
    np.testing.assert_allclose(found["best_loss"].sel(quantile=0.5).values, expected)
    assert found["runs"].values[0].tolist() == [8, 8, 8, 8, 0, 8, 8, 8, 8]
    assert not found["works"].values[:, 4].any()


def test_an_axis_may_be_any_setting_in_any_order_and_have_one_value():
    experiment = ROSENBROCK.replace(lr=0.01, noise=[3.0, 0.0, 1.0], start=gd.uniform(5))
    found = sensitivity(run(experiment))
    assert found.attrs["axis"] == "noise" and found["noise"].values.tolist() == [0, 1, 3]
    expected = np.quantile(raw(run(experiment)), 0.5, axis=2, method="higher")[:, [1, 2, 0]]
    np.testing.assert_allclose(found["best_loss"].sel(quantile=0.5).values, expected)
    one = sensitivity(run(ROSENBROCK).isel(lr=[1]))
    assert one["width"].values.tolist() == [0, 0]
    assert one["open_low"].values.all() and one["open_high"].values.all()


def test_of_networks_the_loss_over_all_samples_counts():
    network = gd.Network([2, 3, 1], data=gd.datasets.xor(), loss="binary_cross_entropy")
    experiment = gd.Experiment(
        network, "adam", lr=gd.logspace(1e-3, 10.0, 5), seed=range(3), steps=40,
        record="train_loss", every=5,
    )  # fmt: skip
    result = run(experiment)
    found = sensitivity(result)
    assert found.attrs["value"] == "train_loss"
    losses = result["train_loss"].values
    expected = np.quantile(losses.astype(float), 0.5, axis=2, method="higher")
    np.testing.assert_allclose(found["train_loss"].sel(quantile=0.5).values, expected)
    assert np.isfinite(found["excess"]).all()
    # Where the losses at the start were not recorded they are computed.
    again = sensitivity(result.drop_vars("trace_train_loss"))
    np.testing.assert_allclose(again["excess"], found["excess"], rtol=1e-6)
    np.testing.assert_allclose(again["low"], found["low"], rtol=1e-6)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"axis": "start"}, "start is no axis along which anything rises"),
        ({"axis": "beta1"}, "no axis 'beta1'; known: lr, start"),
        ({"value": "steps"}, "'steps' is no loss of the result; known: loss, best_loss"),
        ({"factor": 0.5}, "factor must be at least 1, got 0.5"),
        ({"share": 0}, "share must be above 0 and at most 1, got 0"),
        ({"factor": None, "share": None}, "one of factor and share must be given"),
        ({"quantiles": (0.1, 2)}, "quantiles must be numbers from 0 to 1"),
        ({"select": {"lr": 0.1}}, "sensitivity is to one axis, and the result has no axis"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_said_in_a_sentence(asked, sentence):
    with pytest.raises(ValueError) as caught:
        sensitivity(run(ROSENBROCK), **asked)
    assert sentence in str(caught.value)


def test_of_several_axes_and_no_learning_rate_one_must_be_named():
    experiment = ROSENBROCK.replace(lr=0.01, noise=[0.0, 1.0], clip_norm=[1.0, 5.0], start=None)
    with pytest.raises(ValueError, match="axis must be one of noise and clip_norm"):
        sensitivity(run(experiment))
