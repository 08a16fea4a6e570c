"""An experiment as a Python script that runs it."""

from __future__ import annotations

from pathlib import Path

from gdsim.app.model.offered import offer_of
from gdsim.app.translation import tr
from gdsim.base.errors import SettingError
from gdsim.experiment import Experiment
from gdsim.experiment.script import call
from gdsim.experiment.toml import long_arrays


def as_python(experiment: Experiment, path: Path | None = None) -> str:
    """A script that makes the experiment, runs it and prints the result.

    path: the experiment's file, None if it is not saved: a script loads it for arrays that are too
    long to be written out. Errors: SettingError if it has such arrays and no file.
    """
    long = long_arrays.names(experiment)
    if long:
        if path is None:
            raise SettingError(
                tr(
                    "Save the experiment first: a script can only load the array of {setting} "
                    "from its file.",
                    setting=next(iter(long.values())),
                )
            )
        return _script(f"gd.Experiment.load({str(path.absolute())!r})")
    if not offer_of(experiment.objective).has_call(experiment.objective):
        return _script(f'gd.Experiment.from_toml(\n    r"""{experiment.to_toml()}"""\n)')
    return _script(call(experiment))


def _script(made: str) -> str:
    lines = ["import gdsim as gd", "", f"experiment = {made}", "result = experiment.run()"]
    return "\n".join([*lines, "print(result)", ""])
