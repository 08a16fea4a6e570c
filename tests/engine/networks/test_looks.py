"""Runs on mini-batches are judged by the loss of all training samples, at a few stated steps."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import gdsim as gd
from gdsim.engine.looks import judged, look_steps
from gdsim.engine.networks.queries import loss_and_gradient
from gdsim.engine.verdict import Verdict
from gdsim.experiment import labelled

DATA = gd.datasets.moons(samples=60, noise=0.5, test=0.0)
RECORD = ["loss", "train_loss"]
RATES = [0.001, 0.1, 3.0]  # it goes down, scatters, diverges


def on_batches(optimizer: Any = None, batch: int | None = 6, **changes: Any) -> gd.Experiment:
    own = {name: changes.pop(name) for name in ("l1", "l2") if name in changes}
    network = gd.Network([2, 4, 1], "tanh", data=DATA, batch_size=batch, **own)
    given = {"steps": 2000, "lr": RATES, "seed": [0, 1, 2, 3], "record": RECORD, "every": 20}
    return gd.Experiment(network, optimizer or gd.SGD(), **given | changes)


@pytest.fixture(scope="module")
def result() -> Any:
    return on_batches().run()


def test_verdicts_and_least_losses_are_those_of_whole_losses(result):
    looks = result["verdict"].attrs["judged_at"]
    assert list(looks) == [1600, 1800, 2000]
    losses = result["trace_train_loss"].sel(step=looks).values
    last, before, best = losses[..., -1], losses[..., -2], losses[..., :-1].min(-1)
    falls = best - last > 1e-5 * np.minimum(best, last)
    moves = abs(last - before) > 1e-5 * np.minimum(before, last)
    expected = np.where(falls, 0, np.where(moves, 2, 1))
    expected[0, 2] = Verdict.DIVERGED
    np.testing.assert_array_equal(result["verdict"], expected)
    np.testing.assert_array_equal(result["best_loss"][0, :2], losses[0, :2].min(-1))
    # The least loss of any batch is a lucky one.
    assert (result["trace_loss"].min("step") < 0.5 * result["best_loss"]).all()
    assert (expected[0, 0] == Verdict.RUNNING).all()  # which the losses of batches do not show
    assert (expected[0, 1] == Verdict.OSCILLATING).any()


def test_what_is_of_a_batch_and_what_of_all_samples_is_said(result):
    names = {name: result[name].attrs["long_name"] for name in result.data_vars}
    assert names["loss"] == "loss of the last step's batch"
    assert names["trace_loss"] == "loss of each step's batch"
    assert "least loss over all training samples" in names["best_loss"]
    assert result["verdict"].attrs["judged_by"].startswith("loss over all training samples")
    whole = labelled.variables(on_batches(batch=None))
    assert whole["loss"].attributes["long_name"] == "loss at the last step"
    assert "judged_by" not in whole["verdict"].attributes


@pytest.mark.parametrize(
    "changes",
    [
        {"target": 0.65, "limit": 1e300},  # beyond all numbers of its precision
        {"tolerance": 0.1, "seed": 2},
        {"stop": "loss < 0.66 and grad_norm < 0.12 and step > 3 or loss < 0.6 and step > 1700"},
    ],
)
def test_runs_have_the_same_bits_on_every_path(changes):
    experiment = on_batches(**changes)
    result = experiment.run(threads=1)
    verdicts = result["verdict"].values
    assert set(verdicts.flat) >= {Verdict.CONVERGED, Verdict.DIVERGED, Verdict.RUNNING}
    assert experiment.run(threads=2).identical(result)
    session = gd.Session(experiment)
    for steps in (900, 700, 1, 199, 1, 2000):
        session.advance(steps)
    assert session.result().equals(result)
    session.rewind(1600)
    session.advance(2000)
    assert session.result().equals(result)


def test_the_target_is_compared_with_the_whole_loss():
    result = on_batches(target=0.65).run()
    losses, steps = result["trace_train_loss"], result["steps"]
    is_batch_lower = (result["trace_loss"] <= 0.65).any("step")
    arrived = result["verdict"] == Verdict.CONVERGED
    assert (is_batch_lower & ~arrived).any()  # a lucky batch is no arrival
    assert bool(arrived.any())
    for lr, seed in zip(*np.nonzero(arrived.values[0]), strict=True):
        own, step = losses[0, lr, seed], int(steps.values[0, lr, seed])
        looks = [look for look in (1600, 1800, 2000) if look <= step]
        assert own.sel(step=looks[-1]) <= 0.65
        assert (own.sel(step=looks[:-1]) > 0.65).all()
        assert looks[-1] == step
        # It is recorded up to the look and no further.
        np.testing.assert_array_equal(np.isfinite(own), own["step"] <= step)


def test_a_stop_condition_is_compared_with_the_whole_loss_and_gradient(result):
    text = "loss < 0.605 and step > 1700 or loss < 0.61 and step < 1700"
    stopped, looks = on_batches(stop=text).run(), result["verdict"].attrs["judged_at"]
    losses = result["trace_train_loss"].sel(step=looks).values
    holds = np.where(looks > 1700, losses < 0.605, losses < 0.61)
    ended = holds.any(-1)
    steps = np.where(ended, looks[holds.argmax(-1)], result["steps"].values)
    np.testing.assert_array_equal(stopped["steps"], steps)
    np.testing.assert_array_equal(stopped["verdict"] == Verdict.CONVERGED, ended)
    assert len(set(steps[ended].tolist())) > 1 and not ended.all()
    np.testing.assert_array_equal(
        stopped["train_loss"].values[ended],
        result["trace_train_loss"].values[ended, steps[ended] // 20],
    )
    # Of the step alone it is asked at each step.
    assert (on_batches(stop="step >= 13", steps=40).run()["steps"] == 13)[0, :2].all()


def test_penalties_are_part_of_the_loss_and_the_tolerance_is_of_the_whole_gradient():
    experiment = on_batches(l1=0.01, l2=0.1, lr=0.1, tolerance=0.25)
    network, result = experiment.objective.perceptron(), experiment.run()
    params = result["params"].values.reshape(4, -1)
    loss, gradient = loss_and_gradient(network, params, {"l1": 0.01, "l2": 0.1}, "float32")
    within = np.linalg.norm(gradient, axis=1) <= 0.25
    assert within.any()
    np.testing.assert_array_equal(result["verdict"].values.ravel() == Verdict.CONVERGED, within)
    first = within & (result["steps"].values.ravel() == 1600)  # at the first of its looks
    assert first.any()
    np.testing.assert_array_equal(result["best_loss"].values.ravel()[first], loss[first])
    assert (loss > 1.01 * result["train_loss"].values.ravel()).all()


def test_full_batches_are_judged_at_every_step():
    assert on_batches(batch=None).objective.looks(1000) == ()
    whole, batches = (labelled.provenance(on_batches(**of)) for of in ({"batch": None}, {}))
    assert whole["method_revisions"] == '{"tanh": 2}'
    assert batches["method_revisions"] == '{"mini-batches": 2, "tanh": 2}'


@pytest.mark.parametrize(
    ("steps", "samples", "batch", "looks"),
    [
        (5000, 200, 16, (3000, 3500, 4000, 4500, 5000)),  # one for 80 epochs
        (100_000, 200, 10, tuple(range(10_000, 100_001, 10_000))),  # no more than ten
        (1000, 50_000, 32, (800, 900, 1000)),  # no fewer than three
        (25, 60, 6, (15, 25)),
        (15, 60, 6, (15,)),  # one, after which nothing else is known than that it runs
        (7, 60, 6, (7,)),
    ],
)
def test_there_are_as_many_looks_as_cost_two_percent(steps, samples, batch, looks):
    assert look_steps(steps, samples, batch) == looks


@pytest.mark.parametrize(
    ("losses", "verdict"),
    [
        ([], "running"),
        ([3.0], "running"),
        ([3.0, 2.0, 1.0], "running"),
        ([3.0, 1.0, 2.0], "oscillating"),
        ([3.0, 2.0, 2.0], "stalled"),
        ([1.0, 2.0, 2.0], "stalled"),  # where it rests is not its least loss
        ([4.0, 2.0, 3.0, 1.0], "oscillating"),
        ([-1.0, -2.0], "running"),
        ([0.0, 0.0], "stalled"),
    ],
)
def test_a_verdict_is_what_the_losses_at_looks_say(losses, verdict):
    (found,) = judged(np.array([losses], np.float32))
    assert str(Verdict(found)) == verdict
