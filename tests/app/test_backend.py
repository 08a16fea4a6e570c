"""The choice of what computes the window's runs."""

from __future__ import annotations

from typing import Any

import pytest

from gdsim.app.backend import BACKENDS
from gdsim.app.worker import computing
from gdsim.engine.backends.cuda import device
from tests.engine.backends.cuda.conftest import card
from tests.engine.backends.cuda.host import HostDriver

__all__ = ["card"]  # a fixture


def ticked(window: Any) -> list[str]:
    return [name for name, action in window.menus.backends.items() if action.isChecked()]


def said(window: Any) -> str:
    return str(window.stage.chip.text())


def test_the_processor_computes_until_a_gpu_is_chosen(
    qtbot: Any, window: Any, settings: Any, card: HostDriver
) -> None:
    assert ticked(window) == ["cpu"] and set(window.menus.backends) == set(BACKENDS)
    window.menus.backends["cuda"].trigger()
    qtbot.waitUntil(lambda: said(window) == "the host computes; few networks, the processor")
    assert ticked(window) == ["cuda"] and settings.value("backend") == "cuda"
    window.menus.backends["auto"].trigger()
    qtbot.waitUntil(lambda: said(window) == "the host computes where it is faster")
    window.menus.backends["cpu"].trigger()
    assert said(window) == "The processor computes" and settings.value("backend") == "cpu"


def test_where_there_is_none_it_is_said_why(
    qtbot: Any, window: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gdsim.engine.backends.cuda.presence.missing", lambda: "no card is here")
    device.open_devices.cache_clear()
    window.menus.backends["cuda"].trigger()
    monkeypatch.setattr(device, "missing", lambda: "no card is here")
    qtbot.waitUntil(lambda: said(window) == "The processor computes: no card is here")
    assert computing.suiting(window.workbench.experiment.programs()) == "cpu"


def test_an_unknown_choice_in_the_settings_is_the_processor(window: Any, settings: Any) -> None:
    settings.setValue("backend", "abacus")
    assert window.backend.name == "cpu"
