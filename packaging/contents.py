"""Lists what the frozen program's megabytes are: contents.py dist/gdsim [PACKAGE.deb].

Every file has an owner, and every owner a reason; a distribution that gdsim does not require is
refused when the program is frozen. Ends with 1 above the limits.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import licences
from distributions import BUILDER

from gdsim.base.components import plain, required

OWNERS = Path(__file__).resolve().parents[1] / "build" / "owners.json"
MB = 1e6
# Megabytes. 340 and 100 are aimed at; a llvmlite without the code for other processors than this
# one, which its wheels have, would be 60 MB smaller.
LIMIT, PACKAGE_LIMIT = 405, 130
TEXTS, KERNELS = "licence texts", "compiled kernels"  # owners that are no packages
REASONS = {
    TEXTS: "of everything that is inside, as their terms ask",
    KERNELS: "what most people run first need not be compiled",
    "llvmlite": "LLVM, which compiles kernels, for every processor it knows",
    "numpy": "arrays; OpenBLAS, in a version for each generation of processors, is 25 of it",
    "PySide6_Essentials": "the window: Qt's core, widgets, SVG, Wayland and X11, and ICU",
    "pandas": "xarray's indexes",
    "matplotlib": "pictures of plots, with fonts for formulas",
    "sympy": "derivatives are checked and shown in its notation",
    "numba": "compiles kernels and users' own functions",
    "h5py": "results as netCDF, with HDF5",
    "pillow": "pictures and animations: PNG, WebP, GIF",
    "Python": "the interpreter and what is used of its library",
    "pydantic_core": "Typer checks arguments with it",
    "gdsim": "gdsim, its pages, lessons and data",
    "numcodecs": "compression of stored sweeps",
    "pyinstaller": "starts the program",
    "fonttools": "fonts in PDF pictures",
    "pyqtgraph": "draws curves, axes and pictures in the window",
    "libstdc++6": "the library of C++, for Qt and LLVM",
    "Pygments": "Rich's colours for code",
    "xarray": "labelled results",
}
NEEDS_REASON = 1.5  # megabytes; below, who requires it is reason enough


def keep(entries: Iterable[tuple[str, str, str]], file: Path) -> None:
    """Write the owner of every entry: its place in the program, or the name of its module.

    Errors: SystemExit for a distribution that gdsim does not require.
    """
    inside = {*required(), BUILDER}
    owners, foreign = {}, set()
    for place, source, _ in entries:
        if not source or not Path(source).is_absolute():
            continue
        path = str(Path(source).resolve())
        name = licences.distribution_of(path)
        if name and plain(name) not in inside:
            foreign.add(name)
        owners[place] = name or licences.owner_of(path)[0]
    if foreign:
        raise SystemExit(f"gdsim does not require {', '.join(sorted(foreign))}: keep it out")
    file.write_text(json.dumps(owners, indent=0, sort_keys=True), encoding="utf-8")


def sizes(bundle: Path) -> Counter[str]:
    """The bytes of every owner's files, and of its modules inside the executable."""
    from PyInstaller.archive.readers import CArchiveReader

    owners = json.loads(OWNERS.read_text(encoding="utf-8"))
    total: Counter[str] = Counter()
    inner = bundle / "_internal"
    for file in bundle.rglob("*"):
        if not file.is_file() or file.is_symlink():
            continue
        size = file.stat().st_size
        if file.is_relative_to(bundle / "licences"):
            total[TEXTS] += size
        elif file.is_relative_to(inner):
            place = file.relative_to(inner).as_posix()
            owner = "Python" if place == "base_library.zip" else owners.get(place, "gdsim")
            total[KERNELS if place.startswith("gdsim/assets/kernels/") else owner] += size
        else:
            total[BUILDER] += size
    archive = CArchiveReader(str(bundle / "gdsim"))
    for name in archive.toc:
        if name.endswith(".pyz"):
            for module, (_, _, size) in archive.open_embedded_archive(name).toc.items():
                total[owners.get(module, "Python")] += size
                total[BUILDER] -= size
    return total


def reason(owner: str, size: float, parents: dict[str, str]) -> str:
    """Why an owner is in the program; "" if nothing says so."""
    if owner in REASONS:
        return REASONS[owner]
    if size >= NEEDS_REASON:
        return ""
    parent = parents.get(plain(owner), "")
    return f"required by {parent}" if parent else "a library of Debian, which Qt or Python needs"


def main() -> int:
    """Print the table; return 1 if something is too large or has no reason."""
    bundle = Path(sys.argv[1])
    parents, failed = required(), False
    rows = sizes(bundle)
    for owner, size in rows.most_common():
        why = reason(owner, size / MB, parents)
        if not why:
            why, failed = "NO REASON: contents.py says none", True
        print(f"{size / MB:7.1f} MB  {owner:24} {why}")
    program = (rows.total() - rows[KERNELS]) / MB  # how many kernels is KERNELS' affair
    measured = [("unpacked, without kernels", program, LIMIT)]
    measured += [(name, Path(name).stat().st_size / MB, PACKAGE_LIMIT) for name in sys.argv[2:]]
    for name, size, limit in measured:
        print(f"{size:7.1f} MB  {name}, of at most {limit}")
        failed |= size > limit
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
