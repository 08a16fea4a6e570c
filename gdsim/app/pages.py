"""The pages: workspaces that take all the room beside the rail, made when they are first shown."""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from gdsim.app.layout import Body
from gdsim.app.look.recolouring import recolour
from gdsim.app.look.theme import Theme
from gdsim.app.model.workbench import Workbench

# Workspace -> where its page is, a class that is made with the window.
PAGES: dict[str, tuple[str, str]] = {
    "start": ("gdsim.app.start.page", "StartPage"),
    "calculus": ("gdsim.app.calculus.page", "CalculusPage"),
    "compare": ("gdsim.app.compare.page", "ComparePage"),
}


class Page(Protocol):
    """What the widget of a page has besides what every widget has."""

    view: QWidget  # has the keys when the page is shown

    def show_experiment(self) -> None:
        """Show the workbench's experiment as it is now: the page is shown, or it was edited."""

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""

    def close_down(self) -> None:
        """Give up what is being computed: the window closes."""


class Owner(Protocol):
    """The window, as far as its pages are shown in it; a page says what else it needs of it."""

    workbench: Workbench
    body: Body


class Pages(QObject):
    """Makes the pages and shows one of them in the place of panel and views, or none."""

    def __init__(self, window: Owner, parent: QObject, theme: Theme) -> None:
        super().__init__(parent)
        self._window, self._theme = window, theme
        self._made: dict[str, Page] = {}
        self.shown = ""  # the workspace whose page is shown, or ""
        window.workbench.experiment_changed.connect(self._follow)

    def __getitem__(self, workspace: str) -> Page:
        """The page of a workspace, which is made if it has not been."""
        if workspace not in self._made:
            module, name = PAGES[workspace]
            page = getattr(import_module(module), name)(self._window)
            page.recolour(self._theme)
            self._window.body.add_page(page)
            self._made[workspace] = page
        return self._made[workspace]

    @property
    def page(self) -> QWidget | None:
        """The page that is shown, if one is."""
        return cast(QWidget, self[self.shown]) if self.shown else None

    def show(self, workspace: str) -> None:
        """Show the page of a workspace; "": panel and views again."""
        self.shown = workspace
        self._window.body.show_page(self.page)
        self._follow()

    def focus(self) -> None:
        """Give the keys to the page that is shown."""
        self[self.shown].view.setFocus()

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        recolour(theme, *self._made.values())

    def close_down(self) -> None:
        """Give up what pages are computing."""
        for page in self._made.values():
            page.close_down()

    def _follow(self) -> None:
        if self.shown:
            self[self.shown].show_experiment()
