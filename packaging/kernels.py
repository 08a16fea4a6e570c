"""Compiles the kernels that gdsim ships.

    python packaging/kernels.py [--folder FOLDER] [--level LEVEL] [NAME ...]

For each level of x86-64, or the one named, it compiles what the experiments and lessons that gdsim
ships run, or those of the names given only, as they are and as the window records them; without
names also every optimizer on any function of one or two variables, every function, and every
optimizer, loss and activation of networks. FOLDER (assets/kernels) gets those that it lacks, and
loses those of other sources. What is made on another system, or for another kind of processor, is
of use there only (gdsim.engine.shipped).
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

from gdsim.app.worker.recording import recorded
from gdsim.base import assets, machine
from gdsim.catalogue.discovery import discover
from gdsim.engine import few, modules, shipped
from gdsim.engine.cache import Source, folder, write
from gdsim.engine.copying import concluder, copier
from gdsim.engine.evaluate import evaluator
from gdsim.engine.fingerprint import of_sources
from gdsim.engine.program import Program
from gdsim.engine.schedule import tabulator
from gdsim.experiment import Experiment
from gdsim.experiment.programs import outlines
from gdsim.lanes.host import LEVELS
from gdsim.objectives import Function, Network, Objective

ROOT = Path(__file__).resolve().parents[1]
PRECISIONS = ("float32", "float64")


def of_program(program: Program) -> Iterator[Source]:
    """The modules that a program, and the same for one run or many, is run with."""
    if program.network is None:
        return iter(modules.sources(program))
    sizes = (1, 2**16)  # lanes hold numbers of one run, or runs
    return (source for runs in sizes for source in modules.sources(replace(program, runs=runs)))


def of_program_at_once(program: Program) -> Iterator[Source]:
    """The modules that its objective is drawn and its run is begun with, whatever it is."""
    if program.expression is not None:
        yield evaluator(program.expression)
    calling = modules.calling(program)
    yield from of_program(program if calling is None else calling)


def of_experiment(
    experiment: Experiment, *kinds: Callable[[Program], Iterator[Source]]
) -> Iterator[Source]:
    """The modules that an experiment is run with, alone and in the window."""
    for each in (experiment, recorded(experiment)):
        for program in outlines(each):
            for of in kinds:
                yield from of(program)


def of_presets(names: Iterable[str]) -> Iterator[Source]:
    """The modules of experiments and lessons that are shipped; all of them without names."""
    chosen = set(names)
    for place in ("experiments", "lessons"):
        for file in assets.experiments(place):
            if not chosen or file.stem in chosen:
                yield from of_experiment(Experiment.load(file), of_program, of_program_at_once)


def of_all() -> Iterator[Source]:
    """What every experiment runs with."""
    for dtype in PRECISIONS:
        yield few.caller(dtype)
        yield concluder(dtype)
    for name in discover("schedule"):
        yield tabulator(name)
    for template in ("spread", "gather"):
        for size in (4, 8):
            yield copier(template, size)


def network(activation: str = "tanh", loss: str = "mse", output: str | None = None) -> Network:
    """A network on points of two classes."""
    outputs = 2 if output == "softmax" else 1
    return Network([2, 8, outputs], activation, output=output, loss=loss, data="spiral")


def objectives() -> Iterator[Objective]:
    """Every function, and networks with every activation, loss and output."""
    yield from map(Function, discover("function"))
    yield from (network(n) for n, each in discover("activation").items() if each.whole is None)
    for loss, definition in discover("loss").items():
        for output in definition.outputs:
            yield network("tanh", loss, output)


def of_catalogue() -> Iterator[Source]:
    """What any pair of an optimizer and a function, and most networks, can begin with."""
    plain = network(), Function("x**2"), Function("x**2 + y**2")
    for dtype in PRECISIONS:
        for name, optimizer in discover("optimizer").items():
            for objective in plain:
                if not objective.why_not(optimizer):
                    experiment = Experiment(objective, name, dtype=dtype)
                    yield from of_experiment(experiment, of_program_at_once)
        for objective in objectives():
            experiment = Experiment(objective, "sgd", dtype=dtype)
            yield from of_experiment(experiment, of_program_at_once)


def compile_share(out: Path, names: list[str], share: int, shares: int) -> None:
    """Compile every so many-th module for the processor that the environment names."""
    found = [*of_presets(names), *of_all(), *(() if names else of_catalogue())]
    for source in list(dict.fromkeys(found))[share::shares]:
        stored = folder() / f"{source.name}.code"
        if not (out / stored.name).exists():
            source.load()
            write(out / stored.name, stored.read_bytes())


def build(out: Path, level: str, names: list[str]) -> None:
    """Compile for a level, in processes side by side."""
    out.mkdir(parents=True, exist_ok=True)
    shares = machine.processors()
    with tempfile.TemporaryDirectory() as cache:
        chosen = {"GDSIM_CACHE": cache, "NUMBA_CPU_NAME": level, "NUMBA_CPU_FEATURES": ""}
        os.environ.update(chosen)
        with ProcessPoolExecutor(shares, multiprocessing.get_context("spawn")) as pool:
            done = [pool.submit(compile_share, out, names, n, shares) for n in range(shares)]
            for each in done:
                each.result()
    size = sum(file.stat().st_size for file in out.iterdir())
    print(f"{level}: {len(list(out.iterdir()))} modules, {size / 2**20:.1f} MiB", flush=True)


def remove_old(folder: Path) -> None:
    """Remove kernels of other sources; whatever else somebody has there stays."""
    for old in folder.iterdir():
        is_of_sources = re.fullmatch("[0-9a-f]{16}", old.name) and old.is_dir()
        if is_of_sources and old.name != of_sources():
            shutil.rmtree(old)


def main() -> None:
    """Compile what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--level", choices=LEVELS, action="append")
    parser.add_argument("--folder", type=Path, default=ROOT / "assets" / "kernels")
    parser.add_argument("names", nargs="*")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    remove_old(given.folder)
    for level in given.level or LEVELS:
        build(given.folder / shipped.inner(level), level, given.names)


if __name__ == "__main__":
    main()
