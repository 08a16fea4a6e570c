"""The widget and its page: what the hand does there comes back as runs.

The page runs in Qt's engine for JavaScript, in a document that keeps what is put into it.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

import gdsim as gd
from gdsim.base import assets
from tests.conftest import WITHOUT_QT

pytest.importorskip("anywidget")
EXPERIMENT = gd.Experiment(
    gd.Function("x**2 + 3*y**2", domain=((-2, 3), (-1, 2))),
    [gd.SGD(lr=0.05), gd.Momentum(lr=0.04, momentum=0.9)],
    start=(2.0, 1.0),
    steps=40,
)


class Page:
    """The widget's page, which has the state of a widget and gives back what it wishes."""

    def __init__(self, widget):
        from PySide6.QtQml import QJSEngine

        self.widget, self.engine = widget, QJSEngine()
        self.do(Path(__file__).with_name("page.js").read_text())
        for name in ("widget", "drawing"):
            module = self.engine.importModule(str(assets.path(f"pages/{name}.js")))
            assert not module.isError(), module.toString()
            self.engine.globalObject().setProperty(name, module)
        for name in ("sliders", "ground", "drawing"):
            self.do(f"traits.{name} = {script(getattr(widget, name))}")
        self.do("widget.render({model, el: root})")

    def do(self, text):
        """The value of a line of JavaScript."""
        value = self.engine.evaluate(text)
        assert not value.isError(), f"{value.toString()}: {text[:200]}"
        return value.toVariant()

    def has(self, text):
        """The value of a line, as Python has it."""
        return json.loads(self.do(f"JSON.stringify({text})"))

    def answer(self):
        """Hand what the page wishes to the widget, and what it draws to the page."""
        ground = self.widget.ground
        self.widget.wish = self.has("traits.wish")
        if self.widget.ground is not ground:
            self.do(f"put('ground', {script(self.widget.ground)})")
        self.do(f"put('drawing', {script(self.widget.drawing)})")

    def slide(self, number, place):
        """Move a slider; the first range is the step's."""
        self.do(f"found('input', {number + 1}).value = {place}")
        self.do(f"found('input', {number + 1}).tell('input')")

    def last_line(self, canvas):
        """Where the last line that was drawn on a canvas ends, in px."""
        return [c[1:] for c in self.has(f"found('canvas', {canvas}).calls") if c[0] == "lineTo"][-1]


def script(value):
    """A value as JavaScript has it; bytes as a view of a buffer, as widgets pass them."""
    if isinstance(value, bytes):
        return f"bytes({json.dumps(value.decode('latin1'))})"
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(k)}: {script(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(script, value)) + "]"
    return json.dumps(value)


@pytest.fixture
def page(qapp):
    return Page(gd.widget(EXPERIMENT, ["lr", "momentum"]))


needs_qt = pytest.mark.skipif(bool(WITHOUT_QT), reason=WITHOUT_QT or "-")


@needs_qt
def test_a_slider_asks_for_other_runs_once_the_last_ones_have_come(page):
    assert page.do("found('input', 1).value") == page.widget.sliders[0]["place"]
    page.slide(0, 0.25)
    page.slide(0, 0.75)
    assert page.do("saved") == 1 and page.has("traits.wish.places[0]") == 0.25
    page.answer()
    assert page.do("saved") == 2 and page.has("traits.wish.places[0]") == 0.75
    page.answer()
    assert page.do("saved") == 2
    scale = page.widget._moved.sliders[0].scale
    made = page.widget.experiment
    assert made.optimizers == (
        gd.SGD(lr=scale.value(0.75)), gd.Momentum(lr=0.04, momentum=0.9),
    )  # fmt: skip
    wanted = made.replace(record="loss").run()["trace_loss"].values
    got = np.frombuffer(page.widget.drawing["runs"][0]["losses"], np.float32)
    np.testing.assert_array_equal(got, wanted[0])
    texts = page.has("[...Array(20).keys()].map((at) => found('span', at)?.textContent)")
    assert "SGD: lr" in texts and page.widget.drawing["said"][0] in texts


@needs_qt
def test_the_start_is_dragged_on_the_map(page):
    at = (
        page.has("drawing.frame([-2, 3, -1, 2], false, 400, 320).x(1.5)"),
        page.has("drawing.frame([-2, 3, -1, 2], false, 400, 320).y(-0.5)"),
    )
    event = f"{{clientX: {at[0]}, clientY: {at[1]}, pointerId: 1}}"
    page.do(f"found('canvas', 0).tell('pointermove', {event})")
    assert page.do("saved") == 0  # no button is held
    page.do(f"found('canvas', 0).tell('pointerdown', {event})")
    page.answer()
    np.testing.assert_allclose(page.widget.experiment.start.coordinates, (1.5, -0.5))
    page.do("found('canvas', 0).tell('pointerup')")
    page.do(f"found('canvas', 0).tell('pointermove', {event})")
    assert page.do("saved") == 1


@needs_qt
def test_the_step_is_dragged_and_played(page):
    whole = page.last_line(1)
    page.do("found('input', 0).value = 7")
    page.do("found('input', 0).tell('input')")
    part = page.last_line(1)
    x = page.has("drawing.frame([0, 40, 1, 2], false, 400, 320).x(7)")
    assert part[0] == pytest.approx(x) and whole[0] > part[0]
    page.do("found('button', 0).tell('click')")
    assert page.do("found('button', 0).textContent") == "Pause"
    for _ in range(40):
        page.do("tick()")
    assert page.do("found('button', 0).textContent") == "Play" and page.last_line(1) == whole


@needs_qt
def test_what_is_refused_leaves_the_last_runs_and_a_sentence(page):
    old = page.widget.drawing["runs"]
    page.widget.wish = {"number": 1, "places": [], "start": [float("nan"), 1.0]}
    assert page.widget.drawing["runs"] is old and page.widget.experiment == EXPERIMENT
    page.do(f"put('drawing', {script(page.widget.drawing)})")
    assert "start must be any finite number, got nan" in page.has(
        "[...Array(40).keys()].map((at) => found('div', at)?.textContent)"
    )


@needs_qt
def test_ticks_are_round_numbers_and_are_written_short(page):
    assert page.has("drawing.ticks(-2, 3)") == [-2, 0, 2]
    assert page.has("drawing.ticks(0.003, 40000, true)") == [0.01, 1, 100, 10000]
    written = page.has("[1e-7, 2.5e-7, -0.25, 40000, 1e6].map((each) => drawing.written(each))")
    assert written == ["10⁻⁷", "2.5·10⁻⁷", "−0.25", "40000", "10⁶"]


def test_of_more_variables_and_networks_only_losses_are_drawn():
    data = gd.datasets.circle(samples=30, noise=0.05, seed=3)
    network = gd.Network(layers=[2, 3, 1], loss="binary_cross_entropy", data=data)
    made = gd.widget(gd.Experiment(network, gd.SGD(lr=0.3), steps=20))
    assert made.ground == {"kind": ""} and not made.drawing["drags"]
    assert [each["title"] for each in made.sliders] == ["lr"]
    assert made.drawing["runs"][0]["path"] == b""


def test_without_its_package_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "anywidget", None)
    monkeypatch.delitem(sys.modules, "gdsim.notebook.page", raising=False)
    with pytest.raises(ImportError, match=r"widgets need anywidget, .* 'gdsim\[notebook\]'"):
        gd.widget(EXPERIMENT)
