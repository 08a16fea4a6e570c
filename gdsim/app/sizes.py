"""Sizes of the parts of the window, kept from one start to the next."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QSplitter


class Sizes:
    """What the user has dragged splitters to, in the settings, each under a name."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings
        self._names: dict[QSplitter, str] = {}  # of those that are followed

    def follow(self, splitter: QSplitter, name: str) -> None:
        """Give a splitter the sizes kept under a name, if there are any, and keep later ones."""
        if splitter not in self._names:
            splitter.splitterMoved.connect(lambda: self._keep(splitter))
        self._names[splitter] = name
        given: Any = self._settings.value(f"sizes/{name}")
        if isinstance(given, list) and len(given) == splitter.count():
            splitter.setSizes([int(size) for size in given])

    @property
    def is_panel_folded(self) -> bool:
        """Whether the panel was hidden."""
        return bool(self._settings.value("sizes/folded", False, bool))

    @is_panel_folded.setter
    def is_panel_folded(self, folded: bool) -> None:
        self._settings.setValue("sizes/folded", folded)

    def _keep(self, splitter: QSplitter) -> None:
        self._settings.setValue(f"sizes/{self._names[splitter]}", splitter.sizes())
