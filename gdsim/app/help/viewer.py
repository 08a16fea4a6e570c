"""The window that shows the documentation: pages at the left, the one that is read beside them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from gdsim.app.controls.buttons import tool_button
from gdsim.app.help import pages
from gdsim.app.help.style import style
from gdsim.app.look import icons
from gdsim.app.look.theme import GRID, LIGHT, Theme
from gdsim.app.look.type_size import fix, px
from gdsim.app.translation import tr
from gdsim.app.worker.background import Background
from gdsim.base import assets

FILE = Qt.ItemDataRole.UserRole
WINDOW = "window.md"  # has a heading for each workspace


class _Reader(QTextBrowser):
    """A page, whose pictures are no wider than itself."""

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        path = assets.documentation() / QUrl(name).path()
        picture = QImage(str(path)) if path.is_file() else QImage()
        room = self.viewport().width() - 2 * GRID
        if picture.width() > room:
            return picture.scaledToWidth(room, Qt.TransformationMode.SmoothTransformation)
        return picture


class Help(QDialog):
    """The documentation; a search shows only the pages that have the words, and marks them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Documentation"))
        self.resize(QSize(1240, 800))
        self._theme, self._shown, self._before = LIGHT, "", list[str]()
        self._background = Background(self)
        self.back = tool_button(tr("Back (Alt+Left)"), self.go_back)
        self.back.setShortcut(QKeySequence("Alt+Left"))
        self.back.setEnabled(False)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search all pages"))
        self.search.setAccessibleName(tr("Search all pages"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._list)
        self.search.returnPressed.connect(self._open_first)
        self.pages = QListWidget()
        self.pages.setAccessibleName(tr("Pages"))
        self.pages.currentItemChanged.connect(self._chosen)
        self.reader = _Reader()
        self.reader.setAccessibleName(tr("Page"))
        self.reader.setOpenLinks(False)
        self.reader.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.reader.document().setDocumentMargin(3 * GRID)
        self.reader.anchorClicked.connect(self._follow)
        self._lay_out()
        self._list("")

    def show_page(self, link: str = pages.FIRST) -> None:
        """Show a page, or a heading of it: "window.md#map"."""
        if self._shown and self._shown != link:
            self._before.append(self._shown)
        self._open(link)

    def show_workspace(self, name: str) -> None:
        """Show what the documentation says of a workspace."""
        self.show_page(f"{WINDOW}#{name}")

    def go_back(self) -> None:
        """Show the page that was read before."""
        if self._before:
            self._open(self._before.pop())

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self._theme = theme
        icons.put(self.back, "left", theme.text, 14)
        if self._shown:
            self._open(self._shown)

    def close_down(self) -> None:
        """Give up what is being read: the window closes."""
        self._background.close()

    def _lay_out(self) -> None:
        column = QVBoxLayout()
        top = QHBoxLayout()
        top.addWidget(self.back)
        top.addWidget(self.search, 1)
        column.addLayout(top)
        column.addWidget(self.pages, 1)
        beside = QWidget()
        beside.setLayout(column)
        fix(beside, 256)
        column.setContentsMargins(0, 0, 0, 0)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * GRID, 2 * GRID, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(beside)
        layout.addWidget(self.reader, 1)

    def _open(self, link: str) -> None:
        self._shown = link
        self.back.setEnabled(bool(self._before))
        file, _, heading = link.partition("#")
        show = partial(self._show, heading)
        self._background.ask("page", partial(pages.html, file), show)
        self._mark(file)

    def _show(self, heading: str, text: str) -> None:
        self.reader.document().setDefaultStyleSheet(style(self._theme, px(14)))
        self.reader.setHtml(text)
        if heading:
            self.reader.scrollToAnchor(heading)
        elif self.search.text():
            self.reader.find(self.search.text())

    def _list(self, text: str) -> None:
        """List the pages that have the words, below their headings."""
        self.pages.blockSignals(True)
        self.pages.clear()
        heading = ""
        for entry in pages.contents():
            if text.lower() not in pages.words(entry.file).lower():
                continue
            if entry.heading != heading:
                heading = entry.heading
                title = QListWidgetItem(heading)
                title.setFlags(Qt.ItemFlag.NoItemFlags)
                self.pages.addItem(title)
            item = QListWidgetItem(f"   {entry.title}")
            item.setData(FILE, entry.file)
            self.pages.addItem(item)
        self.pages.blockSignals(False)
        self._mark(self._shown.partition("#")[0])

    def _mark(self, file: str) -> None:
        """Mark the page that is shown in the list."""
        self.pages.blockSignals(True)
        self.pages.setCurrentRow(-1)
        for row in range(self.pages.count()):
            if self.pages.item(row).data(FILE) == file:
                self.pages.setCurrentRow(row)
        self.pages.blockSignals(False)

    def _open_first(self) -> None:
        """Show the first page that has the words; in the page that is shown, the next place."""
        item = self.pages.currentItem()
        if item is not None and self.reader.find(self.search.text()):
            return
        rows = (self.pages.item(row) for row in range(self.pages.count()))
        file = next((each.data(FILE) for each in rows if each.data(FILE)), None)
        if file is not None:
            self.show_page(file)

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(FILE):
            self.show_page(item.data(FILE))

    def _follow(self, url: QUrl) -> None:
        if url.scheme():
            QDesktopServices.openUrl(url)
        elif not url.path():
            self.show_page(f"{self._shown.partition('#')[0]}#{url.fragment()}")
        else:
            self.show_page(url.toString())
