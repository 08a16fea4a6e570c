"""Diagnoses: every symptom is found in a run that has it on purpose, with its numbers."""

from __future__ import annotations

import re

import numpy as np
import pytest

import gdsim as gd
from gdsim.learn.diagnosis.diagnosis import diagnosis
from gdsim.learn.diagnosis.single_run import SingleRun
from gdsim.learn.diagnosis.watched import watch

RIDGE = "x**2/2 - y**2/2 + y**4/4"
DEEP = [2, *[16] * 8, 1]


def net(layers, activation="tanh", loss="mse", samples=60, **changes):
    data = changes.pop("data", None) or gd.datasets.circle(samples=samples)
    return gd.Network(layers, activation, loss=loss, data=data, **changes)


def run(objective, optimizer, steps=300, start=None, **changes):
    if isinstance(objective, str):
        objective = gd.Function(objective, start=start)
    return gd.Experiment(objective, optimizer, steps=steps, **changes)


CASES = {
    "divergence": run("3.1*x**2", gd.SGD(lr=0.5), start=(1.0,)),
    "undefined": run("x*log(x)", gd.SGD(lr=3.0), start=(2.0,)),
    "unbounded": run("x**3", gd.SGD(lr=0.01), start=(-1.0,)),
    "dead units": run(
        net([2, 8, 1], "relu", data=gd.datasets.moons(), init=gd.inits.he_normal(bias=-9.0)),
        gd.SGD(lr=0.01),
    ),
    "saturation": run(
        net([2, 16, 16, 1], "sigmoid", "binary_cross_entropy", init=gd.inits.normal(std=50.0)),
        gd.SGD(lr=0.01),
    ),
    "vanished gradients": run(net(DEEP, "sigmoid", "binary_cross_entropy"), gd.SGD(lr=0.1)),
    "minimum": run("x**2 + 3*y**2 + 5", gd.SGD(lr=0.1), 500, tolerance=0.0),
    "local minimum": run(gd.Function("rastrigin", start=(2.1, 2.1)), gd.SGD(lr=1e-3), 3000),
    "converged": run(gd.Function("rosenbrock"), gd.Adam(lr=0.1), 1000, target=0.1),
    "underflow": run("1e-7*(x - 1000)**2", gd.SGD(lr=0.1), start=(2000.0,), tolerance=0.0),
    "noise floor": run("x**2 + 4*y**2", gd.SGD(lr=0.1), 1000, noise=1.0, seed=3),
    "oscillation": run(gd.Function("quadratic", condition=1000.0), gd.SGD(lr=0.001998)),
    "edge of stability": run(
        net([2, 16, 16, 1], data=gd.datasets.moons(samples=60, seed=0)), gd.SGD(lr=0.2), 1500,
        dtype="float64",
    ),
    "saddle": run(RIDGE, gd.SGD(lr=0.1), start=(1.0, 1e-12), steps=200, tolerance=0.0),
    "plateau": run("(sigmoid(w) - 1)**2", gd.SGD(lr=0.1), start=(-9.0,), steps=1000),
    "slow": run(gd.Function("quadratic", condition=10.0), gd.SGD(lr=0.001)),
}  # fmt: skip


@pytest.mark.parametrize("finding", CASES)
def test_a_symptom_is_found_where_it_was_made(finding):
    found = diagnosis(CASES[finding])
    assert found.data["finding"] == finding
    assert found.kind == "diagnosis" and found.conclusion.endswith(".")
    assert found.data["reason"][1:] in found.conclusion
    assert found.data["advice"] in found.conclusion
    assert "undefined" not in re.sub("undefined step", "", found.conclusion)
    assert len(found.text(80).splitlines()) > 4


def test_a_divergence_is_told_by_rate_times_curvature():
    data = diagnosis(CASES["divergence"]).data
    assert data["reason"] == (
        f"diverged at step {data['step']}: lr 0.5 x largest curvature 6.2 = 3.1 > 2"
    )
    assert data["advice"] == "try lr below 0.32"
    assert data["step"] == int(CASES["divergence"].run()["steps"].item())


def test_with_momentum_the_bound_is_the_one_with_momentum():
    given = run(gd.Function("quadratic", condition=50.0), gd.Momentum(lr=0.09, momentum=0.8))
    data = diagnosis(given).data
    assert "lr 0.09 x largest curvature 50 = 4.5 > 3.6" in data["reason"]
    assert data["advice"] == "try lr below 0.072"


@pytest.mark.parametrize("finding", ["divergence", "oscillation", "slow"])
def test_the_advice_on_the_rate_helps(finding):
    given = CASES[finding]
    (rate,) = re.findall(r"lr (?:below |up to )?([\d.e-]+)", diagnosis(given).data["advice"])
    (optimizer,) = given.optimizers
    better = given.replace(optimizers=optimizer.replace(lr=0.99 * float(rate)))
    before, after = (float(each.run()["loss"].item()) for each in (given, better))
    assert after < before / 10
    assert diagnosis(better).data["finding"] != "divergence"


def test_more_precision_mends_an_underflow():
    given = CASES["underflow"]
    result = given.replace(steps=1000, dtype="float64").run()
    assert result["params"].item() < given.run()["params"].item()
    assert diagnosis(given.replace(dtype="float64")).data["finding"] != "underflow"


def test_batches_keep_up_a_loss_as_noise_does():
    data = gd.datasets.moons(samples=200, noise=0.9, test=0.0)
    task = net([2, 4, 1], "tanh", "binary_cross_entropy", data=data, batch_size=2)
    experiment = run(task, gd.SGD(lr=0.3), 3000)
    found = diagnosis(experiment)
    assert found.data["finding"] == "noise floor"
    assert "batches of 2 samples" in found.data["reason"]
    result = experiment.run()  # whose loss is that of a batch
    np.testing.assert_allclose(found.steps[0].value, result["train_loss"].item(), rtol=1e-5)
    assert result["loss"].item() != pytest.approx(result["train_loss"].item(), rel=0.01)
    assert "over all training samples" in found.steps[0].sentence


def test_steps_of_one_size_hop_to_and_fro():
    found = diagnosis(run("abs(x) + abs(y)", gd.SGD(lr=0.1), start=(1.03, 2.01)))
    assert found.data["finding"] == "oscillation"
    assert "0.1414 long" in found.data["reason"]  # 0.1 in both variables


def test_a_huge_gradient_on_the_way_is_named():
    found = diagnosis(run("exp(x**2)", gd.RMSprop(lr=30.0), start=(1.0,)))
    assert found.data["finding"] == "divergence"
    assert "lr below" in found.data["advice"]  # RMSprop's steps are as long however it is clipped


def test_a_flat_floor_is_no_matter_of_the_rate():
    given = run(gd.Function("quadratic", condition=1000.0), gd.SGD(lr=0.0009))
    data = diagnosis(given).data
    assert data["finding"] == "slow" and "1000 times less curvature" in data["reason"]
    assert "momentum" in data["advice"]


def test_every_run_of_an_experiment_is_made_again_with_its_own_bits():
    given = gd.Experiment(
        gd.Function("quadratic", condition=[10.0, 30.0]), [gd.SGD(), gd.Momentum()],
        lr=[0.001, 0.03], schedule=[gd.Cosine(warmup=[0, 5]), gd.Constant()],
        start=gd.uniform(2), noise=0.1, seed=[0, 7], clip_norm=3.0, steps=70,
    )  # fmt: skip
    result = given.run()
    for number in range(0, given.runs, 11):
        place = np.unravel_index(number, given.shape)
        seen = watch(SingleRun.of(given, number))
        assert seen.stopped == result["steps"].values[place]
        assert seen.losses[-1] == result["loss"].values[place]
        np.testing.assert_array_equal(seen.params[-1], result["params"].values[place])
        condition = given.axes["condition"][place[given.dims.index("condition")]]
        assert f"condition {condition:g}" in seen.run.words
        np.testing.assert_allclose(seen.eigenvalues(), [1, condition])


def test_a_run_of_an_experiment_that_no_memory_holds_is_made_again():
    rates = gd.linspace(1e-3, 0.1, 10**12)
    given = gd.Experiment("booth", "momentum", lr=rates, steps=30, start=gd.uniform(10**5))
    number = 7 * 10**16 + 3
    found = diagnosis(given, run=number)
    (rate,) = rates.section(slice(number // 10**5, number // 10**5 + 1))
    assert f"lr {rate:.4g}, start 3" in found.title
    alone = given.replace(lr=rate, start=gd.uniform(4)).run().isel(start=3)
    assert watch(SingleRun.of(given, number)).losses[-1] == alone["loss"].item()


def test_every_run_of_networks_is_made_again_with_its_own_bits():
    task = net([2, 6, 1], "relu", batch_size=16, l2=[0.0, 0.1], init_seed=[0, 3],
               init=gd.inits.normal(std=[0.1, 0.5]))  # fmt: skip
    given = run(task, [gd.SGD(), gd.Adam()], 90, lr=[0.01, 0.1], seed=[0, 4])
    result = given.run()
    for number in (0, 13, 27, 63):
        place = np.unravel_index(number, given.shape)
        seen = watch(SingleRun.of(given, number))
        np.testing.assert_array_equal(seen.params[-1], result["params"].values[place])
        l2 = seen.run.objective.l2
        clean = task.replace(l2=l2, l1=0.0).gradient(result["params"].values[place][None])
        np.testing.assert_allclose(seen.gradient(), clean[0], rtol=1e-12)


def test_the_curvatures_of_a_network_are_those_of_differences_of_its_gradient():
    seen = watch(SingleRun.of(run(net([2, 4, 1]), gd.SGD(lr=0.05), 40), 0))
    point, task = seen.params[-1].astype(float), seen.run.objective
    sides = [task.gradient(point + sign * 1e-5 * np.eye(len(point))) for sign in (1, -1)]
    hessian = (sides[0] - sides[1]) / 2e-5
    expected = np.linalg.eigvalsh((hessian + hessian.T) / 2)
    np.testing.assert_allclose(seen.eigenvalues(), expected, atol=1e-7)


def test_a_function_of_the_step_is_looked_at_as_it_is_at_its_end():
    function = gd.Function("(1 + t)*x**2", step="t", start=(1.0,))
    data = diagnosis(run(function, gd.SGD(lr=0.06), 80, tolerance=0.0)).data
    assert data["finding"] == "divergence"
    assert "lr 0.06 x largest curvature 34 = 2.04 > 2" in data["reason"]  # at t = 16


def test_a_result_and_a_file_are_diagnosed_as_their_experiment(tmp_path):
    given = run(gd.Function("quadratic"), [gd.SGD(), gd.Adam()], 100, lr=[0.001, 0.3])
    wanted = diagnosis(given, 1)
    given.save(tmp_path / "e.toml")
    gd.save(given.run(), tmp_path / "r.nc")
    subjects = [given.run(), tmp_path / "e.toml", str(tmp_path / "r.nc")]
    assert all(diagnosis(each, 1) == wanted for each in subjects)
    assert wanted.data["finding"] == "divergence" and "SGD, lr 0.3" in wanted.title


def test_what_cannot_be_diagnosed_is_one_sentence():
    with pytest.raises(ValueError, match="run must be a whole number from 0 to 0, got 1"):
        diagnosis(CASES["slow"], 1)
    with pytest.raises(TypeError, match="an Experiment, its file or its result is needed"):
        diagnosis(3)
