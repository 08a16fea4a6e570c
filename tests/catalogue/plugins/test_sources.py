"""The current source is run, whatever bytecode of older files Python has cached."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.catalogue.plugins.conftest import OPTIMIZER

ROOT = Path(__file__).resolve().parents[3]

# Uses a catalogue: the step from 3 of the user's optimizer, for a gradient of 6, and its digest.
SCRIPT = """
import importlib, json, sys
for name in sys.argv[2:]:
    importlib.import_module(name)
import gdsim as gd
from gdsim.catalogue import discover
from gdsim.catalogue.plugins import in_use
gd.use_catalogue(sys.argv[1])
step = discover("optimizer")["bounded"].step
print(json.dumps([step(3.0, 6.0, 0.25, 1.0), in_use.fingerprint([("optimizer", "bounded")])]))
"""
SHARED = "def root(x):\n    return x + x\n"  # in place of a square root
EDITED = SHARED.replace("x + x", "x * x")
ROOTED = "from gdsim.lanes.math import sqrt"
ANNOUNCED = "[gdsim.catalogues]\ntheirs = their_methods\n"


def run(source: Path | str, *imported: str, beside: Path) -> subprocess.CompletedProcess[str]:
    """A process that keeps bytecode, as Python does unless it is told not to."""
    environment = {**os.environ, "PYTHONPATH": f"{beside}{os.pathsep}{os.environ['PYTHONPATH']}"}
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX", "GDSIM_CATALOGUES"):
        environment.pop(name, None)
    command = [sys.executable, "-c", SCRIPT, str(source), *imported]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def found(source: Path | str, *, beside: Path) -> tuple[float, dict[str, str]]:
    done = run(source, beside=beside)
    assert done.returncode == 0, done.stderr
    step, digest = json.loads(done.stdout)
    return step, digest


def using(module: str) -> str:
    """The optimizer, with its root from another module."""
    return OPTIMIZER.replace(ROOTED, f"from {module} import root as sqrt")


def rewrite(file: Path, text: str) -> None:
    """Another text of the same length, with the file's time kept, as copying may do."""
    before = file.stat()
    assert len(text) == before.st_size
    file.write_text(text)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def catalogue(form: str, folder: Path) -> tuple[str, Path]:
    """A catalogue of some form: how it is named, and the file that its optimizer's root is in."""
    texts = {
        "folder": {"shelf/bounded.py": using("._shared"), "shelf/_shared.py": SHARED},
        "file": {"bounded.py": using("._shared"), "_shared.py": SHARED},
        "package": {
            "shelf/__init__.py": SHARED,
            "shelf/bounded.py": using("."),
        },
        "folder within": {
            "shelf/optimizers/bounded.py": using("..deep.shared"),
            "shelf/deep/shared.py": SHARED,
        },
        "neighbour": {"shelf/bounded.py": using("their_roots"), "their_roots.py": SHARED},
        "announced": {
            "their_methods/__init__.py": "",
            "their_methods/bounded.py": using("._shared"),
            "their_methods/_shared.py": SHARED,
            "their_methods-1.2.dist-info/METADATA": "Metadata-Version: 2.1\nName: t\nVersion: 1\n",
            "their_methods-1.2.dist-info/entry_points.txt": ANNOUNCED,
        },
    }[form]
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (shared,) = (folder / name for name, text in texts.items() if text == SHARED)
    named = {"announced": "theirs", "file": str(folder / "bounded.py")}
    return named.get(form, str(folder / "shelf")), shared


FORMS = ("folder", "file", "package", "folder within", "neighbour", "announced")


@pytest.mark.parametrize("form", FORMS)
def test_a_file_rewritten_to_the_same_length_and_time_is_never_run_as_it_was(
    form: str, tmp_path: Path
) -> None:
    source, shared = catalogue(form, tmp_path)
    before = found(source, beside=tmp_path)
    assert before[0] == 3.0 - 0.25 * 6.0 / (37.0 + 37.0)
    rewrite(shared, EDITED)
    after = found(source, beside=tmp_path)
    assert after[0] == 3.0 - 0.25 * 6.0 / (37.0 * 37.0)
    assert after[1] != before[1]


@pytest.mark.parametrize(
    ("form", "module"), [("neighbour", "their_roots"), ("announced", "their_methods._shared")]
)
def test_bytecode_of_an_older_file_that_was_imported_before_the_catalogue_is_refused(
    form: str, module: str, tmp_path: Path
) -> None:
    source, shared = catalogue(form, tmp_path)
    assert run(source, module, beside=tmp_path).returncode == 0  # which keeps its bytecode
    rewrite(shared, EDITED)
    done = run(source, module, beside=tmp_path)
    assert done.returncode != 0
    assert f"SettingError: {shared}: was edited, but Python runs its earlier" in done.stderr
