"""Attributes of any kind come back from files as they were, or are refused in a sentence."""

from __future__ import annotations

import datetime
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import gdsim as gd
from gdsim.base.errors import SettingError

EXPERIMENT = gd.Experiment(
    "rosenbrock",
    [gd.SGD(), gd.Momentum(momentum=0.7)],
    lr=gd.logspace(1e-4, 1e-2, 3),
    start=[(-1.2, 1.0), (0.3, 0.7)],
    steps=9,
    record=["loss"],
    every=4,
)
FORMATS = [".nc", ".npz", ".csv", ".parquet"]

FINITE = st.floats(allow_nan=False)
TEXT = st.text(st.characters(blacklist_categories=()), max_size=9)  # NUL and surrogates as well
SCALARS = st.none() | st.booleans() | st.integers() | FINITE | TEXT
PLAIN = st.recursive(
    SCALARS, lambda each: st.lists(each, max_size=3) | st.dictionaries(TEXT, each, max_size=3)
)
NUMPY = [
    np.float16(0.1),
    np.float32(0.1),
    np.float64(-0.0),
    np.longdouble(0.5),
    np.int8(-3),
    np.uint64(2**64 - 1),
    np.bool_(True),
    np.str_("text"),
    np.array(2.5),
    np.array([1, 2, 3], np.uint8),
    np.array([1.5, 2.5], np.float16),
    np.array([7.5]),
    np.array([]),
    np.arange(9000.0),
    np.eye(2),
    np.array([True, False]),
    np.array(["a", "bc"]),
    np.array([b"a", b"bc"]),
    np.array([1, None, "x", {"a": [2]}], object),
    (1, 2.5, "x"),
    b"bytes",
    ["word"] * 5000,
    ["", "x"],
    [1, True],
]
NONE_CAN_HOLD = [
    1j,
    np.complex64(1),
    np.array([1j]),
    datetime.datetime(2026, 1, 2),
    datetime.timedelta(1),
    np.datetime64("2026-01-02"),
    np.array(["2026-01-02"], "M8[D]"),
    np.longdouble(1) / 3,
    {1, 2},
    {1: "a"},
    object(),
    Path("/tmp"),
    b"\xff",
    np.array([object()]),
    [1, [2, {"a": 1j}]],
    xarray.DataArray([1]),
]


@pytest.fixture(scope="module")
def result() -> xarray.Dataset:
    return EXPERIMENT.run()


def plain(value: Any) -> Any:
    """A value with lists for arrays and tuples, so that it can be compared."""
    if isinstance(value, np.ndarray | np.generic):
        return plain(value.tolist()) if value.dtype != np.longdouble else float(value)
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    return value.decode() if isinstance(value, bytes) else value


def same(one: Any, other: Any) -> bool:
    """Equal values of equal types: True is not 1, and -0.0 not 0.0."""
    return repr(plain(one)) == repr(plain(other))


def with_attributes(result: xarray.Dataset, attributes: dict[Any, Any]) -> xarray.Dataset:
    """A result with some more attributes of its own, of a variable and of coordinates."""
    found = result.copy()
    found.attrs = {**result.attrs, **attributes}
    for each in ("loss", "lr", "optimizer"):
        found[each].attrs = {**result[each].attrs, **attributes}
    return found


SPECIAL = [
    {"nested": [None, True, {"x": [1, 2.5, "a"]}]},
    *(math.inf, "\0", "half of a pair \udc80", 2**70, None, True, [], {}, "", [[1], [2.0]]),
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=5)
@given(st.lists(PLAIN, min_size=5, max_size=25))
@example(NUMPY)
@example(SPECIAL)
def test_what_is_saved_comes_back(
    result: xarray.Dataset, tmp_path_factory: pytest.TempPathFactory, values: list[Any]
) -> None:
    attributes = {f"mine {i}": value for i, value in enumerate(values)}
    path = tmp_path_factory.getbasetemp() / "attributes.nc"
    gd.save(with_attributes(result, attributes), path)
    again = gd.load(path)
    for owner in (again, again["loss"], again["lr"], again["optimizer"]):
        for name, value in attributes.items():
            assert same(owner.attrs[name], value)
        assert "gdsim_json" not in owner.attrs
    assert again.drop_attrs().identical(result.drop_attrs())
    assert same(again["verdict"].attrs, result["verdict"].attrs)


@pytest.mark.parametrize("values", [NUMPY, SPECIAL], ids=["numpy", "special"])
def test_every_format_takes_what_one_does(
    result: xarray.Dataset, tmp_path: Path, values: list[Any]
) -> None:
    attributes = {f"mine {i}": value for i, value in enumerate(values)}
    for suffix in FORMATS:
        gd.save(with_attributes(result, attributes), tmp_path / f"any{suffix}")
    with np.load(tmp_path / "any.npz") as arrays:
        assert {f"attribute_{name}" for name in attributes} <= {*arrays}
        assert arrays["attribute_experiment"].item() == result.attrs["experiment"]


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("value", NONE_CAN_HOLD, ids=lambda value: type(value).__name__)
def test_what_no_file_can_hold_is_refused_in_a_sentence(
    result: xarray.Dataset, tmp_path: Path, value: Any, suffix: str
) -> None:
    path = tmp_path / f"r{suffix}"
    if suffix == ".csv":  # has no attributes, so that none is in the way
        gd.save(with_attributes(result, {"mine": value}), path)
        return
    for owner in ("the result", "loss"):
        found = result.copy()
        (found if owner == "the result" else found["loss"]).attrs["mine"] = value
        words = f"the attribute 'mine' of {owner} is .*, which no file can hold: text, numbers"
        with pytest.raises(SettingError, match=words) as error:
            gd.save(found, path)
        assert "\n" not in str(error.value)
        del (found if owner == "the result" else found["loss"]).attrs["mine"]
    assert not list(tmp_path.iterdir())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
@given(TEXT | st.integers() | st.none() | st.sampled_from(["_FillValue", "a/b", "x" * 300, "ü x"]))
@example("gdsim_json")
@example("coordinates")
@example("missing_value")
@example("DIMENSION_LIST")
@example("units")
def test_any_name_is_kept_or_refused_in_a_sentence(
    result: xarray.Dataset, tmp_path_factory: pytest.TempPathFactory, name: Any
) -> None:
    folder = tmp_path_factory.getbasetemp()
    given = with_attributes(result, {name: "days since 2000-01-01"})
    try:
        gd.save(given, folder / "names.nc")
    except SettingError as error:
        assert "cannot be saved: a name is text of 1 to 255 printable" in str(error)
    else:
        again = gd.load(folder / "names.nc")
        assert again.attrs[name] == again["loss"].attrs[name] == "days since 2000-01-01"
        assert again.drop_attrs().identical(result.drop_attrs())


def test_attributes_that_lists_hold_in_a_circle_are_refused(
    result: xarray.Dataset, tmp_path: Path
) -> None:
    circle: list = []
    circle.append(circle)
    with pytest.raises(SettingError, match=r"'mine' of the result is .*, which no file can hold"):
        gd.save(result.assign_attrs(mine=circle), tmp_path / "r.nc")


def test_exporting_a_file_keeps_its_attributes(result: xarray.Dataset, tmp_path: Path) -> None:
    value = {"who": [None, True, 2.5]}
    gd.save(with_attributes(result, {"mine": value}), tmp_path / "r.nc")
    gd.export(tmp_path / "r.nc", tmp_path / "again.nc")
    again = gd.load(tmp_path / "again.nc")
    assert again.attrs["mine"] == again["lr"].attrs["mine"] == value


def test_what_xarray_opens_of_a_sweep_can_be_saved(result: xarray.Dataset, tmp_path: Path) -> None:
    gd.run(EXPERIMENT, out=tmp_path / "sweep.zarr")
    with xarray.open_zarr(tmp_path / "sweep.zarr", chunks=None) as opened:
        for suffix in FORMATS:
            gd.save(opened, tmp_path / f"opened{suffix}")
        loaded = gd.load(tmp_path / "opened.nc")
        assert loaded.drop_vars("done").drop_attrs().identical(result.drop_attrs())
        assert loaded["done"].all() and loaded.attrs["experiment"] == result.attrs["experiment"]
        del opened.attrs["gdsim_store"]
        opened.to_netcdf(tmp_path / "xarray.nc", engine="h5netcdf")
    again = gd.load(tmp_path / "xarray.nc")
    assert again.drop_vars("done").drop_attrs().identical(result.drop_attrs())
