"""Modifiers change the gradient or the step of any optimizer, with the bits of plain Python."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gdsim.catalogue import discover, optimizers
from gdsim.engine.backends import cpu
from gdsim.engine.recipes import recipe_of
from gdsim.engine.source import stride_text
from tests.engine.programs import cycle, program, same_as_naive, same_bits

SETTINGS: dict[str, dict[str, Any]] = {
    "momentum": {"lr": 0.002, "momentum": 0.9},
    "adam": {"lr": 0.1, "beta1": 0.8},
    "newton": {"lr": 0.7},
    "schedule_free_sgd": {"lr": 0.005},
}


def settings(optimizer: str) -> dict[str, Any]:
    defaults = {n: h.default for n, h in optimizers.catalogue()[optimizer].hyper.items()}
    return {**defaults, **SETTINGS[optimizer]}


@pytest.mark.parametrize(
    ("optimizer", "dtype"), list(zip(SETTINGS, ["float32", "float64"] * 2, strict=True))
)
def test_modified_steps_have_the_bits_of_plain_python(optimizer: str, dtype: str) -> None:
    modifiers = {
        "cautious": {"floor": cycle(0.6, 1e-3, 0.2)},
        "decoupled_decay": {"weight_decay": 0.3},
    }
    given = program(
        "banana", optimizer, settings=settings(optimizer), runs=5, steps=40, dtype=dtype,
        noise=0.4, seed=cycle(1, 2), modifiers=modifiers, record=("params",), clip_norm=30.0,
    )  # fmt: skip
    found = cpu.run(given)
    same_as_naive(given, found, range(3))
    # A run by itself, and among others with other settings, has the same bits.
    alone = replace(given, modifiers={**modifiers, "cautious": {"floor": 0.6}}, runs=1, seed=1)
    same_bits(cpu.run(alone), found.part(slice(0, 1)))


def test_every_modifier_is_named_in_a_kernel_only_where_it_is_used() -> None:
    given = program("banana", "adam", clip_value=2.0)
    text = stride_text(recipe_of(given))
    assert "clip_value" in text
    assert not any(name in text for name in set(discover("modifier")) - {"clip_value"})
    bare = stride_text(recipe_of(program("banana", "adam")))
    assert not any(name in bare for name in discover("modifier"))
    # What there is more in the text with a modifier is only what it does.
    lines = [line for line in text.splitlines() if line not in bare.splitlines()]
    assert all("clip_value" in line or "load_uniform" in line for line in lines)
