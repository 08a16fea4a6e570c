"""Runs carried to other packages: their scripts give the losses of gdsim, or are refused."""

import ast
import math
import re
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

import gdsim as gd
from gdsim.catalogue import schedules
from gdsim.catalogue.choices import methods
from gdsim.catalogue.discovery import look_up
from gdsim.cli import run_command
from gdsim.lanes.math import sqrt as root
from gdsim.learn.code.code import TARGETS
from gdsim.learn.code.schedule import formula
from gdsim.learn.diagnosis.single_run import SingleRun
from tests.reference.carried import CASES, FIXED, FUNCTIONS, NETWORKS, OPTIMIZERS, key, stored
from tests.reference.naive_kernel import naive_run

# Keras's Adam adds its epsilon elsewhere, which its scripts say; all other rules are the same.
OTHERWISE = 1e-4
HALF = 0.5
RANDOM = gd.Experiment(gd.Network([4, 3], loss="mse", data=gd.datasets.iris(), batch_size=16),
                       gd.SGD(lr=0.01), steps=30, noise=0.01, dtype="float64")  # fmt: skip
THERE = {
    "torch": {"sgd", "momentum", "nesterov", "adagrad", "adadelta", "rmsprop", "rprop", "adam",
              "amsgrad", "adamw", "adamax", "nadam", "radam"},
    "optax": {"sgd", "momentum", "nesterov", "adadelta", "rmsprop", "sign_sgd", "lion", "adam",
              "adamw", "adamax", "adabelief", "yogi"},
    "keras": {"sgd", "momentum", "nesterov", "adadelta", "lion", "adam", "adamw"},
}  # fmt: skip


@cache
def losses_here(place):
    """The losses of a run: of a function in plain Python, of a network by the kernels."""
    case = CASES[place].replace(record="loss")
    if CASES[place] in NETWORKS:
        return case.run()["trace_loss"].values.ravel()
    return naive_run(SingleRun.of(case, 0).program, 0).traces["loss"]


@pytest.fixture(scope="module")
def elsewhere():
    return stored()


@pytest.mark.parametrize("package", TARGETS)
def test_a_script_gives_the_losses_of_the_run(package, elsewhere):
    known, carried = methods("optimizer"), set()
    for place, case in enumerate(CASES):
        name = case.optimizers[0].name
        try:
            script = gd.code(case, to=package)
        except gd.SettingError as refused:
            words = r"has no optimizer that takes the steps of|cannot take these steps of"
            assert re.search(rf"({words}) {known[name].title}", str(refused))
            assert name not in THERE[package] or "cannot take these steps" in str(refused)
            continue
        carried.add(name)
        losses = elsewhere[key(package, script)]
        is_other = package == "keras" and name in ("adam", "adamw")
        tolerance = OTHERWISE if is_other or case.dtype == "float32" else 1e-6
        np.testing.assert_allclose(losses, losses_here(place), rtol=tolerance, atol=tolerance)
        assert not is_other or "Keras adds epsilon" in script
        assert ("A branch of where(...)" in script) == ("def select(" in script)
    assert carried == THERE[package]


@pytest.mark.slow
@pytest.mark.parametrize("package", TARGETS)
def test_a_script_runs_where_its_package_is_installed(package, elsewhere, monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    pytest.importorskip(package)

    def losses(script):
        scope = {"__name__": "script"}
        exec(compile(script, "script", "exec"), scope)
        return scope["losses"]

    for case in (FUNCTIONS[12], NETWORKS[1], NETWORKS[-1]):
        script = gd.code(case, to=package)
        tolerance = 1e-4 if case.dtype == "float32" else 1e-9
        np.testing.assert_allclose(losses(script), elsewhere[key(package, script)], rtol=tolerance)
    drawn = losses(gd.code(RANDOM, to=package))
    assert len(drawn) == RANDOM.steps + 1 and drawn[-1] < 0.5 * drawn[0]


def test_every_schedule_is_carried_and_plain_python_gives_its_factors():
    for name, method in methods("schedule").items():
        case = gd.Experiment("x**2", gd.SGD(), schedule=method(warmup=3), start=1.0, **FIXED)
        script = gd.code(case)
        text = "import math\n" + script[script.index("def factor(") : script.index("params = [")]
        scope = {}
        exec(compile(text, name, "exec"), scope)
        program = SingleRun.of(case, 0).program
        settings = {k: v for k, v in program.schedule_settings.items() if k != "warmup"}
        expected = [schedules.factor_at(method.definition, t, program.steps, 3, settings)
                    for t in range(program.steps)]  # fmt: skip
        np.testing.assert_allclose([scope["factor"](t) for t in range(program.steps)], expected,
                                   rtol=1e-12, atol=1e-15)  # fmt: skip


def test_a_schedule_of_ones_own_has_what_it_takes_from_its_module_or_is_refused():
    known = look_up("schedule", "cosine")

    def mine(t, steps):
        return HALF * root(1 - t / steps) + math.pi + abs(-1)

    lines, called = formula(replace(known, factor=mine))
    scope = {}
    exec("\n".join(["import math", *called, *lines]), scope)
    assert scope["rule"](1, 5) == mine(1, 5)

    def helped(t, steps):
        return losses_here(t) / steps

    with pytest.raises(gd.SettingError, match="cannot have losses_here, which the schedule Cosine"):
        formula(replace(known, factor=helped))


def test_a_backslash_in_the_name_of_a_file_is_kept(tmp_path):
    path = tmp_path / r"a\Users.csv"
    path.write_text("x,y\n" + "1,2\n2,4\n" * 4)
    network = gd.Network([1, 1], loss="mse", data=gd.datasets.from_file(path, "y"))
    for package in TARGETS:
        script = gd.code(gd.Experiment(network, "sgd"), to=package)
        assert r"a\Users.csv" in ast.get_docstring(ast.parse(script))


def test_what_other_samples_need_is_said_of_a_file_of_samples(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text('"the ""age""",far,kind\n1,1e200,yes\n2,3e200,no\n5,2e200,yes\n9,7e200,no\n')
    data = gd.datasets.from_file(path, standardize=True)
    case = gd.Experiment(gd.Network([2, 1], data=data, loss="binary_cross_entropy"), "sgd", lr=0.1)
    told = " ".join(ast.get_docstring(ast.parse(gd.code(case))).split())
    assert "Inputs: the 'age', far." in told
    means, deviations = (
        np.array([float(x) for x in re.search(rf"{word}: (.*?)\. ", told)[1].split(",")])
        for word in ("Means", "Deviations")
    )
    np.testing.assert_allclose((data.raw_inputs - means) / deviations, data.inputs, rtol=1e-12)
    named = re.search(r"numbers from 0: (.*?)\.", told)[1].split(", ")
    assert [named[int(t)] for t in data.targets.ravel()] == ["yes", "no", "yes", "no"]
    plain = gd.datasets.from_file(path)
    told = gd.code(case.replace(objective=case.objective.replace(data=plain)))
    assert "Inputs: " in told and "standardised" not in told


def test_the_run_that_is_meant_is_carried(tmp_path, capsys):
    several = gd.Experiment("x**2", [gd.SGD(), gd.Adam()], lr=[0.1, 0.25], start=3.0, steps=5)
    script = gd.code(several, {"optimizer": "Adam", "lr": 0.25})
    assert "torch.optim.Adam(params, lr=0.25" in script and "start = np.array([3.0])" in script
    assert script == gd.code(several, 3) and "run 3" in script
    part = several.run().sel(optimizer=["Adam"])
    assert gd.code(part, {"lr": 0.25, "optimizer": "Adam"}) == script
    several.save(tmp_path / "e.toml")
    asked = ["code", str(tmp_path / "e.toml"), "--run", "3"]
    assert run_command(asked) == 0
    assert capsys.readouterr().out == script
    assert run_command([*asked, "--to", "optax", "-o", str(tmp_path / "s.py")]) == 0
    assert (tmp_path / "s.py").read_text() == gd.code(several, 3, "optax")
    before = (tmp_path / "e.toml").read_bytes()
    assert run_command([*asked, "-o", str(tmp_path / "." / "e.toml")]) == 2
    assert "would replace what it is made of" in capsys.readouterr().err
    assert run_command(["code", str(tmp_path / "no.toml"), "-o", str(tmp_path / "e.toml")]) == 2
    assert "no.toml: cannot be read" in capsys.readouterr().err
    assert (tmp_path / "e.toml").read_bytes() == before
    for odd in ("a", None, [0.25]):
        with pytest.raises(gd.SettingError, match="lr must be a number, got"):
            gd.code(several, {"optimizer": "Adam", "lr": odd})
    with pytest.raises(TypeError, match="an Experiment, its file or its result is needed"):
        gd.code(None)


def test_what_has_random_numbers_or_long_data_says_so_and_keeps_every_digit():
    data = gd.datasets.iris()
    for package in TARGETS:
        script = gd.code(RANDOM, to=package)
        assert "losses agree on average" in script and "yield order[first : first + 16]" in script
    scope = {}
    text = script[script.index("def unpacked(") : script.index("inputs, targets = ")]
    exec(compile(f"import base64, zlib\nimport numpy as np\n{text}", "data", "exec"), scope)
    np.testing.assert_array_equal(scope["inputs"], data.inputs)
    np.testing.assert_array_equal(scope["w1"].ravel(), RANDOM.objective.initial()[:12])


@pytest.mark.parametrize(
    ("case", "package", "sentence"),
    [
        (OPTIMIZERS[0], "pytorch", "to must be 'torch' or 'optax' or 'keras', got 'pytorch'"),
        (gd.QHM(), "torch", "torch has no optimizer that takes the steps of QHM; it has those of"),
        (gd.Adagrad(), "optax", "optax has no optimizer that takes the steps of Adagrad"),
        (gd.Adam(eps=1e-3), "keras", "it adds epsilon elsewhere, which an epsilon of 0.001 shows"),
        (gd.Momentum(momentum=0.0, dampening=0.1), "torch", "without momentum it has no dampening"),
        (gd.SGD(weight_decay=0.1), "keras", "its weight decay is no part of the gradient"),
    ],
)
def test_what_has_no_counterpart_is_refused_in_a_sentence(case, package, sentence):
    with pytest.raises(gd.SettingError, match=re.escape(sentence)):
        gd.code(gd.Experiment("x**2", case, start=1.0), to=package)


def test_modifiers_and_rates_of_layers_without_counterpart_are_refused():
    with pytest.raises(gd.SettingError, match="torch has no counterpart of the modifier Cautious"):
        gd.code(gd.Experiment("x**2", "sgd", modifiers="cautious"))
    for setting, shown in (
        ({"lr_scale": [1.0, 0.5]}, "lr_scale"),
        ({"lr_scale": [1.0, 1.0], "bias_lr_scale": [1.0, 2.0]}, "bias_lr_scale"),
        ({"parametrization": "mup"}, 'parametrization="mup"'),
        ({"drift": [0.0, 0.1]}, "drift"),
    ):
        network = gd.Network([4, 9, 3], data=gd.datasets.iris(), **setting)
        with pytest.raises(gd.SettingError, match=f"script for optax .*leave out {shown}"):
            gd.code(gd.Experiment(network, "sgd"), to="optax")
