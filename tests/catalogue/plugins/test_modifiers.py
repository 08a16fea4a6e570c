"""A user's own modifiers act on any optimizer, of functions and of networks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import gdsim as gd
from gdsim.engine.backends import cpu
from tests.engine.programs import cycle, program, same_as_naive

# One that asks for the gradient's length and for where the parameters are.
ROOTED = """
from gdsim.catalogue import Hyper, Modifier, positive
from gdsim.lanes.math import larger, select, sqrt

def prepare(square, unit, least):
    return (1 / larger(sqrt(sqrt(square)), least * unit),)

def gradient(g, p, factor):
    return select(p * g > 0, g * factor, g)

DEFINITION = Modifier(gradient=gradient, prepare=prepare, coefficients=("factor",),
                      hyper={"least": Hyper(0.1, positive)}, summary="S.", formula="x",
                      source="T.", name="Rooted")
"""
# And one with memory, which goes half of the way back to the mean of where it was.
AVERAGING = """
from gdsim.catalogue import Hyper, Modifier, unit
from gdsim.lanes.math import select

def update(new, average, t, keep):
    average = keep * average + (1 - keep) * new
    return select(t > 3, 0.5 * (new + average), new), average

DEFINITION = Modifier(update=update, state={"average": "p"}, hyper={"keep": Hyper(0.9, unit)},
                      summary="S.", formula="x", source="T.", name="Averaging")
"""


@pytest.fixture(autouse=True)
def own(written: Callable[..., Path], none_in_use: None) -> None:
    gd.use_catalogue(written(rooted=ROOTED, averaging=AVERAGING))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_they_have_the_bits_of_plain_python(dtype: str) -> None:
    given = program(
        "banana", "nesterov", runs=3, steps=30, dtype=dtype, clip_value=8.0,
        modifiers={"rooted": {"least": 0.3}, "averaging": {"keep": cycle(0.5, 0.8, 0.0)}},
    )  # fmt: skip
    same_as_naive(given, cpu.run(given), range(3))


def test_their_memory_goes_with_a_session_and_a_network() -> None:
    data = gd.datasets.from_arrays([[0.3], [1.2], [-0.7]], [0.5, -0.3, 1.0])
    task = gd.Network([1, 2, 1], "tanh", loss="mse", data=data, init_seed=3)
    experiment = gd.Experiment(
        task, "momentum", lr=0.2, steps=20, modifiers=[gd.Averaging(keep=0.6)], dtype="float64"
    )
    p = task.initial().ravel()
    v, average = np.zeros_like(p), p
    for t in range(1, 21):
        v = 0.9 * v + task.gradient(p).ravel()
        p = p - 0.2 * v
        average = 0.6 * average + 0.4 * p
        p = (p + average) / 2 if t > 3 else p
    session = gd.Session(experiment)
    session.advance(9)
    session.advance(11)
    np.testing.assert_allclose(session.snapshot().params.ravel(), p, rtol=1e-10)
    assert gd.Experiment.from_toml(experiment.to_toml()) == experiment
