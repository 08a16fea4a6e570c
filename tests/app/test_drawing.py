"""While a hand drags, the map comes first; at the end all views show the last edit."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from gdsim.app import drawing
from gdsim.app.views.verdicts import lines

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
RATES = [0.01 * n for n in range(1, 9)]


def rate_of(experiment):
    return experiment.optimizers[1].settings["lr"]


@pytest.fixture
def drawn(shared_window, monkeypatch):
    """What is drawn, in turn: the name of a view, and the second optimizer's rate."""
    window, calls = shared_window, []
    for name, view in (("map", window.stage), ("curves", window.loss), ("list", window.verdicts)):

        def draw(scene, *given, name=name, real=view.draw):
            calls.append((name, rate_of(scene.experiment)))
            real(scene, *given)

        monkeypatch.setattr(view, "draw", draw)
    return calls


def all_show(window):
    """Whether each view shows the experiment that is worked on."""
    scene, document = window.frame.scene, window.workbench.document
    if rate_of(scene.experiment) != rate_of(document.experiment) or (
        scene.experiment.start != document.experiment.start
    ):
        return False
    seen = window.stage.map._drawn[0], window.loss._last[0]
    rows = lines(scene, window.frame.state, document)
    return all(each is scene for each in seen) and window.verdicts.rows.lines == rows


def set_rates(window, rates):
    """Set a rate as soon as the map shows the one before, as a hand that does not rest."""
    left = iter(rates)

    def follow():
        if rate_of(window.frame.scene.experiment) == rate_of(window.workbench.experiment):
            rate = next(left, None)
            if rate is not None:
                window.workbench.set_setting(1, "lr", rate)

    window.drawing.timer.due.connect(follow)
    follow()
    return follow


@pytest.mark.parametrize(("behind", "seldom"), [(60.0, True), (0.0, False)])
def test_what_is_beside_the_map_waits_for_edits_that_follow_but_not_for_long(
    qtbot, shared_window, drawn, monkeypatch, behind, seldom
):
    window = shared_window
    monkeypatch.setattr(drawing, "BEHIND", behind)
    monkeypatch.setattr(drawing, "AWAITED", 60.0)  # however slow this machine is
    follow = set_rates(window, RATES)
    qtbot.waitUntil(lambda: rate_of(window.workbench.experiment) == RATES[-1])
    qtbot.waitUntil(lambda: all_show(window) and not window.drawing.is_behind)
    window.drawing.timer.due.disconnect(follow)
    assert [rate for name, rate in drawn if name == "map"] == RATES
    for name in ("curves", "list"):
        rates = [rate for each, rate in drawn if each == name]
        assert rates[-1] == RATES[-1]
        assert len(rates) < 3 if seldom else len(rates) >= len(RATES) // 2
    for rate in {rate for name, rate in drawn if name == "curves"}:
        assert drawn.index(("map", rate)) < drawn.index(("curves", rate))


def test_all_views_show_the_last_edit_where_a_drag_stops_and_where_it_ends(qtbot, shared_window):
    window = shared_window
    view, handle = window.stage.map, window.windowHandle()
    before = window.workbench.experiment.start

    def place(x, y):
        here = view.mapFromScene(view.box.mapViewToScene(QPointF(x, y)))
        return view.viewport().mapTo(window, here)

    QTest.mousePress(handle, LEFT, NONE, place(-1.1, 0.7))
    for n in range(1, 9):
        QTest.mouseMove(handle, place(-1.1 + 0.1 * n, 0.7 + 0.1 * n))
        QTest.qWait(4)
    qtbot.waitUntil(lambda: window.workbench.experiment.start != before)
    qtbot.waitUntil(lambda: all_show(window))
    resting = window.workbench.experiment.start
    QTest.mouseMove(handle, place(0.4, 1.9))
    QTest.mouseRelease(handle, LEFT, NONE, place(0.4, 1.9))
    qtbot.waitUntil(lambda: window.workbench.experiment.start != resting)
    qtbot.waitUntil(lambda: all_show(window))


def test_a_turned_wheel_and_an_edit_that_fails_leave_nothing_behind(
    qtbot, shared_window, monkeypatch
):
    window = shared_window
    field = window.panel.optimizers.rows[1].rate
    field.setFocus()
    for _ in range(4):
        QTest.keyClick(field, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: all_show(window))
    monkeypatch.setattr(drawing, "BEHIND", 60.0)
    window.drawing.look()
    window.drawing._draw_map()
    window.drawing._others.start(0)
    window.drawing.expect()  # an edit, of which no frame ever comes
    assert window.drawing.is_behind
    qtbot.waitUntil(lambda: not window.drawing.is_behind and all_show(window))


def test_a_picture_has_curves_of_the_runs_on_its_map(qtbot, shared_window, monkeypatch):
    window = shared_window
    monkeypatch.setattr(drawing, "AWAITED", 60.0)
    monkeypatch.setattr(window.drawing, "painted", lambda: None)
    before = window.frame
    window.workbench.set_setting(1, "lr", 0.017)
    qtbot.waitUntil(lambda: window.frame is not before and window.drawing.is_behind)
    qtbot.waitUntil(lambda: rate_of(window.frame.scene.experiment) == 0.017)
    assert not all_show(window)
    window.exports.copy_picture()
    scene = window.frame.scene  # the list's rows, which no picture has, may follow a little later
    assert window.stage.map._drawn[0] is window.loss._last[0] is scene
    assert not window.drawing.is_behind
    qtbot.waitUntil(lambda: all_show(window))


def test_frames_leave_most_of_the_time_to_runs_at_full_speed_but_come_often_enough_to_watch():
    assert drawing.interval(0.004, True, 2) == pytest.approx(0.016)
    assert drawing.interval(0.01, True, 2) == pytest.approx(0.04)
    assert drawing.interval(0.02, True, 2) == drawing.WATCHED
    assert drawing.interval(0.05, True, 2) == pytest.approx(0.075)  # a third is for the user
    assert drawing.interval(0.02, True, 8) == drawing.interval(0.02, False, 2)
    assert drawing.interval(0.02, False, 2) == pytest.approx(0.03)
    assert drawing.interval(0.001, True, 2) == drawing.FRAME
    assert drawing.interval(1.0, True, 2) == drawing.SLOWEST
