"""The verdicts of a result's runs, counted."""

from __future__ import annotations

import math
import tomllib
from typing import TYPE_CHECKING, Any

import numpy as np

from gdsim.base.errors import SettingTypeError, shown
from gdsim.base.words import counted
from gdsim.engine.verdict import Verdict
from gdsim.results.blocks import chunk_shape, pieces

if TYPE_CHECKING:
    import xarray

from gdsim.experiment.labelled import _AT_ONCE, Array

_ROUNDED = 16  # distances of neighbouring numbers within which a minimum has been reached


def verdict_table(result: xarray.Dataset) -> list[dict[str, Any]]:
    """One row per optimizer (and schedule): the number of runs per verdict, and the least loss.

    Keys: "optimizer", "schedule" if there are several, "runs", each verdict's name, "best_loss",
    "steps" (the median of the runs that converged), of networks the least "test_loss" and largest
    "test_accuracy" of all runs, and "not_done" after an interrupted run.
    """
    check_result(result)
    over = [name for name in ("optimizer", "schedule") if name in result.dims]
    rows = []
    for index in np.ndindex(*(result.sizes[name] for name in over)):
        part = result.isel(dict(zip(over, index, strict=True)))
        row: dict[str, Any] = {name: str(part[name].item()) for name in over}
        rows.append(row | _row(part))
    return rows


def _row(part: xarray.Dataset) -> dict[str, Any]:
    """The row of one optimizer and schedule."""
    extremes = {"best_loss": np.fmin, "test_loss": np.fmin, "test_accuracy": np.fmax}
    bests = {name: np.nan for name in extremes if name in part}
    counts, steps = np.zeros(len(Verdict), np.int64), np.zeros(1, np.int64)
    dims, shape = part["verdict"].dims, part["verdict"].shape
    for slices in pieces(shape, chunk_shape(shape, _AT_ONCE)):
        some = part.isel(dict(zip(dims, slices, strict=True)))
        verdicts = some["verdict"].values
        done = some["done"].values if "done" in part else np.ones(verdicts.shape, dtype=bool)
        counts += np.bincount(verdicts[done].ravel(), minlength=len(Verdict))
        of_block = np.bincount(some["steps"].values[done & (verdicts == Verdict.CONVERGED)].ravel())
        longer = max(len(steps), len(of_block))
        steps = np.pad(steps, (0, longer - len(steps))) + np.pad(
            of_block, (0, longer - len(of_block))
        )
        for name in bests:
            values = some[name].values[done]
            finite = values[np.isfinite(values)]
            if finite.size:
                best = extremes[name].reduce(finite)
                bests[name] = float(extremes[name](bests[name], best))
    row: dict[str, Any] = {"runs": int(counts.sum())}
    row |= {str(each): int(counts[each]) for each in Verdict}
    row |= {"best_loss": bests.pop("best_loss"), "steps": _median(steps), **bests}
    return row | ({"not_done": math.prod(shape) - row["runs"]} if "done" in part else {})


def verdict_notes(result: xarray.Dataset) -> list[str]:
    """What the verdicts of a result do not say by themselves, a sentence each; often none."""
    check_result(result)
    notes, counts, arrived = [], np.zeros(len(Verdict), np.int64), 0
    dims, shape = result["verdict"].dims, result["verdict"].shape
    for slices in pieces(shape, chunk_shape(shape, _AT_ONCE)):
        some = result.isel(dict(zip(dims, slices, strict=True)))
        verdicts = some["verdict"].values
        if "done" in some:
            verdicts = verdicts[some["done"].values]
        counts += np.bincount(verdicts.ravel(), minlength=len(Verdict))
        arrived += _count_arrived(some)
    if not counts.any():
        return []
    experiment = result.attrs.get("experiment", "")  # which a dataset of one's own may not have
    if (
        experiment
        and not {"target", "stop"} & {*tomllib.loads(experiment)}
        and counts[: Verdict.CONVERGED].any()
    ):
        notes.append(
            "No target is given: verdicts say how losses moved at the end, not how low they are."
        )
    if (steps := judged_at(result)) is not None:
        listed = ", ".join(f"{step:,}" for step in steps)
        notes.append(
            "Judged, with the least loss, by the loss over all training samples at "
            f"{counted(len(steps), 'step')} ({listed}), not by those of batches."
        )
    if arrived:
        some_runs = counted(arrived, "oscillating run")
        has = "has" if arrived == 1 else "have"
        notes.append(
            f"{some_runs} {has} arrived: only rounding moves the loss, which is as low as it gets."
        )
    return notes


def judged_at(result: xarray.Dataset) -> list[int] | None:
    """The steps at which runs on mini-batches were judged; None where each step was."""
    steps = result["verdict"].attrs.get("judged_at")
    return None if steps is None else [int(step) for step in np.atleast_1d(steps)]


def _count_arrived(part: xarray.Dataset) -> int:
    """The oscillating runs whose minimum, of loss 0, is as near as numbers of the precision are.

    There twice the loss over the gradient's length is the distance to the minimum.
    """
    if "params" not in part or "judged_at" in part["verdict"].attrs:
        return 0
    swings = part["verdict"].values == Verdict.OSCILLATING
    loss, slope = (part[name].values[swings].astype(float) for name in ("loss", "grad_norm"))
    low = (loss >= 0) & (loss <= np.finfo(part["loss"].dtype).eps)
    if not low.any():
        return 0
    dims = part["verdict"].dims
    params = part["params"].transpose(*dims, "variable").values[swings][low].astype(float)
    size = np.linalg.norm(params, axis=1)
    spacing = _ROUNDED * float(np.finfo(part["loss"].dtype).eps)
    return int(np.count_nonzero(2 * loss[low] <= spacing * size * slope[low]))


def _median(counts: Array) -> float:
    """The median from a histogram: counts[i] is how often i occurs; NaN if it is empty."""
    total, upto = int(counts.sum()), np.cumsum(counts)
    if not total:
        return float("nan")
    middle = np.searchsorted(upto, [(total - 1) // 2, total // 2], side="right")
    return float(middle.sum() / 2)


def check_result(value: object) -> None:
    """SettingTypeError unless `value` can be a result."""
    names = getattr(value, "data_vars", None)
    if names is not None and "verdict" not in names:
        has = ", ".join(map(str, list(names)[:9])) or "no variable"
        raise SettingTypeError(f"a result of Experiment.run has a verdict; this dataset has {has}")
    if names is None:
        raise SettingTypeError(
            f"a result must be an xarray.Dataset from Experiment.run, got {shown(value)}"
        )
