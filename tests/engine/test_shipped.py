"""Kernels that are shipped spare a new machine the compiler, and have the same bits."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from gdsim.app.worker.recording import recorded
from gdsim.base import assets
from gdsim.catalogue.discovery import discover
from gdsim.engine import cache, fingerprint, modules, shipped
from gdsim.engine.backends import cpu
from gdsim.engine.cache import Source
from gdsim.experiment import Experiment
from gdsim.experiment.programs import outlines
from gdsim.experiment.session import Session
from gdsim.lanes.host import LEVELS, level, vector_unit
from gdsim.objectives import Function
from tests.engine.programs import program

ROOT = Path(__file__).resolve().parents[2]

needs_level = pytest.mark.skipif(level() is None, reason="no level of x86-64")

# Runs a small program, with shipped kernels below a folder if one is given; says how many were
# compiled, the bits of its loss, and whether Numba was imported.
SCRIPT = """
import json, sys
from pathlib import Path
from gdsim.base import assets
if sys.argv[1:]:
    assets.path = lambda name: Path(sys.argv[1])
from gdsim.engine import cache
from gdsim.engine.backends import cpu
from tests.engine.programs import program
found = cpu.run(program("x**2 + sin(x)/3", "adam", start=(1.1,), settings={"lr": 0.01}))
numbers = [cache.counts()["compiled"], float(found.loss[0]).hex(), int("numba" in sys.modules)]
print(json.dumps(numbers))
"""


def ran(folder: Path, *arguments: Path, **environment: str) -> list[object]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *map(str, arguments)],
        env={**os.environ, "GDSIM_CACHE": str(folder), **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[object] = json.loads(done.stdout)
    return found


@pytest.fixture
def kernels(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """The folder of shipped kernels for this processor and these sources; the cache is empty."""
    monkeypatch.setattr(assets, "path", lambda name: tmp_path / name)
    monkeypatch.setenv("GDSIM_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "kernels" / shipped.inner(level() or "")
    folder.mkdir(parents=True)
    cache.folder.cache_clear()
    shipped.folder.cache_clear()
    yield folder
    cache.folder.cache_clear()
    shipped.folder.cache_clear()


def trial(answer: str) -> Source:
    """A module with one part, which returns an expression of its argument n."""
    lines = ["from gdsim.lanes.parts import part", "@part(1)", "def answer(n):"]
    return Source("trial", "\n".join([*lines, f"    return {answer}", ""]))


def shipped_by_now(kernels: Path, source: Source) -> Path:
    """Compile a module and put its machine code among the shipped ones only."""
    source._compile()
    made = cache.folder() / f"{source.name}.code"
    return made.replace(kernels / made.name)


@needs_level
def test_a_level_of_code_has_the_bits_of_this_processors_and_needs_no_compiler(
    tmp_path: Path,
) -> None:
    chosen = {"NUMBA_CPU_NAME": level() or "", "NUMBA_CPU_FEATURES": ""}
    built = ran(tmp_path / "built", **chosen)
    own = cpu.run(program("x**2 + sin(x)/3", "adam", start=(1.1,), settings={"lr": 0.01}))
    loss = float(own.loss[0]).hex()
    assert built[0] != 0 and built[1] == loss
    (made,) = (tmp_path / "built" / "kernels").iterdir()
    place = tmp_path / "kernels" / shipped.inner(level() or "")
    place.parent.mkdir(parents=True)
    made.rename(place)
    assert ran(tmp_path / "new", tmp_path / "kernels") == [0, loss, 0]
    # Whoever asks for another processor gets its code, not that of a level.
    other = ran(tmp_path / "other", tmp_path / "kernels", **chosen)
    assert other == [built[0], loss, 1]


@needs_level
def test_shipped_kernels_are_found_and_damaged_ones_compiled(kernels: Path) -> None:
    assert not cache.is_new()
    source = trial("n + 6 * 21")
    assert not source.is_compiled
    made = shipped_by_now(kernels, source)
    kernels.chmod(0o555)
    try:
        assert source.is_compiled and trial("n + 6 * 21").load().answer.ctypes(1) == 127
        assert not list(cache.folder().iterdir())
    finally:
        kernels.chmod(0o755)
    other = trial("n + 6 * 22")
    made = shipped_by_now(kernels, other)
    made.write_bytes(made.read_bytes()[:-9])
    assert other.load().answer.ctypes(1) == 133
    assert [each.name for each in cache.folder().iterdir()] == [made.name]


@needs_level
def test_kernels_of_other_sources_are_not_taken(
    kernels: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = trial("n + 6 * 23")
    shipped_by_now(kernels, source)
    monkeypatch.setattr(shipped, "of_sources", lambda: "of other sources")
    shipped.folder.cache_clear()
    assert shipped.folder() is None and not source.is_compiled


def test_without_shipped_kernels_there_is_no_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def missing(name: str) -> Path:
        raise FileNotFoundError(name)

    monkeypatch.setattr(assets, "path", missing)
    monkeypatch.setenv("GDSIM_CACHE", str(tmp_path))
    shipped.folder.cache_clear()
    assert shipped.folder() is None and cache.is_new()
    shipped.folder.cache_clear()


def test_sources_that_kernels_are_made_of_are_hashed_apart_from_versions() -> None:
    assert fingerprint.of_sources() != fingerprint.of_machine()
    assert fingerprint.of_sources() in shipped.inner("x86-64-v3").split("/")


@pytest.mark.parametrize("name", LEVELS)
def test_a_level_has_a_vector_unit_and_no_level_beside_a_chosen_processor(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("NUMBA_CPU_NAME", name)
    monkeypatch.setenv("NUMBA_CPU_FEATURES", "")
    assert vector_unit().name == {"x86-64-v3": "AVX2", "x86-64-v4": "AVX-512"}[name]
    assert level() is None


def builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("kernels", ROOT / "packaging" / "kernels.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_only_kernels_of_other_sources_are_removed_before_new_ones_are_made(
    tmp_path: Path,
) -> None:
    own, old = fingerprint.of_sources(), "0123456789abcdef"
    for name in (own, old, "documents"):
        (tmp_path / name / "x86-64-v3").mkdir(parents=True)
    (tmp_path / "0123456789abcdee").write_text("a file")
    builder().remove_old(tmp_path)
    left = {each.name for each in tmp_path.iterdir()}
    assert left == {own, "documents", "0123456789abcdee"}


@pytest.mark.parametrize("name", ["escaping_by_noise", "xor_stuck"])
def test_what_is_shipped_is_what_an_experiment_loads_in_the_window(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    loaded: set[str] = set()
    load = Source.load

    def noted(source: Source) -> object:
        loaded.add(source.name)
        return load(source)

    monkeypatch.setattr(Source, "load", noted)
    experiment = Experiment.load(assets.path(f"experiments/{name}.toml"))
    session = Session(recorded(experiment))
    session.advance(3)
    session.snapshot()
    build = builder()
    names = {each.name for each in [*build.of_presets([name]), *build.of_all()]}
    assert loaded and loaded <= names


def test_any_optimizer_on_any_formula_has_its_slower_kernel_among_those_that_are_shipped() -> None:
    shipped_names = {each.name for each in builder().of_catalogue()}
    formula = Function("exp(x)/7 - x*y")
    for name, optimizer in discover("optimizer").items():
        if not formula.why_not(optimizer):
            (program,) = outlines(recorded(Experiment(formula, name)))
            calling = modules.calling(program)
            assert calling is not None
            needed = {each.name for each in modules.sources(calling)}
            # The formula itself is compiled when it is typed.
            assert needed - shipped_names == {modules.called(program).name}
