"""Starts the frozen program outside its environment: python packaging/smoke_test.py dist/gdsim.

A fresh home folder, nothing of Python's on the path, another current folder. It must say its
version, compute an experiment without a screen, open a window and draw it, be its own helper
process, compile none of the kernels that it ships, and find those that it compiles again the second
time, where `gdsim doctor` says that they are.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FATAL = ("Traceback", "Fatal Python error", "QOpenGLWidget is not supported", "ModuleNotFound")


# A function that is not shipped.
OWN = """
gdsim = 1
objective = { function = "x**2 + 3.25*y**2 + sin(x)*y", start = [1.0, 1.0] }
optimizers = ["momentum"]
steps = 10
"""


class SmokeError(Exception):
    """The frozen program did not work as required."""


def executable(bundle: Path) -> Path:
    """The program that is tried."""
    return bundle / ("gdsim.exe" if sys.platform == "win32" else "gdsim")


class Program:
    """The frozen program in a home folder of its own."""

    def __init__(self, bundle: Path, home: Path) -> None:
        self.executable = executable(bundle)
        self.examples = bundle / "_internal" / "gdsim" / "assets" / "experiments"
        self.home = home
        self.environment = {
            "HOME": str(home),
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "QT_QPA_PLATFORM": "offscreen",
        }
        if sys.platform == "win32":
            names = ("SYSTEMROOT", "TEMP", "TMP", "COMSPEC")
            self.environment |= {each: os.environ[each] for each in names if each in os.environ}
            local = home / "AppData" / "Local"
            local.mkdir(parents=True)
            self.environment |= {"USERPROFILE": str(home), "LOCALAPPDATA": str(local)}
            self.environment["PATH"] = os.path.join(os.environ["SYSTEMROOT"], "System32")

    def __call__(self, *arguments: object, timeout: float = 900) -> tuple[str, float]:
        """Run it; return its output and the seconds it took."""
        start = time.perf_counter()
        done = subprocess.run(
            [str(self.executable), *map(str, arguments)],
            cwd=self.home,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        seconds = time.perf_counter() - start
        said = done.stdout + done.stderr
        if done.returncode != 0 or any(word in said for word in FATAL):
            command = " ".join(map(str, arguments))
            raise SmokeError(f"`gdsim {command}` ended with {done.returncode}:\n{said[-3000:]}")
        return said, seconds

    def kernels(self) -> set[Path]:
        """The compiled kernels that it has stored."""
        return {file for file in self.home.rglob("*") if file.suffix == ".code"}


def check_window(program: Program) -> float:
    picture = program.home / "window.png"
    _, seconds = program("app", program.examples / "welcome.toml", "--screenshot", picture)
    if not picture.is_file() or picture.stat().st_size < 20_000:
        raise SmokeError("the window drew nothing")
    return seconds


def check_sweep(program: Program) -> None:
    sweep, example = program.home / "sweep.zarr", program.examples / "basins.toml"
    program("run", example, "-o", sweep)
    said, _ = program("run", example, "-o", sweep)
    if "were complete before" not in said:
        raise SmokeError(f"a stored sweep was not gone on with:\n{said}")
    program("verify", sweep)
    program("export", sweep, program.home / "sweep.csv")


def check_written(program: Program, example: Path) -> None:
    """Write one file of every kind that is made of files which gdsim ships."""
    for name, command in {
        "page.html": ("page", example),
        "picture.pdf": ("run", example),
        "lesson.html": ("lesson", "lion"),
        "lesson.ipynb": ("lesson", "lion"),
        "script.py": ("code", "xor-stuck"),
        "schema.json": ("schema",),
    }.items():
        file = program.home / name
        program(*command, "-o", file)
        if not file.is_file() or file.stat().st_size < 1000:
            raise SmokeError(f"gdsim {command[0]} wrote no {name}")


def kernels_of_run(program: Program, example: Path, result: Path) -> tuple[dict[str, int], float]:
    """The numbers of kernel functions that a run compiled and loaded, and the seconds it took."""
    said, seconds = program("run", example, "-o", result, "--json")
    kernels: dict[str, int] = json.loads(said.splitlines()[-1])["kernels"]
    return kernels, seconds


def check(bundle: Path, home: Path) -> None:
    program = Program(bundle, home)
    lost = [str(file) for file in bundle.rglob("*") if file.is_symlink() and not file.exists()]
    if lost:
        raise SmokeError(f"links lead nowhere: {', '.join(lost)}")
    said, seconds = program("--version")
    print(f"ok  says its version: {said.strip()} ({seconds:.1f} s)")

    example = program.examples / "welcome.toml"
    result = home / "result.nc"
    first, seconds = kernels_of_run(program, example, result)
    if not result.is_file() or result.stat().st_size < 1000:
        raise SmokeError("a run without a screen wrote no result")
    ships = (bundle / "_internal" / "gdsim" / "assets" / "kernels").is_dir()
    if bool(first["compiled"]) == ships:
        raise SmokeError(f"the first run compiled {first['compiled']} functions: some are shipped")
    print(
        f"ok  computes without a screen ({seconds:.1f} s, {first['compiled']} functions compiled)"
    )

    example = home / "own.toml"
    example.write_text(OWN)
    first, seconds = kernels_of_run(program, example, result)
    if not first["compiled"]:
        raise SmokeError("a function that nobody has compiled was not compiled")

    stored = program.kernels()
    if not stored:
        raise SmokeError("no compiled kernel was stored")
    second, seconds = kernels_of_run(program, example, result)
    if program.kernels() != stored or second["compiled"] or not second["loaded"]:
        raise SmokeError(f"the second run did not find the kernels of the first: {second}")
    print(f"ok  finds {second['loaded']} functions again and compiles none ({seconds:.1f} s)")

    found = json.loads(program("doctor", "--json")[0])
    inside = {file for file in stored if Path(found["cache_folder"]) in file.parents}
    if inside != stored or found["cache_size"] < sum(file.stat().st_size for file in stored):
        raise SmokeError(f"the doctor knows of {found['cache_size']} bytes of kernels only")
    print("ok  the doctor knows where they are")

    check_sweep(program)
    print("ok  stores a sweep, resumes it and finds it undamaged")

    said, _ = program("lesson", "learning_rate", "--run")
    print("ok  runs a lesson and measures its claims")

    check_written(program, example)
    print("ok  writes a page, a picture, a notebook, a script and the schema")

    program("--compile-modules", timeout=30)  # without input there is nothing to compile
    print("ok  starts as a helper of itself and ends with its input")

    seconds = check_window(program)
    print(f"ok  opens a window and draws it ({seconds:.1f} s, two of them on show)")


def main() -> int:
    bundle = Path(sys.argv[1]).resolve()
    if not os.access(executable(bundle), os.X_OK):
        print(f"no frozen program in {bundle}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        try:
            check(bundle, Path(folder))
        except (SmokeError, subprocess.TimeoutExpired) as failure:
            print(f"FAILED  {failure}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
