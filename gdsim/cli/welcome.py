"""`gdsim` without a command: the welcome experiment, in the window or without it."""

from __future__ import annotations

from pathlib import Path

from gdsim.base import assets
from gdsim.base.errors import SettingError

FOLDER = Path("gdsim-output")


def welcome() -> int:
    """Open the window if possible; else run the welcome experiment without it."""
    from gdsim.app.quick_start import collector_at_rest
    from gdsim.cli.window import open_window, why_no_window

    with collector_at_rest():
        reason = why_no_window()
        if reason is None:
            return open_window(None)
    from gdsim.cli.run import carry_out
    from gdsim.experiment.experiment import Experiment
    from gdsim.sweeps.planning import plan

    print(f"No window: {reason}; running the welcome experiment without one.", flush=True)
    experiment = Experiment.load(assets.path("experiments/welcome.toml"))
    try:
        FOLDER.mkdir(exist_ok=True)
    except OSError as error:
        raise SettingError(f"{FOLDER}: cannot be created ({error.strerror})") from error
    experiment.save(FOLDER / "welcome.toml")
    return carry_out(plan(experiment, FOLDER / "welcome.nc"), FOLDER / "welcome.png")
