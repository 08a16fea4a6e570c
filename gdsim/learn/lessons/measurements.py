"""What claims compare: numbers of a lesson's results and objectives, described by tables.

A measurement is data, never code: `of` names what is measured (a closed set), and the other keys
say where. { of = "steps_to", below = 1e-6, optimizer = "SGD", over = { lr = "min" } } is the number
of steps that SGD needs to reach that loss at its best rate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gdsim.base.errors import SettingError, SettingTypeError, shown, suggestion
from gdsim.catalogue.choices import find
from gdsim.learn.lessons import outcomes, surfaces
from gdsim.learn.lessons.tables import known_variant

if TYPE_CHECKING:
    import numpy as np
    import xarray
    from numpy.typing import NDArray

    from gdsim.experiment.experiment import Experiment


@dataclass(frozen=True)
class Run:
    """One of a lesson's experiments and its result."""

    experiment: Experiment
    result: xarray.Dataset


@dataclass(frozen=True)
class Measurement:
    """A number to be measured.

    of: what is measured, one of `MEASURES`. name: shown with the number. variant: which of the
    lesson's experiments. where: a value, or [first, last], by dimension. over: how the other
    dimensions are reduced to one number, by name in this order, or "" for all at once. options:
    what else `of` needs. times, per: factors, which may be measured themselves.
    """

    of: str
    name: str
    variant: str
    where: Mapping[str, Any] = field(default_factory=dict)
    over: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    times: Measurement | float = 1.0
    per: Measurement | float = 1.0

    def value(self, runs: Mapping[str, Run]) -> float:
        """The number; SettingError if the lesson's experiments do not have it."""
        measured = _MEASURES[self.of](self, runs[self.variant])
        return measured * value(self.times, runs) / value(self.per, runs)

    def along(
        self, runs: Mapping[str, Run], axes: Sequence[str], every: bool = False
    ) -> tuple[list[NDArray[np.float64]], NDArray[np.float64]]:
        """The values of axes, and the number at each, with as many dimensions as axes.

        With `every` the numbers of all runs, one after the other, and their places on the axis.
        Errors: SettingError for an axis that the result lacks.
        """
        view = outcomes.View(
            runs[self.variant].result, self.where, self.over, {"of": self.of, **self.options}
        )
        places, numbers = outcomes.along(view, axes, every)
        return places, numbers * value(self.times, runs) / value(self.per, runs)

    def path(self, runs: Mapping[str, Run]) -> NDArray[np.float64]:
        """The recorded parameters of one run, (step, variable), until it stopped."""
        view = outcomes.View(runs[self.variant].result, self.where, self.over, {"of": "paths"})
        return outcomes.path(view)


def value(side: Measurement | float, runs: Mapping[str, Run]) -> float:
    """A measured number, or a plain one unchanged."""
    return side.value(runs) if isinstance(side, Measurement) else side


def named(side: Measurement | float) -> str:
    """The name that is shown with a number; "" if it has none."""
    return side.name if isinstance(side, Measurement) else ""


def read(table: Any, key: str, variants: tuple[str, ...]) -> Measurement | float:
    """A measurement from its table, or a plain number; the default variant is the first one.

    Errors: SettingError with the key.
    """
    if isinstance(table, int | float) and not isinstance(table, bool):
        return float(table)
    if not isinstance(table, dict):
        raise SettingTypeError(
            f"must be a number or a table {{ of = ... }}, got {shown(table)}", key
        )
    rest = dict(table)
    of = rest.pop("of", None)
    if of not in _MEASURES:
        hint = suggestion(str(of), _MEASURES)
        raise SettingError(f"unknown measure of = {of!r}; {hint}", f"{key}.of")
    variant = known_variant(rest, variants, key)
    rest.pop("variant", None)
    over = _over(rest.pop("over", {}), f"{key}.over")
    factors = {
        each: read(rest.pop(each), f"{key}.{each}", variants)
        for each in ("times", "per")
        if each in rest
    }
    options = {each: rest.pop(each) for each in _OPTIONS if each in rest}
    name = str(rest.pop("name", ""))
    where = {dim: _selected(each, f"{key}.{dim}") for dim, each in rest.items()}
    return Measurement(of, name, variant, where, over, options, **factors)


def _over(given: Any, key: str) -> dict[str, str]:
    reductions = {"": given} if isinstance(given, str) else given
    if not isinstance(reductions, dict):
        raise SettingTypeError(
            f"must be a reduction, or one per dimension, got {shown(given)}", key
        )
    for word in reductions.values():
        if word not in outcomes.REDUCTIONS:
            hint = suggestion(str(word), outcomes.REDUCTIONS)
            raise SettingError(f"unknown reduction {word!r}; {hint}", key)
    return reductions


def _selected(given: Any, key: str) -> Any:
    """A label, a number, or the two ends of a range."""
    if isinstance(given, str | int | float) and not isinstance(given, bool):
        return given
    if isinstance(given, list) and len(given) == 2:
        return given
    raise SettingError(f"must be a label, a number or [low, high], got {shown(given)}", key)


_OPTIONS = (
    "what", "below", "above", "verdict", "axis", "around", "function", "at", "direction", "length",
)  # fmt: skip


def _of_result(name: str) -> Callable[[Measurement, Run], float]:
    measure = outcomes.MEASURES[name]

    def measured(given: Measurement, run: Run) -> float:
        view = outcomes.View(run.result, given.where, given.over, {"of": name, **given.options})
        return measure(view)

    return measured


def _of_function(name: str) -> Callable[[Measurement, Run], float]:
    measure = surfaces.MEASURES[name]

    def measured(given: Measurement, run: Run) -> float:
        options = dict(given.options)
        text, at = options.pop("function", None), options.pop("at", None)
        place = surfaces.placed(text, at, run.experiment.objective)
        return measure(*place, {**options, **given.where})

    return measured


def _memory(given: Measurement, run: Run) -> float:
    """How many numbers an optimizer keeps per parameter, besides the parameter itself."""
    del run
    name = str(given.where.get("optimizer", "sgd"))
    return float(len(find("optimizer", name).definition.state))


_MEASURES: dict[str, Callable[[Measurement, Run], float]] = {
    **{name: _of_result(name) for name in outcomes.MEASURES},
    **{name: _of_function(name) for name in surfaces.MEASURES},
    "memory": _memory,
}
MEASURES = tuple(_MEASURES)
