"""Makes the widget of notebooks."""

from __future__ import annotations

from typing import Any

from gdsim.base.errors import without
from gdsim.notebook.moved import Moved


def widget(experiment: Any, sliders: Any = None) -> Any:
    """An experiment with sliders, as a widget of a notebook: its runs follow every move.

    experiment: an Experiment, or its file. sliders: the names of the numbers to be moved, such as
    ["lr", "momentum", "b"]: settings of optimizers, each with its own slider, and parameters of the
    objective; without them the learning rates and the function's parameters. Over a function of
    one or two variables the start is dragged on the picture. `experiment` of the widget is the one
    that is shown, to be saved, explained or run on.

    Errors: SettingError for an unknown name, and for an experiment that is too large to follow a
    hand; ImportError, in a sentence, without anywidget (`pip install 'gdsim[notebook]'`).
    """
    moved = Moved.of(experiment, sliders)
    try:
        from gdsim.notebook.page import ExperimentWidget
    except ModuleNotFoundError as error:
        if error.name not in ("anywidget", "traitlets", "ipywidgets"):
            raise
        raise ImportError(without("widgets", "anywidget", "notebook")) from None
    return ExperimentWidget(moved)
