"""What a type checker sees: the catalogue's methods with their settings, and no others."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

import gdsim as gd
from gdsim.catalogue.choices import by_title

ROOT = Path(__file__).resolve().parents[2]


def _made():
    spec = importlib.util.spec_from_file_location("stubs", ROOT / "packaging" / "stubs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.stubs()


def test_the_stubs_are_those_of_the_catalogue_and_are_shipped():
    made = _made()
    for path, text in made.items():
        assert path.read_text() == text, f"{path.name} is of another catalogue: make stubs"
    assert (ROOT / "gdsim" / "py.typed").read_text() == ""
    names = made[ROOT / "gdsim" / "__init__.pyi"]
    for name in set(dir(gd)) - set(by_title()):
        assert name.startswith("__") or f" import {name} as {name}\n" in names


RIGHT = """
import gdsim as gd
gd.Adam(beta1=0.5, lr=gd.logspace(1e-3, 1.0, 5), schedule=gd.Cosine(warmup=3))
gd.RMSprop(centered=True)
gd.inits.normal(std=0.1, bias=0.2)
print(gd.Adam.title, gd.Adam.defaults, gd.__version__, gd.Experiment, gd.datasets, gd.explain)
"""
WRONG = {
    "gd.Adamm()": 'Module has no attribute "Adamm"',
    "gd.Adam(beta3=1)": 'Unexpected keyword argument "beta3"',
    "gd.Adam(0.1)": "Too many positional arguments",
    "gd.RMSprop(centered='yes')": 'incompatible type "str"; expected "bool"',
    "gd.inits.normall()": 'Module has no attribute "normall"',
    "gd.inits.normal(sd=1)": 'Unexpected keyword argument "sd"',
}


@pytest.fixture(scope="module")
def complaints(tmp_path_factory):
    """What mypy says of scripts, by line; of other modules it reads nothing, which takes long."""
    folder = tmp_path_factory.mktemp("scripts")
    (folder / "right.py").write_text(RIGHT)
    (folder / "wrong.py").write_text("\n".join(["import gdsim as gd", *WRONG]))
    stubs = [str(path.relative_to(ROOT)) for path in _made() if path.suffix == ".pyi"]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", os.devnull, "--follow-imports=skip",
         "--cache-dir", os.devnull, str(folder / "right.py"), str(folder / "wrong.py"), *stubs],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return [line for line in done.stdout.splitlines() if "scripts" in line]


def test_a_right_script_passes_a_type_checker(complaints):
    assert not [line for line in complaints if "right.py" in line]


@pytest.mark.parametrize("line", WRONG)
def test_a_slip_in_a_script_is_found_by_a_type_checker(complaints, line):
    place = f"wrong.py:{list(WRONG).index(line) + 2}: error: "
    assert any(place in each and WRONG[line] in each for each in complaints)
