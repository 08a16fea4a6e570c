"""Vectors hold numbers of one run where runs are few or networks large, else numbers of runs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gdsim.base import machine
from gdsim.calculus import parse
from gdsim.engine.backends.cpu import Batch
from gdsim.engine.kernel import Kernel
from gdsim.engine.networks import layout, queries
from gdsim.engine.perceptron import Perceptron
from gdsim.engine.program import Program, Vectors
from gdsim.engine.recipes import recipe_of
from gdsim.lanes.host import vector_unit

SEVERAL = vector_unit().narrow_width("float32")
ADAM = {"lr": 0.1, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "weight_decay": 0.0}


def program(
    width: int | tuple[int, ...], runs: int, samples: int = 64, **changes: object
) -> Program:
    """Runs on a network of two hidden layers of this width, or of these sizes."""
    sizes = width if isinstance(width, tuple) else (width, width, width, 1)
    network = Perceptron(
        sizes=sizes, activations=(parse("tanh(z)"),) * (len(sizes) - 2), output="identity",
        loss="mse", multipliers=(1.0,) * (len(sizes) - 1), bias=False,
        inputs=np.ones((samples, sizes[0])), targets=np.ones((samples, 1)),
        test_inputs=np.ones((0, sizes[0])),
        test_targets=np.ones((0, 1)),
    )  # fmt: skip
    start = Vectors(np.zeros((1, network.parameters)))
    given = Program(None, "sgd", {"lr": 0.1, "weight_decay": 0.0}, start, runs, 3, network=network)
    return replace(given, **changes)


@pytest.fixture(autouse=True)
def one_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "processors", lambda: 1)


@pytest.mark.parametrize(
    ("width", "runs", "expected"),
    [(16, 1, 1), (16, 1000, SEVERAL), (2, SEVERAL, SEVERAL), (224, 1, 1), (224, 1000, 1)],
)
def test_few_runs_and_large_networks_have_vectors_of_one_run(
    width: int, runs: int, expected: int
) -> None:
    assert recipe_of(program(width, runs)).width == expected


@pytest.mark.skipif(SEVERAL != 16, reason="measured with AVX-512")
@pytest.mark.parametrize(
    ("sizes", "samples", "expected"),
    [
        ((1, 4, 1), 20, 16), ((2, 3, 1), 100, 16), ((3, 3, 3, 1), 30, 16), ((4, 4, 1), 20, 16),
        ((1, 8, 1), 20, 1), ((2, 8, 8, 1), 20, 1), ((2, 12, 1), 64, 1), ((17, 17, 1), 64, 1),
    ],
)  # fmt: skip
def test_a_run_has_the_layout_that_was_measured_to_be_faster(
    sizes: tuple[int, ...], samples: int, expected: int
) -> None:
    assert layout.width(program(sizes, 1, samples)) == expected


def test_runs_that_would_leave_processors_idle_are_not_put_into_one_vector(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    several = program(8, SEVERAL)
    assert layout.width(several) == SEVERAL
    monkeypatch.setattr(machine, "processors", lambda: SEVERAL)
    assert layout.width(several) == 1


def test_steps_of_whole_matrices_are_taken_by_several_runs_at_once() -> None:
    assert layout.width(program(32, 4)) == 1
    assert layout.width(program(32, 4, samples=4, optimizer="muon")) == SEVERAL


def test_a_network_is_computed_in_either_layout_with_the_same_bits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    network = program(3, 1, samples=5).network
    assert network is not None
    params = np.random.default_rng(2).normal(size=(SEVERAL, network.parameters))
    inputs = np.random.default_rng(3).normal(size=(21, 3))
    outputs = []
    for width in (1, SEVERAL):
        monkeypatch.setattr(layout, "width", lambda _, width=width: width)
        outputs.append(queries.outputs(network, params, inputs, "float32"))
    np.testing.assert_array_equal(*outputs)


def test_a_fork_goes_on_in_the_layout_of_its_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = program(3, 2, samples=4)
    batch = Batch([plain])
    batch.advance(1)
    monkeypatch.setattr(layout, "width", lambda program: SEVERAL if chosen == 1 else 1)
    chosen = batch.segments[0][0].kernel.recipe.width
    other = replace(plain, settings={"lr": 0.2, "weight_decay": 0.0})
    assert recipe_of(other).width != chosen
    forked = batch.fork([other])
    assert forked.segments[0][0].kernel.recipe.width == chosen
    np.testing.assert_array_equal(forked.outcome().params, batch.outcome().params)


def test_starts_of_large_networks_are_written_as_few_whole_arrays() -> None:
    fills = [
        Kernel.of(program(width, 1, optimizer="adam", settings=ADAM)).fills for width in (2, 24)
    ]
    assert len(fills[0]) == len(fills[1])
