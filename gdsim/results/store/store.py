"""A sweep on disk: a Zarr store that `xarray.open_zarr` reads directly.

It has one array per variable over the experiment's dimensions, with one chunk per shard (see
`gdsim.results.store.shards`), compressed and with a CRC32C that every reader checks. A chunk
appears whole or not at all. The chunk of the array `done` is written last: a shard is committed
exactly when that file exists. Coordinates, units and provenance are those of any result; the
group's attribute "gdsim_store" describes the division into shards. All files except results follow
from the experiment, and a manifest has their checksums (see `gdsim.results.store.manifest`).

For large sweeps the group "coarse" has the same arrays on a coarser grid, which is computed first:
`xarray.open_zarr(path, group="coarse")` is a picture of the whole within seconds.
"""

from __future__ import annotations

import contextlib
import difflib
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from gdsim.base.axes import WHOLE
from gdsim.base.errors import SettingError, damaged
from gdsim.base.files import reason
from gdsim.base.words import counted
from gdsim.engine import memory
from gdsim.engine.outcome import Outcome
from gdsim.experiment import labelled
from gdsim.experiment.experiment import Experiment
from gdsim.experiment.toml import file as experiment_file
from gdsim.results.store.chunks import read_chunk, write_chunk
from gdsim.results.store.description import check_is_original, describe, is_sweep
from gdsim.results.store.layout import (
    ATTRIBUTE,
    COARSE,
    LongArrays,
    StoredArray,
    lay_out,
    stored_arrays,
)
from gdsim.results.store.locks import LOCK, is_locked, locked, remove_left, workplace
from gdsim.results.store.manifest import Manifest
from gdsim.results.store.shards import Shard, Shards, run_bytes

SUFFIX = ".zarr"
_TAKEN = "{} exists already and is not a stored sweep; remove it, or choose another name"
_CHUNK = re.compile(r"c(?:\.(?:0|[1-9][0-9]{0,9}))*")  # the name of a chunk's file


@dataclass(frozen=True)
class Store:
    """A sweep's store: an experiment, its shards, and their results so far."""

    path: Path
    experiment: Experiment
    shards: Shards
    attributes: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    manifest: Manifest | None = field(default=None, compare=False, repr=False)
    damage: tuple[str, str] | None = field(default=None, compare=False, repr=False)

    @classmethod
    def create(
        cls, path: str | os.PathLike[str], experiment: Experiment, runs: int | None = None
    ) -> Store:
        """Create a store without results; `runs` per shard, by default as many as take a second.

        It appears at `path` whole; if several processes create the same one, all use the first.
        Errors: SettingError if it cannot be written, or needs more room than the disk has.
        """
        store = cls(Path(path), experiment, Shards.of(experiment, runs))
        store._check_place()
        remove_left(store.path)
        try:
            with workplace(store.path) as part:
                lay_out(part, store.shards)
                part.rename(store.path)
        except OSError as error:
            if not store.path.exists():
                raise SettingError(f"cannot write {path}: {reason(error)}") from error
            if not cls.is_at(path):
                raise SettingError(_TAKEN.format(path)) from None
        opened = cls.open(path)
        opened.check_same(experiment)
        return opened

    def _check_place(self) -> None:
        """SettingError if no new store can be created at the path."""
        folder = self.path.absolute().parent
        if not folder.is_dir():
            raise SettingError(f"cannot write {self.path}: there is no folder {self.path.parent}")
        if os.path.lexists(self.path) and not self.is_at(self.path):
            raise SettingError(_TAKEN.format(self.path))
        self._check_disk(folder)

    @classmethod
    def open(cls, path: str | os.PathLike[str], for_repair: bool = False) -> Store:
        """Open the store at `path`. Errors: SettingError if this gdsim cannot read one there.

        for_repair: whether to open also a store whose descriptions are damaged.
        """
        description = describe(path)
        attributes = description.attributes
        try:
            experiment = Experiment.from_toml(attributes["experiment"], LongArrays(Path(path)))
        except (ValueError, TypeError) as error:
            raise SettingError(f"{path}: its experiment cannot be read ({error})") from error
        stated = attributes["experiment_hash"]
        if experiment.hash != stated and experiment_file.digest_in_full(experiment) != stated:
            raise SettingError(
                f"{path}: the data that its experiment reads from files have changed since the "
                "sweep was started; restore the files to resume it"
            )
        try:
            shards = Shards(experiment, description.chunk)
        except SettingError as error:
            raise SettingError(f"{path}: no sweep of gdsim: {error}") from None
        if description.manifest is None:
            check_is_original(path, description, shards)
        if description.damage and not for_repair:
            raise damaged(path, ": ".join(description.damage))
        manifest = description.manifest
        return cls(Path(path), experiment, shards, attributes, manifest, description.damage)

    @staticmethod
    def is_at(path: str | os.PathLike[str]) -> bool:
        """Whether `path` is a stored sweep."""
        return is_sweep(path)

    def describe_anew(self) -> None:
        """Rewrite all files except results, as in a new store. Errors: OSError."""
        own = (ATTRIBUTE, "coordinates")
        provenance = {name: text for name, text in self.attributes.items() if name not in own}
        with workplace(self.path) as part:
            lay_out(part, self.shards, provenance)
            for file in sorted(part.rglob("*")):
                target = self.path / file.relative_to(part)
                if file.is_file() and target != self.path / LOCK:
                    target.parent.mkdir(parents=True, exist_ok=True)
                    os.replace(file, target)

    def check_same(self, experiment: Experiment) -> None:
        """SettingError that states the difference, unless the store is of this experiment."""
        if experiment.hash == self.experiment.hash:
            self._check_versions()
            return
        stored, own = (
            labelled.provenance(each)["experiment"] for each in (self.experiment, experiment)
        )
        words = "the data of its network" if stored == own else _difference(stored, own)
        raise SettingError(
            f"{self.path} has the runs of another experiment, which differs in {words}; "
            "choose another name for this one"
        )

    def _check_versions(self) -> None:
        there, here = self.attributes, labelled.provenance(self.experiment)
        if there["gdsim_version"] != here["gdsim_version"]:
            raise SettingError(
                f"{self.path} was started with gdsim {there['gdsim_version']}, this is "
                f"{here['gdsim_version']}, whose results may differ in their last bits: resume it "
                "with the same version, or start a new sweep"
            )
        if there.get("method_revisions") != here.get("method_revisions"):
            raise SettingError(
                f"{self.path} was started with another revision of its methods "
                f"({there.get('method_revisions', 'none')}, here "
                f"{here.get('method_revisions', 'none')}), whose results differ: start a new sweep"
            )
        if there.get("catalogue_sources") != here.get("catalogue_sources"):
            raise SettingError(
                f"{self.path} was started with different versions of your own methods "
                f"({here.get('catalogues') or there.get('catalogues')}): restore them to resume "
                "it, or start a new sweep"
            )

    @property
    def variables(self) -> tuple[str, ...]:
        """Every variable of which a shard has a chunk; the last is `done`, which commits it."""
        return tuple(self.arrays)

    @cached_property
    def arrays(self) -> dict[str, StoredArray]:
        """The arrays of the variables, by name."""
        return dict(stored_arrays(self.shards))

    @cached_property
    def coarse_arrays(self) -> dict[str, StoredArray]:
        """The arrays of the coarse grid, by name; empty if the sweep has no coarse grid."""
        coarse = self.shards.coarse
        return {} if coarse is None else dict(stored_arrays(self.shards, coarse))

    def committed(self) -> np.ndarray:
        """Which shards are committed, by number: bool, (shards,)."""
        mask = np.zeros(len(self.shards), dtype=bool)
        try:
            names = os.listdir(self.path / "done")
        except OSError as error:
            raise SettingError(f"{self.path}: cannot be read ({reason(error)})") from error
        # Other files belong to the lock, to writers, or not to the sweep.
        split = [name.split(".")[1:] for name in names if _CHUNK.fullmatch(name)]
        counts = self.shards.counts
        chunks = [each for each in split if len(each) == len(counts)]
        if chunks:
            numbers = np.array(chunks).astype(np.int64)
            numbers = numbers[(numbers < counts).all(axis=1)]
            mask[np.ravel_multi_index(tuple(numbers.T), counts)] = True
        return mask

    def check_files(self, shard: Shard) -> None:
        """ValueError that names the file, if a committed shard lacks one; files are not read."""
        for name in self.variables:
            file = self.file("", shard.chunk, name)
            if not os.path.isfile(f"{self.path}/{file}"):
                raise ValueError(f"{file}: its file is missing")

    def write(self, shard: Shard, outcome: Outcome) -> None:
        """Write a shard's results and commit it. Errors: OSError, such as for a full disk."""
        sizes = tuple(part.stop - part.start for part in shard.slices.values())
        self._write("", self.arrays, shard.chunk, sizes, outcome)

    def write_coarse(self, pair: int, outcome: Outcome) -> None:
        """Write the coarse grid of one optimizer and schedule."""
        sizes = self.experiment.layout.part(self.shards.coarse or WHOLE).shape
        self._write(COARSE, self.coarse_arrays, self._coarse_chunk(pair), sizes, outcome)

    def _write(
        self,
        group: str,
        arrays: Mapping[str, StoredArray],
        numbers: tuple[int, ...],
        sizes: tuple[int, ...],
        outcome: Outcome,
    ) -> None:
        outer = len(numbers) - len(sizes)
        for name, array in arrays.items():
            values = array.variable.of(outcome).reshape((*sizes, *self.own_shape(name)))
            file = f"{self.path}/{self.file(group, numbers, name)}"
            write_chunk(file, values, array.chunks[outer:], array.variable.missing)

    def read(self, shard: Shard, name: str) -> np.ndarray:
        """A variable of a shard: (runs, ...). ValueError if its file is missing or damaged."""
        values = self.read_chunk(name, shard.chunk)
        # A chunk at the end of the grid extends beyond it.
        outer = len(shard.chunk) - len(shard.slices)
        sizes = (part.stop - part.start for part in shard.slices.values())
        inside = (*[slice(None)] * outer, *map(slice, sizes))
        return values[inside].reshape((-1, *self.own_shape(name)))

    def read_coarse(self, pair: int, name: str) -> np.ndarray:
        """A variable of the coarse grid of one optimizer and schedule, like `read`."""
        values = self.read_chunk(name, self._coarse_chunk(pair), coarse=True)
        return values.reshape((-1, *self.own_shape(name)))

    def read_chunk(self, name: str, numbers: tuple[int, ...], coarse: bool = False) -> np.ndarray:
        """A chunk of an array, by its indices along the dimensions of runs.

        ValueError if its file is missing or damaged.
        """
        array = (self.coarse_arrays if coarse else self.arrays)[name]
        file = self.file(COARSE if coarse else "", numbers, name)
        return read_chunk(f"{self.path}/{file}", array.variable.dtype, array.chunks)

    def file(self, group: str, numbers: tuple[int, ...], name: str) -> str:
        """The path of a variable's chunk, relative to the store's folder."""
        words = ".".join(["c", *map(str, numbers), *["0"] * len(self.own_shape(name))])
        return f"{group}/{name}/{words}" if group else f"{name}/{words}"

    def coarse_file(self, pair: int, name: str) -> str:
        """The path of a variable's chunk of the coarse grid, relative to the store's folder."""
        return self.file(COARSE, self._coarse_chunk(pair), name)

    def _coarse_chunk(self, pair: int) -> tuple[int, ...]:
        shape, inner = self.experiment.shape, len(self.shards.chunk)
        first = np.unravel_index(pair, shape[: len(shape) - inner])
        return (*map(int, first), *[0] * inner)

    def own_shape(self, name: str) -> tuple[int, ...]:
        """The lengths of a variable's own dimensions, which come after those of the runs."""
        return self.arrays[name].shape[len(self.experiment.dims) :]

    def forget(self, shard: Shard) -> None:
        """Un-commit a shard, so that it is computed again."""
        self._commitment(shard).unlink(missing_ok=True)

    def forget_coarse(self, pair: int) -> None:
        """Un-commit the coarse grid of one optimizer and schedule."""
        (self.path / self.coarse_file(pair, "done")).unlink(missing_ok=True)

    def is_committed(self, shard: Shard) -> bool:
        """Whether a shard is committed; `committed` tells it for all shards."""
        return self._commitment(shard).exists()

    def _commitment(self, shard: Shard) -> Path:
        return self.path / "done" / ".".join(["c", *map(str, shard.chunk)])

    @property
    def coarse_is_there(self) -> bool:
        """Whether the coarse grid is computed for every optimizer and schedule."""
        pairs = range(len(self.experiment.pairs))
        files = (self.path / self.coarse_file(pair, "done") for pair in pairs)
        return bool(self.coarse_arrays) and all(map(Path.is_file, files))

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Lock the sweep against other processes; SettingError if one computes it already."""
        with locked(self.path):
            yield

    @property
    def is_locked(self) -> bool:
        """Whether a process computes the sweep now, as far as this machine can tell."""
        return is_locked(self.path)

    def tidy(self) -> None:
        """Remove the partial files of killed writers; not to be called while others write."""
        for left in (*self.path.glob("*/*.partial"), *self.path.glob(f"{COARSE}/*/*.partial")):
            left.unlink(missing_ok=True)
        remove_left(self.path)

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

    def _check_disk(self, folder: Path) -> None:
        needed = self.experiment.runs * run_bytes(self.experiment)
        free = shutil.disk_usage(folder).free
        if needed > free:
            advice = []
            if self.experiment.record:
                advice.append('thin the traces (every = "log:64")')
            if self.experiment.keep_params and len(self.experiment.objective.variables) > 8:
                advice.append("leave the parameters out (keep_params = false)")
            advice.append("give an axis fewer values")
            raise SettingError(
                f"the results of {counted(self.experiment.runs, 'run')} take up to "
                f"{memory.in_words(needed)}, but the disk of {self.path} has "
                f"{memory.in_words(free)} left; {' or '.join(advice)}"
            )


def _difference(stored: str, here: str) -> str:
    """The first lines in which two texts differ, as the end of a message."""
    lines = [
        line
        for line in difflib.ndiff(stored.splitlines(), here.splitlines())
        if line[:2] in ("- ", "+ ") and line[2:].strip()
    ]
    before = [line[2:] for line in lines if line[0] == "-"]
    after = [line[2:] for line in lines if line[0] == "+"]
    words = [f"{a} (here {b})" for a, b in zip(before, after, strict=False)]
    words += [f"{line} (not here)" for line in before[len(after) :]]
    words += [f"{line} (only here)" for line in after[len(before) :]]
    more = f" and {counted(len(words) - 3, 'more line')}" if len(words) > 3 else ""
    return "; ".join(words[:3]) + more
