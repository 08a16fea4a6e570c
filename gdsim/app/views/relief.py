"""A landscape seen from the side: the hidden surfaces of a block of heights; without Qt.

The block stands on the square of the map; its sides and the walls of its holes go down to the base.
Lines of sight are parallel, so that each column of pixels sees one line across the block. Along it
the greatest screen height so far says what is in sight: a pixel shows the first sample above it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import cos, hypot, sin

import numpy as np

from gdsim.app.views.landscape import LEVELS as LINES

TALL = 0.75  # height of the block; the longer side of its base is 2
FILLED = 0.94  # of the picture, by the block as it is turned
LEVELS = LINES + 1  # steps of height between contour lines, as many as on the map
LIGHT = (-0.62, -0.25, 0.74)  # direction of the light: right, away, up
EDGE = 1e-4  # of the height, by which rounding may put the base too low
STEEP = 0.05  # least height of the normal in the shading, so that cliffs keep their colour
SHADOW = 0.66  # brightness of a surface that the light does not reach, where 1 is in full light
SHADE = (0.61, 0.66, 0.73)  # of red, green and blue there: shadows are a little blue
TONES = 32  # of brightness, and shades of contour lines, that a picture tells apart
INKS = 8
WALLS = 256 * TONES * INKS  # number of the colour of walls, of those across x, and of nothing
ACROSS, NOTHING = WALLS + 1, WALLS + 2
DARKER = 0.93  # brightness of the walls across x

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Colours:
    """Of the least and greatest height, of walls, and of contour lines, with the ink's share."""

    low: Colour
    high: Colour
    wall: Colour
    ink: Colour
    strength: float


@dataclass(frozen=True)
class Camera:
    """Where the block is seen from: `turn` around it and `tilt` above its base, in radians.

    `sides` are the half lengths of the base along x and y, the longer one 1.
    """

    turn: float
    tilt: float
    width: int
    height: int
    sides: tuple[float, float] = (1.0, 1.0)

    @cached_property
    def reach(self) -> float:
        """From the middle of the base to its corner."""
        return hypot(*self.sides)

    @cached_property
    def scale(self) -> float:
        """Pixels of a unit: the block fits however it is turned."""
        tallest = hypot(2 * self.reach, TALL)
        return FILLED * min(self.width / (2 * self.reach), self.height / tallest)

    def project(self, points: np.ndarray) -> np.ndarray:
        """(…, 3) column, row from the bottom, and depth of points (…, 3) of the unit block.

        A point is a share of x, of y and of the height, each from 0 to 1.
        """
        x = (2 * points[..., 0] - 1) * self.sides[0]
        y = (2 * points[..., 1] - 1) * self.sides[1]
        right = x * cos(self.turn) + y * sin(self.turn)
        away = y * cos(self.turn) - x * sin(self.turn)
        column = self.width / 2 + self.scale * right
        return np.stack([column, self.row(away, points[..., 2]), away], axis=-1)

    def row(self, away: np.ndarray, height: np.ndarray) -> np.ndarray:
        """The row, from the bottom, of a depth and a height from 0 to 1."""
        up = away * sin(self.tilt) + (height - 0.5) * TALL * cos(self.tilt)
        rows: np.ndarray = self.height / 2 + self.scale * up
        return rows

    def ground(self, column: np.ndarray, away: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The shares of x and y at a column and a depth."""
        right = (column - self.width / 2) / self.scale
        wide, high = 2 * self.sides[0], 2 * self.sides[1]
        x = (right * (cos(self.turn) / wide) + 0.5) - away * (sin(self.turn) / wide)
        y = (right * (sin(self.turn) / high) + 0.5) + away * (cos(self.turn) / high)
        return x, y


@dataclass(frozen=True)
class Relief:
    """What each pixel sees, row 0 at the bottom; NaN where it sees no block.

    `heights`, from 0 to 1; `depth`, along the line of sight; `light`, from 0 to 1; and whether it
    sees a `wall` rather than the surface.
    """

    camera: Camera
    heights: np.ndarray
    depth: np.ndarray
    light: np.ndarray
    wall: np.ndarray

    def place(self, column: int, row: int) -> tuple[float, float] | None:
        """The shares of x and y of the surface at a pixel, or None beside it."""
        inside = 0 <= column < self.camera.width and 0 <= row < self.camera.height
        if not inside or self.wall[row, column] or np.isnan(self.depth[row, column]):
            return None
        x, y = self.camera.ground(np.array(column + 0.5), self.depth[row, column])
        return float(x), float(y)

    def hidden(self, points: np.ndarray) -> np.ndarray:
        """Whether the block hides points (…, 3) of it; those on the surface are in sight."""
        return self.covers(self.camera.project(points))

    def covers(self, projected: np.ndarray) -> np.ndarray:
        """The same of points that the camera has projected."""
        column, row, depth = np.moveaxis(projected, -1, 0)
        columns = np.clip(np.nan_to_num(column), 0, self.camera.width - 1).astype(int)
        rows = np.clip(np.nan_to_num(row), 0, self.camera.height - 1).astype(int)
        slack = 3 / (self.camera.scale * max(sin(self.camera.tilt), 0.1))  # three pixels
        hidden: np.ndarray = depth > self.depth[rows, columns] + slack
        return hidden


def relief(heights: np.ndarray, camera: Camera, samples: int = 400) -> Relief:
    """The block of heights (rows, columns) from 0 to 1, row 0 at the least y; NaN is a hole.

    `samples` along each line of sight. Heights beyond 0 and 1 are cut.
    """
    beyond = camera.reach * (samples - 1) / (samples - 3)  # the first and the last are outside
    away = np.linspace(-beyond, beyond, samples, dtype=np.float32)
    columns = np.arange(camera.width, dtype=np.float32) + 0.5
    solid = np.isfinite(heights)
    cut = np.clip(_grown(heights, solid), 0, 1).astype(np.float32)
    lit = _light(cut, camera)
    x, y = camera.ground(columns[None, :], away[:, None])
    inside = (np.abs(x - 0.5) <= 0.5) & (np.abs(y - 0.5) <= 0.5)
    tops, lights, filled = _sampled(x, y, cut, lit, solid)
    rows = camera.row(away[:, None], tops).astype(np.float32)
    rows[~inside] = -np.inf
    part = _rows_in_sight(camera, rows)
    rows[-1] = np.inf  # what is above all others sees nothing, behind the block
    first = _first_above(rows, camera.height)[part]
    return _seen(camera, away, rows, lights, inside & filled, first, part)


def painted(view: Relief, colours: Colours) -> np.ndarray:
    """(height, width, 4) bytes, row 0 at the bottom: coloured by height, shaded, with contours."""
    picture = np.zeros((*view.heights.shape, 4), np.uint8)
    rows = np.flatnonzero(~np.isnan(view.heights).all(axis=1))
    if not rows.size:
        return picture
    part = slice(rows[0], rows[-1] + 1)
    heights, light, wall = view.heights[part], view.light[part], view.wall[part]
    with np.errstate(invalid="ignore"):
        index = np.nan_to_num(heights * np.float32(255)).astype(np.int32) * (TONES * INKS)
        tones = (light - np.float32(SHADOW)) * np.float32((TONES - 1) / (1 - SHADOW))
        index += np.nan_to_num(tones + np.float32(0.5)).astype(np.int32) * INKS
    index += (contours(heights) * np.float32(INKS - 0.01)).astype(np.int32)
    index[wall] = np.where(_is_across(view)[part][wall], ACROSS, WALLS)
    index[np.isnan(heights)] = NOTHING
    picture[part] = _table(colours)[index].view(np.uint8).reshape(*index.shape, 4)
    return picture


def _is_across(view: Relief) -> np.ndarray:
    """(rows, columns): where a side of the block is at the least or the greatest x."""
    columns = np.arange(view.camera.width, dtype=np.float32) + np.float32(0.5)
    x, y = view.camera.ground(columns, view.depth)
    with np.errstate(invalid="ignore"):
        across: np.ndarray = np.abs(x - 0.5) > np.abs(y - 0.5)
    return across


@lru_cache(maxsize=4)
def _table(colours: Colours) -> np.ndarray:
    """The colour, four bytes in one number, of each height, brightness and ink; walls; nothing."""
    surface = np.linspace(colours.low, colours.high, 256)[:, None, None, :]
    bright = np.linspace(SHADE, np.ones(3), TONES)[None, :, None, :]
    ink = (np.linspace(0, colours.strength, INKS))[None, None, :, None]
    mixed = surface * bright * (1 - ink) + np.array(colours.ink) * ink
    table = np.full((NOTHING + 1, 4), 255, np.uint8)
    table[:WALLS, :3] = np.round(mixed).reshape(-1, 3)
    table[WALLS, :3] = colours.wall
    table[ACROSS, :3] = np.round(DARKER * np.array(colours.wall))
    table[NOTHING] = 0
    numbers: np.ndarray = table.view(np.uint32).ravel()
    return numbers


def _sampled(
    x: np.ndarray, y: np.ndarray, tops: np.ndarray, lit: np.ndarray, solid: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Heights and light at shares of x and y, interpolated, and whether there is no hole."""
    high, wide = tops.shape
    column = np.clip(x, 0, 1) * np.float32(wide - 1)
    row = np.clip(y, 0, 1) * np.float32(high - 1)
    left = np.minimum(column.astype(np.intp), wide - 2)
    below = np.minimum(row.astype(np.intp), high - 2)
    over, up = column - left.astype(np.float32), row - below.astype(np.float32)
    corner = below * wide + left
    both = (tops + 1j * lit).astype(np.complex64).ravel()  # so that one look-up finds both
    low, top = both.take(corner), both.take(corner + wide)
    low += over * (both.take(corner + 1) - low)
    top += over * (both.take(corner + wide + 1) - top)
    values = low + up * (top - low)
    if solid.all():
        return values.real, values.imag, np.ones(x.shape, bool)
    near = corner + (over > 0.5) + wide * (up > 0.5)
    filled = solid.ravel()[near]
    return np.where(filled, values.real, 0), values.imag, filled


def _grown(heights: np.ndarray, solid: np.ndarray) -> np.ndarray:
    """Heights without holes: next to what is solid as high as that, so that its edge is smooth."""
    if solid.all():
        return heights
    grown, known = np.where(solid, heights, 0), solid
    for axis in (0, 1):
        for way in (1, -1):
            near, is_near = np.roll(grown, way, axis), np.roll(known, way, axis)
            grown, known = np.where(~known & is_near, near, grown), known | is_near
    return grown


def _light(tops: np.ndarray, camera: Camera) -> np.ndarray:
    """The brightness of a surface in a light that stays beside the viewer, from 0 to 1."""
    high, wide = tops.shape
    along_y, along_x = np.gradient(TALL * tops)
    along_x *= (wide - 1) / (2 * camera.sides[0])
    along_y *= (high - 1) / (2 * camera.sides[1])
    right, away, up = LIGHT
    east = right * cos(camera.turn) - away * sin(camera.turn)
    north = right * sin(camera.turn) + away * cos(camera.turn)
    facing = up - along_x * east - along_y * north
    normal = np.sqrt(1 + along_x**2 + along_y**2)
    light: np.ndarray = SHADOW + (1 - SHADOW) * np.clip(facing / normal, STEEP, 1)
    return light.astype(np.float32)


def _first_above(rows: np.ndarray, height: int) -> np.ndarray:
    """(height, columns): for the middle of each pixel the first sample that is not below it."""
    highest = np.maximum.accumulate(rows, axis=0)
    passed = (np.clip(highest, 0, height) + np.float32(0.5)).astype(np.intp)  # pixels below each
    width = rows.shape[1]
    counts = np.bincount((np.minimum(passed, height) * width + np.arange(width)).ravel())
    table = np.zeros((height + 1) * width, np.int32)
    table[: counts.size] = counts
    first: np.ndarray = np.cumsum(table.reshape(height + 1, width)[:height], axis=0, dtype=np.int32)
    return first


def _rows_in_sight(camera: Camera, rows: np.ndarray) -> slice:
    """The rows of pixels from the nearest corner of the base to the highest sample."""
    low = float(camera.row(np.array(-camera.reach), np.array(0.0)))
    return slice(*np.clip((int(low), int(rows.max()) + 1), 0, camera.height).tolist())


def _seen(
    camera: Camera,
    away: np.ndarray,
    rows: np.ndarray,
    lights: np.ndarray,
    solid: np.ndarray,
    first: np.ndarray,
    part: slice,
) -> Relief:
    """What pixels of some rows see: between the first sample above each and the one before it."""
    width = rows.shape[1]
    pixels = np.arange(part.start, part.stop, dtype=np.float32)[:, None] + np.float32(0.5)
    after = first * np.intp(width) + np.arange(width)
    before = after - width
    above, below = rows.take(after), rows.take(before)
    near, far = lights.take(before), lights.take(after)
    wall, empty = ~solid.take(before), ~solid.take(after)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = (pixels - below) / (above - below)
    share[wall | empty] = 1
    step = away[1] - away[0]
    depth = (away[0] - step) + step * (first.astype(np.float32) + share)
    up = (pixels - camera.height / 2) / camera.scale - depth * sin(camera.tilt)
    heights = np.minimum(up / (TALL * cos(camera.tilt)) + 0.5, 1)
    empty |= heights < -EDGE

    def whole(values: np.ndarray) -> np.ndarray:
        values[empty] = np.nan
        picture = np.full((camera.height, width), np.nan, np.float32)
        picture[part] = values
        return picture

    walls = np.zeros((camera.height, width), bool)
    walls[part] = wall & ~empty
    light = near + share * (far - near)
    return Relief(camera, whole(np.maximum(heights, 0)), whole(depth), whole(light), walls)


def contours(heights: np.ndarray) -> np.ndarray:
    """How much of each pixel a contour line covers, from 0 to 1; none where lines would merge."""
    levels = np.nan_to_num(heights) * LEVELS
    change = np.zeros_like(levels)
    change[1:] = np.abs(levels[1:] - levels[:-1])
    change[:, 1:] = np.maximum(change[:, 1:], np.abs(levels[:, 1:] - levels[:, :-1]))
    off = np.abs(levels - np.round(levels)) / np.maximum(change, 1e-6)
    covered: np.ndarray = np.clip(1.1 - off, 0, 1) * np.clip(1.5 - 3 * change, 0, 1)
    return covered
