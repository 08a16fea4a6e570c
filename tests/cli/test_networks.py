"""Networks on the command line: run, list, and the example files."""

import json
from pathlib import Path

import pytest

import gdsim as gd
from gdsim.base.assets import path
from gdsim.catalogue.discovery import discover
from gdsim.cli import run_command
from gdsim.objectives.network import Network

NETWORK = """\
gdsim = 1
title = "Small"
lr = [0.1, 0.2]
epochs = 2
dtype = "float64"
measures = ["trainability"]

[objective.network]
layers = [2, 5, 3, 1]
data = { name = "moons", samples = 40, test = 0.25 }
batch_size = 8
l2 = [0.0, 0.1, 0.2]

[[optimizers]]
name = "sgd"
"""


@pytest.fixture
def file(tmp_path):
    (tmp_path / "network.toml").write_text(NETWORK)
    return tmp_path / "network.toml"


def test_a_network_runs_and_prints_how_well_it_does_on_test_samples(file, tmp_path, capsys):
    out, picture = tmp_path / "r.nc", tmp_path / "r.png"
    assert run_command(["run", str(file), "-o", str(out), "--picture", str(picture)]) == 0
    said = capsys.readouterr()
    assert said.err == "" and f"wrote {picture}" in said.out
    result = gd.load(out)
    assert f"{result['test_accuracy'].values.max():.1%}" in said.out
    assert "6 runs, 48 steps" in said.out  # 30 samples in batches of 8, twice
    assert result["trainability"].shape == (1, 3, 2)
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_picture_alone_may_be_what_is_written(file, tmp_path, capsys):
    picture = tmp_path / "r.png"
    assert run_command(["run", str(file), "-o", str(picture)]) == 0
    assert f"wrote {picture}" in capsys.readouterr().out
    assert picture.read_bytes().startswith(b"\x89PNG")
    other = tmp_path / "other.png"
    assert run_command(["run", str(file), "-o", str(picture), "--picture", str(other)]) == 2
    assert "a result's name must end in .nc, .npz, .csv" in capsys.readouterr().err


def test_bad_networks_end_with_a_sentence_and_status_2(file, capsys):
    file.write_text(NETWORK.replace("batch_size = 8", "batch_size = 80"))
    assert run_command(["run", str(file)]) == 2
    said = capsys.readouterr().err
    where = "line 11 (objective.network.batch_size)"
    problem = "batch_size must be at most the 30 training samples, got 80"
    assert said == f"gdsim: {file}, {where}: {problem}\n"


@pytest.mark.parametrize("kind", ["activations", "losses", "initializers", "datasets"])
def test_what_networks_are_made_of_is_listed(kind, capsys):
    singular = {"activations": "activation", "losses": "loss", "initializers": "initializer"}
    known = discover(singular.get(kind, "data set"))
    assert run_command(["list", kind]) == 0
    table = capsys.readouterr().out
    assert all(name in table for name in known)
    assert run_command(["list", kind, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in rows] == list(known)
    for row in rows:
        assert row["summary"] == known[row["name"]].summary and row["source"]
    settings = {row["name"]: row["settings"] for row in rows}
    example = {
        "activations": ("elu", "alpha", 1.0),
        "losses": ("huber", "delta", 1.0),
        "initializers": ("normal", "bias", 0.0),
        "datasets": ("moons", "samples", 500),
    }[kind]
    name, setting, default = example
    assert settings[name][setting]["default"] == default


def test_the_names_that_are_listed_are_what_python_takes(capsys):
    run_command(["list", "initializers", "--json"])
    for row in json.loads(capsys.readouterr().out):
        choice = eval(row["class"], {"inits": gd.inits})()
        assert choice.name == row["name"]


EXAMPLES = sorted(
    file.name
    for file in Path(path("experiments")).glob("*.toml")
    if "[objective.network]" in file.read_text()
)


def test_there_are_examples_of_networks():
    assert {"spiral.toml", "iris.toml", "edge_of_stability.toml"} <= set(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_example_files_are_experiments_that_come_back_equal(name):
    experiment = gd.Experiment.load(path(f"experiments/{name}"))
    assert isinstance(experiment.objective, Network) and experiment.title
    assert gd.Experiment.from_toml(experiment.to_toml()) == experiment
