"""The small pictures that are shipped with experiments and lessons."""

import numpy as np
import pytest
from PySide6.QtCore import QSize

import gdsim as gd
from gdsim.app.look.theme import LIGHT, THEMES, class_colour, series_colour
from gdsim.app.model.recent import examples, lessons
from gdsim.app.start import sketch as module
from gdsim.app.start.sketch import FORMAT, SHAPE, Sketch, shipped, sketch
from gdsim.app.start.thumbnails import drawn
from gdsim.base import assets

PATHS = {path.parent.name + "/" + path.stem: path for each in (examples, lessons)
         for path in each().values()}  # fmt: skip


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_each_is_of_the_experiment_as_it_is(path):
    assert shipped(path).is_file(), "make sketches"
    with np.load(shipped(path)) as kept:
        made_of = [gd.Experiment.load(path).hash, FORMAT.decode()]
        assert kept["made_of"].tolist() == made_of, "make sketches"
    made = Sketch.load(path)
    assert made.lines or made.outputs.size
    assert all(len(line) > 1 and np.isfinite(line).all() for line in made.lines)


def test_runs_are_drawn_on_what_they_move_on_and_their_way_is_seen_large():
    map_ = sketch(gd.Experiment("x**2 + 3*y**2", ["sgd", "adam"], lr=0.1, start=(3, 1.5), steps=30))
    assert map_.heights.shape[0] > 30 and np.isnan(map_.ground).any()
    way = np.concatenate(map_.lines)
    assert way.min() > 0.05 and way.max() < 0.95
    assert np.ptp(way, axis=0).max() > 0.5  # it takes most of the picture
    across, up = map_.lines[0][0] - map_.lines[0][-1]  # from the start to the minimum
    assert across * SHAPE / up == pytest.approx(2.0, rel=0.05)  # both axes have one scale
    text = "x**4/4 - x**2/2"
    graph = sketch(gd.Experiment(text, "sgd", lr=0.1, start=(1.8,), steps=30))
    assert not graph.heights.size and np.isfinite(graph.ground).all()
    (line,) = graph.lines
    on = np.interp(line[:, 0], graph.ground[:, 0], graph.ground[:, 1])
    np.testing.assert_allclose(line[:, 1], on, atol=0.01)
    losses = sketch(gd.Experiment("x**2 + y**2 + z**2", "sgd", lr=0.1, start=(1, 1, 1), steps=9))
    assert not losses.heights.size and not losses.ground.size and len(losses.lines) == 1


def colours_of(made, theme=LIGHT, size=(120, 80)):
    """The colours of the pixels of a sketch, by their names."""
    picture = drawn(made, theme, QSize(*size), 1.0).toImage()
    return {picture.pixelColor(x, y).name() for x in range(size[0]) for y in range(size[1])}


def test_a_network_of_two_inputs_shows_its_classes_and_where_they_meet(qapp, training):
    trained = training.replace(lr=0.3, steps=400)  # a disc in a ring
    made = sketch(trained)
    assert made.outputs.shape[2] == 2 and not made.lines and len(made.ground) > 10
    size = len(made.outputs) - 1
    places = np.round(made.spots * size).astype(int)
    is_right = made.outputs[places[:, 1], places[:, 0]].argmax(axis=1) == made.marks
    assert is_right.mean() > 0.9 and {0, 1} == set(made.marks.tolist())
    for theme in THEMES.values():
        found = colours_of(made, theme)
        assert {class_colour(n, theme).name() for n in (0, 1)} <= found


def test_of_two_inputs_and_values_the_outputs_are_shades(qapp):
    points = [(x, y) for x in (-1.0, 0.0, 1.0) for y in (-1.0, 0.0, 1.0)]
    data = {"inputs": points, "targets": [x + 2 * y for x, y in points]}
    of = gd.Network([2, 1], data=gd.datasets.from_arrays(**data))
    made = sketch(gd.Experiment(of, "sgd", lr=0.1, steps=200))
    assert made.outputs.shape[2] == 1 and np.ptp(made.outputs) == 255
    assert made.marks.tolist() == [round(254 * (x + 2 * y + 3) / 6) for x, y in points]
    assert len(colours_of(made)) > 100


def test_a_network_of_one_input_shows_its_curves_through_the_samples(qapp):
    xs = np.linspace(-1, 1, 9)
    data = gd.datasets.from_arrays(inputs=xs[:, None], targets=2 * xs + 1)
    made = sketch(gd.Experiment(gd.Network([1, 1], data=data), ["sgd", "adam"], lr=0.1, steps=300))
    assert len(made.lines) == 2 and not made.outputs.size
    for line in made.lines:
        at = np.interp(made.spots[:, 0], line[:, 0], line[:, 1])
        np.testing.assert_allclose(at, made.spots[:, 1], atol=0.02)
    assert series_colour(1, LIGHT).name() in colours_of(made)  # which lies above the other one


@pytest.mark.parametrize("value", [0.0, 2.5e5])
def test_where_all_targets_are_equal_the_curve_is_seen_beside_them(value):
    data = gd.datasets.from_arrays(inputs=[[-1.0], [0.0], [1.0]], targets=[value] * 3)
    network = gd.Network([1, 1], data=data)
    (line,) = sketch(gd.Experiment(network, "sgd", lr=0.1, steps=100, dtype="float64")).lines
    np.testing.assert_allclose(line[:, 1], 0.5, atol=0.05)
    assert np.ptp(line[:, 0]) == pytest.approx(1, abs=0.05)


def test_others_show_their_layers_beside_their_losses(qapp):
    one = gd.datasets.from_arrays(inputs=[[2.0]], targets=[3.0])
    rows = np.random.default_rng(0).normal(size=(12, 9))
    many = gd.datasets.from_arrays(inputs=rows, targets=rows.sum(axis=1))
    for layers, data in (([1, 1], one), ([9, 4, 1], many)):
        made = sketch(gd.Experiment(gd.Network(layers, data=data), "sgd", lr=0.01, steps=20))
        assert made.layers.tolist() == layers and made.lines[0][:, 0].min() >= 0.5
        assert series_colour(0, LIGHT).name() in colours_of(made)
        assert colours_of(made) - colours_of(Sketch(made.lines))


def test_a_path_that_leaves_the_domain_is_followed_to_its_edge():
    gone = sketch(gd.Experiment("10*x**2 + y**2", "sgd", lr=0.3, start=(0.5, 1), steps=40))
    assert np.isfinite(gone.lines[0]).all() and gone.heights.size


@pytest.mark.parametrize("text", ["0*x + 1e6", "where(x > 0, 1, 0)", "0*x + 0*y"])
def test_runs_on_level_ground_are_seen(qapp, text):
    start = (0.5, 0.25)[: 1 + ("y" in text)]
    of = gd.Function(text, domain=[(-1, 1)] * len(start))
    made = sketch(gd.Experiment(of, "sgd", lr=0.1, start=start, steps=9))
    for points in (made.ground, *made.lines):
        assert ((points >= 0) & (points <= 1)).all()
    assert series_colour(0, LIGHT).name() in colours_of(made, size=(60, 40))


def test_a_loss_of_which_only_the_first_is_finite_is_seen(qapp):
    three = gd.Function("x**2 + y**2 + z**2")
    made = sketch(gd.Experiment(three, "sgd", lr=1e30, start=(1, 1, 1), steps=3))
    assert [len(line) for line in made.lines] == [1]
    assert series_colour(0, LIGHT).name() in colours_of(made, size=(60, 40))


@pytest.mark.parametrize("left", [0, 10, 0.5])
def test_one_of_which_only_a_part_was_written_is_computed_again(tmp_path, monkeypatch, left):
    monkeypatch.setattr(module.cache, "root", lambda: tmp_path)
    path = tmp_path / "own.toml"
    path.write_text("")
    Sketch((np.zeros((3, 2)),), np.zeros((2, 2), np.uint8)).save(path)
    (kept,) = tmp_path.glob("sketches/*.npz")
    whole = kept.read_bytes()
    assert Sketch.load(path) is not None
    kept.write_bytes(whole[: left if isinstance(left, int) else int(left * len(whole))])
    assert Sketch.load(path) is None


def test_one_is_what_would_be_computed_and_none_is_left_over():
    path = assets.path("lessons/one_step_of_descent.toml")
    wanted, kept = sketch(gd.Experiment.load(path)), Sketch.load(path)
    np.testing.assert_array_equal(kept.heights, wanted.heights)
    np.testing.assert_allclose(kept.ground, wanted.ground, atol=2e-3)
    for line, exact in zip(kept.lines, wanted.lines, strict=True):
        np.testing.assert_allclose(line, exact, atol=2e-3)
    there = set(assets.path("sketches").glob("*.npz"))
    assert there == {shipped(each) for each in PATHS.values()}
