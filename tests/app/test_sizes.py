"""The panel is resized and folded, and the window comes back as it was left."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from gdsim.app.model.workbench import Workbench
from gdsim.app.panel import LEAST, MOST, WIDTH
from gdsim.app.window import Window
from gdsim.app.worker.worker import Worker

LEFT = Qt.MouseButton.LeftButton


def drag(handle, by):
    """Drag a splitter's handle to the right by so many px."""
    middle = handle.rect().center()
    QTest.mousePress(handle, LEFT, pos=middle)
    for part in (by // 2, by):
        QTest.mouseMove(handle, middle + QPoint(part, 0))
        middle -= QPoint(part, 0) if handle.splitter().opaqueResize() and part != by else QPoint()
        QTest.qWait(20)
    QTest.mouseRelease(handle, LEFT, pos=middle)


def test_the_panel_is_dragged_within_bounds_folded_and_remembered(
    qtbot, window, workbench, settings, fake_session
):
    panel, halves = window.panel, window.body.halves
    assert panel.width() == WIDTH
    drag(halves.handle(1), 60)
    wide = panel.width()
    assert WIDTH < wide <= MOST
    rate = window.panel.optimizers.rows[0].rate
    qtbot.waitUntil(lambda: rate.width() > 110)  # fields grow with it
    fields = [row.rate for row in panel.optimizers.rows] + [*panel.objective.parameters.values()]
    rights = {field.mapTo(window, field.rect().topRight()).x() for field in fields}
    lefts = {field.mapTo(window, QPoint()).x() for field in fields}
    assert len(rights) == 1 and max(lefts) - min(lefts) <= 1  # one grid

    drag(halves.handle(1), 900)
    assert panel.width() == MOST
    drag(halves.handle(1), -900)
    assert panel.width() == LEAST
    QTest.mouseClick(window.rail.fold, LEFT)
    assert panel.isHidden() and window.stage.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert panel.isVisible() and panel.width() == LEAST
    drag(halves.handle(1), 40)
    kept = panel.width()
    drag(window.body.views.handle(1), -50)
    side = window.side.width()

    again = Window(workbench, Worker(lambda experiment, _: fake_session(experiment)), settings)
    qtbot.addWidget(again)
    again.files.ask = window.files.ask
    again.show()
    qtbot.waitUntil(lambda: again.panel.width() == kept)
    assert abs(again.side.width() - side) <= 2
    again.fold_panel()
    again.close()
    third = Window(Workbench(workbench.experiment), window.worker, settings)
    qtbot.addWidget(third)
    assert third.panel.isHidden()
    third.files.ask = window.files.ask
    third.close()


def test_nothing_moves_when_the_scroll_bar_comes(qtbot, window):
    panel = window.panel
    window.resize(window.minimumSize())
    qtbot.waitUntil(lambda: panel.verticalScrollBar().maximum() == 0)
    fields = panel.objective.parameters["a"], panel.optimizers.rows[0].rate
    rights = lambda: [each.mapTo(window, each.rect().topRight()).x() for each in fields]  # noqa: E731
    qtbot.waitUntil(lambda: len(set(rights())) == 1)
    before = rights()
    for section in (panel.start, panel.schedule, panel.settings):
        section.unfold(True)
    for row in panel.optimizers.rows:
        row.unfold(True)
    bars = panel.verticalScrollBar(), panel.optimizers.scroll_area.verticalScrollBar()
    qtbot.waitUntil(lambda: all(bar.maximum() > 0 for bar in bars))
    qtbot.waitUntil(lambda: rights() == before)
