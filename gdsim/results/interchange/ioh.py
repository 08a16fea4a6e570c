"""Runs as data of IOHprofiler, which IOHanalyzer and iohinspector read: a folder per algorithm.

Format: the JSON and .dat files of ioh 0.4 (IOHexperimenter), de Nobel et al. 2024, Evolutionary
Computation 32(3), arXiv:2111.04077: a header before each run, then evaluations and values.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gdsim.base.errors import SettingError
from gdsim.base.files import read_text
from gdsim.base.settings import whole
from gdsim.base.version import __version__
from gdsim.results.analysis.subject import Array
from gdsim.results.interchange.folders import folders, plain, words_of
from gdsim.results.interchange.foreign import INDEX
from gdsim.results.interchange.runs import FUNCTION, LARGEST_COUNT, Run, counted_in, seen

if TYPE_CHECKING:
    import xarray

_HEADER = "evaluations raw_y"
MOST = 65_535  # iohinspector's largest dimension and instance
_ROUNDED = 1e-8  # ioh writes ten decimals
_LARGEST_DATA = 2**29  # bytes of one file of values


def write_ioh(result: xarray.Dataset, folder: str | os.PathLike[str]) -> list[Path]:
    """Write traced runs on a function of a known minimum as data of IOHprofiler.

    Folders and instances as those of `write_coco`; values lie above the minimum, as those of the
    functions of BBOB in ioh do. Returns the folders. Errors: SettingError.
    """
    info = f"gdsim: {words_of(result)}; values lie above the least value"
    return [_write(path, runs, info) for path, runs in folders(result, folder, "IOH")]


def _write(folder: Path, runs: list[Run], info: str) -> Path:
    first = runs[0]
    if max(len(runs), first.dimension) > MOST:
        raise SettingError(
            f"IOH data has at most {MOST:,} runs and variables, got {len(runs):,} runs of "
            f"{first.dimension:,} variables"
        )
    name = f"f{FUNCTION}_{plain(first.problem)[:60]}"
    place = f"data_{name}/IOHprofiler_f{FUNCTION}_DIM{first.dimension}.dat"
    (folder / place).parent.mkdir()
    last = np.inf
    with (folder / place).open("w", encoding="utf-8") as file:
        for run in runs:
            values = run.values.copy()
            if values[0] == last:
                # iohinspector 0.0.8 drops a run's first row that equals the last of the run before.
                values[0] = np.nextafter(values[0], np.inf)
            last = values.min()
            rows = zip(run.evaluations, values, strict=True)
            file.write(f"{_HEADER}\n" + "".join(f"{at} {float(y)!r}\n" for at, y in rows))
    described = {
        "version": __version__,
        "suite": "gdsim",
        "function_id": FUNCTION,
        "function_name": first.problem,
        "maximization": False,
        "algorithm": {"name": plain(first.algorithm), "info": info},
        "attributes": _HEADER.split(),
        "scenarios": [
            {"dimension": first.dimension, "path": place, "runs": list(map(_described, runs))}
        ],
    }
    text = json.dumps(described, indent=1)
    (folder / f"IOHprofiler_{name}.json").write_text(text, encoding="utf-8")
    return folder


def _described(run: Run) -> dict[str, Any]:
    place = int(run.values.argmin())
    # iohinspector fails for any other key of "best", and without one of these.
    best = {"evals": int(run.evaluations[place]), "y": float(run.values[place]), "x": []}
    return {"instance": run.instance, "evals": int(run.evaluations[-1]), "best": best}


def read_ioh(folder: str | os.PathLike[str], minimum: float = 0.0) -> Iterator[Run]:
    """The runs of all data of IOHprofiler below a folder, with raw_y above `minimum`.

    What was maximised has the heights of its values below `minimum`, which is then the largest.
    Errors: SettingError for what cannot be read.
    """
    for file in index_files(folder):
        try:
            described = json.loads(read_text(file))
            yield from _runs(file, described, minimum)
        except SettingError:
            raise
        except KeyError as error:
            raise SettingError(f"{file}: is no index of IOH data (it lacks {error})") from error
        except (TypeError, AttributeError) as error:
            raise SettingError(f"{file}: is not laid out as an index of IOH data") from error
        except (json.JSONDecodeError, RecursionError) as error:
            raise SettingError(f"{file}: cannot be read as JSON ({error})") from error


def index_files(folder: str | os.PathLike[str]) -> list[Path]:
    """The index of each function and algorithm."""
    return sorted(Path(folder).rglob(INDEX))


def _runs(file: Path, described: Mapping[str, Any], minimum: float) -> Iterator[Run]:
    sign = -1.0 if described["maximization"] else 1.0
    algorithm, problem = described["algorithm"]["name"], described["function_name"]
    if not (isinstance(algorithm, str) and isinstance(problem, str)):
        raise TypeError("names are texts")
    for scenario in described["scenarios"]:
        dimension = whole(scenario["dimension"], f"{file}: dimension", 1, LARGEST_COUNT, "")
        data = file.parent / scenario["path"].replace("\\", "/")
        runs = [run for run in scenario["runs"] if run["evals"]]  # a reset without evaluations
        rows = _read_rows(data)
        if len(rows) < len(runs):
            raise SettingError(f"{data}: has {len(rows)} runs; {file.name} names {len(runs)}")
        for run, part in zip(runs, rows, strict=False):
            instance = whole(run["instance"], f"{file}: instance", 0, LARGEST_COUNT, "")
            count = whole(run["evals"], f"{file}: evals", 1, LARGEST_COUNT, "")
            evaluations, values = part.T
            if evaluations[-1] < count:  # a logger of improvements only
                evaluations = np.append(evaluations, count)
                values = np.append(values, values[-1])
            heights = sign * (values - minimum)
            if heights.min() < -_ROUNDED * max(1.0, abs(minimum)):
                extreme, end = ("largest", values.max()) if sign < 0 else ("least", values.min())
                raise SettingError(
                    f"{data}: has the value {end:.12g}, beyond the {extreme} one, {minimum:.12g}; "
                    "give the least value of the function (the largest of one that is maximised)",
                    "minimum",
                )
            at, heights = seen(evaluations, heights)
            yield Run(algorithm, problem, dimension, instance, at, heights)


def _read_rows(file: Path) -> list[Array]:
    """The evaluations and values of each run of a file."""
    runs: list[list[tuple[float, float]]] = []
    columns = (0, 1)
    for number, line in enumerate(read_text(file, _LARGEST_DATA).splitlines(), 1):
        words = line.replace('"', "").split()
        if words[:1] == ["evaluations"]:
            if "raw_y" not in words:
                raise SettingError(f"{file}, line {number}: has no column raw_y, got {line[:60]!r}")
            columns = (0, words.index("raw_y"))
            runs.append([])
        elif words:
            try:
                count = counted_in(words[columns[0]])
                runs[-1].append((count, float(words[columns[1]])))
            except (ValueError, IndexError):
                raise SettingError(
                    f"{file}, line {number}: a row must be as the header says, got {line[:60]!r}"
                ) from None
    return [np.array(run) for run in runs if run]
