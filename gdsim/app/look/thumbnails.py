"""Small pictures, made in the background and kept."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QImage

from gdsim.app.worker.background import Background


class Thumbnails:
    """Pictures by key; each is made once."""

    def __init__(self, background: Background) -> None:
        self._background = background
        self._known: dict[object, QImage | None] = {}

    def get(
        self, key: object, make: Callable[[], QImage], ready: Callable[[], None]
    ) -> QImage | None:
        """The picture of a key; None until it is made, which calls `ready()`."""
        if key not in self._known:
            self._known[key] = None

            def deliver(picture: QImage) -> None:
                self._known[key] = picture
                ready()

            self._background.ask(("thumbnail", key), make, deliver)
        return self._known[key]
