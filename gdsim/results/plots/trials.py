"""The trials of a tuner: the value of each, the best so far, and the value over each setting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gdsim.results import analysis
from gdsim.results.analysis.subject import Subject
from gdsim.results.analysis.trials import of_trials
from gdsim.results.plots.kind import Kind
from gdsim.results.plots.sheet import caption
from gdsim.results.plots.style import OKABE_ITO, log_if_positive

if TYPE_CHECKING:
    import xarray
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 11  # settings that are drawn
_ACROSS = 4
_POINT: Any = {"marker": "o", "markersize": 3, "linestyle": "", "alpha": 0.7}


def draw_trials(sheet: Figure, data: xarray.Dataset) -> None:
    """A panel of values over trials with the best so far, and one for each setting."""
    names = [str(name) for name in data["setting"].values[:MOST]]
    across = min(_ACROSS, len(names) + 1)
    down = -(-(len(names) + 1) // across)
    sheet.set_size_inches(max(4.4, 2.6 * across), 2.5 * down + 0.6)
    first, *others = sheet.subplots(down, across, squeeze=False, sharey=True).ravel()
    values = data["value"].values
    first.plot(data["trial"].values, values, color=OKABE_ITO[4], **_POINT)
    first.step(data["trial"].values, data["best"].values, where="post", color=OKABE_ITO[0])
    first.set(xlabel="trial (line: the best so far)")
    log_if_positive(first, values)
    for panel, name in zip(others, names, strict=False):
        _draw_setting(panel, data, name)
    for panel in others[len(names) :]:
        panel.set_axis_off()
    for index in range(0, down * across, across):
        (first, *others)[index].set_ylabel("value of the objective")
    left_out = data.sizes["setting"] - len(names)
    more = f"; {left_out} further settings are not drawn" if left_out else ""
    caption(sheet, f"{data.attrs['of']}; dark: the best {data.attrs['few']}{more}")


def _draw_setting(panel: Axes, data: xarray.Dataset, name: str) -> None:
    setting, values = data[name].values, data["value"].values
    order = np.argsort(np.abs(values - data["best"].values[-1]), kind="stable")
    few = order[: data.attrs["few"]]
    if setting.dtype.kind not in "fiu":
        words, setting = np.unique(setting, return_inverse=True)
        panel.set_xticks(range(len(words)), [str(word)[:12] or "none" for word in words])
    elif data[name].attrs.get("log"):
        panel.set_xscale("log")
    panel.plot(setting, values, color=OKABE_ITO[4], **_POINT)
    panel.plot(setting[few], values[few], color=OKABE_ITO[0], **_POINT)
    panel.set_xlabel(name)


def _lacks(subject: Subject) -> str:
    return "the trials of a study of Optuna"


KIND = Kind(
    "trials", "The trials of a study of Optuna: the best so far, and values over each setting.",
    analysis.trials, draw_trials, _lacks, of_trials, of_trials=True,
)  # fmt: skip
