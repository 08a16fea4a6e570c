"""The wheel: what `pip install` of a built gdsim installs."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with the unpacked wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (archive,) = folder.glob("gdsim-*.whl")
    zipfile.ZipFile(archive).extractall(folder / "unpacked")
    return folder / "unpacked"


def test_the_wheel_finds_its_own_assets(wheel: Path, tmp_path: Path) -> None:
    probe = "from gdsim.base.assets import path; print(path('icon/gdsim.svg'))"
    done = subprocess.run(
        [sys.executable, "-S", "-c", probe],
        cwd=tmp_path,
        env={"PYTHONPATH": str(wheel)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(done.stdout.strip()) == wheel / "gdsim" / "assets" / "icon" / "gdsim.svg"


def test_the_wheel_holds_the_package_and_its_licences_and_nothing_else(wheel: Path) -> None:
    names = {path.name.split("-")[0] for path in wheel.iterdir()}
    assert names == {"gdsim"}
    licences = {path.name for path in wheel.glob("*.dist-info/licenses/**/*") if path.is_file()}
    assert {"LICENSE", "LICENSE-Inter.txt"} <= licences


def test_the_wheel_has_the_documentation_with_its_pictures_and_not_what_builds_it(
    wheel: Path,
) -> None:
    docs = wheel / "gdsim" / "assets" / "docs"
    pages = {path.name for path in (ROOT / "docs").glob("*.md")}
    assert {path.name for path in docs.iterdir()} == pages | {"pictures"}
    shown = {
        picture
        for page in docs.glob("*.md")
        for picture in re.findall(r"!\[[^\]]*\]\((pictures/[^)]+)\)", page.read_text("utf-8"))
    }
    assert {f"pictures/{path.name}" for path in (docs / "pictures").iterdir()} == shown


def test_the_wheel_has_both_commands(wheel: Path) -> None:
    (entry_points,) = wheel.glob("*.dist-info/entry_points.txt")
    text = entry_points.read_text()
    assert "gdsim = gdsim.cli:main" in text
    assert "gdsim-app = gdsim.__main__:app" in text
