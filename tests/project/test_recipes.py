"""The recipes of CONTRIBUTING.md: each file is put where it says, in a copy of gdsim, and used."""

from __future__ import annotations

import json
import math
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gdsim as gd
from gdsim.catalogue.discovery import KINDS
from gdsim.engine import cache

pytestmark = pytest.mark.slow  # what the recipes add is compiled

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```(?:python|toml)\n# (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RECIPES = dict(BLOCK.findall((ROOT / "CONTRIBUTING.md").read_text("utf-8")))

# Uses every recipe; prints what comes of each.
USE = """
import json, shutil, sys
from pathlib import Path
import numpy as np
import gdsim as gd
from gdsim.catalogue import discover
from gdsim.engine import cache

# The copy adds to the sources that kernels are made of, and changes none.
for code in Path(sys.argv[2]).glob("*.code"):
    shutil.copy(code, cache.folder())

common = dict(steps=40, lr=0.02, dtype="float64", tolerance=0, every=1)
found = {"kinds": {kind: sorted(discover(kind)) for kind in
                   ("optimizer", "modifier", "function", "schedule", "activation", "loss")}}
wave = gd.Function("cos(x) + x**2/20")
run = gd.Experiment(wave, gd.PowerSign(beta=0.7), start=[2.0], record=["params"], **common).run()
found["optimizer"] = run["trace_params"].values.ravel().tolist()
run = gd.Experiment(wave, gd.SGD(), start=[2.0], modifiers=gd.WeightClipping(bound=1.9),
                    record=["params"], **common).run()
found["modifier"] = run["trace_params"].values.ravel().tolist()
found["function"] = gd.Function("bohachevsky_2").evaluate([[0.0, 0.0], [0.5, -0.25]]).tolist()
run = gd.Experiment(wave, "sgd", schedule="sqrt_cooldown", record=["lr"], **common).run()
found["schedule"] = run["trace_lr"].values.ravel().tolist()
data = gd.datasets.from_arrays([[-1.5], [0.25], [2.0]], [0.5, -1.0, 3.0])
network = gd.Network([1, 1, 1], "mish", loss="log_cosh", data=data, bias=False)
found["network"] = network.evaluate([[0.75, -1.25]]).tolist()
lesson = gd.learn.lesson("rprop_and_sgd")
measured = lesson.run()
found["lesson"] = bool(measured.as_expected)
found["task"] = bool(lesson.attempt(lesson.task.solution).held)
found["curves"] = [curve.y.tolist() for curve in lesson.picture.curves(measured.runs)]
gd.plot(run, "durations", sys.argv[1])
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of gdsim and its assets with the files of all recipes."""
    folder: Path = tmp_path_factory.mktemp("gdsim")
    for part in ("gdsim", "assets"):
        # What another process is writing has a name that ends otherwise.
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("*.pyc.*"))
    for name, text in RECIPES.items():
        assert not (folder / name).exists(), f"{name} is there already"
        (folder / name).write_text(text, "utf-8")
    return folder


def shared_kernels() -> Path:
    """The folder of this checkout's kernels, with those that recipes share with other tests."""
    data = gd.datasets.from_arrays([[-1.5], [2.0]], [0.5, 3.0])
    gd.Network([1, 1, 1], loss="mse", data=data, bias=False).evaluate([[0.75, -1.25]])
    gd.Experiment("x**2", "sgd", start=1.0, steps=2, dtype="float64", record=["params"]).run()
    return cache.folder()


@pytest.fixture(scope="module")
def used(copy: Path) -> dict[str, Any]:
    environment = {**os.environ, "GDSIM_CACHE": str(copy / "cache")}
    environment["PYTHONPATH"] = f"{copy}{os.pathsep}{os.environ['PYTHONPATH']}"
    outputs = str(copy / "durations.png"), str(shared_kernels())
    command = [sys.executable, "-W", "error", "-c", USE, *outputs]
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_there_is_a_recipe_for_each_kind_that_people_add() -> None:
    folders = {str(Path(name).parent).removeprefix("gdsim/catalogue/") for name in RECIPES}
    kinds = {"optimizers", "modifiers", "functions", "schedules", "activations", "losses"}
    assert kinds | {"assets/lessons", "gdsim/results/plots"} <= folders


def test_the_catalogue_finds_them(used: dict[str, Any]) -> None:
    added = [Path(name) for name in RECIPES if name.startswith("gdsim/catalogue/")]
    kind_of = {kind.package.replace(".", "/"): word for word, kind in KINDS.items()}
    assert len(added) >= 5
    for path in added:
        assert path.stem in used["kinds"][kind_of[str(path.parent)]]


def test_the_optimizer_takes_the_published_steps(used: dict[str, Any]) -> None:
    x, mean, expected = 2.0, 0.0, [2.0]
    for _ in range(40):
        gradient = -math.sin(x) + x / 10
        mean = 0.7 * mean + 0.3 * gradient
        x -= 0.02 * math.exp(np.sign(gradient) * np.sign(mean)) * gradient
        expected.append(x)
    np.testing.assert_allclose(used["optimizer"], expected, rtol=1e-12)


def test_the_modifier_keeps_the_parameter_in_its_box(used: dict[str, Any]) -> None:
    x, expected = 2.0, [2.0]
    for _ in range(40):
        x = min(1.9, max(-1.9, x - 0.02 * (-math.sin(x) + x / 10)))
        expected.append(x)
    np.testing.assert_allclose(used["modifier"], expected, rtol=1e-12)


def test_the_function_has_its_values(used: dict[str, Any]) -> None:
    x, y = 0.5, -0.25
    waves = 0.3 * math.cos(3 * math.pi * x) * math.cos(4 * math.pi * y)
    expected = [0.0, x**2 + 2 * y**2 - waves + 0.3]
    np.testing.assert_allclose(used["function"], expected, atol=1e-14)


def test_the_schedule_falls_as_published(used: dict[str, Any]) -> None:
    expected = 0.02 * (1 - np.sqrt(np.minimum(np.arange(41), 39) / 40))  # 40 updates are made
    np.testing.assert_allclose(used["schedule"], expected, rtol=1e-12, atol=1e-18)


def test_the_activation_and_the_loss_are_those_of_the_formulas(used: dict[str, Any]) -> None:
    z = 0.75 * np.array([-1.5, 0.25, 2.0])
    outputs = -1.25 * z * np.tanh(np.log1p(np.exp(z)))
    losses = np.log(np.cosh(outputs - np.array([0.5, -1.0, 3.0])))
    np.testing.assert_allclose(used["network"], [losses.mean()], rtol=1e-12)


def test_the_lesson_comes_out_as_it_says(used: dict[str, Any]) -> None:
    assert used["lesson"] and used["task"]
    rprop, sgd = used["curves"]
    np.testing.assert_allclose(sgd, 0.5 * 0.99 ** (2 * np.arange(51)), rtol=1e-12)
    assert len(rprop) == 51


def test_the_plot_is_drawn(used: dict[str, Any], copy: Path) -> None:
    assert (copy / "durations.png").read_bytes().startswith(b"\x89PNG")
