"""The code that NVVM writes for a card has the arithmetic that it is given, and no other."""

from __future__ import annotations

import pytest

import gdsim as gd
from gdsim.base.errors import CudaError
from gdsim.engine.backends.cuda import code, presence
from gdsim.engine.backends.cuda.network import joined, row_of, sources_of
from gdsim.engine.cache import Source
from gdsim.engine.recipes import recipe_of
from gdsim.engine.source.gpu import gpu_text
from gdsim.lanes.host import BLOCK
from tests.engine.backends.cuda.ptx import fused, loose
from tests.engine.programs import program

if presence.missing_packages() is not None:
    pytest.skip(str(presence.missing_packages()), allow_module_level=True)


def source() -> Source:
    """A kernel without a single multiply-add of its own."""
    given = program("banana", "momentum", settings={"momentum": 0.9, "weight_decay": 0.1})
    return Source("gpu", gpu_text(recipe_of(given, BLOCK)))


def test_products_and_sums_stay_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = code.instructions(source(), (8, 0))
    strict = code.assembled(texts, (8, 0))
    assert ".target sm_80" in strict and f".visible .entry {code.ENTRY}(" in strict
    assert strict.count("mul.rn.f32") > 10 and not fused(strict)
    assert not loose(strict)
    # The usual options join them, which this test would see.
    monkeypatch.setitem(code.OPTIONS, "fma", True)
    joined = code.assembled(texts, (8, 0))
    assert fused(joined) > 5 and loose(joined)


def test_code_is_kept_and_a_newer_card_gets_that_of_the_newest_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = code.compiled(source(), (9, 0))
    assert b".target sm_90" in kept
    monkeypatch.setattr(code, "instructions", None)
    assert code.compiled(source(), (12, 1)) == kept
    monkeypatch.setattr(presence, "version_of", {"numba-cuda": "0.30.4"}.get)
    with pytest.raises(CudaError, match="cuda-bindings and nvidia-nvvm are not installed"):
        code.compiled(source(), (9, 0))


def test_a_network_is_joined_of_parts_that_keep_their_arithmetic() -> None:
    network = gd.Network([2, 4, 1], data="xor")
    (given,) = gd.Experiment(network, "sgd", lr=[0.1, 0.2]).programs()
    several, kernel = joined(sources_of(given, recipe_of(given, row_of(given))))
    strict = code.assembled([code.linked_parts(several, kernel)], (8, 0))
    assert ".target sm_80" in strict and ".callprototype" in strict
    assert strict.count(".visible .entry") == 2
    assert fused(strict) > 50 and not loose(strict, calls=True)
    # Parts are called by address, all else is within them.
    assert strict.count(".visible .func") == len(code.symbols(several))
