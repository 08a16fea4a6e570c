"""Trials of a tuner: the best so far, and where the best tenth of the trials lies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gdsim.base.errors import SettingError
from gdsim.base.ranges import Range
from gdsim.base.settings import number, whole
from gdsim.base.words import counted

if TYPE_CHECKING:
    import xarray

    from gdsim.experiment.experiment import Experiment

_SHARES = Range(0, 1, False, True)


def trials(
    result: xarray.Dataset,
    share: float = 0.1,
    objective: int | None = None,
    experiment: Experiment | None = None,
) -> xarray.Dataset:
    """The best value so far of a study's trials, and for each setting where the best ones lie.

    result: what `gdsim.read_study` gives. Of the trials that are complete the best `share` counts,
    at least two. objective: the number of one, from 0, if the study has several.

    `value`, `best` (trial): of complete trials with a finite value, else NaN; the settings along
    "trial", as numbers or the text of a category. `from_`, `to` (setting): the extremes of the best
    trials, NaN of a category; `chosen` (setting): the value of the best trial, as text;
    `rank_correlation` (setting): Spearman's, of setting and value, above 0 where larger is worse.
    Errors: SettingError.
    """
    del experiment  # a study is of none
    import xarray

    share = number(share, "share", _SHARES)
    if "trial" not in result.dims or "value" not in result:
        raise SettingError("trials are those of a study that gdsim.read_study has read")
    directions = list(result.attrs.get("directions", ["minimize"]))
    count = len(directions)
    if objective is None and count > 1:
        raise SettingError(f"objective must be one of 0 to {count - 1}; the study has several")
    place = 0 if objective is None else whole(objective, "objective", 0, count - 1)
    sign = -1.0 if directions[place] == "maximize" else 1.0
    done = result["state"].values == "complete"
    known = result["value"].values.astype(np.float64).reshape(len(done), -1)[:, place]
    finite = done & np.isfinite(known)
    if not finite.any():
        lacks = "a finite value" if done.any() else "is complete"
        raise SettingError(f"no trial of the study {'has ' * bool(done.any())}{lacks}")
    values = np.where(finite, sign * known, np.nan)
    order = np.argsort(values, kind="stable")[: int(finite.sum())]
    few = order[: max(2, round(share * len(order)))]
    names = [
        str(name)
        for name, each in result.coords.items()
        if each.dims == ("trial",) and name != "trial"
    ]
    rows: dict[str, list[Any]] = {"chosen": [], "from_": [], "to": [], "rank_correlation": []}
    for name in names:
        setting = result[name].values
        rows["chosen"].append(_word(setting[order[0]]))
        plain = setting.dtype.kind in "fiu"
        chosen = setting[few].astype(np.float64) if plain else np.array([np.nan])
        rows["from_"].append(np.fmin.reduce(chosen))
        rows["to"].append(np.fmax.reduce(chosen))
        rows["rank_correlation"].append(_spearman(setting, values) if plain else np.nan)
    best = np.fmin.accumulate(np.where(np.isnan(values), np.inf, values))
    best = np.where(np.isinf(best), np.nan, best)
    shown = {"long_name": "value of the objective", "units": "1"}
    answer = xarray.Dataset(
        {
            "value": ("trial", sign * values, shown),
            "best": ("trial", sign * best, {**shown, "long_name": "best value so far"}),
            **{name: ("setting", each) for name, each in rows.items()},
        },
        coords={
            "trial": result["trial"].values,
            "setting": names,
            **{name: ("trial", result[name].values, result[name].attrs) for name in names},
        },
    )
    some = " with a finite value" if finite.sum() < done.sum() else ""
    counts = counted(len(order), "complete trial") + f"{some} of {result.sizes['trial']:,}"
    answer.attrs = {
        "title": str(result.attrs.get("title", "")),
        "of": counts,
        "few": len(few),
        "words": f"{counts}; from and to are those of the best {len(few)}",
    }
    return answer


def _word(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float | np.floating) else str(value)


def _spearman(setting: Any, values: Any) -> float:
    """The correlation of ranks, of trials that have both; NaN for fewer than three."""
    known = np.isfinite(setting) & np.isfinite(values)
    if known.sum() < 3:
        return float("nan")
    first, second = _ranks(setting[known]), _ranks(values[known])
    if not first.std() or not second.std():
        return float("nan")
    return float(np.corrcoef(first, second)[0, 1])


def _ranks(values: Any) -> Any:
    """The ranks of values; equal ones have the mean of theirs."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return (last - (counts - 1) / 2)[places]


def of_trials(data: xarray.Dataset) -> list[dict[str, Any]]:
    """One row per setting."""
    names = {"from_": "from", "rank_correlation": "rank correlation"}
    rows = []
    for index, setting in enumerate(map(str, data["setting"].values)):
        one = data.isel(setting=index)
        row: dict[str, Any] = {"setting": setting, "best": str(one["chosen"].item())}
        rows.append(
            row | {names.get(k, k): float(one[k]) for k in ("from_", "to", "rank_correlation")}
        )
    return rows
