"""The menus and the keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QToolButton

from gdsim.app.appearance import Appearance
from gdsim.app.backend import BACKENDS, Backend
from gdsim.app.bookmarks import Bookmarks
from gdsim.app.carrying import PACKAGES, Carrying
from gdsim.app.controls.sides import BOTH, MAP, SURFACE
from gdsim.app.files import Files
from gdsim.app.looking import Looking
from gdsim.app.model.recent import examples, lessons
from gdsim.app.model.workbench import Workbench
from gdsim.app.playing import Playing
from gdsim.app.rail import Rail, keys_of
from gdsim.app.translation import QT_TR_NOOP, languages, tr

if TYPE_CHECKING:
    from gdsim.app.exports import Exports

# A text, what it does, and its keys; None: a line between entries.
Entry = tuple[str, Callable[[], object], QKeySequence.StandardKey | str | None] | None
_KEY = QKeySequence.StandardKey
WORKSPACES = {
    "start": QT_TR_NOOP("Sta&rt"),
    "descent": QT_TR_NOOP("D&escent"),
    "calculus": QT_TR_NOOP("Calculu&s"),
    "network": QT_TR_NOOP("&Network"),
    "map": QT_TR_NOOP("&Map"),
    "compare": QT_TR_NOOP("&Compare"),
}
SIDES = {
    MAP: QT_TR_NOOP("Landscape as M&ap"),
    SURFACE: QT_TR_NOOP("Landscape as S&urface"),
    BOTH: QT_TR_NOOP("Landscape as B&oth"),
}
LANGUAGES = {"": QT_TR_NOOP("Like the S&ystem")}  # and those that there are
THEMES = {
    "light": QT_TR_NOOP("&Light"),
    "dark": QT_TR_NOOP("&Dark"),
    "": QT_TR_NOOP("Like the S&ystem"),
}


class Commands(Protocol):
    """The window, as far as its menus command it."""

    appearance: Appearance
    backend: Backend
    bookmarks: Bookmarks
    carrying: Carrying
    files: Files
    playing: Playing
    workbench: Workbench
    looking: Looking
    rail: Rail

    @property
    def exports(self) -> Exports: ...

    def menuBar(self) -> QMenuBar: ...
    def close(self) -> bool: ...
    def remove_optimizer(self) -> None: ...
    def fit(self) -> None: ...
    def go_to(self, workspace: str) -> None: ...
    def fold_panel(self) -> None: ...
    def show_side(self, name: str) -> None: ...
    def choose_language(self, code: str) -> None: ...
    def set_going_on(self) -> None: ...
    def search(self) -> None: ...
    def play_lesson(self) -> None: ...
    def go_through_lesson(self, by: int) -> None: ...
    def present(self) -> None: ...
    def take_tour(self) -> None: ...
    def show_keys(self) -> None: ...
    def show_about(self) -> None: ...
    def show_help(self) -> None: ...


class Menus:
    """Builds the window's menus; the window enables `undo` and `redo` while they do something."""

    def __init__(self, window: Commands) -> None:
        self._window = window
        self.actions: list[tuple[str, QAction]] = []  # each with the title of its menu
        self._file_menu()
        self._edit_menu()
        self._run_menu()
        self._view_menu()
        self._lesson_menu()
        self._help_menu()
        self.theme_button = QToolButton()
        self.theme_button.setToolTip(tr("Switch between light and dark"))
        self.theme_button.setAccessibleName(tr("Switch between light and dark"))
        self.theme_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.theme_button.clicked.connect(window.appearance.switch)
        window.menuBar().setCornerWidget(self.theme_button)

    def _edit_menu(self) -> None:
        window, files = self._window, self._window.files
        edit = self._menu(
            tr("&Edit"),
            (tr("&Undo"), window.workbench.undo, _KEY.Undo),
            (tr("&Redo"), window.workbench.redo, "Ctrl+Shift+Z"),
            None,
            (tr("Copy as &Python"), files.copy_python, "Ctrl+Shift+C"),
            (tr("Copy as &TOML"), files.copy_toml, None),
            (tr("Copy as &Share String"), files.copy_share, None),
            (tr("Copy as P&icture"), lambda: window.exports.copy_picture(), "Ctrl+Alt+C"),
            (tr("Open Copied Share Strin&g"), files.paste_share, _KEY.Paste),
            None,
            (tr("Re&move Optimizer"), window.remove_optimizer, _KEY.Delete),
        )
        self._codes_menu(edit)
        self.undo, self.redo = edit.actions()[:2]

    def _run_menu(self) -> None:
        window, playing = self._window, self._window.playing
        run = self._menu(
            tr("&Run"),
            (tr("&Play or Pause"), playing.toggle, "Space"),
            (tr("&Step"), playing.step, "."),
            (tr("Step &Back"), playing.back, ","),
            (tr("&Reset"), playing.reset, "R"),
            None,
            (tr("&Go On after Edits"), window.set_going_on, None),
            (tr("Look at the &Best Run"), window.looking.show_best, None),
        )
        self.go_on, self.show_best = run.actions()[-2:]
        run.addSeparator()
        self.backends = self._choice(
            run.addMenu(tr("&Compute on")), BACKENDS, window.backend.choose
        )
        self.backends[window.backend.name].setChecked(True)
        self.go_on.setCheckable(True)
        self.go_on.setToolTip(tr("Edits take effect from this step on; else runs start over"))

    def _lesson_menu(self) -> None:
        window = self._window
        self._menu(
            tr("&Lesson"),
            (tr("&Lessons and Examples"), lambda: window.go_to("start"), None),
            None,
            (tr("&Next Part"), lambda: window.go_through_lesson(1), "Ctrl+PgDown"),
            (tr("Part &Before"), lambda: window.go_through_lesson(-1), "Ctrl+PgUp"),
            (tr("&Play This Lesson"), window.play_lesson, "F6"),
            None,
            (tr("P&resent"), window.present, "F5"),
        )

    def _help_menu(self) -> None:
        window = self._window
        self._menu(
            tr("&Help"),
            (tr("&Search Commands…"), window.search, "Ctrl+K"),
            (tr("&Tour of the Window"), window.take_tour, None),
            (tr("&Keys"), window.show_keys, "?"),
            None,
            (tr("&Documentation"), window.show_help, "F1"),
            (tr("&About gdsim"), window.show_about, None),
        )

    def _file_menu(self) -> None:
        window = self._window
        files = window.files
        menu = self._menu(
            tr("&File"),
            (tr("&New"), files.new, _KEY.New),
            (tr("&Open…"), files.open, _KEY.Open),
            (tr("Open S&weep…"), files.open_folder, None),
            None,
            (tr("&Save"), files.save, _KEY.Save),
            (tr("Save &As…"), files.save_as, "Ctrl+Shift+S"),
            None,
            (tr("&Export Picture…"), lambda: window.exports.ask_picture(), "Ctrl+E"),
            (tr("Export An&imation…"), lambda: window.exports.ask_movie(), "Ctrl+Alt+E"),
            (tr("Export &Map…"), lambda: window.exports.ask_map(), "Ctrl+Shift+E"),
            (tr("Export Pa&ge…"), lambda: window.exports.ask_page(), None),
            None,
            (tr("&Quit"), window.close, _KEY.Quit),
        )
        self.recent, self.examples = QMenu(tr("Open &Recent"), menu), QMenu(tr("Exa&mples"), menu)
        for submenu, fill in ((self.recent, self._list_recent), (self.examples, self._list_all)):
            menu.insertMenu(menu.actions()[3], submenu)
            submenu.aboutToShow.connect(fill)
        menu.aboutToShow.connect(lambda: self.recent.setEnabled(bool(files.recent.paths)))

    def _codes_menu(self, edit: QMenu) -> None:
        """The run in hand as a script for other packages, after the other ways to copy."""
        menu = QMenu(tr("Copy as &Training Code"), edit)
        for package, name in PACKAGES.items():
            self._add(menu, name, partial(self._window.carrying.copy, package), None)
        edit.insertMenu(edit.actions()[6], menu)

    def _list_recent(self) -> None:
        self.recent.clear()
        files = self._window.files
        for path in files.recent.paths:
            action = self.recent.addAction(path.name.replace("&", "&&"), partial(files.open, path))
            action.setToolTip(str(path))
        self.recent.setToolTipsVisible(True)
        self.recent.addSeparator()
        self.recent.addAction(tr("&Clear the List"), files.recent.forget)

    def _list_all(self) -> None:
        if not self.examples.actions():
            self.lessons = self.examples.addMenu(tr("&Lessons"))
            self.examples.addSeparator()
            for menu, files in ((self.lessons, lessons()), (self.examples, examples())):
                for title, path in files.items():
                    do = partial(self._window.files.open_example, path)
                    menu.addAction(title.replace("&", "&&"), do)

    def _view_menu(self) -> None:
        window, appearance = self._window, self._window.appearance
        view = self._menu(tr("&View"))
        self.workspaces = self._choice(view, WORKSPACES, window.go_to)
        for name, action in self.workspaces.items():
            action.setShortcut(keys_of(name))
        window.rail.shown.connect(lambda name: self.workspaces[name].setChecked(True))
        self._add(view, tr("&Keep This View"), window.bookmarks.keep, "Ctrl+D")
        view.addMenu(window.bookmarks.menu_for(view))
        view.addSeparator()
        self.sides = self._choice(view, SIDES, window.show_side)
        self._add(view, tr("Ne&xt View"), lambda: window.show_side(""), "S")
        view.addSeparator()
        self._add(view, tr("&Fit"), window.fit, "F")
        self.fold = self._add(view, tr("F&old the Settings"), window.fold_panel, "Ctrl+B")
        self.fold.setCheckable(True)
        view.addSeparator()
        self.themes = self._choice(view, THEMES, appearance.choose)
        view.addSeparator()
        spoken = view.addMenu(tr("La&nguage"))
        self.languages = self._choice(spoken, {**LANGUAGES, **languages()}, window.choose_language)
        self.languages[appearance.language].setChecked(True)
        view.addSeparator()
        larger = self._add(view, tr("&Larger Type"), partial(appearance.enlarge, 1), None)
        larger.setShortcuts([QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")])
        self._add(view, tr("S&maller Type"), partial(appearance.enlarge, -1), "Ctrl+-")
        self._add(view, tr("&Usual Type"), partial(appearance.enlarge, 0), "Ctrl+0")
        self.presented = self._add(
            view,
            tr("&Presentation Size"),
            lambda: appearance.present(self.presented.isChecked()),
            None,
        )
        self.presented.setCheckable(True)
        appearance.changed.connect(self._tick_appearance)
        self._tick_appearance()

    def _tick_appearance(self) -> None:
        """Mark the theme, and the size for projectors, if they are chosen."""
        appearance = self._window.appearance
        self.themes[appearance.name if appearance.name in THEMES else ""].setChecked(True)
        self.presented.setChecked(appearance.is_presented)

    def _choice(
        self, menu: QMenu, texts: dict[str, str], do: Callable[[str], object]
    ) -> dict[str, QAction]:
        """Entries of which one has a tick, by their names."""
        group = QActionGroup(menu)
        actions = {name: self._add(menu, tr(text), partial(do, name), None)
                   for name, text in texts.items()}  # fmt: skip
        for action in actions.values():
            action.setCheckable(True)
            group.addAction(action)
        return actions

    def _menu(self, title: str, *entries: Entry) -> QMenu:
        menu = self._window.menuBar().addMenu(title)
        for entry in entries:
            if entry is None:
                menu.addSeparator()
            else:
                self._add(menu, *entry)
        return menu

    def _add(
        self,
        menu: QMenu,
        text: str,
        do: Callable[[], object],
        keys: QKeySequence.StandardKey | str | None,
    ) -> QAction:
        action = menu.addAction(text)
        action.triggered.connect(lambda _: do())
        if keys is not None:
            action.setShortcut(QKeySequence(keys))
        self.actions.append((plain(menu.title()), action))
        return action


def plain(text: str) -> str:
    """The words of a menu's entry, without the mark of its letter and the dots."""
    return text.replace("&", "").rstrip("…")
