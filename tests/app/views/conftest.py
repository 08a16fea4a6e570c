"""Shared by the tests of views."""

import pytest

import gdsim as gd
from tests.conftest import WITHOUT_QT

if not WITHOUT_QT:  # with which all tests here are skipped
    from gdsim.app.views.plot import Plot


@pytest.fixture
def two(experiment):
    return experiment.replace(optimizers=[gd.SGD(), gd.Adam(lr=0.05)])


@pytest.fixture
def plot(qtbot):
    shown = Plot("x", "y")
    qtbot.addWidget(shown)
    shown.resize(420, 320)
    shown.box.setRange(xRange=(0, 1), yRange=(0, 1), padding=0)
    shown.show()
    qtbot.waitExposed(shown)
    return shown
