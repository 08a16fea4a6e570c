"""What can be read of drawn curves: which is near a place, and at which of its steps."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gdsim.app.worker.curves import Curves
from gdsim.app.worker.scene import Scene

NEAR = 10  # px from a curve at which the mouse is on it


class Readable(NamedTuple):
    """The curves of a scene, their heights (o, 3, s) on the axis, and the optimizers shown."""

    scene: Scene
    curves: Curves
    heights: np.ndarray
    shown: np.ndarray

    def slot_at(self, x: float) -> int | None:
        """The slot whose step is nearest to a place; None without steps."""
        slots = self.curves.slots
        return int(np.argmin(np.abs(slots - x))) if len(slots) else None

    def step_at(self, x: float) -> int | None:
        """The step nearest to a place."""
        slot = self.slot_at(x)
        return None if slot is None else int(self.curves.slots[slot])

    def nearest(self, x: float, y: float) -> tuple[int, int] | None:
        """The optimizer whose curve is nearest to a place, and the slot there."""
        slot = self.slot_at(x)
        if slot is None or not self.shown.size:
            return None
        here = self.heights[self.shown, 1, slot]
        if not np.isfinite(here).any():
            return None
        near = int(np.nanargmin(np.abs(np.where(np.isfinite(here), here, np.inf) - y)))
        return int(self.shown[near]), slot

    def colour_near(self, x: float, y: float, pixel: float) -> int | None:
        """The colour number of the nearest curve, if it is near on the screen.

        pixel: the height of one.
        """
        nearest = self.nearest(x, y)
        if nearest is None:
            return None
        distance = abs(float(self.heights[nearest[0], 1, nearest[1]]) - y) / pixel
        return self.scene.colours[nearest[0]] if distance < NEAR else None
