"""`gdsim explain`: what it prints, as text and as JSON, and what it refuses."""

import json

import pytest

import gdsim as gd
from gdsim.cli import run_command

NETWORK = gd.Experiment(
    gd.Network([2, 3, 1], "tanh", data="xor", init_seed=4), gd.SGD(lr=0.1), steps=20,
    dtype="float64", title="Net",
)  # fmt: skip


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch):
    monkeypatch.delenv("GDSIM_TRACEBACK", raising=False)
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def file(tmp_path):
    NETWORK.save(tmp_path / "net.toml")
    gd.Experiment("x**2", gd.SGD(), steps=5, title="Bowl").save(tmp_path / "bowl.toml")
    return tmp_path / "net.toml"


def said(capsys, *arguments):
    assert run_command(["explain", *arguments]) == 0
    found = capsys.readouterr()
    assert found.err == ""
    assert all(len(line) <= 80 and line == line.rstrip() for line in found.out.splitlines())
    return found.out


def told(capsys, *arguments):
    """The explanations as data."""
    return json.loads(said_json(capsys, *arguments))


def said_json(capsys, *arguments):
    assert run_command(["explain", *arguments, "--json"]) == 0
    return capsys.readouterr().out


def test_a_function_of_one_variable_has_its_chain_rule_and_derivative(capsys):
    lines = said(capsys, "(2*x + 3)**2", "--at", "x=1").splitlines()
    for line in (
        "u = 2*x + 3 = 2*1 + 3 = 5",
        "df/du = 2*u = 2*5 = 10",
        "du/dx = 2",
        "df/dx = df/du * du/dx = 10 * 2 = 20",
        "f'(x) = 4*(2*x + 3) = 4*(2*1 + 3) = 20",
        "f''(x) = 8",
    ):
        assert line in lines


def test_a_function_of_several_has_its_chain_rule_and_gradient(capsys):
    kinds = [each["kind"] for each in told(capsys, "himmelblau")]
    assert kinds == ["chain_rule", "gradient"]
    text = said(capsys, "himmelblau")
    assert "Himmelblau: " in text
    assert text.count("minimum: 0 at x=") == 4


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        (["x*y", "--only", "chain"], "chain_rule"),
        (["x*y", "--only", "gradient", "--momentum", "0.5"], "gradient"),
        (["x*y", "--only", "derivative", "--by", "y"], "derivative"),
        (["x**2", "--only", "gradient"], "gradient"),
        (["--key-derivatives"], "key_derivatives"),
        (["--optimizer", "adam", "--set", "beta2=0.99", "--set", "lr=0.1"], "optimizer_step"),
    ],
)
def test_one_part_alone(arguments, kind, capsys):
    (found,) = told(capsys, *arguments)
    assert found["kind"] == kind
    assert "minimum:" not in said(capsys, *arguments)
    if "--momentum" in arguments:
        assert found["data"]["rates"]["mu"] == 0.5


def test_the_point_may_give_parameters(capsys):
    chain, _ = told(capsys, "rosenbrock", "--at", "y=1, b=10, x=0")
    assert chain["data"]["gradient"] == [-2.0, 20.0]


def test_a_network_has_its_backward_pass_and_gradient(file, capsys):
    arguments = ["--network", str(file), "--step", "3"]
    (found,) = told(capsys, *arguments, "--sample", "5")
    expected = gd.learn.backpropagation(NETWORK, step=3, sample=5)
    assert found == json.loads(json.dumps(expected.to_json()))
    (every,) = told(capsys, *arguments, "--sample", "all")
    assert every["title"] == gd.learn.backpropagation(NETWORK, step=3, sample=None).title
    (slopes,) = told(capsys, *arguments, "--only", "gradient")
    assert slopes["kind"] == "gradient"
    said(capsys, *arguments)


def test_an_optimizer_has_its_step(capsys):
    arguments = [
        "--optimizer",
        "nadam",
        "--set",
        "beta1=0.8",
        "--on",
        "x**2 + 3*y",
        "--at",
        "y=1,x=2",
    ]
    (found,) = told(capsys, *arguments, "--step", "3")
    expected = gd.learn.optimizer_step(gd.NAdam(beta1=0.8), "x**2 + 3*y", at=[2.0, 1.0], step=3)
    assert found == json.loads(json.dumps(expected.to_json()))
    said(capsys, *arguments)


REFUSED = [
    (
        [],
        "explain takes one of an expression, --network, --optimizer, --schedule, --loss, --init, "
        "--key-derivatives; got none",
    ),
    (["x", "--optimizer", "adam"], "got an expression and --optimizer"),
    (["log(x)", "--at", "x=-1"], "log(x) has no finite value at x = -1: it is undefined there"),
    (["x + y", "--at", "x=1"], "--at must also give y"),
    (["x + y", "--at", "x=1,y=1,z=2"], "--at must give each of x, y once, as in x=1,y=1"),
    (["x + y", "--only", "derivative"], "several variables (x, y): name one with by"),
    (["x + y", "--only", "chain", "--by", "x"], "--by does not apply to --only chain"),
    (["x + y", "--by", "z"], "the function has no variable 'z'"),
    (["x +* y"], "column 4"),
    (["x", "--step", "2"], "--step does not apply to an expression; leave it out"),
    (["x", "--step", "0"], "--step does not apply to an expression"),
    (["x", "--run", "0"], "--run does not apply to an expression"),
    (["x", "--sample", "0"], "--sample does not apply to an expression"),
    (["x", "--at", ""], "--at must give each of x once"),
    (["--network", "FILE", "--at", ""], "--at does not apply to --network"),
    (["--optimizer", "adam", "--momentum", "0.9"], "--momentum does not apply to --optimizer"),
    (["x", "--sample", "2"], "--sample does not apply to an expression"),
    (["x", "--momentum", "1", "--only", "gradient"], "momentum must be a number in [0, 1), got 1"),
    (["--key-derivatives", "--at", "x=1"], "--at does not apply to --key-derivatives"),
    (["--network", "FILE", "--only", "chain"], "--only chain does not apply to --network"),
    (["--network", "FILE", "--step", "21"], "step must be a whole number from 0 to 20, got 21"),
    (["--network", "FILE", "--run", "7"], "run must be a whole number from 0 to 0, got 7"),
    (["--network", "FILE", "--sample", "x"], "--sample must be a whole number from 0, or all"),
    (["--network", "FILE", "--sample", "999999"], "sample must be a whole number from 0 to"),
    (["--network", "BOWL"], "bowl.toml: it trains no network"),
    (["--network", "missing.toml"], "missing.toml: cannot be read"),
    (["--optimizer", "adan", "--on", "x +"], "column 4"),
    (["--optimizer", "adem"], "did you mean"),
    (["--optimizer", "adam", "--set", "beta2"], "--set must be a setting and its value, as in"),
    (["--optimizer", "adam", "--set", "beta2=x"], "--set: beta2 must be a number, true or false"),
    (
        ["--optimizer", "adam", "--set", "gamma=1"],
        "Adam has no setting and no memory called 'gamma'",
    ),
    (["--optimizer", "adam", "--set", "beta2=2"], "beta2 must be a number in [0, 1), got 2"),
    (["--optimizer", "adam", "--step", "-1"], "step must be a whole number"),
    (["--optimizer", "adam", "--set", "steps=3"], "--set must be a setting and its value, as in"),
    (["--schedule", "cosine", "--set", "steps=3"], "it ends with the run here"),
]


@pytest.mark.parametrize(("arguments", "sentence"), REFUSED)
def test_bad_input_is_one_sentence_and_status_2(file, arguments, sentence, capsys):
    places = {"FILE": str(file), "BOWL": str(file.parent / "bowl.toml")}
    assert run_command(["explain", *(places.get(each, each) for each in arguments)]) == 2
    found = capsys.readouterr()
    assert sentence in found.err
    assert found.err.startswith("gdsim: ") and found.err.count("\n") == 1
    assert found.out == ""


def test_a_schedule_a_loss_and_an_initializer_are_explained(capsys):
    text = said(capsys, "--schedule", "cosine", "--set", "warmup=50")
    assert "factor in warmup = (t + 1)/warmup = (t + 1)/50" in text
    assert "delta = 0.5" in said(capsys, "--loss", "huber", "--set", "delta=0.5")
    assert "growth = " in said(capsys, "--init", "he_normal")
    assert run_command(["explain", "--loss", "mse", "--on", "x"]) == 2
