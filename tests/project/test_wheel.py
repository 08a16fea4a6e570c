"""The wheel, which `pip install` installs, and the sdist, which a wheel is made of again."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with the unpacked wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    zipfile.ZipFile(built("wheel", ROOT, folder)).extractall(folder / "unpacked")
    return folder / "unpacked"


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with the unpacked sdist."""
    folder = tmp_path_factory.mktemp("sdist")
    with tarfile.open(built("sdist", ROOT, folder)) as archive:
        archive.extractall(folder, filter="data")
    (unpacked,) = (path for path in folder.iterdir() if path.is_dir())
    return unpacked


def built(kind: str, source: Path, folder: Path) -> Path:
    """The archive that is built of a folder with gdsim's source."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)]
    subprocess.run(build, cwd=source, check=True, capture_output=True)
    (archive,) = folder.glob("gdsim-*.*")
    return archive


def shipped(part: str) -> Iterator[Path]:
    """The files of a folder of the repository, but for caches and compiled kernels."""
    for path in (ROOT / part).rglob("*"):
        inside = path.relative_to(ROOT)
        is_made = "__pycache__" in inside.parts or inside.parts[:2] == ("assets", "kernels")
        if path.is_file() and not is_made:
            yield inside


def files(folder: Path) -> dict[str, bytes]:
    """The contents of all files of an unpacked wheel, but for its list of them and for kernels."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != "RECORD")
    names = {path.relative_to(folder).as_posix(): path for path in found}
    return {
        n: p.read_bytes() for n, p in names.items() if not n.startswith("gdsim/assets/kernels/")
    }


def test_the_wheel_finds_its_own_assets(wheel: Path, tmp_path: Path) -> None:
    probe = "from gdsim.base.assets import path; print(path('icon/gdsim.svg'))"
    done = subprocess.run(
        [sys.executable, "-S", "-c", probe],
        cwd=tmp_path,
        env={"PYTHONPATH": str(wheel), "PYTHONDONTWRITEBYTECODE": "1"},
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


def test_the_wheel_has_every_module_and_asset_and_no_other_file(wheel: Path) -> None:
    code = {path.as_posix() for path in shipped("gdsim")}
    assets = {f"gdsim/{path.as_posix()}" for path in shipped("assets")}
    assets = {name for name in assets if not name.startswith("gdsim/assets/pictures/")}
    apart = ("gdsim/assets/docs/", "gdsim-")  # pages and metadata have tests of their own
    assert {name for name in files(wheel) if not name.startswith(apart)} == code | assets
    assert {
        "gdsim/py.typed",
        "gdsim/__init__.pyi",
        "gdsim/assets/schema/experiment.schema.json",
    } < (code | assets)


def test_the_sdist_has_what_is_tested_and_built_and_no_caches(sdist: Path) -> None:
    names = {path.relative_to(sdist).as_posix() for path in sdist.rglob("*") if path.is_file()}
    parts = (path.as_posix() for part in ("gdsim", "assets", "tests") for path in shipped(part))
    assert set(parts) <= names
    assert {"LICENSE", "README.md", "CHANGELOG.md", "CITATION.cff", "Makefile", "PKG-INFO"} <= names
    assert {"pyproject.toml", "packaging/constraints.txt", "docs/conf.py"} <= names
    assert not [name for name in names if "__pycache__" in name or "_build/" in name]


def test_the_wheel_of_the_sdist_is_the_same(wheel: Path, sdist: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(built("wheel", sdist, tmp_path)).extractall(tmp_path / "unpacked")
    assert files(tmp_path / "unpacked") == files(wheel)


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
