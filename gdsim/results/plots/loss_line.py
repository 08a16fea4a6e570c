"""The loss of a network along the straight line between two runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gdsim.results import analysis
from gdsim.results.analysis.subject import Subject
from gdsim.results.plots.kind import Kind
from gdsim.results.plots.loss_plane import lacks_network
from gdsim.results.plots.sheet import caption
from gdsim.results.plots.style import legend, log_if_positive, pen

if TYPE_CHECKING:
    import xarray
    from matplotlib.figure import Figure


def draw_loss_line(sheet: Figure, data: xarray.Dataset) -> None:
    """The losses along the line, and the straight line between those of both runs."""
    panel = sheet.subplots()
    shares, losses = data["share"].values, data["loss"].values
    panel.plot(shares, losses, **pen(0), label="training loss")
    if "test_loss" in data:
        panel.plot(shares, data["test_loss"].values, **{**pen(0), "linestyle": ":"}, label="test")
    between = (shares >= 0) & (shares <= 1)
    panel.plot(shares[between], data["chord"].values[between], color="#5B6470", linewidth=0.8,
               linestyle="--", label="between their losses")  # fmt: skip
    for end in (0.0, 1.0):
        panel.axvline(end, color="#9AA4B2", linewidth=0.8)
    log_if_positive(panel, losses)
    panel.set(xlabel=data["share"].attrs["long_name"], ylabel="loss", xlim=(shares[0], shares[-1]))
    legend(panel)
    caption(
        sheet,
        f"Height of the barrier: {float(data['barrier']):.3g}; "
        f"length of the line: {float(data['distance']):.3g}",
    )


def _table(data: xarray.Dataset) -> list[dict[str, object]]:
    return [
        {
            "run": data.attrs["run"],
            "other": data.attrs["other"],
            "barrier": float(data["barrier"]),
            "distance": float(data["distance"]),
        }
    ]


def _lacks(subject: Subject) -> str:
    return lacks_network(subject) or ("" if subject.experiment.runs > 1 else "several runs")


KIND = Kind(
    "loss_line", "A network's loss along the straight line between two runs.",
    analysis.loss_line, draw_loss_line, _lacks, _table,
)  # fmt: skip
