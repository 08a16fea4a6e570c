"""The Pythons and packages that gdsim is for, stated once and held against what else names them."""

import re
import tomllib
from pathlib import Path

from gdsim.base import version

ROOT = Path(__file__).resolve().parents[2]
PYTHONS = [f"3.{minor}" for minor in range(version.OLDEST_PYTHON[1], version.NEWEST_PYTHON[1] + 1)]


def test_the_package_asks_for_the_oldest_python_and_names_no_other():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["requires-python"] == f">={PYTHONS[0]}"
    words = "Programming Language :: Python :: "
    named = [each.removeprefix(words) for each in project["classifiers"] if words in each]
    assert named == PYTHONS[: len(named)] and len(named) > 2


def test_make_and_the_tests_of_versions_take_the_same():
    made = (ROOT / "packaging/environment.sh").read_text()
    assert f"not {version.OLDEST_PYTHON} <= sys.version_info[:2] <= {version.NEWEST_PYTHON}" in made
    for file in ("packaging/versions.sh", ".github/workflows/versions.yml"):
        named = re.findall(r'python(3\.\d+)|"(3\.\d+)"', (ROOT / file).read_text())
        assert sorted({one or other for one, other in named}) == PYTHONS, file


def test_needs_of_a_package_and_of_none():
    assert any(line.startswith("numpy") for line in version.needed_by("gdsim"))
    assert version.needed_by("no-such-package-of-anybody") == []
