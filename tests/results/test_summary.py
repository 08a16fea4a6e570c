"""A result and a comparison in a few lines, as text and as a table of a notebook."""

import numpy as np
import pytest
import xarray

import gdsim as gd
from gdsim.base.errors import SettingTypeError

EXPERIMENT = gd.Experiment("x**2", gd.SGD(lr=0.1), start=1.0, steps=5)


def test_a_result_is_told_by_its_axes_verdicts_and_least_losses():
    experiment = gd.Experiment("x**2 + y**2", [gd.SGD(), gd.Momentum()], lr=[0.1, 0.5, 2.0],
                               start=(1.0, 2.0), steps=60, target=1e-6)  # fmt: skip
    result = experiment.run()
    told = gd.summary(result)
    assert str(told).splitlines()[0] == result.attrs["title"] == "x**2 + y**2: SGD, Momentum"
    assert told.rows["runs"] == "6: 2 optimizers, 3 lr from 0.1 to 2"
    assert told.rows["SGD"].startswith("1 diverged, 2 converged; least loss ")
    assert "note" not in told.rows  # there is a target
    html = told._repr_html_()
    assert "<table>" in html and "1 diverged, 2 converged" in html
    assert repr(told) == str(told)
    without = gd.summary(experiment.replace(target=None, tolerance=0.0).run())
    assert "No target is given" in without.rows["note"]


def test_runs_that_are_not_done_and_axes_in_any_order_are_told():
    result = EXPERIMENT.replace(optimizers="sgd", lr=[0.1, 0.001, 0.01]).run()
    assert gd.summary(result).rows["runs"] == "3: 1 optimizer, 3 lr from 0.001 to 0.1"
    some = result.assign(done=(result["verdict"].dims, np.array([[True, False, False]])))
    told = gd.summary(some).rows["SGD"]
    assert told.startswith("1 ") and ", 2 not done; least loss" in told
    none = result.assign(done=xarray.zeros_like(some["done"]))
    assert gd.summary(none).rows["SGD"] == "3 not done" and "note" not in gd.summary(none).rows
    empty = gd.summary(result.isel(lr=slice(0, 0)))
    assert empty.rows["runs"] == "0: 1 optimizer, 0 lr" and empty.rows["SGD"] == "no runs"


def test_a_comparison_is_told_by_its_sentences():
    sentences = ["Adam ends 3.0 times lower than SGD.", "No run reached the last target."]
    compared = xarray.Dataset(attrs={"title": "T", "of": "Each tuned.", "sentences": sentences})
    told = gd.summary(compared)
    assert told.rows == {"of": "Each tuned.", "1": sentences[0], "2": sentences[1]}
    loaded = compared.assign_attrs(sentences=np.array(sentences))
    assert gd.summary(loaded).rows == told.rows


def test_what_is_no_result_is_refused():
    with pytest.raises(SettingTypeError, match=r"a result must be an xarray.Dataset"):
        gd.summary(3)
    with pytest.raises(SettingTypeError, match="has a verdict; this dataset has a, b"):
        gd.summary(xarray.Dataset({"a": 1, "b": 2}))


def test_a_result_that_lost_its_attributes_is_told_without_what_they_say():
    result = EXPERIMENT.run()
    assert "note" in gd.summary(result).rows
    assert "note" not in gd.summary(result.drop_attrs()).rows
    sheet = gd.picture(result.assign_attrs(title="T"), experiment=EXPERIMENT)
    assert sheet._repr_png_().startswith(b"\x89PNG")  # which a notebook shows
