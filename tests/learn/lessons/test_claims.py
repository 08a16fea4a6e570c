"""Measured claims agree with the results, and their conclusions follow from the numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest

import gdsim as gd
from gdsim.learn.lessons.claims import read_claim
from gdsim.learn.lessons.measurements import MEASURES, Run, read
from gdsim.learn.lessons.surfaces import MEASURES as OF_FUNCTIONS
from gdsim.objectives.records import NETWORK_RECORDS

BOWL = gd.Experiment(
    gd.Function("2*x**2 + y**2/2", start=(1.0, -2.0)),
    [gd.SGD(), gd.Momentum(momentum=0.8)],
    lr=gd.logspace(1e-3, 1.0, 13),
    seed=[0, 1, 2],
    noise=0.05,
    steps=60,
    target=1e-3,
    tolerance=0.0,
    record=["loss", "params", "lr"],
    dtype="float64",
)
NET = gd.Experiment(
    gd.Network([2, 4, 1], data=gd.datasets.moons(samples=40, test=0.5), init_seed=[0, 1]),
    gd.SGD(lr=0.1),
    steps=20,
    record=["layer_grad_norm", "test_loss"],
)


@pytest.fixture(scope="module")
def runs():
    return {"bowl": Run(BOWL, BOWL.run()), "net": Run(NET, NET.run())}


def stopped_loss(result, optimizer):
    """The last losses (lr, seed) of an optimizer, infinite where it diverged."""
    part = result.sel(optimizer=optimizer)
    return np.where(part["verdict"] == gd.Verdict.DIVERGED, np.inf, part["loss"])


SGD = {"optimizer": "SGD"}
RATE = float(gd.logspace(1e-3, 1.0, 13).values[8])  # 0.1
CASES = [
    ({"of": "loss", **SGD, "lr": RATE, "seed": 1},
     lambda r: stopped_loss(r, "SGD")[8, 1]),
    ({"of": "loss", **SGD, "over": {"seed": "median", "lr": "min"}},
     lambda r: np.median(stopped_loss(r, "SGD"), axis=1).min()),
    ({"of": "loss", **SGD, "over": {"lr": "min", "seed": "mean"}},
     lambda r: stopped_loss(r, "SGD").min(axis=0).mean()),
    ({"of": "loss", **SGD, "lr": [0.9, 1.1], "over": "max"}, lambda r: math.inf),
    ({"of": "best_loss", "over": "max", "lr": [0.01, 0.1]},
     lambda r: r["best_loss"].values[:, 4:9].max()),
    ({"of": "loss", **SGD, "lr": RATE, "step": 3, "over": "sum"},
     lambda r: r["trace_loss"].values[0, 8, :, 3].sum()),
    ({"of": "loss", **SGD, "lr": RATE, "seed": 0, "over": {"step": "last"}},
     lambda r: r["trace_loss"].values[0, 8, 0][np.isfinite(r["trace_loss"].values[0, 8, 0])][-1]),
    ({"of": "loss", **SGD, "lr": RATE, "seed": 0, "over": {"step": "first"}}, lambda r: 4.0),
    ({"of": "lr", **SGD, "lr": RATE, "over": "max"}, lambda r: RATE),
    ({"of": "params", **SGD, "variable": "y", "lr": RATE, "seed": 2, "times": 3, "per": 2},
     lambda r: 1.5 * r["params"].values[0, 8, 2, 1]),
    ({"of": "steps", **SGD, "over": "mean"}, lambda r: r["steps"].values[0].mean()),
    ({"of": "convergence", **SGD, "over": "min"},
     lambda r: r["steps"].values[0][r["verdict"].values[0] == gd.Verdict.CONVERGED].min()),
    ({"of": "convergence", **SGD, "over": "max"}, lambda r: math.inf),
    ({"of": "steps_to", "below": 0.5, **SGD, "lr": RATE, "seed": 1},
     lambda r: np.argmax(r["trace_loss"].values[0, 8, 1] <= 0.5)),
    ({"of": "steps_to", "below": 0.5, **SGD, "lr": 1e-3, "seed": 1}, lambda r: math.inf),
    ({"of": "share", "verdict": "converged"},
     lambda r: (r["verdict"].values == gd.Verdict.CONVERGED).mean()),
    ({"of": "share", "verdict": ["running", "diverged"], **SGD},
     lambda r: np.isin(r["verdict"].values[0], [0, 4]).mean()),
    ({"of": "share", "what": "params", "variable": "x", "above": 0.01, **SGD},
     lambda r: (r["params"].values[0, ..., 0] > 0.01).mean()),
    ({"of": "share", "below": 0.1}, lambda r: np.mean(
        [stopped_loss(r, name) < 0.1 for name in ("SGD", "Momentum")])),
    ({"of": "best", "axis": "lr", **SGD, "over": {"seed": "mean"}},
     lambda r: BOWL.lr.values[stopped_loss(r, "SGD").mean(axis=1).argmin()]),
    ({"of": "largest", "axis": "lr", "verdict": "converged", **SGD, "seed": 0},
     lambda r: BOWL.lr.values[r["verdict"].values[0, :, 0] == 3].max()),
    ({"of": "smallest", "axis": "lr", "verdict": "converged", **SGD, "seed": 0},
     lambda r: BOWL.lr.values[r["verdict"].values[0, :, 0] == 3].min()),
    ({"of": "smallest", "axis": "lr", "above": 1e9, **SGD, "seed": 0},
     lambda r: BOWL.lr.values[stopped_loss(r, "SGD")[:, 0] > 1e9].min()),
    ({"of": "crossings", "variable": "x", **SGD, "lr": RATE * 10**0.5, "seed": 1},
     lambda r: np.sum(np.diff(np.sign(
         [v for v in r["trace_params"].values[0, 10, 1, :, 0] if np.isfinite(v)])) != 0)),
    ({"of": "jump", "variable": "y", **SGD, "lr": RATE, "seed": 1, "step": 2},
     lambda r: abs(np.diff(r["trace_params"].values[0, 8, 1, :, 1]))[1]),
    ({"of": "ascents", **SGD, "lr": 1.0, "seed": 1},
     lambda r: np.sum(np.diff(r["trace_loss"].values[0, 12, 1]) > 0)),
    ({"of": "memory", "optimizer": "adam"}, lambda r: 2),
    ({"of": "memory", "optimizer": "sgd"}, lambda r: 0),
    ({"of": "value"}, lambda r: 4.0),
    ({"of": "slope", "variable": "y"}, lambda r: -2.0),
    ({"of": "slope", "function": "x**3*y", "at": {"x": 2, "y": 5}, "variable": "x"},
     lambda r: 60.0),
    ({"of": "secant", "variable": "x", "length": 0.5}, lambda r: 5.0),
    ({"of": "steepness"}, lambda r: math.hypot(4, 2)),
    ({"of": "curvature"}, lambda r: 4.0),
    ({"of": "least_curvature", "function": "x*y", "at": {"x": 1, "y": 1}}, lambda r: -1.0),
    ({"of": "rise", "length": 1.0, "function": "3*x + 4*y", "at": {"x": 0, "y": 0}},
     lambda r: 5.0),
    ({"of": "rise", "length": 2.0, "direction": 180, "function": "3*x + 4*y",
      "at": {"x": 0, "y": 0}}, lambda r: -10.0),
    ({"of": "departure", "length": 0.1, "function": "x**2/2", "at": {"x": 3}},
     lambda r: 0.1**2 / 2),
    ({"of": "detour", "function": "x + y", "at": {"x": 0, "y": 0}}, lambda r: 0.0),
]  # fmt: skip


@pytest.mark.parametrize(("table", "expected"), CASES, ids=lambda v: "" if callable(v) else str(v))
def test_a_measure_is_what_the_result_says(table, expected, runs):
    found = read(table, "", ("bowl", "net"))
    wanted = expected(runs["bowl"].result)
    assert found.value(runs) == pytest.approx(wanted, rel=1e-9, abs=1e-9)


def test_a_measure_is_drawn_along_axes(runs):
    result = runs["bowl"].result
    rates, seeds = result["lr"].values, result["seed"].values

    def along(axes, every=False, **table):
        return read({"optimizer": "SGD", **table}, "", ("bowl", "net")).along(runs, axes, every)

    places, numbers = along(("lr", "seed"), of="loss", times=2)
    assert [each.tolist() for each in places] == [rates.tolist(), seeds.tolist()]
    assert numbers == pytest.approx(2 * stopped_loss(result, "SGD"), nan_ok=True)
    (places,), numbers = along(("step",), of="loss", lr=RATE, over={"seed": "mean"})
    assert places.tolist() == list(range(61))
    assert numbers[:36] == pytest.approx(result["trace_loss"].values[0, 8].mean(0)[:36])
    assert np.isnan(numbers[-1])  # where all runs have stopped
    (places,), numbers = along(("lr",), True, of="loss")
    assert places.tolist() == np.repeat(rates, 3).tolist()
    assert numbers.tolist() == stopped_loss(result, "SGD").ravel().tolist()
    (_,), numbers = along(("lr",), of="share", verdict="converged")
    wanted = (result["verdict"].values[0] == gd.Verdict.CONVERGED).mean(axis=1)
    assert numbers == pytest.approx(wanted)
    with pytest.raises(gd.SettingError, match="there is no axis 'rate'"):
        along(("rate",), of="loss")
    with pytest.raises(gd.SettingError, match="slope is not a number of runs, to be drawn over"):
        along(("lr",), of="slope")


def test_epochs_are_an_axis_of_networks(runs):
    table = {"of": "test_loss", "variant": "net", "over": {"init_seed": "mean"}}
    (places,), numbers = read(table, "", ("bowl", "net")).along(runs, ("epoch",))
    result = runs["net"].result
    assert places.tolist() == result["epoch"].values.tolist()
    traces = result["trace_test_loss"].values[0].astype(float)
    assert numbers == pytest.approx(traces.mean(axis=0))


def test_bands_and_borders_of_an_axis_are_counted(runs):
    result = runs["bowl"].result.copy(deep=True)
    verdicts = np.array([0, 3, 3, 0, 3, 3, 3, 4, 3, 4, 4, 3, 4])
    result["verdict"].values[:] = verdicts[:, None]
    given = {"bowl": Run(BOWL, result)}

    def value(**table):
        found = read({"axis": "lr", "seed": 0, "optimizer": "SGD", **table}, "", ("bowl",))
        return found.value(given)

    rates = BOWL.lr.values
    assert value(of="width", verdict="converged") == pytest.approx(rates[6] / rates[4])
    assert value(of="width", verdict="stalled") == 0
    assert value(of="borders", verdict="diverged") == 5
    assert value(of="largest", verdict=["converged", "running"]) == rates[11]
    assert math.isnan(value(of="smallest", verdict="oscillating"))


def test_networks_are_measured_by_layer_and_variant(runs):
    result = runs["net"].result
    table = {"of": "layer_grad_norm", "variant": "net", "step": 0, "layer": 2, "over": "max"}
    wanted = result["trace_layer_grad_norm"].values[0, :, 0, 1].max()
    assert read(table, "", ("bowl", "net")).value(runs) == pytest.approx(wanted)
    ratio = {"of": "test_loss", "variant": "net", "over": "mean", "per": {**table, "over": "mean"}}
    below = result["trace_layer_grad_norm"].values[0, :, 0, 1].astype(float).mean()
    wanted = result["test_loss"].values.astype(float).mean() / below
    assert read(ratio, "", ("bowl", "net")).value(runs) == pytest.approx(wanted)


def test_every_measure_is_tried_here_or_is_a_record():
    tried = {table["of"] for table, _ in CASES} | {"width", "borders"}
    assert set(OF_FUNCTIONS) <= tried
    assert set(MEASURES) - tried <= set(NETWORK_RECORDS) | {"trainability"}


CLAIMS = [
    ({"rising": [1, 2, 3]}, True, "1 < 2 < 3"),
    ({"rising": [1, 3, 2]}, False, "1 < 3 > 2"),
    ({"rising": [2, 2]}, False, "2 = 2"),
    ({"rising": [1, 5], "factor": 4}, True, "1 < 5 (5 times)"),
    ({"rising": [1, 5], "factor": 6}, False, "1 < 5 (5 times)"),
    ({"rising": [1, math.inf]}, True, "1 < infinite"),
    ({"rising": [math.nan, 1]}, False, "undefined ? 1"),
    ({"rising": [math.inf, math.inf]}, False, "infinite = infinite"),
    ({"equal": [2, 2, 2]}, True, "2 = 2 = 2"),
    ({"equal": [1.01, 1], "within": 0.02}, True, "1.01 ≈ 1"),
    ({"equal": [1.03, 1], "within": 0.02}, False, "1.03 ≠ 1"),
    ({"equal": [102, 100], "within": 0.01}, False, "102 ≠ 100"),
    ({"equal": [1e-9, 0], "within": 1e-6}, True, "1e-9 ≈ 0"),
    ({"equal": [math.nan, 1], "within": 1}, False, "undefined ≠ 1"),
    ({"rising": [{"of": "slope", "name": "slope"}, 5]}, True, "4 (slope) < 5 (stated)"),
]


@pytest.mark.parametrize(("table", "held", "words"), CLAIMS)
def test_a_claim_follows_from_its_numbers(table, held, words, runs):
    claim = read_claim({"sentence": "So it is.", **table}, "", ("bowl",))
    found = claim.measure(runs)
    assert (found.held, found.as_expected, found.numbers) == (held, held, words)
    said = found.to_json()
    assert said["held"] == held and said["measured"] == words
    assert len(said["numbers"]) == len(found.values)


def test_what_is_not_so_is_expected_not_to_hold(runs):
    table = {"sentence": "So it is.", "rising": [2, 1], "expected": False, "otherwise": "It falls."}
    found = read_claim(table, "", ("bowl",)).measure(runs)
    assert not found.held and found.as_expected
    assert found.to_json()["otherwise"] == "It falls."
    found = read_claim({**table, "rising": [1, 2]}, "", ("bowl",)).measure(runs)
    assert found.held and not found.as_expected
