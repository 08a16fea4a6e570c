"""Every pixel of a heat map is what numpy computes from its raw losses."""

import functools
from collections import Counter

import numpy as np
import pytest

import gdsim as gd
from gdsim.results.analysis import heat_map

FUNCTION = gd.Function("styblinski_tang")
EXPERIMENT = gd.Experiment(
    FUNCTION, ["sgd", gd.Adam(beta2=0.9)], lr=gd.logspace(1e-3, 1.0, 6), start=gd.uniform(5),
    noise=[2.0, 0.0, 30.0], steps=30, dtype="float64", limit=1e4,
)  # fmt: skip


@functools.cache
def run(experiment=EXPERIMENT):
    return experiment.run()


def raw(result, name="best_loss"):
    """Losses above the minimum, diverged ones infinite."""
    losses = result[name].values - FUNCTION.minimum
    return np.where(result["verdict"].values == gd.Verdict.DIVERGED, np.inf, losses)


def test_a_pixel_is_the_quantile_of_the_raw_losses_over_all_other_dimensions():
    result = run()
    assert result["best_loss"].dims == ("optimizer", "lr", "noise", "start")
    found = heat_map(result, x="lr", y="start", value="loss", over=0.75)
    assert found["loss"].dims == ("optimizer", "start", "lr")
    expected = np.quantile(raw(result, "loss"), 0.75, axis=2, method="higher")
    assert np.isinf(expected).any() and np.isfinite(expected).any()
    np.testing.assert_allclose(found["loss"].values, expected.transpose(0, 2, 1))
    assert found["loss"].attrs["long_name"] == "loss above the minimum at the end"
    assert "0.75 quantile of 3 runs per pixel, over noise" in found.attrs["words"]


@pytest.mark.parametrize(("over", "share"), [("least", 0), ("median", 0.5), ("largest", 1)])
def test_one_of_several_is_taken_by_name(over, share):
    found = heat_map(run(), x="noise", y="lr", over=over)
    expected = np.quantile(raw(run()), share, axis=3, method="higher")[:, :, [1, 0, 2]]
    np.testing.assert_allclose(found["best_loss"].values, np.maximum(expected, 1e-24))
    assert found["noise"].values.tolist() == [0, 2, 30]  # in rising order, as it lies on a picture


def test_the_verdict_of_a_pixel_is_the_most_common_one():
    found = heat_map(run(), value="verdict")
    assert (found.attrs["y"], found.attrs["x"]) == ("lr", "noise")
    verdicts = run()["verdict"].values[:, :, [1, 0, 2]]
    several = 0
    for place in np.ndindex(found["verdict"].shape):
        counts = Counter(verdicts[place].tolist())
        several += len(counts) > 1
        most = max(counts.values())
        likely = max(verdict for verdict, count in counts.items() if count == most)
        assert found["verdict"].values[place] == likely
        assert found["diverged"].values[place] == counts[gd.Verdict.DIVERGED] / 5
    assert several > 3


def test_any_number_of_a_run_can_be_mapped():
    steps = heat_map(run(), "start", "lr", value="steps", select={"noise": 28})
    expected = run()["steps"].isel(noise=2)
    assert np.array_equal(steps["steps"].values, expected.values)
    assert steps.attrs["words"] == "at standard deviation of the gradient noise 30"
    norms = heat_map(run(), "start", "lr", value="grad_norm", select={"noise": 0})["grad_norm"]
    gone = run()["verdict"].isel(noise=1).values == gd.Verdict.DIVERGED
    assert (
        gone.any() and np.isinf(norms.values[gone]).all() and np.isfinite(norms.values[~gone]).all()
    )


def test_the_nearest_value_is_selected_on_the_scale_of_the_axis():
    # The lr are 1e-3, 0.004, 0.016, 0.063, ...; by distance 0.035 lies nearer to 0.016.
    found = heat_map(run(), "noise", "start", select={"lr": 0.035, "optimizer": "Adam"})
    assert found["optimizer"].values.tolist() == ["Adam"]
    assert "at learning rate 0.0631" in found.attrs["words"]
    expected = raw(run())[1, 3].T[:, [1, 0, 2]]
    np.testing.assert_allclose(found["best_loss"].values[0], expected)


def test_runs_that_are_not_done_are_left_out():
    result = run().copy(deep=True)
    generator = np.random.default_rng(0)
    done = generator.random(result["verdict"].shape) < 0.6
    done[0, 2, 1] = False
    result["done"] = result["verdict"].dims, done
    for name in ("loss", "best_loss"):
        result[name].values[~done] = -1e9
    result["verdict"].values[~done] = 0
    found = heat_map(result, x="lr", y="noise", over=0.4)
    losses, order = raw(run()), [1, 0, 2]
    for optimizer, lr, noise in np.ndindex(2, 6, 3):
        known = losses[optimizer, lr, noise][done[optimizer, lr, noise]]
        pixel = found.isel(optimizer=optimizer, lr=lr, noise=order.index(noise))
        assert pixel["runs"] == known.size
        if known.size:
            expected = np.quantile(known, 0.4, method="higher")
            np.testing.assert_allclose(pixel["best_loss"], expected)
        else:
            assert np.isnan(pixel["best_loss"]) and pixel["verdict"] == -1
    assert (found["runs"] == 0).any()


def test_a_part_of_a_result_is_a_result():
    whole = heat_map(run(), x="lr", y="start")
    part = heat_map(run().isel(optimizer=1, start=slice(1, 4)), x="lr", y="start")
    assert part["optimizer"].values.tolist() == ["Adam"]
    expected = whole["best_loss"].isel(optimizer=[1], start=slice(1, 4))
    assert np.array_equal(part["best_loss"].values, expected.values)


def test_an_axis_of_one_value_and_one_of_falling_values_are_axes():
    result = run().isel(lr=[5, 3, 1], noise=[2])
    found = heat_map(result, x="lr", y="noise")
    assert found["lr"].values.tolist() == sorted(result["lr"].values)
    expected = np.quantile(raw(result), 0.5, axis=3, method="higher")
    np.testing.assert_allclose(found["best_loss"].values[:, 0], expected[:, ::-1, 0])


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"x": "lf"}, "no axis 'lf'; known: lr, noise, start"),
        ({"x": "optimizer"}, "optimizer is no axis: each optimizer is shown by itself"),
        ({"x": "lr", "y": "lr"}, "two different axes, got lr for both"),
        ({"value": "trace_loss"}, "trace_loss is not in the result"),
        ({"value": "params"}, "params has several numbers a run"),
        ({"over": "mediam"}, "did you mean median"),
        ({"over": 1.5}, "a share from 0 to 1, got 1.5"),
        ({"select": {"lr": "x"}}, "lr must be selected by a number, got 'x'"),
        ({"select": {"lr": float("nan")}}, "a finite number, got nan"),
        ({"select": {"beta2": 1}}, "cannot select 'beta2'"),
        ({"select": {"optimizer": "adan"}}, "no optimizer 'adan'; did you mean Adam"),
        ({"select": {"lr": 1, "noise": 0}}, "needs two axes, and the result has only start"),
    ],
)  # fmt: skip
def test_what_cannot_be_mapped_is_said_in_a_sentence(asked, sentence):
    with pytest.raises(ValueError) as caught:
        heat_map(run(), **asked)
    assert sentence in str(caught.value)


def test_what_is_no_result_and_runs_without_an_axis_are_refused():
    with pytest.raises(TypeError, match="a result must be an xarray"):
        heat_map([1, 2])
    single = run().isel(lr=0, noise=0, start=0)
    with pytest.raises(ValueError, match="needs two axes, and the result has no axis"):
        heat_map(single)
