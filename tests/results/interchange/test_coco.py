"""Runs written as data of COCO: files as cocopp 2.9 was seen to read them."""

import numpy as np
import pytest

import gdsim as gd
from gdsim.cli import run_command
from gdsim.results.interchange.coco import write_coco

HEADER = (
    "% f evaluations | g evaluations | best noise-free fitness - Fopt | measured fitness | "
    "best measured fitness"
)


@pytest.fixture(scope="module")
def experiment():
    return gd.Experiment(
        "mccormick", ["sgd"], start=[[1.0, 2.0], [3.0, -1.0]], lr=[0.1, 1e200], steps=4,
        record=["loss"], dtype="float64", tolerance=0.0,
    )  # fmt: skip


@pytest.fixture(scope="module")
def result(experiment):
    return experiment.run()


def read(file):
    """The rows of each run of a file, as COCO's format divides them."""
    runs = file.read_text(encoding="utf-8").split(HEADER + "\n")[1:]
    return [np.array([line.split() for line in run.splitlines()], float) for run in runs]


def test_evaluation_k_plus_1_has_the_best_loss_above_the_minimum_after_k_steps(result, tmp_path):
    folders = write_coco(result, tmp_path / "out")
    assert [folder.name for folder in folders] == ["01_SGD_lr=0.1", "02_SGD_lr=1e+200"]
    runs = read(folders[0] / "data_f99" / "f99_DIM2.dat")
    assert len(runs) == 2
    for rows, trace in zip(runs, result["trace_loss"].values[0, 0], strict=True):
        best = np.minimum.accumulate(trace) + 1.913222954981037  # arXiv:1308.4008, function 85
        places = rows[:, 0].astype(int) - 1
        assert rows[0, 0] == 1 and rows[-1, 0] == 5
        np.testing.assert_allclose(rows[:, 2], best[places], rtol=1e-8)
        np.testing.assert_allclose(rows[:, 3], trace[places], rtol=1e-8)
        assert set(np.flatnonzero(np.diff(best) < 0) + 1) <= set(places)


def test_both_files_have_the_same_rows_and_info_their_last_evaluations(result, tmp_path):
    folder = write_coco(result, tmp_path / "out")[0]
    data = folder / "data_f99"
    assert (data / "f99_DIM2.dat").read_bytes() == (data / "f99_DIM2.tdat").read_bytes()
    head, comment, runs = (folder / "f99.info").read_text(encoding="utf-8").splitlines()
    assert head == (
        "funcId = 99, DIM = 2, Precision = 1.000e-08, algId = 'SGD_lr=0.1', "
        "data_format = 'bbob-new2'"
    )
    assert comment.startswith("% ")
    ends = [f"{run[-1, 2]:.1e}" for run in read(data / "f99_DIM2.dat")]
    assert runs == f"data_f99/f99_DIM2.dat, 1:5|{ends[0]}, 2:5|{ends[1]}"


def test_diverged_runs_have_finite_numbers_only(result, tmp_path):
    assert (result["verdict"].values[0, 1] == gd.Verdict.DIVERGED).all()
    for rows in read(write_coco(result, tmp_path / "out")[1] / "data_f99" / "f99_DIM2.dat"):
        assert np.isfinite(rows).all() and rows[0, 0] == 1


def test_runs_that_were_not_computed_are_left_out(result, tmp_path):
    done = result["verdict"].copy(data=np.array([[[True, False], [False, False]]]))
    folders = write_coco(result.assign(done=done), tmp_path / "out")
    assert len(folders) == 1
    assert len(read(folders[0] / "data_f99" / "f99_DIM2.dat")) == 1


def test_what_has_no_data_for_coco_is_refused_in_one_sentence(result, tmp_path):
    with pytest.raises(gd.SettingError, match='run it with record = \\["loss"\\]'):
        write_coco(result.drop_vars("trace_loss"), tmp_path / "out")
    with pytest.raises(gd.SettingError, match="exists already"):
        write_coco(result, tmp_path)


def test_the_command_writes_a_folder(result, tmp_path, capsys):
    gd.save(result, tmp_path / "runs.nc")
    assert run_command(["export", str(tmp_path / "runs.nc"), str(tmp_path / "out"), "--coco"]) == 0
    assert "wrote 2 algorithms" in capsys.readouterr().out
    assert len(list((tmp_path / "out").glob("*/f99.info"))) == 2
    assert run_command(["export", "runs.nc", "other", "--coco", "--no-params"]) == 2
    assert "leave out --variables and --no-params" in capsys.readouterr().err
