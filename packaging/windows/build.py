"""Makes the installer for Windows: python packaging/windows/build.py.

Leaves dist/gdsim-VERSION-windows-x86_64.exe, made of the frozen program, which the smoke test tries
before. Needs the extra `installer`, and Inno Setup 6 (https://jrsoftware.org).

To sign it, set SIGN to a command that gets the file as its last argument, such as
    signtool sign /fd sha256 /tr http://timestamp.digicert.com /td sha256 /a
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from packaging.version import Version
from PIL import Image

from gdsim.base.version import __version__

ROOT = Path(__file__).resolve().parents[2]
COMPILER = "ISCC.exe"


def compiler() -> Path:
    """Inno Setup's compiler. Errors: FileNotFoundError."""
    folders = (os.environ.get(name, "") for name in ("PROGRAMFILES(X86)", "PROGRAMFILES"))
    places = [Path(each, "Inno Setup 6", COMPILER) for each in folders]
    on_path = shutil.which(COMPILER)
    for place in [Path(on_path)] * bool(on_path) + places:
        if place.is_file():
            return place
    raise FileNotFoundError("Inno Setup 6 is not installed: its ISCC.exe was not found")


def definitions(bundle: Path, icon: Path) -> dict[str, str]:
    """What the installer's script is given."""
    release = [*Version(__version__).release, 0, 0, 0][:4]
    return {
        "Version": __version__,
        "Numbers": ".".join(map(str, release)),
        "Bundle": str(bundle),
        "Icon": str(icon),
    }


def make_icon(target: Path) -> Path:
    """The icon as Windows has it, in all sizes up to 256."""
    target.parent.mkdir(exist_ok=True)
    with Image.open(ROOT / "assets" / "icon" / "gdsim-512.png") as icon:
        icon.save(target)
    return target


def run(*command: object) -> None:
    """Run a command in the repository's folder; its failure ends this script."""
    subprocess.run(list(map(str, command)), cwd=ROOT, check=True)


def main() -> None:
    """Freeze, try, pack and sign."""
    setup = compiler()  # before the long work
    bundle, icon = ROOT / "dist" / "gdsim", make_icon(ROOT / "build" / "gdsim.ico")
    shutil.rmtree(ROOT / "dist", ignore_errors=True)
    os.environ["PYTHONHASHSEED"] = "0"
    print("Compiling the kernels that are shipped (some minutes of all processors, once).")
    run(sys.executable, "packaging/kernels.py", *os.environ.get("KERNELS", "").split())
    print(f"Freezing gdsim {__version__} (a minute or so).", flush=True)
    freeze = ("--noconfirm", "--clean", "--log-level", "ERROR", "--distpath", "dist")
    run(sys.executable, "-m", "PyInstaller", *freeze, "--workpath", "build", "packaging/gdsim.spec")
    run(sys.executable, "packaging/smoke_test.py", bundle)
    given = (f"/D{name}={value}" for name, value in definitions(bundle, icon).items())
    run(setup, "/Qp", *given, f"/O{ROOT / 'dist'}", ROOT / "packaging" / "windows" / "gdsim.iss")
    (installer,) = (ROOT / "dist").glob("gdsim-*.exe")
    if os.environ.get("SIGN"):
        run(*shlex.split(os.environ["SIGN"], posix=False), installer)
    print(f"{installer.stat().st_size / 2**20:.0f} MB  {installer}")


if __name__ == "__main__":
    main()
