"""A run as a training script, to be carried to another package."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from types import ModuleType
from typing import Any

from gdsim.base.errors import SettingError, shown, suggestion
from gdsim.base.version import __version__
from gdsim.learn.code import samples
from gdsim.learn.diagnosis.chosen import chosen
from gdsim.learn.diagnosis.single_run import SingleRun

TARGETS = ("torch", "optax", "keras")


def code(subject: Any, run: int | Mapping[str, Any] = 0, to: str = "torch") -> str:
    """The text of a script that trains as a run does, without gdsim.

    subject: an Experiment, its file, or its result or a part of it. run: its coordinates, such as
    {"optimizer": "SGD", "lr": 0.1}, or its number, as for `diagnosis`. to: "torch", "optax" or
    "keras". Start, data, settings and schedule are in the script, and its comments say which
    conventions differ. `losses` in it are those of the run, and go on where the run ends early, at
    a target, a tolerance or by divergence. With batches or noise, which every package draws from
    its own random numbers, they are the run's on average; and with Adam or AdamW in Keras, but
    where gradients are about as small as epsilon.

    Errors: SettingError, in a sentence, if the package has nothing that takes the run's steps.
    """
    if to not in TARGETS:
        name = to if isinstance(to, str) else ""
        raise SettingError(f"to must be {' or '.join(map(repr, TARGETS))}, got {shown(to)}; "
                           f"{suggestion(name, TARGETS)}", "to")  # fmt: skip
    experiment, number = chosen(subject, run)
    single = SingleRun.of(experiment, number)
    package: ModuleType = importlib.import_module(f"gdsim.learn.code.{to}_script")
    title = f"{single.words} on {single.objective.text}"
    words = f"{samples.plain(title)} (run {number} of gdsim {__version__})"
    text: str = package.script(single.program, words, samples.notes(single.objective))
    return text
