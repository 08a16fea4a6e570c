"""The recipes of other platforms agree with the package, as far as they can be tested anywhere."""

from __future__ import annotations

import importlib.util
import json
import plistlib
import re
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from PIL import Image

import gdsim

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
CONDA_NAMES = {"PySide6-Essentials": "pyside6", "matplotlib": "matplotlib-base"}


def script(name: str) -> ModuleType:
    """A script of the folder `packaging`, as a module."""
    spec = importlib.util.spec_from_file_location(Path(name).stem, PACKAGING / name)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def recipe() -> Any:
    return yaml.safe_load((PACKAGING / "conda" / "recipe.yaml").read_text())


def test_the_conda_recipe_needs_what_the_package_needs(recipe: Any) -> None:
    needed = {}
    for line in PROJECT["dependencies"]:
        requirement = Requirement(line)
        bounds = ",".join(sorted(map(str, requirement.specifier))).replace("==", "")
        needed.setdefault(CONDA_NAMES.get(requirement.name, requirement.name), bounds)
    run = dict(line.split(" ", 1) for line in recipe["requirements"]["run"])
    python = run.pop("python")
    assert {n: ",".join(sorted(each.split(","))) for n, each in run.items()} == needed
    assert python == ">=${{ python_min }}"
    assert PROJECT["requires-python"] == f">={recipe['context']['python_min']}"


def test_the_conda_recipe_is_of_this_version_and_has_the_commands(recipe: Any) -> None:
    assert recipe["context"]["version"] == gdsim.__version__
    scripts = {**PROJECT["scripts"], **PROJECT["gui-scripts"]}
    commands = dict(line.split(" = ") for line in recipe["build"]["python"]["entry_points"])
    assert commands == scripts
    assert all((ROOT / file).is_file() for file in recipe["about"]["license_file"])


def test_the_file_that_the_conda_package_is_tried_with_can_be_read() -> None:
    assert len(gdsim.Experiment.load(PACKAGING / "conda" / "rosenbrock.toml").optimizers) == 2


def test_the_conda_package_has_a_shortcut_with_an_icon_for_each_system(tmp_path: Path) -> None:
    script("conda/menu.py").main(tmp_path)
    menu = tmp_path / "Menu"
    (item,) = json.loads((menu / "gdsim.json").read_text())["menu_items"]
    assert item["icon"] == "{{ MENU_DIR }}/gdsim.{{ ICON_EXT }}"
    assert Path(item["command"][0]).name in PROJECT["gui-scripts"]
    for ending in ("png", "ico", "icns"):
        with Image.open(menu / f"gdsim.{ending}") as icon:
            assert max(icon.size) >= 256


def test_the_app_of_macos_starts_the_program_without_a_terminal() -> None:
    plist = plistlib.loads((PACKAGING / "macos" / "info.plist").read_bytes())
    spec = (PACKAGING / "gdsim.spec").read_text()
    assert f'executable("{plist["CFBundleExecutable"]}", console=False)' in spec
    assert plist["CFBundleDocumentTypes"][0]["CFBundleTypeExtensions"] == ["toml"]
    rights = plistlib.loads((PACKAGING / "macos" / "entitlements.plist").read_bytes())
    assert rights["com.apple.security.cs.allow-jit"] is True


def test_the_installer_of_windows_is_given_all_that_it_names(tmp_path: Path) -> None:
    build = script("windows/build.py")
    installer = (PACKAGING / "windows" / "gdsim.iss").read_text()
    given = build.definitions(tmp_path, tmp_path)
    assert set(re.findall(r"\{#(\w+)\}", installer)) == set(given)
    assert given["Version"] == gdsim.__version__
    assert re.fullmatch(r"\d+(\.\d+){3}", given["Numbers"])
    with Image.open(build.make_icon(tmp_path / "made" / "gdsim.ico")) as icon:
        assert {(16, 16), (48, 48), (256, 256)} <= icon.info["sizes"]
    for name in re.findall(r'^Source: "\.\.\\(.+)"|^LicenseFile=(.+)$', installer, re.MULTILINE):
        assert (PACKAGING / "windows" / "".join(name).replace("\\", "/")).exists()


@pytest.fixture(scope="module")
def workflow() -> Any:
    return yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text())


def test_a_release_has_every_kind_of_file_and_waits_for_all(workflow: Any) -> None:
    jobs = workflow["jobs"]
    assert set(jobs["publish"]["needs"]) == set(jobs) - {"publish"}
    kept = " ".join(
        step["with"]["path"]
        for job in jobs.values()
        for step in job["steps"]
        if "upload-artifact" in step.get("uses", "")
    )
    assert set(re.findall(r"\*\.?(\w*(?:\.\w+)?)", kept)) >= {
        "", "deb", "tar.gz", "AppImage", "exe", "dmg",
    }  # fmt: skip


def test_only_the_job_that_publishes_may_write(workflow: Any) -> None:
    assert workflow["permissions"] == {"contents": "read"}
    assert [name for name, job in workflow["jobs"].items() if "permissions" in job] == ["publish"]


def test_a_release_runs_scripts_that_exist(workflow: Any) -> None:
    lines = "\n".join(
        step.get("run", "") for job in workflow["jobs"].values() for step in job["steps"]
    )
    named = re.findall(r"(?:packaging|assets)/[\w./]+\w", lines.replace("\\", "/"))
    assert {"packaging/windows/build.py", "packaging/macos/build.sh"} <= set(named)
    assert [name for name in named if not (ROOT / name).is_file()] == []
