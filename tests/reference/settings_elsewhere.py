"""The tables of docs/elsewhere.md: settings in gdsim and in other packages, line by line.

`make_settings_elsewhere.py` took the steps and rates of the other packages from the same lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

PAGE = Path(__file__).parents[2] / "docs" / "elsewhere.md"
PATH = Path(__file__).with_name("settings_elsewhere.npz")
LR, STEPS, FUNCTION = 0.1, 100, "ellipse"
WARMUPS = "warmups start with a rate of 0"


@dataclass(frozen=True)
class Line:
    """A method with settings, as gdsim writes it and as a package does."""

    gdsim: str
    package: str
    there: str
    starts_at_zero: bool

    @property
    def key(self) -> str:
        """What the data is stored under; it changes with anything that the package is told."""
        return f"{self.package} {self.there}"

    def stored(self) -> np.ndarray:
        """The package's parameters (101, 2) or learning rates (100,), in float64."""
        return data()[self.key]


@cache
def data() -> dict[str, np.ndarray]:
    """The stored arrays by key."""
    with np.load(PATH) as file:
        return dict(file)


def lines() -> Iterator[Line]:
    """All lines of the tables; an empty first cell stands for that of the line above."""
    section = PAGE.read_text(encoding="utf-8")
    for starts_at_zero, text in enumerate(section.split(WARMUPS)):
        gdsim = ""
        for row in re.findall(r"^\|.*\|$", text, re.MULTILINE):
            first, package, there = (cell.strip().strip("`") for cell in row.strip("|").split("|"))
            if package and not package.startswith("-"):
                gdsim = first or gdsim
                yield Line(gdsim, package, there, bool(starts_at_zero))
