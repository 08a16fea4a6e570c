"""The standings of a comparison: each optimizer's score, solved problems and chosen settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gdsim.engine.verdict import Verdict
from gdsim.results.analysis.ecdf import ecdf
from gdsim.results.analysis.profiles import TAU_MAX, profiles
from gdsim.results.analysis.quantiles import median

if TYPE_CHECKING:
    import xarray


def standings(result: xarray.Dataset, tau_max: float = TAU_MAX) -> xarray.Dataset:
    """One row per optimizer of a `gdsim.compare` result, the best score first.

    `score` is the area under its performance profile; `solved` the share of fresh runs that reached
    the last target, `reached` that of all targets; `steps` the median steps to the last target,
    infinite if most never got there; `diverged` a share. `best_lr`, and every other setting that
    was searched, is the median over problems, with `best_lr_low` and `best_lr_high` its extremes.
    """
    import xarray

    profile, curve = profiles(result, tau_max), ecdf(result)
    last = result["hit"].isel(target=-1).transpose("optimizer", "problem", "start").values
    flat = last.reshape(len(last), -1).astype(np.float64)
    gone = result["verdict"].transpose("optimizer", "problem", "start") == Verdict.DIVERGED
    columns: dict[str, Any] = {
        "score": (profile["score"].values, f"area under the profile to {tau_max:g}"),
        "solved": (np.isfinite(flat).mean(axis=1), "share of runs that reached the last target"),
        "reached": (curve["reached"].values, "share of all targets reached"),
        "steps": (median(flat), "median steps to the last target"),
        "diverged": (gone.mean(("problem", "start")).values, "share of runs that diverged"),
    }
    for name in searched(result):
        values = result[f"best_{name}"].transpose("optimizer", "problem").values
        columns[f"best_{name}"] = (median(values), f"best {name}: median over problems")
        columns[f"best_{name}_low"] = (_extreme(values, np.fmin), f"least best {name}")
        columns[f"best_{name}_high"] = (_extreme(values, np.fmax), f"largest best {name}")
    made = xarray.Dataset(
        {
            name: ("optimizer", values, {"long_name": words})
            for name, (values, words) in columns.items()
        },
        coords={"optimizer": [str(each) for each in result["optimizer"].values]},
    )
    made.attrs = {"title": result.attrs["title"], "tau_max": float(tau_max)}
    order = np.lexsort((-made["reached"].values, -made["score"].values))
    return made.isel(optimizer=order)


def searched(result: xarray.Dataset) -> list[str]:
    """The settings that were searched."""
    return [str(name).removeprefix("tried_") for name in result if str(name).startswith("tried_")]


def _extreme(values: np.ndarray, extreme: np.ufunc) -> np.ndarray:
    extremes: np.ndarray = extreme.reduce(values, axis=1)
    return extremes
