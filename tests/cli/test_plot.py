"""gdsim plot prints its numbers, draws them, and says in a sentence what it cannot do."""

import functools
import json

import numpy as np
import pytest

import gdsim as gd
from gdsim.cli import run_command

EXPERIMENT = gd.Experiment(
    "rosenbrock", ["sgd", gd.Adam(beta2=0.9)], lr=gd.logspace(1e-4, 1.0, 7), start=gd.uniform(4),
    steps=50, record="loss", every=5,
)  # fmt: skip


@functools.cache
def result():
    return EXPERIMENT.run()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "result.nc"
    gd.save(result(), path)
    return str(path)


def outcome(capsys, *arguments):
    status = run_command(["plot", *arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_without_a_kind_the_kinds_that_fit_are_listed(file, capsys):
    status, out, _ = outcome(capsys, file)
    assert status == 0
    for kind in ("heat_map", "sensitivity", "bands", "best"):
        assert kind in out
    _, out, _ = outcome(capsys, file, "--json")
    kinds = {each["name"]: each for each in json.loads(out)}
    assert kinds["sensitivity"]["options"][:3] == ["axis", "value", "factor"]
    assert kinds["sensitivity"]["lacks"] == ""


def test_the_numbers_are_printed_and_the_picture_and_its_data_written(file, tmp_path, capsys):
    picture, table = tmp_path / "a.svg", tmp_path / "a.csv"
    status, out, _ = outcome(
        capsys, file, "sensitivity", "-o", str(picture), "--csv", str(table), "--set", "factor=3"
    )
    assert status == 0 and picture.read_bytes().startswith(b"<?xml")
    found = gd.analysis.sensitivity(result(), factor=3.0)
    assert f"{found['best_at'].values[1]:.4g}" in out and "works from" in out
    assert found.attrs["words"].split("\n")[0] in out
    assert f"wrote {picture}" in out and f"wrote {table}" in out
    lines = table.read_text().splitlines()
    assert len(lines) == 1 + 2 * 7 * 3 and lines[0].startswith("optimizer,lr,quantile,best_loss")


@pytest.mark.parametrize("kind", ["heat_map", "sensitivity", "bands", "best"])
def test_a_program_gets_the_same_numbers(kind, file, capsys):
    status, out, _ = outcome(capsys, file, kind, "--json")
    found = json.loads(out)
    assert status == 0 and found["kind"] == kind
    assert [row["optimizer"] for row in found["rows"]] == ["SGD", "Adam"]
    if kind == "best":
        best = gd.analysis.best(result())
        assert [row["median loss"] for row in found["rows"]] == best["best_loss"].values.tolist()
    if kind == "bands":
        bands = gd.analysis.bands(result())["trace_loss"].sel(quantile=0.5).values[:, -1]
        assert [row["median"] for row in found["rows"]] == bands.tolist()


def test_options_reach_the_question(file, tmp_path, capsys):
    table = tmp_path / "map.csv"
    status, _, _ = outcome(
        capsys, file, "heat-map", "--x", "start", "--y", "lr", "--value", "verdict",
        "--select", "optimizer=Adam", "--csv", str(table),
    )  # fmt: skip
    assert status == 0
    rows = [line.split(",") for line in table.read_text().splitlines()]
    assert rows[0][:4] == ["optimizer", "lr", "start", "verdict"] and len(rows) == 1 + 28
    names = [
        str(gd.Verdict(code)) for code in result()["verdict"].sel(optimizer="Adam").values.flat
    ]
    assert [row[3] for row in rows[1:]] == names
    _, out, _ = outcome(capsys, file, "best", "--over", "start,lr", "--value", "loss", "--json")
    raw = np.where(result()["verdict"] == gd.Verdict.DIVERGED, np.inf, result()["loss"])
    expected = np.quantile(raw.reshape(2, -1), 0.5, axis=1, method="higher").tolist()
    has = [row["median loss"] for row in json.loads(out)["rows"]]
    assert has == [None if np.isinf(each) else pytest.approx(each) for each in expected]


def test_single_runs_have_data_too(tmp_path, capsys):
    path, table = tmp_path / "single.nc", tmp_path / "single.csv"
    gd.save(result().isel(lr=1, start=0), path)
    status, _, _ = outcome(capsys, str(path), "best", "--csv", str(table))
    assert status == 0
    lines = table.read_text().splitlines()
    assert any(line.startswith("SGD,converged") for line in lines) and "best_loss" in lines[0]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["hat_map"], "no kind of picture 'hat_map'; did you mean heat_map?"),
        (["best", "--x", "lr"], "best takes no option 'x'; known: over, by, value, select"),
        (["heat_map", "--x", "lrs"], "no axis 'lrs'; did you mean lr?"),
        (["best", "--select", "lr"], "--select takes NAME=VALUE, such as lr=0.01, got 'lr'"),
        (["best", "--select", "lr=1", "--select", "lr=2"], "--select gives lr twice; give one"),
        (["best", "--set", "=3"], "--set takes NAME=VALUE, such as lr=0.01, got '=3'"),
        (["best", "-o", "a.bmp"], "a picture's name must end in .png, .svg, .pdf"),
        (["best", "-o", "nowhere/a.png"], "cannot write nowhere/a.png: there is no folder"),
        (["best", "--csv", "a.txt"], "a.txt: the name of a table must end in .csv"),
        (["-o", "a.png"], "name the kind of picture"),
        (["sensitivity", "--set", "factor=0.1"], "factor must be at least 1, got 0.1"),
        (["sensitivity", "--set", "quantiles=x"], "quantiles must be numbers from 0 to 1"),
        (["heat_map", "--over", "mean"], "over='mean' is no way to take one of several"),
    ],
)  # fmt: skip
def test_bad_usage_is_one_sentence(arguments, sentence, file, capsys):
    status, out, err = outcome(capsys, file, *arguments)
    assert status == 2 and not out
    assert sentence in err and err.count("\n") == 1


def test_files_that_are_no_results_are_refused_in_a_sentence(tmp_path, capsys):
    import xarray

    status, _, err = outcome(capsys, str(tmp_path / "none.nc"), "best")
    assert status == 2 and "none.nc: cannot be read as a result (No such file" in err
    other = tmp_path / "other.nc"
    xarray.Dataset({"a": ("x", [1.0])}).to_netcdf(other, engine="h5netcdf")
    status, _, err = outcome(capsys, str(other), "best")
    assert status == 2 and "other.nc: not a result of gdsim" in err
    text = tmp_path / "experiment.toml"
    EXPERIMENT.save(text)
    status, _, err = outcome(capsys, str(text))
    assert status == 2 and "can be loaded" in err
