"""How near the runs of a scene are to the edge of stability, computed in the background."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal

from gdsim.app.worker.background import Background
from gdsim.app.worker.curves import Curves, stability
from gdsim.app.worker.scene import Scene


class StabilityMeter(QObject):
    """Has the curves of scenes computed, one scene at a time."""

    changed = Signal()

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._asked: Scene | None = None  # the scene whose curves are computed, or the last one
        self._known: Curves | None = None

    def curves(self, scene: Scene) -> Curves:
        """What is known of the runs of a scene by now; more is asked for, and then `changed`.

        Scenes of one experiment wait for each other: of runs that play there are too many to
        begin anew with each. Another experiment is begun at once.
        """
        if scene is not self._asked:
            same = self._asked is not None and scene.experiment is self._asked.experiment
            if not same:
                self._known = None
            if not same or (self._known is not None and self._known.is_whole):
                self._asked = scene
                self._background.follow(
                    self, lambda is_wanted: stability(scene, is_wanted), self._take
                )
        if self._known is None or len(self._known.bands) != len(scene.colours):
            empty = np.empty((len(scene.colours), 3, 0))
            return Curves(np.empty(0, int), empty, is_whole=False)
        return self._known

    def _take(self, curves: Curves) -> None:
        self._known = curves
        self.changed.emit()
