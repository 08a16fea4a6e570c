"""The licence texts of all parts of the frozen program.

Every file that goes into it is somebody's: a Python distribution's, Python's own, or a Debian
package's. Each of these has its texts in a folder of its own, or the program is not built.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import metadata
from pathlib import Path

from gdsim.base.components import LIST, licence_files, licence_name

HERE = Path(__file__).resolve().parent / "licences"
# Distributions that come without the text of their licence, and these texts.
WITHOUT = {
    "PySide6_Essentials": ("LGPL-3.0.txt", "GPL-3.0.txt"),
    "shiboken6": ("LGPL-3.0.txt", "GPL-3.0.txt"),
}
README = """What gdsim's frozen program is made of
=====================================

gdsim is under the MIT licence, in the folder gdsim. What it is made of besides:

{lines}

Qt and Qt for Python (PySide6, shiboken6) are used under version 3 of the GNU Lesser General Public
License. They are shared libraries in _internal/PySide6 and _internal/shiboken6, as they come from
the Qt Project, which a modified version may take the place of. Their sources are at
https://download.qt.io/official_releases.
"""


class NoLicenceError(Exception):
    """The text of the licence of a shipped part is missing."""


def texts(distribution: metadata.Distribution) -> list[Path]:
    """The files of a distribution that state its licence. Errors: NoLicenceError."""
    found = licence_files(distribution)
    if not any(re.search(r"authors", each.name, re.IGNORECASE) is None for each in found):
        found += [HERE / name for name in WITHOUT.get(distribution.name, ())]
    if not found:
        raise NoLicenceError(f"{distribution.name} comes without the text of its licence")
    return found


def collect(sources: Iterable[str], folder: Path) -> None:
    """Write the texts for the packages that these files belong to, and a list.

    Errors: NoLicenceError.
    """
    shutil.rmtree(folder, ignore_errors=True)
    lines = []
    for name, version, licence, found in sorted(set(_owners(sources)), key=lambda o: o[0].lower()):
        if name != "gdsim":
            lines.append(f"- {name} {version}: {licence}")
        _copy(found, folder / name)
    mentioned = {
        name
        for text in folder.rglob("*")
        if text.is_file()
        for name in re.findall(rb"/usr/share/common-licenses/([\w.-]*\w)", text.read_bytes())
    }
    common = Path("/usr/share/common-licenses")
    files = (common / name.decode() for name in sorted(mentioned))
    _copy((each for each in files if each.is_file()), folder / "common")
    (folder / LIST).write_text(README.format(lines="\n".join(lines)), encoding="utf-8")


Owner = tuple[str, str, str, tuple[Path, ...]]  # name, version, licence, texts


def _owners(sources: Iterable[str]) -> Iterator[Owner]:
    """The package that each of the files belongs to."""
    return map(owner_of, sorted({str(Path(each).resolve()) for each in sources if each}))


def owner_of(source: str) -> Owner:
    """The package that a file belongs to, by its resolved path. Errors: NoLicenceError."""
    own = (sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), sys.base_prefix)
    name = distribution_of(source)
    if name:
        return _distribution(name)
    if source.startswith(own) and not source.startswith("/usr"):
        return _python()
    return _package_of(source)


def distribution_of(source: str) -> str:
    """The name of the distribution that a file belongs to, by its resolved path; "" if none."""
    is_own = source.startswith(f"{HERE.parents[1]}{os.sep}")
    is_own &= not source.startswith(f"{sys.prefix}{os.sep}")  # the environment in the checkout
    return _files_of_distributions().get(source, "gdsim" if is_own else "")


@cache
def _files_of_distributions() -> dict[str, str]:
    found = {}
    for each in metadata.distributions():
        folder = os.path.realpath(str(each.locate_file("")))
        name = each.name  # which is read each time
        found |= {os.path.normpath(f"{folder}/{file}"): name for file in each.files or ()}
    return found


@cache
def _distribution(name: str) -> Owner:
    found = metadata.distribution(name)
    return name, found.version, licence_name(found) or "see its folder", tuple(texts(found))


@cache
def _python() -> Owner:
    version = sys.version.split()[0]
    file = Path(sysconfig.get_path("stdlib"), "LICENSE.txt")
    if not file.is_file():
        file = Path(sys.base_prefix, "LICENSE.txt")  # as on Windows
    if not file.is_file():
        raise NoLicenceError(f"Python {version} comes without {file}")
    return "Python", version, "PSF-2.0", (file,)


@cache
def _package_of(source: str) -> Owner:
    """The Debian package of a file of the system. Errors: NoLicenceError."""
    places = (source, source.removeprefix("/usr")) if source.startswith("/usr/") else (source,)
    for place in places:
        done = _dpkg("dpkg", "-S", place)
        if done:
            package = done.splitlines()[0].rpartition(": ")[0].split(",")[0]
            file = Path("/usr/share/doc", package.partition(":")[0], "copyright")
            if file.is_file():
                version = _dpkg("dpkg-query", "-W", "-f", "${Version}", package)
                return package.partition(":")[0], version, "see its folder", (file.resolve(),)
    raise NoLicenceError(f"{source} is no distribution's and no package's")


def _dpkg(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return done.stdout


def _copy(files: Iterable[Path], folder: Path) -> None:
    for file in files:
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / file.name
        if target.exists():  # the parts of a distribution have theirs under the same names
            target = folder / f"{file.parent.name}-{file.name}"
        shutil.copyfile(file, target)
