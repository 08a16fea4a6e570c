"""The look of the window: two palettes, one typeface, the colours of runs and of verdicts."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication

from gdsim.app.translation import QT_TR_NOOP
from gdsim.base import assets
from gdsim.base.palette import CLASSES as CLASSES
from gdsim.base.palette import DARK as DARK
from gdsim.base.palette import LIGHT as LIGHT
from gdsim.base.palette import SERIES as SERIES
from gdsim.base.palette import Theme as Theme
from gdsim.engine.verdict import Verdict

GRID = 8  # px; every margin and gap is a multiple of half of it
THEMES = {theme.name: theme for theme in (LIGHT, DARK)}
PALE = 0.6  # share of a colour that is left where marks of the same colour lie on it
CLASS_MARKS = ("s", "t1", "d", "t")  # square, triangle, diamond, triangle upside down
COLOURS = len(SERIES["light"])
COLOUR_NAMES = (
    *(
        QT_TR_NOOP("Blue"),
        QT_TR_NOOP("Amber"),
        QT_TR_NOOP("Green"),
        QT_TR_NOOP("Vermilion"),
        QT_TR_NOOP("Pink"),
        QT_TR_NOOP("Sky blue"),
    ),
    *(
        QT_TR_NOOP("Indigo"),
        QT_TR_NOOP("Wine red"),
        QT_TR_NOOP("Olive"),
        QT_TR_NOOP("Dark green"),
        QT_TR_NOOP("Violet"),
        QT_TR_NOOP("Grey"),
    ),
)
DASHES = (None, [7.0, 4.0], [2.0, 3.0])  # px of stroke and gap; each round of colours has the next
VERDICT_WORDS = {
    Verdict.RUNNING: QT_TR_NOOP("running"),
    Verdict.CONVERGED: QT_TR_NOOP("converged"),
    Verdict.STALLED: QT_TR_NOOP("stalled"),
    Verdict.OSCILLATING: QT_TR_NOOP("oscillating"),
    Verdict.DIVERGED: QT_TR_NOOP("diverged"),
}
ENDED_WORDS = {
    **VERDICT_WORDS,
    Verdict.RUNNING: QT_TR_NOOP("improving"),
}  # of runs that took all steps


def series_colour(index: int, theme: Theme) -> QColor:
    """The colour of the `index`-th optimizer: its own, or the next of the twelve."""
    given = dict(theme.own).get(index, index)
    return QColor(given) if isinstance(given, str) else usual_colour(given, theme)


def usual_colour(index: int, theme: Theme) -> QColor:
    """The colour of a number, whatever the user has given to optimizers."""
    return QColor(SERIES[theme.name][index % COLOURS])


def series_dash(index: int) -> list[float] | None:
    """The dash pattern of the `index`-th optimizer: none for the first twelve."""
    return DASHES[(index // COLOURS) % len(DASHES)]


def class_colour(index: int, theme: Theme) -> QColor:
    """The colour of the `index`-th class of samples, whose hue no optimizer has."""
    hues = CLASSES[theme.name]
    return QColor(hues[index % len(hues)])


def class_mark(index: int) -> str:
    """The mark of the `index`-th class, by pyqtgraph's names: the heads of runs are circles."""
    return CLASS_MARKS[(index + index // len(CLASSES["light"])) % len(CLASS_MARKS)]


def rgb(colour: str | QColor) -> np.ndarray:
    """(3,): the red, green and blue of a colour, from 0 to 255."""
    parts = QColor(colour)
    return np.array([parts.red(), parts.green(), parts.blue()], float)


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours by WCAG 2.1, from 1 to 21."""

    def luminance(colour: str) -> float:
        channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@lru_cache(maxsize=4)
def map_colours(theme: Theme) -> np.ndarray:
    """256 RGBA colours for losses, low to high, of one hue: hues are for the runs."""
    return _blended(theme.valley, theme.peak)


@lru_cache(maxsize=4)
def value_colours() -> np.ndarray:
    """256 RGBA colours for numbers with nothing drawn over them, low to high: viridis."""
    from pyqtgraph import colormap

    table = np.asarray(colormap.get("viridis").getLookupTable(nPts=256))[:, :3]
    return np.concatenate([table, np.full((256, 1), 255)], axis=1).astype(np.uint8)


@lru_cache(maxsize=1)
def lost_colours() -> np.ndarray:
    """256 RGBA colours for runs that diverged, at once to late: dark red to a pale orange."""
    return _blended("#4A0C10", "#B93C0A", "#FFC9A3")


def basin_colours(theme: Theme) -> np.ndarray:
    """(n, 3): a hue for each minimum; more minima take the first ones again."""
    return np.array([rgba(usual_colour(i, theme))[:3] for i in range(COLOURS)])


def _blended(*colours: str) -> np.ndarray:
    """256 RGBA colours from the first to the last."""
    places = np.linspace(0, 255, len(colours))
    channels = np.array([rgba(colour) for colour in colours], float).T
    table = [np.interp(np.arange(256), places, channel) for channel in channels]
    return np.stack(table, axis=-1).round().astype(np.uint8)


def rgba(colour: QColor | str) -> tuple[int, int, int, int]:
    """The bytes of a colour, or of #RRGGBB."""
    colour = QColor(colour)
    return colour.red(), colour.green(), colour.blue(), colour.alpha()


@lru_cache(maxsize=4)
def pale_colours(theme: Theme) -> np.ndarray:
    """The colours of values, paler, so that marks in those colours stand out on them."""
    table = value_colours().astype(float)
    ground = rgb(theme.background)
    table[:, :3] = PALE * table[:, :3] + (1 - PALE) * ground
    return table.round().astype(np.uint8)


def system_theme() -> Theme:
    """Dark where the desktop says dark, else light."""
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return DARK if dark else LIGHT


@lru_cache(maxsize=1)
def load_fonts() -> str | None:
    """Register the fonts shipped in assets; the family to use, or None for the system's."""
    folder = Path(assets.path("fonts"))
    families: list[str] = []
    for file in sorted(folder.glob("*.[ot]tf")) if folder.is_dir() else ():
        number = QFontDatabase.addApplicationFont(str(file))
        families += QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    inter = [family for family in families if family.startswith("Inter")]
    return next(iter(inter or families), None)


def tabular(font: QFont) -> QFont:
    """The same font with figures of one width, so that live numbers do not jitter."""
    font = QFont(font)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def strong(font: QFont) -> QFont:
    """The same font in the heavier of the two weights."""
    font = QFont(font)
    font.setWeight(QFont.Weight.DemiBold)
    return font
