"""Which two settings a map is over, chosen from those that all of its optimizers have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout

from gdsim.app.controls.fields import Choices
from gdsim.app.controls.section import line
from gdsim.app.translation import tr

BEST = ("optimizer.lr", "optimizer.momentum", "optimizer.beta1", "optimizer.beta2")


class PlaneAxes(QObject):
    """Two lists of settings: along x and along y. Two axes of one setting make no map."""

    chosen = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted = ("", "")  # what was chosen last, also while it is not offered
        self.across = Choices(lambda _: self._turn(self.across))
        self.upwards = Choices(lambda _: self._turn(self.upwards))
        for choices, name in ((self.across, "x"), (self.upwards, "y")):
            choices.setAccessibleName(tr("Setting along {axis}", axis=name))
            choices.fit_names()

    @property
    def line(self) -> QHBoxLayout:
        """Both lists beside each other, with words."""
        return line(tr("across"), self.across, tr("upwards"), self.upwards)

    @property
    def keys(self) -> tuple[str, str]:
        """The settings along x and y (see `gdsim.app.model.turnable`)."""
        return self.across.currentData(), self.upwards.currentData()

    def offer(self, titles: Mapping[str, str], first: Iterable[str], fresh: bool) -> None:
        """Offer settings; `first` are those that the experiment's author chose to look at.

        What is chosen stays if it is offered, and is chosen again when it is offered again; of a
        fresh experiment the best are chosen.
        """
        ranked, before = [*first, *_ranked(titles)], (self._wanted, self.keys)
        chosen: list[str] = []
        for side, choices in enumerate((self.across, self.upwards)):
            keys = [*(() if fresh else (each[side] for each in before)), *ranked]
            chosen.append(next(key for key in keys if key in titles and key not in chosen))
            choices.show_names(titles, chosen[side], {})
        if fresh:
            self._wanted = self.keys

    def put_both(self, keys: tuple[str, str]) -> str:
        """Choose both settings without a word; a sentence if one of them is not offered."""
        for choices, key in zip((self.across, self.upwards), keys, strict=True):
            if choices.findData(key) < 0:
                return tr(
                    "This experiment has no setting {key} that can be an axis.", key=repr(key)
                )
        for choices, key in zip((self.across, self.upwards), keys, strict=True):
            choices.setCurrentIndex(choices.findData(key))
        self._wanted = keys
        return ""

    def put(self, key: str, is_across: bool) -> bool:
        """Choose a setting along x, or along y; False if it is not offered."""
        choices = self.across if is_across else self.upwards
        if choices.findData(key) < 0:
            return False
        choices.setCurrentIndex(choices.findData(key))
        self._turn(choices)
        return True

    def _turn(self, turned: Choices) -> None:
        """Another setting is chosen; if both are the same, the other list gives way."""
        if self.across.currentData() == self.upwards.currentData():
            other = self.upwards if turned is self.across else self.across
            other.setCurrentIndex((other.currentIndex() + 1) % other.count())
        self._wanted = self.keys
        self.chosen.emit()


def kept(choices: Choices, names: Mapping[str, str], first: str, fresh: bool) -> str:
    """What is chosen, if it is still offered; for a fresh experiment the first."""
    now = choices.currentData()
    return first if fresh or now not in names else str(now)


def _ranked(titles: Mapping[str, str]) -> list[str]:
    """Settings, those first that are best seen beside each other."""
    best = [*BEST, *(key for key in titles if key.startswith("start."))]
    return sorted(titles, key=lambda key: best.index(key) if key in best else len(best))
