"""The edge of stability: sharpness times learning rate against its bound, over training.

The preconditioned sharpness, if recorded: it also has a bound for methods that scale their steps.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdsim.catalogue.preconditioned import stable_product
from gdsim.catalogue.stability import stable_rate
from gdsim.engine.recipe import PRECONDITIONED
from gdsim.results.analysis.subject import Subject
from gdsim.results.plots.style import legend, log_if_positive, pen, scale_steps
from gdsim.results.plots.traces import MOST_CURVES, draw_curves

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_NAMES = (PRECONDITIONED, "sharpness")
_FAR = 5.0  # ratio of two edges beyond which a linear axis shows only one
MOST_NAMED = 6  # runs of one optimizer that get their own colour and name


def shows_stability(subject: Subject) -> bool:
    """Whether a sharpness was recorded."""
    return bool({*_NAMES} & {*subject.experiment.record})


def draw_stability(sheet: Figure, subject: Subject) -> None:
    """Sharpness over training, times the learning rate if that was recorded, and the loss."""
    recorded = subject.experiment.record
    has_rate, name = "lr" in recorded, _name(subject)
    sharpness = subject.rows(f"trace_{name}").astype(np.float64)
    if has_rate:
        sharpness = sharpness * subject.rows("trace_lr")
    several = {"loss", "train_loss", "test_loss"} & set(recorded)
    panels: Any = sheet.subplots(1, 1 + bool(several), squeeze=False)[0]
    panel = panels[0]
    times = subject.result["step"].values
    for curve, look in _curves(subject, sharpness):
        panel.plot(times, curve, **look)
    if has_rate:
        edges = bounds(subject)
        for bound, names in edges.items():
            label = f"{bound:g}" if len(subject.labels) == 1 else f"{bound:g} ({names})"
            single = len(subject.labels) > 1 and names in subject.labels
            colour = pen(subject.labels.index(names))["color"] if single else "#1C2128"
            panel.axhline(bound, color=colour, linewidth=0.8, linestyle="--", label=label)
        apart = max(edges, default=1.0) > _FAR * min(edges, default=1.0)
    if not has_rate or apart:
        log_if_positive(panel, sharpness)
    scale_steps(panel, times)
    what = name.replace("_", " ")
    words = f"learning rate × {what}" if has_rate else what
    panel.set(xlabel="step", ylabel=words)
    legend(panel)
    if not several:
        return
    sheet.set_size_inches(9.6, 4.4)
    if _is_named(subject, sharpness):
        kind = "train_loss" if "train_loss" in recorded else "loss"
        heights = subject.heights(f"trace_{kind}") if kind in recorded else None
        if heights is not None:
            for curve, look in _curves(subject, heights):
                panels[1].plot(times, curve, **{**look, "label": None})
            log_if_positive(panels[1], heights)
            scale_steps(panels[1], times)
            panels[1].set(xlabel="step", ylabel=subject.loss_name)
            return
    draw_curves(panels[1], subject, named=False)


def bounds(subject: Subject) -> dict[float, str]:
    """The products up to which methods are stable on a quadratic, with the names of the methods.

    2 for gradient descent, 2(1 + mu) with momentum mu; methods that scale their steps have one with
    the preconditioned sharpness only, such as Adam's 38.
    """
    methods: dict[float, list[str]] = {}
    experiment, preconditioned = subject.experiment, _name(subject) == PRECONDITIONED
    shown = {str(each) for each in subject.result["optimizer"].values}
    for label, choice in zip(experiment.labels, experiment.optimizers, strict=True):
        if label not in shown:
            continue
        bound = stable_product(choice) if preconditioned else stable_rate(choice, 1.0)
        if bound is not None:
            methods.setdefault(bound, []).append(label)
    return {bound: ", ".join(names) for bound, names in methods.items()}


def _name(subject: Subject) -> str:
    """The name of the sharpness that is drawn."""
    return next(name for name in _NAMES if name in subject.experiment.record)


def _is_named(subject: Subject, rows: NDArray[np.float64]) -> bool:
    """Whether each run gets a name: if they are few, of one optimizer and along one axis."""
    runs = rows[0].size // rows.shape[-1]
    return len(rows) == 1 and 1 < runs <= MOST_NAMED and len(subject.axes) == 1


def _curves(
    subject: Subject, rows: NDArray[np.float64]
) -> Iterator[tuple[NDArray[np.float64], dict[str, Any]]]:
    """Each run's curve with its look: one colour per optimizer, or per run if runs have names."""
    curves = rows.reshape((len(rows), -1, rows.shape[-1]))
    if _is_named(subject, rows):
        _, values, words = subject.dimension(subject.axes[0])
        for index, curve in enumerate(curves[0]):
            yield curve, {**pen(index), "label": f"{words} {values[index]:g}"}
        return
    for index, name in enumerate(subject.labels):
        faint = {"linewidth": 0.6, "alpha": 0.6} if curves.shape[1] > 1 else {}
        for number, curve in enumerate(curves[index, :MOST_CURVES]):
            yield curve, {**pen(index), **faint, "label": name if number == 0 else None}
