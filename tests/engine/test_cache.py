"""Compiled kernels are found again by other processes, and never when a source has changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata, resources
from pathlib import Path

import pytest

from gdsim.engine import cache, fingerprint
from tests.engine.kept import with_loop

# Runs a small program; says how many kernels were compiled, and the bits of its loss.
SCRIPT = """
import json, sys
from gdsim.engine import cache
from gdsim.engine.backends import cpu
from tests.engine.programs import program
found = cpu.run(program("x**2", "adam", start=(1.0,), settings={"lr": 0.01}))
numbers = [cache.counts()["compiled"], float(found.loss[0]).hex(), int("numba" in sys.modules)]
print(json.dumps(numbers))
"""


def start(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, "GDSIM_CACHE": str(folder)},
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> list[object]:
    out, errors = process.communicate(timeout=120)
    assert process.returncode == 0 and not errors, errors
    found: list[object] = eval(out)
    return found


def files(folder: Path) -> dict[str, int]:
    """The machine code of every module below a folder, with the time it was written."""
    return {str(p): p.stat().st_mtime_ns for p in folder.rglob("*.code")}


@pytest.fixture
def fresh() -> Iterator[None]:
    """No folder or fingerprint remembered, before and behind a test."""
    cache.folder.cache_clear()
    fingerprint.of_sources.cache_clear()
    fingerprint.of_machine.cache_clear()
    yield
    cache.folder.cache_clear()
    fingerprint.of_sources.cache_clear()
    fingerprint.of_machine.cache_clear()


@pytest.mark.slow
def test_two_processes_at_once_compile_what_later_ones_find(tmp_path: Path) -> None:
    stranger = tmp_path / "kernels" / "of another program"
    stranger.mkdir(parents=True)
    (stranger / "notes.txt").write_text("not a kernel")
    loop = with_loop(tmp_path)
    first, second = (finish(process) for process in [start(tmp_path), start(tmp_path)])
    assert first[1] == second[1]
    assert first[0] > 0 and first[2]
    written = files(tmp_path)
    assert written
    assert {path.suffix for path in tmp_path.rglob("*") if path.is_file()} == {".code", ".txt"}
    assert finish(start(tmp_path)) == [0, first[1], 0]  # without Numba
    assert files(tmp_path) == written
    # What a machine leaves that went off while it wrote is mended.
    for path in tmp_path.rglob("*.code"):
        if path != loop:
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    mended, again = finish(start(tmp_path)), finish(start(tmp_path))
    assert mended[0] >= first[0] and mended[1] == first[1]
    assert again == [0, first[1], 0]
    assert (stranger / "notes.txt").read_text() == "not a kernel"


def test_an_edit_of_any_source_gives_another_fingerprint(
    fresh: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = fingerprint.of_machine()

    def clear() -> None:
        fingerprint.of_sources.cache_clear()
        fingerprint.of_machine.cache_clear()

    for package in fingerprint.SOURCES:
        source = str(resources.files(package))  # which may be read-only
        shutil.copytree(source, tmp_path / package, copy_function=shutil.copyfile)
    monkeypatch.setattr(fingerprint.resources, "files", lambda package: tmp_path / package)
    clear()
    assert fingerprint.of_machine() == before
    edited = (
        "gdsim.catalogue.optimizers/adam.py",
        "gdsim.lanes/simd.py",
        "gdsim.engine/judge.py",
        "gdsim.engine/templates/stride.py",
        "gdsim.engine/networks/parts.py",
        "gdsim.catalogue.losses/cross_entropy.py",
        "gdsim.catalogue.activations/softmax.py",
    )
    for name in edited:
        (tmp_path / name).write_text((tmp_path / name).read_text("utf-8") + "# edited\n", "utf-8")
        clear()
        assert fingerprint.of_machine() != before
        before = fingerprint.of_machine()


@pytest.mark.parametrize("library", ["numba", "llvmlite", "numpy"])
def test_another_version_of_a_library_gives_another_fingerprint(
    fresh: None, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    before = fingerprint.of_machine()
    version = metadata.version
    monkeypatch.setattr(
        metadata, "version", lambda name: "0.0" if name == library else version(name)
    )
    fingerprint.of_machine.cache_clear()
    assert fingerprint.of_machine() != before


def trial(answer: str, before: str = "") -> cache.Source:
    """A module with one part, which returns an expression of its argument n."""
    lines = [before, "from gdsim.lanes.parts import part", "@part(1)", "def answer(n):"]
    return cache.Source("trial", "\n".join([*lines, f"    return {answer}", ""]))


def test_code_with_addresses_of_this_process_is_not_kept(
    fresh: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GDSIM_CACHE", str(tmp_path))
    source = trial("NUMBERS[n]", "import numpy as np\nNUMBERS = np.arange(2_000_000)")
    assert source.load().answer.ctypes(1_234_567) == 1_234_567
    assert not list(tmp_path.rglob("*.code"))


def test_modules_are_loaded_once_and_written_whole(
    fresh: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GDSIM_CACHE", str(tmp_path))
    source = trial("n + 6 * 7")
    assert not source.is_compiled
    parts = source.load()
    assert parts.answer.ctypes(1) == 43 and source.is_compiled
    assert trial("n + 6 * 7").load() is parts
    assert trial("n + 6 * 8").load().answer.ctypes(1) == 49
    assert len(list(tmp_path.rglob("trial_*.code"))) == 2
    wrong = cache.Source("trial", "answer = = 42\n")
    for _ in range(2):  # a module that failed is tried again, not handed out half made
        with pytest.raises(SyntaxError):
            wrong.load()
        assert not wrong.is_compiled


def test_compiled_modules_are_loaded_while_another_is_compiled(
    fresh: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GDSIM_CACHE", str(tmp_path))
    ready, other = trial("n + 6 * 10"), trial("n + 6 * 11")
    ready._compile()
    begun, may_go_on, compile_ = threading.Event(), threading.Event(), cache.Source._compile

    def wait(source: cache.Source) -> object:
        begun.set()
        assert may_go_on.wait(60)
        return compile_(source)

    monkeypatch.setattr(cache.Source, "_compile", wait)
    with ThreadPoolExecutor(2) as threads:
        compiling = threads.submit(other.load)
        try:
            assert begun.wait(60)
            assert threads.submit(ready.load).result(60).answer.ctypes(1) == 61
            assert not compiling.done()
        finally:
            may_go_on.set()
        assert compiling.result(60).answer.ctypes(1) == 67


def test_on_a_full_disk_kernels_are_compiled_and_nothing_is_left(
    fresh: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    resource = pytest.importorskip("resource")
    monkeypatch.setenv("GDSIM_CACHE", str(tmp_path))
    cache.folder()
    source, usual = trial("n + 6 * 9"), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, usual[1]))
    try:
        assert source.load().answer.ctypes(1) == 55
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_kernels_of_other_versions_go_after_a_month(
    fresh: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    old, recent = tmp_path / "kernels" / "old", tmp_path / "kernels" / "recent"
    for folder in (old, recent):
        folder.mkdir(parents=True)
        (folder / "stride_1.code").write_text("")
    month = time.time() - 31 * 86_400
    os.utime(old, (month, month))
    monkeypatch.setenv("GDSIM_CACHE", str(tmp_path))
    assert cache.folder() == tmp_path / "kernels" / fingerprint.of_machine()
    assert recent.exists() and not old.exists()


def test_a_missing_module_is_compiled_elsewhere_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GDSIM_CACHE", str(tmp_path))
    cache.folder.cache_clear()
    asked: list[cache.Source] = []
    cache.compile_elsewhere(asked.append)
    try:
        missing = cache.Source("trifle", f"# {tmp_path}")
        missing.load()
        missing.load()
    finally:
        cache.compile_elsewhere(None)
        cache.folder.cache_clear()
    assert asked == [missing]
