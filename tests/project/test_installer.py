"""What goes into the frozen program, and what its Debian package says of itself."""

from __future__ import annotations

import json
import subprocess
import tomllib
import xml.etree.ElementTree as ElementTree
from importlib import import_module
from pathlib import Path
from types import ModuleType

import numpy
import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"


@pytest.fixture
def contents(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(PACKAGING))
    return import_module("contents")


def test_what_is_installed_beside_gdsim_is_kept_out_by_its_modules(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(str(PACKAGING))
    foreign = import_module("distributions").foreign_modules()
    assert {"pytest", "_pytest", "hypothesis", "mypy", "scipy"} <= set(foreign)
    assert not {"gdsim", "numpy", "PySide6", "mpl_toolkits", "yaml", "pydantic_core"} & set(foreign)


def test_a_distribution_that_gdsim_does_not_require_is_refused(
    contents: ModuleType, tmp_path: Path
) -> None:
    ours = [
        ("numpy/__init__.py", numpy.__file__, "DATA"),
        ("gdsim/__init__.py", str(ROOT / "gdsim/__init__.py"), "DATA"),
    ]
    contents.keep(ours, tmp_path / "owners.json")
    assert json.loads((tmp_path / "owners.json").read_text()) == {
        "numpy/__init__.py": "numpy",
        "gdsim/__init__.py": "gdsim",
    }
    with pytest.raises(SystemExit, match="gdsim does not require pytest: keep it out"):
        contents.keep([*ours, ("pytest", pytest.__file__, "PYMODULE")], tmp_path / "owners.json")


def test_what_is_large_needs_a_reason_of_its_own(contents: ModuleType) -> None:
    parents = {"zarr": "gdsim", "donfig": "zarr"}
    assert contents.reason("llvmlite", 160.0, parents) == contents.REASONS["llvmlite"]
    assert contents.reason("donfig", 0.1, parents) == "required by zarr"
    assert contents.reason("donfig", 5.0, parents) == ""
    assert "library of Debian" in contents.reason("libxau6", 0.1, parents)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"GDSIM_RELEASE": "1"}, "A release needs GDSIM_MAINTAINER"),
        ({"GDSIM_MAINTAINER": "somebody"}, "must be 'NAME <ADDRESS>', got 'somebody'"),
    ],
)
def test_a_package_has_a_maintainer_or_is_no_release(
    tmp_path: Path, settings: dict[str, str], words: str
) -> None:
    package = tmp_path / "a.deb"
    done = subprocess.run(
        ["sh", str(PACKAGING / "make_deb.sh"), "missing", "1.0.0", "amd64", str(package)],
        env={"PATH": "/usr/bin:/bin", **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2 and words in done.stderr and not package.exists()


def test_the_desktop_entry_opens_files_of_the_type_that_the_package_defines() -> None:
    entry = dict(
        line.split("=", 1)
        for line in (PACKAGING / "linux/gdsim.desktop").read_text().splitlines()
        if "=" in line
    )
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["gui-scripts"]
    command, file = entry["Exec"].split()
    assert command in scripts and file == "%f"
    types = ElementTree.parse(PACKAGING / "linux/gdsim.xml").getroot()
    [kind] = [each.get("type") for each in types]
    about = ElementTree.parse(PACKAGING / "linux/gdsim.metainfo.xml").getroot()
    assert kind in entry["MimeType"].split(";")
    assert about.findtext("provides/mediatype") == kind
    assert about.findtext("launchable") == "gdsim.desktop"


def test_two_builds_are_compared_by_contents_rights_and_links(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.syspath_prepend(str(PACKAGING))
    reproduced = import_module("reproduced")
    for folder in ("one", "other"):
        (tmp_path / folder / "inner").mkdir(parents=True)
        (tmp_path / folder / "inner" / "same").write_text("the same")
        (tmp_path / folder / "link").symlink_to("inner/same")
        (tmp_path / folder / "rights").touch(0o644)
    monkeypatch.setattr("sys.argv", ["", str(tmp_path / "one"), str(tmp_path / "other")])
    assert reproduced.main() == 0
    assert capsys.readouterr().out == "4 files and folders, 0 of which differ\n"
    (tmp_path / "other" / "inner" / "same").write_text("The same")
    (tmp_path / "other" / "rights").chmod(0o600)
    (tmp_path / "other" / "link").unlink()
    (tmp_path / "other" / "link").symlink_to("rights")
    (tmp_path / "one" / "more").mkdir(0o755)
    assert reproduced.main() == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in lines[:-1]] == [
        "inner/same", "link", "more", "rights"
    ]  # fmt: skip
    assert lines[2] == "more: folder 755 / missing"
    assert lines[3].startswith("rights: file 644 ") and " / file 600 " in lines[3]
    for given in ([], [str(tmp_path)], [str(tmp_path), str(tmp_path / "none")]):
        monkeypatch.setattr("sys.argv", ["", *given])
        assert reproduced.main() == 2
    assert "two folders are compared, got []" in capsys.readouterr().err
