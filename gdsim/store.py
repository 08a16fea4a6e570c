"""A sweep on disk: a Zarr store that `xarray.open_zarr` reads as it is.

One array a variable over the experiment's dimensions, a chunk a shard (see `gdsim.shards`), each
compressed and with a CRC32C that every reader checks. A chunk appears whole or not at all. Of a
shard, the chunk of the array `done` is written last: a shard is committed when that file is there,
and nothing else says so. Coordinates, units and provenance are those of any result; the group's
attribute "gdsim_store" says how the runs are divided.

Where it is worth it, the group "coarse" has the same over every so many values of each dimension,
computed first: `xarray.open_zarr(path, group="coarse")` is a picture of the whole within seconds.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from gdsim import memory, results
from gdsim.chunk_file import read_chunk, write_chunk
from gdsim.errors import SettingError
from gdsim.experiment import Experiment
from gdsim.files import reason
from gdsim.results import Outcome
from gdsim.shards import Shard, Shards, own_dimensions, run_bytes
from gdsim.starts import WHOLE
from gdsim.store_layout import ATTRIBUTE, COARSE, FORMAT, lay_out, stored

SUFFIX = ".zarr"
_MOMENT = 0.3  # seconds to wait for the lock: who only looks whether it is free holds it for less


@dataclass(frozen=True)
class Store:
    """A sweep's store: an experiment, the shards it is divided into, and their results so far."""

    path: Path
    experiment: Experiment
    shards: Shards

    @classmethod
    def create(
        cls, path: str | os.PathLike[str], experiment: Experiment, runs: int | None = None
    ) -> Store:
        """A new store without any results; `runs` a shard, or as many as take about a second.

        It appears at `path` whole. Errors: SettingError where it cannot be written, or would need
        more room than the disk has.
        """
        store = cls(Path(path), experiment, Shards.of(experiment, runs))
        store._check_disk()
        part = store.path.with_name(f".{store.path.name}.part")
        try:
            shutil.rmtree(part, ignore_errors=True)
            lay_out(part, store.shards)
            part.rename(store.path)
        except OSError as error:
            shutil.rmtree(part, ignore_errors=True)
            if store.path.exists() and not cls.is_at(store.path):
                raise SettingError(f"{path} is there already and no stored sweep") from None
            if not store.path.exists():
                raise SettingError(f"cannot write {path}: {reason(error)}") from error
        return cls.open(path)

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Store:
        """The store at `path`. Errors: SettingError where there is none that this gdsim reads."""
        attributes = _attributes(path)
        try:
            experiment = Experiment.from_toml(attributes["experiment"], _Coordinates(Path(path)))
            chunk = tuple(int(n) for n in attributes[ATTRIBUTE]["chunk"])
        except (KeyError, TypeError, ValueError) as error:
            raise SettingError(f"{path}: its experiment cannot be read ({error})") from error
        stated = attributes["experiment_hash"]
        if experiment.hash != stated and experiment.hash_in_full != stated:
            raise SettingError(
                f"{path}: its experiment is another one now: data that it reads from files have "
                "changed since the sweep was begun; put them back to go on"
            )
        return cls(Path(path), experiment, Shards(experiment, chunk))

    @staticmethod
    def is_at(path: str | os.PathLike[str]) -> bool:
        """Whether there is a stored sweep at `path`."""
        try:
            text = (Path(path) / "zarr.json").read_text(encoding="utf-8")
            return ATTRIBUTE in json.loads(text).get("attributes", {})
        except (OSError, ValueError, AttributeError):
            return False

    def check_same(self, experiment: Experiment) -> None:
        """SettingError with the difference, unless the store is of this experiment."""
        if experiment.hash == self.experiment.hash:
            self._check_versions()
            return
        there, here = (
            results.provenance(each)["experiment"] for each in (self.experiment, experiment)
        )
        words = "the data of its network" if there == here else _difference(there, here)
        raise SettingError(
            f"{self.path} holds the runs of another experiment, which differs in {words}; "
            "choose another name for this one"
        )

    def _check_versions(self) -> None:
        there, here = self.attributes, results.provenance(self.experiment)
        if there["gdsim_version"] != here["gdsim_version"]:
            raise SettingError(
                f"{self.path} was begun with gdsim {there['gdsim_version']}, this is "
                f"{here['gdsim_version']}, whose results may differ in their last bits: finish it "
                "with that, or begin a new one"
            )
        if there.get("method_revisions") != here.get("method_revisions"):
            raise SettingError(
                f"{self.path} was begun with an earlier or later rule of its optimizers (revisions "
                f"{there.get('method_revisions', 'none')}, here "
                f"{here.get('method_revisions', 'none')}), whose results differ: begin a new one"
            )
        if there.get("catalogue_sources") != here.get("catalogue_sources"):
            raise SettingError(
                f"{self.path} was begun with other texts of your own methods "
                f"({here.get('catalogues') or there.get('catalogues')}): put them back to go on, "
                "or begin a new one"
            )

    @cached_property
    def attributes(self) -> dict[str, Any]:
        """The group's attributes: provenance, and how the runs are divided."""
        return _attributes(self.path)

    @cached_property
    def variables(self) -> dict[str, results.Variable]:
        """Every variable that a shard has a chunk of; `done`, which commits it, is the last."""
        return stored(self.experiment)

    def committed(self) -> np.ndarray:
        """Which shards are there, by number: bool, (shards,)."""
        found = np.zeros(len(self.shards), dtype=bool)
        try:
            names = os.listdir(self.path / "done")
        except OSError as error:
            raise SettingError(f"{self.path}: cannot be read ({reason(error)})") from error
        split = [name.split(".")[1:] for name in names if name.startswith("c.")]
        counts = self.shards.counts
        chunks = [each for each in split if len(each) == len(counts) and "".join(each).isdecimal()]
        if chunks:
            numbers = np.array(chunks).astype(np.int64)
            found[np.ravel_multi_index(tuple(numbers.T), counts)] = True
        return found

    def write(self, shard: Shard, outcome: Outcome) -> None:
        """Write a shard's results and commit it. Errors: OSError, such as of a full disk."""
        sizes = tuple(part.stop - part.start for part in shard.taken.values())
        self._write("", shard.chunk, sizes, self.shards.chunk, outcome)

    def write_coarse(self, pair: int, outcome: Outcome) -> None:
        """Write the coarse grid of one optimizer and schedule."""
        sizes = self.experiment.layout.part(self.shards.coarse or WHOLE).shape
        self._write(COARSE, self._coarse_chunk(pair), sizes, sizes, outcome)

    def _write(
        self,
        group: str,
        numbers: tuple[int, ...],
        sizes: tuple[int, ...],
        chunk: tuple[int, ...],
        outcome: Outcome,
    ) -> None:
        for name, variable in self.variables.items():
            values, rest = variable.of(outcome), self.behind(name)
            file = f"{self.path}/{self.file(group, numbers, name)}"
            write_chunk(file, values.reshape((*sizes, *rest)), (*chunk, *rest), variable.missing)

    def read(self, shard: Shard, name: str) -> np.ndarray:
        """A variable of a shard: (runs, ...). ValueError if its file is missing or damaged."""
        values = self._read_chunk("", shard.chunk, self.shards.chunk, name)
        # A chunk at an end of the grid reaches beyond it.
        inside = tuple(slice(part.stop - part.start) for part in shard.taken.values())
        return values[inside].reshape((-1, *self.behind(name)))

    def read_coarse(self, pair: int, name: str) -> np.ndarray:
        """A variable of the coarse grid of one optimizer and schedule, as `read` gives it."""
        sizes = self.experiment.layout.part(self.shards.coarse or WHOLE).shape
        values = self._read_chunk(COARSE, self._coarse_chunk(pair), sizes, name)
        return values.reshape((-1, *self.behind(name)))

    def _read_chunk(
        self, group: str, numbers: tuple[int, ...], shape: tuple[int, ...], name: str
    ) -> np.ndarray:
        dtype, rest = self.variables[name].dtype, self.behind(name)
        file = f"{self.path}/{self.file(group, numbers, name)}"
        return read_chunk(file, dtype, (*shape, *rest))

    def file(self, group: str, numbers: tuple[int, ...], name: str) -> str:
        """The file of a chunk of a variable, from the store's folder."""
        words = ".".join(["c", *map(str, numbers), *["0"] * len(self.variables[name].dims)])
        return f"{group}/{name}/{words}" if group else f"{name}/{words}"

    def coarse_file(self, pair: int, name: str) -> str:
        """The file of a variable of the coarse grid, from the store's folder."""
        return self.file(COARSE, self._coarse_chunk(pair), name)

    def _coarse_chunk(self, pair: int) -> tuple[int, ...]:
        shape, inner = self.experiment.shape, len(self.shards.chunk)
        first = np.unravel_index(pair, shape[: len(shape) - inner])
        return (*map(int, first), *[0] * inner)

    def behind(self, name: str) -> tuple[int, ...]:
        """The lengths of a variable's own dimensions, behind those of runs."""
        return tuple(self._lengths[dim] for dim in self.variables[name].dims)

    @cached_property
    def _lengths(self) -> dict[str, int]:
        return {dim: len(values) for dim, values in own_dimensions(self.experiment).items()}

    def forget(self, shard: Shard) -> None:
        """Take a shard's commitment back, so that it is computed again."""
        self._commitment(shard).unlink(missing_ok=True)

    def forget_coarse(self, pair: int) -> None:
        """Take the commitment of the coarse grid of one optimizer and schedule back."""
        (self.path / self.coarse_file(pair, "done")).unlink(missing_ok=True)

    def is_committed(self, shard: Shard) -> bool:
        """Whether a shard is there; of all of them, ask `committed`."""
        return self._commitment(shard).exists()

    def _commitment(self, shard: Shard) -> Path:
        return self.path / "done" / ".".join(["c", *map(str, shard.chunk)])

    @property
    def coarse_is_there(self) -> bool:
        """Whether the coarse grid is computed for every optimizer and schedule."""
        folder = self.path / COARSE / "done"
        pairs = len(self.experiment.optimizers) * len(self.experiment.schedules)
        return folder.is_dir() and len([n for n in os.listdir(folder) if n[:1] == "c"]) == pairs

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other processes from computing the same sweep; SettingError if one does already.

        The lock ends with the process, however that ends.
        """
        from filelock import FileLock, Timeout

        try:
            # In an array's folder, where Zarr does not take it for something of its own.
            lock = FileLock(self.path / "done" / ".lock", timeout=_MOMENT)
            lock.acquire()
        except Timeout:
            raise SettingError(
                f"{self.path} is being computed by another process; wait for it, or give this one "
                "another name"
            ) from None
        except OSError as error:
            raise SettingError(f"cannot write {self.path}: {reason(error)}") from error
        try:
            yield
        finally:
            lock.release()

    @property
    def is_locked(self) -> bool:
        """Whether a process computes the sweep now, as far as can be seen from here."""
        from filelock import FileLock, Timeout

        file = self.path / "done" / ".lock"
        if not file.exists():
            return False
        try:
            with FileLock(file, timeout=0):
                return False
        except Timeout:
            return True
        except OSError:  # a folder that cannot be written
            return False

    def tidy(self) -> None:
        """Remove what writers that were killed left behind; not while others write."""
        for left in (*self.path.glob("*/*.partial"), *self.path.glob(f"{COARSE}/*/*.partial")):
            left.unlink(missing_ok=True)

    @property
    def bytes_on_disk(self) -> int:
        """The size of all files."""
        sizes, folders = 0, [os.fspath(self.path)]
        while folders:
            with contextlib.suppress(OSError), os.scandir(folders.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    else:  # others may be writing
                        with contextlib.suppress(OSError):
                            sizes += entry.stat(follow_symlinks=False).st_size
        return sizes

    def _check_disk(self) -> None:
        needed = self.experiment.runs * run_bytes(self.experiment)
        folder = self.path.absolute().parent
        if not folder.is_dir():
            raise SettingError(f"cannot write {self.path}: there is no folder {self.path.parent}")
        free = shutil.disk_usage(folder).free
        if needed > free:
            advice = []
            if self.experiment.record:
                advice.append('thin the traces (every = "log:64")')
            if self.experiment.keep_params and len(self.experiment.objective.variables) > 8:
                advice.append("leave the parameters out (keep_params = false)")
            advice.append("give an axis fewer values")
            raise SettingError(
                f"the results of {self.experiment.runs:,} runs take up to "
                f"{memory.in_words(needed)}, but the disk of {self.path} has "
                f"{memory.in_words(free)} left; {' or '.join(advice)}"
            )


@dataclass(frozen=True)
class _Coordinates:
    """The coordinates of a store by name, read when they are asked for."""

    path: Path

    def __getitem__(self, name: str) -> Any:
        import zarr

        return zarr.open_array(str(self.path / name), mode="r")[:]


def _attributes(path: str | os.PathLike[str]) -> dict[str, Any]:
    """The attributes of the store at `path`; SettingError where there is none to be read."""
    file = Path(path) / "zarr.json"
    try:
        attributes = json.loads(file.read_text(encoding="utf-8"))["attributes"]
        version = attributes[ATTRIBUTE]["format"]
    except (FileNotFoundError, NotADirectoryError):
        there = "no stored sweep" if Path(path).exists() else "there is nothing"
        raise SettingError(f"{path}: {there} at that path") from None
    except OSError as error:
        raise SettingError(f"{path}: cannot be read ({reason(error)})") from error
    except (ValueError, KeyError, TypeError):
        raise SettingError(f"{path}: a Zarr store, but no sweep of gdsim") from None
    if version != FORMAT:
        raise SettingError(
            f"{path}: stored in format {version!r}, which this gdsim does not know (it reads "
            f"{FORMAT}); a newer gdsim may"
        )
    return dict(attributes)


def _difference(there: str, here: str) -> str:
    """The first lines in which two texts differ, in a sentence's words."""
    import difflib

    lines = [
        line
        for line in difflib.ndiff(there.splitlines(), here.splitlines())
        if line[:2] in ("- ", "+ ") and line[2:].strip()
    ]
    before = [line[2:] for line in lines if line[0] == "-"]
    after = [line[2:] for line in lines if line[0] == "+"]
    words = [f"{a} (here {b})" for a, b in zip(before, after, strict=False)]
    words += [f"{line} (not here)" for line in before[len(after) :]]
    words += [f"{line} (only here)" for line in after[len(before) :]]
    more = f" and {len(words) - 3} more lines" if len(words) > 3 else ""
    return "; ".join(words[:3]) + more
