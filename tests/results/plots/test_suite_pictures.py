"""Pictures of suites and starts draw exactly the labelled data behind them."""

import functools

import matplotlib as mpl
import numpy as np
import pytest

import gdsim as gd
from gdsim.base.errors import SettingError
from gdsim.results import analysis
from gdsim.results.plots.kinds import fitting, known_kinds
from gdsim.results.plots.style import DIVERGED, STYLE
from tests.results.analysis.hit_results import drawn, of_hits

GRID = gd.Experiment("himmelblau", "sgd", lr=[0.01, 0.04], start=gd.grid(17, 11), steps=60)


@functools.cache
def run():
    return GRID.run()


def words(sheet):
    with mpl.rc_context(STYLE):
        sheet.draw_without_rendering()
    return " | ".join(text.get_text() for text in sheet.findobj(mpl.text.Text))


@pytest.mark.parametrize(
    ("kind", "across", "down"), [("ecdf", "budget", "share"), ("profiles", "tau", "rho")]
)
def test_curves_are_those_of_the_data_and_the_best_is_named_first(kind, across, down):
    result = of_hits(drawn(seed=4)).assign(verdict=("start", np.zeros(5)))
    data = known_kinds()[kind].answer(result)
    sheet = known_kinds()[kind].picture(data)
    (panel,) = sheet.axes
    lines = [line for line in panel.get_lines() if line.get_label().startswith("Optimizer")]
    assert len(lines) == 4
    for index, line in enumerate(lines):
        places, heights = line.get_xdata(), line.get_ydata()
        kept = np.isin(data[across].values, places)
        np.testing.assert_array_equal(heights, data[down].values[index][kept])
        assert kept.sum() >= len(kept) - 1
    named = [text.get_text()[:11] for text in panel.get_legend().get_texts()]
    score = data["reached" if kind == "ecdf" else "score"].values
    assert named == [f"Optimizer {'ABCD'[k]}" for k in np.argsort(-score, kind="stable")]
    assert panel.get_xscale() == "log" and panel.get_xlabel() and panel.get_ylabel()


def test_a_map_of_basins_has_a_colour_for_each_outcome_and_names_it():
    data = known_kinds()["basins"].answer(run())
    sheet = known_kinds()["basins"].picture(data)
    meshes = [mesh for panel in sheet.axes for mesh in panel.collections]
    assert len(meshes) == 2
    for lr, mesh in enumerate(meshes):
        np.testing.assert_array_equal(
            np.ma.filled(mesh.get_array(), -1), data["reached"].values[0, lr]
        )
    said = words(sheet)
    share = data["share"].values[0, 0, :4].sum()
    assert f"SGD, lr 0.01: {share:.0%} reach one" in said
    assert "(3, 2)" in said and "diverged" in said and "Which minimum each start reaches" in said
    gone = [patch for legend in sheet.legends for patch in legend.get_patches()][-1]
    assert mpl.colors.to_hex(gone.get_facecolor()).upper() == DIVERGED


def test_a_map_of_iterations_masks_what_has_not_converged():
    data = known_kinds()["iterations"].answer(run(), select={"lr": 0.01})
    sheet = known_kinds()["iterations"].picture(data)
    steps = data["iterations"].values[0]
    assert np.isnan(steps).any() and not np.isnan(steps).all()
    shown = sheet.axes[0].collections[-1].get_array()
    np.testing.assert_array_equal(np.ma.getmaskarray(shown), np.isnan(steps))
    np.testing.assert_array_equal(shown.compressed(), steps[~np.isnan(steps)])
    assert f"SGD: {data['converged'].values[0]:.0%} converge" in words(sheet)


def test_intervals_are_drawn_where_they_are_and_hollow_where_they_show_nothing():
    result = gd.compare(
        "parabola", ["sgd", "sign_sgd"], budget=5, trials=2, fresh=12, steps=15,
        lr=gd.logspace(0.01, 0.2, 5),
    )  # fmt: skip
    data = known_kinds()["comparison"].answer(result)
    sheet = known_kinds()["comparison"].picture(data)
    (panel,) = sheet.axes
    spans = [each.get_segments()[0][:, 0] for each in panel.collections]
    for column, span in enumerate(spans):
        np.testing.assert_allclose(
            span, [data["low"].values[0, column], data["high"].values[0, column]]
        )
    marks = [line for line in panel.get_lines() if len(line.get_xdata()) == 1]
    for line in marks[:2]:
        factor = line.get_xdata()[0]
        column = int(np.argmin(np.abs(data["factor"].values[0] - factor)))
        hollow = mpl.colors.to_hex(line.get_markerfacecolor()) == "#ffffff"
        assert hollow != data["real"].values[0, column]
    assert data.attrs["sentences"][0].split(",")[0] in words(sheet).replace("\n", " ")


def test_what_can_be_drawn_of_a_suite_and_of_an_experiment_is_told():
    of_suite = fitting(of_hits(drawn()).assign(verdict=("start", np.zeros(5))))
    drawable = {name for name, lack in of_suite.items() if not lack}
    assert drawable == {"ecdf", "profiles", "comparison"}
    of_grid = fitting(run())
    assert not of_grid["basins"] and not of_grid["iterations"] and of_grid["comparison"]
    assert "a target" in of_grid["ecdf"]
    assert not fitting(GRID.replace(target=0.1, start=(1, 1)).run())["ecdf"]
    assert "several starts" in fitting(GRID.replace(start=(1, 1)).run())["basins"]


def test_more_than_one_setting_is_no_comparison():
    result = gd.suite(["parabola"], starts=8).run(["sgd", "sign_sgd"], lr=[0.1, 0.2], steps=5)
    with pytest.raises(SettingError, match="several of lr"):
        analysis.comparison(result)
