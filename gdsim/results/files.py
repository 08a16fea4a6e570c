"""Results as files: .nc (NetCDF 4) and .npz (NumPy) whole, .csv and .parquet with one row per run.

A stored sweep (a folder whose name ends in .zarr) is also read as a result, and exported to any of
these formats block by block: see `gdsim.results.store.store` and `gdsim.results.formats`.
"""

from __future__ import annotations

import contextlib
import math
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gdsim.base.errors import SettingError, SettingTypeError, shown
from gdsim.base.files import check_writable, file_name, reading, reason, written_whole
from gdsim.engine import memory
from gdsim.results.formats import attributes, csv, netcdf, npz, parquet, sweep_source
from gdsim.results.formats.source import Report, Source
from gdsim.results.interchange.foreign import check_own
from gdsim.results.store.layout import ATTRIBUTE
from gdsim.results.store.store import Store
from gdsim.results.verdicts import check_result

if TYPE_CHECKING:
    import xarray

_WRITERS = {
    ".nc": netcdf.write,
    ".npz": npz.write,
    ".csv": csv.write,
    ".parquet": parquet.write,
}
WRITTEN = tuple(_WRITERS)  # the suffixes of files of results


def save(result: xarray.Dataset, path: str | os.PathLike[str]) -> None:
    """Write a result: .nc (NetCDF 4) or .npz (NumPy), whole; or .csv or .parquet, one row per run.

    A row has the run's coordinates, every variable with one number per run, and the parameters.
    Runs that were not computed have no row. Parquet needs the extra "parquet".
    Attributes are kept in all but .csv: numbers, text, True, False, None, and lists and tables of
    these; `load` restores them. An existing file is replaced only when the new one is complete.
    Errors: SettingError.
    """
    check_suffix(path)
    check_result(result)
    if ATTRIBUTE in result.attrs:  # of a sweep that xarray opened: how its files are divided
        result = result.assign_attrs()
        del result.attrs[ATTRIBUTE]
    _write(Source.of_result(result), path, lambda done, total: None)


def export(
    origin: str | os.PathLike[str],
    path: str | os.PathLike[str],
    *,
    variables: Sequence[str] | None = None,
    params: bool = True,
    progress: Report | None = None,
) -> int:
    """Write a stored sweep, finished or not, or a result's file, in another format, like `save`.

    Memory is bounded for any size. Missing runs have no row in .csv and .parquet, and are NaN in
    .nc and .npz, which then have the variable "done". Returns the number of missing runs.
    variables: names of the variables to write; all if not given. params: whether to write
    parameters. progress: called with the amount done and the total. Errors: SettingError.
    """
    origin = file_name(origin)
    check_suffix(path)
    check_writable(path)
    report = progress or (lambda done, total: None)
    if Store.is_at(origin):
        source = sweep_source.of_store(Store.open(origin))
        return _export(source, path, variables, params, report)
    _check_netcdf(origin)
    with _reading(origin):
        _check_size(origin, _is_no_block)
        opened = _opened(origin)
    with opened as result:
        check_result(attributes.restored(result))
        return _export(Source.of_result(result), path, variables, params, report)


def _export(
    source: Source,
    path: str | os.PathLike[str],
    variables: Sequence[str] | None,
    params: bool,
    report: Report,
) -> int:
    if variables is not None or not params:
        source = source.only(variables, params)
    _write(source, path, report)
    return source.missing


def _write(source: Source, path: str | os.PathLike[str], report: Report) -> None:
    suffix = Path(path).suffix.lower()
    if suffix != ".csv":  # CSV has no attributes
        source = attributes.prepared(source)
    with written_whole(path) as part:
        _WRITERS[suffix](source, part, report)


def load(path: str | os.PathLike[str], coarse: bool = False) -> xarray.Dataset:
    """Read a result: a .nc file, or a stored sweep (.zarr), finished or not.

    Of a sweep, values are read when they are used, and an unfinished one has the variable `done`.
    coarse: whether to read the coarse grid of a sweep, which is computed first.
    `Experiment.from_toml(result.experiment, result)` is a result's source. Errors: SettingError.
    """
    path = file_name(path)
    if Store.is_at(path):
        if not isinstance(coarse, bool | np.bool_):
            raise SettingTypeError(f"coarse must be True or False, got {shown(coarse)}")
        return _load_sweep(path, coarse)
    if coarse is not False:
        raise SettingError(f"{path}: only stored sweeps have a coarse grid")
    _check_netcdf(path)
    with _reading(path):
        _check_size(path, lambda variable: True)
        with _opened(path) as there:
            return attributes.restored(there.load())


def _opened(path: str | os.PathLike[str]) -> xarray.Dataset:
    """A result's file, whose values are read when they are used; times are left as numbers."""
    import xarray

    # Of a relative path xarray takes `a::b.nc` for an address.
    return xarray.open_dataset(os.path.abspath(path), engine="h5netcdf", decode_times=False)


def _check_netcdf(path: str | os.PathLike[str]) -> None:
    if Path(path).suffix.lower() != ".nc":
        check_own(Path(path))
        raise SettingError(f"{path}: only results saved as .nc, and sweeps (.zarr), can be loaded")
    if os.path.exists(path):  # of a name that no file can have pathlib raises
        with reading(path):  # HDF5 would wait for a pipe, and seek the end of a device
            pass


def _check_size(path: str | os.PathLike[str], is_read: Callable[[Any], bool]) -> None:
    """SettingError if the variables that are read whole declare more bytes than memory has free.

    is_read: whether a variable is read whole. To be asked before xarray, which reads coordinates
    when it opens a file.
    """
    import h5netcdf
    import h5py  # type: ignore[import-untyped]

    with h5py.File(path, "r") as plain:
        plain.attrs.get("_nc3_strict")  # where this fails, h5netcdf leaves half a file behind
        with h5netcdf.File(plain, "r") as file:
            chosen = [each for each in file.variables.values() if is_read(each)]
            size = sum(math.prod(each.shape) * np.dtype(each.dtype).itemsize for each in chosen)
    _check_memory(path, size)


def _check_memory(path: str | os.PathLike[str], size: int) -> None:
    limit = memory.available()
    if limit is not None and size > limit:
        words = f"{memory.in_words(size)}, and {memory.in_words(limit)} of memory are free"
        raise SettingError(f"{path}: cannot be read (it declares {words})")


def _is_no_block(variable: Any) -> bool:
    """Whether a variable of a file is read whole when the file is opened or exported."""
    is_coordinate = variable.dimensions == (variable.name.rpartition("/")[2],)
    return is_coordinate or np.dtype(variable.dtype).kind not in "fiub"


@contextlib.contextmanager
def _reading(path: str | os.PathLike[str]) -> Iterator[None]:
    """Turn errors of reading a result's file into SettingError."""
    try:
        yield
    except SettingError:
        raise
    except OSError as error:
        raise SettingError(f"{path}: cannot be read as a result ({reason(error)})") from error
    except (ValueError, KeyError, RuntimeError) as error:
        raise SettingError(f"{path}: cannot be read as a result ({error})") from error


def _load_sweep(path: str | os.PathLike[str], coarse: bool) -> xarray.Dataset:
    from gdsim.results.formats.dataset import of_source

    store = Store.open(path)
    if coarse and not store.coarse_is_there:
        raise SettingError(f"{path}: its coarse grid is not there (only large sweeps have one)")
    source = sweep_source.of_store(store, coarse)
    # The values of dimensions are what xarray keeps in memory.
    labels = [each for each in source.fields.values() if each.dims == (each.name,)]
    _check_memory(path, sum(each.dtype.itemsize * each.shape[0] for each in labels))
    return of_source(source)


def check_suffix(path: str | os.PathLike[str]) -> None:
    """SettingError unless `path` has a suffix of a format that can be written."""
    suffix = file_name(path).suffix.lower()
    if suffix not in WRITTEN:
        raise SettingError(f"{path}: a result's name must end in {', '.join(WRITTEN)}")
    if suffix == ".parquet":
        parquet.check()
