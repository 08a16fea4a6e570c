"""The script for machines with a card, as far as it works without one."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from gdsim.engine.backends import cpu
from tests.engine.backends.cuda.host import HostDriver
from tests.engine.backends.cuda.networks import catalogue_networks
from tests.gpu import cases, check


def test_each_case_has_a_digest_which_is_that_of_the_cpu() -> None:
    given, digests = {**cases.cases(), **catalogue_networks()}, cases.stored()
    assert list(digests) == list(given) and len(set(digests.values())) == len(given) > 40
    for name in ("noise", "a Hessian"):
        assert cases.digest(cpu.run(given[name])) == digests[name]


def test_what_differs_is_told_and_what_fails_leaves_the_rest(
    card: HostDriver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {name: cases.cases()[name] for name in ("noise", "a Hessian")}
    monkeypatch.setattr(check, "cases", lambda: given)
    monkeypatch.setattr(check, "stored", lambda: {**cases.stored(), "noise": "other"})
    monkeypatch.setitem(check.PARTS, "ceilings", lambda: 1 / 0)
    lines = list(check.carry_out(tmp_path / "out.json", ["about", "ceilings", "bits"]))
    results = json.loads((tmp_path / "out.json").read_text())
    assert len(lines) == 3 and results["about"]["card"] == "the host"
    assert results["ceilings"] == {"failed": "ZeroDivisionError: division by zero"}
    true = cases.stored()["noise"]
    assert results["bits"]["wrong"] == {"noise": {"gpu": true, "cpu": true, "stored": "other"}}


def test_what_races_with_the_card_lacks_nothing_but_its_packages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "path", list(sys.path))
    try:
        assert check.jax_contender(16)().shape == (16,)
    except ModuleNotFoundError as error:
        assert error.name in ("jax", "optax")
