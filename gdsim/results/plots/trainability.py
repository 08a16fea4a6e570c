"""Maps of trainability: where training converges and where it diverges, shaded by rank."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.axes import Logspace
from gdsim.results.analysis.quantiles import median
from gdsim.results.analysis.scales import is_by_factors
from gdsim.results.analysis.subject import Subject
from gdsim.results.plots.panels import panels

if TYPE_CHECKING:
    import xarray
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MEASURE = "trainability"
COLOURS = "Spectral"
BUFFER = 0.25  # of the colours between the two sides, which no run has
_ACROSS = 2.0  # least width of a map in inches; each run gets at least one dot


def colours(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Trainabilities as shades: 0.25 converged at once, 1 last; -0.25 diverged at once, -1 last.

    Each side is spread evenly over its shades by rank. NaN stays NaN.
    Source: the notebook of Sohl-Dickstein 2024, arXiv:2402.06184.
    """
    shades = np.full(values.shape, np.nan)
    for chosen, ends in ((values < 0, (-1.0, -BUFFER)), (values >= 0, (BUFFER, 1.0))):
        ordered = np.sort(values[chosen])
        if ordered.size:
            shades[chosen] = -np.interp(values[chosen], ordered, np.linspace(*ends, ordered.size))
    return shades


def shows_trainability(subject: Subject) -> bool:
    """Whether a result is a map of trainability over two axes."""
    return MEASURE in subject.experiment.measures and len(subject.axes) >= 2


def draw_trainability(sheet: Figure, subject: Subject) -> None:
    """Trainability over the last two axes, one map per optimizer; the median over other axes.

    The setting of the first layer is the horizontal axis, as in the published maps.
    """
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize

    ordered = sorted(subject.axes[-2:], key=lambda name: name.endswith("_1"))
    subject = dataclasses.replace(
        subject, axes=[*subject.axes[:-2], *ordered], result=_with_rates_named(subject)
    )
    values = subject.grouped(subject.numbers(MEASURE), subject.axes[-2:])
    shades = colours(median(values))
    down, across = (subject.result[name] for name in subject.axes[-2:])
    shown = panels(sheet, subject.labels, down, across, logarithmic=False)
    sheet.set_dpi(max(sheet.dpi, max(values.shape[1:3]) / _ACROSS))
    for panel, rows in zip(shown, shades, strict=False):
        _image(panel, subject, rows)
    bar = sheet.colorbar(ScalarMappable(Normalize(-1, 1), COLOURS), ax=shown, shrink=0.85, pad=0.02)
    when = {-1: "diverged late", -BUFFER: "diverged at once"}
    when |= {BUFFER: "converged at once", 1: "converged late"}
    bar.set_ticks(list(when), labels=list(when.values()))
    bar.outline.set_visible(False)


def _with_rates_named(subject: Subject) -> xarray.Dataset:
    """The result; factors on a learning rate of 1 are relabelled as the layer's rates."""
    given = subject.experiment
    if any(choice.settings.get("lr", given.lr) != 1 for choice in given.optimizers):
        return subject.result
    names = [name for name in subject.axes if name.startswith("lr_")]
    words = {name: f"learning rate of layer {name.removeprefix('lr_')}" for name in names}
    return subject.result.assign_coords(
        {name: subject.result[name].assign_attrs(long_name=words[name]) for name in names}
    )


def _image(panel: Axes, subject: Subject, shades: NDArray[np.float64]) -> None:
    """The shades as square pixels, the first row at the bottom."""
    down, across = (_Side.of(subject, name) for name in subject.axes[-2:])
    panel.imshow(
        shades, COLOURS, vmin=-1, vmax=1, origin="lower", aspect="auto", interpolation="nearest",
        extent=(*across.extent, *down.extent),
    )  # fmt: skip
    panel.set_box_aspect(float(np.clip(len(down.values) / len(across.values), 0.5, 2)))
    for axis, side in ((panel.xaxis, across), (panel.yaxis, down)):
        if side.by_factors:
            _mark_factors(axis, side.values)


@dataclass(frozen=True)
class _Side:
    """The values along one side of a map, and whether they are spaced by factors."""

    values: NDArray[Any]
    by_factors: bool

    @classmethod
    def of(cls, subject: Subject, name: str) -> _Side:
        _, values, _ = subject.dimension(name)
        axis = next(e.axis for e in subject.experiment.layout.dimensions if e.name == name)
        # Deep in a zoom, the values do not show whether factors or distances are equal.
        return cls(values, isinstance(axis, Logspace) or is_by_factors(values))

    @property
    def extent(self) -> tuple[float, float]:
        """The start of the first pixel and the end of the last, as exponents of ten for factors."""
        places = np.log10(self.values) if self.by_factors else self.values
        half = (places[-1] - places[0]) / (2 * (len(places) - 1))
        return float(places[0] - half), float(places[-1] + half)


def _mark_factors(axis: Any, values: NDArray[Any]) -> None:
    """Mark powers of ten; 1, 2 and 5 within fewer than three decades; only the ends of a zoom."""
    low, high = sorted((float(values[0]), float(values[-1])))
    decades = np.log10(high / low)
    if decades >= 3:
        step = -(-round(decades) // 6)
        powers = np.arange(np.ceil(np.log10(low) - 1e-9), np.log10(high) + 1e-9, step)
        axis.set_ticks(powers, labels=[f"$10^{{{power:g}}}$" for power in powers])
    elif decades >= 0.8:
        marks = np.outer(10.0 ** np.arange(np.floor(np.log10(low)), np.log10(high)), [1, 2, 5])
        shown = marks[(marks >= low) & (marks <= high)]
        axis.set_ticks(np.log10(shown), labels=[f"{mark:g}" for mark in shown])
    else:
        digits = int(np.ceil(-np.log10(1 - low / high))) + 3
        axis.set_ticks(np.log10([low, high]), labels=[f"{end:.{digits}g}" for end in (low, high)])
        first, last = axis.get_ticklabels()
        if axis.axis_name == "x":
            first.set_horizontalalignment("left")
            last.set_horizontalalignment("right")
