"""Bands are quantiles of curves that continue, run by run, by the stated rule."""

import functools
import math

import numpy as np
import pytest

import gdsim as gd
from gdsim.results.analysis import bands

EXPERIMENT = gd.Experiment(
    "rosenbrock", ["sgd", gd.Adam(beta2=0.9, lr=0.3)], lr=2.2e-3, start=gd.uniform(9),
    seed=range(2), noise=0.01, steps=300, record="loss", every=7, target=1e-2,
)  # fmt: skip
SHARES = (0.2, 0.5, 0.7)


@functools.cache
def run(experiment=EXPERIMENT):
    return experiment.run()


def naive(result, optimizer, **at):
    """Curve by curve: what was recorded, then the last loss, or infinity if the run diverged."""
    part = result.sel(optimizer=optimizer).isel(at)
    curves = []
    for traced, loss, verdict in zip(
        part["trace_loss"].values.reshape(-1, part.sizes["step"]),
        part["loss"].values.ravel(), part["verdict"].values.ravel(), strict=True,
    ):  # fmt: skip
        end = math.inf if verdict == gd.Verdict.DIVERGED else loss
        curves.append([end if math.isnan(value) else value for value in traced])
    return np.maximum(np.array(curves, dtype=float), 1e-12)


@pytest.mark.parametrize("every", [7, "log:24"])
def test_bands_are_the_quantiles_of_curves_held_one_by_one(every):
    result = run(EXPERIMENT.replace(every=every))
    verdicts = set(np.unique(result["verdict"]))
    assert {gd.Verdict.CONVERGED, gd.Verdict.DIVERGED} <= verdicts
    found = bands(result, quantiles=SHARES)
    assert np.array_equal(found["step"].values, result["step"].values)
    for index, optimizer in enumerate(("SGD", "Adam")):
        curves = naive(result, optimizer)
        assert len(curves) == 18
        expected = np.quantile(curves, SHARES, axis=0, method="higher")
        np.testing.assert_allclose(found["trace_loss"].values[index], expected)
        np.testing.assert_allclose(found["diverged"].values[index], np.isinf(curves).mean(axis=0))
    assert "converged keep their last loss" in found.attrs["ended"]
    assert "18 runs over seed and start" in found.attrs["shown"]


def test_a_converged_run_goes_on_where_it_ended_not_where_it_was_last_recorded():
    experiment = EXPERIMENT.replace(optimizers="adam", lr=0.3, start=(0.0, 0.0), seed=0, every=200)
    result = run(experiment)
    assert result["verdict"].item() == gd.Verdict.CONVERGED and result["steps"].item() < 200
    found = bands(result)["trace_loss"].values
    assert found[0, :, 0].tolist() == [1] * 5
    assert np.array_equal(found[0, :, 1], np.full(5, result["loss"].item()))


def test_each_optimizer_is_shown_at_its_best_setting_unless_one_is_selected():
    result = run(EXPERIMENT.replace(optimizers=["sgd", "adam"], lr=[0.2, 1e-3, 0.02]))
    found = bands(result, quantiles=SHARES)
    best = gd.analysis.best(result)
    assert len(set(best["chosen"].values.ravel())) == 2
    for index, optimizer in enumerate(("SGD", "Adam")):
        at = result["lr"].values.tolist().index(best["chosen"].values[index, 0])
        expected = np.quantile(naive(result, optimizer, lr=at), SHARES, axis=0, method="higher")
        np.testing.assert_allclose(found["trace_loss"].values[index], expected)
        assert f"{optimizer}: at its best learning rate" in found.attrs["words"]
    fixed = bands(result, quantiles=SHARES, select={"lr": 0.018})
    expected = np.quantile(naive(result, "Adam", lr=2), SHARES, axis=0, method="higher")
    np.testing.assert_allclose(fixed["trace_loss"].values[1], expected)
    assert fixed.attrs["words"] == "" and "at learning rate 0.02" in fixed.attrs["shown"]


def test_quantiles_may_be_over_one_dimension_of_several():
    found = bands(run(), over="seed", select={"start": 4}, quantiles=SHARES)
    expected = np.quantile(naive(run(), "Adam", start=4), SHARES, axis=0, method="higher")
    np.testing.assert_allclose(found["trace_loss"].values[1], expected)
    assert found["runs"].values.tolist() == [2, 2]


def test_runs_that_are_not_done_are_left_out():
    result = run().copy(deep=True)
    done = np.ones(result["verdict"].shape, dtype=bool)
    done[:, :, ::2] = False
    result["done"] = result["verdict"].dims, done
    result["trace_loss"].values[~done] = -1.0
    found = bands(result, quantiles=SHARES)
    kept = naive(run().isel(start=[1, 3, 5, 7]), "SGD")
    expected = np.quantile(kept, SHARES, axis=0, method="higher")
    np.testing.assert_allclose(found["trace_loss"].values[0], expected)
    assert found["runs"].values.tolist() == [8, 8]


@pytest.mark.slow
def test_of_networks_the_loss_over_all_samples_is_shown_against_epochs():
    network = gd.Network([2, 3, 1], data=gd.datasets.xor(), loss="mse", batch_size=4)
    experiment = gd.Experiment(
        network, "adam", lr=0.05, seed=range(4), steps=30, record=["loss", "train_loss"], every=3
    )
    result = run(experiment)
    found = bands(result, quantiles=SHARES)
    assert found.attrs["value"] == "trace_train_loss" and found.attrs["clock"] == "epoch"
    assert np.array_equal(found["epoch"].values, result["epoch"].values)
    traced = result["trace_train_loss"].values[0].astype(float)
    expected = np.quantile(traced, SHARES, axis=0, method="higher")
    np.testing.assert_allclose(found["trace_train_loss"].values[0], expected)
    assert bands(result, "loss").attrs["value"] == "trace_loss"


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"value": "trace_los"}, "'trace_los' is no traced loss; did you mean trace_loss"),
        ({"over": "lr"}, "no axis 'lr'"),
        ({"quantiles": ()}, "quantiles must be numbers from 0 to 1"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_said_in_a_sentence(asked, sentence):
    with pytest.raises(ValueError) as caught:
        bands(run(), **asked)
    assert sentence in str(caught.value)


def test_a_result_without_a_traced_loss_is_refused():
    with pytest.raises(ValueError, match="the result has no traced loss"):
        bands(run(EXPERIMENT.replace(record=())))
