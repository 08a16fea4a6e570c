"""Layers that are compiled for their sizes have the bits of those that serve all sizes."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from gdsim.calculus import parse
from gdsim.engine.backends import cpu
from gdsim.engine.networks import layers, modules
from gdsim.engine.networks.source.layer import Layer, slope_lines
from gdsim.engine.perceptron import Perceptron
from gdsim.engine.program import Draw, Draws, Program
from tests.engine.networks.test_bits import NETWORK, program, same_bits, samples


def loaded(some: tuple[Layer, ...], work: float = 0.0) -> tuple[SimpleNamespace, ...]:
    return tuple(modules.layer(each).load() for each in some)


def network(sizes: tuple[int, ...], activations: list[str], **changes: Any) -> Perceptron:
    count = len(NETWORK.inputs)
    given: dict[str, Any] = {
        "sizes": sizes,
        "activations": tuple(map(parse, activations)),
        "multipliers": (1.0,) * len(activations) + (1.0,),
        "inputs": samples(count, sizes[0], 1),
        "targets": samples(count, sizes[-1], 2),
        "test_inputs": samples(7, sizes[0], 3),
        "test_targets": samples(7, sizes[-1], 4),
    }
    return replace(NETWORK, **given | changes)


def trained(network: Perceptron, **changes: Any) -> Program:
    """Runs of plain descent that record what is left by passes forward and backward."""
    draw = Draws((Draw("normal", 0.4, 0.1),) * len(network.layers))
    return program(
        network=network,
        optimizer="sgd",
        settings={"lr": 0.05, "weight_decay": 0.0},
        start=draw,
        steps=9,
        every=4,
        noise=0.0,
        record=("loss", "layer_grad_norm", "dead"),
        **changes,
    )


CASES = {
    "own orders": trained(NETWORK),
    "one order, replacement, float64": trained(
        replace(NETWORK, replacement=True), seed=3.0, dtype="float64"
    ),
    "no biases, all samples, wide and narrow": trained(
        network(
            (1, 33, 17, 1, 3),
            ["tanh(z)", "0.5*z", "where(z > 0, z, 0.2*z)"],
            bias=False,
            batch=None,
            multipliers=(0.5, 1.0, 2.0, 1.0),
        )
    ),
    "one sample a step": trained(network((2, 1), [], batch=1), seed=3.0),
    "few registers": trained(
        network((2, 4, 3, 5, 4, 1), ["z*sigmoid(z)", "sigmoid(z)", "tanh(z)", "relu(z)"])
    ),
}
WIDTHS = {"few registers": 4}  # as a width that fills no register of the largest


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_layers_of_their_own_change_no_bit(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layers, "codes", lambda some, work: None)
    plain = cpu.run(CASES[case], width=WIDTHS.get(case))
    monkeypatch.setattr(layers, "codes", loaded)
    same_bits(cpu.run(CASES[case], width=WIDTHS.get(case)), plain)


@pytest.mark.slow
def test_runs_take_them_when_they_are_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    given = CASES["own orders"]
    monkeypatch.setattr(layers, "codes", lambda some, work: None)
    plain = cpu.Batch([given], threads=1)
    plain.advance(given.steps)
    with_own = cpu.Batch([given], threads=1)
    with_own.advance(5)
    monkeypatch.setattr(layers, "codes", loaded)
    with_own.advance(given.steps - 5)
    kernel = with_own.segments[0][0].kernel
    assert kernel.parts is not None and kernel.parts.is_tailored
    same_bits(with_own.outcome(), plain.outcome())
    for each in (plain, with_own):
        each.close()


def joined() -> None:
    for thread in threading.enumerate():
        if thread.name == layers.THREAD:
            thread.join()


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> tuple[Layer, ...]:
    """Layers on which no work was done, compiled after 100 units of work if not before."""
    monkeypatch.setattr(layers, "_known", defaultdict(layers._Progress))
    monkeypatch.setattr(layers, "LOADED_AFTER", 10.0)
    monkeypatch.setattr(layers, "COMPILED_AFTER", 100.0)
    return layers.layers_of(network((1, 1), [], batch=None), "float32", 8, own_inputs=False)


def test_layers_are_compiled_once_work_was_done(
    own: tuple[Layer, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    code = SimpleNamespace()
    missing = SimpleNamespace(is_compiled=False, load=lambda: code)
    monkeypatch.setattr(layers.modules, "layer", lambda layer: missing)
    assert layers.codes(own, 60.0) is None
    joined()
    assert layers.codes(own, 30.0) is None  # it is not in the cache
    joined()
    layers.codes(own, 10.0)
    joined()
    assert layers.codes(own, 0.0) == (code,)


def test_compiled_layers_are_loaded_sooner(
    own: tuple[Layer, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    code = SimpleNamespace()
    kept = SimpleNamespace(is_compiled=True, load=lambda: code)
    monkeypatch.setattr(layers.modules, "layer", lambda layer: kept)
    assert layers.codes(own, 9.0) is None
    joined()
    assert layers.codes(own, 0.0) is None
    layers.codes(own, 1.0)
    joined()
    assert layers.codes(own, 0.0) == (code,)


def test_layers_that_cannot_be_compiled_are_done_without(
    own: tuple[Layer, ...], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(layer: Layer) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(layers.modules, "layer", fail)
    layers.codes(own, 1000.0)
    joined()
    assert layers.codes(own, 0.0) is None
    assert "the disk is full" in caplog.text


def test_one_thread_loads_layers_whatever_was_done_at_once(
    own: tuple[Layer, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[bool] = []
    monkeypatch.setattr(layers, "_load", lambda some, progress, compiles: begun.append(compiles))
    layers.codes(own, 1000.0)
    joined()
    assert begun == [True]


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("tanh(z)", True),
        ("tanh(1.5*z)", True),
        ("sigmoid(z)", True),
        ("z", True),
        ("relu(z)", True),
        ("relu(2*z)", True),
        ("relu(z)*z", False),
        ("sin(z)", False),
        ("z*sigmoid(z)", False),
    ],
)
def test_slopes_that_are_known_from_the_activation(text: str, known: bool) -> None:
    assert (slope_lines(parse(text)) is not None) == known
