"""The small pictures that are shipped with experiments and lessons."""

import numpy as np
import pytest

import gdsim as gd
from gdsim.app.model.recent import examples, lessons
from gdsim.app.start.sketch import Sketch, shipped, sketch
from gdsim.base import assets

PATHS = {path.parent.name + "/" + path.stem: path for each in (examples, lessons)
         for path in each().values()}  # fmt: skip


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_each_is_of_the_experiment_as_it_is(path):
    assert shipped(path).is_file(), "make sketches"
    with np.load(shipped(path)) as kept:
        assert str(kept["experiment"]) == gd.Experiment.load(path).hash, "make sketches"
    lines = Sketch.load(path).lines
    assert lines and all(len(line) > 1 and np.isfinite(line).all() for line in lines)


def test_one_is_what_would_be_computed_and_none_is_left_over():
    path = assets.path("lessons/one_step_of_descent.toml")
    wanted, kept = sketch(gd.Experiment.load(path)), Sketch.load(path)
    np.testing.assert_array_equal(kept.heights, wanted.heights)
    for line, exact in zip(kept.lines, wanted.lines, strict=True):
        np.testing.assert_allclose(line, exact, atol=2e-3)
    there = set(assets.path("sketches").glob("*.npz"))
    assert there == {shipped(each) for each in PATHS.values()}
