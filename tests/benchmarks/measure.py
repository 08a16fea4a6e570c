"""Tools of the benchmarks: interleaved repeats, new processes, and the lines they report."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Line:
    """One measured number; `target` is the most it may be, or the least if `at_least`."""

    what: str
    measured: float
    unit: str = ""
    target: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        if self.target is None:
            return None
        return self.measured >= self.target if self.at_least else self.measured <= self.target

    def as_dict(self) -> dict[str, Any]:
        """The line for a JSON file."""
        return {**asdict(self), "met": self.met}


def seconds(call: Callable[[], object]) -> float:
    """The time of one call."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def interleaved(
    contenders: Mapping[str, Callable[[], object]], rounds: int
) -> dict[str, list[float]]:
    """Seconds of each contender in each round, by name.

    All take their turn in every round, forwards and backwards in turn: what slows the machine for a
    while slows neighbours alike, and `ratio` compares within rounds.
    """
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for turn in range(rounds):
        for name in list(contenders)[:: -1 if turn % 2 else 1]:
            times[name].append(seconds(contenders[name]))
    return times


def ratio(times: Mapping[str, list[float]], slow: str, fast: str) -> float:
    """How many times longer `slow` takes than `fast`: the median over rounds."""
    return median(a / b for a, b in zip(times[slow], times[fast], strict=True))


def in_new_process(module: str, function: str, *arguments: Any, **environment: str) -> Any:
    """What a function of a module in this folder returns in a new Python process, through JSON."""
    code = (
        f"import json, sys; sys.path.insert(0, {str(HERE)!r}); import {module}; "
        f"print(json.dumps({module}.{function}(*json.loads(sys.argv[1]))))"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", code, json.dumps(arguments)],
        # Modules are compiled once, as where a program is used.
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "", **environment},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])
