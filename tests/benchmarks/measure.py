"""Tools of the benchmarks: interleaved rounds on two clocks, new processes, and lines to report."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import psutil
from clocks import Took, timed, undisturbed

HERE = Path(__file__).parent
BUSY = 0.1  # of all processors: if other programs take more, processor time is compared
SHARED = "other programs ran"
WIDE = 0.25  # of the median: ratios whose middle half spans more are marked


@dataclass(frozen=True)
class Spread:
    """The median and the quartiles of what the rounds gave, and the clock that they are by."""

    median: float
    low: float
    high: float
    clock: str

    @classmethod
    def of(cls, values: Sequence[float], clock: str) -> Spread:
        """The spread of one number per round."""
        if len(values) == 1:
            return cls(values[0], values[0], values[0], clock)
        low, middle, high = quantiles(values, n=4, method="inclusive")
        return cls(middle, low, high, clock)

    def times(self, factor: float) -> Spread:
        """The same in another unit; `factor` is above 0."""
        return Spread(self.median * factor, self.low * factor, self.high * factor, self.clock)


@dataclass(frozen=True)
class Line:
    """One measured number; `target` is the most it may be, or the least if `at_least`.

    `low` and `high` are the quartiles over rounds, `clock` is what they were measured by.
    `bound` is the share of a physical bound that was measured in the same rounds, `bounded_by`.
    """

    what: str
    measured: float
    unit: str = ""
    target: float | None = None
    at_least: bool = False
    note: str = ""
    low: float | None = None
    high: float | None = None
    clock: str = ""
    bound: float | None = None
    bounded_by: str = ""

    @classmethod
    def of(cls, what: str, spread: Spread, unit: str = "x", **fields: Any) -> Line:
        """A line with its spread."""
        ends = {"low": spread.low, "high": spread.high, "clock": spread.clock}
        return cls(what, spread.median, unit, **ends, **fields)

    def under(self, name: str, share: Spread) -> Line:
        """The same line with the share of a bound."""
        return replace(self, bound=share.median, bounded_by=name)

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        if self.target is None:
            return None
        return self.measured >= self.target if self.at_least else self.measured <= self.target

    @property
    def wide(self) -> bool:
        """Whether the rounds differ so much that the number is not to be relied on."""
        if self.low is None or self.high is None:
            return False
        return self.high - self.low > WIDE * abs(self.measured)

    def as_dict(self) -> dict[str, Any]:
        """The line for a JSON file."""
        return {**asdict(self), "met": self.met, "wide": self.wide}


@dataclass(frozen=True)
class Times(Mapping[str, list[float]]):
    """Seconds of each contender in each round, by name, on the clock that suits the machine.

    Where other programs take a share of the processors, that is processor time, divided by the
    number of threads that work side by side. Otherwise it is the time on the wall.
    """

    wall: dict[str, list[float]]
    processor: dict[str, list[float]]
    shared: bool

    @property
    def clock(self) -> str:
        return "processor" if self.shared else "wall"

    def __getitem__(self, name: str) -> list[float]:
        return (self.processor if self.shared else self.wall)[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.wall)

    def __len__(self) -> int:
        return len(self.wall)

    def longer(self, factors: Mapping[str, float]) -> Times:
        """For contenders that did a part of the work: what all of it would have taken."""

        def scaled(times: dict[str, list[float]]) -> dict[str, list[float]]:
            return {name: [t * factors.get(name, 1) for t in times[name]] for name in times}

        return replace(self, wall=scaled(self.wall), processor=scaled(self.processor))

    def spread(self, values: Sequence[float]) -> Spread:
        """The spread of what these times gave, one number per round."""
        return Spread.of(values, self.clock)

    def ratio(self, slow: str, fast: str) -> Spread:
        """How many times longer `slow` takes than `fast`, compared within rounds."""
        return self.spread([a / b for a, b in zip(self[slow], self[fast], strict=True)])

    def best(self, names: Sequence[str]) -> str:
        """The fastest of some contenders."""
        return min(names, key=lambda name: median(self[name]))


def seconds(call: Callable[[], object]) -> float:
    """The time of one call."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def interleaved(
    contenders: Mapping[str, Callable[[], object]], rounds: int, threads: int | None = None
) -> Times:
    """The time of each contender in each round; `threads` is how many it may use (None: all).

    All take their turn in every round, forwards and backwards in turn: what slows the machine for a
    while slows neighbours alike, and ratios are taken within rounds.
    """
    took: dict[str, list[Took]] = {name: [] for name in contenders}
    with Others() as others:
        for turn in range(rounds):
            for name in list(contenders)[:: -1 if turn % 2 else 1]:
                settle()
                took[name].append(timed(contenders[name]))
    count = threads or processors()
    return Times(
        {name: [each.wall for each in found] for name, found in took.items()},
        {name: undisturbed(found, count) for name, found in took.items()},
        others.share > BUSY,
    )


def settle() -> None:
    """Wait until this process rests: thread pools spin for up to a second after their last work."""
    for _ in range(200):
        before = time.process_time()
        time.sleep(0.005)
        if time.process_time() - before < 0.0005:
            return


class Others:
    """What share of the machine's processors other programs take while this is open."""

    share = 0.0

    @property
    def note(self) -> str:
        """What is to be said of times on the wall."""
        return SHARED if self.share > BUSY else ""

    def __enter__(self) -> Others:
        self._start = self._now()
        return self

    def __exit__(self, *_: object) -> None:
        wall, busy, own = (b - a for a, b in zip(self._start, self._now(), strict=True))
        self.share = max(0.0, busy - own) / max(wall * (psutil.cpu_count() or 1), 1e-9)

    @staticmethod
    def _now() -> tuple[float, float, float]:
        times = psutil.cpu_times()
        idle = times.idle + getattr(times, "iowait", 0.0)
        # What the host machine gives to others is counted as theirs; guests' time is in user's.
        busy = sum(times) - idle - sum(getattr(times, name, 0) for name in ("guest", "guest_nice"))
        return time.perf_counter(), busy, sum(os.times()[:4])  # with processes that it waited for


def processors() -> int:
    """The number of processors that this process may use."""
    from gdsim.base import machine

    return machine.processors()


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
