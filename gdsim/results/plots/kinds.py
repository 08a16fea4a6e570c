"""The kinds of pictures that can be asked for by name: `gd.plot(result, "sensitivity", path)`.

Each is a file of this folder with a `KIND`; nothing lists them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from gdsim.base.errors import SettingError, SettingTypeError, shown, suggestion
from gdsim.catalogue.discovery import entries
from gdsim.results.analysis.subject import Subject
from gdsim.results.origin import is_of_several
from gdsim.results.plots.kind import Kind, is_of_trials
from gdsim.results.plots.sheet import check_suffix, write

if TYPE_CHECKING:
    import xarray
    from matplotlib.figure import Figure

    from gdsim.experiment.experiment import Experiment


def plot(
    result: xarray.Dataset,
    kind: str,
    path: str | os.PathLike[str] | None = None,
    experiment: Experiment | None = None,
    **options: Any,
) -> Figure:
    """Draw one kind of picture of a result, and write it if a path is given.

    kind: one of `known_kinds()`, each with the options of the function of `gdsim.analysis` that
    bears its name. path: a .png, .svg or .pdf file. Returns the matplotlib Figure.
    Errors: SettingError, one sentence each.
    """
    if path is not None:
        check_suffix(path)
    asked = find(kind)
    sheet = asked.picture(asked.answer(result, experiment, **options))
    if path is not None:
        write(sheet, path)
    return sheet


@cache
def known_kinds() -> Mapping[str, Kind]:
    """Every kind of picture by its name."""
    return {kind.name: kind for kind in entries("gdsim.results.plots", "KIND").values()}


def find(name: str) -> Kind:
    """The kind of that name; SettingError if there is none."""
    if not isinstance(name, str):
        raise SettingTypeError(f"a kind of picture must be a name, got {shown(name)}", "kind")
    folded = name.strip().lower().replace("-", "_").replace(" ", "_")
    known = known_kinds()
    if folded not in known:
        raise SettingError(f"no kind of picture {shown(name)}; {suggestion(folded, known)}", "kind")
    return known[folded]


def fitting(result: xarray.Dataset, experiment: Experiment | None = None) -> dict[str, str]:
    """Each kind, and in words what the result lacks for it; nothing if it can be drawn."""
    if is_of_trials(result):
        return {name: "" if kind.of_trials else "runs" for name, kind in known_kinds().items()}
    if is_of_several(result):
        return {
            name: "" if kind.of_suites else "the runs of one experiment"
            for name, kind in known_kinds().items()
        }
    subject = Subject.of(result, experiment)
    return {name: kind.lacks(subject) for name, kind in known_kinds().items()}
