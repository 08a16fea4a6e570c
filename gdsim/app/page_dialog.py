"""What is asked before the runs are exported as a page."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from gdsim.app.export_dialog import ExportDialog
from gdsim.app.translation import tr


class PageDialog(ExportDialog):
    """Asks for the file of a page."""

    def __init__(self, parent: QWidget, path: Path) -> None:
        super().__init__(parent, tr("Export a Page"), path)
        self.place.setFocus()
        self.changed()

    def trouble(self) -> str:
        """There is nothing but the file."""
        return ""

    def words(self) -> str:
        """What a page is."""
        said = tr("One HTML file, whose runs are scrubbed and played without gdsim or a network.")
        return said + self.replacing

    @property
    def suffixes(self) -> tuple[str, ...]:
        """That of pages."""
        return (".html",)
