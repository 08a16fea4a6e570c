"""What is seen of a landscape from the side: the block, and the runs on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil, sqrt
from typing import NamedTuple

import numpy as np

from gdsim.app.views.bands import CORNERS, is_swinging, middles, pieces
from gdsim.app.views.labels import Label
from gdsim.app.views.landscape import Box, Landscape
from gdsim.app.views.relief import Camera, Colours, Relief, painted, relief
from gdsim.app.views.runs import Runs
from gdsim.app.views.sheet import Sheet, laid_on
from gdsim.app.views.terrain import PIECE, Terrain
from gdsim.app.views.trails import each_joined

FINE, COARSE = 1 / 700, 1 / 300  # share of a side that points of a path are apart, at least
SAMPLES = 1.6  # along a line of sight, for each pixel from the middle of the base to its corner
LEAST, MOST = 160, 900  # and in all


class Seen(NamedTuple):
    """Points of the picture, (n, 2) from its bottom left, in pixels: in sight, and hidden.

    Both have a row for each point, NaN where it is in the other.
    """

    shown: np.ndarray
    hidden: np.ndarray


class Line(NamedTuple):
    """Points of the picture, as `Seen`, of a line: what is in sight, and what is drawn pale.

    That is what is hidden, and what leaves the view. band: polygons (m, corners, 2) round a path
    that swings to and fro, of which the line is the middle.
    """

    shown: np.ndarray
    pale: np.ndarray
    band: np.ndarray


@dataclass(frozen=True, eq=False)
class View:
    """From where a landscape is seen.

    `box`: the visible part, and `sides` the lengths of its sides, the longer one 1. `size`: of the
    picture, in pixels of the screen, and `pixels`: how many it is computed with, at most. Lines
    have fewer points where it is not fine.
    """

    landscape: Landscape
    box: Box
    sides: tuple[float, float]
    turn: float
    tilt: float
    size: tuple[int, int]
    pixels: int
    is_fine: bool = True

    @property
    def camera(self) -> Camera:
        """The camera of the screen."""
        return Camera(self.turn, self.tilt, *self.size, self.sides)

    @property
    def own_camera(self) -> Camera:
        """The camera of the picture as it is computed."""
        width, height = self.size
        ratio = sqrt(self.pixels / (width * height))
        size = max(ceil(width * ratio), 8), max(ceil(height * ratio), 8)
        return Camera(self.turn, self.tilt, *size, self.sides)

    @property
    def key(self) -> tuple[object, ...]:
        """What the block depends on."""
        camera = self.turn, self.tilt, self.size, self.sides, self.pixels, self.is_fine
        return id(self.landscape), self.box, *camera


@dataclass(frozen=True, eq=False)
class Content:
    """What is on the landscape: sheets, runs, and marks by name, each at places (n, 2).

    `standing_out`: the path of a run, (s, 2). `labels` are beside the marks "labels", and `steps`
    are the colour numbers of the marks "steps". `ring`: the chosen one of the marks "starts"; None
    where these are dots. `arrows`: (n, 2, 2), from tails to heads.
    """

    colours: Colours
    runs: Runs | None = None
    standing_out: np.ndarray = field(default_factory=lambda: np.empty((0, 2)))
    ring: int | None = None
    labels: tuple[Label, ...] = ()
    steps: tuple[int, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    marks: dict[str, np.ndarray] = field(default_factory=dict)
    arrows: np.ndarray = field(default_factory=lambda: np.empty((0, 2, 2)))

    def looks_like(self, other: Content) -> bool:
        """Whether a landscape has the same colours and sheets with another content."""
        mine, others = ([id(sheet.colours) for sheet in each.sheets] for each in (self, other))
        return self.colours == other.colours and mine == others


@dataclass(frozen=True, eq=False)
class Sight:
    """A picture (rows, columns, 4), row 0 at the bottom, and what is on it.

    `lines` and `heads` of runs for each optimizer; `ahead` is empty where complete paths are not
    known. `arrows`: (n, 2, 2) pixels of those that are in sight as a whole.
    """

    view: View
    content: Content
    terrain: Terrain
    relief: Relief
    picture: np.ndarray
    lines: list[Line]
    ahead: list[Line]
    standing_out: list[Line]
    heads: list[Seen]
    marks: dict[str, Seen]
    arrows: np.ndarray

    def place(self, column: float, row: float) -> tuple[float, float] | None:
        """The place on the axes of what is seen at a pixel of the screen; None beside it."""
        camera, (width, height) = self.relief.camera, self.view.size
        shares = self.relief.place(
            int(np.floor(column * camera.width / width)),
            int(np.floor(row * camera.height / height)),
        )
        if shares is None:
            return None
        left, right, bottom, top = self.view.box
        return left + shares[0] * (right - left), bottom + shares[1] * (top - bottom)

    def pixel(self, x: float, y: float) -> Seen:
        """The pixel of a place on the axes."""
        return _Projection(self.view, self.terrain, self.relief).marks(np.array([[x, y]]))


class Sights:
    """Makes sights, one after the other in one thread; what has not changed is not made again."""

    def __init__(self) -> None:
        self._seen: tuple[View, Terrain, Relief] | None = None
        self._picture: tuple[Content, np.ndarray] | None = None
        self._lines: dict[str, tuple[np.ndarray, list[Line]]] = {}
        self._arrows: tuple[np.ndarray, np.ndarray] | None = None  # on the axes, and their pixels

    def look(self, view: View, content: Content) -> Sight:
        """What is seen from a camera."""
        if self._seen is None or self._seen[0].key != view.key:
            terrain = Terrain.of(view.landscape, view.box)
            camera = view.own_camera
            samples = int(np.clip(SAMPLES * camera.scale * camera.reach, LEAST, MOST))
            self._seen = view, terrain, relief(terrain.heights, camera, samples)
            self._picture, self._lines, self._arrows = None, {}, None
        _, terrain, block = self._seen
        projection = _Projection(view, terrain, block)
        runs = content.runs
        lines = self._lines_of(projection, "played", None if runs is None else runs.paths)
        ahead = self._lines_of(projection, "ahead", None if runs is None else runs.ahead)
        path = content.standing_out
        standing_out = projection.lines(path[None, None]) if len(path) else []
        heads = [] if runs is None else [projection.marks(places) for places in _alive(runs)]
        marks = {name: projection.marks(places) for name, places in content.marks.items()}
        picture = self._painted(block, view, content)
        if self._arrows is None or self._arrows[0] is not content.arrows:
            self._arrows = content.arrows, projection.whole(content.arrows)
        return Sight(
            view, content, terrain, block, picture, lines, ahead, standing_out, heads, marks,
            self._arrows[1],
        )  # fmt: skip

    def _painted(self, block: Relief, view: View, content: Content) -> np.ndarray:
        if self._picture is None or not content.looks_like(self._picture[0]):
            picture = painted(block, content.colours)
            for sheet in content.sheets:
                laid_on(picture, block, view.box, sheet, content.colours)
            self._picture = content, picture
        return self._picture[1]

    def _lines_of(self, projection: _Projection, name: str, paths: np.ndarray | None) -> list[Line]:
        """The paths of each optimizer; of the same array as before the same."""
        if paths is None:
            return []
        kept = self._lines.get(name)
        if kept is None or kept[0] is not paths:
            kept = self._lines[name] = paths, projection.lines(paths)
        return kept[1]


def _alive(runs: Runs) -> np.ndarray:
    """(o, d, 2): the heads of runs, NaN for those that have diverged."""
    alive: np.ndarray = np.where(runs.lost[..., None], np.nan, runs.heads)
    return alive


@dataclass(frozen=True, eq=False)
class _Projection:
    """Places on the axes to pixels of the screen."""

    view: View
    terrain: Terrain
    block: Relief

    def lines(self, paths: np.ndarray) -> list[Line]:
        """The paths (o, d, s, 2) of each optimizer."""
        left, right, bottom, top = self.view.box
        apart = FINE if self.view.is_fine else COARSE
        pixel = np.array([right - left, top - bottom]) * apart
        joined = each_joined(paths, tuple(pixel), ((left + right) / 2, (bottom + top) / 2))
        bands = [np.empty((0, CORNERS, 2))] * len(joined)
        for index, line in enumerate(joined if paths.shape[1] == 1 else ()):
            path = line[np.isfinite(line).all(axis=1)]
            if is_swinging(path, pixel, 4 / apart):
                joined[index], bands[index] = middles(path), self.whole(pieces(path, pixel))
                joined[index] = np.concatenate([joined[index], np.full((1, 2), np.nan)])
        whole = np.concatenate([np.empty((0, 2)), *joined])  # all at once is much faster
        points, before = self.terrain.draped(whole, PIECE if self.view.is_fine else 2 * PIECE)
        shown, pale = self._line(points, self._leaves(whole)[before])
        cuts = np.searchsorted(before, np.cumsum([len(line) for line in joined])[:-1])
        parts = zip(np.split(shown, cuts), np.split(pale, cuts), bands, strict=True)
        return [Line(*part) for part in parts]

    def whole(self, polygons: np.ndarray) -> np.ndarray:
        """The pixels of polygons (m, corners, 2) on the axes that are in sight as a whole."""
        pixels, hidden = self._projected(self.terrain.points(polygons.reshape(-1, 2)))
        seen = np.where(hidden[:, None], np.nan, pixels).reshape(polygons.shape)
        whole: np.ndarray = seen[np.isfinite(seen).all(axis=(1, 2))]
        return whole

    def _leaves(self, line: np.ndarray) -> np.ndarray:
        """Whether lines from each point (n, 2) to the next one, (n,), have an end out of view."""
        shares = self.terrain.shares(line)
        with np.errstate(invalid="ignore"):
            out: np.ndarray = np.any((shares < 0) | (shares > 1), axis=1)
        out[:-1] |= out[1:]
        return out

    def marks(self, places: np.ndarray) -> Seen:
        """Places (n, 2)."""
        pixels, hidden = self._projected(self.terrain.points(places))
        mask = hidden[:, None]
        return Seen(np.where(mask, np.nan, pixels), np.where(mask, pixels, np.nan))

    def _line(self, points: np.ndarray, leaves: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The pixels of a line that is in sight, and of what of it is hidden or leaves the view."""
        pixels, pale = self._projected(points)
        pale = pale | leaves
        gaps = np.isnan(pixels[:, 0])
        beside = pale.copy()  # with the ends of the lines in sight
        beside[1:] |= pale[:-1] & ~gaps[1:]
        beside[:-1] |= pale[1:] & ~gaps[:-1]
        mask = pale[:, None]
        return np.where(mask, np.nan, pixels), np.where(beside[:, None], pixels, np.nan)

    def _projected(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The pixels of points of the block, and whether they are hidden."""
        camera, (width, height) = self.block.camera, self.view.size
        seen = camera.project(points)
        seen[np.isnan(seen[:, 1])] = np.nan  # beside the box there is no height
        return seen[:, :2] * (width / camera.width, height / camera.height), self.block.covers(seen)
