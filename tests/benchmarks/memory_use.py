"""Memory: bytes a run while it runs, and the peak of a process with 10^7 runs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from measure import Line, in_new_process

STEPS = 5


def run(quick: bool) -> Iterator[Line]:
    runs = 10**6 if quick else 10**7
    yield Line("a run of 2-D Adam, no traces", bytes_per_run(), "bytes", 64)
    for kind in ("Experiment.run()", "Session, one snapshot"):
        if sys.platform == "win32":
            continue  # it has neither /proc nor the resource module
        found = in_new_process("memory_use", "peak", runs, kind)
        note = f"{found['before'] / 1e6:.0f} MB before the runs"
        yield Line(f"peak of {runs:.0e} runs, {kind}", found["peak"] / 1e6, "MB", 1500, note=note)


def experiment(runs: int):
    import gdsim as gd

    return gd.Experiment(
        objective="rosenbrock",
        optimizers="adam",
        lr=gd.logspace(1e-4, 1.0, 1000),
        start=gd.uniform(n=runs // 1000, seed=0),
        steps=STEPS,
    )


def bytes_per_run() -> float:
    """All arrays of a segment over its runs."""
    import numpy as np

    from gdsim.backends.cpu import Batch

    segment = Batch(experiment(10**6).programs()).segments[0][0]
    arrays = [v for v in vars(segment).values() if isinstance(v, np.ndarray)]
    return sum(each.nbytes for each in arrays) / (segment.runs.stop - segment.runs.start)


def peak(runs: int, kind: str) -> dict[str, int]:
    """Bytes that this process had at most, before the runs and after them."""
    import gdsim as gd

    experiment(10**4).run()
    before = most_bytes()
    if kind == "Experiment.run()":
        kept = experiment(runs).run()
    else:
        session = gd.Session(experiment(runs))
        session.advance(STEPS)
        kept = session.snapshot()
    assert kept is not None
    return {"before": before, "peak": most_bytes()}


def most_bytes() -> int:
    """The most memory this process ever had."""
    status = Path("/proc/self/status")
    if status.exists():
        # Not getrusage: on Linux its maximum is handed on from the process that started this one.
        lines = status.read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
