"""A store of the first format: loaded, resumed, verified and repaired.

It has two optimizers over a listed axis, a coarse grid, traces; two shards of it are not there.
"""

from __future__ import annotations

import json
import shutil
import tarfile
from pathlib import Path

import numpy as np
import pytest
import xarray

import gdsim as gd
from gdsim.cli import run_command
from gdsim.experiment import labelled
from gdsim.results.store.store import Store
from gdsim.sweeps.verification import repair, verify

DATA = Path(__file__).with_name("data") / "format_1.tar.xz"
GIVEN = gd.Experiment(
    gd.Function("a*x**2 + cos(y)", a=[0.5, 3.0, 1.1, 0.1]),
    [gd.SGD(), gd.Momentum(momentum=0.7)],
    lr=gd.logspace(1e-3, 0.9, 4),
    start=gd.uniform(8, seed=3),
    noise=0.1,
    seed=5,
    steps=30,
    record=("loss",),
    every="log:3",
    title="Kept from format 1: β",
)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kept")
    with tarfile.open(DATA) as archive:
        # Python 3.11.2, which is Debian's, knows no filters; 3.12 warns where there is none.
        filters = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        archive.extractall(folder, **filters)
    return folder / "format_1.zarr"


@pytest.fixture(scope="module")
def losses():
    return GIVEN.run()["loss"]


@pytest.fixture
def path(kept, tmp_path, monkeypatch):
    path = tmp_path / "format_1.zarr"
    shutil.copytree(kept, path)
    begun_with = json.loads((path / "zarr.json").read_text())["attributes"]["gdsim_version"]
    monkeypatch.setattr(labelled, "__version__", begun_with)  # whose bits these are
    return path


def test_it_is_read_as_far_as_it_is(path):
    found, whole = gd.load(path), GIVEN.run()
    done = found["done"].values
    assert done.sum() == GIVEN.runs - 16
    for name in whole.data_vars:
        np.testing.assert_array_equal(found[name].values[done], whole[name].values[done])
    for name in whole.coords:
        np.testing.assert_array_equal(found[name].values, whole[name].values)
    coarse = gd.load(path, coarse=True)
    expected = whole.sel({dim: coarse[dim] for dim in ("a", "lr", "start")})
    np.testing.assert_array_equal(coarse["loss"].values, expected["loss"].values)


def test_it_is_gone_on_with_and_verified(path, capsys):
    assert verify(Store.open(path), 64).damages == []
    provenance = ("gdsim_version", "numpy_version", "numba_version")
    found, whole = gd.run(GIVEN, path).load(), GIVEN.run()
    assert found.drop_attrs(deep=False).identical(whole.drop_attrs(deep=False))
    assert {n: v for n, v in found.attrs.items() if n not in provenance} == {
        n: v for n, v in whole.attrs.items() if n not in provenance
    }
    assert run_command(["verify", str(path), "--sample", "64"]) == 0
    assert "32 of 32 shards committed" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("file", "harm"),
    [
        ("lr/c.0", "flipped"), ("a/c.0", "cut"), ("optimizer/c.0", "flipped"),
        ("start_x/c.0", "gone"), ("coarse/start/c.0", "flipped"), ("loss/zarr.json", "flipped"),
        ("lr/zarr.json", "cut"), ("coarse/zarr.json", "gone"), ("done/zarr.json", "gone"),
    ],
)  # fmt: skip
def test_damage_is_found_and_mended(path, losses, file, harm):
    content = bytearray((path / file).read_bytes())
    content[-2] ^= 2
    if harm == "gone":
        (path / file).unlink()
    else:
        (path / file).write_bytes(content if harm == "flipped" else content[:9])
    store = Store.open(path)
    assert {damage.file for damage in verify(store, 0).damages} == {file}
    repair(store, verify(store, 0).damages)
    mended = Store.open(path)
    assert mended.manifest is not None and verify(mended, 64).damages == []
    assert mended.attributes["numpy_version"] == store.attributes["numpy_version"]
    assert gd.run(path)["loss"].equals(losses)
    xarray.testing.assert_equal(xarray.open_zarr(path)["loss"].load(), losses)


def test_a_copy_of_it_by_xarray_is_no_sweep(path):
    xarray.open_zarr(path).to_zarr(path.with_name("copy.zarr"), zarr_format=3, consolidated=False)
    with pytest.raises(ValueError, match=r"a copy or a part of a sweep, made by other software"):
        Store.open(path.with_name("copy.zarr"))
    shutil.copytree(path, path.with_name("moved.zarr"))
    assert Store.open(path.with_name("moved.zarr")).committed().sum() == 30
