"""Compiles what the shipped experiments and lessons run with, in a process of the least priority.

It is started once for each version of gdsim, beside the window (`gdsim.app.example_line`), with
which it ends; what it had not compiled then it compiles beside the next window. It loads the files,
too, whose texts take a while to write.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from gdsim.app.model.recent import examples, lessons
from gdsim.app.worker.recording import recorded
from gdsim.engine import modules
from gdsim.engine.cache import Source, compile_elsewhere, folder
from gdsim.engine.compiler import load_compiler
from gdsim.engine.copying import concluder, copier
from gdsim.engine.evaluate import evaluator
from gdsim.experiment import Experiment
from gdsim.experiment.programs import outlines

ARGUMENT = "--compile-examples"  # of the command line (gdsim.cli)
PRIORITY = 19  # as low as the system has
ALL = "examples.compiled"  # a file in the folder of kernels once all are


def are_compiled() -> bool:
    """Whether such a process has come to its end, for these sources and this processor."""
    return (folder() / ALL).exists()


def sources(path: Path) -> Iterator[Source]:
    """The modules that the experiment in a file is run with in the window."""
    for program in outlines(recorded(Experiment.load(path))):
        yield from modules.sources(program)
        if program.expression is not None:
            yield evaluator(program.expression)
    for size in (4, 8):  # bytes of a number
        yield copier("spread", size)
        yield copier("gather", size)
        yield concluder(f"float{8 * size}")


def main() -> None:
    """Be this process: a line with the numbers of files, done and all, before and after each."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a user's definition prints is no answer
    threading.Thread(target=_end_with_input, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(PRIORITY)
    compile_elsewhere(lambda _: load_compiler())
    files = [*examples().values(), *lessons().values()]
    for done, path in enumerate(files):
        print(done, len(files), file=answers, flush=True)
        with contextlib.suppress(Exception):  # whoever opens it is told
            for source in sources(path):
                if not source.is_compiled:
                    source.load()
    with contextlib.suppress(OSError):
        (folder() / ALL).touch()
    print(len(files), len(files), file=answers, flush=True)
    os._exit(0)


def _end_with_input() -> None:
    """End this process with its input, which the window's process holds, even while it compiles."""
    sys.stdin.read()
    os._exit(0)
