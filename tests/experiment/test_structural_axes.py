"""Batch size and width as axes: each value is a network of its own, with the bits it has alone."""

from __future__ import annotations

import numpy as np
import pytest
import xarray

import gdsim as gd
from gdsim.engine import memory
from gdsim.experiment.one_run import one_run
from gdsim.experiment.programs import outlines, parts, programs
from gdsim.learn.diagnosis.single_run import SingleRun
from gdsim.learn.networks.moment import moment

DATA = gd.datasets.moons(samples=40, test=0.25)
WIDTHS, SIZES = (8, 2, 5), (1, 7, 30)


def network(**changes):
    arguments = {"layers": [2, 4, 4, 1], "data": DATA, "loss": "binary_cross_entropy"}
    return gd.Network(**{**arguments, "init_seed": [3, 4], **changes})


def experiment(objective: gd.Network) -> gd.Experiment:
    return gd.Experiment(
        objective,
        [gd.Adam(), gd.SGD(lr=0.3)],
        lr=[0.01, 0.1],
        steps=9,
        record=["loss", "test_loss", "layer_grad_norm"],
        every=4,
        seed=7,
        dtype="float64",
    )


WHOLE = experiment(network(width=WIDTHS, batch_size=SIZES))


@pytest.fixture(scope="module")
def result() -> xarray.Dataset:
    return WHOLE.run()


@pytest.mark.parametrize(("width", "size"), [(8, 7), (2, 1), (5, 30)])
def test_each_network_has_the_bits_that_it_has_alone(result, width, size):
    alone = experiment(network(layers=[2, width, width, 1], batch_size=size)).run()
    here = result.sel(width=width, batch_size=size)
    for name in alone:
        wanted = here[name]
        if name == "params":  # a narrower network's have the same names
            wanted = wanted.sel(variable=alone["variable"])
        assert wanted.transpose(*alone[name].dims).values.tobytes() == alone[name].values.tobytes()
    others = set(result["variable"].values) - set(alone["variable"].values)
    assert np.isnan(here["params"].sel(variable=sorted(others))).all()
    vector = here["params"].sel(optimizer="Adam").isel(lr=0, init_seed=0).dropna("variable")
    own = network(width=width, batch_size=size, init_seed=3)
    loss = own.replace(batch_size=None).evaluate(vector.values[np.newaxis])[0]
    assert loss == pytest.approx(float(here["train_loss"][0, 0, 0]), rel=1e-12)


def test_dimensions_and_texts_say_what_they_are():
    assert WHOLE.dims == ("optimizer", "width", "batch_size", "init_seed", "lr")
    words = {each.name: each.long_name for each in WHOLE.layout.dimensions}
    assert words["width"] == "units of each hidden layer"
    assert words["batch_size"] == "samples of each step"
    assert WHOLE.objective.layers == (2, 8, 8, 1) and WHOLE.objective.layout == "2-w-w-1"
    assert "epoch" not in WHOLE.replace(steps=1).run().coords
    assert network(width=6).layers == (2, 6, 6, 1) and network(width=6).width is None


def test_files_sessions_single_runs_and_explanations_have_the_same_networks(result, tmp_path):
    again = gd.Experiment.from_toml(WHOLE.to_toml())
    assert again == WHOLE and again.hash == WHOLE.hash
    session = gd.Session(WHOLE)
    for steps in (2, 7):
        session.advance(steps)
    assert session.result().identical(result)
    run = 55  # SGD, width 2, batches of 7, seed 4, lr 0.1
    single = SingleRun.of(WHOLE, run)
    assert single.words == "SGD, width 2, batch_size 7, init_seed 4, lr 0.1"
    assert single.objective.layers == (2, 2, 2, 1) and single.objective.batch_size == 7
    alone = one_run(WHOLE, 1, 55 - 36)
    assert alone.objective.layers == (2, 2, 2, 1) and alone.runs == 1
    losses = result["loss"].values.ravel()
    assert alone.run()["loss"].item() == losses[run]
    here = moment(WHOLE, run, 3)
    assert here.network.layers == (2, 2, 2, 1) and len(here.batch) == 7 and len(here.params) == 15


def test_programs_are_one_a_network_and_sizes_count_the_widest():
    todo = programs(WHOLE)
    assert len(todo) == 18 and {each.runs for each in todo} == {4}
    assert [each.first_run for each in todo] == list(range(0, 72, 4))
    assert [each.network.sizes[1] for each in todo[:9:3]] == list(WIDTHS)
    assert [each.network.batch for each in todo[:3]] == list(SIZES)
    lines = outlines(WHOLE)
    assert [each.dimensions for each in lines] == [each.dimensions for each in todo]
    assert memory.of_outcome(lines) == memory.of_outcome(todo)
    taken = {"width": slice(1, 3), "batch_size": slice(0, 3, 2), "lr": slice(1, 2)}
    some = parts(WHOLE, 1, taken)
    assert [(each.network.sizes[1], each.network.batch) for each in some] == [
        (2, 1), (2, 30), (5, 1), (5, 30),
    ]  # fmt: skip
    assert [each.numbers.tolist() for each in some[:2]] == [[49, 51], [57, 59]]


def test_a_sweep_of_networks_has_the_same_bytes_and_is_resumed(result, tmp_path):
    path, asked = tmp_path / "sweep.zarr", iter(range(100))
    gd.run(WHOLE, path, shard_runs=10, threads=1, cancelled=lambda: next(asked) > 9)
    assert 0 < int(gd.load(path)["done"].sum()) < 72
    gd.run(path)
    assert gd.load(path).identical(result)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"width": [0, 4]}, "width must be a whole number from 1 to 1,048,576, got 0"),
        ({"width": [2.5, 4]}, "width must be a whole number, got 2.5"),
        ({"width": [4, 8], "layers": [2, 1]}, "width is of hidden layers, and layers has none"),
        ({"batch_size": [8, 31]}, "batch_size must be at most the 30 training samples, got 31"),
        ({"batch_size": gd.linspace(1, 30, 30), "width": range(1, 41)}, "at most 1,024 can be"),
        ({"width": [1, 2], "init": [0.0] * 15}, "init gives the weights of one network"),
    ],
)
def test_axes_that_cannot_be_are_refused(arguments, sentence):
    with pytest.raises(gd.SettingError, match=sentence):
        network(**arguments)


def test_what_networks_of_different_sizes_do_not_have_is_refused():
    wide, batches = network(width=[2, 3]), network(batch_size=[1, 5])
    with pytest.raises(gd.SettingError, match="cannot record params: networks of 2 widths"):
        gd.Experiment(wide, "sgd", record="params")
    with pytest.raises(gd.SettingError, match="start has the parameters of one network"):
        gd.Experiment(wide, "sgd", start=[0.0] * 25)
    with pytest.raises(gd.SettingError, match="batch_size has several values; give steps"):
        gd.Experiment(batches, "sgd", epochs=3)
    with pytest.raises(gd.SettingError, match=r"replace\(width=...\)"):
        wide.outputs(np.zeros(25), [[0.0, 0.0]])


def test_no_network_keeps_its_copy_of_the_data_after_its_runs():
    experiment = WHOLE.replace(steps=2)
    experiment.run()
    assert not any(each.network.samples_of_kernels for each in programs(experiment))
