"""Results and experiment files that gdsim wrote before its layout: they load and compare equal.

A stored sweep of then is in `store/test_format_1.py`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray

import gdsim as gd

DATA = Path(__file__).with_name("data")
KEPT = {
    "function.nc": "7790ed65e3f99f4b3361ff966048c49418d8edf0cae528910303835d98ff6e3d",
    "network.npz": "0e90a4c452cd18874384244eefd18ffa9dd697b4534089c2d1a2031b67f1f79a",
}

# Runs on mini-batches were judged by the losses of single batches then.
JUDGED_ANEW = {"network.npz": {"best_loss", "verdict"}}
# Their tanh had other last bits: the largest difference, of numbers up to about 1.
NEARLY = {"network.npz": 2e-6}


@pytest.mark.parametrize("name", KEPT)
def test_the_experiment_has_the_hash_that_it_had(name: str) -> None:
    of_file = gd.Experiment.load((DATA / name).with_suffix(".toml"))
    assert of_file.hash == KEPT[name]
    assert of_file.to_toml() == (DATA / name).with_suffix(".toml").read_text("utf-8")


def variables(name: str) -> dict[str, np.ndarray]:
    """All that a kept file says of its runs."""
    if name.endswith(".npz"):
        with np.load(DATA / name) as file:
            return {each: file[each] for each in file.files}
    kept = gd.load(DATA / name)
    assert kept.attrs["experiment_hash"] == KEPT[name]
    return {str(each): kept[each].values for each in kept.variables}


@pytest.mark.parametrize("name", KEPT)
def test_the_same_experiment_gives_the_same_numbers_as_then(name: str, tmp_path: Path) -> None:
    result: xarray.Dataset = gd.Experiment.load((DATA / name).with_suffix(".toml")).run()
    kept = variables(name)
    assert {str(each) for each in result.variables} <= set(kept)
    for each in {str(name) for name in result.variables} - JUDGED_ANEW.get(name, set()):
        found, apart = result[each].values, NEARLY.get(name, 0.0)
        if apart and found.dtype.kind == "f":
            np.testing.assert_allclose(found, kept[each], apart, apart, err_msg=each)
        else:
            np.testing.assert_array_equal(found, kept[each], each)
