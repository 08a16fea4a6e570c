"""The appearance of the window: light or dark, how large, and the language, if one is chosen."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from gdsim.app.look import style_sheet, theme, type_size
from gdsim.app.look.theme import THEMES, Theme
from gdsim.app.translation import languages


class Appearance(QObject):
    """The theme and the size of type in use, remembered in the settings.

    It is made before any widget, as they take their font when they are made; `dress` is called once
    they are there.
    """

    changed = Signal(object)  # the new `Theme`

    def __init__(self, settings: QSettings) -> None:
        super().__init__()
        self._settings = settings
        type_size.choose(self.size)
        self.theme = self._chosen()
        style_sheet.prepare(_application(), self.theme, theme.load_fonts())
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._take)

    @property
    def name(self) -> str:
        """The chosen theme: "light", "dark", or "" for the system's."""
        return str(self._settings.value("theme", ""))

    @property
    def language(self) -> str:
        """The code of the chosen language; "" for the system's."""
        code = str(self._settings.value("language", ""))
        return code if code in languages() else ""

    @property
    def size(self) -> float:
        """How large type and lines are: one of the sizes from 1 to 2."""
        kept = float(str(self._settings.value("size", 1.0)))
        return min(type_size.SIZES, key=lambda size: abs(size - kept))

    @property
    def is_presented(self) -> bool:
        """Whether type and lines have the size for projectors."""
        return self.size == type_size.PRESENTED

    def choose(self, name: str) -> None:
        """Use the "light" theme, the "dark" one, or the system's ("")."""
        self._settings.setValue("theme", name)
        self._take()

    def choose_language(self, code: str) -> None:
        """Use a language from the next start on; "": the system's."""
        self._settings.setValue("language", code)

    def switch(self) -> None:
        """Light to dark and back."""
        self.choose("light" if self.theme is theme.DARK else "dark")

    def present(self, larger: bool) -> None:
        """Give type and lines the size for projectors, or their usual one."""
        self.draw_at(type_size.PRESENTED if larger else 1.0)

    def enlarge(self, sizes: int) -> None:
        """The next larger size (1) or smaller one (-1), if there is one; 0: the usual size."""
        last = len(type_size.SIZES) - 1
        wanted = type_size.SIZES.index(self.size) + sizes
        self.draw_at(type_size.SIZES[min(max(wanted, 0), last)] if sizes else 1.0)

    def draw_at(self, size: float) -> None:
        """Draw type and lines at a size."""
        if size != self.size:
            self._settings.setValue("size", size)
            type_size.choose(size)
            self.dress()
            self.changed.emit(self.theme)

    def _chosen(self) -> Theme:
        return THEMES.get(self.name) or theme.system_theme()

    def _take(self) -> None:
        wanted = self._chosen()
        if wanted is not self.theme:
            self.theme = wanted
            self.dress()
        self.changed.emit(wanted)

    def dress(self) -> None:
        """Give all widgets the theme."""
        style_sheet.apply(_application(), self.theme, theme.load_fonts())


def _application() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app
