"""Reasons and remedies: what a diagnosis says is so, and what it advises makes the run better."""

from __future__ import annotations

import re

import numpy as np
import pytest

import gdsim as gd
from gdsim.learn.diagnosis.diagnosis import diagnosis

XOR = gd.datasets.xor(samples=60)
_POINTS = np.random.default_rng(0).uniform(0, 100, (60, 2))
_NAMES = np.where(_POINTS[:, 0] > _POINTS[:, 1], "a", "b")
WIDE = gd.datasets.from_arrays(_POINTS, _NAMES)
SCALED = gd.datasets.from_arrays(_POINTS, _NAMES, standardize=True)


def function(text, *start, optimizer=None, lr=0.1, steps=100, **changes):
    return gd.Experiment(gd.Function(text, start=start), optimizer or gd.SGD(lr=lr), steps=steps,
                         **changes)  # fmt: skip


def net(optimizer=None, steps=300, data=XOR, activation="tanh", loss="binary_cross_entropy", **own):
    changes = {name: own.pop(name) for name in ("dtype", "tolerance") if name in own}
    task = gd.Network([2, 6, 1], activation, loss=loss, data=data, **own)
    return gd.Experiment(task, optimizer or gd.SGD(lr=0.3), steps=steps, **changes)


# --- what is found, what it says, and what it must not say ----------------------------------------

FOUND = [
    ("flat minimum", function("(x - y)**2", 1.0, 0.0, tolerance=0.0),
     "in 1 of 2 directions the loss is flat: curvature cannot tell", "every curvature is positive"),
    ("flat minimum", function("x**2*y**2", 1.0, 0.0), "1 of 2 directions", "every curvature"),
    ("overflow", function("1/(1 + exp(-x))", -100.0),
     "at step 0 the gradient has no value in float32 at x = -100, although the loss is 0", "lr"),
    ("overflow", function("sqrt(x)", 0.0, dtype="float64"), "the gradient is infinite", "lr"),
    ("start", function("x**2", 1e7), "1e14 at x = 1e7, is beyond the limit of 1e12", "lr"),
    ("start", function("x**4", 1e12), "the loss is infinite in float32 at the start", "lr"),
    ("equal units", net(init=gd.inits.constant(value=0.5)), "the 6 units of hidden layer 1", "lr"),
    ("equal units", net(init=gd.inits.constant(value=0.0)), "do the work of one", "saddle"),
    ("penalty", net(l2=1.0), "l2 = 1 holds the weights near 0", "lr"),
    ("penalty", net(gd.SGD(lr=0.1, weight_decay=1.0)), "weight_decay = 1 holds", "lr"),
    ("dead units", net(data=XOR, activation="relu", init=gd.inits.he_normal(bias=-40.0)),
     "100% at the start", "smaller lr"),
    ("saturation", net(gd.SGD(lr=3.0), data=WIDE), "saturated", "not done"),
    ("saturated output", net(output="sigmoid", loss="mse", init=gd.inits.normal(std=1, bias=20.0)),
     "its sigmoid output is saturated under mse", "more steps"),
    ("slow", function("(1 - x)**2 + 100*(y - x**2)**2", -1.2, 1.0, lr=1e-4, steps=300),
     "lr 0.0001 x largest curvature", "saddle"),
    ("rounding", gd.Experiment("quadratic", gd.Adam(lr=0.05), steps=3000, tolerance=0.0),
     "is the least one, 0, up to the rounding of float32", "oscillat"),
]  # fmt: skip


@pytest.mark.parametrize(("finding", "given", "said", "unsaid"), FOUND)
def test_the_reason_is_the_true_one(finding, given, said, unsaid):
    found = diagnosis(given)
    assert found.data["finding"] == finding
    assert said in found.conclusion
    assert unsaid not in found.data["advice"] and unsaid not in found.data["reason"]
    assert "infinite to infinite" not in found.conclusion


def final(given, name="train_loss"):
    result = given.run()
    return float(result[name if name in result else "loss"].item())


REMEDIES = [
    ("xavier_uniform", net(init=gd.inits.constant(value=0.5)), net(init="xavier_uniform")),
    ("try l2 below 0.01", net(l2=1.0), net(l2=0.0099)),
    ("he_normal", net(activation="relu", init=gd.inits.he_normal(bias=-40.0)),
     net(activation="relu", init="he_normal")),
    ("standardize", net(gd.SGD(lr=3.0), data=WIDE), net(gd.SGD(lr=3.0), data=SCALED)),
    ("float64", function("1/(1 + exp(-x))", -100.0),
     function("1/(1 + exp(-x))", -100.0, dtype="float64")),
    ("limit = 1e17", function("x**2", 1e7), function("x**2", 1e7, limit=1e17)),
]  # fmt: skip


@pytest.mark.parametrize(("advice", "before", "after"), REMEDIES)
def test_the_advice_makes_the_run_better(advice, before, after):
    assert advice in diagnosis(before).data["advice"]
    verdict = after.run()["verdict"].item()
    assert verdict != gd.Verdict.DIVERGED
    assert final(after) < final(before) or before.run()["verdict"] == gd.Verdict.DIVERGED


def test_a_saturated_sigmoid_under_squared_error_is_told_of_the_loss():
    given = function("(sigmoid(w) - 1)**2", -9.0, steps=1000)
    assert "softplus(-w)" in diagnosis(given).data["advice"]


# --- schedules ------------------------------------------------------------------------------------


@pytest.mark.parametrize("schedule", [gd.Cosine(), gd.Linear(), gd.Exponential(gamma=0.9)])
def test_a_schedule_that_fades_is_told_by_its_peak(schedule):
    given = gd.Experiment("quadratic", gd.SGD(lr=0.0001), schedule=schedule, steps=200)
    data = diagnosis(given).data
    assert data["finding"] == "faded rate"
    assert "its schedule lowered lr from 0.0001 to" in data["reason"]
    (rate,) = re.findall(r"try a peak lr up to ([\d.e-]+)", data["advice"])
    assert float(rate) == pytest.approx(0.01)
    (sgd,) = given.optimizers
    assert final(given.replace(optimizers=sgd.replace(lr=float(rate)))) < final(given) / 10


# --- overfitting ----------------------------------------------------------------------------------


def test_overfitting_is_a_reason_of_its_own():
    noisy = gd.datasets.moons(samples=40, noise=0.5, test=0.5)
    given = net(gd.Adam(lr=0.05), 2000, data=noisy)
    data = diagnosis(given).data
    assert data["finding"] == "overfitting"
    (steps,) = re.findall(r"try (\d+) steps, l2", data["advice"])
    worst = final(given, "test_loss")
    assert final(given.replace(steps=int(steps)), "test_loss") < worst / 1.5
    milder = given.replace(objective=given.objective.replace(l2=0.05))
    assert final(milder, "test_loss") < worst


def test_a_network_that_generalises_does_not_overfit():
    given = net(gd.Adam(lr=0.03), 300, data=gd.datasets.moons(samples=80, noise=0.05, test=0.5))
    assert diagnosis(given).data["finding"] != "overfitting"


# --- which run ------------------------------------------------------------------------------------

GRID = gd.Experiment("quadratic", [gd.SGD(), gd.Adam()], lr=[0.001, 0.1, 1.0], steps=100)


@pytest.fixture(scope="module")
def grid():
    return GRID.run()


def test_a_part_of_a_result_is_diagnosed_as_the_run_that_it_has(grid):
    wanted = diagnosis(GRID, 2)
    parts = [
        (grid.sel(optimizer="SGD", lr=1.0), 0),
        (grid.sel(lr=[1.0]), 0),
        (grid.isel(lr=slice(1, 3)), 1),
        (grid.isel(optimizer=[1, 0]), 5),
        (grid.transpose("lr", "optimizer", ...), 2),
        (grid, {"optimizer": "SGD", "lr": 1.0}),
        (GRID, {"optimizer": "SGD", "lr": 1.0}),
    ]
    assert all(diagnosis(part, run) == wanted for part, run in parts)
    assert "SGD, lr 1" in wanted.title and wanted.data["run"] == 2


MEANT_BADLY = [
    (lambda r: r.isel(lr=2, drop=True), 0, "the result does not say which lr its runs have"),
    (lambda r: r.expand_dims(trial=2), 0, "several of trial, which its experiment has not"),
    (lambda r: r.assign_coords(lr=[1.0, 2.0, 3.0]), 1, "has no run with lr = 2"),
    (lambda r: r, {"lr": 1.0}, "run must say which optimizer, of 2"),
    (lambda r: r, {"lr": 1.0, "optimiser": "SGD"}, "no dimension 'optimiser'; did you mean optimi"),
    (lambda r: r, {"lr": 1.0, "optimizer": "SDG"}, "no optimizer 'SDG'; did you mean SGD"),
]


@pytest.mark.parametrize(("part", "run", "sentence"), MEANT_BADLY)
def test_a_run_that_is_not_in_the_experiment_is_refused(grid, part, run, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        diagnosis(part(grid), run)
