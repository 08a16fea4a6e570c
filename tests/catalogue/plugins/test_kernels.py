"""Kernels of users' definitions: kept on disk for the next process, and never older than a file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import gdsim as gd
from gdsim.catalogue.definitions import Optimizer
from gdsim.catalogue.discovery import discover
from gdsim.catalogue.plugins import in_use
from gdsim.catalogue.schedules import factor_at
from gdsim.engine import cache
from gdsim.engine.backends import cpu
from tests.catalogue.plugins.conftest import EXAMPLE, OPTIMIZER
from tests.engine.kept import with_loop
from tests.engine.programs import program
from tests.reference.driver import trajectory

Written = Callable[..., Path]

# Runs a small experiment; says how many passes the compiler made, and the bits of its losses.
SCRIPT = """
import json
from numba.core import event
compiled = []
class Listener(event.Listener):
    def on_start(self, e): compiled.append(1)
    def on_end(self, e): pass
event.register("numba:run_pass", Listener())
import gdsim as gd
experiment = gd.Experiment("x**2 + 3*y**4", "bounded", lr=[0.05, 0.2], steps=12,
                           schedule="sinking", start=[1.5, -0.5], tolerance=0.0)
losses = experiment.run()["loss"].values.ravel()
print(json.dumps([len(compiled), [float(x).hex() for x in losses]]))
"""
SINKING = """
from gdsim.catalogue import Schedule

def factor(t, steps):
    return 1 - 0.5 * (t / steps)

DEFINITION = Schedule(factor, hyper={}, summary="S.", formula="x", source="T.", name="Sinking")
"""


def run(folder: Path, kept: Path) -> tuple[int, list[str]]:
    """How much a new process compiles for a run with a folder's methods, and its losses' bits."""
    environment = {"GDSIM_CATALOGUES": str(folder), "GDSIM_CACHE": str(kept)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, **environment},
        cwd=kept,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0 and not done.stderr, done.stderr
    compiled, losses = json.loads(done.stdout)
    return compiled, losses


def expected(root: Callable[[np.float32], np.float32]) -> list[np.float32]:
    """The losses of the same runs in plain NumPy, where steps are divided by this of 1 + g^2."""
    one, found = np.float32(1), []
    for lr in (np.float32(0.05), np.float32(0.2)):
        p = [np.float32(1.5), np.float32(-0.5)]
        for t in range(12):
            rate = lr * np.float32(1 - 0.5 * (t / 12))
            g = [2 * p[0], 12 * (p[1] * p[1] * p[1])]
            p = [p[i] - rate * g[i] / root(one + g[i] * g[i]) for i in range(2)]
        found.append(p[0] * p[0] + 3 * ((p[1] * p[1]) * (p[1] * p[1])))
    return found


def numbers(losses: list[str]) -> list[float]:
    return [float.fromhex(each) for each in losses]


@pytest.mark.slow
def test_the_next_process_compiles_nothing_and_an_edit_is_never_missed(
    written: Written, tmp_path: Path
) -> None:
    sharing = OPTIMIZER.replace("from gdsim.lanes.math import", "from ._root import")
    twice = "def sqrt(x):\n    return x + x\n"
    folder = written(bounded=sharing, _root=twice, sinking=SINKING)
    with_loop(tmp_path)
    first = run(folder, tmp_path)
    assert first[0] > 0
    assert numbers(first[1]) == pytest.approx(expected(lambda x: x + x), rel=2e-6)
    assert run(folder, tmp_path) == (0, first[1])
    assert not list(folder.rglob("*.pyc"))
    # An edit, within a second and to the same length, of a file that the definition imports.
    (folder / "_root.py").write_text(twice.replace("x + x", "x * x"))
    second = run(folder, tmp_path)
    assert second[0] > 0
    assert numbers(second[1]) == pytest.approx(expected(lambda x: x * x), rel=2e-6)
    # What was compiled before is still kept.
    (folder / "_root.py").write_text(twice)
    assert run(folder, tmp_path) == (0, first[1])


def test_an_edit_is_seen_by_a_running_process_that_reads_it_again(
    written: Written, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def final(name: str, schedule: str = "constant") -> float:
        experiment = gd.Experiment(
            "x**2", name, lr=0.25, start=[3.0], schedule=schedule, steps=1, dtype="float64"
        )
        return float(experiment.run()["params"].item())

    final("sgd")  # which loads what all kernels share, before a cache that is empty
    monkeypatch.setattr(cache, "folder", lambda: tmp_path)
    gd.use_catalogue(written(bounded=OPTIMIZER))
    assert final("bounded") == 3.0 - 0.25 * 6.0 / np.sqrt(37.0)
    for bend in (2, 3):
        gd.use_catalogue(written(bounded=OPTIMIZER.replace("1 + bend", f"{bend} + bend")))
        assert final("bounded") == 3.0 - 0.25 * 6.0 / np.sqrt(bend + 36.0)
    for factor in (0.5, 0.25):
        gd.use_catalogue(written(sinking=SINKING.replace("1 - 0.5", f"{factor} - 0.5")))
        assert final("sgd", "sinking") == 3.0 - factor * 0.25 * 6.0


def test_gdsims_own_kernels_stay_as_they_are_beside_a_catalogue() -> None:
    from gdsim.engine.modules import strider
    from gdsim.engine.recipes import recipe_of

    recipe = recipe_of(program("x**2", "adam", start=(1.0,), settings={"lr": 0.01}))
    before = strider(recipe)
    gd.use_catalogue(EXAMPLE)
    assert strider(recipe) == before


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_kernel_of_a_users_optimizer_has_the_bits_of_its_plain_python(dtype: str) -> None:
    gd.use_catalogue(EXAMPLE)
    number = np.dtype(dtype).type
    definition: Optimizer = discover("optimizer")["sign_momentum"]
    schedule = discover("schedule")["staircase"]
    found = cpu.run(
        program(
            "2*x*x + 0.5*y*y",
            "sign_momentum",
            start=(1.5, -0.7),
            settings={"lr": 0.07, "beta": 0.6},
            steps=25,
            dtype=dtype,
            schedule="staircase",
            schedule_settings={"stairs": 5.0},
        )
    )
    factors = [factor_at(schedule, t, 25, 0, {"stairs": 5.0}) for t in range(25)]
    assert factors[0] == 1.0 and factors[24] == pytest.approx(0.2)

    def gradient(x: np.floating, y: np.floating) -> list[np.floating]:
        return [number(4) * x, y]

    settings = {"lr": number(0.07), "beta": number(0.6)}
    plain = trajectory(
        definition, settings, gradient, (1.5, -0.7), 25, factors=factors, number=number
    )
    np.testing.assert_array_equal(found.params[0], plain[-1])


def test_a_network_is_trained_by_a_users_optimizer_as_its_plain_python_says() -> None:
    gd.use_catalogue(EXAMPLE)
    network = gd.Network([2, 3, 1], data="xor")
    choice = gd.SignMomentum(lr=0.03, beta=0.4)
    experiment = gd.Experiment(network, [choice], steps=4, dtype="float64")
    explained = gd.learn.optimizer_step(choice, network, step=3)
    found = experiment.run()["params"].values.ravel()
    np.testing.assert_allclose(found, explained.data["after"], rtol=1e-12)
    moved = np.abs(found - network.initial())
    assert moved.max() == pytest.approx(4 * 0.03)


def test_a_session_goes_step_by_step_and_back() -> None:
    gd.use_catalogue(EXAMPLE)
    experiment = gd.Experiment("crater", gd.SignMomentum(beta=0.7), lr=0.05, steps=20)
    session = gd.Session(experiment)
    session.advance(8)
    half = session.snapshot().params
    session.advance(12)
    np.testing.assert_array_equal(session.snapshot().params, experiment.run()["params"].values)
    session.rewind(8)
    np.testing.assert_array_equal(session.snapshot().params, half)


def test_a_kernels_text_names_the_modules_and_their_hash(written: Written) -> None:
    from gdsim.engine.recipes import recipe_of
    from gdsim.engine.source import definition_lines, stride_text

    gd.use_catalogue(written(bounded="from ._two import TWO\n" + OPTIMIZER, _two="TWO = 2\n"))
    (digest,) = in_use.fingerprint([("optimizer", "bounded")]).values()
    lines = definition_lines("optimizer", "bounded", "optimizer")
    module = discover("optimizer")["bounded"].step.__module__
    assert module.startswith("gdsim_catalogue_") and module.endswith(".bounded")
    assert lines == [
        f"import {module.replace('bounded', '_two')} as optimizer_0  # {digest}",
        "compile_definition(optimizer_0)",
        f"import {module} as optimizer  # {digest}",
        "compile_definition(optimizer)",
    ]
    made = program("x**2", "bounded", start=(1.0,), settings={"lr": 0.1, "bend": 1.0})
    assert set(lines) <= set(stride_text(recipe_of(made)).splitlines())
