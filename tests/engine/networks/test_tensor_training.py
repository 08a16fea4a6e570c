"""Networks trained with optimizers of whole weight matrices, against plain Python."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from gdsim.catalogue import optimizers
from gdsim.engine.backends import cpu
from gdsim.engine.program import Cycle, Program
from tests.engine.networks.programs import program_of
from tests.reference.network_cases import stored_cases
from tests.reference.whole_tensors import Tensor, train

# Whole batches, biases, and a last weight matrix of one row.
CASE = next(
    case
    for case in stored_cases()
    if case.choice.batch is None and case.choice.bias and case.choice.sizes[-2:] == (4, 1)
)
STEPS = 20
VARIED = {"lamb": ("beta2", 0.95), "adafactor": ("beta2_decay", -0.5), "muon": ("momentum", 0.8)}


def program(optimizer: str, settings: dict[str, Any]) -> Program:
    layers = range(1, CASE.choice.depth + 2)
    neutral = {f"lr_{k}": 1.0 for k in layers} | {f"drift_{k}": 0.0 for k in layers}
    given = program_of(CASE, optimizer=optimizer, steps=STEPS, record=())
    defaults = {name: h.default for name, h in optimizers.catalogue()[optimizer].hyper.items()}
    parameters = {**given.parameters, **neutral}
    return replace(given, settings=defaults | settings, parameters=parameters)


def plain_run(given: Program, settings: dict[str, Any], start: np.ndarray) -> np.ndarray:
    definition = optimizers.catalogue()[given.optimizer]
    tensors = []
    for place in given.network.tensors:
        part = start[place.first : place.first + place.rows * place.columns]
        shape = (place.rows,) if place.is_bias else (place.rows, place.columns)
        tensors.append(Tensor(definition, part.reshape(shape)))
    data = CASE.inputs, CASE.targets
    return train(tensors, settings, lambda p, _: CASE.naive.gradient(p, *data), STEPS)[-1]


@pytest.mark.parametrize("shared", [True, False], ids=["one setting", "a setting a run"])
@pytest.mark.parametrize("optimizer", VARIED)
def test_a_network_takes_the_steps_of_plain_python(optimizer: str, shared: bool) -> None:
    name, value = VARIED[optimizer]
    each = [value, value if shared else value / 2]
    given = program(optimizer, {"lr": 0.02, name: value if shared else Cycle(np.array(each), 1)})
    found = cpu.run(given, threads=1).params
    for row, start, mine in zip(found, given.start.values, each, strict=True):
        expected = plain_run(given, {"lr": 0.02, name: mine}, start)
        np.testing.assert_allclose(row, expected, rtol=1e-11, atol=1e-12)
        assert np.abs(expected - start).max() > 0.05
