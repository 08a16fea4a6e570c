"""The small pictures that are shipped with experiments and lessons."""

import numpy as np
import pytest
from PySide6.QtCore import QSize

import gdsim as gd
from gdsim.app.look.theme import LIGHT, series_colour
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
    lines = Sketch.load(path).lines
    assert lines and all(len(line) > 1 and np.isfinite(line).all() for line in lines)


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
    picture = drawn(made, LIGHT, QSize(60, 40), 1.0).toImage()
    colours = {picture.pixelColor(x, y).name() for x in range(60) for y in range(40)}
    assert series_colour(0, LIGHT).name() in colours


def test_a_loss_of_which_only_the_first_is_finite_is_seen(qapp):
    three = gd.Function("x**2 + y**2 + z**2")
    made = sketch(gd.Experiment(three, "sgd", lr=1e30, start=(1, 1, 1), steps=3))
    assert [len(line) for line in made.lines] == [1]
    picture = drawn(made, LIGHT, QSize(60, 40), 1.0).toImage()
    colours = {picture.pixelColor(x, y).name() for x in range(60) for y in range(40)}
    assert series_colour(0, LIGHT).name() in colours


@pytest.mark.parametrize("left", [0, 10, 0.5])
def test_one_of_which_only_a_part_was_written_is_computed_again(tmp_path, monkeypatch, left):
    monkeypatch.setattr(module.cache, "root", lambda: tmp_path)
    path = tmp_path / "own.toml"
    path.write_text("")
    Sketch(np.zeros((2, 2), np.uint8), np.zeros((0, 2)), (np.zeros((3, 2)),)).save(path)
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
