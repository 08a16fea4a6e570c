"""How a process starts another of the same program."""

from __future__ import annotations

import os
import sys


def command(argument: str) -> tuple[list[str], dict[str, str]]:
    """The command of a process with an argument of gdsim's command line, and its environment.

    It imports from the same places as this process.
    """
    environment = dict(os.environ)
    if getattr(sys, "frozen", False):
        return [sys.executable, argument], environment
    environment["PYTHONPATH"] = os.pathsep.join(map(str, sys.path))
    return [sys.executable, "-P", "-m", "gdsim", argument], environment
