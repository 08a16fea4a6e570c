"""Tab goes through the panel from its top to its bottom, whenever its controls were made."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QGridLayout, QPushButton, QWidget

import gdsim as gd
from gdsim.app.controls.tab_order import put_in_order

NEAR = 12  # px between the upper edges of what stands in one row


def stops(window, key):
    """The widgets of the panel that a key goes to, until it leaves the panel."""
    met = []
    while True:
        QTest.keyClick(QApplication.focusWidget(), key)
        focus = QApplication.focusWidget()
        if focus in met or not window.panel.isAncestorOf(focus):
            return met
        met.append(focus)


def places(window, widgets):
    """How far down the panel each widget stands, in px."""
    return [each.mapTo(window.panel.widget(), QPoint(0, 0)).y() for each in widgets]


def test_tab_goes_down_the_panel_and_back_up(shared_window):
    window, workbench = shared_window, shared_window.workbench
    control = window.panel.optimizers
    workbench.start_over(workbench.experiment.replace(optimizers=["lion"]))
    workbench.add_optimizers([gd.Nesterov(), gd.Adam()])
    workbench.move_optimizer(2, 0)
    control.rows[1].unfold(True)
    QApplication.processEvents()
    window.activateWindow()
    control.add.setFocus()
    met = stops(window, Qt.Key.Key_Tab)
    assert {row.rate for row in control.rows} <= set(met)
    assert control.rows[1].fields["beta1"] in met
    rows = places(window, met)
    assert all(after > before - NEAR for before, after in pairwise(rows))
    back = stops(window, Qt.Key.Key_Backtab)
    assert back[: len(met)] == met[::-1]


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 1, 0, 2)])
def test_in_a_grid_rows_come_before_columns(qtbot, order):
    holder = QWidget()
    qtbot.addWidget(holder)
    grid, buttons = QGridLayout(holder), [QPushButton() for _ in range(4)]
    for number in order:
        grid.addWidget(buttons[number], *divmod(number, 2))
    put_in_order(holder)
    chain = buttons[:1]
    while len(chain) < 5:
        chain.append(chain[-1].nextInFocusChain())
    assert [each for each in chain if each is not holder] == buttons
