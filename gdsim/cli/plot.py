"""`gdsim plot RESULT KIND`: analyse a result, print the numbers, draw the picture."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gdsim.base.errors import SettingError
from gdsim.base.files import check_writable, written_whole
from gdsim.cli.completion import plots
from gdsim.cli.pairs import once, pair
from gdsim.cli.screen import print_json, show, table

if TYPE_CHECKING:
    import xarray

    from gdsim.results.plots.kind import Kind

_SHARES = ("running", "stalled", "oscillating", "converged", "diverged", "diverged pixels")


def plot(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="RESULT",
            help="Result: .nc, a .zarr store, a folder with data of COCO or IOHprofiler, "
            "or an Optuna study (SQLite or journal).",
        ),
    ],
    kind: Annotated[
        str | None,
        typer.Argument(
            help="What to draw; without it, list what can be drawn.", autocompletion=plots
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Picture to draw: .png, .svg or .pdf.")
    ] = None,
    csv: Annotated[
        Path | None, typer.Option(help="File (.csv) for all data of the picture.")
    ] = None,
    x: Annotated[str | None, typer.Option(metavar="NAME", help="Horizontal axis.")] = None,
    y: Annotated[str | None, typer.Option(metavar="NAME", help="Vertical axis.")] = None,
    axis: Annotated[
        str | None, typer.Option(metavar="NAME", help="The axis of a kind with one axis.")
    ] = None,
    value: Annotated[
        str | None, typer.Option(metavar="NAME", help="Variable of a run, such as best_loss.")
    ] = None,
    over: Annotated[
        str | None,
        typer.Option(help="How to reduce several runs: median, 0.9; or over which axes: a,b."),
    ] = None,
    by: Annotated[
        str | None, typer.Option(metavar="NAMES", help="Axes whose values are kept apart: a,b.")
    ] = None,
    select: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=VALUE", help="Keep the nearest value; may be given several times."
        ),
    ] = None,
    option: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="Any other option of the kind."),
    ] = None,
    study: Annotated[
        str | None, typer.Option(metavar="NAME", help="Study of an Optuna file that has several.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the table as JSON.")] = False,
) -> int:
    """Answer a question about a result: print the numbers and draw the picture.

    Without KIND: list the kinds of pictures, and what this result lacks for them.
    """
    given = {"x": x, "y": y, "axis": axis, "value": value, "over": over, "by": by}
    options: dict[str, Any] = {
        name: text if name in "xy" else _read(text) for name, text in given.items() if text
    }
    if select:
        options["select"] = once((_pair(each, "--select") for each in select), "--select")
    options |= once((_pair(each, "--set") for each in option or ()), "--set")
    if kind is None:
        if out or csv or options:
            raise SettingError(
                f"name the kind of picture after {file}; without options, the kinds are listed"
            )
        return _list(_load(file, study), as_json)
    from gdsim.results.plots.kinds import find
    from gdsim.results.plots.sheet import check_suffix, write

    asked = find(kind)
    if out is not None:
        check_suffix(out)
        check_writable(out)
    if csv is not None:
        _check_csv(csv)
    data = asked.answer(_load(file, study), **options)
    if out is not None:
        write(asked.picture(data), out)
    if csv is not None:
        _write_csv(data, csv)
    _print(asked, data, as_json)
    if not as_json:
        for path in filter(None, (out, csv)):
            print(f"wrote {path}")
        if not (out or csv):
            print("Nothing was drawn because no file was named (-o FILE.png).")
    return 0


def _load(file: Path, study: str | None) -> xarray.Dataset:
    from gdsim.results.files import load
    from gdsim.results.interchange.foreign import has_runs
    from gdsim.results.interchange.gathering import gather
    from gdsim.results.interchange.study import is_study, read_study

    if is_study(file):
        return read_study(file, study)
    if study is not None:
        raise SettingError(f"--study is of Optuna's files; {file} is none")
    result = gather(file) if has_runs(file) else load(file)
    if "verdict" not in result:
        raise SettingError(f"{file}: not a result of gdsim: it has no verdicts")
    return result


def _list(result: xarray.Dataset, as_json: bool) -> int:
    from gdsim.results.plots.kinds import fitting, known_kinds

    known, lacks = known_kinds(), fitting(result)
    if as_json:
        listed = [
            {"name": name, "summary": known[name].summary, "lacks": lack,
             "options": list(known[name].options)}
            for name, lack in lacks.items()
        ]  # fmt: skip
        print_json(listed)
        return 0
    printed = table("kind", "what it shows", "options")
    for name, lack in lacks.items():
        words = known[name].summary + (f"\nNot for this result: it needs {lack}." if lack else "")
        printed.add_row(name, words, ", ".join(known[name].options))
    show(printed)
    return 0


def _print(kind: Kind, data: xarray.Dataset, as_json: bool) -> None:
    rows = kind.table(data)
    said = [str(data.attrs.get(name, "")) for name in ("rule", "shown", "words")]
    notes = [line for text in said for line in text.split("\n") if line]
    if as_json:
        plain = [{name: _plain(value) for name, value in row.items()} for row in rows]
        answer = {"kind": kind.name, "rows": plain, "notes": notes}
        print_json(answer)
        return
    columns = list(dict.fromkeys(name for row in rows for name in row))
    if columns:
        words = {name for name in columns if any(isinstance(row.get(name), str) for row in rows)}
        printed = table(*columns, numbers=tuple(name for name in columns if name not in words))
        for row in rows:
            printed.add_row(*(_cell(name, row.get(name)) for name in columns))
        show(printed)
    for note in notes:
        print(note)


def _cell(name: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool | int):
        return f"{value:,}" if not isinstance(value, bool) else ("yes" if value else "no")
    if name in _SHARES:
        return f"{value:.0%}"
    return f"{value:,.0f}" if name.endswith("steps") else f"{value:.4g}"


def _plain(value: Any) -> Any:
    """A value as JSON; infinite and missing numbers are null."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _pair(text: str, flag: str) -> tuple[str, Any]:
    name, value = pair(text, flag)
    return name, _read(value)


def _read(text: str) -> Any:
    """The value of a text: a list if it has commas, None for "none", a number, or the text."""
    if "," in text:
        return [_read(part.strip()) for part in text.split(",") if part.strip()]
    if text.lower() == "none":
        return None
    try:
        return float(text)
    except ValueError:
        return text


def _check_csv(path: Path) -> None:
    if path.suffix.lower() != ".csv":
        raise SettingError(f"{path}: the name of a table must end in .csv")
    check_writable(path)


def _write_csv(data: xarray.Dataset, path: Path) -> None:
    """Write every variable as a column, with one row per combination of coordinates."""
    import numpy as np

    empty = [name for name, size in data.sizes.items() if not size]
    plain = data.drop_dims(empty)
    if not plain.sizes:
        plain = plain.expand_dims("row")
    for name in [name for name in plain if "flag_meanings" in plain[name].attrs]:
        codes = plain[name].attrs["flag_values"]
        words = np.array(plain[name].attrs["flag_meanings"].split())
        order = np.argsort(codes, kind="stable")
        places = np.searchsorted(codes, plain[name].values, sorter=order)
        plain[name] = (plain[name].dims, words[order[places]])
    with written_whole(path) as part:
        plain.to_dataframe().to_csv(part, lineterminator="\n")
