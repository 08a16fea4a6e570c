"""Results as files: .nc (NetCDF 4, whole), .npz (NumPy, whole), .csv and .parquet (a row a run).

A stored sweep, a folder whose name ends in .zarr, is read as a result too: see `gdsim.store`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gdsim.errors import SettingError
from gdsim.files import reason, written_whole
from gdsim.results import check_result
from gdsim.store import ATTRIBUTE, COARSE, Store
from gdsim.verdict import Verdict

if TYPE_CHECKING:
    import xarray


def save(result: xarray.Dataset, path: str | os.PathLike[str]) -> None:
    """Write a result: .nc (NetCDF 4, whole), .npz (NumPy, whole) or .csv (a row a run, no traces).

    A file that is there already stays whole until the new one is. Errors: SettingError.
    """
    check_suffix(path)
    check_result(result)
    with written_whole(path) as part:
        _WRITERS[Path(path).suffix.lower()](result, part)


def load(path: str | os.PathLike[str], coarse: bool = False) -> xarray.Dataset:
    """Read a result: a .nc file, or a stored sweep (.zarr), finished or not.

    Of a sweep, values are read when they are used, and an unfinished one has the variable `done`.
    coarse: of a sweep, its coarse grid, which is there first.
    `Experiment.from_toml(result.experiment)` is a result's source. Errors: SettingError.
    """
    import xarray

    if Store.is_at(path):
        return _load_sweep(path, coarse)
    if coarse:
        raise SettingError(f"{path}: only stored sweeps have a coarse grid")
    if Path(path).suffix.lower() != ".nc":
        raise SettingError(f"{path}: only results saved as .nc, and sweeps (.zarr), can be loaded")
    try:
        return xarray.load_dataset(path, engine="h5netcdf")
    except OSError as error:
        raise SettingError(f"{path}: cannot be read as a result ({reason(error)})") from error
    except (ValueError, KeyError) as error:
        raise SettingError(f"{path}: cannot be read as a result ({error})") from error


def _load_sweep(path: str | os.PathLike[str], coarse: bool) -> xarray.Dataset:
    import xarray

    store = Store.open(path)
    if coarse and not store.coarse_is_there:
        raise SettingError(f"{path}: its coarse grid is not there (only large sweeps have one)")
    group = COARSE if coarse else None
    found = xarray.open_zarr(path, group=group, chunks=None, consolidated=True)
    complete = coarse or bool(store.committed().all())
    names = [name for name in store.variables if name != "done" or not complete]
    # As a result in memory has it: its order, plain text for labels, an array of flags.
    found = found[names]
    found.attrs.pop(ATTRIBUTE, None)
    for name, variable in found.coords.items():
        if variable.dtype.kind not in "fiu":
            text = np.array([str(each) for each in variable.values])
            found = found.assign_coords({name: (variable.dims, text, variable.attrs)})
    verdict = found["verdict"]
    verdict.attrs["flag_values"] = np.array(verdict.attrs["flag_values"], dtype=np.uint8)
    return found


def check_suffix(path: str | os.PathLike[str]) -> None:
    """SettingError unless `path` ends in something that `save` writes."""
    suffix = Path(path).suffix.lower()
    if suffix not in _WRITERS:
        raise SettingError(f"{path}: a result's name must end in {', '.join(_WRITERS)}")


def _write_netcdf(result: xarray.Dataset, path: Path) -> None:
    result.to_netcdf(path, engine="h5netcdf")


def _write_npz(result: xarray.Dataset, path: Path) -> None:
    arrays = {str(name): variable.values for name, variable in result.variables.items()}
    attributes = {f"attribute_{name}": np.array(value) for name, value in result.attrs.items()}
    with path.open("wb") as file:
        np.savez(file, allow_pickle=False, **{**arrays, **attributes})


def _write_csv(result: xarray.Dataset, path: Path) -> None:
    plain = result.drop_vars([name for name in result if str(name).startswith("trace_")])
    own = ("params", "variable", "step", "epoch", "layer", "hidden_layer")
    columns = plain.drop_vars(own, errors="ignore")
    params = {
        f"params_{name}": plain["params"].isel(variable=index, drop=True)
        for index, name in enumerate(plain["variable"].values)
    }
    columns = columns.assign(params)
    names = np.array([str(verdict) for verdict in Verdict])
    columns["verdict"] = columns["verdict"].copy(data=names[columns["verdict"].values])
    columns.to_dataframe().to_csv(path, lineterminator="\n")


_WRITERS = {".nc": _write_netcdf, ".npz": _write_npz, ".csv": _write_csv}
