"""Helper processes that compile the kernels of a suite while it runs.

Many optimizers on many functions need one kernel per pair, which takes up to a second to compile.
Compiling holds Python's lock, so other processes compile into the disk cache, from the last pair
backwards, and this process loads the kernels from it. `python -m gdsim.suites.compiling` is such a
process: it reads its jobs as JSON from standard input. Results do not depend on it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType

import numpy as np

COLD = 0.15  # seconds; a pair that took longer had to be compiled
ENOUGH = 3  # helpers start after this many pairs had to be compiled
FEW = 12  # helpers do not start for this many remaining pairs or fewer
HELPERS = 3  # processes at most

Job = tuple[str, Sequence[str]]  # an experiment's text, and the settings that differ by run


class Compilers:
    """Helper processes for a list of jobs that this process runs in order; a context manager.

    They start once several kernels were missing from the cache, and end with the context.
    """

    def __init__(self, jobs: Sequence[Job]) -> None:
        self._jobs = list(jobs)
        self._done = self._cold = 0
        self._helpers: list[subprocess.Popen[str]] = []
        self.allowed = not getattr(sys, "frozen", False)  # a frozen program cannot run `-m`

    def __enter__(self) -> Compilers:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        for helper in self._helpers:
            helper.kill()
            helper.wait()

    @contextmanager
    def job(self) -> Iterator[None]:
        """A context for the next job; its duration decides whether helpers are needed."""
        began = time.perf_counter()
        yield
        took = time.perf_counter() - began
        self._done += 1
        # The first kernel of a process also pays for starting the compiler.
        self._cold += self._done > 1 and took > COLD
        left = self._jobs[self._done :]
        if self.allowed and self._cold == ENOUGH and len(left) > FEW and not self._helpers:
            self._start(left)

    def _start(self, left: list[Job]) -> None:
        count = min(HELPERS, max((os.cpu_count() or 1) - 1, 1))
        for number in range(count):
            helper = subprocess.Popen(
                [sys.executable, "-m", "gdsim.suites.compiling"],
                stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                text=True,
            )  # fmt: skip
            self._helpers.append(helper)
            assert helper.stdin is not None  # because it is a pipe
            json.dump(left[::-1][number::count], helper.stdin)
            helper.stdin.close()


def compile_job(text: str, names: Sequence[str]) -> None:
    """Compile the kernel of an experiment whose settings `names` differ by run, into the cache."""
    from gdsim.engine.backends import cpu
    from gdsim.experiment.experiment import Experiment
    from gdsim.suites.observing import with_settings

    (program,) = Experiment.from_toml(text).replace(steps=1).programs()
    values = {name: np.array([float(program.settings[name])]) for name in names}  # type: ignore[arg-type]
    cpu.run(with_settings(program, values, 1), threads=1)


if __name__ == "__main__":
    parent = os.getppid()
    for given in json.load(sys.stdin):
        if os.getppid() != parent:  # the parent was killed, so nobody waits for the kernels
            break
        try:
            compile_job(*given)
        except Exception:  # the process that runs the job reports the error
            continue
