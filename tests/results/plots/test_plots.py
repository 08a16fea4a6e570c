"""Pictures say what they show: labelled axes, every optimizer, what diverged."""

import functools

import matplotlib as mpl
import matplotlib.image
import numpy as np
import pytest

import gdsim as gd
from gdsim.results import plots
from gdsim.results.plots import style

PAIR = [gd.Momentum(momentum=0.9), gd.Adam(lr=0.1, beta2=0.99)]
BASE = gd.Experiment("rosenbrock", PAIR, lr=1e-3, steps=60, title="Two ways down")
KINDS = {
    "one axis": BASE.replace(lr=gd.logspace(1e-4, 1.0, 12)),
    "one axis, many starts": BASE.replace(lr=gd.logspace(1e-4, 1.0, 12), start=gd.uniform(8)),
    "two axes": BASE.replace(start=gd.grid(9, 7)),
    "three axes": BASE.replace(lr=[1e-3, 1e-2], start=gd.grid(9, 7)),
    "many starts": BASE.replace(start=gd.uniform(30)),
    "single runs": BASE,
    "losses": BASE.replace(record="loss", start=gd.uniform(5)),
    "trajectories": BASE.replace(record="params", start=gd.uniform(4)),
    "thinned losses": BASE.replace(record={"loss": "log:12"}, start=gd.uniform(5)),
    "losses and trajectories": BASE.replace(record=("loss", "params"), every=2),
}


@functools.cache
def run(experiment):
    return experiment.run()


def drawn(experiment):
    with mpl.rc_context(style.STYLE):
        return plots.figure(run(experiment))


def words(sheet):
    sheet.draw_without_rendering()
    return [text.get_text() for text in sheet.findobj(mpl.text.Text) if text.get_text()]


@pytest.mark.parametrize(
    ("every", "scale"), [("log:12", "symlog"), ("linear:12", "linear"), (7, "linear")]
)
def test_thinned_losses_stand_at_their_steps(every, scale):
    thinned = BASE.replace(record="loss", every=every)
    (panel,) = drawn(thinned).axes
    assert panel.get_xscale() == scale and panel.get_xlabel() == "step"
    assert scale == "linear" or panel.get_xlim() == (0, 60)
    assert [line.get_xdata().tolist() for line in panel.lines] == 2 * [list(thinned.recorded_steps)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_result_has_a_labelled_picture(kind, tmp_path):
    path = tmp_path / "picture.png"
    gd.picture(run(KINDS[kind]), path)
    pixels = mpl.image.imread(path)
    assert pixels.shape[0] > 500 and pixels.shape[1] > 700
    sheet = drawn(KINDS[kind])
    said = " | ".join(words(sheet))
    assert "Two ways down" in said
    assert "Momentum" in said and "Adam" in said
    for panel in sheet.findobj(mpl.axes.Axes):
        if panel.axison and panel.get_subplotspec() is not None:
            outer = panel.get_subplotspec()
            assert panel.get_xlabel() or not outer.is_last_row()
            assert panel.get_ylabel() or not outer.is_first_col() or kind == "single runs"


def test_the_curve_over_an_axis_has_the_final_losses():
    experiment = KINDS["one axis"]
    result = run(experiment)
    panel, bands = drawn(experiment).axes
    line = next(line for line in panel.get_lines() if line.get_label() == "Momentum")
    loss = result["loss"].sel(optimizer="Momentum").values
    diverged = result["verdict"].sel(optimizer="Momentum").values == gd.Verdict.DIVERGED
    assert diverged.any() and not diverged.all()
    assert np.array_equal(line.get_xdata(), result["lr"].values)
    assert np.array_equal(np.isnan(line.get_ydata()), diverged)
    np.testing.assert_allclose(line.get_ydata()[~diverged], loss[~diverged])
    assert (panel.get_xscale(), panel.get_yscale()) == ("log", "log")
    crosses = next(line for line in bands.get_lines() if line.get_marker() == "x")
    assert np.array_equal(crosses.get_xdata(), result["lr"].values[diverged])


def test_a_map_masks_what_diverged_and_shows_it_in_the_one_warm_colour():
    experiment = KINDS["two axes"].replace(lr=4e-3)
    result = run(experiment)
    sheet = drawn(experiment)
    panel = next(panel for panel in sheet.axes if panel.get_title(loc="left") == "Momentum")
    (mesh,) = panel.collections
    diverged = result["verdict"].sel(optimizer="Momentum").values == gd.Verdict.DIVERGED
    assert diverged.any() and not diverged.all()
    assert np.array_equal(mesh.get_array().mask, diverged)
    best = result["best_loss"].sel(optimizer="Momentum").values[~diverged]
    np.testing.assert_allclose(mesh.get_array().compressed(), np.maximum(best, 1e-12))
    assert mpl.colors.to_hex(panel.get_facecolor()) == style.DIVERGED.lower()
    assert "diverged" in words(sheet)
    assert panel.get_xlabel() == "start of x"


def test_a_map_of_starts_shows_which_minimum_was_reached():
    experiment = gd.Experiment(
        "himmelblau", gd.Momentum(momentum=0.5), lr=0.01, start=gd.grid(11, 9), steps=400
    )
    result = run(experiment)
    sheet = drawn(experiment)
    (mesh,) = sheet.axes[0].collections
    minima = np.array(experiment.objective.minima)
    ends = result["params"].values[0]
    nearest = np.linalg.norm(ends[..., np.newaxis, :] - minima, axis=-1).argmin(axis=-1)
    reached = np.asarray(mesh.get_array())
    assert set(np.unique(reached)) == {0, 1, 2, 3}
    assert np.array_equal(reached, nearest)
    assert "(3, 2)" in words(sheet) and "diverged" not in words(sheet)


def test_seeds_are_samples_and_no_axis():
    experiment = BASE.replace(optimizers=PAIR[0], noise=[0.1, 1.0, 10.0], seed=range(6), lr=1e-4)
    panel, *_, bands = drawn(experiment).axes
    assert bands.get_xlabel() == "standard deviation of the gradient noise"
    assert "10-90 % of 6 runs" in panel.get_title(loc="left")


def test_the_distribution_reaches_the_share_that_did_not_diverge():
    experiment = KINDS["many starts"].replace(lr=2e-3)
    result = run(experiment)
    (panel,) = drawn(experiment).axes
    gone = float((result["verdict"] == gd.Verdict.DIVERGED).sel(optimizer="Momentum").mean())
    assert 0 < gone < 1
    line = next(line for line in panel.get_lines() if line.get_label().startswith("Momentum"))
    assert line.get_label() == f"Momentum ({gone:.0%} diverged)"
    assert line.get_ydata()[-1] == pytest.approx(1 - gone)


def test_loss_curves_stand_above_the_known_minimum():
    function = gd.Function("styblinski_tang")
    experiment = BASE.replace(
        objective=function, optimizers=PAIR[1], record=("loss", "params"), every=3
    )
    result = run(experiment)
    sheet = drawn(experiment)
    panel = next(panel for panel in sheet.findobj(mpl.axes.Axes) if panel.get_xlabel() == "step")
    assert panel.get_ylabel() == "loss above the minimum"
    (line,) = panel.get_lines()
    np.testing.assert_allclose(line.get_ydata(), result["trace_loss"][0] - function.minimum)
    said = words(sheet)
    assert "minimum" in said and "x" in said and "y" in said


def test_twenty_optimizers_have_twenty_looks():
    looks = {tuple(style.pen(index).values()) for index in range(24)}
    assert len(looks) == 24
    assert style.DIVERGED not in {colour for colour, _ in looks}


def test_nothing_but_divergence_can_be_drawn():
    pair = [gd.Momentum(momentum=0.5), gd.Momentum(momentum=0.9)]
    everything = BASE.replace(optimizers=pair, lr=1e3)
    for changes in (
        {},
        {"lr": [1e3, 2e3, 4e3]},
        {"start": gd.grid(3, 3)},
        {"start": gd.uniform(5)},
    ):
        experiment = everything.replace(**changes)
        assert (run(experiment)["verdict"] == gd.Verdict.DIVERGED).all()
        assert "diverged" in " ".join(words(drawn(experiment)))
    words(drawn(everything.replace(record=("loss", "params"))))


def test_the_median_of_loss_curves_counts_runs_that_have_ended():
    experiment = KINDS["losses"].replace(lr=3e-3)
    result = run(experiment)
    (panel,) = drawn(experiment).axes
    line = next(line for line in panel.get_lines() if line.get_label() == "Momentum (median)")
    one = result.sel(optimizer="Momentum")
    ends = np.where(one["verdict"] == gd.Verdict.DIVERGED, np.inf, one["loss"])
    curves = np.where(np.isnan(one["trace_loss"]), ends[:, np.newaxis], one["trace_loss"])
    assert np.isinf(ends).any() and np.isfinite(ends).any()
    np.testing.assert_allclose(line.get_ydata(), np.quantile(curves, 0.5, axis=0, method="higher"))


def test_a_picture_needs_a_name_that_says_how_to_draw_it(tmp_path):
    with pytest.raises(ValueError, match=r"must end in \.png, \.svg, \.pdf"):
        gd.picture(run(BASE), tmp_path / "picture.bmp")


def test_the_edge_of_stability_is_each_methods_own():
    from gdsim.results.analysis.subject import Subject
    from gdsim.results.plots.stability import bounds

    task = gd.Network([2, 3, 1], data=gd.datasets.moons(samples=10))
    methods = [gd.SGD(), gd.Momentum(momentum=0.9), gd.Adam()]
    given = gd.Experiment(task, methods, lr=0.1, steps=2, record=["sharpness", "lr"])
    result = given.run()
    assert bounds(Subject.of(result)) == {2.0: "SGD", 3.8: "Momentum"}
    assert bounds(Subject.of(result.sel(optimizer=["Momentum"]))) == {3.8: "Momentum"}
    seen = given.replace(record=["preconditioned_sharpness", "sharpness", "lr"]).run()
    assert bounds(Subject.of(seen)) == {2.0: "SGD", 3.8: "Momentum", 38.0: "Adam"}
    (panel,) = plots.figure(seen).axes
    assert panel.get_ylabel() == "learning rate × preconditioned sharpness"
    drawn = 0.1 * seen["trace_preconditioned_sharpness"].values
    for line, values in zip(panel.lines, drawn, strict=False):
        np.testing.assert_allclose(line.get_ydata(), values, rtol=1e-6)
    plain = given.replace(record="preconditioned_sharpness").run()
    assert plots.figure(plain).axes[0].get_ylabel() == "preconditioned sharpness"


def test_few_paths_on_one_map_are_named_by_their_rates_and_fills_are_smooth():
    experiment = gd.Experiment("quadratic", [gd.SGD(), gd.Momentum()], lr=[0.001, 0.01, 5.0],
                               steps=20, record=["params"])  # fmt: skip
    (panel,) = plots.figure(experiment.run()).axes
    named = [text.get_text() for text in panel.texts if text.get_text()]
    assert named == ["lr 0.001", "lr 0.01"] * 2  # those that have diverged lead out of the map
    # The border of a fill runs between the points of the grid, not along it.
    corners = panel.collections[0].get_paths()[10].vertices
    steps = np.diff(corners, axis=0)
    assert np.mean((steps != 0).all(axis=1)) > 0.9
    many = experiment.replace(lr=gd.logspace(1e-4, 0.01, 9))
    assert not plots.figure(many.run()).axes[0].texts


def test_runs_without_traces_are_told_what_to_record():
    single = gd.Experiment("quadratic", gd.SGD(lr=0.01), steps=5)
    assert plots.figure(single.run()).get_supxlabel().endswith('record=["params", "loss"]')
    of_one = gd.Experiment("x**2", gd.SGD(lr=0.01), steps=5)
    assert plots.figure(of_one.run()).get_supxlabel().endswith('record="loss"')
