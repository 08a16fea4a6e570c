"""`gdsim compare`: what it prints, draws and refuses."""

import csv
import json

import pytest

import gdsim as gd
from gdsim.base import presets
from gdsim.cli import compare, run_command

OPTIMIZER = '''"""Half of SGD's step."""

from gdsim.catalogue import Hyper, Optimizer, positive


def step(p, g, lr):
    """One step."""
    return p - 0.5 * lr * g


DEFINITION = Optimizer(
    step, hyper={"lr": Hyper(0.1, positive, log=True)}, name="HalfSGD",
    summary="Half of SGD's step.", formula="p - lr g / 2", source="A test.",
)
'''
QUICK = ["--budget", "7", "--trials", "2", "--fresh", "9", "--steps", "30"]


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch):
    for name in ("COLUMNS", "FORCE_COLOR", "TTY_COMPATIBLE", "GDSIM_TRACEBACK"):
        monkeypatch.delenv(name, raising=False)


def test_a_comparison_prints_standings_and_sentences_and_draws_a_page(tmp_path, capsys):
    page, table = tmp_path / "page.svg", tmp_path / "standings.csv"
    arguments = ["compare", "sgd", "sign_sgd", "--objective", "parabola", *QUICK]
    assert run_command([*arguments, "-o", str(page), "--csv", str(table)]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    expected = gd.compare("parabola", ["sgd", "sign_sgd"], 7, 9, 30, trials=2)
    for sentence in expected.attrs["sentences"]:
        assert sentence in " ".join(said.out.split())
    assert "Parabola: SGD, SignSGD compared" in said.out
    assert f"wrote {page}" in said.out and f"wrote {table}" in said.out
    drawn = page.read_text("utf-8")
    assert drawn.startswith("<?xml") and len(drawn) > 20_000
    with table.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["optimizer"] for row in rows} == {"SGD", "SignSGD"}
    assert all(0 <= float(row["score"]) <= 1 for row in rows)


def test_json_has_all_of_it(capsys):
    arguments = ["compare", "sgd", "sign_sgd", "--objective", "parabola", *QUICK]
    assert run_command([*arguments, "--against", "sgd", "--lr", "1e-3:1", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    expected = gd.compare(
        "parabola",
        ["sgd", "sign_sgd"],
        7,
        9,
        30,
        trials=2,
        against="SGD",
        lr=gd.logspace(1e-3, 1, 9),
    )
    assert found["sentences"] == expected.attrs["sentences"]
    (pair,) = found["pairs"]
    assert (pair["first"], pair["second"]) == ("SignSGD", "SGD")
    assert pair["loss"]["factor"] == expected["factor"].sel(measure="loss").item()
    assert pair["loss"]["real"] in (True, False)
    scores = [row["score"] for row in found["standings"]]
    assert len(scores) == 2 and scores == sorted(scores, reverse=True)
    assert found["budget"] == 7 and found["fresh"] == 9


def test_an_optimizer_of_ones_own_is_judged_by_its_file(tmp_path, capsys):
    from gdsim.catalogue.plugins import in_use

    file = tmp_path / "half_sgd.py"
    file.write_text(OPTIMIZER, "utf-8")
    try:
        arguments = ["compare", "sgd", str(file), "--objective", "parabola", *QUICK, "--json"]
        assert run_command(arguments) == 0
        found = json.loads(capsys.readouterr().out)
        assert {row["optimizer"] for row in found["standings"]} == {"SGD", "HalfSGD"}
    finally:
        in_use.set_aside()


def test_an_experiment_file_says_what_it_is_compared_on(tmp_path, capsys):
    file = tmp_path / "noisy.toml"
    gd.Experiment("parabola", "sgd", noise=0.2, steps=25).save(file)
    arguments = ["compare", "sgd", "sign_sgd", "--objective", str(file), *QUICK[:-2], "--json"]
    assert run_command(arguments) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["steps"] == 25
    expected = gd.compare(gd.Experiment.load(file), ["sgd", "sign_sgd"], 7, 9, trials=2)
    assert found["sentences"] == expected.attrs["sentences"]


def test_what_is_compared_on_may_be_an_example_s_name_unless_a_function_has_it(monkeypatch):
    expected = gd.Experiment.load("xor_stuck")
    for name in ("xor_stuck", "xor-stuck"):
        suite, steps = compare._problems(None, name)
        assert steps == expected.steps
        assert suite.problems[0].experiment.objective.layers == expected.objective.layers
    monkeypatch.setattr(presets, "shipped_file", lambda name: name)
    assert compare._problems(None, "rosenbrock")[1] == compare._problems("quick-2d", None)[1]


def test_suites_are_listed(capsys):
    assert run_command(["list", "suites"]) == 0
    assert "classic-2d" in capsys.readouterr().out
    assert run_command(["list", "suites", "--json"]) == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["classic-2d"]["functions"] == list(gd.suite("classic-2d", starts=1).names)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["sgd", "adm"], "did you mean adam"),
        (["sgd", "adam", "--suite", "quik-2d"], "did you mean quick-2d"),
        (["sgd", "adam", "--suite", "quick-2d", "--objective", "ackley"], "exclude each other"),
        (["sgd", "adam", "--against", "lion"], "is not among the compared optimizers"),
        (["sgd", "adam", "-o", "page.txt"], ".png, .svg, .pdf"),
        (["sgd", "nowhere.py"], "nowhere.py"),
        (["sgd"], "at least 2 optimizers"),
        (["sgd", "adam", "--lr", "0.1"], "such as 1e-5:10"),
        (["sgd", "adam", "--lr", "0:1"], "two ends above 0"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_a_sentence(
    arguments, words, capsys, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    assert run_command(["compare", *arguments]) == 2
    said = capsys.readouterr()
    assert words in said.err and said.err.count("\n") == 1 and not said.out
