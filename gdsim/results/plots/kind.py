"""A kind of picture that can be asked for by name: a question, its answer and its drawing."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gdsim.base.errors import SettingError, suggestion
from gdsim.results.analysis import tables
from gdsim.results.analysis.subject import Subject
from gdsim.results.plots.sheet import entitle, new_sheet
from gdsim.results.plots.style import STYLE
from gdsim.results.verdicts import check_result

if TYPE_CHECKING:
    import xarray
    from matplotlib.figure import Figure

    from gdsim.experiment.experiment import Experiment


def is_of_trials(result: object) -> bool:
    """Whether a dataset has the trials of a study, and not runs."""
    return "trial" in getattr(result, "dims", ())


def _nothing(subject: Subject) -> str:
    return ""


@dataclass(frozen=True)
class Kind:
    """A question and its picture: `analyse(result, ...)` gives what `draw(sheet, data)` draws.

    lacks: in words what a result would need to have for it; nothing if it has that. table: the few
    numbers of its answer that are printed. of_suites: whether the runs of a suite have it too;
    of_trials: whether it is of the trials of a study, and not of runs.
    """

    name: str
    summary: str
    analyse: Callable[..., xarray.Dataset]
    draw: Callable[[Figure, xarray.Dataset], None]
    lacks: Callable[[Subject], str] = _nothing
    table: Callable[[xarray.Dataset], list[dict[str, Any]]] = tables.by_row
    of_suites: bool = False
    of_trials: bool = False

    @property
    def options(self) -> Mapping[str, Any]:
        """What may be asked of it besides the result, and what is done if it is not."""
        given = list(inspect.signature(self.analyse).parameters.values())[1:]
        return {each.name: each.default for each in given if each.name != "experiment"}

    def answer(
        self, result: xarray.Dataset, experiment: Experiment | None = None, **options: Any
    ) -> xarray.Dataset:
        """The labelled data behind the picture. Errors: SettingError, also for unknown options."""
        if not self.of_trials:
            if is_of_trials(result):
                raise SettingError(
                    f"{self.name} is a picture of runs, and this is a study of Optuna: its picture "
                    "is trials",
                    "kind",
                )
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
