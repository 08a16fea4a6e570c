"""The manifest of a stored sweep: a copy of its attributes, and checksums of all but results.

It is the file "done/.manifest" (in an array's folder, where Zarr ignores it): JSON, followed by its
CRC32C. With it, damage to the descriptions of arrays and to the coordinates is detected and
repaired. Its checksums are SHA-256, because the CRC of a file that ends in its own CRC is constant.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from gdsim.results.store.chunks import read_checked, read_file, write_checked

MANIFEST = "done/.manifest"
ROOT = "zarr.json"  # describes the whole
LARGEST = 2**27  # bytes of a description: a million listed values fit


@dataclass(frozen=True)
class Manifest:
    """The attributes of a sweep's group, and the SHA-256 of files by their path in its folder."""

    attributes: Mapping[str, Any]
    files: Mapping[str, str]

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """The manifest of a store. ValueError that says why, if it cannot be read."""
        try:
            content = json.loads(read_checked(folder / MANIFEST, LARGEST))
            attributes, files = content["attributes"], content["files"]
            known = ROOT in files and all(map(_is_inside, files))
        except (KeyError, TypeError, AttributeError, RecursionError):
            known = False
        if not known or not isinstance(attributes, dict):
            raise ValueError("it is no manifest")
        return cls(attributes, files)

    def damages(self, folder: Path) -> Iterator[tuple[str, str]]:
        """The damaged files, and what is wrong with each."""
        for name in self.files:
            what = self.damage(folder, name)
            if what is not None:
                yield name, what

    def damage(self, folder: Path, name: str) -> str | None:
        """What is wrong with a file, or None."""
        try:
            content = read_file(folder / name, LARGEST)
        except ValueError as error:
            return str(error)
        return None if _sha256(content) == self.files[name] else "its checksum is wrong"


def write_manifest(folder: Path, attributes: Mapping[str, Any]) -> None:
    """Write the manifest of a store without results, with all its files. Errors: OSError."""
    files = {
        file.relative_to(folder).as_posix(): _sha256(file.read_bytes())
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != ".lock"
    }
    content = json.dumps({"attributes": attributes, "files": files}, indent=2)
    write_checked(str(folder / MANIFEST), content.encode())


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _is_inside(name: str) -> bool:
    """Whether a relative path stays inside its folder."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts
