"""Short tables of analyses: one row per optimizer (and schedule), one column per number or word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gdsim.engine.verdict import Verdict
from gdsim.results.analysis.heat_map import VERDICT, shown_as_diverged
from gdsim.results.analysis.subject import ROWS, row_labels, rows

if TYPE_CHECKING:
    import xarray

Row = dict[str, Any]


def by_row(data: xarray.Dataset) -> list[Row]:
    """Every variable with one value per optimizer, by name."""
    names = [str(name) for name in data if set(data[name].dims) <= set(ROWS)]
    table: list[Row] = [{"optimizer": label} for label in row_labels(data)]
    for name in names:
        for row, value in zip(table, np.ravel(data[name].values), strict=False):
            row[name.replace("_", " ")] = value.item()
    return table


def of_sensitivity(data: xarray.Dataset) -> list[Row]:
    """The best value of the axis, and the band that works."""
    words = str(data[data.attrs["axis"]].attrs.get("long_name", data.attrs["axis"]))
    table = []
    for index, label in enumerate(row_labels(data)):
        one = {str(name): rows(data, str(name))[index] for name in data}
        is_open = bool(one["open_low"] or one["open_high"])
        unit = "decades" if data["width"].attrs["units"] == "decade" else "wide"
        known = np.isfinite(one["width"])
        row: Row = {
            "optimizer": label,
            f"best {words}": float(one["best_at"]),
            "median loss there": float(one["best"]),
            "works from": float(one["low"]),
            "to": float(one["high"]),
            "width": f"{'at least ' * is_open}{one['width']:.3g} {unit}" if known else "none",
        }
        if np.isfinite(data["excess"].values).any():
            row["excess"] = float(one["excess"])
        table.append(row)
    return table


def of_heat_map(data: xarray.Dataset) -> list[Row]:
    """The least value and its position, and the share of pixels that diverged."""
    down, across, name = data.attrs["y"], data.attrs["x"], data.attrs["value"]
    labels = row_labels(data)
    values = rows(data, name).reshape(len(labels), -1).astype(np.float64)
    runs = rows(data, "runs").reshape(len(labels), -1)
    gone = shown_as_diverged(data).reshape(len(labels), -1)
    table = []
    for index, label in enumerate(labels):
        done = runs[index] > 0
        row: Row = {"optimizer": label, "pixels": int(done.sum()), "runs": int(runs[index].sum())}
        if name == VERDICT:
            shares = {str(each): float((values[index][done] == each).mean()) for each in Verdict}
            row |= {verdict: share for verdict, share in shares.items() if done.any()}
        else:
            row |= _least(data, values[index], gone[index] | ~done, (down, across))
            row["diverged pixels"] = float(gone[index][done].mean()) if done.any() else np.nan
        table.append(row)
    return table


def _least(data: xarray.Dataset, values: Any, hidden: Any, sides: tuple[str, str]) -> Row:
    name = data.attrs["value"]
    known = np.where(hidden | ~np.isfinite(values), np.inf, values)
    place = int(known.argmin())
    indices = np.unravel_index(place, [data.sizes[side] for side in sides])
    lost = np.isinf(known[place])
    row: Row = {f"least {name}": np.nan if lost else float(values[place])}
    for side, index in zip(sides, indices, strict=True):
        row[f"at {side}"] = np.nan if lost else float(data[side].values[index])
    return row


def of_bands(data: xarray.Dataset) -> list[Row]:
    """The quantiles at the last step."""
    curves, table = rows(data, data.attrs["value"]), []
    diverged, runs = rows(data, "diverged"), rows(data, "runs")
    for index, label in enumerate(row_labels(data)):
        row: Row = {"optimizer": label, "runs": int(runs[index])}
        for share, value in zip(data["quantile"].values, curves[index, :, -1], strict=True):
            row["median" if share == 0.5 else f"{100 * share:g} %"] = float(value)
        row["diverged"] = float(diverged[index, -1])
        table.append(row)
    return table


def of_best(data: xarray.Dataset) -> list[Row]:
    """The best settings, what they reach, and how much worse their neighbours are."""
    name, table = data.attrs["value"], []
    kept = [str(each) for each in data[name].dims]
    for place in np.ndindex(*(data.sizes[each] for each in kept)):
        one = data.isel(dict(zip(kept, place, strict=True)))
        row: Row = {each: one[each].item() for each in kept}
        for index, setting in enumerate(map(str, one["setting"].values)):
            end = int(one["at_end"].values[index])
            chosen = float(one["chosen"].values[index])
            row[setting] = f"{chosen:.4g} (end of axis)" if end else chosen
        row |= {"median loss": one[name].item(), "median steps": one["steps"].item()}
        row["runs"] = int(one["runs"])
        for index, verdict in enumerate(map(str, one["verdict"].values)):
            if data["share"].values[..., index].any():
                row[verdict] = float(one["share"].values[index])
        table.append(row)
    return table
