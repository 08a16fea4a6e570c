"""The numbers of the founding text, worked in the window where runs are drawn.

Those on derivatives and on the chain rule are in tests/app/calculus.
"""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

import gdsim as gd
from gdsim.base import assets
from tests.app.test_inspector import click_row

LEFT, KEY = Qt.MouseButton.LeftButton, Qt.Key


def test_one_neuron_is_stepped_through_in_the_network_of_its_lesson(qtbot, open_window):
    lesson = gd.Experiment.load(assets.path("lessons/backpropagation_by_hand.toml"))
    window = open_window(lesson)
    qtbot.mouseClick(window.stage.network.views.tabs.buttons["backpropagation"], LEFT)
    page = window.stage.network.views.page
    qtbot.waitUntil(lambda: bool(page.beats))
    page.setFocus()
    qtbot.keyClick(page, KEY.Key_Home)
    said, drawn = [], []
    for _ in page.beats:
        look = page.canvas.look
        said.append(page.formula.toolTip())
        drawn.append({*look.edge_texts.values(), *look.above.values()})
        qtbot.keyClick(page, KEY.Key_Right)
    for line in (
        "y = w1_0_0·x + b1_0 = 0.5·2 + 0.1 = 1.1",  # the prediction
        "L = (y − t)^2 = (1.1 − 3)^2 = 3.61",
        "dL/dy = 2·(y − t) = 2·(1.1 − 3) = −3.8",
        "dL/dw1_0_0 = dL/dy · dy/dw1_0_0 = −3.8 · 2 = −7.6",
        "dL/db1_0 = dL/dy · dy/db1_0 = −3.8 · 1 = −3.8",
        "new w1_0_0 = w1_0_0 − lr · dL/dw1_0_0 = 0.5 − 0.01 · (−7.6) = 0.576",
        "new b1_0 = b1_0 − lr · dL/db1_0 = 0.1 − 0.01 · (−3.8) = 0.138",
    ):
        assert line in said, "\n".join(said)
    assert {"−7.6", "slope −3.8"} <= drawn[
        said.index("dL/dw1_0_0 = dL/dy · dy/dw1_0_0 = −3.8 · 2 = −7.6")
    ]


def test_one_step_of_descent_is_worked_beside_its_map(qtbot, shared_window):
    window = shared_window
    neuron = gd.Experiment("(w*2 + b - 3)**2", gd.SGD(lr=0.01), start=(0.1, 0.5), steps=9)
    window.workbench.start_over(neuron)
    qtbot.waitUntil(lambda: window.frame.scene.experiment.objective == neuron.objective)
    qtbot.waitUntil(lambda: window.verdicts.model().rowCount() == 1)
    QTest.qWait(50)  # until it is laid out
    click_row(window, 0)
    inspector = window.inspector
    qtbot.waitUntil(lambda: inspector.title.text() == "Next step: update 1")
    shown = dict(zip((f.toolTip()[0] for f, _ in inspector.terms.rows), inspector.terms.values,
                     strict=False))  # fmt: skip
    assert shown["g"] == "(−3.8, −7.6)" and shown["p"] == "(0.138, 0.576)"  # b and w
    move = window.stage.map.step_arrows.move
    np.testing.assert_allclose(move.step, (0.038, 0.076))
