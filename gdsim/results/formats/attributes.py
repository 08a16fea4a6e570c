"""Conversion of attributes of a result and its arrays to a form that files can hold, and back.

Numbers, text and lists of one of these types are written directly. All other values of JSON (None,
True, tables, mixed lists, text with a NUL) are written as JSON; the additional attribute
`gdsim_json` lists their names, so that reading restores the values: lists for tuples and arrays.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from gdsim.base.errors import SettingError, SettingTypeError, shown
from gdsim.results.formats.source import Source

if TYPE_CHECKING:
    import xarray

MARK = "gdsim_json"
_LONGEST = 2000  # values; HDF5 allows 64 kB for an attribute that is not a single text
_LARGEST = 255  # characters of a name, as NetCDF allows
# Names that NetCDF, HDF5 and xarray use themselves.
_RESERVED = frozenset(
    {
        *("_FillValue", "_NCProperties", "_Netcdf4Coordinates", "_Netcdf4Dimid", "_Unsigned"),
        *("_nc3_strict", "CLASS", "DIMENSION_LIST", "NAME", "REFERENCE_LIST", "add_offset"),
        *("coordinates", "dtype", "missing_value", "scale_factor"),
    }
)


def prepared(source: Source) -> Source:
    """The source with attributes that every format can hold; SettingError if that is impossible."""
    fields = {
        name: replace(field, attributes=written(field.attributes, name))
        for name, field in source.fields.items()
    }
    return replace(source, fields=fields, attributes=written(source.attributes, "the result"))


def written(attributes: Mapping[Any, Any], owner: str) -> dict[str, Any]:
    """Attributes in plain types; errors name their `owner`."""
    writable: dict[str, Any] = {}
    as_json = []
    for name, value in attributes.items():
        where = f"the attribute {shown(name)} of {owner}"
        _check_name(name, where)
        try:
            plain = _plain(value)
            writable[name] = plain if _is_held(plain) else json.dumps(_listed(plain))
        except (TypeError, ValueError, RecursionError):
            words = "text, numbers, True, False, None, and lists and tables of these"
            problem = f"{where} is {shown(value)}, which no file can hold: {words} can be saved"
            raise SettingTypeError(problem) from None
        if writable[name] is not plain:
            as_json.append(name)
    return {**writable, MARK: json.dumps(as_json)} if as_json else writable


def read(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes before `written`; unchanged if this module did not write them."""
    values = dict(attributes)
    try:
        names = json.loads(values.pop(MARK, "[]"))
        return values | {name: json.loads(values[name]) for name in names}
    except (ValueError, TypeError, KeyError, RecursionError):  # another program changed them
        return dict(attributes)


def restored(result: xarray.Dataset) -> xarray.Dataset:
    """A result from a file, with the attributes that it had when it was written."""
    result.attrs = read(result.attrs)
    for variable in result.variables.values():
        variable.attrs = read(variable.attrs)
    return result


def _check_name(name: Any, where: str) -> None:
    is_text = isinstance(name, str) and 0 < len(name) <= _LARGEST and name.isprintable()
    if not is_text or name == MARK or name in _RESERVED or not name.strip(" /") == name:
        raise SettingError(
            f"{where} cannot be saved: a name is text of 1 to {_LARGEST} printable characters, "
            "and none that NetCDF or xarray use themselves, such as _FillValue"
        )


def _plain(value: Any) -> Any:
    """A value in Python's own types, or NumPy's numbers and one-dimensional arrays of numbers.

    Errors: TypeError and ValueError for values that JSON cannot represent.
    """
    if isinstance(value, np.ndarray | np.generic):
        return _plain_array(value)
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Mapping):
        if not all(isinstance(name, str) for name in value):
            raise TypeError
        return {str(name): _listed(_plain(each)) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_listed(_plain(each)) for each in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    raise TypeError


def _plain_array(value: Any) -> Any:
    if value.dtype.kind == "f" and value.itemsize not in (4, 8):
        wide = value.astype(np.float64)
        if not np.array_equal(wide, value, equal_nan=True):
            raise ValueError
        value = wide
    if value.dtype.kind in "iuf" and value.ndim < 2:
        return value if value.ndim else value[()]
    if value.dtype.kind not in "biufUSOT":
        raise TypeError
    return _plain(value.tolist())


def _listed(value: Any) -> Any:
    """A plain value in JSON's types: lists for arrays."""
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else value


def _is_held(value: Any) -> bool:
    """Whether every format can store a plain value and restore it unchanged."""
    if isinstance(value, np.ndarray):
        return 1 < value.size <= _LONGEST
    if isinstance(value, list):
        is_uniform = {type(each) for each in value} in ({str}, {int}, {float})
        return is_uniform and 1 < len(value) <= _LONGEST and all(map(_is_held, value))
    if isinstance(value, str):
        # HDF5 ends text at a NUL and cannot store empty text.
        return bool(value) and "\0" not in value and _is_unicode(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return -(2**63) <= value < 2**63
    return isinstance(value, float | np.generic)


def _is_unicode(text: str) -> bool:
    """Whether text has no lone surrogates, which names of files may have."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)
