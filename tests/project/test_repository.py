"""No tracked file names a machine or a registry: a clone must work anywhere."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FORBIDDEN = re.compile(
    "|".join(
        [
            r"(?<![\w.])/(work|root|Users)/\w",
            r"(?<![\w.])/home/\w",
            r"(index|registry)[-_]?url",
            r"find-link" + "s",
            r"://[^/\s]*(pypi|pythonhosted|npmjs|registry|(?<!www\.)debian\.org|anaconda)",
        ]
    ),
    re.IGNORECASE,
)
ITSELF = Path(__file__).name


def tracked_files() -> list[Path]:
    if shutil.which("git") is None:
        pytest.skip("git, which knows the files, is not installed")
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listing.returncode != 0:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listing.stdout.split("\0") if name]


def test_no_tracked_file_names_a_machine_or_a_registry() -> None:
    found = []
    for file in tracked_files():
        if file.name == ITSELF or not file.is_file():
            continue
        text = file.read_bytes()
        if b"\0" in text[:4096]:
            continue
        for number, line in enumerate(text.decode(errors="replace").splitlines(), 1):
            if FORBIDDEN.search(line):
                found.append(f"{file.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    assert found == []


def test_no_tracked_file_is_over_two_megabytes() -> None:
    sizes = {file: file.stat().st_size for file in tracked_files() if file.is_file()}
    assert [str(file) for file, size in sizes.items() if size > 2_000_000] == []


def test_no_tracked_file_is_a_package() -> None:
    """As pip and build leave them where they are called."""
    packages = {".whl", ".egg", ".zip", ".deb", ".dmg", ".exe"}
    assert [str(file) for file in tracked_files() if file.suffix in packages] == []


def test_headings_stand_in_lines_of_their_own() -> None:
    """A paragraph that is wrapped anew with the lines below it would swallow them."""
    swallowed = re.compile(r"\S #{2,4} [A-Z]")
    pages = [file for file in tracked_files() if file.suffix == ".md"]
    lines = [(page.name, line) for page in pages for line in page.read_text("utf-8").splitlines()]
    assert [(name, line) for name, line in lines if swallowed.search(line)] == []
