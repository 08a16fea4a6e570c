"""The shipped experiments are compiled in a process of its own, once, which ends with its input."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gdsim.app.worker import examples
from gdsim.app.worker.recording import recorded
from gdsim.base import assets
from gdsim.engine.cache import Source
from gdsim.experiment import Experiment
from gdsim.experiment.session import Session
from tests.engine.kept import with_loop

EXAMPLE = """
gdsim = 1
objective = { function = "x**2 + 5*y**2", start = [1.0, 1.0] }
optimizers = ["sgd"]
steps = 10
"""
# Be the process, for the files that are named, the last of which is no experiment. Of the lowest
# priority it would come to no end beside others that keep all processors busy.
SCRIPT = """
import sys
from pathlib import Path
from gdsim.app.worker import examples
examples.PRIORITY = 1
examples.examples = lambda: {path: Path(path) for path in sys.argv[1:]}
examples.lessons = dict
"""
BLOCKED = "import threading\nexamples.sources = lambda path: threading.Event().wait()\n"


def started(cache: Path, script: str, *files: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", f"{script}examples.main()", *map(str, files)],
        env={**os.environ, "GDSIM_CACHE": str(cache)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_what_the_files_need_is_compiled_and_that_it_is_remembered(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text(EXAMPLE)
    bad.write_text("gdsim = ")
    with_loop(tmp_path / "cache")
    with started(tmp_path / "cache", SCRIPT, bad, good) as process:
        assert process.stdin is not None and process.stdout is not None
        assert process.stdout.read() == "0 2\n1 2\n2 2\n"
        assert process.wait() == 0
    (folder,) = (tmp_path / "cache" / "kernels").iterdir()
    made = {path.name for path in folder.iterdir()}
    assert made == {f"{each.name}.code" for each in examples.sources(good)} | {examples.ALL}


def test_it_ends_with_its_input_while_it_compiles_and_nothing_is_remembered(
    tmp_path: Path,
) -> None:
    with started(tmp_path / "cache", SCRIPT + BLOCKED, tmp_path) as process:
        assert process.stdout is not None and process.stdin is not None
        assert process.stdout.readline() == "0 1\n"
        process.stdin.close()
        assert process.wait(60) == 0
        assert process.stdout.read() == ""
    assert not list(tmp_path.rglob(examples.ALL))


@pytest.mark.parametrize("name", ["escaping_by_noise", "xor_stuck"])
def test_what_is_compiled_is_what_an_experiment_begins_with_in_the_window(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    loaded: set[str] = set()
    load = Source.load

    def noted(source: Source) -> object:
        loaded.add(source.name)
        return load(source)

    monkeypatch.setattr(Source, "load", noted)
    path = assets.path(f"experiments/{name}.toml")
    Session(recorded(Experiment.load(path)))
    assert loaded and loaded <= {source.name for source in examples.sources(path)}
