"""The sheet that a picture is drawn on: its title, the words below, its file."""

from __future__ import annotations

import os
import textwrap
from typing import TYPE_CHECKING

from gdsim.base.errors import SettingError
from gdsim.base.files import file_name, written_whole
from gdsim.results.plots.style import STYLE

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SUFFIXES = (".png", ".svg", ".pdf")
_LETTERS = 9.5  # characters of the title per inch
_SMALL = 15.0  # characters of the words below per inch
DOTS = 160  # per inch; a picture with one dot per run may have more


def new_sheet() -> Figure:
    """An empty sheet of the usual size."""
    from gdsim.results.plots.drawn import Drawn

    return Drawn(figsize=(7.2, 4.4), dpi=DOTS, layout="constrained")


def entitle(sheet: Figure, title: str) -> None:
    """Put the title above the drawing, broken into lines by the average width of its characters."""
    lines = textwrap.fill(title, int(sheet.get_figwidth() * _LETTERS))
    sheet.suptitle(lines, x=0.01, ha="left", fontsize=11, fontweight="bold")


def caption(sheet: Figure, words: str) -> None:
    """Put words below the drawing; to be called when the sheet has its final size."""
    if words:
        lines = textwrap.fill(words, int(sheet.get_figwidth() * _SMALL))
        sheet.supxlabel(lines, x=0.01, ha="left", fontsize=7.5, color="#5B6470")


def check_suffix(path: str | os.PathLike[str]) -> None:
    """SettingError unless `path` has the suffix of a picture format."""
    if file_name(path).suffix.lower() not in SUFFIXES:
        raise SettingError(f"{path}: a picture's name must end in {', '.join(SUFFIXES)}")


def write(sheet: Figure, path: str | os.PathLike[str]) -> None:
    """Write a sheet into a .png, .svg or .pdf file. Errors: SettingError."""
    import matplotlib as mpl

    check_suffix(path)
    with mpl.rc_context(STYLE), written_whole(path) as part:
        sheet.savefig(part, dpi=sheet.dpi)
