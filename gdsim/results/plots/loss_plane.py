"""The loss of a network over a plane through its weights, and the runs in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gdsim.results import analysis
from gdsim.results.analysis.subject import Subject, row_labels
from gdsim.results.plots.kind import Kind
from gdsim.results.plots.sheet import caption
from gdsim.results.plots.style import legend, pen
from gdsim.results.plots.traces import MOST_CURVES, draw_ground

if TYPE_CHECKING:
    import xarray
    from matplotlib.figure import Figure


def draw_loss_plane(sheet: Figure, data: xarray.Dataset) -> None:
    """Contours of the loss, the paths of the runs over them, and the chosen run."""
    panel = sheet.subplots()
    xs, ys = data["x"].values, data["y"].values
    draw_ground(panel, xs, ys, data["loss"].values.astype(np.float64))
    if "path" in data:
        labels = row_labels(data)
        paths = data["path"].values.reshape(len(labels), -1, data.sizes["step"], 2)
        for index, name in enumerate(labels):
            for place, path in enumerate(paths[index, :MOST_CURVES]):
                label = name if place == 0 else None
                faint = 1.0 if paths.shape[1] == 1 else 0.6
                panel.plot(*path.T, **pen(index), alpha=faint, label=label, linewidth=1.1)
    panel.plot(*data["place"].values, "o", color="#1C2128", markersize=5, label="this run")
    panel.set(xlim=(xs[0], xs[-1]), ylim=(ys[0], ys[-1]))
    panel.set(xlabel=data["x"].attrs["long_name"], ylabel=data["y"].attrs["long_name"])
    panel.grid(False)
    legend(panel)
    caption(sheet, _words(data))


def _words(data: xarray.Dataset) -> str:
    losses = data["loss"].values[np.isfinite(data["loss"].values)]
    ends = f"; loss from {losses.min():.3g} to {losses.max():.3g}" if losses.size else ""
    words = f"A plane through the weights of {data.attrs['words']}{ends}"
    if "outside_all" in data and np.isfinite(data["outside_all"]):
        words += f"; {float(data['outside_all']):.1%} of the movement of all runs is outside it"
    return words


def _table(data: xarray.Dataset) -> list[dict[str, object]]:
    row: dict[str, object] = {
        "run": data.attrs["words"],
        "directions": data.attrs["directions"],
        "least loss": float(data["loss"].min()),
        "largest loss": float(data["loss"].max()),
    }
    if "curvature" in data:
        first, second = data["curvature"].values.tolist()
        row |= {"largest curvature": first, "second curvature": second}
    if "outside_all" in data:
        row["outside"] = float(data["outside_all"])
    return [row]


def lacks_network(subject: Subject) -> str:
    """What a result lacks for it, in words; nothing if it has all."""
    return "" if subject.experiment.objective.inputs else "runs of a network"


KIND = Kind(
    "loss_plane", "A network's loss over a plane through its weights, with the runs on it.",
    analysis.loss_plane, draw_loss_plane, lacks_network, _table,
)  # fmt: skip
