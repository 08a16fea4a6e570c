"""A GPU that is the host: see `tests.engine.backends.cuda.host`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import pytest

from gdsim.engine.backends.cuda import code, device, network, presence, segment
from tests.engine.backends.cuda.host import SEPARATOR, HostDriver
from tests.engine.backends.cuda.ptx import loose


@cache
def instructed(source: code.Source, capability: tuple[int, int]) -> bytes:
    """The code of the host: what NVVM gets, which makes strict code of it for a card."""
    texts = code.instructions(source, capability)
    if presence.missing_packages() is None:
        assert not loose(code.assembled(texts, capability))
    return SEPARATOR.join(texts).encode()


def instructed_parts(sources: Sequence[code.Source], kernel: str, _: object) -> bytes:
    """The same of modules of parts."""
    return code.linked_parts(sources, kernel).encode()


def plugged_in(card: HostDriver, monkeypatch: pytest.MonkeyPatch) -> HostDriver:
    """Make a card the only one of this machine."""
    for module in (presence, device):
        monkeypatch.setattr(module, "driver", lambda: card)
    monkeypatch.setattr(segment, "compiled", instructed)
    monkeypatch.setattr(network, "compiled_parts", instructed_parts)
    device.open_devices.cache_clear()
    return card


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch) -> Iterator[HostDriver]:
    """The only card of this machine."""
    if presence.versions()["numba-cuda"] is None:
        pytest.skip("numba-cuda is not installed")
    yield plugged_in(HostDriver(), monkeypatch)
    device.open_devices.cache_clear()
