"""Running the programs of a suite: traces are reduced to hits, piece by piece, and dropped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base import machine
from gdsim.base.errors import SettingError
from gdsim.base.words import counted
from gdsim.catalogue.choices import Choice
from gdsim.engine import memory
from gdsim.engine.program import Cycle, Program
from gdsim.experiment.experiment import Experiment
from gdsim.experiment.programs import part
from gdsim.results.analysis.hits import first_hits
from gdsim.suites.problem import Problem

TRACE_BYTES = 2**26  # of traces in memory at a time
VARIABLES = ("loss", "best_loss", "steps", "verdict", "hit")

Seen = dict[str, NDArray[Any]]
Progress = Callable[[int], None]


class Cancelled(Exception):  # noqa: N818 - nothing went wrong
    """The runs are no longer wanted."""


def prepared(problem: Problem, **fields: Any) -> Experiment:
    """The experiment of a problem with a trace of its loss; runs stop only at the last target."""
    return problem.experiment.replace(
        record=problem.loss, every=1, tolerance=0.0, target=problem.targets[-1], stop=None, **fields
    )


def program_of(problem: Problem, optimizer: Choice, **fields: Any) -> Program:
    """The program of one optimizer on a problem; its settings are still to be chosen.

    Errors: SettingError where something else than a setting of the optimizer has several values.
    """
    experiment = prepared(problem, optimizers=(optimizer,), lr=None, **fields)
    known = problem.experiment.layout.sizes
    for name in experiment.layout.sizes:
        if name not in known:
            raise SettingError(
                f"a comparison searches settings of optimizers only, but {name} of a schedule or "
                "of all runs has several values; give it one"
            )
    (program,) = experiment.programs()
    return program


def trials(
    problem: Problem,
    optimizer: Choice,
    settings: Mapping[str, NDArray[np.float64]],
    threads: int | None = None,
    progress: Progress | None = None,
    by: str | None = None,
    cancelled: Callable[[], bool] | None = None,
    **fields: Any,
) -> Seen:
    """Runs of one optimizer with several combinations of settings, each from all starts.

    settings: name -> (n,) values; combination i has the i-th value of each. The variables returned
    are (n, starts), and `hit` is (n, starts, targets). by: the result that stands for the loss at
    the end, if another is asked for; of an accuracy its share of errors. Errors: Cancelled.
    """
    program = program_of(problem, optimizer, **fields)
    starts = program.runs
    count = len(next(iter(settings.values()))) if settings else 1
    at_once = max(1, TRACE_BYTES // (starts * _bytes(program)))
    parts = []
    for first in range(0, count, at_once):
        chosen = {name: values[first : first + at_once] for name, values in settings.items()}
        several = with_settings(program, chosen, min(at_once, count - first))
        parts.append(observed(several, problem, threads, by, cancelled))
        if progress is not None:
            progress(several.runs)
    joined = {name: np.concatenate([part[name] for part in parts]) for name in VARIABLES}
    return {name: rows.reshape(count, starts, *rows.shape[1:]) for name, rows in joined.items()}


def with_settings(
    program: Program, settings: Mapping[str, NDArray[np.float64]], count: int
) -> Program:
    """A program for `count` combinations of settings, each over all starts in turn."""
    cycles = {name: Cycle(values, program.runs) for name, values in settings.items()}
    return replace(program, runs=program.runs * count, settings={**program.settings, **cycles})


def observed(
    program: Program,
    problem: Problem,
    threads: int | None = None,
    by: str | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Seen:
    """The outcome of a program's runs, as arrays over runs; `hit` is (runs, targets).

    Errors: Cancelled, once `cancelled` returns True.
    """
    from gdsim.engine.backends import cpu

    # Hits are computed from the traces, with temporary arrays of their size.
    needed = memory.of_runs([program], threads or machine.processors())
    needed += program.runs * _bytes(program)
    words = f"each step of {counted(program.runs, 'run')} of {problem.name} needs"
    memory.check(needed, words, ["take fewer steps", "fewer trials"])
    outcome = cpu.run(program, threads=threads, cancelled=cancelled)
    if not outcome.done.all():
        raise Cancelled
    seen = {name: getattr(outcome, name) for name in VARIABLES[:-1]}
    if problem.loss != "loss":
        seen["loss"] = outcome.finals[problem.loss]
        seen["best_loss"] = np.fmin.reduce(outcome.traces[problem.loss], axis=1)
    if by is not None:
        ends = outcome.finals[by]
        seen["loss"] = 1 - ends if by.endswith("accuracy") else ends
    return {**seen, "hit": first_hits(outcome.traces[problem.loss], problem.targets)}


def grid(
    problem: Problem,
    experiment: Experiment,
    pair: int,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Seen:
    """All runs of one optimizer (and schedule) of an experiment, in arrays over runs."""
    parts = []
    for taken in _slices(experiment):
        program = part(experiment, pair, taken)
        parts.append(observed(program, problem, threads))
        if progress is not None:
            progress(program.runs)
    return {name: np.concatenate([each[name] for each in parts]) for name in VARIABLES}


def _slices(experiment: Experiment) -> Iterator[dict[str, slice]]:
    """Slices of the grid whose traces fit into memory; leading dimensions go one value at a time.

    They come in the order of runs, so that their results need only be concatenated.
    """
    (program, *_) = experiment.programs()
    room = max(1, TRACE_BYTES // _bytes(program))
    yield from _split([(each.name, each.size) for each in experiment.layout.dimensions], room)


def _split(dimensions: list[tuple[str, int]], room: int) -> Iterator[dict[str, slice]]:
    if not dimensions:
        yield {}
        return
    (name, size), *rest = dimensions
    runs = int(np.prod([length for _, length in rest], dtype=np.int64))  # per value of `name`
    if runs > room:
        for index in range(size):
            for taken in _split(rest, room):
                yield {name: slice(index, index + 1), **taken}
        return
    together = max(1, room // runs)
    for first in range(0, size, together):
        yield {name: slice(first, min(first + together, size))}


def _bytes(program: Program) -> int:
    """The bytes of one run's trace, and of the temporary arrays that find its hits."""
    return 3 * program.slots * np.dtype(program.dtype).itemsize
