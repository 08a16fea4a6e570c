"""`gdsim compare`: tune optimizers with the same number of runs, and compare them on fresh ones."""

from __future__ import annotations

import textwrap
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gdsim.base.errors import SettingError, suggestion
from gdsim.base.files import check_writable, written_whole
from gdsim.base.words import counted
from gdsim.cli import screen
from gdsim.cli.bar import Meter
from gdsim.cli.completion import listed
from gdsim.cli.listing import Kind
from gdsim.cli.screen import print_json

if TYPE_CHECKING:
    import xarray

    from gdsim.catalogue.choices import Choice

SUITE = "classic-2d"
_HELP = (
    "Tune optimizers with the same number of runs, and compare them on fresh ones. Each tries "
    "BUDGET learning rates on each function; its best is run from FRESH other starts. The output "
    "has the standings, and for each pair by how much one ends lower, with a confidence interval, "
    "and whether the difference is more than chance. A kernel is compiled for each optimizer and "
    "function, once: two optimizers on all of classic-2d take about a minute the first time and "
    "seconds afterwards, all 23 about five minutes and then one (two processors). --suite quick-2d "
    "has eight functions."
)


def compare(
    optimizers: Annotated[
        list[str] | None,
        typer.Argument(
            help="Names, as in `gdsim list optimizers`, and files of your own, such as mine.py "
            "(which is code, and is executed); by default all that work on functions.",
            autocompletion=listed(Kind.OPTIMIZERS),
        ),
    ] = None,
    suite: Annotated[
        str | None,
        typer.Option(
            help=f"Suite of functions to compare on; by default {SUITE}.",
            autocompletion=listed(Kind.SUITES),
        ),
    ] = None,
    objective: Annotated[
        str | None,
        typer.Option(help="Instead of a suite: a function, or an experiment; file, name or text."),
    ] = None,
    budget: Annotated[int, typer.Option(help="Settings that each optimizer tries.")] = 64,
    lr: Annotated[
        str, typer.Option(metavar="LOW:HIGH", help="Range of the learning rates to try.")
    ] = "1e-7:100",
    trials: Annotated[int, typer.Option(help="Starts that each setting is tried from.")] = 8,
    fresh: Annotated[int, typer.Option(help="Fresh starts of the best setting.")] = 64,
    steps: Annotated[
        int | None, typer.Option(help="Steps of each run; by default those of FILE.toml, or 1000.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of all random draws.")] = 0,
    against: Annotated[
        str | None, typer.Option(help="Compare all with this optimizer; by default with the best.")
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(help="Choose and compare by test_loss, test_accuracy or train_accuracy."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Page to draw: .pdf, .png or .svg.")
    ] = None,
    csv: Annotated[
        Path | None, typer.Option(help="File for the standings: one line per optimizer.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
    threads: Annotated[
        int | None, typer.Option(help="Threads to use; by default one per processor.")
    ] = None,
) -> int:
    """Tune optimizers with the same number of runs, and compare them on fresh ones."""
    from gdsim import suites
    from gdsim.results.analysis import standings

    _check_files(out, csv)
    if suite is not None and objective is not None:
        raise SettingError("--suite and --objective exclude each other; give one of them")
    choices = _choices(optimizers or [])
    problems, of_file = _problems(suite, objective)
    runs = len(problems) * len(choices) * (budget * trials + fresh)
    count = steps or of_file
    before = time.perf_counter()
    with Meter(runs, count) as meter:
        result = suites.compare(
            problems, choices, budget, fresh, count, seed,
            lr=_rates(lr), trials=trials, threads=threads, by=by,
            against=None if against is None else _label(against, choices),
            progress=lambda done, of: meter.show(done),
        )  # fmt: skip
    seconds = time.perf_counter() - before
    table = standings(result)
    _write(result, table, out, csv)
    if as_json:
        print_json(_as_json(result, table))
        return 0
    _show(result, table)
    print(f"{counted(runs, 'run')} in {seconds:.1f} s")
    for path in (out, csv):
        if path is not None:
            print(f"wrote {path}")
    return 0


compare.__doc__ = _HELP


def _check_files(out: Path | None, csv: Path | None) -> None:
    """SettingError before anything runs if a file cannot be written."""
    from gdsim.results.plots.sheet import check_suffix

    if out is not None:
        check_suffix(out)
    for path in (out, csv):
        if path is not None:
            check_writable(path)


def _write(
    result: xarray.Dataset, table: xarray.Dataset, out: Path | None, csv: Path | None
) -> None:
    """Write the page and the standings, where asked for."""
    if out is not None:
        from gdsim.results.plots.comparison_page import write_page

        write_page(result, out)
    if csv is not None:
        with written_whole(csv) as part:
            table.to_dataframe().to_csv(part, lineterminator="\n")


def _choices(given: list[str]) -> list[Choice]:
    """The named optimizers, with those of files; without names, all that work on functions."""
    from gdsim.catalogue.choices import find, methods
    from gdsim.catalogue.plugins.in_use import use_catalogue

    names: list[str] = []
    for each in given:
        if not each.endswith(".py"):
            names.append(each)
            continue
        own = use_catalogue(each).methods.get("optimizer", ())
        if not own:
            raise SettingError(f"{each} has no optimizer to compare")
        names += own
    if not names:
        names = [name for name, each in methods("optimizer").items() if not each.definition.tensor]
    return [find("optimizer", name)() for name in dict.fromkeys(names)]


def _rates(text: str) -> Any:
    """The learning rates between two ends, logarithmically spaced."""
    from gdsim.base.axes import logspace

    try:
        low, high = (float(end) for end in text.split(":"))
    except ValueError:
        raise SettingError(f"--lr takes LOW:HIGH, such as 1e-5:10, got {text!r}") from None
    return logspace(low, high, 2)


def _problems(suite: str | None, objective: str | None) -> tuple[Any, int]:
    """The suite to compare on, and the steps of its file, or the default ones."""
    from gdsim import suites
    from gdsim.base import presets
    from gdsim.catalogue.discovery import discover
    from gdsim.experiment.fields import STEPS
    from gdsim.results.origin import experiment_at

    if objective is None:
        return suites.suite(suite or SUITE), STEPS
    is_shipped = objective not in discover("function") and presets.shipped_file(objective)
    if is_shipped or objective.endswith(".toml"):
        experiment = experiment_at(objective)
        return suites.suite([experiment]), experiment.steps
    return suites.suite([objective]), STEPS


def _label(name: str, choices: list[Choice]) -> str:
    """The name of an optimizer in the result."""
    from gdsim.catalogue.choices import find

    wanted = find("optimizer", name)
    if wanted not in [each.method for each in choices]:
        hint = suggestion(name, [each.name for each in choices])
        raise SettingError(f"--against {name} is not among the compared optimizers; {hint}")
    return wanted.title


def _show(result: xarray.Dataset, table: xarray.Dataset) -> None:
    """Print the standings and the sentences."""
    from gdsim.results.plots.comparison_page import columns

    cells = columns(table)
    printed = screen.table("optimizer", *cells, numbers=tuple(cells))
    printed.padding = (0, 1, 0, 0)
    for row, name in enumerate(table["optimizer"].values):
        printed.add_row(str(name), *(column[row] for column in cells.values()))
    print(f"{result.attrs['title']}. {result.attrs['of']}")
    screen.show(printed)
    for sentence in result.attrs["sentences"]:
        print(textwrap.fill(sentence, min(screen.width(), 100), subsequent_indent="  "))


def _as_json(result: xarray.Dataset, table: xarray.Dataset) -> dict[str, Any]:
    """The standings, the pairs and the sentences as plain data; infinite numbers are null."""
    frame = table.to_dataframe().reset_index()
    pairs = []
    for row in range(result.sizes["pair"]):
        part = result.isel(pair=row)
        pair = {name: str(part[name].item()) for name in ("first", "second")}
        measures = {
            str(name): {key: part[key].sel(measure=name).item() for key in _OF_PAIRS}
            for name in result["measure"].values
        }
        pairs.append({**pair, **measures})
    attributes = {name: result.attrs[name] for name in _ATTRIBUTES}
    rows = [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]
    return {**attributes, "standings": rows, "pairs": pairs, "sentences": result.attrs["sentences"]}


_OF_PAIRS = ("factor", "low", "high", "real")
_ATTRIBUTES = (
    "title", "suite", "budget", "trials", "fresh", "steps", "seed", "level", "level_each",
)  # fmt: skip
