"""Recorded states of optimizers, and losses of each class, are those of plain NumPy."""

from __future__ import annotations

import csv

import numpy as np
import pytest
import xarray

import gdsim as gd
from tests.reference.naive_network import NaiveNetwork

BETA1, BETA2 = 0.8, 0.95
ADAM = gd.Adam(beta1=BETA1, beta2=BETA2)
IRIS = gd.Network(
    [4, 3, 3], "tanh", loss="cross_entropy", data=gd.datasets.iris(test=0.3), init_seed=[3, 4]
)
CLASSES = [f"{part}_class_{what}" for part in ("train", "test") for what in ("loss", "accuracy")]


def moments(gradients: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Adam's m and v before each step, (steps, ...), of gradients (steps, ...)."""
    m, v = np.zeros_like(gradients), np.zeros_like(gradients)
    for t in range(1, len(gradients)):
        g = gradients[t - 1]
        m[t] = BETA1 * m[t - 1] + (1 - BETA1) * g
        v[t] = BETA2 * v[t - 1] + (1 - BETA2) * g**2
    return m, v


def same_without(experiment: gd.Experiment, result: xarray.Dataset) -> None:
    for name, values in experiment.replace(record=[]).run().items():
        np.testing.assert_array_equal(values, result[name])


def test_of_functions_the_whole_state_is_recorded():
    experiment = gd.Experiment(
        "x**2 + 3*x*y + 5*y**2", [ADAM, gd.Momentum(momentum=0.7), gd.SGD()], lr=[0.01, 0.03],
        start=(1.5, -2.0), steps=6, record=["state", "params"], dtype="float64",
    )  # fmt: skip
    result = experiment.run()
    state, params = result["trace_state"], result["trace_params"].values
    assert state.dims == ("optimizer", "lr", "step", "slot", "variable")
    assert list(state["slot"].values) == ["m", "v", "velocity"]
    gradients = params @ np.array([[2.0, 3.0], [3.0, 10.0]])
    for run in range(2):
        m, v = moments(gradients[0, run])
        adam = state.sel(optimizer="Adam").isel(lr=run)
        np.testing.assert_allclose(adam.sel(slot="m"), m, rtol=1e-12)
        np.testing.assert_allclose(adam.sel(slot="v"), v, rtol=1e-12)
        velocity, expected = np.zeros(2), []
        for g in gradients[1, run]:
            expected.append(velocity)
            velocity = 0.7 * velocity + g
        momentum = state.sel(optimizer="Momentum", slot="velocity").isel(lr=run)
        np.testing.assert_allclose(momentum, expected, rtol=1e-12)
    # What an optimizer does not remember is missing.
    assert np.isnan(state.sel(optimizer="SGD")).all()
    assert np.isnan(state.sel(optimizer="Adam", slot="velocity")).all()
    same_without(experiment, result)


def test_a_fork_keeps_the_state_of_the_slots_that_both_have():
    experiment = gd.Experiment("sphere", ADAM, lr=0.1, steps=4, record="state", dtype="float64")
    session = gd.Session(experiment)
    session.advance(2)
    before = session.traces()["state"]
    fork = session.fork(optimizers=[gd.AMSGrad(beta1=BETA1, beta2=BETA2)])
    assert fork.experiment.slots == ("m", "v", "v_max")
    after = fork.traces()["state"]
    np.testing.assert_array_equal(after[:, :2, :2], before[:, :2])
    assert np.isnan(after[:, :2, 2]).all()


def test_of_networks_the_length_of_each_layers_state_is_recorded():
    experiment = gd.Experiment(
        IRIS, [ADAM, gd.SGD()], lr=0.05, steps=4, record=["state", "params"], dtype="float64"
    )
    result = experiment.run()
    state = result["trace_state"]
    assert state.dims == ("optimizer", "init_seed", "step", "slot", "layer")
    twin = NaiveNetwork((4, 3, 3), (("tanh",),), "cross_entropy", "softmax")
    task = IRIS.perceptron()
    for run in range(2):
        params = result["trace_params"].values[0, run]
        gradients = [twin.gradient(p, task.inputs, task.targets) for p in params]
        for slot, values in zip(("m", "v"), moments(np.array(gradients)), strict=True):
            lengths = [
                [np.hypot(np.linalg.norm(w), np.linalg.norm(b)) for w, b in twin.layers(each)]
                for each in values
            ]
            found = state.sel(optimizer="Adam", slot=slot).values[run]
            np.testing.assert_allclose(found, lengths, rtol=1e-9)
    assert np.isnan(state.sel(optimizer="SGD")).all()
    same_without(experiment, result)


def test_an_optimizer_that_remembers_nothing_has_no_state():
    with pytest.raises(gd.SettingError, match="'m'; \"state\" records what optimizers remember, m"):
        gd.Experiment("x**2", [gd.SGD(), ADAM], record="m")
    with pytest.raises(gd.SettingError, match="cannot record state: SGD remembers nothing"):
        gd.Experiment("sphere", gd.SGD(), record="state")


@pytest.mark.parametrize("outputs", [3, 1])
def test_losses_and_accuracies_of_classes_are_those_of_their_samples(outputs, tmp_path):
    """Three classes with a column each; and two, told apart by the sign of one output."""
    if outputs == 3:
        network, loss, output, data = IRIS, "cross_entropy", "softmax", IRIS.data
    else:
        given = {
            "inputs": np.array(IRIS.data.inputs)[:, :2],
            "targets": np.minimum(IRIS.data.targets, 1),
        }
        data = gd.datasets.from_arrays(**given, classes=["first", "others"], test=0.3)
        network, loss, output = gd.Network([2, 3, 1], "tanh", data=data), "mse", "identity"
    experiment = gd.Experiment(
        network, [gd.Adam(beta1=BETA1)], lr=0.05, steps=6, every=3, dtype="float64",
        record=["params", "train_loss", *CLASSES],
    )  # fmt: skip
    result = experiment.run()
    assert list(result["class"].values) == list(data.classes)
    twin, task = NaiveNetwork(network.layers, (("tanh",),), loss, output), network.perceptron()
    params = result["trace_params"].values.reshape(-1, 3, network.size)[0]
    for part, x, t, codes in [
        ("train", task.inputs, task.targets, data.targets),
        ("test", task.test_inputs, task.test_targets, data.test_targets),
    ]:
        traces = [result[f"trace_{part}_class_{what}"].values for what in ("loss", "accuracy")]
        losses, accuracies = (each.reshape(-1, 3, len(data.classes))[0] for each in traces)
        for slot, p in enumerate(params):
            for number in range(len(data.classes)):
                own = codes == number
                expected = twin.data_loss(p, x[own], t[own])
                assert losses[slot, number] == pytest.approx(expected, rel=1e-9)
                y = twin.outputs(p, x[own])
                assigned = y.argmax(axis=1) if outputs == 3 else (y[:, 0] > 0).astype(int)
                assert accuracies[slot, number] == np.mean(assigned == number)
        for what, values in (("loss", losses), ("accuracy", accuracies)):
            last = result[f"{part}_class_{what}"]
            assert last.dims[-1] == "class"
            np.testing.assert_array_equal(last.values.reshape(-1, len(data.classes))[0], values[-1])
    shares = np.bincount(data.targets) / len(data.targets)
    np.testing.assert_allclose(
        result["train_class_loss"] @ xarray.DataArray(shares, dims="class"), result["train_loss"]
    )
    same_without(experiment, result)
    if outputs == 3:
        gd.save(result, tmp_path / "runs.csv")
        with (tmp_path / "runs.csv").open() as file:
            rows = list(csv.DictReader(file))
        found = [float(row["test_class_loss_versicolor"]) for row in rows]
        np.testing.assert_array_equal(found, result["test_class_loss"].values[0, :, 1])


def test_a_class_without_samples_has_no_loss():
    data = gd.datasets.from_arrays([[0.0], [1.0], [2.0]], ["a", "b", "a"], classes=["a", "b", "c"])
    network = gd.Network([1, 3], loss="cross_entropy", data=data)
    experiment = gd.Experiment(
        network, gd.Adam(), lr=0.1, steps=1, record="train_class_loss", dtype="float64"
    )
    assert np.isnan(experiment.run()["train_class_loss"].values[0]).tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("network", "name", "words"),
    [
        (gd.Network([1, 1], data="sine"), "train_class_loss", "targets are values, not classes"),
        (IRIS.replace(data=gd.datasets.iris(test=0)), "test_class_loss", "no test samples"),
    ],
)
def test_what_has_no_classes_is_refused(network, name, words):
    with pytest.raises(gd.SettingError, match=words):
        gd.Experiment(network, "sgd", record=name)
