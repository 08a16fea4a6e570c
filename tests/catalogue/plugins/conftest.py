"""Catalogues for tests, which are unloaded afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gdsim.base import assets
from gdsim.catalogue.plugins import in_use

EXAMPLE = assets.path("catalogue_example")

# A file each of the two kinds that kernels compile, to be changed in one place.
OPTIMIZER = '''
from gdsim.catalogue import Hyper, Optimizer, positive
from gdsim.lanes.math import sqrt


def step(p, g, lr, bend):
    """Along the gradient, less where it is steep."""
    return p - lr * g / sqrt(1 + bend * g * g)


DEFINITION = Optimizer(
    step,
    hyper={
        "lr": Hyper(0.1, positive, log=True, summary="Step length."),
        "bend": Hyper(1.0, positive, summary="How soon it is steep."),
    },
    summary="A gradient step of bounded length.",
    formula=r"p - \\eta g",
    source="A test of gdsim's.",
    name="Bounded",
)
'''
FUNCTION = """
from gdsim.catalogue import Function

DEFINITION = Function(
    "x**2 + 3*y**4",
    domain=((-2, 2), (-2, 2)),
    start=(1.5, -0.5),
    summary="Flat one way.",
    source="A test of gdsim's.",
)
"""


@pytest.fixture(autouse=True)
def none_in_use(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Unload all catalogues before and after a test, in this process and its environment."""
    monkeypatch.setenv(in_use.VARIABLE, "")
    yield
    in_use.set_aside()


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Writes a folder of files, `name="text"`, and returns its path."""

    def write(**files: str) -> Path:
        folder = tmp_path / "shelf"
        for name, text in files.items():
            path = folder / f"{name.replace('__', '/')}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return folder

    return write
