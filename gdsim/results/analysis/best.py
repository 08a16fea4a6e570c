"""Best settings: the best value of each axis for each optimizer, and its neighbours' losses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.errors import SettingError, suggestion
from gdsim.base.words import counted
from gdsim.engine.verdict import Verdict
from gdsim.results.analysis.dimensions import Select, dimensions, selected, spoken, where
from gdsim.results.analysis.quantiles import median
from gdsim.results.analysis.subject import LOSSES, ROWS, Subject

if TYPE_CHECKING:
    import xarray

    from gdsim.experiment.experiment import Experiment

Array = NDArray[np.float64]


def best(
    result: xarray.Dataset,
    over: str | Iterable[str] | None = None,
    by: str | Iterable[str] | None = None,
    value: str | None = None,
    select: Select | None = None,
    experiment: Experiment | None = None,
) -> xarray.Dataset:
    """The setting with the best median result, for each optimizer (and schedule).

    over: the dimensions over which the median is taken, as nobody chooses there; seeds, starts and
    a function's own parameters if not given. by: dimensions each of whose values gets a best
    setting of its own, such as "noise". Every other dimension is a setting to choose. value: what
    to judge by: a loss, an accuracy (the largest is the best) or any other number of each run, such
    as a measure; the best loss from the known minimum, of networks the training loss, if not given.
    Runs that diverged count as the worst, those that are not done not at all; of equal results
    the one of fewer steps is taken.

    Variables for each optimizer (and `by`): `value` by its name, its median there; steps, their
    median; runs; share (of each verdict); and for each "setting": chosen, its value; at_end, -1 or
    1 where that is the first or last on its axis, which should then be wider; below and above, the
    median losses at the neighbours on the axis, all else as chosen (NaN where there is none). NaN
    is chosen where all runs diverged. The attribute words says it in words.
    Errors: SettingError, one sentence each.
    """
    subject = Subject.of(selected(result, select), experiment)
    value = _checked(subject, value)
    repeats = subject.repeats if over is None else dimensions(subject, over, "over")
    kept = [] if by is None else dimensions(subject, [b for b in _names(by) if b not in ROWS], "by")
    if over is None:
        repeats = [name for name in repeats if name not in kept]
    elif set(kept) & set(repeats):
        raise SettingError(f"{spoken(set(kept) & set(repeats))} cannot be both over and by", "by")
    search = _Search.of(subject, value, kept, repeats)
    made = search.dataset()
    made.attrs["words"] = "\n".join(sentences(made))
    return made


def _checked(subject: Subject, value: str | None) -> str:
    """The given result, or else the loss that maps show; SettingError for what is no number."""
    value = value or subject.mapped[0]
    known = [name for name in subject.known_numbers if name != "verdict"]
    if value not in known:
        message = f"{value!r} is no number of each run; {suggestion(value, known)}"
        raise SettingError(message, "value")
    return value


def rises(value: str) -> bool:
    """Whether the largest of these results is the best."""
    return value.endswith("accuracy")


def checked_loss(subject: Subject, value: str | None) -> str:
    """The given loss, or else the loss that maps show; SettingError for any other variable."""
    known = [name for name in LOSSES if name in subject.result]
    value = value or subject.mapped[0]
    if value not in known:
        message = f"{value!r} is no loss of the result; {suggestion(value, known)}"
        raise SettingError(message, "value")
    return value


@dataclass(frozen=True)
class _Search:
    """Medians of all settings, (row and kept, settings in one), and the best of each row."""

    subject: Subject
    value: str
    kept: list[str]
    settings: list[str]
    repeats: list[str]
    losses: Array
    at: NDArray[np.intp]

    @classmethod
    def of(cls, subject: Subject, value: str, kept: list[str], repeats: list[str]) -> _Search:
        settings = [name for name in subject.dims if name not in (*kept, *repeats)]
        order = [*kept, *settings]

        def flat(name: str, sign: int = 1) -> Array:
            numbers = sign * subject.numbers(name)
            if name == value and name not in LOSSES:  # losses have that already
                numbers[(subject.rows("verdict") == Verdict.DIVERGED) & subject.done()] = np.inf
            medians = median(subject.grouped(numbers, order))
            rows = int(np.prod(medians.shape[: 1 + len(kept)]))
            return medians.reshape(rows, -1)

        sign = -1 if rises(value) else 1
        losses, steps = flat(value, sign), flat("steps")
        # Of equally good settings the fastest: sort by loss (NaN last), then steps.
        at = np.array([np.lexsort(pair)[0] for pair in zip(steps, losses, strict=True)])
        return cls(subject, value, kept, settings, repeats, sign * losses, at)

    def dataset(self) -> xarray.Dataset:
        """The answer as labelled data."""
        subject, sizes = self.subject, self.subject.result.sizes
        shape = [sizes[name] for name in self.settings]
        places = (
            np.stack(np.unravel_index(self.at, shape), axis=-1)
            if shape
            else np.zeros((len(self.at), 0), dtype=np.intp)
        )
        least = np.take_along_axis(self.losses, self.at[:, None], axis=1)[:, 0]
        steps, shares, runs = self._there()
        lost = ~np.isfinite(least)
        chosen, ends, beside = self._settings(places, shape)
        chosen[lost], ends[lost] = np.nan, 0
        words, unit = subject.words(self.value), {"units": "1"}
        own, per = tuple(self.kept), (*self.kept, "setting")
        beside_words = [f"median loss at the next {side} value" for side in ("smaller", "larger")]
        variables: dict[str, Any] = {
            self.value: (own, self._as_kept(least), {"long_name": f"median {words}", **unit}),
            "steps": (own, self._as_kept(steps), {"long_name": "median steps", "units": "step"}),
            "runs": (own, self._as_kept(runs), {"long_name": "runs done", **unit}),
            "share": ((*own, "verdict"), self._as_kept(shares), {"long_name": "share", **unit}),
            "chosen": (per, self._as_kept(chosen), {"long_name": "best value", **unit}),
            "at_end": (per, self._as_kept(ends), {"long_name": "end of the axis it is", **unit}),
            "below": (per, self._as_kept(beside[0]), {"long_name": beside_words[0], **unit}),
            "above": (per, self._as_kept(beside[1]), {"long_name": beside_words[1], **unit}),
        }
        names = {
            "setting": self.settings,
            "verdict": [str(each) for each in Verdict],
            "setting_name": ("setting", [subject.dimension(each)[2] for each in self.settings]),
        }
        rest = [each for each in self.repeats if sizes[each] > 1]
        several = f"median over {spoken(rest)}" if rest else "single runs"
        shown = ", ".join(filter(None, [several, where(subject.result)]))
        return subject.dataset(variables, names, value=self.value, shown=shown)

    def _there(self) -> tuple[Array, Array, NDArray[np.int64]]:
        """Median steps, shares of verdicts and number of the runs at the best settings."""
        order = [*self.kept, *self.settings]

        def at_best(name: str) -> NDArray[Any]:
            grouped = self.subject.grouped(self.subject.rows(name), order)
            flat = grouped.reshape(len(self.at), -1, grouped.shape[-1])
            picked: NDArray[Any] = flat[np.arange(len(self.at)), self.at]
            return picked

        verdicts, steps = at_best("verdict"), at_best("steps").astype(np.float64)
        done = at_best("done") if "done" in self.subject.result else np.ones(verdicts.shape, bool)
        runs: NDArray[np.int64] = done.sum(axis=-1)
        counts = [((verdicts == each) & done).sum(axis=-1) for each in Verdict]
        shares = np.stack(counts, axis=-1) / np.maximum(runs, 1)[:, None]
        return median(np.where(done, steps, np.nan)), shares, runs

    def _settings(
        self, places: NDArray[np.intp], shape: list[int]
    ) -> tuple[Array, NDArray[np.int8], tuple[Array, Array]]:
        """Per setting: the chosen value, whether it ends its axis, and its neighbours' losses.

        Neighbours are those by value: an axis may be given in any order.
        """
        count, rows = len(shape), np.arange(len(places))
        chosen, ends = (
            np.full((len(places), count), np.nan),
            np.zeros((len(places), count), np.int8),
        )
        beside = np.full((2, len(places), count), np.nan)
        for index, name in enumerate(self.settings):
            values = self.subject.result[name].values
            order = np.argsort(values, kind="stable")
            rank = np.argsort(order, kind="stable")[places[:, index]]
            chosen[:, index] = values[places[:, index]]
            if name in self.subject.axes:
                ends[rank == 0, index], ends[rank == len(values) - 1, index] = -1, 1
            for side, way in enumerate((-1, 1)):
                is_inside = (rank + way >= 0) & (rank + way < len(values))
                moved = places.copy()
                moved[is_inside, index] = order[rank[is_inside] + way]
                flat = np.ravel_multi_index(tuple(moved.T), shape)
                beside[side, is_inside, index] = self.losses[rows, flat][is_inside]
        return chosen, ends, (beside[0], beside[1])

    def _as_kept(self, values: NDArray[Any]) -> NDArray[Any]:
        """Values of (row and kept in one, ...) as (row, *kept, ...)."""
        kept = [self.subject.result.sizes[name] for name in self.kept]
        return values.reshape(len(self.subject.labels), *kept, *values.shape[1:])


def _names(given: str | Iterable[str]) -> list[str]:
    return [given] if isinstance(given, str) else list(given)


def sentences(data: xarray.Dataset) -> list[str]:
    """The sentence about each best setting."""
    kept = [str(name) for name in data[data.attrs["value"]].dims]
    said = []
    for index in np.ndindex(*(data.sizes[name] for name in kept)):
        one = data.isel(dict(zip(kept, index, strict=True)))
        label = ", ".join(_label(one, name) for name in kept)
        if not np.isfinite(one[data.attrs["value"]].item()):
            known = "the median run diverged at every setting" if one["runs"] else "no run is done"
            said.append(f"{label}: {known}")
            continue
        settings = [_setting(one.isel(setting=place)) for place in range(one.sizes["setting"])]
        text = f"{label}: {'; '.join(settings)}" if settings else label
        said.append(f"{text}; {_outcome(one)}")
    return said


def spelled_rows(data: xarray.Dataset) -> list[tuple[str, str]]:
    """The row and the setting of each best one: "Adam", "learning rate 0.01"; * at an end."""
    kept = [str(name) for name in data[data.attrs["value"]].dims]
    spelled = []
    for index in np.ndindex(*(data.sizes[name] for name in kept)):
        one = data.isel(dict(zip(kept, index, strict=True)))
        settings = [
            f"{name} {chosen:.3g}{'*' if end else ''}"
            for name, chosen, end in zip(
                one["setting_name"].values, one["chosen"].values, one["at_end"].values, strict=True
            )
            if not np.isnan(chosen)
        ]
        spelled.append((", ".join(_label(one, name) for name in kept), ", ".join(settings)))
    return spelled


def _label(one: xarray.Dataset, name: str) -> str:
    if name in ROWS:
        return str(one[name].item())
    return f"{one[name].attrs.get('long_name', name)} {one[name].item():.4g}"


def _setting(one: xarray.Dataset) -> str:
    text = f"{one['setting_name'].item()} {one['chosen'].item():.4g}"
    end = one["at_end"].item()
    if end:
        which, wider = ("least", "smaller") if end < 0 else ("largest", "larger")
        text += f", the {which} of its axis, which should have {wider} ones"
    height = one[one.attrs["value"]].item()
    beside = [
        f"{_times(one[side].item(), height, one.attrs['value'])} at the next {words}"
        for side, words in (("below", "smaller"), ("above", "larger"))
        if not np.isnan(one[side].item())
    ]
    return f"{text} ({', '.join(beside)})" if beside else text


def _times(loss: float, best: float, value: str) -> str:
    """A neighbour's loss as a multiple of the best one, or as a difference if it has none."""
    if np.isinf(loss):
        return "diverged"
    if value not in LOSSES:
        return f"{loss:.3g}"
    return f"{loss / best:.3g} times the loss" if best > 0 else f"{loss - best:.3g} more"


def _outcome(one: xarray.Dataset) -> str:
    shares = {str(name): float(one["share"].sel(verdict=name)) for name in one["verdict"].values}
    ranked = sorted((name for name in shares if shares[name]), key=lambda name: -shares[name])
    verdicts = ", ".join(f"{shares[name]:.0%} {name}" for name in ranked)
    words = one[one.attrs["value"]].attrs["long_name"]
    height, steps = one[one.attrs["value"]].item(), one["steps"].item()
    return f"{words} {height:.4g} in {counted(round(steps), 'step')}, {verdicts}"
