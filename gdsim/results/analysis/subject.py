"""A result prepared for analysis: rows of runs, losses above the minimum, the runs that count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.errors import SettingError, suggestion
from gdsim.engine.verdict import Verdict
from gdsim.experiment.experiment import Experiment
from gdsim.results.origin import experiment_of
from gdsim.results.verdicts import check_result

if TYPE_CHECKING:
    import xarray

    from gdsim.objectives.objective import Objective

Array = NDArray[np.float64]

ROWS = ("optimizer", "schedule")  # the dimensions that are compared: each pair is a row
LOSSES = ("loss", "best_loss", "train_loss", "test_loss")
NOT_DONE = -1  # in place of a verdict where no run was completed
_SAMPLES = ("seed", "init_seed", "start")  # dimensions without a meaningful order


@dataclass(frozen=True)
class Subject:
    """A prepared result: one row per optimizer (and schedule), losses above the minimum."""

    result: xarray.Dataset
    experiment: Experiment
    labels: list[str]
    dims: list[str]  # the dimensions after the rows
    axes: list[str]  # the ordered ones among them that have several values

    @classmethod
    def of(cls, result: xarray.Dataset, experiment: Experiment | None = None) -> Subject:
        """Prepare a result, or a part of one, of an experiment: by default the one in its text.

        Errors: SettingError, also if that experiment cannot be read, such as for missing data.
        """
        check_result(result)
        if experiment is None:
            experiment = experiment_of(result)
        if "optimizer" not in result.dims:  # a part of a result, of one optimizer
            result = result.expand_dims("optimizer")
        dims = [str(name) for name in result["verdict"].dims if name not in ROWS]
        # Seeds and unordered starts are samples: pictures show their spread, not their order.
        axes = [name for name in dims if result.sizes[name] > 1 and name not in _SAMPLES]
        return cls(result, experiment, row_labels(result), dims, axes)

    @property
    def row_dims(self) -> tuple[str, ...]:
        """The dimensions of the rows."""
        return tuple(name for name in ROWS if name in self.result.dims)

    @property
    def samples(self) -> list[str]:
        """The dimensions that only repeat a setting: seeds, and starts of any form."""
        return [name for name in self.dims if name in _SAMPLES or name.startswith("start")]

    @property
    def problems(self) -> list[str]:
        """The dimensions along which the objective changes: each value is a problem of its own.

        Unlike settings, they cannot be chosen.
        """
        chosen, names = self.experiment.objective.choices, self.experiment.layout.names
        own = {
            dim
            for (owner, name), dim in names.items()
            if owner == "objective" and name not in chosen
        }
        return [name for name in self.dims if name in own]

    @property
    def repeats(self) -> list[str]:
        """The dimensions whose values are not chosen: samples and problems."""
        return [name for name in self.dims if name in (*self.samples, *self.problems)]

    def rows(self, name: str) -> NDArray[Any]:
        """A variable as (row, *dimensions, ...)."""
        if name not in self.result:
            raise SettingError(f"the result has no variable {name}")
        variable = self.result[name]
        order = (*self.row_dims, *self.dims)
        if variable.dims[: len(order)] != order:
            variable = variable.transpose(*order, ...)
        values = variable.values
        rows: NDArray[Any] = values.reshape((-1, *values.shape[len(self.row_dims) :]))
        return rows

    def done(self) -> NDArray[np.bool_]:
        """Which runs are completed, as (row, *dimensions); all others are left out."""
        if "done" in self.result:
            return self.rows("done").astype(bool, copy=False)
        return np.ones(self.rows("verdict").shape, dtype=bool)

    def heights(self, name: str) -> Array:
        """Losses above the known minimum: diverged infinite, missing NaN, none too small to show.

        Of traces ("trace_loss") only what was recorded: NaN once stopped (see `curves`).
        """
        heights = self.rows(name).astype(np.float64)  # a copy, to be changed in place
        minimum = self.experiment.objective.minimum
        if minimum is not None:
            heights -= minimum
            tiny = 1e-12 if self.experiment.dtype == "float32" else 1e-24
            np.maximum(heights, tiny, out=heights)
        if not name.startswith("trace_"):
            heights[self.rows("verdict") == Verdict.DIVERGED] = np.inf
        if "done" in self.result:
            heights[~self.done()] = np.nan
        return heights

    def curves(self, name: str) -> Array:
        """Traced losses, continued after a stop: at the last loss if converged, else infinite."""
        curves = self.heights(name)
        stopped = np.isnan(curves)
        if not stopped.any():
            return curves
        last = name.removeprefix("trace_")
        if last in LOSSES and last in self.result:
            ends = self.heights(last)
        else:
            places = np.maximum((~stopped).sum(axis=-1, keepdims=True) - 1, 0)
            ends = np.take_along_axis(curves, places, axis=-1)[..., 0]
            ends[self.rows("verdict") == Verdict.DIVERGED] = np.inf
        held: Array = np.where(stopped, ends[..., np.newaxis], curves)
        return held

    def numbers(self, name: str) -> Array:
        """Any variable of runs as (row, *dimensions), NaN where missing; losses like `heights`."""
        if name in LOSSES:
            return self.heights(name)
        self.check_number(name)
        numbers = self.rows(name).astype(np.float64)
        if name == "grad_norm":
            numbers[self.rows("verdict") == Verdict.DIVERGED] = np.inf
        if "done" in self.result:
            numbers[~self.done()] = np.nan
        return numbers

    @property
    def known_numbers(self) -> list[str]:
        """The variables with one number per run."""
        wanted = {*self.row_dims, *self.dims}
        names = [str(name) for name in self.result if set(self.result[name].dims) == wanted]
        return [name for name in names if name != "done"]

    def check_number(self, name: str) -> None:
        """SettingError unless `name` is a variable with one number per run."""
        if name not in self.known_numbers:
            known = self.known_numbers
            shape = "has several numbers a run" if name in self.result else "is not in the result"
            raise SettingError(f"{name} {shape}; {suggestion(name, known)}", "value")

    def grouped(self, values: NDArray[Any], names: Sequence[str]) -> NDArray[Any]:
        """Values of runs as (row, *names, all other dimensions flattened into one)."""
        places = [self.dims.index(name) + 1 for name in names]
        moved = np.moveaxis(values, places, range(1, len(places) + 1))
        reshaped: NDArray[Any] = moved.reshape((*moved.shape[: len(places) + 1], -1))
        return reshaped

    def shares(self, names: Sequence[str]) -> tuple[Array, NDArray[np.int64]]:
        """The share of each verdict (row, *names, verdict) of the runs done, and their number."""
        verdicts = self.grouped(self.rows("verdict"), names)
        done = self.grouped(self.done(), names)
        runs: NDArray[np.int64] = done.sum(axis=-1)
        counts = [((verdicts == each) & done).sum(axis=-1) for each in Verdict]
        shares = np.stack(counts, axis=-1) / np.maximum(runs, 1)[..., np.newaxis]
        return np.where(runs[..., np.newaxis] > 0, shares, np.nan), runs

    def most_common(self, names: Sequence[str]) -> tuple[NDArray[np.int8], Array, NDArray[Any]]:
        """The most common verdict of the runs done, the share of diverged ones, and their number.

        Each (row, *names). Of equally common ones the later; NOT_DONE where no run is done. Leaner
        than `shares`, for maps of millions of pixels.
        """
        verdicts = self.grouped(self.rows("verdict"), names)
        done = self.grouped(self.done(), names)
        if verdicts.shape[-1] == 1:  # the only run of a place has its most common verdict
            verdict, known = verdicts[..., 0], done[..., 0]
            codes = np.where(known, verdict.astype(np.int8), np.int8(NOT_DONE))
            gone = np.where(known, (verdict == Verdict.DIVERGED).astype(np.float64), np.nan)
            return codes, gone, known.astype(np.int32)
        runs = done.sum(axis=-1, dtype=np.int32)
        most = np.zeros(runs.shape, dtype=np.int32)
        codes = np.full(runs.shape, NOT_DONE, dtype=np.int8)
        for each in Verdict:  # diverged is the last, so the count after the loop is its count
            count = ((verdicts == each) & done).sum(axis=-1, dtype=np.int32)
            codes[(count >= most) & (count > 0)] = each
            np.maximum(most, count, out=most)
        with np.errstate(invalid="ignore"):
            return codes, count / runs, runs

    def dataset(
        self,
        variables: Mapping[str, tuple[Sequence[str], NDArray[Any], Mapping[str, Any]]],
        coordinates: Mapping[str, Any] | None = None,
        **attributes: Any,
    ) -> xarray.Dataset:
        """Labelled data from variables: (names of the dimensions after the row, values, words).

        Coordinates are those of the result for the dimensions that occur, and further ones.
        """
        import xarray

        sizes = tuple(self.result.sizes[name] for name in self.row_dims)
        made = {
            name: (
                (*self.row_dims, *dims),
                values.reshape((*sizes, *values.shape[1:])),
                dict(words),
            )
            for name, (dims, values, words) in variables.items()
        }
        used = {name for dims, _, _ in made.values() for name in dims}
        own = {
            name: coordinate.variable
            for name, coordinate in self.result.coords.items()
            if coordinate.ndim and set(coordinate.dims) <= used
        }
        title = {"title": self.result.attrs.get("title", "")}
        return xarray.Dataset(made, {**own, **(coordinates or {})}, {**title, **attributes})

    @property
    def surface(self) -> Objective | None:
        """The objective, if its runs are points of a domain."""
        task = self.experiment.objective
        return task if task.has_domain else None

    @property
    def steps_per_epoch(self) -> int:
        """Steps of one pass over the objective's data; 1 without data."""
        return self.experiment.objective.steps_per_epoch or 1

    @property
    def final(self) -> str:
        """The loss at the end of a run; of a network, that over all training samples."""
        return self.experiment.objective.final_loss

    @property
    def mapped(self) -> tuple[str, str]:
        """The loss that maps show, and its name; a network's loss of one batch says little."""
        name = "best_loss" if self.final == "loss" else self.final
        return name, self.words(name)

    @property
    def loss_name(self) -> str:
        """The label of `heights`, for an axis."""
        return "loss" if self.experiment.objective.minimum is None else "loss above the minimum"

    def words(self, name: str) -> str:
        """The label of a variable of runs, for an axis."""
        named = {
            "loss": f"{self.loss_name} at the end",
            "best_loss": f"best {self.loss_name}",
            "train_loss": "training loss at the end",
            "test_loss": "test loss at the end",
        }
        return named.get(name) or _with_units(self.result[name].attrs, name)

    def dimension(self, name: str) -> tuple[int, NDArray[Any], str]:
        """The position of a dimension in `rows`, its values and its label with units."""
        coordinate = self.result[name]
        label = _with_units(coordinate.attrs, name)
        return self.dims.index(name) + 1, coordinate.values, label


def row_labels(data: xarray.Dataset) -> list[str]:
    """The name of each row of a result, or of an analysis of one."""
    labels = [str(each) for each in data["optimizer"].values]
    if "schedule" not in data.dims:
        return labels
    return [f"{one}, {other}" for one in labels for other in data["schedule"].values]


def rows(data: xarray.Dataset, name: str) -> NDArray[Any]:
    """A variable of a dataset made by `Subject.dataset`, as (row, *dimensions)."""
    values = data[name].values
    skip = sum(each in ROWS for each in data[name].dims)
    rows: NDArray[Any] = values.reshape((-1, *values.shape[skip:]))
    return rows


def top(heights: Array) -> float:
    """The largest finite value; 1 if no value is finite."""
    finite = heights[np.isfinite(heights)]
    return float(finite.max()) if finite.size else 1.0


def _with_units(attributes: dict[str, Any], name: str) -> str:
    words, units = str(attributes.get("long_name", name)), attributes.get("units", "1")
    return words if units == "1" else f"{words} ({units})"
