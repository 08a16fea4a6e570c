"""A sweep that is there whole or not at all: for those who wait for it, and may give it up."""

from __future__ import annotations

import os
from pathlib import Path

from gdsim.base.errors import SettingError
from gdsim.base.files import file_name, reason
from gdsim.experiment.experiment import Experiment
from gdsim.results.store.locks import remove_left, workplace
from gdsim.results.store.store import Store
from gdsim.sweeps.sweep import Show, carry_on
from gdsim.sweeps.threads import on_threads
from gdsim.sweeps.work import Cancelled


def run_whole(
    experiment: Experiment,
    out: str | os.PathLike[str],
    *,
    threads: int | None = None,
    shard_runs: int | None = None,
    progress: Show | None = None,
    cancelled: Cancelled | None = None,
) -> bool:
    """Write a sweep of an experiment to the new path `out`; whether it is there.

    It is the one that `gdsim.run` writes, in bounded memory, but it appears once it is complete. If
    it is cancelled or fails, nothing is left. progress, cancelled: as those of `gdsim.run`.
    Errors: SettingError if something is at the path already, or if it cannot be written.
    """
    target = part = file_name(out)
    check_free(target)
    try:
        remove_left(target)
        with workplace(target) as folder:
            part = folder / target.name
            store = Store.create(part, experiment, shard_runs)
            done = carry_on(store, on_threads(threads), progress, cancelled)
            if done.done.runs < done.runs:
                return False
            check_free(target)  # a folder would take it in
            part.rename(target)
    except (OSError, SettingError) as error:
        cause = error if isinstance(error, OSError) else error.__cause__
        if isinstance(cause, OSError):
            raise SettingError(f"cannot write {target}: {reason(cause)}") from error
        raise SettingError(str(error).replace(str(part), str(target))) from error
    return True


def check_free(path: Path) -> None:
    """SettingError unless a new sweep can have this path."""
    if not path.absolute().parent.is_dir():
        raise SettingError(f"cannot write {path}: there is no folder {path.parent}")
    if os.path.lexists(path):
        raise SettingError(f"{path} exists already; choose another name")
