"""A study of Optuna: its trials as a labelled table. Needs the extra "optuna"."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import numpy as np

from gdsim.base.errors import SettingError, shown, suggestion
from gdsim.base.files import file_name, reading

if TYPE_CHECKING:
    import xarray

_SQLITE = b"SQLite format 3\0"
_JOURNAL = b'{"op_code":'
_DAMAGED = (ValueError, KeyError, TypeError, AttributeError, AssertionError)  # of Optuna's reading
_TAKEN = (
    *("trial", "value", "state", "seconds", "objective", "step", "intermediate"),
    *("best", "setting", "chosen", "from_", "to", "rank_correlation"),  # of analysis.trials
)


def read_study(path: str | os.PathLike[str], name: str | None = None) -> xarray.Dataset:
    """The trials of a study that Optuna has stored in an SQLite file or a journal.

    name: of the study, if there are several. Needs `pip install 'gdsim[optuna]'`; the file is only
    read. An xarray.Dataset over "trial": `value` (with several objectives over "objective" too),
    NaN where a trial has none; `state`, such as "complete", "pruned" or "fail"; `seconds`; and
    `intermediate` over the further dimension "step", where values were reported. Coordinates along
    "trial" are the parameters, NaN or "" where a trial has none: numbers, or the text of a
    category; their attribute `log` says whether logarithms were drawn. A parameter whose name a
    table of trials has itself, such as `value` or `best`, is called `param_value`. Errors:
    SettingError.
    """
    with contextlib.ExitStack() as stack:
        study = _loaded(file_name(path), name, stack)
        trials, title = study.trials, study.study_name
        directions = [each.name.lower() for each in study.directions]
    if not trials:
        raise SettingError(f"{path}: the study {title} has no trials")
    import optuna
    import xarray

    coords: dict[str, Any] = {"trial": [trial.number for trial in trials]}
    for parameter in sorted({key for trial in trials for key in trial.params}):
        taken = f"param_{parameter}" if parameter in _TAKEN else parameter
        coords[taken] = ("trial", *_parameter(trials, parameter))
    count = len(directions)
    values = np.array([trial.values or [np.nan] * count for trial in trials], dtype=np.float64)
    spent = [trial.duration.total_seconds() if trial.duration else np.nan for trial in trials]
    goal = {"long_name": "value of the objective", "units": "1"}
    several = count > 1
    data: dict[str, Any] = {
        "value": (("trial", "objective"), values, goal)
        if several
        else ("trial", values[:, 0], goal),
        "state": ("trial", [trial.state.name.lower() for trial in trials]),
        "seconds": ("trial", spent, {"long_name": "duration of the trial", "units": "s"}),
    }
    steps = sorted({step for trial in trials for step in trial.intermediate_values})
    if steps:
        reported = [
            [trial.intermediate_values.get(step, np.nan) for step in steps] for trial in trials
        ]
        data["intermediate"] = (("trial", "step"), np.array(reported, dtype=np.float64), goal)
        coords["step"] = steps
    attributes = {
        "title": title, "directions": directions, "optuna_version": optuna.__version__,
    }  # fmt: skip
    return xarray.Dataset(data, coords, attributes)


def is_study(path: Path) -> bool:
    """Whether a file is an SQLite file with studies or a journal, as Optuna writes them."""
    if not path.is_file():
        return False
    kind = _begin(path)
    return _has_studies(path) if kind == _SQLITE else bool(kind)


def _has_studies(path: Path) -> bool:
    try:
        with contextlib.closing(_connected(path)) as connection:
            found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'studies'")
            return found.fetchone() is not None
    except sqlite3.Error:  # damaged, or in use: its reader says so
        return True


def _begin(path: Path) -> bytes:
    """The first bytes that say what a file is; b"" for any other."""
    with reading(path) as file:
        first = file.read(len(_SQLITE))
    return next((each for each in (_SQLITE, _JOURNAL) if first.startswith(each)), b"")


def _loaded(path: Path, name: str | None, stack: contextlib.ExitStack) -> Any:
    """The study of a file, which is closed with the stack. Errors: SettingError."""
    kind = _begin(path)
    if not kind:
        raise SettingError(f"{path}: is neither an SQLite file nor a journal of Optuna")
    try:
        import optuna
    except ImportError:
        raise SettingError(
            f"{path}: studies are read with Optuna; pip install 'gdsim[optuna]'"
        ) from None
    from optuna.exceptions import OptunaError
    from optuna.storages.journal import JournalFileBackend
    from sqlalchemy.exc import SQLAlchemyError

    try:
        if kind == _SQLITE:
            storage: Any = optuna.storages.RDBStorage(
                "sqlite:///",
                {"creator": lambda: stack.enter_context(contextlib.closing(_connected(path)))},
                skip_table_creation=True,
            )
            stack.callback(storage.engine.dispose)
            stack.callback(storage.remove_session)
        else:
            storage = optuna.storages.JournalStorage(JournalFileBackend(str(path)))
        names = optuna.get_all_study_names(storage)
        if name is None and len(names) != 1:
            has = f"has the studies {', '.join(names)}; name one" if names else "has no study"
            raise SettingError(f"{path}: {has}", "study")
        if name is not None and name not in names:
            hint = suggestion(name, names)
            raise SettingError(f"{path}: no study {shown(name)}; {hint}", "study")
        return optuna.load_study(study_name=name or names[0], storage=storage)
    except SettingError:
        raise
    except (OptunaError, RuntimeError, SQLAlchemyError, *_DAMAGED) as error:
        # Optuna's own words are of what it was writing, also where it only reads.
        words = str(error.__cause__ or error).partition("[SQL:")[0]
        why = " ".join(words.split())[:200]
        raise SettingError(f"{path}: cannot be read as a study of Optuna ({why})") from error


def _connected(path: Path) -> sqlite3.Connection:
    """A connection that only reads; of a URL SQLAlchemy would decode the name of the file."""
    place = quote(str(path.absolute()))
    return sqlite3.connect(f"file:{place}?mode=ro", uri=True, check_same_thread=False)


def _parameter(trials: Sequence[Any], name: str) -> tuple[Any, dict[str, Any]]:
    """A parameter's values along the trials, and their attributes."""
    drawn = [trial.distributions.get(name) for trial in trials]
    known = next(each for each in drawn if each is not None)
    choices = [choice for each in drawn for choice in getattr(each, "choices", ())]
    values = [trial.params.get(name) for trial in trials]
    attributes = {"long_name": name, "log": int(getattr(known, "log", False))}
    if all(isinstance(each, int | float) and not isinstance(each, bool) for each in choices):
        numbers = [np.nan if each is None else float(each) for each in values]
        return np.array(numbers), attributes
    words = ["" if each is None else str(value) for each, value in zip(drawn, values, strict=True)]
    return words, {"long_name": name}
