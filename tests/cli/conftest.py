"""What tests of the command line share: a small experiment in a file, and a plain terminal."""

import pytest

import gdsim as gd

SMALL = gd.Experiment(
    "rosenbrock", [gd.Momentum(momentum=0.9), gd.Adam(lr=0.2)], lr=gd.logspace(1e-4, 0.1, 9),
    steps=80, target=1e-6, title="Small",
)  # fmt: skip


@pytest.fixture
def file(tmp_path):
    SMALL.save(tmp_path / "small.toml")
    return tmp_path / "small.toml"


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch):
    monkeypatch.delenv("GDSIM_TRACEBACK", raising=False)
    for name in ("COLUMNS", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)


def rows(text):
    """The cells of a printed table's lines, by their first cell."""
    return {line.split()[0]: line.split()[1:] for line in text.splitlines() if line.strip()}
