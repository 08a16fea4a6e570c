"""gdsim's speed and memory, next to its peers if installed. A missed target fails nothing."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import time
from pathlib import Path
from typing import Any

from machine import machine
from measure import Line
from report import number, verdict
from rich.console import Console
from rich.table import Table

# Name -> title; each is a module of this folder with `run(quick)` -> lines.
BENCHMARKS = {
    "race": "Adam, momentum and SGD on Rosenbrock, 2^20 runs x 200 steps, float32",
    "scaling": "Time per run-step by the number of runs",
    "compiling": "Waiting for a kernel",
    "ending": "Runs that end early",
    "importing": "Importing",
    "memory_use": "Memory",
    "axes": "Long axes: 2^20 values in an array, 10^8 given lazily",
    "methods": "Optimizers on Rosenbrock and functions with Adam, float32",
    "networks": "Small networks: 16-16-1, full batch; 2-8-8-8-1, mini-batches of 32, Adam",
    "fractal": "The boundary of trainability: 16-16-1, 272 samples, a run a pixel",
    "network_sizes": "Networks of 10 to 10^6 parameters, 64 samples, many runs",
    "network_alone": "Networks of 500 to 10^6 parameters, one run",
    "sessions": "A step a call",
    "threads": "One thread and all",
    "avx2": "The main lines with AVX2",
    "looks": "Looks at the whole loss of runs on mini-batches: 2-16-1, 16 of 200 samples",
    "network_compiling": "Waiting for a network's kernels",
    "curvature": "Curvatures of 64 networks of 337 parameters, recorded at 101 steps",
    "slices": "A slice through the loss of a network: 2-8-8-8-1 on 500 samples",
    "sweeps": "Sweeps on disk",
    "cluster": "Sweeps over Dask: 2^18 runs x 20,000 steps; shards with nothing to compute",
    "kills": "Sweeps that are killed again and again",
    "damages": "A sweep whose files are damaged",
    "window": "The window, drawn offscreen at 1280 x 800",
    "soak": "A million random events in the window",
    "gpu": "Code for a GPU, compiled and assembled without one",
    "maths": "Functions of gdsim.lanes.math, float32, per element on one thread",
}


# What `make speed` measures for docs/speed.md.
PUBLISHED = (
    "race", "ending", "networks", "network_sizes", "network_alone", "fractal", "avx2",
    "sessions", "threads", "scaling", "compiling", "network_compiling",
)  # fmt: skip


def main() -> int:
    chosen = arguments()
    console = Console(highlight=False)
    console.width = max(console.width, 132)
    about = machine()
    missing = [name for name, version in about["peers"].items() if version is None]
    console.print(
        f"{about['processor']}, {about['threads']} threads, {about['vector_unit']} "
        f"({about['width']} float32 lanes), load {about['load']:.1f}; "
        + ", ".join(f"{n} {v}" for n, v in about["peers"].items() if v)
    )
    console.print(f"Peers missing: {', '.join(missing) or 'none'}")
    missed, failed = [], []
    for name in chosen.names:
        start = time.perf_counter()
        try:
            lines = list(importlib.import_module(name).run(chosen.quick))
        except Exception:
            console.print_exception()
            failed.append(name)
            continue
        took = time.perf_counter() - start
        console.print(table(BENCHMARKS[name] + " (quick)" * chosen.quick, lines, took))
        missed += [line.what for line in lines if line.met is False]
        if chosen.json:
            keep(chosen.json, name, lines, quick=chosen.quick, seconds=round(took))
    console.print(f"Targets missed: {'; '.join(missed) or 'none'}")
    if failed:
        console.print(f"[red]Failed: {', '.join(failed)}[/]")
    return len(failed) > 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests/benchmarks", description=__doc__)
    names = f"{', '.join(BENCHMARKS)}; published: what docs/speed.md shows; by default all"
    parser.add_argument("names", nargs="*", metavar="NAME", help=names)
    parser.add_argument("--quick", action="store_true", help="less work, less exact")
    parser.add_argument(
        "--json", type=Path, metavar="FILE",
        help="also write the lines there; of other benchmarks the file keeps what it has",
    )  # fmt: skip
    chosen = parser.parse_args()
    if "published" in chosen.names:
        chosen.names = list(PUBLISHED)
    unknown = [name for name in chosen.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"unknown benchmark {', '.join(unknown)}; known: {', '.join(BENCHMARKS)}")
    chosen.names = chosen.names or list(BENCHMARKS)
    return chosen


def keep(path: Path, name: str, lines: list[Line], **about: Any) -> None:
    """Write what a benchmark has measured, and on what, into a file of several."""
    report = json.loads(path.read_text()) if path.exists() else {}
    found = {"title": BENCHMARKS[name], **about, "machine": machine()}
    report[name] = {**found, "lines": [line.as_dict() for line in lines]}
    ordered = {name: report[name] for name in BENCHMARKS if name in report}
    path.write_text(json.dumps(ordered, indent=1, allow_nan=False) + "\n")


def table(title: str, lines: list[Line], took: float) -> Table:
    """The lines of a benchmark, with the columns that any of them fills."""
    found = Table(title=f"{title} ({took:.0f} s)", title_justify="left", title_style="bold")
    columns = {
        "measured": measured,
        "target": target,
        "of the bound": lambda line: (
            "" if line.bound is None else f"{line.bound:.0%} {line.bounded_by}"
        ),
        "note": lambda line: line.note,
    }
    filled = {name: cell for name, cell in columns.items() if any(map(cell, lines))}
    found.add_column("what", ratio=3)
    for name in filled:
        note = name == "note"
        found.add_column(name, justify="left" if note else "right", ratio=2 if note else None)
    for line in lines:
        found.add_row(line.what, *(cell(line) for cell in filled.values()))
    return found


def measured(line: Line) -> str:
    """The number and its quartiles, marked where they are too far apart."""
    found = f"{number(line.measured)} {line.unit}"
    if line.low is None or line.high is None or line.low == line.high:
        return found
    found += f" ({number(line.low)} to {number(line.high)})"
    return f"[yellow]~ {found}[/]" if line.wide else found


def target(line: Line) -> str:
    """The target, and whether it is met, or what forbids it."""
    if line.target is None:
        return ""
    sign, colour = "≥" if line.at_least else "≤", "green" if line.met else "red"
    return f"{sign} {line.target:g} [{colour}]{verdict(line.as_dict())}[/]"


if __name__ == "__main__":
    sys.exit(main())
