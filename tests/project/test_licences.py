"""Every part of the frozen program comes with the text of its licence."""

from __future__ import annotations

import importlib.util
import re
from importlib import metadata
from pathlib import Path
from types import ModuleType

import pytest

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"


@pytest.fixture(scope="module")
def licences() -> ModuleType:
    spec = importlib.util.spec_from_file_location("licences", PACKAGING / "licences.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def needed(name: str, found: set[str]) -> set[str]:
    """A distribution and those that it needs here, and so on."""
    if name not in found:
        found.add(name)
        for line in metadata.requires(name) or ():
            other = re.match(r"[\w.-]+", line)
            if other and "extra ==" not in line and is_installed(other[0]):
                needed(metadata.metadata(other[0])["Name"], found)
    return found


def is_installed(name: str) -> bool:
    try:
        return bool(metadata.version(name))
    except metadata.PackageNotFoundError:
        return False


def test_every_distribution_that_gdsim_needs_has_its_text(licences: ModuleType) -> None:
    names = needed("gdsim", set())
    assert {"numpy", "pandas", "PySide6_Essentials", "shiboken6"} <= names
    for name in names:
        found = licences.texts(metadata.distribution(name))
        assert sum(file.stat().st_size for file in found) > 500, name


def test_qt_comes_with_the_texts_of_its_two_licences(licences: ModuleType) -> None:
    for name in ("PySide6_Essentials", "shiboken6"):
        text = "".join(file.read_text() for file in licences.texts(metadata.distribution(name)))
        assert "GNU LESSER GENERAL PUBLIC LICENSE" in text and "GNU GENERAL PUBLIC LICENSE" in text


def test_a_file_of_a_distribution_brings_its_text_and_one_of_nobodys_is_refused(
    licences: ModuleType, tmp_path: Path
) -> None:
    import numpy
    import pandas

    sources = [numpy.__file__, pandas.__file__, str(PACKAGING.parent / "gdsim" / "__init__.py")]
    licences.collect(sources, tmp_path / "licences")
    assert {each.name for each in (tmp_path / "licences").iterdir()} == {
        "README.txt", "gdsim", "numpy", "pandas",
    }  # fmt: skip
    assert f"- pandas {pandas.__version__}: " in (tmp_path / "licences/README.txt").read_text()
    assert "MIT License" in (tmp_path / "licences/gdsim/LICENSE").read_text()
    (tmp_path / "stray.so").touch()
    with pytest.raises(licences.NoLicenceError, match=r"stray\.so is no distribution's"):
        licences.collect([*sources, str(tmp_path / "stray.so")], tmp_path / "licences")


def test_a_distribution_without_a_text_is_refused(licences: ModuleType, tmp_path: Path) -> None:
    folder = tmp_path / "closed-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: closed\nVersion: 1.0\n")
    (folder / "RECORD").write_text("closed-1.0.dist-info/METADATA,,\n")
    with pytest.raises(licences.NoLicenceError, match="closed comes without the text"):
        licences.texts(metadata.Distribution.at(folder))
