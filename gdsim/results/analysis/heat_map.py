"""Heat maps: any number of a run over any two axes, and the verdicts of the runs there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.errors import SettingError, suggestion
from gdsim.engine.verdict import Verdict
from gdsim.results.analysis.dimensions import Select, dimension, selected, spoken, where
from gdsim.results.analysis.quantiles import quantiles
from gdsim.results.analysis.subject import NOT_DONE, Subject

if TYPE_CHECKING:
    import xarray

    from gdsim.experiment.experiment import Experiment

OVER = {"least": 0.0, "median": 0.5, "largest": 1.0}
VERDICT = "verdict"


def heat_map(
    result: xarray.Dataset,
    x: str | None = None,
    y: str | None = None,
    value: str | None = None,
    over: str | float = "median",
    select: Select | None = None,
    experiment: Experiment | None = None,
) -> xarray.Dataset:
    """A variable of the runs over two axes, for each optimizer and schedule.

    x, y: the axes across and down, seeds and starts too; if not given, the result's last two.
    value: any number that a run came to (best_loss, loss, steps, grad_norm, train_loss, a measure),
    or "verdict"; if not given the best loss, of networks the training loss. Losses count from the
    known minimum, and are infinite where a run diverged.
    over: of several runs to a pixel the "least", "median" or "largest", or a share from 0 to 1: of
    two neighbours the larger. select: {"lr": 0.01} keeps of an axis the nearest value.

    Variables: `value` by its name; verdict, the most common one, -1 where no run is done; diverged,
    the share of runs that did; runs, how many are done. Runs that are not done are left out.
    Errors: SettingError, one sentence each.
    """
    subject = Subject.of(selected(result, select), experiment)
    down, across = _sides(subject, x, y)
    value = value or subject.mapped[0]
    share = _share(over)
    common, diverged, runs = subject.most_common([down, across])
    sides = (down, across)
    variables: dict[str, Any] = {}
    several = subject.result["verdict"].size > runs.size
    if value != VERDICT:
        given = subject.grouped(subject.numbers(value), sides)
        pixels = quantiles(given, (share,))[..., 0] if several else given[..., 0]
        units = subject.result[value].attrs.get("units", "1")
        variables[value] = sides, pixels, {"long_name": subject.words(value), "units": units}
    variables |= {
        VERDICT: (sides, common, {"long_name": "most common verdict", **flags()}),
        "diverged": (sides, diverged, {"long_name": "share of diverged runs", "units": "1"}),
        "runs": (sides, runs, {"long_name": "runs done", "units": "1"}),
    }
    words = _words(subject, sides, value, over)
    made = subject.dataset(variables, x=across, y=down, value=value, over=over, words=words)
    unsorted = [name for name in sides if (np.diff(made[name].values) < 0).any()]
    return made.sortby(unsorted) if unsorted else made


def flags() -> dict[str, Any]:
    """The attributes of a variable with the most common verdict."""
    codes = [NOT_DONE, *Verdict]
    return {
        "flag_values": np.array(codes, dtype=np.int8),
        "flag_meanings": " ".join(["not_done", *map(str, Verdict)]),
        "units": "1",
    }


def _sides(subject: Subject, x: str | None, y: str | None) -> tuple[str, str]:
    """The vertical and the horizontal axis: the given ones, else the last remaining ones."""
    asked = [dimension(subject, name) for name in (y, x) if name is not None]
    if len(asked) == 2 and x == y:
        raise SettingError(f"a map needs two different axes, got {x} for both", "x")
    # Prefer axes to samples, and dimensions with several values to those with one.
    sizes = subject.result.sizes
    ordered = sorted(subject.dims, key=lambda name: (name in subject.axes, sizes[name] > 1))
    left = [name for name in ordered if name not in asked]
    if len(asked) + len(left) < 2:
        known = f"only {spoken(subject.dims)}" if subject.dims else "no axis"
        raise SettingError(f"a map needs two axes, and the result has {known}; see sensitivity")
    if not asked:
        return left[-2], left[-1]
    across = x if x is not None else left[-1]
    return (y if y is not None else left[-1]), across


def _share(over: str | float) -> float:
    if isinstance(over, str) and over in OVER:
        return OVER[over]
    try:
        share = float(over)
    except ValueError:
        hint = suggestion(str(over), OVER)
        raise SettingError(f"over={over!r} is no way to take one of several; {hint}") from None
    if not 0 <= share <= 1:
        raise SettingError(f"over must be {', '.join(OVER)} or a share from 0 to 1, got {over!r}")
    return share


def _words(subject: Subject, sides: tuple[str, str], value: str, over: str | float) -> str:
    """A description of a pixel: the number of its runs, over what, and at which selected values."""
    rest = [name for name in subject.dims if name not in sides and subject.result.sizes[name] > 1]
    parts = []
    if rest:
        runs = int(np.prod([subject.result.sizes[each] for each in rest]))
        how = over if isinstance(over, str) else f"{over:.3g} quantile"
        how = "most common verdict" if value == VERDICT else how
        parts = [f"{how} of {runs:,} runs per pixel, over {spoken(rest)}"]
    return ", ".join([*parts, *filter(None, [where(subject.result)])])


def shown_as_diverged(data: xarray.Dataset) -> NDArray[np.bool_]:
    """The pixels of a heat map that count as diverged: most runs did, or the loss is infinite."""
    gone = data["diverged"] > 0.5
    if data.attrs["value"] in data:
        gone = gone | np.isposinf(data[data.attrs["value"]])
    if data.attrs["value"] == VERDICT:
        gone = data[VERDICT] == Verdict.DIVERGED
    mask: NDArray[np.bool_] = gone.values
    return mask
