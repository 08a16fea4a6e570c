"""Outcomes are allocated, and filled with the state of segments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from gdsim import catalogue
from gdsim.engine.copying import concluder, gather
from gdsim.engine.looks import judged
from gdsim.engine.networks.parts import MEASURED
from gdsim.engine.outcome import Outcome, of_each
from gdsim.engine.program import Program
from gdsim.engine.recipe import Recipe
from gdsim.engine.recipes import recipe_of
from gdsim.engine.room import Room
from gdsim.engine.rows import BEST, LOSS, LOW, SLOPE, STATUS, STOPPED
from gdsim.engine.segment import Segment
from gdsim.engine.traces import trace_rooms
from gdsim.engine.verdict import Verdict
from gdsim.lanes.host import BLOCK

FEW = 4096  # numbers that are copied in no time also while Python's lock is held
FEW_ROWS = 8  # which are copied row by row sooner than lane by lane
FEW_RUNS = FEW // 6  # of which an outcome's rows are such numbers
# The rows of a block that an outcome is made of.
OF_OUTCOME = np.array([LOSS, BEST, LOW, SLOPE, STOPPED, STATUS])


def empty_outcome(
    program: Program, programs: int = 1, runs: int | None = None, **what: Any
) -> Outcome:
    """An outcome with room for the runs of this many equal programs; `what` is that of `rooms`.

    With `runs` for so many runs in all. Its arrays are not initialised: every run must be filled in
    or left out.
    """
    arrays = rooms(program, program.runs * programs if runs is None else runs, **what)
    return Outcome(**{name: of_each(Room.new, each) for name, each in arrays.items()})


def fill(outcome: Outcome, segment: Segment, is_stopped: Callable[[], bool]) -> None:
    """Advance a segment to its end, and copy what becomes of its runs into an outcome.

    `is_stopped` is asked before each call of the kernel. If it says so, the runs are copied as far
    as they have come; those that have not begun are left out.
    """
    while not segment.finished:
        if is_stopped():
            if segment.step > 0:
                segment.advance(0)
            break
        segment.advance(min(segment.steps_of_call, segment.until_stop), look=False)
    if segment.step > 0:
        segment.fill_traces()
        take(outcome, segment)
    else:
        outcome.leave_out(segment.runs)


def take(outcome: Outcome, segment: Segment) -> None:
    """Copy the state of a segment's runs into an outcome and measure them, but for traces."""
    runs, lanes = segment.runs, _lanes(segment)
    _take_state(outcome, segment, runs, lanes)
    for name, values in _finals(segment).items():
        outcome.finals[name][runs] = values[: segment.count] if lanes is None else values[lanes]
    _judge(outcome, segment, runs, segment.whole_losses)
    outcome.done[runs] = segment.finished or outcome.verdict[runs] >= Verdict.CONVERGED
    for name, target in outcome.measures.items():
        measure = catalogue.look_up("measure", name)
        program = segment.kernel.program
        losses = segment.traces[program.measured][:, : program.steps]
        target[runs] = measure.function(losses, outcome.verdict[runs] == Verdict.CONVERGED)


def take_some(outcome: Outcome, segment: Segment, here: slice, runs: np.ndarray) -> None:
    """Copy the state of some of a segment's runs, by their numbers in it, to a part of an outcome.

    Whether they are done is not said.
    """
    lanes = _lanes_of(segment, runs)
    _take_state(outcome, segment, here, lanes)
    for name, values in _finals(segment).items():
        outcome.finals[name][here] = values[lanes]
    if segment.kernel.looks:
        _judge(outcome, segment, here, segment.whole_losses[runs])


def _take_state(outcome: Outcome, segment: Segment, here: slice, lanes: np.ndarray | None) -> None:
    """Copy the state of the runs in lanes, as `gather` takes them, to a part of an outcome."""
    recipe, count = segment.kernel.recipe, here.stop - here.start
    has_params = outcome.params.shape[1] > 0
    if recipe.block == BLOCK and segment.kernel.program.placed is None and count > FEW_RUNS:
        concluder(recipe.dtype).load().conclude.ctypes(
            *(segment.rows.ctypes.data, recipe.rows),
            *(0 if lanes is None else lanes.ctypes.data, count),
            *(recipe.places["p"].start, recipe.dimensions * has_params),
            *(address + here.start * apart for address, apart in outcome.places),
        )
    else:
        _take_few(outcome, segment, here, lanes)
        if has_params:
            _take_params(outcome.params[here], segment, lanes)
    if outcome.gradient_point.shape[1]:
        _take_points(outcome.gradient_point[here], segment, lanes)


def _take_few(outcome: Outcome, segment: Segment, here: slice, lanes: np.ndarray | None) -> None:
    """The same but for parameters, of few runs, before what does it is loaded, or of a network."""
    gathered = np.empty((len(OF_OUTCOME), here.stop - here.start), outcome.loss.dtype)
    _gather(segment.rows, OF_OUTCOME, lanes, gathered.T)
    loss, best, low, slope, stopped, status = gathered
    outcome.loss[here], outcome.steps[here], outcome.verdict[here] = loss, stopped, status
    np.sqrt(slope, out=outcome.grad_norm[here])
    best_loss = np.fmin(best, low, out=outcome.best_loss[here])
    np.fmin(best_loss, loss, out=best_loss)


def take_params(target: np.ndarray, segment: Segment, runs: np.ndarray) -> None:
    """Copy the parameters of some of a segment's runs, by their numbers in it."""
    _take_params(target, segment, _lanes_of(segment, runs))


def listed_for_params(segments: Sequence[Segment], firsts: Sequence[int]) -> np.ndarray:
    """Segments as `pick` takes them, for the parameters of their runs.

    firsts: the number of the first run of each. It keeps no memory: the segments are to stay.
    """
    listed = np.zeros((len(segments) + 1, 6), np.int64)
    for numbers, segment, first in zip(listed, segments, firsts, strict=False):
        rows = segment.rows
        lanes = segment.lanes.ctypes.data if segment.is_moved else 0
        row = segment.kernel.recipe.places["p"].start
        numbers[:] = first, rows.ctypes.data, *rows.shape[1:], row, lanes
    listed[-1, 0] = firsts[-1] + segments[-1].count
    return listed


def _take_params(target: np.ndarray, segment: Segment, lanes: np.ndarray | None) -> None:
    _take_rows(target, segment, segment.rows, segment.kernel.recipe.places["p"], lanes)


def _take_points(target: np.ndarray, segment: Segment, lanes: np.ndarray | None) -> None:
    """Copy where the next gradients are taken."""
    if segment.kernel.point is None:
        _take_params(target, segment, lanes)
    else:
        points = _gradient_points(segment)
        _take_rows(target, segment, points, range(points.shape[1]), lanes)


def _take_rows(
    target: np.ndarray, segment: Segment, array: np.ndarray, rows: range, lanes: np.ndarray | None
) -> None:
    """Copy a row for each parameter; NaN where the runs have no parameter."""
    placed, wanted = segment.kernel.program.placed, np.arange(rows.start, rows.stop)
    if placed is None:
        _gather(array, wanted, lanes, target)
    else:
        vectors = np.empty((len(target), len(rows)), target.dtype)
        _gather(array, wanted, lanes, vectors)
        target[...] = np.nan
        target[:, placed[1]] = vectors


def _gather(
    rows: np.ndarray, wanted: np.ndarray, lanes: np.ndarray | None, out: np.ndarray
) -> None:
    """Copy some rows of some lanes; where they are few, before the kernel for it is loaded."""
    if _are_rows(rows, lanes, len(out)) and len(wanted) <= FEW_ROWS:
        by_block = out.reshape(len(rows), rows.shape[2], len(wanted))
        for i, row in enumerate(wanted):
            by_block[..., i] = rows[:, row]
    elif out.size > FEW:
        gather(rows, wanted, lanes, out)
    else:
        of_runs = np.arange(len(out)) if lanes is None else lanes
        blocks, places = np.divmod(of_runs[:, np.newaxis], rows.shape[2])
        out[...] = rows[blocks, wanted, places]


def _are_rows(rows: np.ndarray, lanes: np.ndarray | None, count: int) -> bool:
    """Whether so many runs are all lanes of long rows, so that these are copied whole."""
    return lanes is None and rows.shape[2] == BLOCK and count == len(rows) * BLOCK


def _lanes_of(segment: Segment, runs: np.ndarray | slice) -> np.ndarray:
    """Where some of its runs are, as `gather` takes it: of one type, each is compiled for."""
    lanes: np.ndarray = segment.lanes[runs].astype(np.int64)
    return lanes


def _lanes(segment: Segment) -> np.ndarray | None:
    """Where all of its runs are, as `gather` takes it: mostly one after the other."""
    return _lanes_of(segment, slice(segment.count)) if segment.is_moved else None


def _judge(outcome: Outcome, segment: Segment, here: slice, whole: np.ndarray) -> None:
    """Judge runs by the whole losses of their looks, (runs, looks), if they are looked at.

    Before the first look their least loss is the present one of all training samples.
    """
    if not segment.kernel.looks:
        return
    best, verdict = np.fmin.reduce(whole, axis=1, initial=np.nan), outcome.verdict[here]
    present = outcome.finals["train_loss"][here]
    outcome.best_loss[here] = np.where(np.isnan(best), present, best)
    live = verdict < Verdict.CONVERGED
    verdict[live] = judged(whole[live])


def rooms(
    program: Program,
    runs: int,
    *,
    recipe: Recipe | None = None,
    traces: bool = True,
    params: bool = True,
    measures: bool = True,
) -> dict[str, Any]:
    """The arrays of an outcome of this many runs of a program: one `Room` each, by name.

    `recipe`: the program's, if it is known. `traces`, `params` and `measures` may be left out;
    there are then 0 parameters.
    """
    numbers = Room((runs,), program.dtype)
    recipe, dimensions = recipe or recipe_of(program), program.placed_dimensions * params
    recorded = trace_rooms(program, recipe, runs)
    return {
        **dict.fromkeys(("loss", "best_loss", "grad_norm"), numbers),
        "steps": Room((runs,), np.int32),
        "verdict": Room((runs,), np.uint8),
        "params": Room((runs, dimensions), program.dtype),
        "gradient_point": Room((runs, dimensions * program.keep_points), program.dtype),
        "traces": {name: recorded[name] for name in (program.kept if traces else ())},
        "done": Room((runs,), bool),
        "finals": _final_rooms(program, recipe, runs),
        "measures": dict.fromkeys(program.measures if measures else (), Room((runs,), float)),
    }


def _final_rooms(program: Program, recipe: Recipe, runs: int) -> dict[str, Room]:
    if program.network is None:
        return {}
    return {
        **dict.fromkeys(MEASURED, Room((runs,), program.dtype)),
        **dict.fromkeys(recipe.of_classes, Room((runs, recipe.classes), program.dtype)),
    }


def _gradient_points(segment: Segment) -> np.ndarray:
    """Where the next gradient is taken in all lanes: (blocks, parameters, lanes)."""
    kernel, recipe = segment.kernel, segment.kernel.recipe
    points = np.empty((segment.blocks, recipe.dimensions, recipe.block), segment.rows.dtype)
    first, own = recipe.places["p"].start, len(recipe.fixed)
    for rows, varying, y in zip(segment.rows, segment.varying, points, strict=True):
        kernel.point.ctypes(
            rows[first:].ctypes.data,
            varying[own:].ctypes.data,
            kernel.uniform.ctypes.data,
            y.ctypes.data,
            recipe.dimensions,
        )
    return points


def _finals(segment: Segment) -> dict[str, np.ndarray]:
    """The present losses and accuracies of networks in all lanes, by name; none for a function.

    (lanes,), or (lanes, classes) for those of each class.

    An accuracy is NaN if the data has no classes; those of a test without samples are NaN too.
    """
    parts = segment.kernel.parts
    if parts is None:
        return {}
    measured = parts.measure(segment.rows, segment.board)
    return {name: values.reshape(-1, *values.shape[2:]) for name, values in measured.items()}
