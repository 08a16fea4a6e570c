"""Runs written as data of IOHprofiler: files as iohinspector 0.0.8 was seen to read them."""

import json

import numpy as np
import pytest

import gdsim as gd
from gdsim.cli import run_command
from gdsim.results.interchange import ioh
from gdsim.results.interchange.ioh import write_ioh


@pytest.fixture(scope="module")
def result():
    return gd.Experiment(
        "mccormick", ["sgd"], start=[[1.0, 2.0], [3.0, -1.0]], lr=[0.1, 1e200], steps=4,
        record=["loss"], dtype="float64", tolerance=0.0,
    ).run()  # fmt: skip


def read(folder):
    """The index of an algorithm's folder, and the rows of each run as text."""
    (file,) = folder.glob("IOHprofiler_*.json")
    index = json.loads(file.read_text())
    (scenario,) = index["scenarios"]
    runs = (folder / scenario["path"]).read_text().split("evaluations raw_y\n")[1:]
    return index, [[line.split(" ") for line in run.splitlines()] for run in runs]


def test_rows_are_evaluations_and_losses_above_the_minimum(result, tmp_path):
    folders = write_ioh(result, tmp_path / "out")
    assert [folder.name for folder in folders] == ["01_SGD_lr=0.1", "02_SGD_lr=1e+200"]
    _, runs = read(folders[0])
    for rows, trace in zip(runs, result["trace_loss"].values[0, 0], strict=True):
        assert rows[0][0] == "1" and rows[-1][0] == "5"
        for at, value in rows:
            above = trace[int(at) - 1] + 1.913222954981037  # arXiv:1308.4008, function 85
            assert float(value) == pytest.approx(above, rel=1e-12)
        kept = {int(at) - 1 for at, _ in rows}
        assert set(np.flatnonzero(np.diff(np.minimum.accumulate(trace)) < 0) + 1) <= kept


def test_the_index_has_all_that_iohinspector_needs_and_no_other_key_of_best(result, tmp_path):
    index, runs = read(write_ioh(result, tmp_path / "out")[0])
    assert index["function_name"] == "McCormick" and index["maximization"] is False
    assert index["attributes"] == ["evaluations", "raw_y"]
    assert index["algorithm"]["name"] == "SGD_lr=0.1"
    assert {"version", "suite", "function_id", "algorithm", "scenarios"} <= {*index}
    described = index["scenarios"][0]["runs"]
    assert [each["instance"] for each in described] == [1, 2]
    for each, rows in zip(described, runs, strict=True):
        assert {*each["best"]} == {"evals", "y", "x"} and each["evals"] == 5
        assert each["best"]["y"] == min(float(value) for _, value in rows)


def test_no_run_begins_with_the_best_value_of_the_run_before(tmp_path):
    """iohinspector 0.0.8 drops a row equal to the one before, also where another run begins."""
    result = gd.Experiment(
        "sphere", ["sgd"], start=[[1.0, 1.0]] * 3, lr=1e200, steps=2, record=["loss"],
        dtype="float64",
    ).run()  # fmt: skip
    _, runs = read(write_ioh(result, tmp_path / "out")[0])
    assert (result["verdict"] == gd.Verdict.DIVERGED).all()  # so that the first is the best
    firsts = [float(run[0][1]) for run in runs]
    assert firsts[0] != firsts[1] != firsts[2]
    assert firsts == pytest.approx([firsts[0]] * 3, rel=1e-15)


def test_diverged_runs_have_finite_numbers_only(result, tmp_path):
    """Inf and nan never come from ioh 0.4.2; iohinspector would take them as values."""
    _, runs = read(write_ioh(result, tmp_path / "out")[1])
    values = [float(value) for rows in runs for _, value in rows]
    assert np.isfinite(values).all() and max(values) == 1e300


def test_more_runs_than_iohinspector_can_number_are_refused(result, tmp_path, monkeypatch):
    """Of 65,536 instances iohinspector 0.0.8 reads nothing."""
    assert ioh.MOST == 65_535
    monkeypatch.setattr(ioh, "MOST", 1)
    with pytest.raises(gd.SettingError, match="at most 1 runs and variables, got 2 runs of 2"):
        write_ioh(result, tmp_path / "out")


def test_the_end_of_a_run_is_known_also_between_records(tmp_path):
    result = gd.Experiment(
        "sphere", ["sgd"], start=[1.0, 2.0], lr=[0.1, 1e200], steps=60, target=1e-2,
        record=["loss"], every=4, dtype="float64",
    ).run()  # fmt: skip
    (_, (rows,)), (_, (gone,)) = map(read, write_ioh(result, tmp_path / "out"))
    steps, loss = (float(result[name].values[0, 0]) for name in ("steps", "loss"))
    assert rows[-1] == [f"{steps + 1:.0f}", repr(loss)]
    assert int(rows[-1][0]) % 4 != 1  # it was no record
    assert gone[-1][1] == "1e+300"


def test_what_lies_between_records_is_said(result, tmp_path, capsys):
    sparse = gd.Experiment("mccormick", ["sgd"], lr=0.1, steps=40, record=["loss"], every=10).run()
    gd.save(sparse, tmp_path / "runs.nc")
    for flag in ("--coco", "--ioh"):
        out = tmp_path / flag
        assert run_command(["export", str(tmp_path / "runs.nc"), str(out), flag]) == 0
        said = "losses of 5 of 41 evaluations were recorded"
        assert said in capsys.readouterr().out
        (index,) = [file for file in out.rglob("*") if file.suffix in (".info", ".json")]
        assert said in index.read_text()
    assert gd.gather(tmp_path / "--coco")["problem"].values.tolist() == ["McCormick in 2-D"]
    assert run_command(["export", "runs.nc", "other", "--coco", "--ioh"]) == 2
    assert "--coco and --ioh exclude each other" in capsys.readouterr().err
