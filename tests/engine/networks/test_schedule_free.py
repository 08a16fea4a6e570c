"""Networks that schedule-free methods train, as torch and the authors' package train them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gdsim.catalogue.plugins import in_use
from gdsim.engine.backends import cpu
from gdsim.engine.program import Cycle, Program
from gdsim.engine.verdict import Verdict
from tests.engine.networks.programs import program_of
from tests.engine.networks.test_bits import program, same_bits
from tests.reference.network_cases import RELATIVE_TOLERANCE, STEPS
from tests.reference.schedule_free import NETWORKS, Trained, trained

every_network = pytest.mark.parametrize("name", NETWORKS)


def of(known: Trained, **changes: Any) -> Program:
    given = {"schedule_settings": {"warmup": known.warmup}}
    given["record"] = ("loss", "params", "gradient_point", "grad_norm", "layer_grad_norm")
    return program_of(known.case, **given | changes)


@cache
def outcome(name: str) -> cpu.Outcome:
    return cpu.run(of(trained(name)))


@every_network
def test_losses_and_parameters_are_what_the_package_evaluates(name: str) -> None:
    known, found = trained(name), outcome(name)
    case = known.case
    np.testing.assert_allclose(found.traces["loss"][1], case.losses, rtol=RELATIVE_TOLERANCE)
    np.testing.assert_allclose(found.params[1], case.final, rtol=RELATIVE_TOLERANCE)
    np.testing.assert_allclose(found.gradient_point[1], known.point, rtol=RELATIVE_TOLERANCE)
    np.testing.assert_allclose(found.finals["train_loss"][1], known.train_loss, rtol=1e-9)
    assert not np.isclose(found.params[1], known.point, rtol=1e-6).any()


@every_network
def test_the_published_rule_gives_the_same(name: str) -> None:
    losses, x, y = trained(name).published()
    found = outcome(name)
    np.testing.assert_allclose(found.traces["loss"][1], losses, rtol=RELATIVE_TOLERANCE)
    np.testing.assert_allclose(found.params[1], x, rtol=RELATIVE_TOLERANCE)
    np.testing.assert_allclose(found.gradient_point[1], y, rtol=RELATIVE_TOLERANCE)


@every_network
def test_gradients_that_are_shown_are_those_at_the_parameters(name: str) -> None:
    case, found = trained(name).case, outcome(name)
    for step in (0, 7, STEPS):
        seen = case.inputs[case.batches[step]], case.targets[case.batches[step]]
        gradient = case.naive.gradient(found.traces["params"][1, step], *seen)
        wanted = np.linalg.norm(gradient)
        np.testing.assert_allclose(found.traces["grad_norm"][1, step], wanted, rtol=1e-9)
        layers = found.traces["layer_grad_norm"][1, step]
        np.testing.assert_allclose(np.linalg.norm(layers), wanted, rtol=1e-9)
    np.testing.assert_allclose(found.grad_norm[1], wanted, rtol=1e-9)


@every_network
def test_a_run_ends_where_its_average_reaches_the_target(name: str) -> None:
    case, looks = trained(name).case, of(trained(name)).looks
    losses = case.losses
    if looks:  # with batches, those at the looks over all samples, at the averages on the way
        averages = outcome(name).traces["params"][1]
        whole = [case.naive.value(averages[k], case.inputs, case.targets) for k in looks]
        losses = np.full(STEPS + 1, np.inf)
        losses[list(looks)] = np.real(whole)
    # A target that is first reached some way down.
    falling = np.minimum.accumulate(losses)
    target = float(falling[looks[-2]] if looks else np.sort(falling)[STEPS // 3])
    stopped = int(np.argmax(losses <= target))
    found = cpu.run(of(trained(name), target=target * (1 + 1e-12), record=()))
    assert found.steps[1] == stopped > 0
    assert found.verdict[1] == Verdict.CONVERGED
    np.testing.assert_allclose(found.loss[1], case.losses[stopped], rtol=1e-9)


WIDE = {
    "optimizer": "schedule_free_adamw",
    "settings": {
        "lr": Cycle(np.geomspace(1e-3, 0.3, 44), 1),
        "beta1": Cycle(np.array([0.6, 0.9, 0.97]), 2),
        "beta2": 0.98,
        "eps": 1e-6,
        "weight_decay": 0.02,
    },
    "record": ("loss", "params", "gradient_point", "grad_norm", "layer_grad_norm", "sharpness"),
    "clip_norm": 0.7,
    "keep_points": True,
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_what_is_recorded_and_how_steps_are_taken_change_no_bit(dtype: str) -> None:
    given = program(dtype=dtype, **WIDE)
    whole = cpu.run(given, threads=1)
    # A gradient at the parameters is only computed where it is asked for.
    same_finals = cpu.run(program(dtype=dtype, **{**WIDE, "record": ()}))
    for name in ("loss", "best_loss", "grad_norm", "steps", "verdict", "params", "gradient_point"):
        one, other = getattr(whole, name), getattr(same_finals, name)
        np.testing.assert_array_equal(one.view(np.uint8), other.view(np.uint8), name)
    batch = cpu.Batch([given], threads=2)
    batch.advance(0)
    for count in (1, 2, 30, 7):
        batch.advance(count)
    same_bits(batch.outcome(), whole)
    batch.close()
    last = whole.traces["gradient_point"][:, -1]
    assert not np.array_equal(last, whole.traces["params"][:, -1])


def test_the_tolerance_is_for_the_gradient_at_the_parameters() -> None:
    known = trained("adamw, all samples, classes")
    norms = outcome("adamw, all samples, classes").traces["grad_norm"][1]
    tolerance = float(norms[40]) * (1 + 1e-9)
    found = cpu.run(of(known, tolerance=tolerance))
    assert found.steps[1] == int(np.argmax(norms <= tolerance))
    assert found.verdict[1] == Verdict.CONVERGED


def test_weights_that_drift_do_so_where_the_answer_is() -> None:
    known = trained("sgd, batches of 4")
    drift = [0.002, -0.001, 0.003]
    given = of(known)
    parameters = {f"drift_{layer}": value for layer, value in enumerate(drift, 1)}
    found = cpu.run(replace(given, parameters={**given.parameters, **parameters}))
    case, settings = known.case, known.case.choice.settings
    moves = case.naive.by_layer(drift, [0.0] * 3)
    x = z = case.start + moves
    losses, weights = [], 0.0
    for t, batch in enumerate(case.batches):
        losses.append(case.naive.value(x, case.inputs[batch], case.targets[batch]))
        y = z + settings["beta"] * (x - z)
        if t == STEPS:
            break
        rate = settings["lr"] * min(1.0, (t + 1) / known.warmup)
        g = case.naive.gradient(y, case.inputs[batch], case.targets[batch])
        z = z - rate * (g + settings["weight_decay"] * y)
        weights += rate**2
        x = x + rate**2 / weights * (z - x) + moves
    np.testing.assert_allclose(found.traces["loss"][1], losses, rtol=1e-9)
    np.testing.assert_allclose(found.params[1], x, rtol=1e-9)
    np.testing.assert_allclose(found.gradient_point[1], y, rtol=1e-9)


AVERAGED = """
from gdsim.catalogue import Hyper, Optimizer, positive
from gdsim.lanes.columns import load, store


def gradient_point(p, z):
    return z - 0.25 * p


STEP

DEFINITION = Optimizer(
    step,
    hyper={"lr": Hyper(0.1, positive, log=True, summary="Step length.")},
    summary="A test.",
    formula="p",
    source="A test of gdsim's.",
    name="NAME",
    state={"z": "p"},
    gradient_point=gradient_point,
    tensor=TENSOR,
)
"""
BY_ELEMENT = """
def step(p, g, z, lr):
    z = z - lr * g
    return 0.75 * p + 0.25 * z, z
"""
BY_TENSOR = """
def step(rows, columns, p, g, z, lr):
    for i in range(rows * columns):
        new = load(z, i) - lr * load(g, i)
        store(z, i, new)
        store(p, i, 0.75 * load(p, i) + 0.25 * new)
"""


def test_methods_of_whole_weight_matrices_may_take_their_gradient_elsewhere(tmp_path: Path) -> None:
    used, found = [], {}
    for name, step in {"by_element": BY_ELEMENT, "by_tensor": BY_TENSOR}.items():
        text = AVERAGED.replace("STEP", step).replace("TENSOR", str(name == "by_tensor"))
        title = name.title().replace("_", "")
        (tmp_path / f"{name}.py").write_text(text.replace("NAME", title))
        used.append(in_use.use_catalogue(tmp_path / f"{name}.py"))
    try:
        for name in ("by_element", "by_tensor"):
            found[name] = cpu.run(program(optimizer=name, settings={"lr": 0.05}, keep_points=True))
    finally:
        in_use.set_aside(*used)
    same_bits(found["by_tensor"], found["by_element"])
    elsewhere = found["by_tensor"].gradient_point
    np.testing.assert_array_equal(elsewhere, found["by_element"].gradient_point)
    assert not np.isclose(elsewhere, found["by_tensor"].params).any()
