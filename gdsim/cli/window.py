"""The window from the command line: whether it can open here, and on what.

Without Typer, which would take a tenth of the time until the window is painted.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from gdsim.base import presets
from gdsim.base.errors import SettingError
from gdsim.base.files import reading
from gdsim.cli.display import why_no_display
from gdsim.cli.system_libraries import missing_packages


def open_window(file: Path | None, screenshot: Path | None = None) -> int:
    """Open the window, or draw it into a file and end; return the exit status."""
    from gdsim.app.quick_start import collector_at_rest

    with collector_at_rest():
        return _open(file, screenshot)


def _open(file: Path | None, screenshot: Path | None) -> int:
    if file is not None:
        file = presets.experiment_file(file)
        _check(file)
    if screenshot is not None:
        from gdsim.base.files import check_writable

        if screenshot.suffix.lower() != ".png":
            raise SettingError(f"{screenshot}: a screenshot's name must end in .png")
        check_writable(screenshot)
    chosen = screenshot is not None or "QT_QPA_PLATFORM" in os.environ
    reason = why_no_qt() if chosen else why_no_window()
    if reason is not None:
        print(f"gdsim: no window: {reason}; `gdsim run FILE` works without", file=sys.stderr)
        return 1
    if screenshot is not None and why_no_window() is not None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from gdsim.app.main import start

    return int(start(file, screenshot))


def _check(file: Path) -> None:
    """Refuse a bad file here, in a sentence, before a window opens."""
    from gdsim.app.model.kinds import DATA, RESULT, kind_of

    kind = kind_of(file)
    if kind == RESULT and file.suffix.casefold() == ".zarr":
        from gdsim.results.store.store import Store

        Store.open(file)
    elif kind in (RESULT, DATA):
        with reading(file):
            pass
    else:
        from gdsim.experiment.experiment import Experiment

        try:
            Experiment.load(file)
        except SettingError:
            from gdsim.results.origin import check_is_experiment

            check_is_experiment(file)
            raise


def why_no_window() -> str | None:
    """Why no window can open here, in a few words; None if one can."""
    return why_no_display() or why_no_qt()


def why_no_qt() -> str | None:
    """Why Qt cannot be loaded here, in a few words, and what to install; None if it can."""
    from gdsim.app.quick_start import import_pyqtgraph, import_qt

    try:
        import_qt()
        import_pyqtgraph()
        import gdsim.app.window  # noqa: F401 - which needs Qt, and Qt needs system libraries
    except ImportError as error:
        return f"Qt cannot be loaded ({error}){_advice(error)}"
    return None


def _advice(error: ImportError) -> str:
    """Which package to install for a failed import."""
    if isinstance(error, ModuleNotFoundError):
        package = {"PySide6": "PySide6-Essentials"}.get(str(error.name), error.name)
        return f"; type: pip install {package}"
    packages = " ".join(missing_packages())
    return f"; type: sudo apt-get install {packages}" if packages else ""
