"""Gradients taken elsewhere than at the parameters have the bits of plain Python."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gdsim.calculus import parse
from gdsim.catalogue import optimizers
from gdsim.catalogue.plugins import in_use
from gdsim.engine.backends import cpu
from gdsim.engine.networks.source import update_text
from gdsim.engine.recipe import Recipe
from gdsim.engine.source import stride_text
from tests.engine.programs import cycle, program, same_as_naive, same_bits

pytestmark = pytest.mark.slow  # much to compile, or many processes

PLAIN = [name for name, each in optimizers.catalogue().items() if each.gradient_point is None]


@pytest.mark.parametrize(("beta", "dtype"), [("beta", "float64"), ("beta1", "float32")])
def test_noise_clipping_axes_and_traces_are_those_of_plain_python(beta: str, dtype: str) -> None:
    name = "schedule_free_sgd" if beta == "beta" else "schedule_free_adamw"
    given = program(
        "waves",
        name,
        settings={"lr": cycle(0.02, 0.1), beta: cycle(0.0, 0.6, 0.95, stride=2)},
        noise=cycle(0.0, 0.4, stride=6),
        clip_value=cycle(0.3, 5.0),
        clip_norm=cycle(0.5, 2.0, 1e9),
        seed=cycle(3, 4, 9),
        schedule="cosine",
        schedule_settings={"warmup": 7, "min_factor": 0.1},
        tolerance=0.03,
        runs=24,
        record=("loss", "params", "gradient_point", "grad_norm"),
        every=3,
        dtype=dtype,
    )
    found = cpu.run(given)
    same_as_naive(given, found, range(0, 24, 5))
    same_bits(cpu.run(given, blocks=1, width=8), found)
    unrecorded = cpu.run(replace(given, record=()))
    same_as_naive(replace(given, record=()), unrecorded, range(0, 24, 5))


@pytest.mark.parametrize("name", PLAIN)
def test_kernels_of_other_methods_know_nothing_of_it(name: str) -> None:
    definition = optimizers.catalogue()[name]
    if not definition.tensor:
        recipe = Recipe(parse("x**2 + y**4"), name, "float32", 16, tolerant=True, record=("loss",))
        text = stride_text(recipe)
        assert text.count("= objective(") == 1 and "gradient_point" not in text
    if not definition.hessian:
        recipe = Recipe(None, name, "float32", 16, sizes=(2, 3, 1), bias=True)
        assert "gradient_point" not in update_text(recipe)


SHIFTED = '''
from gdsim.catalogue import Hyper, Optimizer, positive
from gdsim.lanes.columns import load, store


def gradient_point(p, ahead):
    """Always a little beside."""
    return p + ahead


def step(n, p, g, h, lr):
    """Newton's method as if the Hessian had a diagonal only."""
    for i in range(n):
        store(p, i, load(p, i) - lr * load(g, i) / (1 + load(h, i * n + i) * load(h, i * n + i)))


DEFINITION = Optimizer(
    step,
    hyper={
        "lr": Hyper(0.1, positive, log=True, summary="Step length."),
        "ahead": Hyper(0.1, positive, summary="How far beside."),
    },
    summary="A test.",
    formula="p",
    source="A test of gdsim's.",
    name="Shifted",
    hessian=True,
    gradient_point=gradient_point,
)
'''


def test_a_hessian_is_taken_where_the_gradient_is(tmp_path: Path) -> None:
    (tmp_path / "shifted.py").write_text(SHIFTED)
    used = in_use.use_catalogue(tmp_path / "shifted.py")
    try:
        given = program(
            "waves",
            "shifted",
            settings={"lr": cycle(0.2, 0.5), "ahead": 0.3},
            runs=4,
            record=("gradient_point",),
        )
        same_as_naive(given, cpu.run(given), range(4))
    finally:
        in_use.set_aside(used)
