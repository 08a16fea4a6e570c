"""Bands: quantiles of a traced loss over seeds or starts, step by step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.errors import SettingError, suggestion
from gdsim.results.analysis.best import best
from gdsim.results.analysis.dimensions import Select, dimensions, selected, spoken, where
from gdsim.results.analysis.quantiles import checked_shares
from gdsim.results.analysis.quantiles import quantiles as quantiles_of
from gdsim.results.analysis.subject import LOSSES, Subject

if TYPE_CHECKING:
    import xarray

    from gdsim.experiment.experiment import Experiment

Array = NDArray[np.float64]

ENDED = "runs that converged keep their last loss, runs that diverged count as infinite"


def bands(
    result: xarray.Dataset,
    value: str | None = None,
    over: str | Iterable[str] | None = None,
    quantiles: Sequence[float] = (0.1, 0.25, 0.5, 0.75, 0.9),
    select: Select | None = None,
    experiment: Experiment | None = None,
) -> xarray.Dataset:
    """Quantiles of a traced loss at each recorded step, for each optimizer (and schedule).

    value: "trace_loss", "trace_train_loss", ...; if not given the loss, of networks that over all
    training samples if it was recorded. over: the dimensions to take quantiles over; seeds and
    starts if not given, and all dimensions where there are none. Along what is left, each optimizer
    is shown at its best setting (see `best`); `select` fixes another: {"lr": 0.01}.

    A run that has ended goes on: at its last loss if it converged, at infinity if it diverged.
    Losses count from the known minimum. Steps are the recorded ones, however they are spaced.

    Variables: `value` by its name, over "quantile" and "step"; diverged, the share of runs that
    have, at each step; runs, how many are done. Errors: SettingError, one sentence each.
    """
    subject = Subject.of(selected(result, select), experiment)
    value = _traced(subject, value)
    shares = checked_shares(quantiles)
    names = _over(subject, over)
    left = [name for name in subject.dims if name not in names and subject.result.sizes[name] > 1]
    chosen = best(subject.result, over=names, experiment=subject.experiment) if left else None
    levels, gone, runs = [], [], []
    for row in range(len(subject.labels)):
        curves = _curves(subject, value, row, left, chosen)
        levels.append(quantiles_of(curves.T, shares).T)
        runs.append(int((~np.isnan(curves)).any(axis=1).sum()))
        gone.append(np.isposinf(curves).sum(axis=0) / max(runs[-1], 1))
    own = str(subject.result[value].attrs.get("long_name", value)).removesuffix(" at each step")
    words = subject.loss_name if value == "trace_loss" else own
    variables: dict[str, Any] = {
        value: (("quantile", "step"), np.array(levels), {"long_name": words, "units": "1"}),
        "diverged": (("step",), np.array(gone), {"long_name": "share diverged", "units": "1"}),
        "runs": ((), np.array(runs), {"long_name": "runs done", "units": "1"}),
    }
    return subject.dataset(
        variables, {"quantile": list(shares)}, value=value, ended=ENDED,
        clock="epoch" if subject.steps_per_epoch > 1 else "step",
        shown=_shown(subject, names), words="\n".join(_settings(subject, left, chosen)),
    )  # fmt: skip


def _traced(subject: Subject, value: str | None) -> str:
    """The trace to analyse: the given one, or the most informative one that was recorded."""
    known = [name for name in (f"trace_{each}" for each in LOSSES) if name in subject.result]
    if not known:
        raise SettingError('the result has no traced loss; run it with record="loss"', "value")
    if value is None:
        return "trace_train_loss" if "trace_train_loss" in known else known[0]
    name = value if value.startswith("trace_") else f"trace_{value}"
    if name not in known:
        raise SettingError(f"{value!r} is no traced loss; {suggestion(name, known)}", "value")
    return name


def _over(subject: Subject, over: str | Iterable[str] | None) -> list[str]:
    """The dimensions to take quantiles over."""
    if over is not None:
        return dimensions(subject, over, "over")
    sizes = subject.result.sizes
    return [each for each in subject.repeats if sizes[each] > 1] or subject.dims


def _curves(
    subject: Subject, value: str, row: int, left: Sequence[str], chosen: xarray.Dataset | None
) -> Array:
    """The curves (run, step) of one row, at its best setting of what is left."""
    index: dict[str, Any] = {}
    sizes = [subject.result.sizes[name] for name in subject.row_dims]
    for name, at in zip(subject.row_dims, np.unravel_index(row, sizes), strict=True):
        index[name] = [int(at)]
    if chosen is not None:
        settings = chosen["chosen"].isel(index).values.ravel()
        for name, number in zip(chosen["setting"].values, settings, strict=True):
            values = subject.result[str(name)].values
            place = 0 if np.isnan(number) else int(np.flatnonzero(values == number)[0])
            index[str(name)] = [place]
    needed = [
        value,
        "verdict",
        *(n for n in ("done", value.removeprefix("trace_")) if n in subject.result),
    ]
    # Read only the part that is drawn.
    part = subject.result[needed].isel(index)
    curves = Subject.of(part, subject.experiment).curves(value)
    return curves.reshape(-1, curves.shape[-1])


def _shown(subject: Subject, names: Sequence[str]) -> str:
    several = [name for name in names if subject.result.sizes[name] > 1]
    runs = int(np.prod([subject.result.sizes[name] for name in several], dtype=np.int64))
    over = f"{runs:,} runs over {spoken(several)}" if several else ""
    return ", ".join(filter(None, [over, where(subject.result)]))


def _settings(subject: Subject, left: Sequence[str], chosen: xarray.Dataset | None) -> list[str]:
    """The setting at which each optimizer is shown, if one was chosen."""
    if chosen is None:
        return []
    rows = chosen["chosen"].values.reshape(len(subject.labels), -1)
    names = [subject.dimension(str(name))[2] for name in chosen["setting"].values]
    said = []
    for label, values in zip(subject.labels, rows, strict=True):
        known = [f"{n} {v:.3g}" for n, v in zip(names, values, strict=True) if not np.isnan(v)]
        where_best = f"at its best {' and '.join(known)}" if known else "diverged at every setting"
        said.append(f"{label}: {where_best}")
    return said
