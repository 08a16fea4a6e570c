"""Parts that cannot be seen take another theme when they are shown, before they are painted."""

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdsim.app.look.recolouring import recolour
from gdsim.app.look.theme import DARK, LIGHT


class Part(QWidget):
    """Notes the themes that it takes, and the one that it is painted in."""

    def __init__(self) -> None:
        super().__init__()
        self.taken, self.painted = [], []
        self.setMinimumSize(20, 20)

    def recolour(self, theme):
        self.taken.append(theme.name)

    def paintEvent(self, event):  # noqa: N802
        self.painted += self.taken[-1:]


@pytest.fixture
def house(qtbot):
    """A window with a part that is seen and, in a page that is hidden, another one."""
    window, page = QWidget(), QWidget()
    window.seen, window.hidden, window.page = Part(), Part(), page
    QVBoxLayout(page).addWidget(window.hidden)
    layout = QVBoxLayout(window)
    layout.addWidget(window.seen)
    layout.addWidget(page)
    page.hide()
    qtbot.addWidget(window)
    return window


def test_a_hidden_part_takes_the_last_theme_once_it_is_shown(house, qtbot):
    recolour(DARK, house.seen, house.hidden)
    recolour(LIGHT, house.seen, house.hidden)
    assert (house.seen.taken, house.hidden.taken) == (["dark", "light"], [])
    house.page.show()  # of a window that is not shown itself
    assert house.hidden.taken == []
    house.show()
    qtbot.waitUntil(lambda: len(house.hidden.painted) > 0)
    assert house.hidden.taken == ["light"] and set(house.hidden.painted) == {"light"}
    house.page.hide()
    house.page.show()  # nothing has changed since
    assert house.hidden.taken == ["light"]


def test_what_waits_is_forgotten_when_a_newer_theme_is_taken_at_once(house):
    recolour(DARK, house.hidden)
    house.page.show()
    recolour(LIGHT, house.hidden)  # it is seen as soon as its window is
    house.show()
    assert house.hidden.taken == ["light"]


def test_a_part_without_a_window_is_drawn_at_once():
    alone = Part()  # as for a picture in a file, which is never shown
    recolour(DARK, alone)
    assert alone.taken == ["dark"]
