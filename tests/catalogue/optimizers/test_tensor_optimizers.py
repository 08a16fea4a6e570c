"""Optimizers of whole weight matrices: torch's and optax's steps, in plain Python and compiled."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from numba import njit

from gdsim.base.ranges import Flag
from gdsim.catalogue import optimizers
from gdsim.catalogue.definitions import Optimizer
from gdsim.catalogue.discovery import arguments
from gdsim.lanes.memory import unit
from gdsim.lanes.simd import compile_definition
from tests.reference.driver import bind, complete
from tests.reference.tensor_trajectories import (
    CASES,
    SHAPES,
    STEPS,
    STORED,
    TOLERANCE,
    WAVES,
    Case,
    Waves,
    apart,
    task_of,
)
from tests.reference.whole_tensors import Tensor, train

TENSOR = {n: d for n, d in optimizers.catalogue().items() if d.tensor}


def coefficients(definition: Optimizer, known: Mapping[str, Any]) -> dict[str, Any]:
    """What `prepare` hands to `step`."""
    return dict(zip(definition.coefficients, bind(definition.prepare, known), strict=False))


def first_update(name: str, settings: Mapping[str, Any], number: type = float) -> dict[str, Any]:
    """All that `step` is told at update 1 but the columns."""
    definition = TENSOR[name]
    known = {**complete(definition, settings, number), "t": number(1)}
    known |= {n: number(v) for n, v in definition.shared.items()}
    return {**known, **coefficients(definition, known)}


def trajectory(case: Case) -> np.ndarray:
    """All tensors at the stored steps."""
    task = task_of(case.task)
    tensors = [Tensor(TENSOR[case.optimizer], x) for x in apart(task.start(), task.shapes)]
    return train(tensors, case.settings, task.gradient, STEPS)[list(STORED)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.key)
def test_optimizer_takes_the_steps_of_an_outside_package(case: Case) -> None:
    found, expected = trajectory(case), case.stored()
    np.testing.assert_allclose(found, expected, rtol=TOLERANCE, atol=TOLERANCE)
    assert np.abs(np.diff(expected, axis=0)).max(axis=0).min() > 1e-5  # all of them move


@pytest.mark.parametrize("name", TENSOR)
def test_every_setting_is_compared_away_from_its_default(name: str) -> None:
    hyper = TENSOR[name].hyper
    mine = [case.settings for case in WAVES if case.optimizer == name]
    assert {n for s in mine for n, v in s.items() if v != hyper[n].default} == set(hyper)
    assert len(mine) >= 3


LANES = 4


def compiled_step(definition: Optimizer, dtype: str, own: bool) -> Any:
    """`prepare` and `step` as a kernel calls them, on columns of a (columns, numbers, lanes) array.

    Each lane has settings of its own, or all share them.
    """
    compile_definition(sys.modules[definition.step.__module__])
    wide, one = unit(dtype, LANES), unit(dtype, 1)
    columns = ["p", "g", *definition.state, *definition.scratch]
    numbers = ["t", *(n for n, h in definition.hyper.items() if not isinstance(h, Flag))]
    numbers += definition.shared
    lines = ["def call(data, settings, flags, rows, columns, vector):"]
    lines += [f"    {n} = column(data, {k} * rows * columns * W)" for k, n in enumerate(columns)]
    lines += [f"    {n} = read(settings, {k} * W)" for k, n in enumerate(numbers)]
    flags = [n for n, h in definition.hyper.items() if isinstance(h, Flag)]
    lines += [f"    {n} = flags[{k}]" for k, n in enumerate(flags)]
    results = [*definition.coefficients, *(f"new_{n}" for n in definition.shared)]
    lines += [f"    {', '.join(results)} = prepare({', '.join(arguments(definition.prepare))})"]
    lines += [f"    step({', '.join(arguments(definition.step))})"]
    known = {
        "W": LANES,
        "column": wide.column,
        "read": wide.load if own else one.broadcast,
        "prepare": definition.prepare,
        "step": definition.step,
    }
    exec("\n".join(lines), known)
    call = njit(error_model="numpy")(known["call"])
    return columns, numbers, flags, call


@pytest.mark.parametrize(("dtype", "own"), [("float32", True), ("float64", False)])
@pytest.mark.parametrize("name", TENSOR)
def test_compiled_step_has_the_bits_of_plain_python(name: str, dtype: str, own: bool) -> None:
    definition, number = TENSOR[name], np.dtype(dtype).type
    columns, numbers, flags, call = compiled_step(definition, dtype, own)
    rng = np.random.default_rng(7)
    for k, settings in enumerate(c.settings for c in WAVES if c.optimizer == name):
        hyper = {**complete(definition, settings, number), "t": number(5)}
        hyper |= {n: number(0.3) for n in definition.shared}
        row = np.array([[hyper[n]] * LANES for n in numbers], dtype)
        if own:
            row[1:] *= rng.uniform(0.9, 1.0, row[1:].shape).astype(dtype)
        for shape in SHAPES:
            vector, (rows, wide) = len(shape) == 1, (*shape, 1)[:2]
            data = rng.normal(size=(len(columns), rows * wide, LANES)).astype(dtype)
            data[1, 0] = 0
            data[2:] = np.abs(data[2:])
            before = data.copy()
            chosen = np.array([hyper[n] for n in flags], bool)
            call(data, row, chosen, rows, wide, vector)
            for lane in range(LANES):
                known = {**hyper, **dict(zip(numbers, row[:, lane], strict=True))}
                known |= coefficients(definition, known)
                held = {n: list(c[:, lane]) for n, c in zip(columns, before, strict=True)}
                whole = {"rows": rows, "columns": wide, "vector": vector}
                bind(definition.step, {**known, **held, **whole})
                for n, found in zip(columns, data[:, :, lane], strict=True):
                    expected = np.array(held[n], dtype)
                    assert found.tobytes() == expected.tobytes(), (n, shape, lane, k)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("name", TENSOR)
def test_gradient_that_is_not_a_number_spoils_the_tensor(name: str, shape: tuple) -> None:
    g = np.ones(shape)
    g.flat[-1] = np.nan
    tensor = Tensor(TENSOR[name], np.ones(shape), np.float64)
    tensor.step(g, first_update(name, {}, np.float64))
    assert np.isnan(tensor.p[-1])


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("name", TENSOR)
def test_gradient_of_zeros_leaves_the_weights_where_they_are(name: str, shape: tuple) -> None:
    tensor = Tensor(TENSOR[name], np.ones(shape))
    tensor.step(np.zeros(shape), first_update(name, {"weight_decay": 0.0}))
    assert tensor.p == [1.0] * len(tensor.p)


def test_lamb_moves_every_tensor_by_the_same_share_of_its_length() -> None:
    rng = np.random.default_rng(1)
    for shape in SHAPES:
        tensor = Tensor(TENSOR["lamb"], 10.0 ** rng.integers(-3, 4) * rng.normal(size=shape))
        length = np.linalg.norm(tensor.array)
        moved = tensor.step(rng.normal(size=shape), first_update("lamb", {"lr": 0.02}))
        assert np.linalg.norm(moved) == pytest.approx(0.02 * length, rel=1e-12)


def test_adafactor_knows_a_matrix_of_one_column_from_a_bias() -> None:
    # The same numbers, but the rows' means and the one column's are multiplied.
    values, g = np.arange(1.0, 5), np.array([0.1, -2.0, 0.5, 1.5])
    known = first_update("adafactor", {"lr": 0.3})
    matrix = Tensor(TENSOR["adafactor"], values[:, None])
    bias = Tensor(TENSOR["adafactor"], values)
    matrix.step(g[:, None], {**known, "share": 0.4})
    bias.step(g, {**known, "share": 0.4})
    assert matrix.slots["by_row"] == pytest.approx(0.4 * g**2)
    assert bias.slots["by_row"] == pytest.approx(0.4 * g**2)
    assert matrix.slots["by_column"][0] == pytest.approx(0.4 * np.mean(g**2))
    assert bias.slots["by_column"] == [0.0] * 4


def test_adafactors_first_eps_is_the_precisions_own_unless_told() -> None:
    for number, own in ((np.float32, 2.0**-23), (np.float64, 2.0**-52)):
        steps = [
            Tensor(TENSOR["adafactor"], [1.0, 2.0], number).step(
                [own / 4, -own / 4], first_update("adafactor", {"lr": 0.5, "eps1": eps}, number)
            )
            for eps in (0.0, own)
        ]
        np.testing.assert_array_equal(*steps)
        # Both gradients are far below eps1, so the step is g / eps1 and not of size 1.
        size = 0.5 * np.sqrt(2.5)
        np.testing.assert_allclose(steps[0], [-0.25 * size, 0.25 * size], rtol=1e-6)


@pytest.mark.parametrize("shape", [(3, 5), (5, 3), (4, 4), (8, 2), (1, 6), (6, 1)], ids=str)
def test_muons_step_has_the_directions_of_the_gradient_and_equal_sizes(shape: tuple) -> None:
    g = np.random.default_rng(3).normal(size=shape)
    known = first_update("muon", {"lr": 1.0, "weight_decay": 0.0})
    moved = Tensor(TENSOR["muon"], np.zeros(shape)).step(g, known)
    u, sizes, v = np.linalg.svd(g, full_matrices=False)
    seen = u.T @ -moved @ v.T / np.sqrt(max(1, shape[0] / shape[1]))
    np.testing.assert_allclose(seen, np.diag(np.diag(seen)), atol=1e-12)
    # Newton-Schulz with these coefficients ends in 0.68 … 1.13 for all but the smallest.
    assert (np.diag(seen)[sizes > 0.05 * sizes[0]] > 0.67).all()
    assert (np.diag(seen) < 1.14).all()


def test_muon_steps_along_the_transpose_of_a_transposed_gradient() -> None:
    g = np.random.default_rng(4).normal(size=(6, 4))
    known = first_update("muon", {"lr": 1.0, "weight_decay": 0.0, "match_rms_adamw": True})
    one = Tensor(TENSOR["muon"], np.zeros((6, 4))).step(g, known)
    other = Tensor(TENSOR["muon"], np.zeros((4, 6))).step(g.T, known)
    np.testing.assert_allclose(one, other.T, rtol=1e-12)


def test_muons_biases_take_the_steps_of_adamw() -> None:
    case = Case("muon", {"lr": 0.05, "weight_decay": 0.2})
    found = trajectory(case)[:, -5:]
    adamw = optimizers.catalogue()["adamw"]
    task = Waves()
    p, m, v = list(task.start()), [0.0] * 49, [0.0] * 49
    known = {**complete(adamw, case.settings), "weight1": 0.0, "weight2": 0.0}
    for t in range(1, STEPS + 1):
        *corrections, known["weight1"], known["weight2"] = bind(adamw.prepare, known)
        known |= dict(zip(adamw.coefficients, corrections, strict=True))
        for i, g in enumerate(task.gradient(np.array(p), t)):
            p[i], m[i], v[i] = bind(adamw.step, {**known, "p": p[i], "g": g, "m": m[i], "v": v[i]})
    np.testing.assert_allclose(found[-1], p[-5:], rtol=1e-12)
