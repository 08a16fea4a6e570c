"""What is asked before runs are exported as an animation."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QWidget

from gdsim.app.controls.fields import Choices
from gdsim.app.export_dialog import CountField, ExportDialog
from gdsim.app.translation import grouped, tr
from gdsim.app.views.picture_sheet import PictureSheet
from gdsim.app.worker.movie_file import RATES, SUFFIXES, check_movie
from gdsim.base.errors import SettingError

NARROWEST, WIDEST = 16, 4096  # pixels
USUAL, RATE, SECONDS = 960, 20, 6  # pixels of the width, frames per second, and s: proposed
LONGEST = 120  # s
MOST = 2**29  # pixels of all frames of a GIF together, which memory holds until it is written


class MovieDialog(ExportDialog):
    """Asks for views, a size, a pace, steps and a file. `sheets`: what can be exported, by name."""

    def __init__(
        self, parent: QWidget, path: Path, sheets: Mapping[str, PictureSheet], first: int, last: int
    ) -> None:
        """`first` and `last`: the steps of the runs."""
        super().__init__(parent, tr("Export an Animation"), path)
        self._sheets = sheets
        self.what = Choices(lambda _: self.changed())
        self.what.show_names({name: name for name in sheets}, next(iter(sheets)), {})
        seen = self._sheets[self.name].size.width()
        self.across = CountField(tr("Width"), min(USUAL, seen), NARROWEST, WIDEST)
        self.across.setToolTip(tr("{name} in pixels", name=tr("Width")))
        self.rate = Choices(lambda _: self.changed())
        self.rate.show_names({rate: str(rate) for rate in RATES}, RATE, {})
        self.rate.setAccessibleName(tr("Frames per second"))
        self.seconds = CountField(tr("Seconds"), SECONDS, 1, LONGEST)
        self.begin, self.end = (
            CountField(name, step, first, last)
            for name, step in ((tr("First step"), first), (tr("Last step"), last))
        )
        self.add_row(tr("What"), self.what)
        self.add_row(tr("Frames per second"), self.rate)
        self.add_row(tr("Seconds"), self.seconds)
        self.add_row(tr("Width in pixels"), self.across)
        self.add_row(tr("From step, to step"), self.begin, self.end)
        for field in self._numbers:
            field.textChanged.connect(lambda _: self.changed())
        self._range = first, last
        self.what.setFocus()
        self.changed()

    @property
    def name(self) -> str:
        """The name of what is exported."""
        return str(self.what.currentData())

    @property
    def frames_per_second(self) -> int:
        """The pace."""
        return int(self.rate.currentData())

    @property
    def steps(self) -> list[int]:
        """The step of each frame: evenly from the first to the last."""
        seconds, begin, end = (f.number or 0 for f in (self.seconds, self.begin, self.end))
        count = max(seconds * self.frames_per_second, 2)
        found: list[int] = np.linspace(begin, end, count).round().astype(int).tolist()
        return found

    @property
    def pixels(self) -> tuple[int, int]:
        """The width and the height of each frame; even ones for a video, as it needs."""
        size, width = self._sheets[self.name].size, self.across.number or 0
        height = max(round(width * size.height() / size.width()), NARROWEST)
        if self.path.suffix.lower() == ".mp4":
            return width - width % 2, height - height % 2
        return width, height

    def trouble(self) -> str:
        """What is wrong with a number, or with the kind of the file."""
        if None in [field.number for field in self._numbers]:
            return self._trouble_of_numbers()
        if self.steps[0] >= self.steps[-1]:
            return tr("The last step is after the first one.")
        width, height = self.pixels
        if height > WIDEST:
            return tr("A frame has at most {most} pixels along each side.", most=grouped(WIDEST))
        if self.path.suffix.lower() == ".gif" and width * height * len(self.steps) > MOST:
            return tr("That is too much for a GIF: take fewer pixels or frames, or .webp or .mp4.")
        try:
            check_movie(self.path)
        except SettingError as error:
            return f"{error}."
        return ""

    def words(self) -> str:
        """The number and the size of the frames."""
        width, height = (grouped(pixels) for pixels in self.pixels)
        said = tr(
            "{count} frame of {width} × {height} pixels.",
            "{count} frames of {width} × {height} pixels.",
            len(self.steps), width=width, height=height,
        )  # fmt: skip
        return said + " " + tr("The window shows the run meanwhile.") + self.replacing

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Those of animations."""
        return SUFFIXES

    @property
    def _numbers(self) -> tuple[CountField, ...]:
        return self.across, self.seconds, self.begin, self.end

    def _trouble_of_numbers(self) -> str:
        if self.across.number is None:
            least, most = grouped(NARROWEST), grouped(WIDEST)
            return tr("The width is a whole number from {least} to {most}.", least=least, most=most)
        if self.seconds.number is None:
            most = grouped(LONGEST)
            return tr("Seconds are a whole number from {least} to {most}.", least="1", most=most)
        least, most = (grouped(step) for step in self._range)
        return tr("Steps are whole numbers from {least} to {most}.", least=least, most=most)
