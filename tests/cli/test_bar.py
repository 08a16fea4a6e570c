"""The progress bars of the commands, on a terminal that only remembers what it was sent."""

from __future__ import annotations

import io
import sys
import time

import pytest

from gdsim.cli import bar
from gdsim.cli.bar import Bar, Meter


class Terminal(io.StringIO):
    """A terminal that keeps what it shows."""

    def isatty(self) -> bool:
        return True

    def shows(self, words: str) -> bool:
        """Whether the words appear within ten seconds."""
        until = time.monotonic() + 10
        while words not in self.getvalue() and time.monotonic() < until:
            time.sleep(0.01)
        return words in self.getvalue()


def attached(monkeypatch: pytest.MonkeyPatch, patience: float = 0.01) -> Terminal:
    """A terminal as standard error, where bars appear after `patience` seconds."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(bar, "PATIENCE", patience)
    for name, value in (("TERM", "xterm"), ("COLUMNS", "100"), ("NO_COLOR", "1")):
        monkeypatch.setenv(name, value)
    return terminal


def test_a_bar_appears_by_itself_and_shows_the_share_that_is_done(monkeypatch):
    terminal = attached(monkeypatch)
    with Bar("checking a[b].zarr") as progress:
        assert terminal.shows("checking a[b].zarr")
        progress.show(1, 4)
        assert terminal.shows(" 25 %") and terminal.shows(" s left")
        progress.show(4)
        assert terminal.shows("100 %")


def test_a_meter_shows_runs_and_their_speed(monkeypatch):
    terminal = attached(monkeypatch)
    with Meter(2000, 50) as progress:
        assert terminal.shows("  0 % of 2,000 runs  new kernels are compiled first")
        progress.show(0)
        progress.show(500)
        assert terminal.shows(" 25 % of 2,000 runs") and terminal.shows(" run-steps/s, ")
        progress.show(1000, words="half of them")
        assert terminal.shows(" 50 % of 2,000 runs  half of them")


def test_a_short_task_has_no_bar(monkeypatch):
    terminal = attached(monkeypatch, patience=60)
    with Bar("checking a.zarr") as progress:
        progress.show(1, 1)
    assert terminal.getvalue() == ""


def test_a_bar_that_comes_too_late_stays_away(monkeypatch):
    terminal = attached(monkeypatch, patience=60)
    with Bar("checking a.zarr") as progress:
        pass
    progress._appear()  # as its timer does, which may fire while the task ends
    assert terminal.getvalue() == ""


def test_time_in_which_nothing_got_done_is_not_counted(monkeypatch):
    clock = iter([0.0, 100.0, 103.0, 110.0, 111.0])
    monkeypatch.setattr(time, "perf_counter", lambda: next(clock))
    with Bar() as progress:
        for done in (0, 5, 5, 6):
            progress.show(done, 10)
    assert progress.seconds == 3 + 1
