"""Heat maps: a number, or the verdicts of the runs, over two axes; one map per optimizer."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdsim.engine.verdict import Verdict
from gdsim.results import analysis
from gdsim.results.analysis import tables
from gdsim.results.analysis.heat_map import VERDICT, shown_as_diverged
from gdsim.results.analysis.subject import Subject, row_labels, rows
from gdsim.results.plots.kind import Kind
from gdsim.results.plots.panels import diverged_key, hatch_ground, left_out, panels, pixels
from gdsim.results.plots.sheet import caption
from gdsim.results.plots.style import UNKNOWN, VERDICTS

if TYPE_CHECKING:
    import xarray
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# For networks, a single lucky run must not take most of the colours.
_SPREAD = ("train_loss", "test_loss", "grad_norm")


def draw_heat_map(sheet: Figure, data: xarray.Dataset) -> None:
    """Draw the answer of `analysis.heat_map`; diverged pixels are hatched in their own colour."""
    labels, name = row_labels(data), data.attrs["value"]
    down, across = data[data.attrs["y"]], data[data.attrs["x"]]
    shown = panels(sheet, labels, down, across)
    gone = shown_as_diverged(data).reshape(len(labels), down.size, across.size)
    missing = rows(data, "runs") == 0
    for panel in shown:
        hatch_ground(panel)
    values = rows(data, name).astype(np.float64)
    drawn = np.ma.masked_where(gone | missing | ~np.isfinite(values), values)
    sides = down.values, across.values
    if name == VERDICT:
        keys = _verdicts(shown, sides, drawn)
    else:
        keys = []
        _numbers(sheet, shown, sides, drawn, data)
    for panel, pixels_missing in zip(shown, missing | np.isnan(values) & ~gone, strict=False):
        if pixels_missing.any():
            _unknown(panel, sides, pixels_missing)
    if gone[: len(shown)].any():
        keys.append(diverged_key())
    if missing[: len(shown)].any():
        keys.append(_key("not done", UNKNOWN))
    caption(sheet, "; ".join(filter(None, [data.attrs["words"], left_out(labels)])))
    if keys:
        sheet.legend(handles=keys, loc="outside lower right", ncols=len(keys), fontsize=8)


def _numbers(
    sheet: Figure, shown: list[Axes], sides: tuple[Any, Any], drawn: Any, data: xarray.Dataset
) -> None:
    """Numbers in viridis, with a colour bar."""
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import LogNorm, Normalize

    name = data.attrs["value"]
    finite = drawn.compressed()
    low, high = _ends(finite, name in _SPREAD)
    norm = LogNorm(low, high) if high > 10 * low > 0 else Normalize(low, high)
    for panel, values in zip(shown, drawn, strict=False):
        pixels(panel, *sides, values, norm=norm, cmap="viridis")
    if not finite.size:
        return
    extend = {(False, False): "neither", (True, False): "min", (False, True): "max"}
    beyond = extend.get((finite.min() < low, finite.max() > high), "both")
    bar = sheet.colorbar(
        ScalarMappable(norm, "viridis"), ax=shown, shrink=0.85, pad=0.02, extend=beyond
    )
    unit = data[name].attrs.get("units", "1")
    words = data[name].attrs["long_name"]
    words = words if unit == "1" or f"({unit})" in words else f"{words} ({unit})"
    bar.set_label(textwrap.fill(words, 36))
    bar.outline.set_visible(False)


def _verdicts(shown: list[Axes], sides: tuple[Any, Any], drawn: Any) -> list[Any]:
    """Verdicts in their colours; the keys of those that occur."""
    from matplotlib.colors import ListedColormap

    colours = ListedColormap([VERDICTS[each] for each in Verdict])
    for panel, values in zip(shown, drawn, strict=False):
        pixels(panel, *sides, values, cmap=colours, vmin=-0.5, vmax=len(Verdict) - 0.5)
    occur = set(np.unique(drawn.compressed()))
    return [_key(str(each), VERDICTS[each]) for each in Verdict if each in occur]


def _unknown(panel: Axes, sides: tuple[Any, Any], missing: NDArray[np.bool_]) -> None:
    from matplotlib.colors import ListedColormap

    masked = np.ma.masked_where(~missing, missing)
    pixels(panel, *sides, masked, cmap=ListedColormap([UNKNOWN]))


def _key(name: str, colour: str) -> Any:
    from matplotlib.patches import Patch

    return Patch(facecolor=colour, label=name, edgecolor="#5B6470", linewidth=0.4)


def _ends(finite: NDArray[Any], spread: bool) -> tuple[float, float]:
    """The numbers at the ends of the colours."""
    if not finite.size:
        return 0.0, 1.0
    low, high = np.quantile(finite, (0.01, 0.99)) if spread else (finite.min(), finite.max())
    return float(low), float(high)


def _lacks(subject: Subject) -> str:
    return "" if len(subject.dims) >= 2 else "two axes, or an axis and several starts or seeds"


KIND = Kind(
    "heat_map", "A number of the runs, or what became of them, over any two axes.",
    analysis.heat_map, draw_heat_map, _lacks, tables.of_heat_map,
)  # fmt: skip
