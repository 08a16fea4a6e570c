"""A picture of the map laid on its surface: basins, or the density of a cloud; without Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gdsim.app.views.landscape import Box
from gdsim.app.views.relief import Colours, Relief, contours


@dataclass(frozen=True, eq=False)
class Sheet:
    """Colours (rows, columns, 4) that fill a box, row 0 at the bottom."""

    colours: np.ndarray
    box: Box

    def at(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """(n, 4): the colours at places (n,) on the axes; transparent beside the box."""
        rows, columns = self.colours.shape[:2]
        left, right, bottom, top = self.box
        with np.errstate(invalid="ignore"):
            column = np.floor((x - left) * (columns / (right - left)))
            row = np.floor((y - bottom) * (rows / (top - bottom)))
            inside = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
        place = np.where(inside, row * columns + column, 0).astype(np.intp)
        colours: np.ndarray = self.colours.reshape(-1, 4)[place]
        colours[~inside] = 0
        return colours


def laid_on(picture: np.ndarray, view: Relief, box: Box, sheet: Sheet, colours: Colours) -> None:
    """Mix a sheet into the picture (rows, columns, 4) of a block over a box, with its shading."""
    rows, columns = np.nonzero(~view.wall & ~np.isnan(view.depth))
    x, y = view.camera.ground(columns + np.float32(0.5), view.depth[rows, columns])
    left, right, bottom, top = box
    laid = sheet.at(left + x * (right - left), bottom + y * (top - bottom)).astype(np.float32)
    covered = laid[:, 3] > 0
    rows, columns, laid = rows[covered], columns[covered], laid[covered]
    share = laid[:, 3:] / np.float32(255)
    ink = np.float32(colours.strength) * contours(view.heights)[rows, columns, None]
    lit = laid[:, :3] * view.light[rows, columns, None] * (1 - ink)
    lit += ink * np.array(colours.ink, np.float32)
    below = picture[rows, columns, :3]
    picture[rows, columns, :3] = np.rint(below + share * (lit - below)).astype(np.uint8)
