"""What gdsim is made of: the packages that it requires, or was frozen with, and their licences."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

from gdsim.base.version import __version__

_NAMED = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
_LISTED = re.compile(r"^- (\S+) (\S+): (.+)$", re.MULTILINE)
LIST = "README.txt"  # of the frozen program's licences


@dataclass(frozen=True)
class Component:
    """A package: its name and version, its licence in short, and the files with its text."""

    name: str
    version: str
    licence: str
    texts: tuple[Path, ...]


def components() -> list[Component]:
    """gdsim itself, and all that it needs, by name.

    In the frozen program also the libraries of the system that it brings along.
    """
    folder = frozen_licences()
    found = _installed() if folder is None else _listed(folder)
    return sorted(found, key=lambda each: (each.name != "gdsim", each.name.casefold()))


def frozen_licences() -> Path | None:
    """The folder of licences of the frozen program; None where gdsim runs as a Python package."""
    inner = getattr(sys, "_MEIPASS", None)
    return None if inner is None else Path(inner).parent / "licences"


def required(name: str = "gdsim") -> dict[str, str]:
    """All that a distribution requires without extras, direct or indirect, and for whom.

    Names are as `plain` has them; the distribution itself is for "".
    """
    parents, waiting = {plain(name): ""}, [name]
    while waiting:
        parent = waiting.pop(0)
        for line in metadata.requires(parent) or ():
            requirement = Requirement(line)
            if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
                continue
            if plain(requirement.name) not in parents:
                parents[plain(requirement.name)] = plain(parent)
                waiting.append(requirement.name)
    return parents


def plain(name: str) -> str:
    """A distribution's name as names are compared: PySide6_Essentials is pyside6-essentials."""
    return re.sub(r"[-_.]+", "-", name).lower()


def licence_files(distribution: metadata.Distribution) -> list[Path]:
    """The files of a distribution that state its licence."""
    return [
        Path(str(distribution.locate_file(file)))
        for file in distribution.files or ()
        if _NAMED.search(file.name) and ".dist-info" in file.parts[0]
    ]


def licence_name(distribution: metadata.Distribution) -> str:
    """The licence that a distribution's metadata names, in one line; "" if they name none."""
    found = distribution.metadata
    classifiers = [
        each.rpartition(" :: ")[2]
        for each in found.get_all("Classifier") or ()
        if each.startswith("License :: ") and not each.endswith("OSI Approved")
    ]
    named = [*(found.get_all("License-Expression") or ()), "; ".join(classifiers)]
    named += found.get_all("License") or ()
    return next(filter(None, named), "").partition("\n")[0][:60]


def _installed() -> list[Component]:
    rows = []
    for name in required():
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:  # it was removed by hand
            continue
        texts = tuple(file for file in licence_files(distribution) if file.is_file())
        licence = licence_name(distribution)
        rows.append(Component(distribution.name, distribution.version, licence, texts))
    return rows


def _listed(folder: Path) -> list[Component]:
    """What the list in the folder of licences names, with the texts beside it."""
    words = (folder / LIST).read_text(encoding="utf-8")
    return [
        Component(name, version, licence, tuple(sorted((folder / name).glob("*"))))
        for name, version, licence in [("gdsim", __version__, "MIT"), *_LISTED.findall(words)]
    ]
