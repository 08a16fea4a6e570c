"""Workspaces that take all the room beside the rail."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from gdsim.app import menus, pages, rail


class Notes(QWidget):
    """A page that keeps what the window asks of it."""

    def __init__(self, window):
        super().__init__()
        self.window_given, self.view = window, QLineEdit()
        self.view.setAccessibleName("Notes")
        QVBoxLayout(self).addWidget(self.view)
        self.shown, self.themes, self.ends = [], [], 0

    def show_experiment(self):
        self.shown.append(self.window_given.workbench.experiment)

    def recolour(self, theme):
        self.themes.append(theme)

    def close_down(self):
        self.ends += 1


@pytest.fixture
def _notes(monkeypatch):
    """A workspace between Network and Map, which stands there before the window is made."""
    placed = {}
    for name, entry in rail.WORKSPACES.items():
        if name == "map":
            placed["notes"] = ("Notes", "What was noted")
        placed[name] = entry
    monkeypatch.setattr(rail, "WORKSPACES", placed)
    monkeypatch.setattr(menus, "WORKSPACES", {name: name.title() for name in placed})
    monkeypatch.setitem(pages.PAGES, "notes", (__name__, "Notes"))
    monkeypatch.setitem(rail.icons.STROKES, "notes", "")


def test_a_page_is_made_when_it_is_first_shown_and_follows_the_experiment_while_it_is(
    _notes, window, qtbot
):
    place = list(rail.WORKSPACES).index("notes") + 1
    assert rail.words_of_keys("notes") == f"Ctrl+{place}"
    assert window.rail.buttons["notes"].toolTip() == f"What was noted (Ctrl+{place})"
    QTest.mouseClick(window.rail.buttons["notes"], Qt.MouseButton.LeftButton)
    page = window.pages["notes"]
    assert page.isVisible() and not window.panel.isVisible() and not window.stage.isVisible()
    assert page.shown == [window.workbench.experiment] and len(page.themes) == 1
    qtbot.waitUntil(page.view.hasFocus)
    window.workbench.replace(steps=77)
    assert page.shown[-1].steps == 77 and window.pages.shown == "notes"
    assert window.menus.workspaces["notes"].isChecked()
    window.appearance.switch()
    assert page.themes[-1].name != page.themes[0].name
    QTest.keyClick(window, str(place - 1), Qt.KeyboardModifier.ControlModifier)
    assert window.stage.isVisible() and not page.isVisible() and window.pages.shown == ""
    count = len(page.shown)
    window.workbench.replace(steps=78)
    assert len(page.shown) == count and window.pages["notes"] is page


def test_nothing_is_drawn_below_a_page(_notes, window, qtbot):
    qtbot.waitUntil(lambda: window.frame is not None)
    window.go_to("notes")
    assert not window.drawing._is_seen(window.stage) and not window.drawing._is_seen(window.loss)
    window.go_to("descent")
    assert window.drawing._is_seen(window.stage)


def test_the_end_of_the_window_ends_what_pages_compute(_notes, window):
    window.go_to("notes")
    page = window.pages["notes"]
    window.close()
    assert page.ends == 1
