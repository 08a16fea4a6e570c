"""What is asked before a map is exported."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from gdsim.app.controls.fields import Check, Choices
from gdsim.app.export_dialog import LARGEST, ExportDialog, SizeField
from gdsim.sweeps.whole import check_free

USUAL = 1024  # pixels of the shorter side that are proposed
KINDS = {"picture": "Picture (.png)", "sweep": "Stored sweep (.zarr)"}
SUFFIX = {"picture": ".png", "sweep": ".zarr"}


class MapDialog(ExportDialog):
    """Asks for a picture or a sweep of a map, its size, and its file."""

    def __init__(self, parent: QWidget, path: Path, ratio: float) -> None:
        """`ratio`: of the width of what is seen to its height."""
        super().__init__(parent, "Export the Map", path)
        self.kind = Choices(lambda name: self._turn(name))
        self.kind.show_names(KINDS, "picture", {})
        width = round(USUAL * max(ratio, 1)), round(USUAL * max(1 / ratio, 1))
        self.across, self.upwards = (
            SizeField(name, min(pixels, LARGEST))
            for name, pixels in zip(("Width", "Height"), width, strict=True)
        )
        self.framed = Check("Axes and colour bar")
        self.framed.setChecked(True)
        self.add_row("What", self.kind)
        self.add_row("Width × height", self.across, self.upwards)
        self.add_row("Around it", self.framed)
        for field in (self.across, self.upwards):
            field.textChanged.connect(lambda _: self.changed())
        self.kind.setFocus()
        self.changed()

    @property
    def is_sweep(self) -> bool:
        """Whether a sweep is wanted, else a picture."""
        return bool(self.kind.currentData() == "sweep")

    @property
    def pixels(self) -> tuple[int, int] | None:
        """The width and the height of the map in pixels, if both are numbers."""
        width, height = self.across.pixels, self.upwards.pixels
        return None if width is None or height is None else (width, height)

    def trouble(self) -> str:
        """What is wrong with the size."""
        return "" if self.pixels else f"Width and height are whole numbers from 1 to {LARGEST:,}."

    def words(self) -> str:
        """The runs that are computed."""
        width, height = self.pixels or (0, 0)
        said = f"{width * height:,} runs, one for each pixel."
        if self.is_sweep:
            return f"{said} The sweep opens in the window as a map, and in Python with gd.load."
        return said + self.replacing

    @property
    def suffixes(self) -> tuple[str, ...]:
        """That of the kind."""
        return (SUFFIX[str(self.kind.currentData())],)

    def check_file(self, path: Path) -> None:
        """A sweep needs a name of its own."""
        if self.is_sweep:
            check_free(path)
        else:
            super().check_file(path)

    def _turn(self, kind: str) -> None:
        self.framed.setEnabled(kind == "picture")
        self.suggest(SUFFIX[kind])
        self.changed()
