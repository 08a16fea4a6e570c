"""Where Qt can open no window, one sentence says so and the process ends as others do."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Qt names its platforms so there")
def test_where_qt_opens_no_window_one_sentence_says_why() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "nonsense"}
    code = "from gdsim.app.qt_application import application; application()"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith(
        "gdsim: no window: Qt cannot open one here (Could not find the Qt"
    )
    assert "`gdsim doctor`" in done.stderr and done.stderr.count("\n") == 1


def test_warnings_of_a_start_that_goes_well_are_printed() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "nonsense;offscreen"}
    code = "from gdsim.app.qt_application import application; print(application().platformName())"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "offscreen\n")
    assert 'Could not find the Qt platform plugin "nonsense"' in done.stderr
