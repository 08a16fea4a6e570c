"""What helps to look through a map: the edge of stability, the overview, a second map beside it."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

import gdsim as gd

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def bowl():
    return gd.Experiment(
        gd.Function("quadratic", condition=30.0),
        [gd.Momentum(lr=0.01, momentum=0.5), gd.Adam(lr=0.3)],
        steps=60,
    )


def choose(choices, data):
    """Choose an entry of a list."""
    choices.setCurrentIndex(choices.findData(data))
    choices.activated.emit(choices.currentIndex())


def open_map(window, qtbot):
    """The map of a window, computed to the last pixel."""
    window.go_to("map")
    layer = window.map_page.view.layer
    qtbot.waitUntil(lambda: layer.picture is not None and layer.picture.complete, timeout=60_000)
    return window.map_page


def test_the_edge_of_stability_is_a_line_that_can_be_switched_off_or_says_why_there_is_none(
    open_window, qtbot, bowl
):
    page = open_map(open_window(bowl), qtbot)
    pane, line = page.pane, page.pane.edge._core
    qtbot.waitUntil(lambda: pane.edge.edge is not None, timeout=20_000)
    rates, momenta = line.getData()
    np.testing.assert_allclose(10**rates, 2 * (1 + momenta) / 30, rtol=1e-5)
    assert pane.edge_key.marks[0].text == "edge of stability: curvature 30 at the minimum"
    assert page.stability.isChecked() and "curvature 30" in page.stability.toolTip()
    QTest.mouseClick(page.stability, LEFT)
    assert not line.getData()[0].size and not pane.edge_key.isVisible()
    QTest.mouseClick(page.stability, LEFT)
    choose(pane.optimizer, 1)
    reason = "no edge of stability: Adam scales its steps"
    qtbot.waitUntil(lambda: pane.edge.mark.text == reason, timeout=20_000)
    assert "Adam scales its steps" in page.stability.toolTip()
    assert not line.getData()[0].size
