"""Selection of a part of a result, and checks of the names of its dimensions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from gdsim.base.errors import SettingError, SettingTypeError, suggestion
from gdsim.results.analysis.scales import Scale
from gdsim.results.analysis.subject import ROWS, Subject
from gdsim.results.verdicts import check_result

if TYPE_CHECKING:
    import xarray

Select = Mapping[str, Any]


def selected(result: xarray.Dataset, select: Select | None) -> xarray.Dataset:
    """The part of a result at given values of some dimensions, each the nearest existing value.

    Nearest on the scale that the values are spaced on; an optimizer or schedule by its label.
    Errors: SettingError for an unknown dimension, SettingTypeError for a value not a number.
    """
    check_result(result)
    for name, wanted in (select or {}).items():
        known = [str(each) for each in result["verdict"].dims]
        if name not in known:
            raise SettingError(f"cannot select {name!r}; {_no_dimension(name, known)}", "select")
        values = result[name].values
        place = _of_label(name, wanted, values) if name in ROWS else _nearest(name, wanted, values)
        result = result.isel({name: place})
    return result


def _of_label(name: str, wanted: Any, values: Any) -> list[int]:
    labels = [str(each) for each in values]
    if str(wanted) not in labels:
        raise SettingError(f"no {name} {wanted!r}; {suggestion(str(wanted), labels)}", "select")
    return [labels.index(str(wanted))]  # the dimension stays, with one value


def _nearest(name: str, wanted: Any, values: Any) -> int:
    try:
        number = float(wanted)
    except (TypeError, ValueError):
        message = f"{name} must be selected by a number, got {wanted!r}"
        raise SettingTypeError(message, "select") from None
    if not math.isfinite(number):
        raise SettingError(f"{name} must be selected by a finite number, got {wanted!r}", "select")
    return Scale.of(values).nearest(values, number)


def where(result: xarray.Dataset) -> str:
    """The values that a result was selected at, "at learning rate 0.01"; or ""."""
    places = []
    for name, coordinate in result.coords.items():
        of_start = str(name).startswith("start_") and "start" in result.coords
        if not (coordinate.ndim or name in ROWS or of_start):
            places.append(f"{coordinate.attrs.get('long_name', name)} {coordinate.item():.4g}")
    return f"at {', '.join(places)}" if places else ""


def dimension(subject: Subject, name: str, ordered: bool = False) -> str:
    """Check the name of a dimension of the runs; SettingError if it is not one.

    ordered: also refuse seeds and listed starts, which have no order.
    """
    if name in ROWS:
        raise SettingError(f"{name} is no axis: each {name} is shown by itself", "axis")
    if name not in subject.dims:
        raise SettingError(f"no axis {name!r}; {_no_dimension(name, subject.dims)}", "axis")
    if ordered and name in ("seed", "init_seed", "start"):
        message = f"{name} is no axis along which anything rises: its order is chance"
        raise SettingError(message, "axis")
    return name


def dimensions(subject: Subject, given: str | Iterable[str], name: str) -> list[str]:
    """The names of dimensions, given as one name or several."""
    names = [given] if isinstance(given, str) else list(given)
    if len(set(names)) < len(names):
        raise SettingError(f"{name} names a dimension twice: {', '.join(names)}", name)
    return [dimension(subject, each) for each in names]


def spoken(names: Iterable[str]) -> str:
    """Names joined as in a sentence: "seed, start_x and start_y"."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _no_dimension(name: str, known: list[str]) -> str:
    return suggestion(str(name), known) if known else "its runs are single, without any axis"
