"""The environment of every test: no screen, fixed randomness, a kernel cache of its own."""

from __future__ import annotations

import gc
import os
import signal
from collections import Counter
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

# Ten thousand tests are many objects; looking through them again and again for garbage, while they
# are collected and then throughout, takes a tenth of the time of all tests.
gc.disable()
# Before anything imports Qt, Matplotlib or Numba.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["MPLBACKEND"] = "Agg"
# What people set for themselves, which would change what is printed, drawn, kept or loaded.
_PERSONAL = (
    *("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX", "PYTHONWARNINGS", "PYTHONOPTIMIZE"),
    *("COLUMNS", "LINES", "FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"),
    *("GDSIM_CATALOGUES", "GDSIM_TRACEBACK", "MATPLOTLIBRC"),
)
for _name in os.environ:
    if _name in _PERSONAL or _name.startswith(("QT_SCALE", "QT_FONT", "QT_STYLE", "NUMBA_")):
        del os.environ[_name]
# Kept from one test run to the next: compiling every kernel again would take minutes.
os.environ.setdefault("GDSIM_CACHE", str(ROOT / ".pytest_cache" / "kernels"))

try:
    import PySide6.QtWidgets  # noqa: F401

    WITHOUT_QT = ""
except ImportError as _error:
    WITHOUT_QT = f"Qt cannot be loaded here: {_error}"

if not WITHOUT_QT:
    from pytestqt.qtbot import QtBot

    # On a busy machine what is waited for comes late, which is no fault: 5 s are too few.
    QtBot.waitUntil.__kwdefaults__["timeout"] = 60_000

needs_qt = pytest.mark.skipif(bool(WITHOUT_QT), reason=WITHOUT_QT)


def pytest_addoption(pluginmanager: pytest.PytestPluginManager) -> None:
    """Unload pytest-qt where there is no Qt: it would end the tests before they begin."""
    if WITHOUT_QT:
        pluginmanager.unregister(name="pytest-qt")


class _Skipped(pytest.Module):
    """A file of tests that is not even imported."""

    def collect(self) -> list[pytest.Item]:
        pytest.skip(WITHOUT_QT)


def pytest_pycollect_makemodule(
    module_path: Path, parent: pytest.Collector
) -> pytest.Module | None:
    """Skip the files of the window's tests, which import Qt."""
    needed = WITHOUT_QT and module_path.is_relative_to(ROOT / "tests" / "app")
    return _Skipped.from_parent(parent, path=module_path) if needed else None


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Every other process of pytest-xdist collects files from the last to the first.

    Two processes then share preparing their assertions, which pytest keeps for all.
    """
    report = yield
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    if isinstance(collector, pytest.Directory) and int(worker.removeprefix("gw")) % 2:
        report.result.reverse()
    return report


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Files with slow tests first, then those with many, so that two processes end together."""
    if hasattr(config, "workerinput"):  # one of pytest-xdist, which runs a file at a time
        slow = {item.path for item in items if item.get_closest_marker("slow")}
        count = Counter(item.path for item in items)
        items.sort(key=lambda item: (item.path not in slow, -count[item.path], item.path))


def pytest_collection_finish() -> None:
    """Collect garbage again, but not among the tests, and all of the rest only now and then."""
    gc.freeze()
    gc.set_threshold(700, 10, 50)
    gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """Look through all that the tests have left once: pytest and the end of Python do so again."""
    gc.collect()
    gc.freeze()


settings.register_profile(
    "gdsim",
    derandomize=True,
    deadline=None,  # the first example may compile a kernel
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("gdsim")


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl-C is heeded, here and in processes that are started: in the background it is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session", autouse=True)
def plain_children() -> None:
    """Processes that tests start find gdsim from any folder, and only what a plain install has."""
    places = (ROOT / "tests" / "plain", ROOT, os.environ.get("PYTHONPATH"))
    os.environ["PYTHONPATH"] = os.pathsep.join(str(each) for each in places if each)


@pytest.fixture(scope="module")
def complete_children(plain_children: None) -> Iterator[None]:
    """Processes that tests start find all that is installed: for Dask and Parquet."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT))
        yield
