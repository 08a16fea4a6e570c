"""Data of other programs side by side with gdsim's runs: texts as these programs write them."""

import json

import numpy as np
import pytest

import gdsim as gd
from gdsim.app.compare.answers import opened
from gdsim.app.model.kinds import refusal
from gdsim.app.model.stored import Stored
from gdsim.cli import run_command
from gdsim.results.interchange.coco import write_coco
from gdsim.results.interchange.ioh import write_ioh

# As coco-experiment 2.8.2 writes them, of random search with three evaluations on two instances.
INFO = """\
suite = 'bbob', funcId = 3, DIM = 2, Precision = 1.000e-08, algId = 'RS', coco_version = '2.8.2', \
logger = 'bbob', data_format = 'bbob-new2', settings = ''
%\x20
data_f3/bbobexp_f3_DIM2.dat, 1:3|2.0e+00, 2:3|5.0e-09"""
HEAD = (
    "% f evaluations | g evaluations | best noise-free fitness - Fopt (7.9e+01) + sum g_i+ | "
    "measured fitness | best measured fitness or single-digit g-values | x1 | x2...\n"
)
DAT = (
    f"{HEAD}1 0 +4.0e+00 +8.3e+01 +8.3e+01 +0.0e+00 +0.0e+00\n"
    "3 0 +2.0e+00 +8.1e+01 +8.1e+01 +4.1e-01 -2.2e+00\n"
    f"{HEAD}1 0 +9.0e+01 +1.0e+02 +1.0e+02 +0.0e+00 +0.0e+00\n"
    "3 0 +5.0e-09 +7.9e+01 +7.9e+01 -3.9e+00 -2.9e+00\n"
)
TDAT = DAT.replace("3 0 +5.0e-09", "2 0 +7.0e+01 +1.0e+02 +1.0e+02\n3 0 +5.0e-09")


def coco_folder(folder, info=INFO, dat=DAT, tdat=TDAT):
    (folder / "data_f3").mkdir(parents=True)
    (folder / "bbobexp_f3.info").write_text(info)
    (folder / "data_f3" / "bbobexp_f3_DIM2.dat").write_text(dat)
    if tdat:
        (folder / "data_f3" / "bbobexp_f3_DIM2.tdat").write_text(tdat)
    return folder


# As ioh 0.4.2 writes them: values are no best-so-far, and evaluation 2 of the first run is worse.
INDEX = {
    "version": "0.4.2", "suite": "unknown_suite", "function_id": 1121, "function_name": "mine",
    "maximization": False, "algorithm": {"name": "ES", "info": "algorithm_info"},
    "attributes": ["evaluations", "raw_y"],
    "scenarios": [{
        "dimension": 2, "path": "data_f1121_mine/IOHprofiler_f1121_DIM2.dat",
        "runs": [
            {"instance": 0, "evals": 4, "best": {"evals": 3, "y": 0.5, "x": [0.1, 0.2]}},
            {"instance": 0, "evals": 0, "best": {"evals": 0, "y": 1e9, "x": []}},
            {"instance": 0, "evals": 2, "best": {"evals": 1, "y": 1.5, "x": [0.1, 0.2]}},
        ],
    }],
}  # fmt: skip
ROWS = (
    "evaluations raw_y x0 x1\n1 2.0000000000 0.1 0.1\n2 3.0000000000 0.1 0.1\n"
    "3 0.5000000000 0.1 0.1\n4 0.7500000000 0.1 0.1\n"
    "evaluations raw_y x0 x1\n1 1.5000000000 0.1 0.1\n2 1.7500000000 0.1 0.1\n"
)


def ioh_folder(folder, index=INDEX, rows=ROWS):
    (folder / "data_f1121_mine").mkdir(parents=True)
    (folder / "IOHprofiler_f1121_mine.json").write_text(json.dumps(index))
    (folder / "data_f1121_mine" / "IOHprofiler_f1121_DIM2.dat").write_text(rows)
    return folder


def with_run(**values):
    """The index with other values of its first run."""
    (scenario,) = INDEX["scenarios"]
    first, *others = scenario["runs"]
    return {**INDEX, "scenarios": [{**scenario, "runs": [{**first, **values}, *others]}]}


@pytest.fixture(scope="module")
def result():
    return gd.Experiment(
        "mccormick", ["sgd", "adam"], start=[[1.0, 2.0], [3.0, -1.0], [-0.5, -1.5]],
        lr=[0.1, 1e200], steps=40, record=["loss"], dtype="float64", tolerance=0.0,
    ).run()  # fmt: skip


def test_data_of_coco_experiment_has_the_curves_of_both_of_its_files(tmp_path):
    got = gd.gather(coco_folder(tmp_path / "exdata"))
    assert got["problem"].values.tolist() == ["f3 in 2-D"]
    assert got["optimizer"].values.tolist() == ["RS"]
    assert got["instance"].values.tolist() == [[[1, 2]]]
    assert got["trace_evaluations"].values[0, 0].tolist()[1] == [1, 2, 3]
    assert got["trace_best"].values[0, 0].tolist()[1] == [90, 70, 5e-9]
    np.testing.assert_array_equal(got["trace_evaluations"].values[0, 0, 0], [1, 3, np.nan])
    assert got["verdict"].values.tolist() == [[[gd.Verdict.RUNNING, gd.Verdict.CONVERGED]]]
    assert got["steps"].values.tolist() == [[[2, 2]]]


def test_targets_are_those_of_coco_and_a_hit_is_an_evaluation_less_one(tmp_path):
    got = gd.gather(coco_folder(tmp_path / "exdata"))
    np.testing.assert_allclose(got["target"], np.logspace(2, -8, 51), rtol=1e-12)
    hit = got["hit"].sel(problem="f3 in 2-D", optimizer="RS")
    at = {target: hit.sel(target=target, method="nearest").values.tolist() for target in (100, 1)}
    assert at == {100: [0, 0], 1: [np.inf, 2]}
    own = gd.gather(coco_folder(tmp_path / "more"), targets=[90.0, 2.0])
    assert own["hit"].values[0, 0].tolist() == [[0, 2], [0, 2]]


def test_old_data_has_another_second_column_and_evaluations_of_constraints_count(tmp_path):
    old = INFO.replace(", data_format = 'bbob-new2'", "").replace("data_f3/", "data_f3\\")
    rows = DAT.replace(" 0 +", " 7 +")
    assert gd.gather(coco_folder(tmp_path / "old", old, rows, ""))["steps"].values.max() == 2
    assert gd.gather(coco_folder(tmp_path / "new", INFO, rows, ""))["steps"].values.max() == 9


def test_data_of_ioh_has_improvements_and_the_last_evaluation(tmp_path):
    got = gd.gather(ioh_folder(tmp_path / "es"))
    assert got["problem"].values.tolist() == ["mine in 2-D"]
    assert got["trace_evaluations"].values[0, 0, 0].tolist() == [1, 3, 4]
    assert got["trace_best"].values[0, 0, 0].tolist() == [2, 0.5, 0.5]
    assert got["steps"].values.tolist() == [[[3, 1]]]  # a reset without evaluations is no run
    raised = gd.gather(ioh_folder(tmp_path / "other"), minimum=0.25)
    np.testing.assert_allclose(raised["loss"], [[[0.25, 1.25]]])


def test_what_is_maximised_counts_from_its_largest_value(tmp_path):
    folder = ioh_folder(tmp_path / "es", {**INDEX, "maximization": True})
    with pytest.raises(gd.SettingError, match=r"value 3, beyond the largest one, 0; give"):
        gd.gather(folder)
    got = gd.gather(folder, minimum=3.0)
    assert got["loss"].values.tolist() == [[[0, 1.25]]]
    with pytest.raises(gd.SettingError, match=r"value 0.5, beyond the least one, 1; give"):
        gd.gather(ioh_folder(tmp_path / "mine"), minimum=1.0)


@pytest.mark.parametrize("write", [write_coco, write_ioh])
def test_what_gdsim_writes_is_read_with_the_same_hits(result, write, tmp_path):
    write(result, tmp_path / "out")
    own, got = gd.gather(result), gd.gather(tmp_path / "out")
    assert got["problem"].values.tolist() == own["problem"].values.tolist() == ["McCormick in 2-D"]
    assert got["optimizer"].values[0] == "SGD_lr=0.1"
    for name in ("hit", "steps", "trace_evaluations"):
        np.testing.assert_array_equal(got[name], own[name])
    np.testing.assert_allclose(got["trace_best"], own["trace_best"], rtol=1e-9, atol=1e-15)
    assert (own["verdict"].values == gd.Verdict.DIVERGED).any()
    minimum = -1.913222954981037  # arXiv:1308.4008, function 85
    trace = result["trace_loss"].sel(optimizer="Adam", lr=0.1).values[1]
    steps = np.flatnonzero(trace - minimum <= 10.0)[0]
    hit = own["hit"].sel(optimizer="Adam, lr=0.1").sel(target=10, method="nearest")
    assert hit.values[0, 1] == steps


def test_runs_of_several_programs_stand_side_by_side(result, tmp_path):
    part = result.isel(lr=[0])
    gd.save(part, tmp_path / "mine.nc")
    sources = [tmp_path / "mine.nc", ioh_folder(tmp_path / "es"), ioh_folder(tmp_path / "again")]
    apart = gd.gather(sources)
    assert apart["problem"].values.tolist() == ["McCormick in 2-D", "mine in 2-D"]
    got = gd.gather(sources, problem="McCormick")
    assert got["optimizer"].values.tolist() == ["SGD, lr=0.1", "Adam, lr=0.1", "ES", "ES #2"]
    assert got["done"].values.tolist() == [[[True] * 3, [True] * 3, [True, True, False]] * 1
                                           + [[True, True, False]]]  # fmt: skip
    curve = gd.analysis.ecdf(got)
    assert curve["reached"].values[2] == pytest.approx(
        np.isfinite(got["hit"].values[0, 2, :2]).mean()
    )
    with pytest.raises(gd.SettingError, match="equally many runs"):
        gd.analysis.comparison(got)
    pairs = gd.analysis.comparison(got.isel(start=[0, 1]).drop_vars("done"))
    assert pairs.sizes["pair"] == 6


def test_an_algorithm_of_two_folders_is_called_by_them(tmp_path):
    coco_folder(tmp_path / "all" / "first")
    coco_folder(tmp_path / "all" / "second")
    assert gd.gather(tmp_path / "all")["optimizer"].values.tolist() == ["first", "second"]


def test_one_algorithm_in_both_formats_is_not_one_with_twice_the_runs(result, tmp_path):
    part = result.isel(lr=[0], optimizer=[0])
    write_coco(part, tmp_path / "all" / "coco")
    write_ioh(part, tmp_path / "all" / "ioh")
    both = gd.gather(tmp_path / "all")
    assert both.sizes["start"] == 3 and both.sizes["optimizer"] == 2
    first, second = both["optimizer"].values.tolist()
    assert second == f"{first} #2"


def test_a_value_that_is_no_number_leaves_the_others_of_its_run(tmp_path):
    dat = DAT.replace("+2.0e+00", "nan").replace("+9.0e+01", "nan")
    read = gd.gather(coco_folder(tmp_path / "rs", dat=dat, tdat=""))
    assert read["best_loss"].values.ravel().tolist() == [4.0, 5e-9]


@pytest.mark.parametrize(
    ("info", "dat", "message"),
    [
        (
            "suite = 'bbob-biobj', algorithm = 'A', indicator = 'hyp'\n%\n",
            DAT,
            "several objectives",
        ),
        ("funcId = 3\n%\ndata_f3/x.dat, 1:2|3", DAT, "line 3: .* must give funcId and DIM"),
        (INFO.replace("1:3|", "1;3|"), DAT, r"line 3: .* INSTANCE:EVALUATIONS\|PRECISION"),
        (INFO.replace("1:3|", "1:3|1, 4:3|"), DAT, "has 2 runs; bbobexp_f3.info names 3"),
        (INFO, DAT.replace("3 0 +2", "3 a +2"), "line 3: a row must begin with evaluations"),
        (INFO, DAT.replace("3 0 +2", "inf 0 +2"), r"line 3: .*1 or more.*got 'inf 0"),
        (INFO, DAT.replace("3 0 +2", "0 0 +2"), r"line 3: .*1 or more.*got '0 0"),
        (INFO, DAT.replace("3 0 +2.0e+00 +8.1e+01", "3 0\n"), "line 3: .* and a value, got '3 0'"),
        (INFO.replace("1:3|", f"{10**20}:3|"), DAT, "an instance must be a whole number .*0{20}"),
        (INFO.replace("DIM = 2", "DIM = -2"), DAT, "DIM must be a whole number from 1 .* got -2"),
        (INFO.replace("data_f3/", "nowhere/"), DAT, "nowhere.*cannot be read"),
    ],
)
def test_damaged_data_of_coco_is_refused_with_its_place(info, dat, message, tmp_path):
    with pytest.raises(gd.SettingError, match=message):
        gd.gather(coco_folder(tmp_path / "bad", info, dat, ""))


@pytest.mark.parametrize(
    ("index", "rows", "message"),
    [
        ({"version": 1}, ROWS, "no index of IOH data .*maximization"),
        (INDEX, ROWS.replace("raw_y", "y"), "line 1: has no column raw_y"),
        (INDEX, ROWS.replace("0.7500000000", "much"), "line 5: a row must be as the header says"),
        (INDEX, "\n".join(ROWS.splitlines()[:5]), "has 1 runs; .* names 2"),
        (INDEX, ROWS.replace("\n2 3.0", "\nnan 3.0"), "line 3: a row must be as the header says"),
        ([], ROWS, "is not laid out as an index of IOH data"),
        ({**INDEX, "algorithm": {"name": 3}}, ROWS, "is not laid out as an index of IOH data"),
        (with_run(instance="one"), ROWS, "instance must be a number, got 'one'"),
        (with_run(evals="4"), ROWS, "evals must be a number, got '4'"),
    ],
)
def test_damaged_data_of_ioh_is_refused_with_its_place(index, rows, message, tmp_path):
    with pytest.raises(gd.SettingError, match=message):
        gd.gather(ioh_folder(tmp_path / "bad", index, rows))


def test_what_is_no_data_is_refused(tmp_path, result):
    with pytest.raises(gd.SettingError, match="is no folder with data of COCO"):
        gd.gather(tmp_path)
    with pytest.raises(gd.SettingTypeError, match="sources must be results, files or folders"):
        gd.gather([])
    with pytest.raises(gd.SettingError, match="targets"):
        gd.gather(result, targets=[0.0])


def test_the_command_gathers_and_the_pictures_take_folders(result, tmp_path, capsys):
    folder, out = str(coco_folder(tmp_path / "rs")), str(tmp_path / "all.nc")
    assert run_command(["gather", folder, "-o", out]) == 0
    printed = capsys.readouterr().out
    assert "wrote 2 runs" in printed and "RS" in printed
    assert run_command(["plot", out, "ecdf", "--json"]) == 0
    first = json.loads(capsys.readouterr().out)["rows"]
    assert run_command(["plot", folder, "ecdf", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == first
    assert first[0]["reached"] == pytest.approx((9 + 51) / 102)
    assert run_command(["gather", str(tmp_path / "nothing")]) == 2
    assert "nothing: there is no such folder" in capsys.readouterr().err


def test_what_was_gathered_is_gathered_again_with_the_same_numbers(result, tmp_path):
    first = gd.gather([result, ioh_folder(tmp_path / "es"), coco_folder(tmp_path / "rs")])
    gd.save(first, tmp_path / "first.nc")
    again = gd.gather(tmp_path / "first.nc")
    assert (again["verdict"] == gd.Verdict.DIVERGED).any()
    assert again.sizes == first.sizes
    for name in first.variables:
        np.testing.assert_array_equal(again[name], first[name], err_msg=name)
    both = gd.gather([first, tmp_path / "rs"])
    assert both["optimizer"].values.tolist()[-2:] == ["RS", "RS #2"]


def test_where_one_experiment_is_expected_runs_of_several_programs_are_refused(tmp_path):
    gathered = gd.gather(coco_folder(tmp_path / "rs"))
    gd.save(gathered, tmp_path / "all.nc")
    message = "of several problems or programs, .* plotted as ecdf, profiles or comparison"
    for asked in (
        lambda: gd.page(gathered, tmp_path / "page.html"),
        lambda: gd.plot(gathered, "sensitivity"),
        lambda: Stored.open(tmp_path / "all.nc"),
        lambda: opened(tmp_path / "all.nc"),
    ):
        with pytest.raises(gd.SettingError, match=message):
            asked()


def test_a_folder_of_runs_is_said_to_be_one_where_a_file_of_gdsim_is_expected(tmp_path, capsys):
    coco, ioh = coco_folder(tmp_path / "my rs"), ioh_folder(tmp_path / "es")
    for folder, quoted in ((coco, f"'{coco}'"), (ioh, str(ioh))):
        words = f"is data of COCO or IOHprofiler, which `gdsim plot {quoted} ecdf` draws"
        for command in (["app"], ["page", "-o", str(tmp_path / "page.html")], ["export"]):
            more = [str(tmp_path / "runs.csv")] * (command == ["export"])
            assert run_command([*command, str(folder), *more]) == 2
            assert f"{folder} {words}" in capsys.readouterr().err
        assert refusal(folder) == f"{folder} {words}"
    assert "is neither an experiment" in refusal(tmp_path / "nothing")


def test_what_is_of_no_program_that_is_known_is_refused_as_what_it_is(tmp_path):
    (tmp_path / "lcov.info").write_text("TN:\nSF:main.c\n")
    with pytest.raises(gd.SettingError, match="is a folder, and neither an experiment"):
        gd.page(tmp_path, tmp_path / "page.html")
    with pytest.raises(gd.SettingError, match=r"cannot be read .*File name too long"):
        gd.page(f"{'a' * 300}.toml", tmp_path / "page.html")


@pytest.mark.parametrize("write", [write_coco, write_ioh])
def test_a_folder_of_runs_is_not_called_like_a_file(write, result, tmp_path):
    with pytest.raises(gd.SettingError, match=r"runs.csv: .* give the name of a folder, without"):
        write(result, tmp_path / "runs.csv")
    assert not (tmp_path / "runs.csv").exists()
