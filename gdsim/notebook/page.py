"""The widget itself, which only the extra `notebook` brings the packages for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

import anywidget
import traitlets

from gdsim.base import assets
from gdsim.experiment import Experiment
from gdsim.notebook import drawing
from gdsim.notebook.moved import Moved
from gdsim.results.geometry.ground import ground


class ExperimentWidget(anywidget.AnyWidget):  # type: ignore[misc, unused-ignore]
    """An experiment with sliders. The page wishes (`wish`), and gets the runs (`drawing`).

    The page asks for the next runs when it has the last ones, so that no wishes pile up.
    """

    _esm = assets.script("pages/widget.js")
    _css = assets.path("pages/widget.css")
    sliders: Any = traitlets.List().tag(sync=True)  # each: its title, place and number
    ground: Any = traitlets.Dict().tag(sync=True)
    drawing: Any = traitlets.Dict().tag(sync=True)
    wish: Any = traitlets.Dict().tag(sync=True)  # number, places, start

    def __init__(self, moved: Moved) -> None:
        super().__init__()
        self._moved, self.experiment = moved, moved.experiment
        self.sliders = [
            {"title": each.title, "place": each.place, "said": each.said()}
            for each in moved.sliders
        ]
        self._objective: Any = None
        self._show(moved.experiment, 0)
        self.observe(lambda _: self._follow(), "wish")

    def _follow(self) -> None:
        """Do what the page wishes; what is not allowed leaves the last runs, with a sentence."""
        number, places = int(self.wish.get("number", 0)), list(self.wish.get("places") or ())
        try:
            experiment = self._moved.at(places, self.wish.get("start"))
        except ValueError as error:
            self.drawing = {**self.drawing, "answer": number, "refused": str(error)}
            return
        self._show(experiment, number, places)

    def _show(
        self, experiment: Experiment, number: int, places: Sequence[float | None] = ()
    ) -> None:
        if experiment.objective != self._objective:
            self.ground = ground(experiment.objective)
            self._objective = experiment.objective
        said = [each.said(place) for each, place in zip_longest(self._moved.sliders, places)]
        self.experiment = experiment
        self.drawing = {
            **drawing.runs(experiment), "answer": number, "said": said, "refused": "",
            "title": experiment.title or experiment.objective.text, "drags": self._moved.can_drag,
        }  # fmt: skip
