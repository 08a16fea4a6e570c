"""The verdicts of a result's runs, counted."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from gdsim.base.errors import SettingTypeError, shown
from gdsim.engine.verdict import Verdict
from gdsim.results.blocks import chunk_shape, pieces

if TYPE_CHECKING:
    import xarray

from gdsim.experiment.labelled import _AT_ONCE, Array


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


def _median(counts: Array) -> float:
    """The median from a histogram: counts[i] is how often i occurs; NaN if it is empty."""
    total, upto = int(counts.sum()), np.cumsum(counts)
    if not total:
        return float("nan")
    middle = np.searchsorted(upto, [(total - 1) // 2, total // 2], side="right")
    return float(middle.sum() / 2)


def check_result(value: object) -> None:
    """SettingTypeError unless `value` can be a result."""
    if "verdict" not in getattr(value, "data_vars", ()):
        raise SettingTypeError(
            f"a result must be an xarray.Dataset from Experiment.run, got {shown(value)}"
        )
