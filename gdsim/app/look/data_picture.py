"""A small picture of data: points in the colours of their classes or values, or images."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from gdsim.app.look.picture import image_of
from gdsim.app.look.theme import Theme, class_colour, rgb, value_colours
from gdsim.base.evenly import evenly
from gdsim.objectives.datasets import Data

MOST = 250  # points that are drawn
MARGIN, SPOT = 0.07, 0.018  # of the side: around the points, and their radius
IMAGES = 3  # along each side


def picture_of(data: Data, theme: Theme, side: int) -> QImage:
    """A square picture of the samples for training, `side` pixels wide; for any thread."""
    picture = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(QColor(theme.surface))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if data.image_side is None:
        _draw_points(painter, data, theme, side)
    else:
        _draw_images(painter, data, theme, side)
    painter.end()
    return picture


def sample_image(sample: np.ndarray, most: float, theme: Theme) -> QImage:
    """The image of a sample, (side, side), from the ground of a theme to its ink at `most`."""
    shares = np.clip(sample / (most or 1.0), 0, 1)[..., None]
    mixed = rgb(theme.surface) * (1 - shares) + rgb(theme.text) * shares
    opaque = np.full((*sample.shape, 1), 255)
    return image_of(np.concatenate([mixed, opaque], axis=-1).round().astype(np.uint8))


def _draw_points(painter: QPainter, data: Data, theme: Theme, side: int) -> None:
    """Points over the last two inputs; over the only input at the height of their target."""
    chosen = evenly(len(data.raw_inputs), MOST)
    targets = data.targets[chosen]
    heights = targets if data.classes else targets[:, 0]
    points = data.raw_inputs[chosen][:, -2:].astype(float)
    if points.shape[1] == 1:
        points = np.stack([points[:, 0], heights], axis=-1)
    low, high = points.min(axis=0), points.max(axis=0)
    shares = (points - low) / np.where(high > low, high - low, 1)
    places = side * (MARGIN + (1 - 2 * MARGIN) * shares)
    painter.setPen(Qt.PenStyle.NoPen)
    radius = max(SPOT * side, 1.0)
    for (x, y), colour in zip(places.tolist(), _colours(data, heights, theme), strict=True):
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(x, side - y), radius, radius)


def _colours(data: Data, heights: np.ndarray, theme: Theme) -> list[QColor]:
    if data.classes:
        return [class_colour(int(mark), theme) for mark in heights]
    if len(data.raw_names) == 1:
        return [QColor(theme.text)] * len(heights)
    span = float(np.ptp(heights)) or 1.0
    rows = value_colours()[((heights - heights.min()) / span * 255).astype(int)]
    return [QColor(*row) for row in rows.tolist()]


def _draw_images(painter: QPainter, data: Data, theme: Theme, side: int) -> None:
    """The first images, one of each class in turn."""
    assert data.image_side is not None
    order = np.unique(data.targets, return_index=True)[1] if data.classes else np.arange(9)
    most, size = float(data.raw_inputs.max()), side / IMAGES
    for place, sample in enumerate(order[: IMAGES * IMAGES].tolist()):
        pixels = data.raw_inputs[sample].reshape(data.image_side, -1)
        row, column = divmod(place, IMAGES)
        box = QRectF(column * size + 1, row * size + 1, size - 2, size - 2)
        painter.drawImage(box, sample_image(pixels, most, theme))
