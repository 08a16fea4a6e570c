"""Pictures requested by name show the data, with every word on the sheet."""

import functools

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgb

import gdsim as gd
from gdsim.results.plots import style
from gdsim.results.plots.kinds import fitting, known_kinds

PAIR = ["sgd", gd.Adam(beta2=0.9)]
BASE = gd.Experiment(
    "rosenbrock", PAIR, lr=gd.logspace(1e-4, 1.0, 9), start=gd.uniform(6), steps=60, record="loss",
    every=4, title="A title that is long enough to need a second line on a sheet of this width",
)  # fmt: skip
MINE = ("heat_map", "sensitivity", "bands", "best")
CASES = {
    "several runs": BASE,
    "everything diverged": BASE.replace(optimizers="sgd", lr=[1e3, 1e5]),
    "one value of an axis": BASE.replace(lr=[0.001]),
    "one axis": BASE.replace(start=None),
    "schedules": BASE.replace(schedule=["constant", gd.Cosine(warmup=5)]),
    "unevenly recorded": BASE.replace(every="log:9"),
}


@functools.cache
def run(experiment=BASE):
    return experiment.run()


def said(sheet):
    sheet.draw_without_rendering()
    return [text.get_text() for text in sheet.findobj(mpl.text.Text) if text.get_text()]


@pytest.mark.parametrize(
    ("case", "kind"),
    [
        *((case, kind) for case in ("several runs", "everything diverged") for kind in MINE),
        ("one value of an axis", "heat_map"), ("one value of an axis", "sensitivity"),
        ("one axis", "sensitivity"), ("one axis", "best"),
        ("schedules", "heat_map"), ("schedules", "best"), ("unevenly recorded", "bands"),
    ],
)  # fmt: skip
def test_every_word_of_every_picture_is_on_the_sheet(case, kind):
    sheet = gd.plot(run(CASES[case]), kind)
    words = said(sheet)
    assert any("A title that is long enough" in each for each in words)
    assert any("SGD" in each for each in words)
    assert_all_is_on(sheet)


def assert_all_is_on(sheet):
    box, (width, height) = sheet.get_tightbbox(), sheet.get_size_inches()
    assert box.x0 > -0.01 and box.y0 > -0.01
    assert box.x1 < width + 0.01 and box.y1 < height + 0.01


def test_a_long_name_of_what_is_mapped_is_broken_into_lines():
    result = run().isel(optimizer=[0]).copy(deep=True)
    result["steps"].attrs["long_name"] = "a name that takes more than the whole side of a map " * 2
    sheet = gd.plot(result, "heat_map", value="steps")
    assert any(each.count("\n") >= 2 for each in said(sheet))
    assert_all_is_on(sheet)


def test_divergence_is_hatched_where_most_runs_diverged_and_nowhere_else():
    sheet = gd.plot(run(), "heat_map")
    found = gd.analysis.heat_map(run())
    for index, panel in enumerate(sheet.axes[:2]):
        (mesh,) = panel.collections
        gone = np.isinf(found["best_loss"].values[index])
        assert np.array_equal(np.ma.getmaskarray(mesh.get_array()), gone)
        assert panel.patch.get_hatch() and to_hex(panel.get_facecolor()) == style.DIVERGED.lower()
    assert np.isinf(found["best_loss"].values[0]).any()
    (legend,) = sheet.legends
    assert [text.get_text() for text in legend.get_texts()] == ["diverged"]
    assert legend.get_patches()[0].get_hatch()


def test_pixels_lie_around_their_values_on_the_scale_of_the_axis():
    sheet = gd.plot(run(), "heat_map", x="lr", y="start")
    (mesh,) = sheet.axes[0].collections
    edges = mesh.get_coordinates()[0, :, 0]
    lrs = run()["lr"].values
    np.testing.assert_allclose(np.sqrt(edges[1:] * edges[:-1]), lrs)  # geometric middles
    assert sheet.axes[0].get_xscale() == "log" and sheet.axes[0].get_yscale() == "linear"


def test_what_is_not_done_looks_like_nothing_that_was_found():
    result = run().copy(deep=True)
    done = np.ones(result["verdict"].shape, dtype=bool)
    done[:, 2] = False
    result["done"] = result["verdict"].dims, done
    sheet = gd.plot(result, "heat_map", value="verdict", x="lr", y="start")
    assert "not done" in said(sheet)
    _, unknown = sheet.axes[0].collections
    shown = ~np.ma.getmaskarray(unknown.get_array())
    assert shown[:, 2].all() and shown.sum() == 6


def test_verdicts_can_be_told_apart_in_grey():
    lightness = sorted(
        float(np.dot(to_rgb(colour), (0.299, 0.587, 0.114)))
        for verdict, colour in style.VERDICTS.items()
        if verdict != gd.Verdict.DIVERGED  # which is hatched
    )
    assert len(lightness) == 4 and min(np.diff(lightness)) > 0.1


def test_the_bar_of_a_band_reaches_from_end_to_end():
    sheet = gd.plot(run(), "sensitivity", factor=3.0)
    found = gd.analysis.sensitivity(run(), factor=3.0)
    *_, bands = sheet.axes
    bars = [line for line in bands.get_lines() if line.get_linewidth() == 6]
    expected = np.stack([found["low"].values, found["high"].values], axis=1)
    assert [list(bar.get_xdata()) for bar in bars] == expected[np.isfinite(expected[:, 0])].tolist()
    assert bars


def test_steps_that_were_recorded_ever_more_rarely_are_drawn_by_their_logarithm():
    (panel,) = gd.plot(run(CASES["unevenly recorded"]), "bands").axes
    assert panel.get_xscale() == "symlog"
    (panel,) = gd.plot(run(), "bands").axes
    assert panel.get_xscale() == "linear"


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_a_picture_is_written_where_it_is_asked_for(suffix, tmp_path):
    path = tmp_path / f"picture.{suffix}"
    sheet = gd.plot(run(), "best", path)
    assert isinstance(sheet, mpl.figure.Figure)
    begins = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}
    assert path.read_bytes().startswith(begins[suffix])


def test_kinds_and_options_that_are_not_there_are_refused_in_a_sentence(tmp_path):
    with pytest.raises(ValueError, match="no kind of picture 'sensitivty'; did you mean sensitiv"):
        gd.plot(run(), "sensitivty")
    with pytest.raises(ValueError, match="best takes no option 'x'; known: over, by, value"):
        gd.plot(run(), "best", x="lr")
    with pytest.raises(ValueError, match=r"must end in \.png, \.svg, \.pdf"):
        gd.plot(run(), "best", tmp_path / "a.bmp")
    assert not list(tmp_path.iterdir())


def test_a_result_knows_which_pictures_it_lacks_something_for():
    assert not any(fitting(run())[name] for name in MINE)
    bare = run(BASE.replace(record=(), lr=0.01, start=None))
    lacks = fitting(bare)
    assert {name for name in MINE if lacks[name]} == {"heat_map", "sensitivity", "bands"}
    for name in ("heat_map", "sensitivity", "bands"):
        with pytest.raises(ValueError):
            known_kinds()[name].answer(bare)
