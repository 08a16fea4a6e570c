"""The surface of Descent, by real drags, wheels, clicks and keys."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import gdsim as gd
from gdsim.app.controls.sides import BOTH, MAP, SURFACE
from gdsim.app.views.surface_look import FAILED, TILT, TURN
from gdsim.app.views.surface_paint import SurfacePictures

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def _drag(widget, start, end):
    """A drag of a few steps; it returns while the button is still down."""
    QTest.mousePress(widget, LEFT, NONE, start)
    for share in (0.3, 0.6, 1.0):
        QTest.mouseMove(widget, start + (end - start) * share)
        QTest.qWait(5)


def _wheel(widget, pixel, turned):
    event = QWheelEvent(
        QPointF(pixel), widget.mapToGlobal(QPointF(pixel)), QPoint(), QPoint(0, turned),
        Qt.MouseButton.NoButton, NONE, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def _settled(surface):
    """Whether the last picture is of the present camera, and sharp."""
    sight = surface.sight
    if sight is None or surface._is_asked or surface._still.isActive():
        return False
    (left, right), (bottom, top) = surface._map.box.viewRange()
    is_of = (sight.view.turn, sight.view.tilt) == (surface.turn, surface.tilt)
    return is_of and sight.view.box == surface._map.landscape.box == (left, right, bottom, top)


def _pixel(surface, mark):
    """The pixel of the only mark of a name."""
    return QPointF(*surface.pixel_of(surface.sight.marks[mark].shown[0])).toPoint()


@pytest.fixture
def shown(open_window, qtbot):
    """A window with its surface beside the map, sharp."""
    optimizers = [gd.SGD(lr=0.01), gd.Momentum(lr=0.004), gd.Adam(lr=0.2)]
    window = open_window(gd.Experiment("himmelblau", optimizers, steps=60, start=(-0.5, -1.0)))
    QTest.keyClick(window, Qt.Key.Key_S)
    QTest.keyClick(window, Qt.Key.Key_S)
    surface = window.stage.landscape.surface
    qtbot.waitUntil(lambda: _settled(surface))
    qtbot.waitUntil(lambda: len(surface.sight.ahead) == 3)
    return window


def _start(window):
    experiment = window.workbench.experiment
    return experiment.objective.first_start(experiment.starts)


def _starts(window):
    """(n, 2): where runs start."""
    coordinates = window.workbench.experiment.start_coordinates.values()
    return np.stack([np.atleast_1d(each.values) for each in coordinates], axis=-1)


def _runs_are_where_the_camera_sees_their_headless_points(window):
    surface = window.stage.landscape.surface
    experiment, sight = window.workbench.experiment, surface.sight
    paths = experiment.replace(record="params").run()["trace_params"].values.astype(float)
    for line, path in zip(sight.ahead, paths.reshape(3, -1, 2), strict=True):
        known = np.isfinite(path).all(axis=1)
        pixels = sight.view.camera.project(sight.terrain.points(path[known]))[:, :2]
        drawn = np.where(np.isnan(line.shown), line.pale, line.shown)
        drawn = drawn[np.isfinite(drawn[:, 0])]
        away = np.hypot(*(drawn[:, None] - pixels).transpose(2, 0, 1)).min(axis=0)
        assert away.max() < 1.5  # px


def _a_drag_turns_it_and_moves_no_start(window, qtbot):
    surface = window.stage.landscape.surface
    middle = surface.rect().center()
    before = _start(window)
    _drag(surface, middle + QPoint(40, 30), middle + QPoint(110, 10))
    QTest.mouseRelease(surface, LEFT, NONE, middle + QPoint(110, 10))
    assert surface.turn < TURN - 0.2 and surface.tilt < TILT  # the hand takes the front along
    qtbot.waitUntil(lambda: _settled(surface))
    assert (_start(window) == before).all() and not window.workbench.can_undo


def _the_wheel_zooms_the_map_about_what_is_under_the_mouse(window, qtbot):
    surface, map_ = window.stage.landscape.surface, window.stage.map
    middle = surface.rect().center()
    place, box = surface.place_at(QPointF(middle)), map_.box.viewRect()
    _wheel(surface, middle, 240)
    now = map_.box.viewRect()
    assert now.width() < 0.8 * box.width()
    share = (place.x() - box.left()) / box.width(), (place.y() - box.top()) / box.height()
    shares = (place.x() - now.left()) / now.width(), (place.y() - now.top()) / now.height()
    assert shares == pytest.approx(share)
    qtbot.waitUntil(lambda: _settled(surface))


def _a_click_moves_the_start_to_what_is_read_there(window, qtbot):
    surface, workbench = window.stage.landscape.surface, window.workbench
    middle = surface.rect().center()
    QTest.mouseMove(surface, middle)
    qtbot.waitUntil(surface.readout.isVisible)
    here = surface.place_at(QPointF(middle))
    value = workbench.experiment.objective.value((here.x(), here.y()))
    assert surface.readout.text().split("f ")[-1] == f"{value:.4g}"
    QTest.mouseClick(surface, LEFT, NONE, middle)
    qtbot.waitUntil(lambda: workbench.can_undo)  # once it is no double click
    assert tuple(_start(window)) == pytest.approx((here.x(), here.y()), abs=0.05)


def _a_double_click_is_the_usual_camera_and_moves_no_start(window, qtbot):
    surface, before = window.stage.landscape.surface, _start(window)
    QTest.mouseDClick(surface, LEFT, NONE, surface.rect().center() + QPoint(30, 0))
    assert (surface.turn, surface.tilt) == (TURN, TILT)
    qtbot.wait(500)
    assert (_start(window) == before).all()


def _the_start_is_dragged(window, qtbot):
    surface = window.stage.landscape.surface
    qtbot.waitUntil(lambda: _settled(surface) and len(surface.sight.marks["starts"].shown) == 1)
    at = _pixel(surface, "starts")
    to = at + QPoint(24, -12)
    place, before = surface.place_at(QPointF(to)), _start(window)
    _drag(surface, at, to)
    qtbot.waitUntil(lambda: (_start(window) != before).all())
    assert tuple(_start(window)) == pytest.approx((place.x(), place.y()), abs=0.05)
    assert surface.turn == TURN
    QTest.mouseRelease(surface, LEFT, NONE, to)
    qtbot.waitUntil(lambda: np.hypot(*(_pixel(surface, "starts") - to).toTuple()) < 3)


def _keys_turn_and_zoom_it(window, qtbot):
    surface, map_ = window.stage.landscape.surface, window.stage.map
    surface.setFocus()
    QTest.keyClick(surface, Qt.Key.Key_Left)
    QTest.keyClick(surface, Qt.Key.Key_Up)
    assert surface.turn < TURN and surface.tilt > TILT
    for _ in range(20):
        QTest.keyClick(surface, Qt.Key.Key_Up)
    assert surface.tilt < np.pi / 2
    QTest.keyClick(surface, Qt.Key.Key_Home)
    assert (surface.turn, surface.tilt) == (TURN, TILT)
    width = np.ptp(map_.box.viewRange()[0])
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_Plus, Qt.Key.Key_Minus):
        QTest.keyClick(surface, key)
    assert np.ptp(map_.box.viewRange()[0]) == pytest.approx(width / 1.25)
    map_.fit()
    qtbot.waitUntil(lambda: _settled(surface))


def _shift_and_a_click_add_a_start_of_which_each_can_be_dragged(window, qtbot):
    surface, workbench = window.stage.landscape.surface, window.workbench
    first = _start(window)
    pixel = surface.rect().center() + QPoint(-30, 20)
    place = surface.place_at(QPointF(pixel))
    QTest.mouseClick(surface, LEFT, Qt.KeyboardModifier.ShiftModifier, pixel)
    qtbot.waitUntil(lambda: len(_starts(window)) == 2)
    qtbot.waitUntil(lambda: len(surface.sight.marks["starts"].shown) == 2)
    assert surface.start_at(QPointF(pixel)) == 1
    given = _starts(window)
    assert given[1] == pytest.approx(place.toTuple(), abs=0.05)
    _drag(surface, pixel, pixel + QPoint(20, 0))
    QTest.mouseRelease(surface, LEFT, NONE, pixel + QPoint(20, 0))
    moved = _starts(window)
    assert (moved[0] == first).all() and (moved[1] != given[1]).all()
    QTest.mouseMove(surface, pixel + QPoint(20, 0))
    qtbot.waitUntil(lambda: window.stage.pointed_start == 1)
    QTest.keyClick(window, Qt.Key.Key_Delete)  # it removes the start, and no optimizer
    assert len(_starts(window)) == 1 and len(workbench.experiment.optimizers) == 3
    workbench.undo()
    qtbot.waitUntil(lambda: len(surface.sight.marks["starts"].shown) == 2)
    shift = Qt.KeyboardModifier.ShiftModifier
    for spot in (QPoint(40, 20), QPoint(10, 40)):  # one after the other without a rest
        QTest.mouseClick(surface, LEFT, shift, surface.rect().center() + spot)
    spot = surface.rect().center() + QPoint(0, 10)
    QTest.mouseDClick(surface, LEFT, shift, spot)  # of which each press is one more
    QTest.mouseRelease(surface, LEFT, shift, spot)
    assert len(_starts(window)) == 5 and (surface.turn, surface.tilt) == (TURN, TILT)
    while workbench.can_undo and len(_starts(window)) > 1:
        workbench.undo()
    qtbot.waitUntil(lambda: _settled(surface) and len(surface.sight.marks["starts"].shown) == 1)


def _a_second_click_elsewhere_does_not_undo_the_first(window, qtbot):
    surface, workbench = window.stage.landscape.surface, window.workbench
    before, middle = _start(window), surface.rect().center()
    QTest.mouseClick(surface, LEFT, NONE, middle + QPoint(30, 10))
    place = surface.place_at(QPointF(middle + QPoint(-30, 20)))
    QTest.mouseClick(surface, LEFT, NONE, middle + QPoint(-30, 20))
    assert (_start(window) != before).any()  # of the first click
    first = _start(window)
    QTest.keyClick(surface, Qt.Key.Key_Left)  # what was clicked is meant, not what is there now
    qtbot.waitUntil(lambda: (_start(window) != first).any())
    assert tuple(_start(window)) == pytest.approx(place.toTuple(), abs=0.05)
    surface.reset()
    workbench.undo()


def _a_click_is_forgotten_with_what_it_was_on(window, qtbot):
    surface, workbench = window.stage.landscape.surface, window.workbench
    experiment = workbench.experiment
    for leave in (
        lambda: window.go_to("network"),
        lambda: workbench.set_objective(lambda: gd.Function("sphere")),
    ):
        qtbot.waitUntil(lambda: _settled(surface))
        QTest.mouseClick(surface, LEFT, NONE, surface.rect().center() + QPoint(30, 10))
        assert surface._click.isActive()
        leave()
        assert not surface._click.isActive() and surface._clicked is None
        window.go_to("descent")
    workbench.undo()
    assert workbench.experiment == experiment
    qtbot.waitUntil(lambda: _settled(surface))


def _a_picture_that_fails_is_said_and_the_next_one_is_drawn(window, qtbot, monkeypatch):
    surface = window.stage.landscape.surface

    def fail(*_):
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(SurfacePictures, "make", fail)
        QTest.keyClick(surface, Qt.Key.Key_Left)
        qtbot.waitUntil(surface.trouble.isVisible)
    assert surface.trouble.text() == FAILED
    QTest.keyClick(surface, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: _settled(surface) and not surface.trouble.isVisible())


def _the_run_under_the_mouse_is_lit(window, qtbot):
    surface = window.stage.landscape.surface
    qtbot.waitUntil(lambda: len(surface.sight.ahead) == 3)
    lines = [surface.pixel_of(line.shown) for line in surface.sight.ahead]
    line, *others = (each[np.isfinite(each[:, 0])] for each in reversed(lines))
    apart = np.hypot(*(line[:, None] - np.concatenate(others)).transpose(2, 0, 1)).min(axis=1)
    QTest.mouseMove(surface, QPointF(*line[np.argmax(apart)]).toPoint())
    colour = surface.sight.content.runs.colours[2]
    qtbot.waitUntil(lambda: window.drawing.lit == colour)
    assert surface.readout.text().startswith("Adam")


def _the_map_and_the_surface_mark_what_is_read_on_the_other(window, qtbot):
    surface, map_ = window.stage.landscape.surface, window.stage.map
    middle = surface.rect().center()
    QTest.mouseMove(surface, middle)
    place = surface.place_at(QPointF(middle))
    qtbot.waitUntil(lambda: len(map_._pointer.data) == 1)
    qtbot.waitUntil(
        lambda: np.stack(map_._pointer.getData())[:, 0] == pytest.approx(place.toTuple())
    )
    QTest.mouseMove(map_.viewport(), map_.viewport().rect().center())
    qtbot.waitUntil(lambda: surface._pointer is not None)
    read = map_.box.mapSceneToView(QPointF(map_.viewport().rect().center()))
    assert surface._pointer.toTuple() == pytest.approx(read.toTuple())
    shown, hidden = surface.sight.pixel(*read.toTuple())
    assert np.isfinite(shown).all() != np.isfinite(hidden).all()


def _names_and_steps_are_marked_as_on_the_map(window, qtbot):
    surface, map_ = window.stage.landscape.surface, window.stage.map
    window.loss.stepped.emit(3)
    qtbot.waitUntil(lambda: len(surface.sight.content.steps) == 3)
    assert np.isfinite(surface.sight.marks["steps"].shown).any()
    assert {label.text for label in surface.sight.content.labels} == {"SGD", "Momentum", "Adam"}
    window.loss.stepped.emit(None)
    QTest.mouseClick(window.stage.picture.labels, LEFT)
    qtbot.waitUntil(lambda: not surface.sight.content.labels and not surface.sight.content.steps)
    assert not map_.labels.boxes


def _arrows_of_the_gradient_lie_on_it(window, qtbot):
    surface, map_ = window.stage.landscape.surface, window.stage.map
    QTest.mouseClick(window.stage.picture.arrows, LEFT)
    qtbot.waitUntil(lambda: surface.sight is not None and len(surface.sight.arrows) > 30)
    sight, segments = surface.sight, map_.slopes.segments
    points = sight.terrain.points(segments)
    below = np.diff(points[..., 2], axis=1)
    assert (below[np.isfinite(below)] < 0).mean() > 0.95  # downhill
    pixels = sight.view.camera.project(points)[..., :2].reshape(-1, 1, 4)
    away = np.abs(sight.arrows.reshape(1, -1, 4) - pixels).max(axis=2).min(axis=0)
    assert away.max() < 1e-6  # each is one of the map's
    with_arrows = surface.picture.image.copy()
    QTest.mouseClick(window.stage.landscape.sides.buttons[SURFACE], LEFT)
    assert window.stage.picture.arrows.isVisible()
    QTest.mouseClick(window.stage.landscape.sides.buttons[BOTH], LEFT)
    QTest.mouseClick(window.stage.picture.arrows, LEFT)
    qtbot.waitUntil(lambda: _settled(surface) and not len(surface.sight.arrows))
    assert surface.picture.image != with_arrows


def test_a_surface_is_turned_zoomed_and_read_and_moves_the_start(shown, qtbot, monkeypatch):
    _runs_are_where_the_camera_sees_their_headless_points(shown)
    _a_drag_turns_it_and_moves_no_start(shown, qtbot)
    _the_wheel_zooms_the_map_about_what_is_under_the_mouse(shown, qtbot)
    _a_click_moves_the_start_to_what_is_read_there(shown, qtbot)
    _a_double_click_is_the_usual_camera_and_moves_no_start(shown, qtbot)
    _the_start_is_dragged(shown, qtbot)
    _keys_turn_and_zoom_it(shown, qtbot)
    _shift_and_a_click_add_a_start_of_which_each_can_be_dragged(shown, qtbot)
    _a_second_click_elsewhere_does_not_undo_the_first(shown, qtbot)
    _a_click_is_forgotten_with_what_it_was_on(shown, qtbot)
    _a_picture_that_fails_is_said_and_the_next_one_is_drawn(shown, qtbot, monkeypatch)
    _the_run_under_the_mouse_is_lit(shown, qtbot)
    _the_map_and_the_surface_mark_what_is_read_on_the_other(shown, qtbot)
    _names_and_steps_are_marked_as_on_the_map(shown, qtbot)
    _arrows_of_the_gradient_lie_on_it(shown, qtbot)


def test_it_is_chosen_by_buttons_and_keys_and_remembered(shown, qtbot, settings, open_window):
    stage, sides = shown.stage, shown.stage.landscape.sides
    surface = stage.landscape.surface
    assert sides.choice == BOTH and stage.map.isVisible() and surface.isVisible()
    QTest.mouseClick(sides.buttons[MAP], LEFT)
    QTest.mouseClick(sides.buttons[SURFACE], LEFT)
    QTest.mouseClick(sides.buttons[BOTH], LEFT)
    first, second = stage.landscape.sizes()
    assert 0.8 < first / second < 1.25
    QTest.mouseClick(sides.buttons[SURFACE], LEFT)
    assert surface.isVisible() and not stage.map.isVisible()
    assert shown.menus.sides[SURFACE].isChecked()
    stage.note("said")
    assert stage.chip.isVisible()
    QTest.keyClick(shown, Qt.Key.Key_S)
    QTest.keyClick(shown, Qt.Key.Key_S)
    assert sides.choice == MAP and not surface.isVisible() and stage.map.isVisible()
    shown.menus.sides[BOTH].trigger()
    assert settings.value("landscape") == BOTH and not shown.workbench.can_undo
    # functions of one variable, and networks, have none
    shown.workbench.replace(objective="x**2", start=None)
    assert stage.curve.isVisible() and not surface.isVisible() and sides.isHidden()
    again = open_window(gd.Experiment("sphere", ["sgd"], steps=5))
    assert again.stage.landscape.sides.choice == BOTH
    assert again.stage.landscape.surface.isVisible()


def test_a_surface_that_comes_back_is_not_shown_before_the_map_has_its_place(shown, qtbot):
    window, drawn = shown, []
    surface = window.stage.landscape.surface
    window.show_side(SURFACE)
    qtbot.waitUntil(lambda: _settled(surface))
    before, show = surface.sight.view, surface._show

    def note(picture):
        show(picture)
        if surface.picture is not None:
            drawn.append(surface.sight.view)

    surface._show = note
    surface.hide()
    window.stage.map.box.setRange(xRange=(-60, 60), yRange=(-1, 1), padding=0)
    surface.show()  # which asks for a picture of that
    window.stage.fit()
    qtbot.waitUntil(lambda: bool(drawn) and _settled(surface))
    assert {view.box for view in drawn} == {before.box}
