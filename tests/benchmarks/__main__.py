"""gdsim's speed and memory, next to its peers if installed. A missed target fails nothing."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import time
from importlib import metadata
from pathlib import Path
from typing import Any

from measure import Line
from rich.console import Console
from rich.table import Table

# Name -> title; each is a module of this folder with `run(quick)` -> lines.
BENCHMARKS = {
    "race": "Adam on Rosenbrock, 2^20 runs x 200 steps, float32",
    "scaling": "Time per run-step by the number of runs",
    "compiling": "Waiting for a kernel",
    "ending": "Rosenbrock, 2^17 runs x at most 1000 steps, where runs end early",
    "importing": "Importing",
    "memory_use": "Memory",
    "axes": "Long axes: 2^20 values in an array, 10^8 given lazily",
    "methods": "Optimizers on Rosenbrock and functions with Adam, float32",
    "networks": "Small networks: 16-16-1, full batch; 2-8-8-8-1, mini-batches of 32, Adam",
    "fractal": "The boundary of trainability: 16-16-1, 272 samples, a run a pixel",
    "network_sizes": "Networks of 10 to 10^6 parameters, 64 samples",
    "network_ending": "16-16-1, where runs diverge early",
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
    "maths": "Functions of gdsim.lanes.math, float32, per element on one thread",
}
PEERS = ("jax", "optax", "torch", "numba")


def main() -> None:
    chosen = arguments()
    console = Console(width=118, highlight=False)
    about = machine()
    missing = [name for name, version in about["peers"].items() if version is None]
    console.print(
        f"{about['processor']}, {about['threads']} threads, {about['vector_unit']} "
        f"({about['width']} float32 lanes), load {about['load']:.1f}; "
        + ", ".join(f"{n} {v}" for n, v in about["peers"].items() if v)
    )
    if about["load"] > 0.5:
        console.print("[yellow]The machine is busy: times are too long, ratios uncertain.[/]")
    console.print(f"Peers missing: {', '.join(missing) or 'none'}")
    lines = []
    for name in chosen.names or BENCHMARKS:
        start = time.perf_counter()
        found = list(importlib.import_module(name).run(chosen.quick))
        lines += [{"benchmark": name, **line.as_dict()} for line in found]
        took = time.perf_counter() - start
        console.print(table(BENCHMARKS[name] + (" (quick)" * chosen.quick), found, took))
    missed = [line["what"] for line in lines if line["met"] is False]
    console.print(f"Targets missed: {'; '.join(missed) or 'none'}")
    if chosen.json:
        report = {"machine": about, "missing_peers": missing, "quick": chosen.quick}
        chosen.json.write_text(json.dumps({**report, "lines": lines}, indent=1) + "\n")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests/benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--quick", action="store_true", help="less work: does it run at all?")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the lines there")
    chosen = parser.parse_args()
    unknown = [name for name in chosen.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"unknown benchmark {', '.join(unknown)}; known: {', '.join(BENCHMARKS)}")
    return chosen


def machine() -> dict[str, Any]:
    from gdsim.engine.backends.cpu import default_threads
    from gdsim.lanes.host import vector_unit

    unit = vector_unit()
    return {
        "processor": processor(),
        "threads": default_threads(),
        "vector_unit": unit.name,
        "width": unit.width("float32"),
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0,
        "python": platform.python_version(),
        "peers": {name: version(name) for name in PEERS},
    }


def processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def table(title: str, lines: list[Line], took: float) -> Table:
    found = Table(title=f"{title} ({took:.0f} s)", title_justify="left", title_style="bold")
    found.add_column("what")
    found.add_column("measured", justify="right")
    found.add_column("")
    if any(line.target is not None for line in lines):
        found.add_column("target", justify="right")
        found.add_column("")
    found.add_column("note")
    verdicts = {True: "[green]ok[/]", False: "[red]missed[/]", None: ""}
    for line in lines:
        cells = [line.what, number(line.measured), line.unit]
        if len(found.columns) > 4:
            sign = "≥" if line.at_least else "≤"
            target = "" if line.target is None else f"{sign} {line.target:g}"
            cells += [target, verdicts[line.met]]
        found.add_row(*cells, line.note)
    return found


def number(value: float) -> str:
    return f"{value:.3g}" if value < 1000 or value >= 1e5 else f"{value:.0f}"


if __name__ == "__main__":
    main()
