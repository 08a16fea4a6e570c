"""The recorded steps of the runs that a page shows, thinned where they would be too many."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gdsim.base.words import counted
from gdsim.engine import memory
from gdsim.engine.recording import count_recorded, recorded_steps
from gdsim.engine.verdict import Verdict
from gdsim.experiment.experiment import Experiment
from gdsim.learn.diagnosis.single_run import SingleRun
from gdsim.learn.page import outputs
from gdsim.results.geometry.paths import distances

MOST_RECORDED = 100_000  # steps that are recorded of a run before they are thinned
DISTANCE = "distance"
_NUMBER = 4  # bytes of each number: float32

Array = NDArray[np.float64]
Steps = NDArray[np.int64]


@dataclass(frozen=True)
class Trace:
    """A run: its words, its optimizer, alone and with its schedule (`row`), verdict and last step.

    points: (slots, 2) on the landscape, (slots, 0) without one. curves: by name (slots,). They have
    a row for each shown step up to that at which the run stopped. pictures: of a network's outputs,
    see `outputs.pictures`; (0, ...) of others.
    """

    words: str
    optimizer: int
    row: int
    verdict: Verdict
    stopped: int
    points: Array
    curves: Mapping[str, Array]
    pictures: NDArray[np.uint8]


@dataclass(frozen=True)
class Traces:
    """The runs of a page, and the steps (n,) of which each has the first ones.

    thinning: which of the recorded steps are shown, in a sentence. moments: the places of the steps
    of which runs have pictures.
    """

    steps: Steps
    runs: tuple[Trace, ...]
    thinning: str
    moments: Steps

    @property
    def curves(self) -> tuple[str, ...]:
        """The names of the curves, which each run has."""
        return tuple(self.runs[0].curves)


def traces(
    experiment: Experiment,
    runs: Sequence[int],
    budget: int,
    most: int | None = None,
    heed: Callable[[], None] = lambda: None,
) -> Traces:
    """Compute runs again, alone and with the same bits, and keep what fits into a budget of bytes.

    runs: numbers over all dimensions of the experiment. most: recorded steps to keep, if fewer.
    heed: called before each run.
    """
    recorded = recorded_steps(_rule(experiment), experiment.steps)
    moments, whole = outputs.moments(experiment, len(runs), len(recorded)), []
    for number in runs:
        heed()
        whole.append(_trace(experiment, number, recorded, moments))
    budget -= sum(each.pictures.nbytes for each in whole)
    per_step = sum(_NUMBER * (each.points.shape[1] + len(each.curves)) for each in whole)
    room = max(budget // max(per_step, 1), 2)
    lengths = [_length(each) for each in whole]
    moments = moments[moments < max(lengths)]
    places = [*moments, *(length - 1 for length in lengths)]
    kept = _kept(max(lengths), min(room, most or room), places)
    thinned = tuple(
        replace(
            each,
            points=each.points[kept[kept < length]],
            curves={name: curve[kept[kept < length]] for name, curve in each.curves.items()},
        )
        for each, length in zip(whole, lengths, strict=True)
    )
    thinning = _thinning(recorded[: max(lengths)], kept)
    return Traces(recorded[kept], thinned, thinning, np.searchsorted(kept, moments))


def fields(experiment: Experiment) -> tuple[str, ...]:
    """The records with one number per step that a page has as curves: what the file records too."""
    task = experiment.objective
    names = dict.fromkeys(("loss", "grad_norm", *experiment.record))
    return tuple(
        name for name in names if not task.records[name].dims and not task.why_not_recorded(name)
    )


def _rule(experiment: Experiment) -> int | str:
    """The experiment's own rule of recorded steps, or a coarser one."""
    is_long = count_recorded(experiment.every, experiment.steps) > MOST_RECORDED
    return f"linear:{MOST_RECORDED}" if is_long else experiment.every


def _trace(experiment: Experiment, number: int, recorded: Steps, moments: Steps) -> Trace:
    from gdsim.engine.backends import cpu

    run = SingleRun.of(experiment, number)
    task = run.objective
    network = outputs.drawn(task) if len(moments) else None
    has_path = task.has_domain or network is not None
    record = (*fields(experiment), *(("params",) if has_path else ()))
    program = replace(
        run.program, record=record, every=_rule(experiment), measures=(), only_measured=()
    )
    needed = memory.of_batch([program], 1)
    memory.check(needed, "computing a run again needs", ["record fewer steps (every)"])
    outcome = cpu.run(program, threads=1)
    stopped = int(outcome.steps[0])
    length = int(np.searchsorted(recorded, stopped, side="right"))
    curves = {
        name: np.asarray(outcome.traces[name][0][:length], np.float64)
        for name in fields(experiment)
    }
    points, drawn = np.empty((length, 0)), np.empty((0, 0, 0, 1), np.uint8)
    if network is not None:
        params = outcome.traces["params"][0][moments[moments < length]]
        drawn = outputs.pictures(network, params)
    if task.has_domain:
        path = np.asarray(outcome.traces["params"][0][:length], np.float64)
        if task.minima:
            curves[DISTANCE] = distances(path, task.minima)
        if path.shape[1] == 1:
            points = np.stack([path[:, 0], curves["loss"]], axis=-1)
        elif path.shape[1] == 2:
            points = path
    row = number // experiment.layout.runs
    optimizer = experiment.place_of(number).optimizer
    verdict = Verdict(int(outcome.verdict[0]))
    return Trace(run.words, optimizer, row, verdict, stopped, points, curves, drawn)


def _length(trace: Trace) -> int:
    return len(trace.curves["loss"])


def _kept(count: int, room: int, more: Sequence[int]) -> Steps:
    """The places of the steps that are kept: the first half of the room, then every few, and more.

    They are an odd number apart, so that a run that hops back and forth is seen to do so.
    """
    if count <= room:
        return np.arange(count)
    first = max(room // 2, 1)
    apart = -(-(count - first) // max(room - first, 1)) | 1
    return np.unique([*range(first), *range(first, count, apart), *more])


def _thinning(recorded: Steps, kept: Steps) -> str:
    count = counted(len(recorded), "recorded step")
    if len(recorded) == 1:
        return "The one recorded step is shown."
    if len(kept) == len(recorded):
        return f"Each of the {count} is shown."
    gaps = np.diff(kept)
    first = int(recorded[int(np.argmax(gaps > 1))])
    return (
        f"Of {count} those up to step {first:,} are shown, then at least every "
        f"{_nth(int(gaps.max()))}."
    )


def _nth(number: int) -> str:
    ends = {1: "st", 2: "nd", 3: "rd"}
    is_teen = number % 100 in (11, 12, 13)
    return f"{number:,}{'th' if is_teen else ends.get(number % 10, 'th')}"
