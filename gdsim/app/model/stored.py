"""A stored result, opened to be looked at: a sweep, finished or not, or a file of results."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gdsim.app.translation import tr
from gdsim.base.errors import SettingError
from gdsim.engine.verdict import Verdict
from gdsim.experiment.experiment import Experiment
from gdsim.experiment.one_run import one_run
from gdsim.results import files
from gdsim.results.analysis.heat_map import heat_map, shown_as_diverged
from gdsim.results.origin import experiment_of
from gdsim.results.store.store import Store

if TYPE_CHECKING:
    import xarray

ROWS = ("optimizer", "schedule")
VERDICT = "verdict"
MOST_READ = 2**22  # numbers of a picture
SAMPLES = ("seed", "init_seed", "start")  # dimensions over which runs are repeated


@dataclass(frozen=True)
class Stored:
    """An opened result, whose numbers are read when they are used.

    sizes: of the dimensions with several values. values: of these, names of the rows.
    quantities: what can be drawn, by name, in words. missing: the runs that were not computed yet.
    is_growing: whether a process computes them now.
    """

    path: Path
    result: xarray.Dataset = field(repr=False)
    experiment: Experiment
    sizes: Mapping[str, int]
    values: Mapping[str, np.ndarray] = field(repr=False)
    quantities: Mapping[str, str]
    missing: int
    is_growing: bool

    @classmethod
    def open(cls, path: Path) -> Stored:
        """Open a stored sweep or a NetCDF result. Errors: SettingError."""
        missing, is_growing = 0, False
        if Store.is_at(path):
            store = Store.open(path)
            done = int(store.shards.sizes[store.committed()].sum())
            missing, is_growing = store.experiment.runs - done, store.is_locked
        result = files.load(path)
        experiment = experiment_of(result)
        dims = [str(name) for name in result[VERDICT].dims]
        names = [str(n) for n in result if set(result[n].dims) == set(dims) and n != "done"]
        sizes = {name: result.sizes[name] for name in dims if result.sizes[name] > 1}
        return cls(
            path, result, experiment, sizes,
            {name: np.asarray(result[name].values) for name in sizes},
            {name: _words(result, name) for name in sorted(names, key=_rank)},
            missing, is_growing,
        )  # fmt: skip

    @property
    def runs(self) -> int:
        """The number of runs, also of those that were not computed yet."""
        return self.experiment.runs

    def is_repeated(self, dim: str) -> bool:
        """Whether a dimension only repeats runs, so that its middle says more than one of them."""
        return dim in SAMPLES

    def title(self, dim: str) -> str:
        """A dimension in words."""
        return dim if dim in ROWS else str(self.result[dim].attrs.get("long_name", dim))


@dataclass(frozen=True)
class Wanted:
    """What a picture shows: dimensions along x and y, a quantity, and the other dimensions.

    at: the index of each dimension that has one value. over: which of several runs to a pixel is
    shown, "least", "median" or "largest".
    """

    x: str
    y: str
    quantity: str
    at: Mapping[str, int]
    over: str = "median"


@dataclass(frozen=True)
class StoredPicture:
    """Pixels of a stored result, (rows, columns); row 0 is the lowest.

    title: the quantity in words. columns, rows: the indices that pixels have along x and y. values:
    NaN where there is no finite one. gone: where most runs diverged. known: where a run was
    computed. verdict: the most common one.
    """

    wanted: Wanted
    title: str
    columns: np.ndarray
    rows: np.ndarray
    values: np.ndarray
    gone: np.ndarray
    known: np.ndarray
    verdict: np.ndarray


def picture(stored: Stored, wanted: Wanted, x: slice, y: slice, most: int) -> StoredPicture:
    """The picture of the indices `x` and `y`, of at most about `most` pixels along each side.

    Only what is drawn is read: where there are more runs than pixels, some of them, evenly spaced.
    """
    sides = wanted.x, wanted.y
    several = {d: n for d, n in stored.sizes.items() if d not in sides and d not in wanted.at}
    room = max(int(math.sqrt(MOST_READ / math.prod(several.values()))), 16)
    columns = _picked(x, stored.sizes[wanted.x], min(most, room))
    rows = _picked(y, stored.sizes[wanted.y], min(most, room))
    names = [n for n in dict.fromkeys((wanted.quantity, VERDICT, "done")) if n in stored.result]
    taken: dict[str, slice] = {wanted.x: _slice(columns), wanted.y: _slice(rows)}
    taken |= {dim: slice(index, index + 1) for dim, index in wanted.at.items()}
    part = stored.result[names].isel(taken).load()
    part = part.assign_coords({d: np.arange(part.sizes[d]) for d in sides if d not in ROWS})
    fillers = [f"along_{d}" for d in sides if d in ROWS]
    if fillers:  # an analysis has rows for optimizers and schedules, and axes for the rest
        part = part.expand_dims({name: 1 for name in fillers}).assign_coords(
            {name: [0] for name in fillers}
        )
    across, up = (f"along_{d}" if d in ROWS else d for d in sides)
    data = heat_map(part, across, up, wanted.quantity, wanted.over, experiment=stored.experiment)
    gone = data[VERDICT].copy(data=shown_as_diverged(data))

    def pixels(variable: Any) -> np.ndarray:
        rest = {d: 0 for d in variable.dims if d not in sides}
        return np.asarray(variable.isel(rest).transpose(wanted.y, wanted.x).values)

    verdict = pixels(data[VERDICT])
    values = pixels(data[wanted.quantity]).astype(float)
    known = pixels(data["runs"]) > 0
    values = np.where(np.isfinite(values) & known, values, np.nan)
    title = str(data[wanted.quantity].attrs["long_name"])
    return StoredPicture(wanted, title, columns, rows, values, pixels(gone) & known, known, verdict)


def run_at(stored: Stored, wanted: Wanted, column: int, row: int) -> Experiment:
    """The experiment of the run that the pixel at two indices shows.

    Of several runs to a pixel it is the one whose value is shown, of an even number the larger of
    the two in the middle. Errors: SettingError for a run that was not computed.
    """
    index = {**dict.fromkeys(ROWS, 0), **wanted.at, wanted.x: column, wanted.y: row}
    return run_behind(stored.result, stored.experiment, index, wanted.quantity, wanted.over)


def run_behind(
    result: xarray.Dataset,
    experiment: Experiment,
    index: Mapping[str, int],
    quantity: str,
    over: str = "median",
) -> Experiment:
    """The experiment of the run whose number is shown for several runs of a result.

    index: of the optimizer, the schedule, and of further dimensions; the runs are those along all
    others, and of these the one of the "least", "median" or "largest" value is taken, of an even
    number the larger of the two in the middle. Errors: SettingError if none was computed.
    """
    index = {**dict.fromkeys(ROWS, 0), **index}
    sizes = {str(d): result.sizes[d] for d in result[VERDICT].dims}
    others = [d for d, size in sizes.items() if size > 1 and d not in index]
    names = [n for n in dict.fromkeys((quantity, VERDICT, "done")) if n in result]
    part = result[names].isel({d: i for d, i in index.items() if d in sizes}).load()
    flat = part.stack(run=others) if others else part.expand_dims("run")
    values = np.ravel(flat[quantity].values.astype(float))
    done = (
        np.ravel(flat["done"].values).astype(bool) if "done" in flat else np.ones(len(values), bool)
    )
    if not done.any():
        raise SettingError(tr("This run is not computed yet."))
    lost = np.ravel(flat[VERDICT].values) == Verdict.DIVERGED
    order = np.lexsort((np.where(lost | np.isnan(values), np.inf, values), ~done))
    count = int(done.sum())
    rank = {"least": 0, "median": count // 2, "largest": count - 1}[over]
    places = np.unravel_index(int(order[rank]), [sizes[d] for d in others] or [1])
    index |= dict(zip(others, (int(each) for each in places), strict=False))
    strides = experiment.layout.strides
    run = sum(index.get(name, 0) * stride for name, stride in strides.items())
    return one_run(experiment, index["optimizer"], run, index["schedule"])


def _picked(span: slice, size: int, most: int) -> np.ndarray:
    """Indices of a span, evenly spaced, at most `most` of them; the spacing is a power of 2."""
    low, high = max(span.start, 0), min(span.stop, size)
    every = 1 << max(math.ceil(math.log2(max(high - low, 1) / most)), 0)
    return np.arange(low // every * every, max(high, low + 1), every)


def _slice(picked: np.ndarray) -> slice:
    every = int(picked[1] - picked[0]) if len(picked) > 1 else 1
    return slice(int(picked[0]), int(picked[-1]) + 1, every)


def _words(result: xarray.Dataset, name: str) -> str:
    return tr("verdict") if name == VERDICT else str(result[name].attrs.get("long_name", name))


_FIRST = ("trainability", "train_loss", "test_loss", "best_loss", "loss")


def _rank(name: str) -> int:
    return _FIRST.index(name) if name in _FIRST else len(_FIRST)
