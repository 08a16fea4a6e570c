"""Maps of trainability: where training converges and where it diverges, each by its rank."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdsim.plots.maps import over_map, panels
from gdsim.plots.style import is_by_factors
from gdsim.plots.subject import Subject

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MEASURE = "trainability"
COLOURS = "Spectral"
BUFFER = 0.25  # of the colours between the two sides, which no run has
_DOTS = 160  # an inch of a picture; a run gets one at least


def colours(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Trainabilities as shades: 0.25 converged at once, 1 last; -0.25 diverged at once, -1 last.

    Each side is spread evenly over its shades by rank. NaN stays NaN.
    Source: the notebook of Sohl-Dickstein 2024, arXiv:2402.06184.
    """
    found = np.full(values.shape, np.nan)
    for chosen, ends in ((values < 0, (-1.0, -BUFFER)), (values >= 0, (BUFFER, 1.0))):
        ordered = np.sort(values[chosen])
        if ordered.size:
            found[chosen] = -np.interp(values[chosen], ordered, np.linspace(*ends, ordered.size))
    return found


def shows_trainability(subject: Subject) -> bool:
    """Whether a result is a map of trainability over two axes."""
    return MEASURE in subject.experiment.measures and len(subject.axes) >= 2


def draw_trainability(sheet: Figure, subject: Subject) -> None:
    """Trainability over the last two axes, a map an optimizer; over other axes the median.

    What belongs to the first layer lies across, as in the published maps.
    """
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize

    ordered = sorted(subject.axes[-2:], key=lambda name: name.endswith("_1"))
    subject = dataclasses.replace(subject, axes=[*subject.axes[:-2], *ordered])
    values = over_map(subject, subject.rows(MEASURE).astype(np.float64))
    shades = colours(np.quantile(values, 0.5, axis=3, method="higher"))
    shown = list(panels(sheet, subject, logarithmic=False))
    dots = max(values.shape[1:3]) / (_DOTS * 0.7)
    width, height = sheet.get_size_inches()
    larger = max(1.0, dots / 2.9)
    sheet.set_size_inches(width * larger, height * larger)
    for panel, rows in zip(shown, shades, strict=False):
        _image(panel, subject, rows)
    bar = sheet.colorbar(ScalarMappable(Normalize(-1, 1), COLOURS), ax=shown, shrink=0.85, pad=0.02)
    ends = {-1: "diverged late", -BUFFER: "at once", BUFFER: "at once", 1: "converged late"}
    bar.set_ticks(list(ends), labels=list(ends.values()))
    bar.outline.set_visible(False)


def _image(panel: Axes, subject: Subject, shades: NDArray[np.float64]) -> None:
    """The shades as pixels, the first row at the bottom; a log axis shows powers of ten."""
    (_, down, _), (_, across, _) = map(subject.dimension, subject.axes[-2:])
    left_right, ticks_across = _extent(across)
    bottom_top, ticks_down = _extent(down)
    panel.imshow(
        shades, COLOURS, vmin=-1, vmax=1, origin="lower", aspect="auto", interpolation="nearest",
        extent=(*left_right, *bottom_top),
    )  # fmt: skip
    if ticks_across:
        panel.xaxis.set_major_formatter(_power)
    if ticks_down:
        panel.yaxis.set_major_formatter(_power)


def _extent(values: NDArray[Any]) -> tuple[tuple[float, float], bool]:
    """Where the first pixel begins and the last ends, and whether in powers of ten."""
    by_factors = is_by_factors(values)
    places = np.log10(values) if by_factors else values
    half = (places[-1] - places[0]) / (2 * (len(places) - 1))
    return (float(places[0] - half), float(places[-1] + half)), by_factors


def _power(exponent: float, place: float) -> str:
    return f"$10^{{{exponent:.6g}}}$"
