"""What the widget draws is what the library computes."""

import numpy as np
import pytest

import gdsim as gd
from gdsim.notebook import drawing
from gdsim.results.geometry.ground import BANDS, ground

BOWL = gd.Function("x**2 + 3*y**2", domain=((-2, 3), (-1, 2)))


def floats(data, *shape):
    return np.frombuffer(data, np.float32).reshape(*shape or (-1,))


def test_a_ground_is_low_where_the_function_is():
    made = ground(BOWL)
    size = made["pixels"]
    shades = np.frombuffer(made["shades"], np.uint8).reshape(size, size)
    assert made["box"] == [-2, 3, -1, 2] and made["names"] == ["x", "y"]
    row, column = np.unravel_index(shades.argmin(), shades.shape)
    x, y = -2 + 5 * column / (size - 1), -1 + 3 * row / (size - 1)
    assert x**2 + 3 * y**2 < 1 and shades.max() == 255 and shades.min() == 0
    share = np.bincount(shades.ravel(), minlength=256)
    assert np.ptp(share[share > 0]) < 0.1 * size**2 / BANDS  # bands of equal area
    contour = floats(made["line"], -1, 2)
    heights = BOWL.evaluate(contour[np.isfinite(contour[:, 0])])
    levels = np.unique(np.round(heights, 1))
    assert len(levels) == BANDS - 1


def test_of_one_variable_it_is_the_graph_and_of_more_than_two_there_is_none():
    wave = gd.Function("sin(x) + 1/x", domain=(-2, 4))
    made = ground(wave)
    points = floats(made["line"], -1, 2)
    np.testing.assert_allclose(points[:, 1], wave.evaluate(points[:, :1]), rtol=1e-3)
    assert np.isfinite(made["box"]).all() and made["names"] == ["x", "f"]
    flat = ground(gd.Function("0*x + 2", domain=(-1, 1)))
    assert flat["box"] == [-1, 1, 1.5, 2.5]
    assert ground(gd.Function("x**2 + y**2 + z**2")) == {"kind": ""}


def test_runs_have_the_losses_paths_and_ends_of_the_library():
    experiment = gd.Experiment(
        BOWL,
        [gd.SGD(lr=0.05), gd.Momentum(lr=4.0, momentum=0.9)],
        start=gd.uniform(3, seed=2),
        steps=40,
        title="two",
    )
    made = drawing.runs(experiment)
    wanted = experiment.replace(record=["loss", "params"]).run()
    assert [run["label"] for run in made["runs"]] == ["SGD", "", "", "Momentum", "", ""]
    assert floats(made["steps"]).tolist() == list(range(41))
    for number, run in enumerate(made["runs"]):
        optimizer, start = divmod(number, 3)
        np.testing.assert_array_equal(floats(run["losses"]), wanted["trace_loss"][optimizer, start])
        path = wanted["trace_params"][optimizer, start]
        np.testing.assert_array_equal(floats(run["path"], -1, 2), path)
    diverged = [run["end"] for run in made["runs"] if run["end"].startswith("diverged at step ")]
    assert len(diverged) == int((wanted["verdict"] == int(gd.Verdict.DIVERGED)).sum()) == 3
    assert made["log"] and made["of"][1] <= 100 * float(wanted["trace_loss"][..., 0].max())
    assert made["runs"][0]["color"] != made["runs"][3]["color"]


def test_long_runs_are_thinned_and_many_are_left_out():
    experiment = gd.Experiment(BOWL, gd.SGD(lr=0.01), start=gd.uniform(40, seed=2), steps=2900)
    made = drawing.runs(experiment)
    steps = floats(made["steps"])
    assert len(steps) < 2 * drawing.SLOTS and steps[-1] == 2900 and steps[1] > 1
    assert len(made["runs"]) == drawing.MOST_RUNS


@pytest.mark.parametrize("lr, log", [(0.3, True), (0.0001, False)])
def test_losses_are_over_logarithms_where_they_differ_by_factors(lr, log):
    line = gd.Experiment(gd.Function("x**2", domain=(-1, 1)), gd.SGD(lr=lr), start=0.9, steps=9)
    made = drawing.runs(line)
    assert made["log"] is log
    path = floats(made["runs"][0]["path"], -1, 2)
    np.testing.assert_array_equal(path[:, 1], floats(made["runs"][0]["losses"]))
