"""Modifiers change the gradient or the step of any optimizer, with the bits of plain Python."""

from __future__ import annotations

from typing import Any

import pytest

from gdsim.catalogue import optimizers
from gdsim.engine.backends import cpu
from tests.engine.programs import cycle, program, same_as_naive

STEPPED: dict[str, dict[str, Any]] = {
    "sgd": {"lr": 0.003},
    "momentum": {"lr": 0.002, "momentum": 0.9},
    "adam": {"lr": 0.1, "beta1": 0.8},
    "rmsprop": {"lr": 0.02, "momentum": 0.8, "centered": True},
    "newton": {"lr": 0.7},
    "schedule_free_sgd": {"lr": 0.005},
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("optimizer", STEPPED)
def test_cautious_steps_have_the_bits_of_plain_python(optimizer: str, dtype: str) -> None:
    given = program(
        "saddle" if optimizer == "adam" else "banana", optimizer, settings=STEPPED[optimizer]
        if False else _settings(optimizer), runs=5, steps=40, dtype=dtype, noise=0.4,
        seed=cycle(1, 2), modifiers={"cautious": {"floor": cycle(0.6, 1e-3, 0.2)}},
        record=("params",), clip_norm=30.0,
    )  # fmt: skip
    same_as_naive(given, cpu.run(given), range(5))


def _settings(optimizer: str) -> dict[str, Any]:
    defaults = {n: h.default for n, h in optimizers.catalogue()[optimizer].hyper.items()}
    return {**defaults, **STEPPED[optimizer]}
