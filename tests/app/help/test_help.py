"""The documentation in the window: the page of the workspace, links, search, every page."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gdsim.app.help import pages
from gdsim.app.rail import WORKSPACES
from gdsim.base import assets


@pytest.fixture
def viewer(qtbot, window):
    """The documentation, opened by its key on the map."""
    window.go_to("map")
    qtbot.keyClick(window, Qt.Key.Key_F1)
    viewer = window.help
    qtbot.waitUntil(lambda: "The window" in viewer.reader.toPlainText())
    yield viewer
    viewer.search.clear()
    viewer.close()


def title(viewer):
    return viewer.reader.document().firstBlock().text()


def test_f1_shows_what_is_said_of_the_workspace(qtbot, window, viewer):
    assert viewer.isVisible() and viewer.pages.currentItem().text().strip() == "The window"
    assert viewer.reader.verticalScrollBar().value() > 0
    at_map = viewer.reader.verticalScrollBar().value()
    viewer.close()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.go_to("start")
    qtbot.keyClick(window, Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: 0 < viewer.reader.verticalScrollBar().value() < at_map)
    headings = re.findall(r"^## (.+)$", pages.words("window.md"), re.MULTILINE)
    assert [pages.anchor(each) for each in headings] == list(WORKSPACES)


def test_a_page_is_chosen_by_click_and_the_one_before_by_keys(qtbot, viewer):
    (item,) = viewer.pages.findItems("Networks", Qt.MatchFlag.MatchContains)
    spot = viewer.pages.visualItemRect(item).center()
    QTest.mouseClick(viewer.pages.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    qtbot.waitUntil(lambda: title(viewer) == "Networks")
    viewer.reader.anchorClicked.emit("conventions.md#the-same-bits")
    qtbot.waitUntil(lambda: title(viewer) == "Conventions")
    qtbot.keyClick(viewer, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: title(viewer) == "Networks")


def test_a_search_lists_the_pages_that_have_the_words(qtbot, viewer):
    qtbot.keyClicks(viewer.search, "Philox")
    listed = [viewer.pages.item(row).text().strip() for row in range(viewer.pages.count())]
    assert listed == ["Reference", "Conventions"]
    qtbot.keyClick(viewer.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: viewer.reader.textCursor().selectedText() == "Philox")


def test_code_and_comments_of_pages_are_shown_as_such():
    page = pages.html("sweeps.md")
    assert "not run" not in page and "gdsim run sweep -o sweep.zarr" in page
    assert 'href="../' not in page


def test_every_listed_page_is_there_and_every_page_is_listed():
    files = {path.name for path in assets.documentation().glob("*.md")}
    assert {entry.file for entry in pages.contents()} | {"index.md"} == files
