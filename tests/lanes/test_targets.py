"""The same bits on every processor: kernels compiled for others give the bits of this one."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gdsim.lanes import host
from gdsim.lanes.host import vector_unit
from tests.lanes.digests import digests

ROOT = Path(__file__).resolve().parents[2]
# The baseline has no fma instruction, no instruction that rounds, and 16 bytes a register. The
# other one is of the kind of this processor, if that has AVX2 and no more. An empty name is LLVM's
# baseline.
PROCESSORS = {
    processor: unit
    for processor, unit in {"x86-64-v3": "AVX2", "": "plain"}.items()
    if unit != vector_unit().name
}


def compiled_for(processor: str, cache: Path) -> subprocess.Popen[str]:
    """A process that computes the digests with code for another processor."""
    environment = {
        **os.environ,
        "NUMBA_CPU_NAME": processor,
        "NUMBA_CPU_FEATURES": "",
        "GDSIM_CACHE": str(cache),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.lanes.digests"],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="module")
def everywhere(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What each processor finds, computed side by side."""
    started = {p: compiled_for(p, tmp_path_factory.mktemp(p or "baseline")) for p in PROCESSORS}
    found = {"here": {"digests": digests()}}
    for processor, process in started.items():
        out, errors = process.communicate(timeout=300)
        assert process.returncode == 0, errors
        found[processor] = json.loads(out)
    return found


@pytest.mark.slow
@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="for x86-64 only")
@pytest.mark.parametrize("processor", PROCESSORS)
def test_other_processors_get_the_same_bits(
    everywhere: dict[str, dict[str, Any]], processor: str
) -> None:
    here, there = everywhere["here"]["digests"], everywhere[processor]["digests"]
    assert everywhere[processor]["unit"] == PROCESSORS[processor]
    assert set(there) == set(here)
    assert [name for name in here if here[name] != there[name]] == []


@pytest.mark.parametrize(
    ("name", "features", "unit"),
    [
        (None, None, "AVX-512"),
        ("", "", "plain"),
        ("", None, "AVX-512"),
        (None, "", "AVX-512"),
        (None, "-avx512f", "AVX2"),
        ("generic", None, "plain"),
        ("x86-64-v3", "", "AVX2"),
        ("x86-64-v3", None, "AVX-512"),
        ("x86-64-v4", "-avx512f", "AVX2"),
        ("x86-64", "+avx,+avx2", "AVX2"),
    ],
)
def test_the_vector_unit_is_that_of_the_processor_that_numba_is_asked_for(
    name: str | None, features: str | None, unit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host, "_features_of_host", lambda: frozenset({"avx2", "avx512f"}))
    for variable, value in (("NUMBA_CPU_NAME", name), ("NUMBA_CPU_FEATURES", features)):
        if value is None:
            monkeypatch.delenv(variable, raising=False)
        else:
            monkeypatch.setenv(variable, value)
    assert vector_unit().name == unit
    is_of_host = features is None and name != "generic"
    assert host.processor().endswith("avx2,avx512f") == is_of_host
