"""The gradient by hand: the wheel is turned, the steepest direction is found and then revealed."""

import math
import threading

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

import gdsim as gd
from gdsim.app.calculus import gradient_view
from gdsim.app.calculus.gradient_view import GradientView
from gdsim.app.calculus.subject import Subject
from gdsim.app.look.figures import figures
from gdsim.app.worker.background import Background
from gdsim.learn.derivatives.compass import compass
from gdsim.learn.derivatives.gradient import gradient
from tests.app.by_hand import drag
from tests.app.calculus.conftest import shown_text

BOWL = "x**2 + 3*y**2"


@pytest.fixture
def view(look):
    return look("gradient", BOWL, x=2.0, y=1.0)


def turn_to(qtbot, wheel, *degrees):
    """Drag the arrow of the wheel round."""
    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(wheel, left, pos=wheel.tip().toPoint())
    for each in degrees:
        angle = math.radians(each)
        away = QPointF(100 * math.cos(angle), -100 * math.sin(angle))
        spot = QPointF(wheel.width() / 2, wheel.height() / 2) + away
        event = QMouseEvent(
            QEvent.Type.MouseMove, spot, wheel.mapToGlobal(spot), Qt.MouseButton.NoButton, left,
            Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        QApplication.sendEvent(wheel, event)
    qtbot.mouseRelease(wheel, left, pos=wheel.tip().toPoint())


def test_the_first_contours_do_not_wait_for_the_slopes(
    qtbot, make, formulas, background, monkeypatch
):
    may_measure = threading.Event()

    def measured(*given):
        may_measure.wait(20)
        return compass(*given)

    monkeypatch.setattr(gradient_view, "compass", measured)
    view = make(GradientView, formulas, background, Background())
    view.show_subject(Subject.of(gd.Function(BOWL)))
    qtbot.waitUntil(lambda: view.plot.landscape is not None)
    assert view.compass is None and view.plot.names == {"bottom": "x", "left": "y"}
    may_measure.set()
    qtbot.waitUntil(lambda: view.compass is not None)


def test_the_arrow_is_turned_and_its_slope_is_measured(view, qtbot):
    turn_to(qtbot, view.wheel, 0, 350)
    assert view.wheel.degrees == pytest.approx(350, abs=1)
    here = compass(BOWL, (2, 1))
    step = here.step(view.wheel.degrees)
    assert step.value == pytest.approx(here.measured(view.wheel.degrees), abs=1e-6)
    assert view.slope.text.endswith(f"= {figures(here.measured(view.wheel.degrees))}")
    assert "∂f" not in view.slope.text  # which would tell the gradient
    # What was turned over is drawn, and no more.
    seen = np.flatnonzero(view.wheel.seen)
    assert {0, 10, 20, 30, 350}.issubset(seen.tolist()) and len(seen) < 60


def test_the_steepest_ascent_is_found_by_hand_and_revealed_with_its_numbers(view, qtbot):
    assert view.task.text().startswith("Turn the arrow: in which direction is the slope largest?")
    ascent = math.degrees(math.atan2(6, 4))
    turn_to(qtbot, view.wheel, 45, round(ascent))
    assert "No direction is steeper" in view.task.text()
    assert "∇f" not in view.worked.text
    qtbot.mouseClick(view.reveal, Qt.MouseButton.LeftButton)
    explained = {step.name: step.value for step in gradient(BOWL, (2, 1)).steps}
    assert explained["∂f/∂x"] == 4 and explained["∂f/∂y"] == 6
    for line in (
        "∂f/∂x = 2*x = 2·2 = 4", "∂f/∂y = 6*y = 6·1 = 6", "= (4, 6)",
        "= sqrt(4^2 + 6^2) = 7.211", "Steepest ascent at 56.31°", "perpendicular to the gradient",
    ):  # fmt: skip
        assert line in view.worked.text
    # On the map, where both axes have one scale, it is perpendicular to the contour.
    right, up = view.plot.gradient.lengths[0]
    assert math.degrees(math.atan2(up, right)) == pytest.approx(ascent, abs=0.1)
    x, y = view.plot.level.getData()
    assert (x[1] - x[0]) * 4 + (y[1] - y[0]) * 6 == pytest.approx(0, abs=1e-9)


def test_partial_derivatives_are_the_slopes_along_the_axes(view, qtbot):
    view.reveal.setChecked(True)
    for degrees, slope in ((0, 4), (90, 6), (180, -4), (270, -6)):
        view.wheel.turn(degrees)
        assert view.compass.step(degrees).value == pytest.approx(slope)
        assert f"= {slope}".replace("-", "−") in view.slope.text


def test_the_point_is_dragged_over_the_contours(view, page, qtbot):
    qtbot.waitUntil(lambda: view.plot.landscape is not None, timeout=60_000)
    drag(view.plot, [(2.0, 1.0), (0.0, 0.0), (-1.0, 2.0)])
    x, y = page.subject.point
    assert (x, y) == pytest.approx((-1.0, 2.0), abs=0.05)
    qtbot.waitUntil(lambda: view.compass.point == (x, y))
    assert view.compass.partials == pytest.approx((2 * x, 6 * y))
    assert list(view.compass.partials) == gradient(BOWL, (x, y)).data["gradient"]


def test_keys_move_the_point_and_turn_the_arrow(view, page, qtbot):
    page.move_to((1.96, 1.0))
    qtbot.keyClick(view.plot, Qt.Key.Key_Right)
    assert page.subject.point == (2.0, 1.0)
    qtbot.keyClick(view.plot, Qt.Key.Key_Down)
    assert page.subject.point[1] < 1.0
    view.wheel.turn(40)
    qtbot.keyClick(view.wheel, Qt.Key.Key_Left)
    assert view.wheel.degrees == 41
    qtbot.keyClick(view.wheel, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert view.wheel.degrees == 30


def test_of_one_variable_there_is_no_plane_and_the_last_picture_stays(view, page, qtbot):
    page.head.text.setPlainText("x**2")
    page.head.commit()
    qtbot.waitUntil(lambda: "x**2 has one variable" in page.head.error.text())
    assert view.compass.partials == (4.0, 6.0)
    page.choose("derivative")
    qtbot.waitUntil(lambda: shown_text(page) == "x**2")
    assert page.head.error.text() == ""


def test_the_picture_of_the_function_before_moves_no_point(view, page, qtbot):
    view._subject = page.subject = Subject.of(gd.Function("x**2"), {"x": 3.0})
    qtbot.keyClick(view.plot, Qt.Key.Key_Left)
    assert page.subject.point == (3.0,)
