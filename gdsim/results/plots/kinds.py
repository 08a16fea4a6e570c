"""The kinds of pictures that can be asked for by name: `gd.plot(result, "sensitivity", path)`."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gdsim.base.errors import SettingError, SettingTypeError, shown, suggestion
from gdsim.results import analysis
from gdsim.results.analysis import suite_tables, tables
from gdsim.results.analysis.subject import Subject
from gdsim.results.plots.bands import draw_bands
from gdsim.results.plots.basins import draw_basins
from gdsim.results.plots.best import draw_best
from gdsim.results.plots.comparison import draw_comparison
from gdsim.results.plots.ecdf import draw_ecdf
from gdsim.results.plots.heat_map import draw_heat_map
from gdsim.results.plots.iterations import draw_iterations
from gdsim.results.plots.profiles import draw_profiles
from gdsim.results.plots.sensitivity import draw_sensitivity
from gdsim.results.plots.sheet import check_suffix, entitle, new_sheet, write
from gdsim.results.plots.style import STYLE
from gdsim.results.verdicts import check_result

if TYPE_CHECKING:
    import xarray
    from matplotlib.figure import Figure

    from gdsim.experiment.experiment import Experiment


def _nothing(subject: Subject) -> str:
    return ""


@dataclass(frozen=True)
class Kind:
    """A question and its picture: `analyse(result, ...)` gives what `draw(sheet, data)` draws.

    lacks: in words what a result would need to have for it; nothing if it has that. table: the few
    numbers of its answer that are printed.
    """

    name: str
    summary: str
    analyse: Callable[..., xarray.Dataset]
    draw: Callable[[Figure, xarray.Dataset], None]
    lacks: Callable[[Subject], str] = _nothing
    table: Callable[[xarray.Dataset], list[dict[str, Any]]] = tables.by_row

    @property
    def options(self) -> Mapping[str, Any]:
        """What may be asked of it besides the result, and what is done if it is not."""
        given = list(inspect.signature(self.analyse).parameters.values())[1:]
        return {each.name: each.default for each in given if each.name != "experiment"}

    def answer(
        self, result: xarray.Dataset, experiment: Experiment | None = None, **options: Any
    ) -> xarray.Dataset:
        """The labelled data behind the picture. Errors: SettingError, also for unknown options."""
        check_result(result)
        for name in options:
            if name not in self.options:
                hint = suggestion(name, self.options)
                raise SettingError(f"{self.name} takes no option {name!r}; {hint}", name)
        return self.analyse(result, experiment=experiment, **options)

    def picture(self, data: xarray.Dataset) -> Figure:
        """The picture of its answer."""
        import matplotlib as mpl

        with mpl.rc_context(STYLE):
            sheet = new_sheet()
            self.draw(sheet, data)
            entitle(sheet, str(data.attrs["title"]))
        return sheet


def plot(
    result: xarray.Dataset,
    kind: str,
    path: str | os.PathLike[str] | None = None,
    experiment: Experiment | None = None,
    **options: Any,
) -> Figure:
    """Draw one kind of picture of a result, and write it if a path is given.

    kind: one of `KINDS`, each with the options of the function of `gdsim.analysis` that bears its
    name. path: a .png, .svg or .pdf file. Returns the matplotlib Figure.
    Errors: SettingError, one sentence each.
    """
    if path is not None:
        check_suffix(path)
    asked = find(kind)
    sheet = asked.picture(asked.answer(result, experiment, **options))
    if path is not None:
        write(sheet, path)
    return sheet


def find(name: str) -> Kind:
    """The kind of that name; SettingError if there is none."""
    if not isinstance(name, str):
        raise SettingTypeError(f"a kind of picture is told by its name, got {shown(name)}", "kind")
    folded = name.strip().lower().replace("-", "_").replace(" ", "_")
    if folded not in KINDS:
        raise SettingError(f"no kind of picture {shown(name)}; {suggestion(folded, KINDS)}", "kind")
    return KINDS[folded]


def fitting(result: xarray.Dataset, experiment: Experiment | None = None) -> dict[str, str]:
    """Each kind, and in words what the result lacks for it; nothing if it can be drawn."""
    if "hit" in result:  # of a suite: of many experiments
        return {name: "" if name in OF_SUITES else "the runs of one experiment" for name in KINDS}
    subject = Subject.of(result, experiment)
    return {name: kind.lacks(subject) for name, kind in KINDS.items()}


def _two_axes(subject: Subject) -> str:
    return "" if len(subject.dims) >= 2 else "two axes, or an axis and several starts or seeds"


def _ordered(subject: Subject) -> str:
    return "" if subject.axes else "an axis, such as several learning rates"


def _traced(subject: Subject) -> str:
    found = [name for name in subject.result if str(name).startswith("trace_")]
    losses = [name for name in found if str(name).endswith("loss")]
    return "" if losses else 'a traced loss: record = "loss" in the experiment'


def _targets(subject: Subject) -> str:
    known = "trace_loss" in subject.result and subject.experiment.objective.minimum is not None
    if known or subject.experiment.target is not None:
        return ""
    return 'a target, or record = "loss" on a function whose minimum is known'


def _starts(subject: Subject) -> str:
    differ = any(name.startswith("start") for name in subject.dims)
    return "" if differ and subject.function is not None else "several starts of a function"


def _minima(subject: Subject) -> str:
    if subject.function is None or not subject.function.minima:
        return "a function whose minima are known"
    return _starts(subject) or ("" if "params" in subject.result else "the parameters at the end")


def _compared(subject: Subject) -> str:
    return "what gdsim.compare or a suite has run"


OF_SUITES = ("ecdf", "profiles", "comparison")
KINDS = {
    each.name: each
    for each in (
        Kind(
            "heat_map", "A number of the runs, or what became of them, over any two axes.",
            analysis.heat_map, draw_heat_map, _two_axes, tables.of_heat_map,
        ),
        Kind(
            "sensitivity", "Loss along one axis, such as the learning rate; the band that works.",
            analysis.sensitivity, draw_sensitivity, _ordered, tables.of_sensitivity,
        ),
        Kind(
            "bands", "Quantiles of the loss over seeds or starts, step by step.",
            analysis.bands, draw_bands, _traced, tables.of_bands,
        ),
        Kind(
            "best", "The best setting of each optimizer, and what becomes of its runs there.",
            analysis.best, draw_best, table=tables.of_best,
        ),
        Kind(
            "ecdf", "The share of targets reached within a budget of steps.",
            analysis.ecdf, draw_ecdf, _targets, suite_tables.of_targets,
        ),
        Kind(
            "profiles", "Performance profiles: on what share each is how far from the fastest.",
            analysis.profiles, draw_profiles, _targets, suite_tables.of_targets,
        ),
        Kind(
            "basins", "Which of the known minima each start leads to.",
            analysis.basins, draw_basins, _minima, suite_tables.of_basins,
        ),
        Kind(
            "iterations", "How many steps each start takes to converge.",
            analysis.iterations, draw_iterations, _starts, suite_tables.of_iterations,
        ),
        Kind(
            "comparison", "How much lower one optimizer ends than another, with intervals.",
            analysis.comparison, draw_comparison, _compared, suite_tables.of_comparison,
        ),
    )
}  # fmt: skip
