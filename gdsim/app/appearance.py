"""The appearance of the window: light or dark, as chosen or as the system says; larger or not."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from gdsim.app.look import style_sheet, theme
from gdsim.app.look.theme import THEMES, Theme


class Appearance(QObject):
    """The theme in use, remembered in the settings.

    It is made before any widget: they take their font when they are made.
    """

    changed = Signal(object)  # the new `Theme`

    def __init__(self, settings: QSettings, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        self._dress(self._chosen())
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._take)

    @property
    def name(self) -> str:
        """The chosen theme: "light", "dark", or "" for the system's."""
        return str(self._settings.value("theme", ""))

    @property
    def is_presented(self) -> bool:
        """Whether type and lines are larger from the next start on."""
        return bool(self._settings.value("presentation", False, bool))

    def choose(self, name: str) -> None:
        """Use the "light" theme, the "dark" one, or the system's ("")."""
        self._settings.setValue("theme", name)
        self._take()

    def present(self, larger: bool) -> None:
        """Whether type and lines are larger, for projectors, from the next start on."""
        self._settings.setValue("presentation", larger)

    def _chosen(self) -> Theme:
        return THEMES.get(self.name) or theme.system_theme()

    def _take(self) -> None:
        wanted = self._chosen()
        if wanted is not self.theme:
            self._dress(wanted)
        self.changed.emit(wanted)

    def _dress(self, wanted: Theme) -> None:
        self.theme = wanted
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        style_sheet.apply(app, wanted, theme.load_fonts())
