"""Memory: bytes per run while it runs, and the peak of processes with many runs or long traces."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from measure import Line, in_new_process

STEPS = 5
TRACED = 10**6  # steps of each of 20 single runs, of which every one is recorded


def run(quick: bool) -> Iterator[Line]:
    runs = 10**6 if quick else 10**7
    yield Line("a run of 2-D Adam, no traces", bytes_per_run(), "bytes", 64)
    for kind in ("Experiment.run()", "Session, one snapshot"):
        if sys.platform == "win32":
            continue  # it has neither /proc nor the resource module
        found = in_new_process("memory_use", "peak", runs, kind)
        note = f"{found['before'] / 1e6:.0f} MB before the runs"
        yield Line(f"peak of {runs:.0e} runs, {kind}", found["peak"] / 1e6, "MB", 1500, note=note)
    steps = TRACED // 10 if quick else TRACED
    for kind in ("Experiment.run()", "Session", "the window's worker"):
        if sys.platform == "win32":
            continue
        found = in_new_process("memory_use", "traced", steps, kind)
        name = f"peak of 20 optimizers, {steps:.0e} steps recorded, {kind}"
        note = f"{found['before'] / 1e6:.0f} MB before the runs; {found['recorded']:,} steps kept"
        yield Line(name, found["peak"] / 1e6, "MB", 1000, note=note)


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

    from gdsim.engine.backends.cpu import Batch

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


def single_runs(steps: int):
    """Twenty optimizers, a run each, none of which ends before the last step."""
    import gdsim as gd
    from gdsim.catalogue import optimizers

    names = [name for name in optimizers.catalogue() if name not in NOT_OF_FUNCTIONS][:20]
    return gd.Experiment(
        "rosenbrock", names, lr=1e-6, steps=steps, record=("loss", "params", "grad_norm"),
        tolerance=0.0, limit=1e30,
    )  # fmt: skip


NOT_OF_FUNCTIONS = ("lamb", "adafactor", "muon", "newton")


def traced(steps: int, kind: str) -> dict[str, int]:
    """Bytes that this process had at most before the runs and after them; the steps recorded."""
    from gdsim.experiment.session import Session

    Session(single_runs(50))  # compiled
    single_runs(50).run()
    before, given = most_bytes(), single_runs(steps)
    if kind == "Experiment.run()":
        recorded = given.run().sizes["step"]
    elif kind == "Session":
        session = Session(given)
        session.advance(steps)
        recorded = session._batch.known
    else:
        recorded = played(given)
    return {"before": before, "peak": most_bytes(), "recorded": recorded}


def played(given) -> int:
    """Play an experiment to its end in the window's worker; how many steps are recorded."""
    import time

    from gdsim.app.worker.frame import State
    from gdsim.app.worker.opening import open_session
    from gdsim.app.worker.worker import FASTEST, Worker

    worker = Worker(open_session, rate=FASTEST)
    worker.show(given, tuple(range(20)))
    worker.play()
    while True:
        frame = worker.take()
        if frame is not None and frame.state in (State.FINISHED, State.FAILED):
            worker.close()
            assert frame.state is State.FINISHED, frame.message
            recorded = len(frame.experiment.recorded_steps)
            assert bool(frame.message) == (recorded < given.steps + 1)  # it is told of
            return recorded
        time.sleep(0.03)


def most_bytes() -> int:
    """The most memory this process ever had."""
    status = Path("/proc/self/status")
    if status.exists():
        # Not getrusage: on Linux its maximum is handed on from the process that started this one.
        lines = status.read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
