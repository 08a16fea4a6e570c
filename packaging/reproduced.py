"""Whether two builds of one commit are the same: reproduced.py dist OTHER/dist.

All files of both folders are compared: their names, kinds, rights, contents, and where links lead.
Prints what differs, of an executable with the Python modules inside it that do, and ends with 1
if anything does.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path


def described(folder: Path) -> dict[str, str]:
    """The rights of every file and folder inside, with the SHA-256 of a file or a link's target."""
    return {path.relative_to(folder).as_posix(): _of(path) for path in sorted(folder.rglob("*"))}


def _of(path: Path) -> str:
    if path.is_symlink():
        return f"link to {os.readlink(path)}"
    rights = f"{path.stat().st_mode & 0o7777:o}"
    if path.is_dir():
        return f"folder {rights}"
    with path.open("rb") as file:
        return f"file {rights} {hashlib.file_digest(file, 'sha256').hexdigest()}"


def differences(one: Mapping[str, str], other: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """What is not the same in both: its name, and what it is in each, "" if it is missing."""
    for name in sorted({*one, *other}):
        pair = one.get(name, ""), other.get(name, "")
        if pair[0] != pair[1]:
            yield name, *pair


def modules(executable: Path) -> dict[str, str]:
    """The SHA-256 of every Python module inside a frozen executable; none of any other file."""
    from PyInstaller.archive.readers import ArchiveReadError, CArchiveReader

    try:
        archive = CArchiveReader(str(executable))
    except (ArchiveReadError, ValueError):
        return {}
    found = {name: archive.extract(name) for name in archive.toc if not name.endswith(".pyz")}
    for name in set(archive.toc) - set(found):
        inner = archive.open_embedded_archive(name)
        found |= {module: inner.extract(module, raw=True) or b"" for module in inner.toc}
    return {name: hashlib.sha256(content).hexdigest() for name, content in found.items()}


def main() -> int:
    """Print what differs; return 1 if anything does, and 2 without two folders."""
    folders = [Path(name) for name in sys.argv[1:]]
    if len(folders) != 2 or not all(folder.is_dir() for folder in folders):
        print(f"two folders are compared, got {sys.argv[1:]}", file=sys.stderr)
        return 2
    one, other = map(described, folders)
    found = list(differences(one, other))
    for name, *pair in found:
        print(f"{name}: {' / '.join(each or 'missing' for each in pair)}")
        files = [folder / name for folder in folders]
        if all(file.is_file() and os.access(file, os.X_OK) for file in files):
            for module, *_ in differences(*map(modules, files)):
                print(f"    {module}")
    print(f"{len(one)} files and folders, {len(found)} of which differ")
    return int(bool(found) or not one)


if __name__ == "__main__":
    sys.exit(main())
