"""The sliders of number fields: dragged, pressed and clicked twice with a real mouse."""

import itertools

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest

import gdsim as gd
from gdsim.app.controls.fields import NumberField
from gdsim.app.controls.optimizers import OptimizersControl
from gdsim.base.axes import logspace
from gdsim.base.ranges import SEEDS, Hyper, positive, unit

LEFT = Qt.MouseButton.LeftButton
RATE = Hyper(0.01, positive, log=True)


@pytest.fixture
def field(qtbot):
    """A field of a rate, and all that was asked of it."""
    asked = []

    def apply(value):
        asked.append(value)
        made.set_value(value)

    made = NumberField(apply, RATE)
    qtbot.addWidget(made)
    made.resize(160, 31)
    made.set_value(0.01)
    made.show()
    made.asked = asked
    return made


def at(slider, value):
    return QPoint(round(slider.place_of(value)), slider.height() // 2)


def test_a_drag_of_the_handle_sets_every_number_on_the_way(field):
    slider = field.slider
    QTest.mousePress(slider, LEFT, pos=at(slider, 0.01))
    assert field.asked == []  # taking the handle moves nothing
    for value in (0.02, 0.1, 1.0):
        QTest.mouseMove(slider, at(slider, value))
    QTest.mouseRelease(slider, LEFT, pos=at(slider, 1.0))
    assert field.asked == sorted(field.asked) and len(field.asked) == 3
    assert field.value == pytest.approx(1.0, rel=0.1) and field.text() == f"{field.value:g}"
    QTest.mouseMove(slider, at(slider, 0.001))
    assert len(field.asked) == 3  # it was let go


def test_a_press_beside_the_handle_brings_it_there(field):
    QTest.mouseClick(field.slider, LEFT, pos=at(field.slider, 1e-3))
    assert field.value == pytest.approx(1e-3, rel=0.1)


def test_a_double_click_brings_the_default_back(field):
    field.set_value(3.0)
    QTest.mouseDClick(field.slider, LEFT, pos=at(field.slider, 0.5))
    assert field.value == 0.01


def test_a_number_at_an_end_has_room_again_once_it_is_let_go(field):
    slider = field.slider
    QTest.mousePress(slider, LEFT, pos=at(slider, 0.01))
    QTest.mouseMove(slider, at(slider, 10))
    assert field.value == slider.scale.high == 10
    QTest.mouseRelease(slider, LEFT, pos=at(slider, 10))
    assert slider.scale.low < 10 < slider.scale.high == 10_000


def test_a_drag_goes_on_past_the_ends_of_a_log_scale_and_back(field):
    slider = field.slider
    QTest.mousePress(slider, LEFT, pos=at(slider, 0.01))
    decade = slider.place_of(1.0) - slider.place_of(0.1)
    scale, end = slider.scale, at(slider, 10)
    QTest.mouseMove(slider, end + QPoint(round(4 * decade), 0))
    assert field.value == pytest.approx(1e5, rel=0.1)
    QTest.mouseMove(slider, QPoint(9000, 0))
    assert field.value == 1e10 and slider.scale == scale  # as far as it goes
    QTest.mouseMove(slider, at(slider, 0.1))
    assert field.value == pytest.approx(0.1, rel=0.1)
    QTest.mouseMove(slider, QPoint(-round(2 * decade), 0))
    assert 1e-8 < field.value < 1e-6
    QTest.mouseRelease(slider, LEFT)


def test_several_numbers_are_a_stretch_of_the_slider(field):
    field.set_value(logspace(1e-3, 1, 5))
    QTest.mouseClick(field.slider, LEFT, pos=at(field.slider, 0.1))
    assert field.value == pytest.approx(0.1, rel=0.1)


def test_page_keys_take_long_strides_and_stop_at_the_range(field, qtbot):
    qtbot.keyClick(field, Qt.Key.Key_PageUp)
    assert field.value == 0.1
    qtbot.keyClick(field, Qt.Key.Key_PageDown)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert field.value == 0.005


def test_the_wheel_turns_a_field_whose_slider_was_pressed(field, qtbot):
    qtbot.waitExposed(field)
    field.activateWindow()
    QTest.mouseClick(field.slider, LEFT, pos=at(field.slider, 0.01))
    qtbot.waitUntil(field.hasFocus)
    place = field.slider.geometry().center()
    QTest.wheelEvent(field.windowHandle(), place, QPoint(0, 120))
    assert field.value == 0.02


def test_space_plays_unless_something_is_being_typed(field, qtbot):
    played = []
    QShortcut(QKeySequence("Space"), field, lambda: played.append(True))
    qtbot.waitExposed(field)
    field.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClick(field, Qt.Key.Key_Space)
    assert played == [True] and field.text() == "0.01"
    qtbot.keyClicks(field, "0.1,")
    qtbot.keyClick(field, Qt.Key.Key_Space)
    assert played == [True] and field.text() == "0.1, 0.01"


@pytest.mark.parametrize(
    ("hyper", "options"), [(Hyper(0, SEEDS, whole=True), {}), (RATE, {"slides": False})]
)
def test_what_has_no_order_has_no_slider(qtbot, hyper, options):
    field = NumberField(lambda value: None, hyper, **options)
    qtbot.addWidget(field)
    assert field.slider is None


def test_decay_rates_have_their_nines_apart(qtbot):
    field = NumberField(lambda value: None, Hyper(0.999, unit))
    qtbot.addWidget(field)
    field.resize(160, 31)
    places = [field.slider.place_of(value) for value in (0, 0.9, 0.99, 0.999)]
    gaps = [right - left for left, right in itertools.pairwise(places)]
    assert gaps == pytest.approx([gaps[0]] * 3)


def test_a_drag_is_one_step_of_undo_however_long_it_takes(make, workbench, formulas, monkeypatch):
    clock = iter(range(0, 1000, 60))
    monkeypatch.setattr("gdsim.app.model.workbench.time.monotonic", lambda: next(clock))
    control = make(OptimizersControl, workbench, formulas)
    control.resize(300, 300)
    QTest.qWait(20)
    slider = control.rows[1].rate.slider
    before = workbench.experiment
    QTest.mousePress(slider, LEFT, pos=at(slider, 0.05))
    for value in (0.1, 0.3, 1.0):
        QTest.mouseMove(slider, at(slider, value))
        QTest.qWait(20)
    QTest.mouseRelease(slider, LEFT, pos=at(slider, 1.0))
    rate = workbench.experiment.optimizers[1].settings["lr"]
    assert rate == pytest.approx(1.0, rel=0.15)
    assert workbench.experiment.optimizers[1] == gd.Adam(lr=rate, beta1=0.8)
    workbench.undo()
    assert workbench.experiment == before and not workbench.can_undo
