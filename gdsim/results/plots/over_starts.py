"""Values of starts at their positions: one pixel per grid start, one dot per listed start."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdsim.results.analysis.subject import ROWS, row_labels, rows
from gdsim.results.plots.panels import left_out, panels, pixels
from gdsim.results.plots.sheet import caption

if TYPE_CHECKING:
    import xarray
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_INK = 2000  # squared points of all dots of a panel together
_MOST_BELOW = 8  # names of colours
_LOW = 2.1  # inches of a sheet of starts along a line


def start_panels(
    sheet: Figure, data: xarray.Dataset, *names: str
) -> list[tuple[Axes, list[NDArray[Any]]]]:
    """One panel per optimizer and setting, with the values of variables at the starts.

    Values are (down, across) over a grid of starts, or (starts,) for points.
    """
    titled = [dict(_titled(data, name)) for name in names]
    labels = list(titled[0])
    across, down = _coordinates(data)
    shown = panels(sheet, labels, down, across, logarithmic=False)
    if len(data.attrs["starts_of"]) == 1:
        sheet.set_size_inches(sheet.get_figwidth(), _LOW * -(-len(shown) // 4))
    caption(sheet, ". ".join(filter(None, [data.attrs["words"], left_out(labels)])))
    (left, right), *sides = np.reshape(data.attrs["domain"], (-1, 2))
    for panel in shown:
        panel.set(xlim=(left, right), ylim=sides[0] if sides else (-0.5, 0.5))
        if not sides:
            panel.set_yticks([])
    by_panel = zip(*(each.values() for each in titled), strict=True)
    return [(panel, list(values)) for panel, values in zip(shown, by_panel, strict=False)]


def paint(panel: Axes, data: xarray.Dataset, values: NDArray[Any], **look: Any) -> None:
    """Colour each start by its value; masked ones are left out."""
    across, down = (each.values for each in _coordinates(data))
    if values.ndim == 2:
        pixels(panel, down, across, values, **look)
    elif across.ndim and across.dtype.kind == "f" and down.shape == across.shape:
        size = float(np.clip(_INK / max(values.size, 1), 2, 24))
        flat = {"marker": "|", "s": 900, "linewidths": 1.2} if not down.any() else {"s": size}
        look = {"linewidths": 0, "rasterized": True, **flat, **look}
        panel.scatter(across, down, c=np.ma.filled(values.astype(float), np.nan), **look)
    else:
        pixels(panel, down, across, values[np.newaxis], **look)


def _coordinates(data: xarray.Dataset) -> tuple[xarray.DataArray, xarray.DataArray]:
    """The horizontal and vertical positions of starts; with one variable all have one height."""
    import xarray

    name, *others = data.attrs["starts_of"]
    across = data[f"start_{name}"]
    if others:
        return across, data[f"start_{others[0]}"]
    level = np.zeros(across.shape if "start" in across.dims else (1,))
    return across, xarray.DataArray(level, name="start", attrs={"long_name": ""})


def _titled(data: xarray.Dataset, name: str) -> Iterator[tuple[str, NDArray[Any]]]:
    """The values of each optimizer and setting, and their names."""
    values = rows(data, name)
    dims = [str(each) for each in data[name].dims]
    others = [each for each in dims if each not in ROWS and not each.startswith("start")]
    for row, label in enumerate(row_labels(data)):
        for place in product(*(range(data.sizes[each]) for each in others)):
            at = zip(others, place, strict=True)
            several = [f"{n} {data[n].values[k]:.3g}" for n, k in at if data.sizes[n] > 1]
            yield ", ".join([label, *several]), values[(row, *place)]


def key(sheet: Figure, colours: dict[str, str]) -> None:
    """Name the colours below the drawing, or beside it if there are many."""
    from matplotlib.patches import Patch

    handles = [Patch(color=colour, label=name) for name, colour in colours.items()]
    if len(handles) > _MOST_BELOW:
        sheet.legend(handles=handles, loc="outside right center", fontsize=7)
    elif handles:
        sheet.legend(handles=handles, loc="outside lower right", ncols=4, fontsize=8)


def add_to_title(panel: Axes, words: str) -> None:
    """Add words after the name of an optimizer."""
    panel.set_title(f"{panel.get_title(loc='left')}: {words}")
