"""Bookmarks of the map: views that are kept under a name in the experiment's file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QMenu, QToolButton

from gdsim.app.controls.buttons import tool_button
from gdsim.app.look import icons
from gdsim.app.look.theme import Theme
from gdsim.app.made import made
from gdsim.app.model.workbench import Workbench
from gdsim.app.rail import words_of_keys
from gdsim.app.translation import tr
from gdsim.experiment.toml.window import View

if TYPE_CHECKING:
    from gdsim.app.map_page import MapPage


class HasMap(Protocol):
    """The window, as far as bookmarks need it."""

    @property
    def map_page(self) -> MapPage: ...


class Bookmarks:
    """A menu of the kept views, and what keeps the present one.

    `show_map` shows the map page; `has_result` says whether a stored result is opened in its place.
    """

    def __init__(
        self,
        window: HasMap,
        workbench: Workbench,
        show_map: Callable[[], object],
        has_result: Callable[[], bool],
        note: Callable[[str], None],
    ) -> None:
        self._window, self._workbench = window, workbench
        self._show_map, self._has_result, self._note = show_map, has_result, note

    @cached_property
    def button(self) -> QToolButton:
        """Among the tools of the map page."""
        button = tool_button(tr("Bookmarks of the map (Ctrl+D keeps this view)"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(self.menu_for(button))
        return button

    def menu_for(self, parent: QToolButton | QMenu) -> QMenu:
        """A menu that lists them anew each time it is opened."""
        menu = QMenu(tr("&Bookmarks"), parent)
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(lambda: self._list(menu))
        self._list(menu)  # for those who ask what is in it before
        return menu

    def keep(self) -> None:
        """Keep the view of the map that is seen."""
        if self._has_result():
            self._note(
                tr("Bookmarks keep views of the experiment's map: close the stored result first")
            )
            return
        is_seen = any(page.isVisible() for page in made(self._window, "map_page"))
        view = self._page.seen() if is_seen else None
        if view is None:
            self._note(tr("Bookmarks keep views of the map ({keys})", keys=words_of_keys("map")))
            return
        names = {each.name for each in self._workbench.document.views if not _same(each, view)}
        if view.name in names:  # in other colours, or of another optimizer
            words = f"{self._page.pane.quantity.currentText()}, "
            words += self._page.pane.optimizer.currentText()
            view = replace(view, name=f"{view.name}, {words}")
        self._workbench.keep_view(view)
        self._note(tr("Kept: {name}", name=view.name))

    def go_to(self, view: View) -> None:
        """Show a view that was kept."""
        self._show_map()
        self._page.visit(view)

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        for button in made(self, "button"):
            icons.put(button, "bookmark", theme.muted, 16)

    @property
    def _page(self) -> MapPage:
        return self._window.map_page

    def _list(self, menu: QMenu) -> None:
        menu.clear()
        menu.addAction(tr("&Keep This View"), self.keep)
        views = self._workbench.document.views
        if not views:
            return
        menu.addSeparator()
        for view in views:
            menu.addAction(_shown(view), partial(self.go_to, view))
        menu.addSeparator()
        away = menu.addMenu(tr("&Remove"))
        for view in views:
            away.addAction(_shown(view), partial(self._workbench.remove_view, view.name))


def _shown(view: View) -> str:
    return view.name.replace("&", "&&")


def _same(one: View, other: View) -> bool:
    return replace(one, name="") == replace(other, name="")
