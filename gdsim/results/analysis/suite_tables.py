"""Short tables of analyses of starts, of targets and of pairs of optimizers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from gdsim.results.analysis.quantiles import median
from gdsim.results.analysis.subject import ROWS

if TYPE_CHECKING:
    import xarray

Row = dict[str, Any]


def of_basins(data: xarray.Dataset) -> list[Row]:
    """The share of the starts that lead to each outcome."""
    table = []
    for row, part in _settings(data, "share"):
        shares = zip(data["outcome"].values, part["share"].values, strict=True)
        table.append(row | {str(outcome): f"{share:.1%}" for outcome, share in shares})
    return table


def of_iterations(data: xarray.Dataset) -> list[Row]:
    """The share of the starts that converge, and the median of their steps."""
    table = []
    for row, part in _settings(data, "converged"):
        steps = part["iterations"].values.ravel()
        row["converged"] = float(part["converged"].item())
        table.append(row | {"median steps": float(median(steps[np.isfinite(steps)]))})
    return table


def of_targets(data: xarray.Dataset) -> list[Row]:
    """All numbers of each optimizer, and the settings that were chosen for it."""
    numbers = [str(name) for name in data if data[name].dims == ("optimizer",)]
    chosen = [str(name) for name in data.coords if data[name].dims == ("optimizer",)]
    names = [*chosen, *(name for name in numbers if name not in chosen)]
    return [
        {name: data[name].values[index].item() for name in names}
        for index in range(data.sizes["optimizer"])
    ]


def of_comparison(data: xarray.Dataset) -> list[Row]:
    """Each pair: how much lower its first is in loss and in steps, with intervals."""
    table = []
    for index in range(data.sizes["pair"]):
        part = data.isel(pair=index)
        row: Row = {name: str(part[name].item()) for name in ("first", "second")}
        for measure in map(str, data["measure"].values):
            one = part.sel(measure=measure)
            row[f"lower {measure}"] = float(one["factor"])
            row |= {f"{measure} {end}": float(one[name]) for name, end in _ENDS.items()}
            row[f"{measure} differs"] = bool(one["real"])
        table.append(row)
    return table


_ENDS = {"low": "from", "high": "to"}


def _settings(data: xarray.Dataset, name: str) -> Iterator[tuple[Row, xarray.Dataset]]:
    """Each optimizer and setting, with its part of the data."""
    kept = [str(each) for each in data[name].dims if str(each) != "outcome"]
    for place in np.ndindex(*(data.sizes[each] for each in kept)):
        part = data.isel(dict(zip(kept, place, strict=True)))
        several = [each for each in kept if each in ROWS or data.sizes[each] > 1]
        yield {each: part[each].item() for each in several}, part
