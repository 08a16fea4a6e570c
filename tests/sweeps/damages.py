"""A small stored sweep in which every file is damaged in turn, and what must then be true."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import gdsim as gd
from gdsim.base.errors import SettingError
from gdsim.cli import run_command
from gdsim.results.store.store import Store
from gdsim.sweeps.verification import verify
from tests.sweeps.kills import files

EXPERIMENT = gd.Experiment(
    gd.Function("a*x**2 + cos(x)", a=[0.5, 3.0]),
    [gd.Momentum(momentum=0.7)],
    lr=gd.logspace(1e-3, 0.9, 3),
    start=gd.uniform(5, seed=3),
    noise=0.1,
    steps=30,
    record=("loss",),
    every="log:3",
    title="Of β",
)


@dataclass
class Report:
    """The number of damages; `wrong` describes those that were not found or repaired."""

    files: int = 0
    harms: int = 0
    repaired: int = 0
    wrong: list[str] = field(default_factory=list)


class Patient:
    """A stored sweep, with the contents of its files before any damage."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "patient.zarr"
        gd.run(EXPERIMENT, self.path, shard_runs=15)
        self.whole = files(self.path)
        self.result = EXPERIMENT.run()

    def restore(self, name: str) -> None:
        """Write a file as it was."""
        (self.path / name).parent.mkdir(exist_ok=True)
        (self.path / name).write_bytes(self.whole[name])

    def suffer(self, name: str, content: bytes | None) -> None:
        """Replace a file's content, or remove the file."""
        if content is None:
            (self.path / name).unlink()
        else:
            (self.path / name).write_bytes(content)

    def complaints(self, name: str) -> Iterator[str]:
        """What is wrong, in words: damage that is not found, or wrong values that are read."""
        try:
            found = gd.load(self.path).load()
        except SettingError as error:
            if "\n" in str(error) or "gdsim verify --repair" not in str(error):
                yield f"it is said as {str(error)!r}"
        else:
            done = found.get("done", True)
            values = found.drop_vars("done", errors="ignore")
            if not values.where(done).equals(self.result.where(done)):
                yield "other values are read"
        store = Store.open(self.path, for_repair=True)
        report = verify(store, 0)
        if not [damage for damage in report.damages if damage.file == name] and (
            report.committed == report.shards
        ):
            yield f"it is not found, but {report.damages}"

    def mend(self) -> Iterator[str]:
        """Repair the sweep by the commands; return what is wrong afterwards, in words."""
        store = f"{self.path}"
        run_command(["verify", store, "--repair", "--sample", "0"])
        if run_command(["run", store]) or run_command(["verify", store, "--sample", "1"]):
            yield "it is not repaired"
        if files(self.path) != self.whole:
            yield "it is not what it was"
        if not gd.load(self.path).load().identical(self.result):
            yield "its values are not what they were"


def harm_all(folder: Path, every: int, mend_every: int, seed: int) -> Report:
    """Damage every file at about every `every` bytes, cut it, remove it; repair some of these."""
    chance, patient, report = random.Random(seed), Patient(folder), Report()
    for name in patient.whole:
        report.files += 1
        for harm, content in harms(patient.whole[name], chance, every):
            patient.suffer(name, content)
            wrong = list(patient.complaints(name))
            report.harms += 1
            if report.harms % mend_every == 0:
                wrong += patient.mend()
                report.repaired += 1
            report.wrong += [f"{name}, {harm}: {each}" for each in wrong]
            if wrong:
                shutil.rmtree(patient.path)
                patient = Patient(folder)
            else:
                patient.restore(name)
    return report


def harms(whole: bytes, chance: random.Random, every: int) -> Iterator[tuple[str, bytes | None]]:
    """Damaged contents of a file: a byte flipped, cut, longer, or None where it is removed."""
    for begin in range(0, len(whole), every):
        at = min(begin + chance.randrange(every), len(whole) - 1)
        bits = chance.randrange(1, 256)
        yield f"byte {at} with {bits:#x}", whole[:at] + bytes([whole[at] ^ bits]) + whole[at + 1 :]
    yield "emptied", b""
    length = chance.randrange(1, len(whole))
    yield f"cut to {length}", whole[:length]
    yield "a byte longer", whole + b"\0"
    yield "removed", None
