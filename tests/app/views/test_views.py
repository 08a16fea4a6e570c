"""The views, drawn from scenes that a script makes."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt

import gdsim as gd
from gdsim.app.look.theme import DARK
from gdsim.app.model.document import Document
from gdsim.app.views import landscape as scenery
from gdsim.app.views.cloud import painted
from gdsim.app.views.curve import CurveView
from gdsim.app.views.loss import LossView
from gdsim.app.views.map import MapView
from gdsim.app.views.plot import Plot, rounded
from gdsim.app.views.scales import floor, logarithms, nice_end, outline
from gdsim.app.views.step_arrows import Move, StepArrows
from gdsim.app.views.trails import MARGIN, Seen, distance, exits, joined
from gdsim.engine.verdict import Verdict
from tests.app.views.scenes import scene_of


class Plain:
    """An objective that NumPy evaluates."""

    def __init__(self, function, domain, minimum=None):
        self.function, self.domain, self.minimum = function, domain, minimum
        self.minima = ()
        self.variables = ("x", "y")[: len(domain)]
        self.parameters = {}
        self.expression = self

    def evaluate(self, points):
        with np.errstate(all="ignore"):
            return self.function(*np.asarray(points).T)

    def value(self, point):
        return float(self.function(*point))

    def settled(self):
        return self


# the landscape


def test_the_map_ranks_low_to_high_and_leaves_out_what_is_undefined():
    bowl = Plain(lambda x, y: np.log(x + 1) * 0 + x**2 + 3 * y**2, ((-2, 2), (-2, 2)))
    map_ = scenery.landscape(bowl, (-2.0, 2.0, -2.0, 2.0))
    half = scenery.SIDE // 2
    assert not map_.finite[:, : scenery.SIDE // 4].any() and map_.finite[:, half:].all()
    assert map_.ranks[half, half] <= 1 and map_.ranks[-1, -1] == 255
    assert (np.diff(map_.ranks[half:, half].astype(int)) >= 0).all()


def test_contour_lines_run_at_one_height():
    bowl = Plain(lambda x, y: x**2 + 3 * y**2, ((-2, 2), (-2, 2)))
    lines_ = scenery.landscape(bowl, (-2.0, 2.0, -2.0, 2.0)).lines
    gaps = np.flatnonzero(np.isnan(lines_[:, 0]))
    first = lines_[: gaps[0]]
    heights = first[:, 0] ** 2 + 3 * first[:, 1] ** 2
    assert len(gaps) >= scenery.LEVELS and np.ptp(heights) < 0.02 * heights.mean()


def test_a_flat_map_has_one_colour_and_no_lines():
    map_ = scenery.landscape(Plain(lambda x, y: 0 * x + 5, ((0, 1), (0, 1))), (0, 1, 0, 1))
    assert len(np.unique(map_.ranks)) == 1 and len(map_.lines) == 0


def test_a_parameter_with_several_values_is_drawn_at_its_first():
    settled = gd.Function("rosenbrock", b=[7, 9]).settled()
    assert settled.parameters["b"] == 7


# curves of runs


def test_steps_inside_one_pixel_are_left_out_and_runs_stay_apart():
    paths = np.array([[[0, 0], [0.1, 0.1], [5, 5], [5.2, 5.2]], [[9, 9], [8, 8], [7, 7], [6, 6]]])
    line = joined(paths.astype(float), (1.0, 1.0))
    np.testing.assert_array_equal(
        line, [[0, 0], [5, 5], [np.nan] * 2, [9, 9], [8, 8], [7, 7], [6, 6], [np.nan] * 2]
    )


def test_points_far_out_of_view_are_gaps():
    path = np.array([[[0, 0], [1e30, 0], [np.inf, 0], [3, 0]]])
    line = joined(path, (1.0, 1.0))
    np.testing.assert_array_equal(line, [[0, 0], [np.nan] * 2, [3, 0], [np.nan] * 2])
    near = joined(path + np.array([1e30, 0]), (1e22, 1.0), centre=(1e30, 0.0))
    assert len(near) > 1


# numbers


def test_a_click_means_no_more_digits_than_a_pixel():
    assert rounded(1.23456789, 0.004) == 1.235
    assert rounded(123.456, 20) == 123


# the losses


def test_the_loss_is_shown_as_it_is_where_the_minimum_is_zero(two):
    scene = scene_of(two.replace(objective="rosenbrock"), [[[4, 2, 1]], [[4, 3, 2]]])
    assert floor(scene) == (0.0, "loss")


def test_the_known_minimum_is_taken_off(two):
    styblinski = two.replace(objective="styblinski_tang", start=None)
    scene = scene_of(styblinski, [[[4, -20, -70]], [[4, 3, 2]]])
    low, name = floor(scene)
    assert low == styblinski.objective.minimum and name == "loss above the minimum"


def test_without_a_known_minimum_the_best_seen_is_taken_off(two):
    typed = two.replace(objective="x*y + y", start=None)
    scene = scene_of(typed, [[[4, -2, -7]], [[4, 3, 2]]])
    assert floor(scene) == (-7.0, "loss above the best seen")
    positive = scene_of(typed, [[[4, 3, 2]], [[4, 3, 2]]])
    assert floor(positive) == (0.0, "loss")


def test_a_loss_of_zero_does_not_break_the_log_axis():
    heights = logarithms(np.array([100.0, 1.0, 0.0, np.nan, np.inf]), 0.0)
    np.testing.assert_array_equal(heights, [2, 0, 0, np.nan, np.nan])


@pytest.mark.parametrize(
    ("step", "steps", "end"), [(0, 1000, 20), (21, 1000, 50), (600, 1000, 1000), (0, 7, 7)]
)
def test_the_step_axis_ends_at_a_round_number(step, steps, end):
    assert nice_end(step, steps) == end


def test_a_band_with_diverged_runs_reaches_over_the_top():
    polygon = outline(np.arange(3), np.zeros(3), np.array([1, 2, np.inf]), (-1.0, 4.0))
    assert [(p.x(), p.y()) for p in polygon][3:] == [(2, 5), (1, 2), (0, 1)]


def test_losses_are_drawn_and_hidden(qtbot, background, two):
    view = LossView(background)
    qtbot.addWidget(view)
    scene = scene_of(two, np.geomspace(100, 1, 30)[None, None].repeat(2, axis=0) * [[[1]], [[2]]])
    view.draw(scene, Document(two, (0, 1)), None)
    y = view.lines.curves[1].getData()[1]
    np.testing.assert_allclose(10**y, np.geomspace(200, 2, 30), rtol=1e-12)
    assert not view.lines.bands[0].isVisible()
    view.draw(scene, Document(two, (0, 1), frozenset({0})), None)
    assert not view.lines.curves[0].isVisible() and view.lines.curves[1].isVisible()


@pytest.mark.parametrize(
    ("last", "height"), [(500.0, np.log10(500)), (1e30, None), (np.inf, None), (np.nan, None)]
)
def test_a_diverged_run_is_crossed_at_the_step_of_its_verdict(qtbot, background, two, last, height):
    """Whatever its loss was there, and however few of its steps are drawn."""
    view = LossView(background)
    qtbot.addWidget(view)
    trace = np.array([[[1.0, 10, 1e3, np.nan, np.nan]], [[1.0, 0.9, 0.8, 0.7, 0.6]]])
    scene = scene_of(two, trace, [[Verdict.DIVERGED], [0]])
    loss, steps = scene.loss.copy(), scene.steps_taken.copy()
    loss[0, 0], steps[0, 0] = last, 3
    scene = replace(scene, loss=loss, steps_taken=steps)
    view.draw(scene, Document(two, (0, 1)), None)
    (spot,) = view._ends.points()
    low, top = view.box.viewRange()[1]
    assert spot.pos().x() == 3
    assert spot.pos().y() == pytest.approx(height or top - 0.02 * (top - low))


def test_the_readout_names_the_nearest_optimizer(qtbot, background, two):
    view = LossView(background)
    qtbot.addWidget(view)
    scene = scene_of(two, [[[100, 10, 1]], [[100, 50, 25]]])
    view.draw(scene, Document(two, (0, 1)), None)
    assert view.read(2.0, np.log10(20)) == "Adam   step 2   loss 25"


# the map and the curve


def test_the_map_draws_runs_start_and_minima(qtbot, background, two, make):
    view = make(MapView, background)
    view.resize(400, 300)
    view.show_objective(Plain(lambda x, y: x**2 + y**2, ((-2.0, 2.0), (-1.0, 1.0))))
    qtbot.waitUntil(lambda: view.landscape is not None)
    (left, right), (bottom, top) = view.box.viewRange()
    assert left <= -2 and right >= 2 and bottom <= -1 and top >= 1
    width, height = view.pixel
    assert width == pytest.approx(height)  # x^2 + y^2 is round
    scene = scene_of(two, np.ones((2, 1, 9)))
    view.recolour(DARK)
    view.draw(scene, Document(two, (0, 1), frozenset({1})), 0)
    assert view.trails._curves[0].isVisible() and not view.trails._curves[1].isVisible()
    assert view.starts.points()[0].pos() == QPointF(-1.1, 0.7)
    assert view.read(1.0, 0.5) == "x 1   y 0.5   f 1.25"


def test_far_from_the_origin_a_pixel_still_has_a_size_and_a_step_its_arrow(make):
    far, width = 2.0**30, 2.0**-16  # 32 numbers that can be told apart, and 300 pixels
    plot = make(Plot)
    plot.resize(400, 300)
    plot.box.setRange(xRange=(far, far + width), yRange=(-1e-6, 1e-6), padding=0)
    arrows = StepArrows(plot, 1)
    step, steep = np.array([width / 2, 0.0]), np.array([0.0, 1e308])
    arrows.show_move(Move(np.array([far, 0.0]), step, steep, None), DARK)
    left, right = plot.box.viewRange()[0]
    assert plot.pixel[0] * plot.box.width() == pytest.approx(right - left) and left < right
    arrows.settle()
    assert len(arrows._paths) == 1  # the step's: a slope that overflows has no direction


def test_a_path_is_crossed_where_it_leaves_the_view_for_good():
    seen = Seen([[-1.0, 1.0], [0.0, 1.0]], np.full(2, 0.02), (0.0, 0.5), 300.0)  # 100 by 50 px
    inset = 0.02 * MARGIN
    paths = np.full((5, 4, 2), np.nan)
    paths[0, :3] = [[0, 0.5], [0.4, 0.5], [1e9, 0.5]]  # to the right
    paths[1] = [[0, 0.5], [0, 7], [0.5, 0.5], [0.5, -9e30]]  # up, back, down
    paths[2, :2] = [[0, 0.3], [0.2, 0.4]]  # ends in view
    paths[3, :2] = [[-4, 0.5], [-9, 0.5]]  # was never in view
    expected = [[1 - inset, 0.5], [0.5, inset], [0.2, 0.4], [-1 + inset, 0.5]]
    np.testing.assert_allclose(exits(paths, seen), expected, atol=1e-9)


def test_the_distance_to_a_line_is_that_to_its_nearest_piece():
    line = np.array([[0, 0], [4, 0], [np.nan, np.nan], [10, 3], [10, 9]])
    assert distance(line, np.array([3, 2])) == 2
    assert distance(line, np.array([7, 0])) == 3  # the gap is no piece
    assert distance(line, np.array([14, 12])) == 5
    assert distance(line[:1], np.array([0, 0])) == np.inf


def test_a_diverged_run_has_a_cross_at_the_edge_of_the_map(qtbot, background, two, make):
    view = make(MapView, background)
    view.resize(400, 300)
    view.show_objective(Plain(lambda x, y: x**2 + y**2, ((-2.0, 2.0), (-1.0, 1.0))))
    scene = scene_of(two, np.ones((2, 1, 9)), [[Verdict.DIVERGED], [0]])
    scene.path[0, 0, :, 0] *= 50
    view.draw(scene, Document(two, (0, 1)), None)
    (cross,) = view.trails.crosses.points()
    assert -2 < cross.pos().x() < 2 and abs(cross.pos().y()) < 0.1
    assert len(view.trails.heads.points()) == 1
    view.draw(scene, Document(two, (0, 1), frozenset({0})), None)
    assert not len(view.trails.crosses.points())
    view.draw(scene, Document(two, (0, 1)), None)
    view.box.setRange(xRange=(-90.0, 90.0), yRange=(-2.0, 2.0), padding=0)
    # zoomed out the run ends in view, and the cross goes there
    qtbot.waitUntil(lambda: abs(view.trails.crosses.points()[0].pos().x()) > 40)


def test_of_more_runs_than_are_drawn_each_head_has_the_verdict_of_its_own_run(
    qtbot, background, two, monkeypatch
):
    monkeypatch.setattr("gdsim.app.worker.scene.SHOWN_RUNS", 3)
    view = MapView(background)
    qtbot.addWidget(view)
    verdict = np.zeros((2, 5), int)
    verdict[0, 2] = Verdict.DIVERGED  # the second of those drawn: 0, 2 and 4
    scene = scene_of(two, np.ones((2, 5, 9)), verdict)
    heads = np.arange(12.0).reshape(2, 3, 2)
    scene = replace(scene, path=scene.path[:, :3], heads=heads)
    view.draw(scene, Document(two, (0, 1), frozenset({1})), None)
    places = [(spot.pos().x(), spot.pos().y()) for spot in view.trails.heads.points()]
    assert places == [(0, 1), (4, 5)]


def test_runs_that_have_moved_since_are_drawn_where_they_are(qtbot, background, two, make):
    """Also where another plane or other looks come with them, or others were drawn between."""
    view = make(MapView, background)
    view.show_objective(two.objective)
    document = Document(two, (0, 1))
    first = replace(
        scene_of(two, np.linspace(3, 1, 9)[None, None].repeat(2, 0)), numbers=np.array([0])
    )

    def shown():
        return view.trails.heads.getData()[0].tolist()

    view.draw(first, document, None)
    for place, lit in ((0.25, None), (0.5, 1), (0.75, 1)):
        moved = replace(first, heads=np.full_like(first.heads, place))
        assert moved.has_moved_from(first)
        view.draw(moved, document, lit)
        assert shown() == [place, place]
        assert view.trails.nearest(place, place) is not None
    view.clear_runs()
    view.draw(moved, document, 1)
    assert shown() == [0.75, 0.75]
    view.draw(moved, replace(document, hidden=frozenset({0})), 1)
    assert shown() == [0.75]


def test_zooming_has_the_map_computed_again(qtbot, background, make):
    view = make(MapView, background)
    domain = (-2.0, 2.0, -0.1, 0.1)  # so flat that each side has a scale of its own
    view.show_objective(Plain(lambda x, y: x**2 + y**2, (domain[:2], domain[2:])))
    qtbot.waitUntil(lambda: view.landscape is not None)
    view.box.setRange(xRange=(0.0, 1.0), yRange=(0.0, 0.5), padding=0)
    qtbot.waitUntil(lambda: view.landscape.box == (0.0, 1.0, 0.0, 0.5))
    view.fit()
    qtbot.waitUntil(lambda: view.landscape.box == domain)


def test_a_click_on_the_map_is_a_point(qtbot, background, make):
    view = make(MapView, background)
    view.resize(400, 300)
    view.show_objective(Plain(lambda x, y: x**2 + y**2, ((-2.0, 2.0), (-1.0, 1.0))))
    qtbot.waitExposed(view)
    place = view.mapFromScene(view.box.mapViewToScene(QPointF(0.5, 0.25)))
    with qtbot.waitSignal(view.clicked) as clicked:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert clicked.args[0] == pytest.approx((0.5, 0.25), abs=0.02)


def test_the_curve_draws_runs_on_itself(qtbot, background, make):
    one = gd.Experiment("x**4 - x", [gd.SGD(), gd.Adam()], start=1.5, steps=9)
    view = make(CurveView, background)
    view.show_objective(Plain(lambda x: x**4 - x, ((-2.0, 2.0),)))
    qtbot.waitUntil(lambda: view._line.getData()[0] is not None)
    x, y = view._line.getData()
    np.testing.assert_allclose(y, x**4 - x)
    view.draw(
        scene_of(one, np.linspace(3, 1, 9)[None, None].repeat(2, 0)), Document(one, (0, 1)), None
    )
    heads = [(spot.pos().x(), spot.pos().y()) for spot in view.trails.heads.points()]
    assert heads == [(1, 1), (1, 1)]


def test_runs_that_are_everywhere_cover_no_landscape_and_a_crowd_stands_out():
    hue = [(200, 0, 0)]
    even = painted(np.full((1, 30, 40), 20, np.float32), hue)[5:-5, 5:-5, 3]
    assert even.min() > 0.05 * 255 and even.max() < 0.1 * 255
    crowd = np.zeros((1, 30, 40), np.float32)
    crowd[0, 10, 10] = 24_000
    assert painted(crowd, hue)[10, 10, 3] == pytest.approx(0.85 * 255, abs=3)
